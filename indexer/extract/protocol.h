// Protocol: the frames in which a confined child tells what it read, and their receiver, who trusts
// nothing in them.
//
// Frame     u8 kind, u32 length of the payload (big-endian), payload of at most
//           limits::result_frame_max_bytes:
//             1 media_type  the type, RFC 6838, lower case; at most once, before facts and pages
//             2 fact        u16 length of the name, name ([a-z0-9_]+), value
//             3 page        u32 number, greater than the one before; text
//             4 end         u8 state, reason; the last frame, nothing follows it
//             5 begin_part  name: a document within the document; they nest
//             6 end_part    u8 state, u8 length of the type, type (may be empty), reason
//             7 scanned     u32 number of the page told last: it wants to be recognised
//             8 words       u32 number of the page before it; then, once or more: u8 length of the
//                           word, word, u16 x, y, width, height (result.h), u8 confidence
//             9 image       u32 number of the page, the same in all of them, u32 offset of these
//                           bytes, where those before ended; bytes of a PNG file
//             10 file       bytes of the file that was made, or taken out, in order
// Promises  The decoder gives its sink only what holds to all of this and to limits.h: valid UTF-8
//           without NUL, known kinds, right order, bounded sum. It keeps one frame in memory. The
//           same bytes give the same calls, however they are cut.
// Threads   One object, one thread.
#pragma once

#include "indexer/extract/limits.h"
#include "indexer/extract/result.h"
#include "storage/base/byte_stream.h"

#include <optional>

namespace kontor {

// Thrown by the writer, caught by the child's main, when a document has more text than is kept.
struct ResultIsFull {};

// The child's side: a ResultSink that writes frames.
class ResultWriter final : public ResultSink {
  public:
    explicit ResultWriter(ByteSink& out) : out_(out) {}

    void media_type(std::string_view type) override;
    // A name or value beyond its limit is cut; too many facts are passed over.
    void fact(std::string_view name, std::string_view value) override;
    // Throws ResultIsFull when the document's text passes the limits; a page larger than a frame
    // is cut. In both cases the end becomes partial, also when a parser swallows the exception.
    void page(std::uint32_t number, std::string_view text) override;
    void scanned(std::uint32_t page) override;
    // A name beyond its limit is cut. Throws as page() does.
    void begin_part(std::string_view name) override;
    void end_part(std::string_view type, const ReadingEnd& reading) override;
    // A word that is none (empty, with blanks, off the page) is passed over; a long one is cut.
    void words(std::uint32_t page, std::span<const RecognisedWord> words) override;
    // The whole picture at once; at most limits::result_image_max_bytes, else ResultIsFull.
    void image(std::uint32_t page, ByteView bytes) override;
    // In as many calls as there are pieces; ResultIsFull beyond limits::result_file_max_bytes.
    void file(ByteView bytes) override;
    // Writes the last frame, and everything to `out`.
    void end(const ReadingEnd& reading);

  private:
    void frame(unsigned char kind, ByteView head, ByteView rest);
    void flush();

    ByteSink& out_;
    Bytes buffer_;
    std::uint64_t total_bytes_ = 0;
    std::uint64_t file_bytes_ = 0;
    std::uint32_t facts_ = 0;
    std::uint32_t pages_ = 0;
    std::uint32_t words_of_page_ = 0;
    bool is_full_ = false;
    bool is_cut_ = false;
};

// The receiver's side.
class ResultDecoder {
  public:
    explicit ResultDecoder(ResultSink& sink) : sink_(sink) {}

    // Takes the next bytes and calls the sink for each frame that is complete. Returns what broke
    // the protocol, for the log; from then on the sink is not called any more. What the sink throws
    // goes through, and ends this decoder's use.
    [[nodiscard]] std::optional<std::string_view> feed(ByteView bytes);

    // The end, once its frame came.
    const std::optional<ReadingEnd>& end() const { return end_; }
    std::uint32_t pages() const { return pages_; }

  private:
    std::optional<std::string_view> take_frames(ByteView& rest);
    std::optional<std::string_view> take_frame(unsigned kind, ByteView payload);
    std::optional<std::string_view> take_media_type(ByteView payload);
    std::optional<std::string_view> take_fact(ByteView payload);
    std::optional<std::string_view> take_page(ByteView payload);
    std::optional<std::string_view> take_end(ByteView payload);
    std::optional<std::string_view> take_scanned(ByteView payload);
    std::optional<std::string_view> take_begin_part(ByteView payload);
    std::optional<std::string_view> take_end_part(ByteView payload);
    std::optional<std::string_view> take_words(ByteView payload);
    std::optional<std::string_view> take_image(ByteView payload);
    std::optional<std::string_view> take_file(ByteView payload);

    ResultSink& sink_;
    Bytes buffer_;
    std::uint64_t total_bytes_ = 0;
    std::uint32_t facts_ = 0;
    std::uint32_t pages_ = 0;
    std::uint32_t last_page_ = 0;
    std::uint32_t parts_ = 0;
    std::uint32_t depth_ = 0;  // of the part that is open
    std::uint32_t scanned_page_ = 0;
    std::uint32_t words_of_page_ = 0;
    std::uint32_t image_page_ = 0;
    std::uint64_t image_bytes_ = 0;
    std::uint64_t file_bytes_ = 0;
    bool has_media_type_ = false;
    std::optional<ReadingEnd> end_;
    std::optional<std::string_view> violation_;
};

// The writer's end when it had to leave something out.
constexpr std::string_view reason_too_much_text = "extract.too_much_text";

}  // namespace kontor
