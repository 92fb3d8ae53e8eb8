// What reading a paper gives, piece by piece: the words that parsers, worker, protocol and pool
// share.
//
// Promises: pages come in order, each once, as they are read, so memory does not grow with their
// number. Text is valid UTF-8 without NUL, lines ended by '\n', words of a line divided by blanks,
// in reading order.
// Errors: a parser throws Error corrupt or unsupported with a coded reason for a document it cannot
// read at all; a document that can be read in part ends as `partial` with the reason, and keeps
// what was read.
#pragma once

#include "storage/base/bytes.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace kontor {

enum class TextState {
    done,
    partial,    // some of it; the reason says why
    none,       // read well, and there is no text in it
    encrypted,  // needs a password
    failed,     // this document cannot be read
};
std::string_view name_of(TextState state);  // as the API says it: "done", "partial", …

// How reading ended; the pool's own failures (crash, limit) become one too.
struct ReadingEnd {
    TextState state = TextState::done;
    std::string reason;  // code "extract.…"; empty for done and none
};

// A word that was recognised on an image of its page: where it stands on the upright page, in ten
// thousandths of the page's width and height from its upper left corner.
struct RecognisedWord {
    std::string_view text;  // no blanks; lives as long as the call that tells it
    std::uint16_t x = 0;
    std::uint16_t y = 0;
    std::uint16_t width = 1;
    std::uint16_t height = 1;
    std::uint8_t confidence = 0;  // 0 to 100
};
constexpr unsigned page_units = 10'000;  // a page's width, and its height, in a word's numbers

class ResultSink {
  public:
    virtual ~ResultSink() = default;
    // The type found by content, RFC 6838; once, before any page.
    virtual void media_type(std::string_view type) = 0;
    // A fact of the file itself: "title", "author", "created", "page_label"…; values are valid
    // UTF-8.
    virtual void fact(std::string_view name, std::string_view value) = 0;
    // Page `number`, counted from 1, and its text.
    virtual void page(std::uint32_t number, std::string_view text) = 0;
    // The page told last is a picture, wholly or for the most part, and what was read of it is not
    // to be relied on: it wants to be recognised.
    virtual void scanned(std::uint32_t /*page*/) {}
    // A document within this one begins, and ends: the pages in between are its own, and it may
    // have parts in turn. `name` is as its container calls it, valid UTF-8, one line; it may be
    // empty, and so may the type, when none was found.
    virtual void begin_part(std::string_view /*name*/) {}
    virtual void end_part(std::string_view /*type*/, const ReadingEnd& /*reading*/) {}
    // Words of the page told last, in reading order; a page with many may come in several calls.
    virtual void words(std::uint32_t /*page*/, std::span<const RecognisedWord> /*words*/) {}
    // The next bytes of the picture of a page, a PNG file.
    virtual void image(std::uint32_t /*page*/, ByteView /*bytes*/) {}
    // The next bytes of a file that was made of the document, or taken out of it.
    virtual void file(ByteView /*bytes*/) {}
};

}  // namespace kontor
