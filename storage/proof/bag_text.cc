#include "storage/proof/bag_text.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"

#include <algorithm>
#include <charconv>

namespace kontor {

namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t fold_column = 79;  // RFC 8493 section 2.2.2
constexpr std::string_view white_space = " \t";

std::string_view trim(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(white_space);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(white_space) - begin + 1);
}

// Takes the text up to white space, and the white space; nothing when there is none behind it.
std::optional<std::string_view> take_word(std::string_view& rest) {
    const std::size_t end = rest.find_first_of(white_space);
    if (end == std::string_view::npos || end == 0) {
        return std::nullopt;
    }
    const std::string_view word = rest.substr(0, end);
    const std::size_t next = rest.find_first_not_of(white_space, end);
    rest = next == std::string_view::npos ? std::string_view() : rest.substr(next);
    return word;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// The character that an escape at the start of `text` stands for.
std::optional<char> escape(std::string_view text) {
    for (const auto& [written, character] : {std::pair("%0a", '\n'), {"%0d", '\r'}, {"%25", '%'}}) {
        if (equals_ignoring_ascii_case(text.substr(0, 3), written)) {
            return character;
        }
    }
    return std::nullopt;
}

bool has_bare_percent(std::string_view text) {
    for (std::size_t at = text.find('%'); at != std::string_view::npos;
         at = text.find('%', at + 1)) {
        if (!escape(text.substr(at))) {
            return true;
        }
    }
    return false;
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stopped == end ? std::optional(number) : std::nullopt;
}

bool is_label(std::string_view label) {
    return !label.empty() && trim(label) == label && is_utf8(label) &&
           !has_control_characters(label) && label.find(':') == std::string_view::npos;
}

// Where to break a line that is too long, at `first` or behind it: the last single blank at or
// before the column, else the next one; npos when there is none.
std::size_t fold_at(std::string_view line, std::size_t first) {
    const auto is_fold = [line](std::size_t at) {
        return line[at] == ' ' && line[at - 1] != ' ' && at + 1 < line.size() &&
               line[at + 1] != ' ';
    };
    for (std::size_t at = fold_column; at >= first; --at) {
        if (is_fold(at)) {
            return at;
        }
    }
    for (std::size_t at = std::max(first, fold_column + 1); at < line.size(); ++at) {
        if (is_fold(at)) {
            return at;
        }
    }
    return std::string_view::npos;
}

void append_folded(std::string& text, std::string line, std::size_t first) {
    while (line.size() > fold_column) {
        const std::size_t at = fold_at(line, first);
        if (at == std::string::npos) {
            break;
        }
        text += line.substr(0, at) + '\n';
        line.replace(0, at, " ");  // with the blank that is folded, an indent of two
        first = 3;
    }
    text += line + '\n';
}

}  // namespace

bool equals_ignoring_ascii_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<char> TagLines::take() {
    if (at_ == buffer_.size()) {
        buffer_.resize(read_bytes);
        buffer_.resize(source_.read(buffer_.data(), buffer_.size()));
        at_ = 0;
        if (buffer_.empty()) {
            return std::nullopt;
        }
    }
    return buffer_[at_++];
}

std::optional<std::string> TagLines::next() {
    std::string line;
    bool any = false;
    while (const std::optional<char> c = take()) {
        if (std::exchange(after_cr_, false) && *c == '\n') {
            continue;  // the second half of the CRLF that ended the line before
        }
        any = true;
        if (*c == '\n' || *c == '\r') {
            after_cr_ = *c == '\r';
            only_line_feeds_ = only_line_feeds_ && *c == '\n';
            ++number_;
            return line;
        }
        if (line.size() == limits::bag_line_max_bytes) {
            throw Error(ErrorCode::too_large, "read a line of a tag file",
                        Reason{"bag.tag_line_too_long",
                               {{"number", std::to_string(number_ + 1)},
                                {"limit", std::to_string(limits::bag_line_max_bytes)}},
                               ""});
        }
        line += *c;
    }
    if (!any) {
        return std::nullopt;
    }
    only_line_feeds_ = false;  // a last line without its end
    ++number_;
    return line;
}

std::string bag_declaration() {
    return "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
}

std::string encode_bag_path(std::string_view path) {
    std::string text;
    for (const char c : path) {
        switch (c) {
            case '\n':
                text += "%0A";
                break;
            case '\r':
                text += "%0D";
                break;
            case '%':
                text += "%25";
                break;
            default:
                text += c;
        }
    }
    return text;
}

std::string decode_bag_path(std::string_view text) {
    std::string path;
    while (!text.empty()) {
        const auto character = escape(text);
        path += character.value_or(text.front());
        text.remove_prefix(character ? 3 : 1);
    }
    return path;
}

std::string manifest_line(ByteView digest, std::string_view path) {
    return to_hex(digest) + "  " + encode_bag_path(path) + '\n';
}

std::optional<ManifestLine> parse_manifest_line(std::string_view line) {
    const auto digest = take_word(line);
    if (!digest || line.empty() || !is_utf8(line)) {
        return std::nullopt;
    }
    ManifestLine parsed;
    parsed.digest = *digest;
    parsed.star = line.size() > 1 && line.starts_with('*');
    line.remove_prefix(parsed.star ? 1 : 0);
    parsed.dot_slash = line.starts_with("./");
    line.remove_prefix(parsed.dot_slash ? 2 : 0);
    parsed.bare_percent = has_bare_percent(line);
    parsed.path = decode_bag_path(line);
    return parsed;
}

std::optional<std::string> parse_fetch_line(std::string_view line) {
    const auto url = take_word(line);
    const auto length = url ? take_word(line) : std::nullopt;
    if (!length || line.empty() || !is_utf8(line) || (*length != "-" && !parse_count(*length))) {
        return std::nullopt;
    }
    return decode_bag_path(line);
}

std::string format_bag_info(const std::vector<BagInfoField>& fields) {
    std::string text;
    for (const auto& [label, value] : fields) {
        if (!is_label(label) || value.find_first_of("\r\n") != std::string::npos ||
            !is_utf8(value)) {
            throw Error(ErrorCode::invalid, "write bag-info.txt",
                        Reason{"bag.info_field", {{"label", shown_value(label)}}, ""});
        }
        append_folded(text, label + ": " + value, label.size() + 3);
    }
    return text;
}

bool BagInfoReader::take(std::string_view line) {
    if (line.find_first_of(white_space) == 0) {
        if (fields_.empty()) {
            return false;
        }
        std::string& value = fields_.back().value;
        const std::string_view more = trim(line);
        if (!value.empty() && !more.empty()) {
            value += ' ';
        }
        value += more;
        return true;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || trim(line.substr(0, colon)).empty()) {
        return false;
    }
    fields_.push_back(
        {std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
    return true;
}

std::vector<std::string> bag_info_values(const std::vector<BagInfoField>& fields,
                                         std::string_view label) {
    std::vector<std::string> values;
    for (const BagInfoField& field : fields) {
        if (equals_ignoring_ascii_case(field.label, label)) {
            values.push_back(field.value);
        }
    }
    return values;
}

std::string format_oxum(const PayloadOxum& oxum) {
    return std::to_string(oxum.octets) + '.' + std::to_string(oxum.files);
}

std::optional<PayloadOxum> parse_oxum(std::string_view text) {
    const std::size_t dot = text.find('.');
    const auto octets = parse_count(text.substr(0, dot));
    const auto files =
        dot == std::string_view::npos ? std::nullopt : parse_count(text.substr(dot + 1));
    if (!octets || !files) {
        return std::nullopt;
    }
    return PayloadOxum{*octets, *files};
}

}  // namespace kontor
