// MultipartReader: the parts of a multipart/form-data body, one after another, while it streams
// (RFC 7578, RFC 2046 section 5.1).
//
// Promises  Memory does not depend on the size of the body or of a part. A body without its closing
//           delimiter is an error, never a shorter last part.
// Threads   One at a time.
// Errors    unsupported (body.media_type) when the content type is another one; invalid
//           (body.multipart) for a body that breaks the grammar or its bounds: boundary 70 bytes,
//           fields of a part 16 KiB, parts 1,000. What the source throws passes through.
// Why       Poco's reader takes the end of the input for the end of a part, and decodes header
//           values: docs/decisions/0003.
#pragma once

#include "server/http/message.h"

namespace kontor {

struct MultipartPart {
    HttpHeaders headers;
    std::string name;  // of the form's field, raw bytes
    // raw bytes as sent, without any path taken off; filename* (RFC 8187) before filename
    std::optional<Bytes> file_name;
    std::string media_type;  // the field Content-Type; "text/plain" when absent (RFC 7578 4.4)
    ByteSource* body;        // the reader's; until next() is called
};

class MultipartReader {
  public:
    // Reads from `source`, which outlives it. `content_type` is the request's field.
    MultipartReader(ByteSource& source, std::string_view content_type);
    ~MultipartReader();
    MultipartReader(const MultipartReader&) = delete;
    MultipartReader& operator=(const MultipartReader&) = delete;

    // The next part, past whatever was not read of the one before; nothing after the last. What
    // follows the closing delimiter stays unread.
    std::optional<MultipartPart> next();

  private:
    class Body;
    void begin_body();
    void fill();
    std::size_t read_body(char* out, std::size_t size);
    bool read_delimiter_end();
    Bytes take_line(std::size_t& budget);
    void read_head(MultipartPart& part);
    static void read_disposition(MultipartPart& part);

    ByteSource& source_;
    Bytes delimiter_;  // "\r\n--boundary"
    Bytes buffer_;
    std::size_t start_ = 0;    // of what is not taken
    std::size_t scanned_ = 0;  // up to here buffer_ has body bytes only
    bool is_source_ended_ = false;
    bool is_in_body_ = true;  // the preamble is read like the body of a part
    bool is_over_ = false;
    std::size_t parts_ = 0;
    std::unique_ptr<Body> body_;
};

}  // namespace kontor
