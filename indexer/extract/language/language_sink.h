// LanguageSink: hands a result on, and adds the fact "language" when most of its text is in one.
//
// Promises  The first limits::language_sample_max_bytes of the text decide. Nothing is said of a
//           text that is too short or too mixed to tell: a wrong language costs more than none.
// Threads   One object, one thread.
// Source    BCP 47 names the languages; ISO 639-1 codes where there are such.
#pragma once

#include "indexer/extract/result.h"

#include <optional>
#include <string>

namespace kontor {

// "de", "en" and so on, without a region; nothing when it cannot be said.
std::optional<std::string> language_of(std::string_view text);

class LanguageSink final : public ResultSink {
  public:
    explicit LanguageSink(ResultSink& sink) : sink_(sink) {}

    void media_type(std::string_view type) override { sink_.media_type(type); }
    void fact(std::string_view name, std::string_view value) override { sink_.fact(name, value); }
    void page(std::uint32_t number, std::string_view text) override;
    void words(std::uint32_t page, std::span<const RecognisedWord> words) override {
        sink_.words(page, words);
    }
    void image(std::uint32_t page, ByteView bytes) override { sink_.image(page, bytes); }
    void scanned(std::uint32_t page) override { sink_.scanned(page); }
    void begin_part(std::string_view name) override { sink_.begin_part(name); }
    void end_part(std::string_view type, const ReadingEnd& reading) override {
        sink_.end_part(type, reading);
    }
    // After all else of the document.
    void tell();

  private:
    ResultSink& sink_;
    std::string sample_;
};

}  // namespace kontor
