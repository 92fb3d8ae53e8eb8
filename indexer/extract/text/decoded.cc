#include "indexer/extract/text/decoded.h"

#include "indexer/extract/text/characters.h"
#include "indexer/extract/text/encoding.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>

#include <unicode/ucnv.h>
#include <unicode/utf8.h>

namespace kontor {

namespace {

constexpr std::size_t name_max_bytes = 60;  // ICU's own (UCNV_MAX_CONVERTER_NAME_LENGTH)

// Lower case; and, as browsers do, the larger encoding for a name that is mostly used for it.
std::string known_as(std::string_view name) {
    std::string lower;
    for (const char c : name.substr(0, name_max_bytes)) {
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    struct Wider {
        std::string_view name;
        const char* as;
    };
    static constexpr std::array<Wider, 14> wider{{{"iso-8859-1", "windows-1252"},
                                                  {"iso8859-1", "windows-1252"},
                                                  {"iso_8859-1", "windows-1252"},
                                                  {"latin1", "windows-1252"},
                                                  {"us-ascii", "windows-1252"},
                                                  {"ascii", "windows-1252"},
                                                  {"iso-8859-9", "windows-1254"},
                                                  {"tis-620", "windows-874"},
                                                  {"gb2312", "gb18030"},
                                                  {"gbk", "gb18030"},
                                                  {"shift_jis", "windows-31j"},
                                                  {"sjis", "windows-31j"},
                                                  {"euc-kr", "windows-949"},
                                                  {"ks_c_5601-1987", "windows-949"}}};
    const auto* const found = std::find_if(wider.begin(), wider.end(),
                                           [&](const Wider& entry) { return entry.name == lower; });
    return found == wider.end() ? lower : found->as;
}

bool is_wide(std::string_view name) {
    return name.starts_with("utf-16") || name.starts_with("utf-32") || name.starts_with("utf16") ||
           name.starts_with("utf32") || name.starts_with("ucs-") || name.starts_with("iso-10646");
}

void append(std::string& text, UChar32 c) {
    std::array<char, U8_MAX_LENGTH> bytes{};
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, c);
    text.append(bytes.data(), length);
}

}  // namespace

struct Decoder::Converter {
    UConverter* icu = nullptr;
    ~Converter() {
        if (icu != nullptr) {
            ucnv_close(icu);
        }
    }
};

Decoder::Decoder(std::string_view encoding) : converter_(std::make_unique<Converter>()) {
    UErrorCode error = U_ZERO_ERROR;
    const std::string name = known_as(encoding);
    // The empty name is the process's own encoding to ICU.
    converter_->icu = name.empty() ? nullptr : ucnv_open(name.c_str(), &error);
}

Decoder::~Decoder() = default;

bool Decoder::is_known() const {
    return converter_->icu != nullptr;
}

std::string Decoder::to_utf8(ByteView bytes) const {
    if (!is_known()) {
        return {};
    }
    ucnv_reset(converter_->icu);
    std::string text;
    Characters characters([&](UChar32 c) { append(text, c); });
    std::array<char16_t, 4096> units{};
    const char* from = bytes.data();
    const char* const end = from + bytes.size();
    UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
    while (error == U_BUFFER_OVERFLOW_ERROR) {
        error = U_ZERO_ERROR;
        char16_t* to = units.data();
        ucnv_toUnicode(converter_->icu, &to, to + units.size(), &from, end, nullptr, /*flush=*/1,
                       &error);
        characters.add(units.data(), static_cast<std::size_t>(to - units.data()));
    }
    characters.finish();
    return text;
}

std::optional<std::string> decoded(ByteView bytes, std::string_view declared) {
    const std::optional<TextEncoding> found = find_encoding(bytes);
    const std::string said = known_as(declared);
    const bool is_marked = found && found->mark_bytes != 0;
    // Wide encodings cannot be declared in ASCII. Whether something is UTF-8 shows of itself: what
    // is not may be said to be, and what is may be said to be something else.
    const bool is_ascii =
        std::all_of(bytes.begin(), bytes.end(), [](char c) { return (c & 0x80) == 0; });
    const bool can_be_said = !said.empty() && !is_marked && !is_wide(said) && said != "utf-8" &&
                             said != "utf8" && (is_ascii || !is_utf8(bytes)) &&
                             !(found && is_wide(known_as(found->name)));
    if (can_be_said) {
        if (const Decoder decoder(said); decoder.is_known()) {
            return decoder.to_utf8(bytes);
        }
    }
    if (!found) {
        return std::nullopt;
    }
    return Decoder(found->name).to_utf8(bytes.substr(found->mark_bytes));
}

}  // namespace kontor
