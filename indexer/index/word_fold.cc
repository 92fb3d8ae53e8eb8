#include "indexer/index/word_fold.h"

#include "indexer/fields/code_point.h"
#include "indexer/index/limits.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace kontor {

namespace {

// Latin letters that do not decompose into a base letter and a mark (Unicode's data has no
// decomposition for them), as people write them without.
std::string_view written_out(UChar32 point) {
    switch (point) {
        case 0xe6:  // æ
            return "ae";
        case 0xf8:  // ø
            return "o";
        case 0xf0:   // ð
        case 0x111:  // đ
            return "d";
        case 0xfe:  // þ
            return "th";
        case 0x131:  // dotless i
            return "i";
        case 0x142:  // ł
            return "l";
        case 0x153:  // œ
            return "oe";
        default:
            return {};
    }
}

const icu::Normalizer2& decomposer() {
    static const icu::Normalizer2* const nfd = [] {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Normalizer2* instance = icu::Normalizer2::getNFDInstance(status);
        if (U_FAILURE(status)) {
            throw Error(ErrorCode::internal,
                        std::string("load decompositions: ") + u_errorName(status));
        }
        return instance;
    }();
    return *nfd;
}

// The ASCII letter under the marks of `point`; 0 when there is none.
char base_letter(UChar32 point) {
    icu::UnicodeString parts;
    if (!decomposer().getDecomposition(point, parts)) {
        return 0;
    }
    const UChar32 base = parts.char32At(0);
    return base < 0x80 ? static_cast<char>(base) : '\0';
}

bool is_mark(UChar32 point) {
    return (U_GET_GC_MASK(point) & U_GC_M_MASK) != 0;
}

// Appends `point` (bytes `part`) to both forms.
void append(FoldedWord& out, UChar32 point, std::string_view part) {
    char umlaut = 0;
    switch (point) {
        case 0xe4:
            umlaut = 'a';
            break;
        case 0xf6:
            umlaut = 'o';
            break;
        case 0xfc:
            umlaut = 'u';
            break;
        default:
            break;
    }
    if (umlaut != 0) {
        out.plain += part;
        out.exact += umlaut;
        out.exact += 'e';
        return;
    }
    if (const std::string_view letters = written_out(point); !letters.empty()) {
        part = letters;
    } else if (const char base = base_letter(point); base != 0) {
        out.plain += base;
        out.exact += base;
        return;
    } else if (is_mark(point) && !out.exact.empty() &&
               static_cast<unsigned char>(out.exact.back()) < 0x80) {
        return;  // a mark on a Latin letter that no composed character has
    }
    out.plain += part;
    out.exact += part;
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void cut(std::string& text) {
    if (text.size() > limits::index_word_max_bytes) {
        text = truncate_utf8(text, limits::index_word_max_bytes);
    }
}

}  // namespace

FoldedWord fold_word(std::string_view word) {
    FoldedWord out;
    out.plain = fold_for_comparison(word);
    if (is_ascii(out.plain)) {
        cut(out.plain);
        out.exact = out.plain;
        return out;
    }
    const std::string folded = std::move(out.plain);
    out.plain.clear();
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t start = at;
        const char32_t point = take_code_point(folded, at);
        append(out, static_cast<UChar32>(point),
               std::string_view(folded).substr(start, at - start));
    }
    cut(out.plain);
    cut(out.exact);
    return out;
}

}  // namespace kontor
