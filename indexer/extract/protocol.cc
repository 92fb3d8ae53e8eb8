#include "indexer/extract/protocol.h"

#include "storage/base/limits.h"
#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

enum Kind : unsigned char {
    media_type_frame = 1,
    fact_frame = 2,
    page_frame = 3,
    end_frame = 4,
    begin_part_frame = 5,
    end_part_frame = 6,
    scanned_frame = 7,
    words_frame = 8,
    image_frame = 9,
    file_frame = 10,
    last_kind = file_frame,
};
constexpr std::size_t head_bytes = 5;
constexpr std::size_t page_head_bytes = 4;
constexpr std::size_t image_head_bytes = 8;
constexpr std::size_t word_rest_bytes = 9;  // behind its text
constexpr std::string_view png_mark = "\x89PNG\r\n\x1A\n";
// Frames are gathered up to here: a write for each line of facts would cost more than the parsing.
constexpr std::size_t write_bytes = 64 * 1024;

bool all_of(std::string_view text, std::string_view extra) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               extra.find(c) != std::string_view::npos;
    });
}

bool is_media_type(std::string_view type) {
    const std::size_t slash = type.find('/');
    return type.size() <= limits::media_type_max_bytes && slash != std::string_view::npos &&
           slash > 0 && slash + 1 < type.size() && type.find('/', slash + 1) == type.npos &&
           all_of(type, "/!#$&-^_.+");  // RFC 6838 section 4.2, in lower case
}

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= limits::result_fact_name_max_bytes && all_of(name, "_");
}

bool is_reason(std::string_view reason) {
    return reason.size() <= limits::result_reason_max_bytes && reason.starts_with("extract.") &&
           all_of(reason, "_.");
}

bool is_text(std::string_view text) {
    return text.find('\0') == std::string_view::npos && is_utf8(text);
}

std::optional<TextState> take_state(ByteView& payload) {
    if (payload.empty() ||
        static_cast<unsigned char>(payload.front()) > static_cast<unsigned>(TextState::failed)) {
        return std::nullopt;
    }
    const auto state = static_cast<TextState>(payload.front());
    payload.remove_prefix(1);
    return state;
}

bool is_reasoned(TextState state, std::string_view reason) {
    const bool may_be_silent = state == TextState::done || state == TextState::none;
    return reason.empty() ? may_be_silent : state != TextState::done && is_reason(reason);
}

bool is_word(std::string_view text) {
    return !text.empty() && is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= ' ' || byte == 0x7F;
    });
}

bool is_on_page(const RecognisedWord& word) {
    return word.width > 0 && word.height > 0 && word.x + word.width <= page_units &&
           word.y + word.height <= page_units && word.confidence <= 100;
}

// The next word of a frame; nothing when it is cut off.
std::optional<RecognisedWord> next_word(ByteView& rest) {
    const std::size_t size = take_u8(rest);
    if (rest.size() < size + word_rest_bytes) {
        return std::nullopt;
    }
    RecognisedWord word;
    word.text = take_bytes(rest, size);
    word.x = take_u16(rest);
    word.y = take_u16(rest);
    word.width = take_u16(rest);
    word.height = take_u16(rest);
    word.confidence = take_u8(rest);
    return word;
}

}  // namespace

void ResultWriter::frame(unsigned char kind, ByteView head, ByteView rest) {
    buffer_.push_back(static_cast<char>(kind));
    append_u32(buffer_, static_cast<std::uint32_t>(head.size() + rest.size()));
    buffer_.append(head);
    buffer_.append(rest);
    total_bytes_ += kind == file_frame ? 0 : head.size() + rest.size();
    if (buffer_.size() >= write_bytes) {
        flush();
    }
}

void ResultWriter::flush() {
    out_.write(buffer_);
    buffer_.clear();
}

void ResultWriter::media_type(std::string_view type) {
    // Some documents name their type themselves.
    frame(media_type_frame, {}, is_media_type(type) ? type : "application/octet-stream");
    flush();  // should the reader die on it, at least its kind is known
}

void ResultWriter::fact(std::string_view name, std::string_view value) {
    const std::size_t value_bytes = std::min(value.size(), limits::result_fact_value_max_bytes);
    if (facts_ == limits::result_facts_max ||
        total_bytes_ + limits::result_fact_name_max_bytes + value_bytes + 2 >
            limits::result_total_max_bytes) {
        is_cut_ = true;
        return;
    }
    ++facts_;
    const std::string_view short_name = name.substr(0, limits::result_fact_name_max_bytes);
    Bytes head;
    append_u16(head, static_cast<std::uint16_t>(short_name.size()));
    head.append(short_name);
    if (value.size() > value_bytes) {
        frame(fact_frame, head, truncate_utf8(value, value_bytes));
    } else {
        frame(fact_frame, head, value);
    }
}

void ResultWriter::page(std::uint32_t number, std::string_view text) {
    std::string cut;
    if (text.size() > limits::result_frame_max_bytes - page_head_bytes) {
        cut = truncate_utf8(text, limits::result_frame_max_bytes - page_head_bytes);
        text = cut;
        is_cut_ = true;
    }
    if (is_full_ || number > limits::result_pages_max ||
        total_bytes_ + page_head_bytes + text.size() > limits::result_total_max_bytes) {
        is_full_ = true;
        throw ResultIsFull{};
    }
    ++pages_;
    words_of_page_ = 0;
    Bytes head;
    append_u32(head, number);
    frame(page_frame, head, text);
}

void ResultWriter::scanned(std::uint32_t page) {
    Bytes payload;
    append_u32(payload, page);
    frame(scanned_frame, {}, payload);
}

void ResultWriter::begin_part(std::string_view name) {
    const std::string kept = truncate_utf8(name, limits::part_name_max_bytes);
    if (is_full_ || total_bytes_ + kept.size() > limits::result_total_max_bytes) {
        is_full_ = true;
        throw ResultIsFull{};
    }
    frame(begin_part_frame, {}, kept);
    flush();  // should the reader die on it, it is known on what
}

void ResultWriter::end_part(std::string_view type, const ReadingEnd& reading) {
    Bytes head(1, static_cast<char>(reading.state));
    const bool is_told = is_media_type(type);
    head.push_back(static_cast<char>(is_told ? type.size() : 0));
    head.append(is_told ? type : std::string_view{});
    frame(end_part_frame, head, reading.reason);
}

void ResultWriter::words(std::uint32_t page, std::span<const RecognisedWord> words) {
    Bytes head;
    append_u32(head, page);
    Bytes body;
    const auto write = [&] {
        if (is_full_ || total_bytes_ + head.size() + body.size() > limits::result_total_max_bytes) {
            is_full_ = true;
            throw ResultIsFull{};
        }
        if (!body.empty()) {
            frame(words_frame, head, body);
            body.clear();
        }
    };
    for (const RecognisedWord& word : words) {
        if (!is_word(word.text) || !is_on_page(word)) {
            continue;
        }
        if (words_of_page_ == limits::result_page_words_max) {
            is_cut_ = true;
            break;
        }
        ++words_of_page_;
        const std::string text = truncate_utf8(word.text, limits::result_word_max_bytes);
        body.push_back(static_cast<char>(text.size()));
        body.append(text);
        for (const std::uint16_t number : {word.x, word.y, word.width, word.height}) {
            append_u16(body, number);
        }
        body.push_back(static_cast<char>(word.confidence));
        if (body.size() >= write_bytes) {
            write();
        }
    }
    write();
    flush();  // should the reader die on what comes next, the page is known
}

void ResultWriter::image(std::uint32_t page, ByteView bytes) {
    constexpr std::size_t part_bytes = limits::result_frame_max_bytes - image_head_bytes;
    if (is_full_ || bytes.size() > limits::result_image_max_bytes) {
        is_full_ = true;
        throw ResultIsFull{};
    }
    for (std::size_t at = 0; at < bytes.size(); at += part_bytes) {
        Bytes head;
        append_u32(head, page);
        append_u32(head, static_cast<std::uint32_t>(at));
        frame(image_frame, head, bytes.substr(at, part_bytes));
    }
}

void ResultWriter::file(ByteView bytes) {
    if (is_full_ || bytes.size() > limits::result_file_max_bytes - file_bytes_) {
        is_full_ = true;
        throw ResultIsFull{};
    }
    file_bytes_ += bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += limits::result_frame_max_bytes) {
        frame(file_frame, {}, bytes.substr(at, limits::result_frame_max_bytes));
    }
}

void ResultWriter::end(const ReadingEnd& reading) {
    ReadingEnd told = reading;
    if ((is_full_ || is_cut_) && pages_ > 0 && told.state != TextState::encrypted) {
        told = {TextState::partial, std::string(reason_too_much_text)};
    }
    const char state = static_cast<char>(told.state);
    frame(end_frame, {&state, 1}, told.reason);
    flush();
}

std::optional<std::string_view> ResultDecoder::feed(ByteView bytes) {
    if (violation_) {
        return violation_;
    }
    if (buffer_.empty()) {
        // The common case: whole frames are read where they lie, only the rest is kept.
        violation_ = take_frames(bytes);
        buffer_ = bytes;
    } else {
        buffer_.append(bytes);
        ByteView rest = buffer_;
        violation_ = take_frames(rest);
        buffer_.erase(0, buffer_.size() - rest.size());
    }
    return violation_;
}

std::optional<std::string_view> ResultDecoder::take_frames(ByteView& rest) {
    while (!rest.empty()) {
        if (end_) {
            return "bytes after the end";
        }
        const unsigned kind = static_cast<unsigned char>(rest.front());
        if (kind < media_type_frame || kind > last_kind) {
            return "unknown kind of frame";
        }
        if (rest.size() < head_bytes) {
            return std::nullopt;
        }
        ByteView length = rest.substr(1, 4);
        const std::size_t size = take_u32(length);
        if (size > limits::result_frame_max_bytes) {
            return "frame too large";
        }
        if (rest.size() < head_bytes + size) {
            return std::nullopt;
        }
        const ByteView payload = rest.substr(head_bytes, size);
        total_bytes_ += kind == file_frame ? 0 : size;  // it has a limit of its own
        // An end is not text: a child that used all it may have can still say so.
        if (kind != end_frame && kind != end_part_frame &&
            total_bytes_ > limits::result_total_max_bytes) {
            return "too much text";
        }
        if (const auto violation = take_frame(kind, payload)) {
            return violation;
        }
        rest.remove_prefix(head_bytes + size);
    }
    return std::nullopt;
}

std::optional<std::string_view> ResultDecoder::take_frame(unsigned kind, ByteView payload) {
    switch (kind) {
        case media_type_frame:
            return take_media_type(payload);
        case fact_frame:
            return take_fact(payload);
        case page_frame:
            return take_page(payload);
        case scanned_frame:
            return take_scanned(payload);
        case begin_part_frame:
            return take_begin_part(payload);
        case end_part_frame:
            return take_end_part(payload);
        case words_frame:
            return take_words(payload);
        case image_frame:
            return take_image(payload);
        case file_frame:
            return take_file(payload);
        default:
            return take_end(payload);
    }
}

std::optional<std::string_view> ResultDecoder::take_media_type(ByteView payload) {
    if (has_media_type_ || facts_ > 0 || pages_ > 0) {
        return "media type not first";
    }
    if (!is_media_type(payload)) {
        return "not a media type";
    }
    has_media_type_ = true;
    sink_.media_type(payload);
    return std::nullopt;
}

std::optional<std::string_view> ResultDecoder::take_fact(ByteView payload) {
    if (!has_media_type_) {
        return "fact before the media type";
    }
    if (++facts_ > limits::result_facts_max) {
        return "too many facts";
    }
    if (payload.size() < 2) {
        return "fact too short";
    }
    const std::size_t name_size = take_u16(payload);
    if (name_size > payload.size()) {
        return "fact too short";
    }
    const std::string_view name = take_bytes(payload, name_size);
    if (!is_name(name)) {
        return "not a fact's name";
    }
    if (payload.size() > limits::result_fact_value_max_bytes || !is_text(payload)) {
        return "not a fact's value";
    }
    sink_.fact(name, payload);
    return std::nullopt;
}

std::optional<std::string_view> ResultDecoder::take_page(ByteView payload) {
    if (!has_media_type_) {
        return "page before the media type";
    }
    if (payload.size() < page_head_bytes) {
        return "page too short";
    }
    const std::uint32_t number = take_u32(payload);
    if (number <= last_page_ || number > limits::result_pages_max) {
        return "page number out of order";
    }
    if (!is_text(payload)) {
        return "page is not text";
    }
    last_page_ = number;
    ++pages_;
    words_of_page_ = 0;
    sink_.page(number, payload);
    return std::nullopt;
}

std::optional<std::string_view> ResultDecoder::take_scanned(ByteView payload) {
    if (payload.size() != 4) {
        return "not the number of a scanned page";
    }
    const std::uint32_t page = take_u32(payload);
    if (page == 0 || page != last_page_ || page == scanned_page_) {
        return "scanned is not the page told last";
    }
    scanned_page_ = page;
    sink_.scanned(page);
    return std::nullopt;
}

std::optional<std::string_view> ResultDecoder::take_begin_part(ByteView payload) {
    if (!has_media_type_) {
        return "part before the media type";
    }
    if (++parts_ > limits::parts_max) {
        return "too many parts";
    }
    if (++depth_ > limits::parts_depth_max) {
        return "parts too deep";
    }
    if (payload.size() > limits::part_name_max_bytes || !is_text(payload)) {
        return "not a part's name";
    }
    sink_.begin_part(payload);
    return std::nullopt;
}

std::optional<std::string_view> ResultDecoder::take_end_part(ByteView payload) {
    if (depth_ == 0) {
        return "the end of no part";
    }
    const auto state = take_state(payload);
    const std::size_t type_size = payload.empty() ? 0 : take_u8(payload);
    if (!state || type_size > payload.size()) {
        return "unknown end of a part";
    }
    const ByteView type = take_bytes(payload, type_size);
    if (!type.empty() && !is_media_type(type)) {
        return "not a part's media type";
    }
    if (!is_reasoned(*state, payload)) {
        return "the end of a part without its reason";
    }
    --depth_;
    sink_.end_part(type, {*state, std::string(payload)});
    return std::nullopt;
}

std::optional<std::string_view> ResultDecoder::take_words(ByteView payload) {
    if (payload.size() <= page_head_bytes) {
        return "no words";
    }
    if (const std::uint32_t page = take_u32(payload); pages_ == 0 || page != last_page_) {
        return "words of another page";
    }
    std::vector<RecognisedWord> words;
    while (!payload.empty()) {
        const std::optional<RecognisedWord> word = next_word(payload);
        if (!word) {
            return "word too short";
        }
        if (!is_word(word->text)) {
            return "not a word";
        }
        if (!is_on_page(*word)) {
            return "word off its page";
        }
        if (++words_of_page_ > limits::result_page_words_max) {
            return "too many words";
        }
        words.push_back(*word);
    }
    sink_.words(last_page_, words);
    return std::nullopt;
}

std::optional<std::string_view> ResultDecoder::take_image(ByteView payload) {
    if (!has_media_type_) {
        return "image before the media type";
    }
    if (payload.size() <= image_head_bytes) {
        return "no image";
    }
    const std::uint32_t page = take_u32(payload);
    const std::uint32_t offset = take_u32(payload);
    const bool is_first = image_bytes_ == 0;
    if (page == 0 || page > limits::result_pages_max || (!is_first && page != image_page_)) {
        return "image of another page";
    }
    if (offset != image_bytes_) {
        return "image out of order";
    }
    if (is_first && !payload.starts_with(png_mark)) {
        return "not an image";
    }
    image_page_ = page;
    image_bytes_ += payload.size();
    if (image_bytes_ > limits::result_image_max_bytes) {
        return "image too large";
    }
    sink_.image(page, payload);
    return std::nullopt;
}

std::optional<std::string_view> ResultDecoder::take_file(ByteView payload) {
    if (!has_media_type_ || depth_ > 0) {
        return "file out of place";
    }
    if (payload.empty()) {
        return "no bytes of a file";
    }
    file_bytes_ += payload.size();
    if (file_bytes_ > limits::result_file_max_bytes) {
        return "file too large";
    }
    sink_.file(payload);
    return std::nullopt;
}

std::optional<std::string_view> ResultDecoder::take_end(ByteView payload) {
    if (depth_ > 0) {
        return "the end within a part";
    }
    const auto state = take_state(payload);
    if (!state) {
        return "unknown end";
    }
    if (!is_reasoned(*state, payload)) {
        return "an end without its reason";
    }
    end_ = ReadingEnd{*state, std::string(payload)};
    return std::nullopt;
}

}  // namespace kontor
