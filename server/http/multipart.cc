#include "server/http/multipart.h"

#include "server/http/syntax.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"

#include <algorithm>
#include <cstring>

namespace kontor {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t read_at_once_bytes = 64 * 1024;

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorCode::invalid, "read a multipart body: " + what,
                Reason{"body.multipart", {}, ""});
}

// RFC 2046 section 5.1.1: bchars, the last one not a blank.
bool is_boundary(std::string_view boundary) {
    return !boundary.empty() && boundary.size() <= limits::multipart_boundary_max_bytes &&
           boundary.back() != ' ' && std::all_of(boundary.begin(), boundary.end(), [](char c) {
               return syntax::is_digit(c) || syntax::is_letter(c) ||
                      std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
           });
}

Bytes boundary_of(std::string_view content_type) {
    const auto type = syntax::parameterized(content_type);
    if (!type || type->value != "multipart/form-data") {
        throw Error(
            ErrorCode::unsupported, "read a multipart body",
            Reason{"body.media_type", {{"expected", "multipart/form-data"}}, "Content-Type"});
    }
    std::optional<Bytes> boundary = type->find("boundary");
    if (!boundary || !is_boundary(*boundary)) {
        refuse("boundary");
    }
    return std::move(*boundary);
}

// What browsers write for the three bytes that a quoted name cannot hold (WHATWG, "multipart/
// form-data encoding algorithm"); every other % is the name's own.
Bytes with_browser_escapes_undone(ByteView name) {
    Bytes out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const std::string_view code = name.substr(i, 3);
        const char c = code == "%22" ? '"' : code == "%0D" ? '\r' : code == "%0A" ? '\n' : '\0';
        out.push_back(c != '\0' ? c : name[i]);
        i += c != '\0' ? 2 : 0;
    }
    return out;
}

// charset'language'percent-encoded (RFC 8187 section 3.2); nothing for what we cannot read, so that
// the plain parameter counts.
std::optional<Bytes> extended_value(std::string_view text) {
    const std::size_t first = text.find('\'');
    const std::size_t second = first == std::string_view::npos ? first : text.find('\'', first + 1);
    if (second == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view charset = text.substr(0, first);
    std::optional<Bytes> value = syntax::percent_decoded(text.substr(second + 1));
    if (!value || syntax::equal_ignoring_case(charset, "UTF-8")) {
        return value;
    }
    if (!syntax::equal_ignoring_case(charset, "ISO-8859-1")) {
        return std::nullopt;
    }
    Bytes utf8;  // RFC 5987 knew this one too; its bytes are the first 256 code points
    for (const char c : *value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            utf8.push_back(c);
        } else {
            utf8.push_back(static_cast<char>(0xc0 | (byte >> 6)));
            utf8.push_back(static_cast<char>(0x80 | (byte & 0x3f)));
        }
    }
    return utf8;
}

}  // namespace

class MultipartReader::Body final : public ByteSource {
  public:
    explicit Body(MultipartReader& reader) : reader_(reader) {}
    std::size_t read(char* out, std::size_t size) override { return reader_.read_body(out, size); }

  private:
    MultipartReader& reader_;
};

MultipartReader::MultipartReader(ByteSource& source, std::string_view content_type)
    : source_(source),
      delimiter_("\r\n--" + boundary_of(content_type)),
      buffer_(line_end),  // the first delimiter may stand at the very start, without its line end
      body_(std::make_unique<Body>(*this)) {}

MultipartReader::~MultipartReader() = default;

std::optional<MultipartPart> MultipartReader::next() {
    std::size_t skipped = 0;
    Bytes aside(is_in_body_ ? read_at_once_bytes : 0, '\0');
    while (is_in_body_) {
        skipped += read_body(aside.data(), aside.size());
        if (parts_ == 0 && skipped > limits::multipart_preamble_max_bytes) {
            refuse("preamble");
        }
    }
    if (is_over_ || read_delimiter_end()) {
        is_over_ = true;
        return std::nullopt;
    }
    if (++parts_ > limits::multipart_parts_max) {
        refuse("number of parts");
    }
    MultipartPart part;
    read_head(part);
    part.body = body_.get();
    begin_body();
    is_in_body_ = true;
    return part;
}

// The delimiter of an empty part takes the line end that ended the head for its own.
void MultipartReader::begin_body() {
    start_ -= line_end.size();
    while (buffer_.size() - start_ < delimiter_.size() && !is_source_ended_) {
        fill();
    }
    if (!ByteView(buffer_).substr(start_).starts_with(delimiter_)) {
        start_ += line_end.size();
    }
    scanned_ = start_;
}

// More of the source behind what is not taken yet.
void MultipartReader::fill() {
    if (is_source_ended_) {
        refuse("end before the closing delimiter");
    }
    buffer_.erase(0, start_);
    scanned_ -= std::min(scanned_, start_);
    start_ = 0;
    const std::size_t held = buffer_.size();
    buffer_.resize(held + read_at_once_bytes);
    std::size_t count = 0;
    try {
        count = source_.read(buffer_.data() + held, read_at_once_bytes);
    } catch (...) {
        buffer_.resize(held);
        throw;
    }
    buffer_.resize(held + count);
    is_source_ended_ = count == 0;
}

// Body bytes up to the next delimiter; 0 once that was reached and taken.
std::size_t MultipartReader::read_body(char* out, std::size_t size) {
    while (is_in_body_ && size > 0) {
        if (scanned_ == start_) {
            const std::size_t found = buffer_.find(delimiter_, start_);
            if (found == start_) {
                start_ += delimiter_.size();
                is_in_body_ = false;
                break;
            }
            // A delimiter may have begun in the last bytes.
            const std::size_t safe =
                buffer_.size() - std::min(buffer_.size(), delimiter_.size() - 1);
            scanned_ = found != Bytes::npos ? found : std::max(start_, safe);
        }
        if (scanned_ > start_) {
            const std::size_t count = std::min(size, scanned_ - start_);
            std::memcpy(out, buffer_.data() + start_, count);
            start_ += count;
            return count;
        }
        fill();
    }
    return 0;
}

// What follows "--boundary": "--" closes all (true), a line end begins a part.
bool MultipartReader::read_delimiter_end() {
    std::size_t budget = limits::multipart_head_max_bytes;
    while (buffer_.size() - start_ < 2) {
        fill();
    }
    if (ByteView(buffer_).substr(start_, 2) == "--") {
        return true;
    }
    // RFC 2046: blanks may have been added in transport. Anything else means that the boundary
    // stands inside the data, which its sender had to prevent.
    if (!syntax::trimmed(take_line(budget)).empty()) {
        refuse("delimiter");
    }
    return false;
}

// A line without its end; at most `budget` bytes, which become fewer.
Bytes MultipartReader::take_line(std::size_t& budget) {
    std::size_t searched = start_;
    std::size_t end = 0;
    while ((end = buffer_.find(line_end, searched)) == Bytes::npos) {
        if (buffer_.size() - start_ > budget) {
            refuse("length of a head");
        }
        const std::size_t held = buffer_.size() - start_;
        fill();
        searched = start_ + held - std::min<std::size_t>(held, 1);
    }
    Bytes line = buffer_.substr(start_, end - start_);
    if (line.size() + line_end.size() > budget ||
        std::any_of(line.begin(), line.end(), syntax::is_forbidden_control)) {
        refuse("line of a head");
    }
    budget -= line.size() + line_end.size();
    start_ = end + line_end.size();
    return line;
}

void MultipartReader::read_head(MultipartPart& part) {
    std::size_t budget = limits::multipart_head_max_bytes;
    for (Bytes line = take_line(budget); !line.empty(); line = take_line(budget)) {
        const std::size_t colon = line.find(':');
        if (colon == Bytes::npos || !syntax::is_token(ByteView(line).substr(0, colon))) {
            refuse("field of a part");
        }
        part.headers.add(line.substr(0, colon),
                         std::string(syntax::trimmed(ByteView(line).substr(colon + 1))));
    }
    part.media_type = part.headers.find("Content-Type").value_or("text/plain");
    read_disposition(part);
}

void MultipartReader::read_disposition(MultipartPart& part) {
    const std::vector<std::string> fields = part.headers.all("Content-Disposition");
    const auto disposition =
        fields.size() == 1 ? syntax::parameterized(fields.front()) : std::nullopt;
    if (!disposition || disposition->value != "form-data" || !disposition->find("name")) {
        refuse("disposition of a part");
    }
    part.name = with_browser_escapes_undone(*disposition->find("name"));
    if (const auto plain = disposition->find("filename")) {
        part.file_name = with_browser_escapes_undone(*plain);
    }
    if (const auto extended = disposition->find("filename*")) {
        const auto value = extended_value(*extended);
        part.file_name = value ? value : part.file_name;
    }
}

}  // namespace kontor
