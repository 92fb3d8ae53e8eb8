// CheckingSink: holds a reader to what result.h promises.
#pragma once

#include "indexer/extract/limits.h"
#include "indexer/extract/result.h"
#include "storage/base/text.h"
#include "tests/fuzz/fuzz.h"

namespace kontor::fuzz {

class CheckingSink final : public ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {
        require(types_++ == 0 && last_page_ == 0, "one media type, first");
    }
    void fact(std::string_view name, std::string_view value) override {
        require(!name.empty() && is_utf8(value), "a fact has a name and a text");
    }
    void page(std::uint32_t number, std::string_view text) override {
        require(number > last_page_, "pages come in order, each once");
        require(is_utf8(text) && text.find('\0') == std::string_view::npos, "a page is text");
        last_page_ = number;
    }
    void begin_part(std::string_view name) override {
        require(types_ > 0 && is_utf8(name), "a part has a name, after the type");
        ++depth_;
    }
    void end_part(std::string_view /*type*/, const ReadingEnd& /*reading*/) override {
        require(depth_-- > 0, "a part ends once");
    }

    void words(std::uint32_t page, std::span<const RecognisedWord> words) override {
        require(page == last_page_ && !words.empty(), "words follow their page");
        for (const RecognisedWord& word : words) {
            require(!word.text.empty() && is_utf8(word.text), "a word is text");
            require(word.text.find_first_of(std::string_view("\0 \n", 3)) == std::string_view::npos,
                    "a word has no blanks");
            require(word.width > 0 && word.height > 0 && word.x + word.width <= page_units &&
                        word.y + word.height <= page_units && word.confidence <= 100,
                    "a word is on its page");
        }
    }
    void image(std::uint32_t page, ByteView bytes) override {
        require(page > 0 && !bytes.empty(), "a picture has a page and bytes");
        require(image_bytes_ > 0 || bytes.starts_with("\x89PNG"), "a picture is a PNG");
        image_bytes_ += bytes.size();
        require(image_bytes_ <= limits::result_image_max_bytes, "a picture is bounded");
    }
    void file(ByteView bytes) override {
        require(!bytes.empty(), "a file comes in pieces with bytes");
        file_bytes_ += bytes.size();
        require(file_bytes_ <= limits::result_file_max_bytes, "a file is bounded");
    }

  private:
    unsigned types_ = 0;
    std::uint32_t last_page_ = 0;
    std::uint32_t depth_ = 0;
    std::uint64_t image_bytes_ = 0;
    std::uint64_t file_bytes_ = 0;
};

}  // namespace kontor::fuzz
