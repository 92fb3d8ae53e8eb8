#include "server/watch/ending.h"

#include <algorithm>
#include <array>
#include <string>

namespace kontor {

namespace {

constexpr std::size_t head_bytes = 4096;
// The end record of a ZIP with the longest comment it may have, which is the farthest any mark lies
// from the end.
constexpr std::size_t tail_bytes = 22 + 65535;
constexpr std::size_t pdf_tail_bytes = 1024;  // ISO 32000-1, annex H.3, note 18
constexpr int tiff_pages_max = 1000;          // followed; a longer chain is left to patience

// What is known of the file: its beginning and its end.
struct Edges {
    const Peek& peek;
    std::uint64_t size;
    Bytes head;
    Bytes tail;
};

std::uint64_t number_at(ByteView bytes, std::size_t offset, std::size_t width, bool big_endian) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        const std::size_t at = big_endian ? i : width - 1 - i;
        value = (value << 8) | static_cast<unsigned char>(bytes[offset + at]);
    }
    return value;
}

ByteView without_padding(ByteView tail) {
    constexpr ByteView padding("\0 \t\r\n\f\x1a", 7);
    return tail.substr(0, tail.find_last_not_of(padding) + 1);
}

bool ends_as_pdf(const Edges& file) {
    const ByteView tail = file.tail;
    return tail.substr(tail.size() - std::min(tail.size(), pdf_tail_bytes)).find("%%EOF") !=
           ByteView::npos;
}

bool ends_as_png(const Edges& file) {
    return without_padding(file.tail).ends_with(ByteView("IEND\xae\x42\x60\x82", 8));
}

bool ends_as_jpeg(const Edges& file) {
    return without_padding(file.tail).ends_with("\xff\xd9");
}

bool ends_as_gif(const Edges& file) {
    return without_padding(file.tail).ends_with(';');
}

// The end record says how long the comment behind it is (APPNOTE.TXT 4.3.16).
bool ends_as_zip(const Edges& file) {
    constexpr std::size_t record_bytes = 22;
    const ByteView tail = file.tail;
    for (std::size_t at = tail.rfind("PK\x05\x06"); at != ByteView::npos;
         at = at == 0 ? ByteView::npos : tail.rfind("PK\x05\x06", at - 1)) {
        if (tail.size() - at >= record_bytes &&
            at + record_bytes + number_at(tail, at + 20, 2, false) == tail.size()) {
            return true;
        }
    }
    return false;
}

// The pages of a TIFF are a chain (TIFF 6.0, section 2) whose links are written as pages are added:
// every link must lie within the file.
bool ends_as_tiff(const Edges& file) {
    const bool big_endian = file.head.starts_with("MM");
    std::uint64_t at = file.head.size() < 8 ? 0 : number_at(file.head, 4, 4, big_endian);
    for (int pages = 0; pages < tiff_pages_max; ++pages) {
        if (at == 0) {
            return pages > 0;
        }
        const Bytes count = file.peek(at, 2);
        if (count.size() < 2) {
            return false;
        }
        const Bytes link = file.peek(at + 2 + 12 * number_at(count, 0, 2, big_endian), 4);
        if (link.size() < 4) {
            return false;
        }
        at = number_at(link, 0, 4, big_endian);
    }
    return false;
}

bool ends_as_riff(const Edges& file) {
    return file.head.size() >= 8 && number_at(file.head, 4, 4, false) + 8 <= file.size;
}

bool ends_as_bmp(const Edges& file) {
    return file.head.size() >= 6 && number_at(file.head, 2, 4, false) == file.size;
}

// Whole sectors, and at least the header, a FAT and a directory (MS-CFB 2.2).
bool ends_as_compound_file(const Edges& file) {
    return file.size % 512 == 0 && file.size >= 3 * 512;
}

bool ends_as_rtf(const Edges& file) {
    return without_padding(file.tail).ends_with('}');
}

struct Kind {
    ByteView magic;
    bool (*is_ended)(const Edges& file);
};

constexpr std::array<Kind, 12> kinds{{
    {"\x89PNG\r\n\x1a\n", ends_as_png},
    {"\xff\xd8\xff", ends_as_jpeg},
    {"GIF8", ends_as_gif},
    {ByteView("II*\0", 4), ends_as_tiff},
    {ByteView("MM\0*", 4), ends_as_tiff},
    {"PK\x03\x04", ends_as_zip},
    {"PK\x05\x06", ends_as_zip},
    {"RIFF", ends_as_riff},
    {"BM", ends_as_bmp},
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ends_as_compound_file},
    {"{\\rtf", ends_as_rtf},
    {"%!PS", ends_as_pdf},
}};

ByteView after_blanks(ByteView text) {
    if (text.starts_with("\xef\xbb\xbf")) {
        text.remove_prefix(3);
    }
    return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

// The name of the first element, past declaration, comments and document type; empty when the head
// does not show it.
ByteView root_element(ByteView text) {
    while (text.starts_with("<?") || text.starts_with("<!")) {
        const ByteView end = text.starts_with("<!--") ? "-->" : ">";
        const std::size_t at = text.find(end);
        if (at == ByteView::npos) {
            return {};
        }
        text = after_blanks(text.substr(at + end.size()));
    }
    if (!text.starts_with('<')) {
        return {};
    }
    text.remove_prefix(1);
    return text.substr(0, std::min(text.find_first_of(" \t\r\n/>"), text.size()));
}

// HTML leaves tags open as it likes, so any tag may end it; XML ends its root.
Ending ending_of_markup(const Edges& file, ByteView text) {
    const ByteView tail = without_padding(file.tail);
    if (!tail.ends_with('>')) {
        return Ending::wrong;
    }
    const ByteView root = root_element(text);
    const bool is_html = root.size() == 4 && (root[0] == 'h' || root[0] == 'H');
    if (is_html || root.empty()) {
        return Ending::right;
    }
    const bool is_closed = tail.rfind("</" + std::string(root)) != ByteView::npos;
    const bool is_one_tag = file.size <= head_bytes && tail.ends_with("/>") &&
                            text.substr(text.rfind('<') + 1).starts_with(root);
    return is_closed || is_one_tag ? Ending::right : Ending::wrong;
}

bool is_text(ByteView bytes) {
    return std::ranges::all_of(bytes, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\f' ||
               byte == 0x1b;
    });
}

Ending ending_of_text(const Edges& file) {
    if (file.head.starts_with("\xff\xfe") || file.head.starts_with("\xfe\xff")) {
        return Ending::open;  // UTF-16
    }
    if (!is_text(file.head) || !is_text(file.tail)) {
        return Ending::wrong;
    }
    const ByteView text = after_blanks(file.head);
    if (text.starts_with('<')) {
        return ending_of_markup(file, text);
    }
    if (text.starts_with('{') || text.starts_with('[')) {  // JSON, or text that only looks like it
        const ByteView tail = without_padding(file.tail);
        return tail.ends_with('}') || tail.ends_with(']') ? Ending::right : Ending::wrong;
    }
    return Ending::open;
}

}  // namespace

Ending judge_ending(const Peek& peek, std::uint64_t file_size) {
    if (file_size == 0) {
        return Ending::wrong;
    }
    const std::size_t tail_size = std::min<std::uint64_t>(file_size, tail_bytes);
    const Edges file{peek, file_size, peek(0, head_bytes), peek(file_size - tail_size, tail_size)};
    for (const Kind& kind : kinds) {
        if (file.head.starts_with(kind.magic)) {
            return kind.is_ended(file) ? Ending::right : Ending::wrong;
        }
    }
    // A PDF may have junk before its head (ISO 32000-1, annex H.3, note 12).
    if (ByteView(file.head).substr(0, pdf_tail_bytes).find("%PDF-") != ByteView::npos) {
        return ends_as_pdf(file) ? Ending::right : Ending::wrong;
    }
    return ending_of_text(file);
}

}  // namespace kontor
