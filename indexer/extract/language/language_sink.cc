#include "indexer/extract/language/language_sink.h"

#include "indexer/extract/limits.h"
#include "storage/base/text.h"

#include <array>

#include <cld2/public/compact_lang_det.h>

namespace kontor {

std::optional<std::string> language_of(std::string_view text) {
    // Of the text, in percent; tables and names make up the rest of many papers.
    constexpr int share_min = 60;
    std::array<CLD2::Language, 3> languages{};
    std::array<int, 3> shares{};
    int text_bytes = 0;
    bool is_reliable = false;
    const CLD2::Language found = CLD2::DetectLanguageSummary(
        text.data(), static_cast<int>(text.size()), /*is_plain_text=*/true, languages.data(),
        shares.data(), &text_bytes, &is_reliable);
    if (!is_reliable || found == CLD2::UNKNOWN_LANGUAGE || languages[0] != found ||
        shares[0] < share_min) {
        return std::nullopt;
    }
    return CLD2::LanguageCode(found);
}

void LanguageSink::page(std::uint32_t number, std::string_view text) {
    if (sample_.size() < limits::language_sample_max_bytes) {
        sample_ += truncate_utf8(text, limits::language_sample_max_bytes - sample_.size());
    }
    sink_.page(number, text);
}

void LanguageSink::tell() {
    if (const auto language = language_of(sample_)) {
        sink_.fact("language", *language);
    }
}

}  // namespace kontor
