#include "indexer/index/analyser.h"

#include "indexer/index/limits.h"
#include "indexer/index/segmenter.h"
#include "indexer/index/word_fold.h"
#include "indexer/lexicon/umlauts.h"
#include "storage/base/text.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <xapian.h>

namespace kontor {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// What stands between the parts of a unit, one sign each: the first byte of the joint, ' ' for a
// blank, '-' for any hyphen.
using Separators = std::string;

bool all_of(const Separators& separators, char sign) {
    return std::ranges::all_of(separators, [sign](char c) { return c == sign; });
}

bool is_iban_start(std::string_view text) {
    const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    return text.size() == 4 && is_letter(text[0]) && is_letter(text[1]) && is_digit(text[2]) &&
           is_digit(text[3]);
}

// "1.3.2025" or "2025-03-01" as "2025-03-01"; empty when it is no day.
std::string as_day(const std::vector<WordPart>& parts, const Separators& separators) {
    if (parts.size() != 3 || (separators != ".." && separators != "--")) {
        return {};
    }
    const bool german = separators == "..";
    const std::string& year = parts[german ? 2 : 0].exact;
    const std::string& month = parts[1].exact;
    const std::string& day = parts[german ? 0 : 2].exact;
    if (year.size() != 4 || month.size() > 2 || day.size() > 2 || std::stoi(month) > 12 ||
        std::stoi(day) > 31) {
        return {};
    }
    return fmt::format("{}-{:0>2}-{:0>2}", year, month, day);
}

// "1.234,56" as "1234.56"; empty when the groups are none of a number's. A single separator before
// three digits groups them, as in the search language.
std::string as_number(const std::vector<WordPart>& parts, const Separators& separators) {
    const char last = separators.back();
    const bool point = (last == '.' || last == ',') &&
                       (parts.back().exact.size() != 3 || parts.front().exact == "0" ||
                        (separators.size() > 1 && separators.front() != last));
    const Separators groups = separators.substr(0, separators.size() - (point ? 1 : 0));
    const std::size_t whole_parts = groups.size() + 1;
    if (!groups.empty() &&
        (!all_of(groups, groups.front()) || (point && groups.front() == last) ||
         (groups.front() != '.' && groups.front() != ',' && groups.front() != '\''))) {
        return {};
    }
    std::string out = parts.front().exact;
    if (whole_parts > 1 && out.size() > 3) {
        return {};
    }
    for (std::size_t i = 1; i < whole_parts; ++i) {
        if (parts[i].exact.size() != 3) {
            return {};
        }
        out += parts[i].exact;
    }
    return point ? out + "." + parts.back().exact : out;
}

// Gathers segments into units. Parts and separators of the unit in hand; a unit ends where the next
// segment does not belong to it.
class UnitBuilder {
  public:
    UnitBuilder(std::string_view text, const std::function<void(const Unit&)>& take)
        : text_(text), take_(take) {}

    void add(const Segment& segment, Joint joint, std::string_view between) {
        if (!unit_.parts.empty() && !belongs(segment, joint)) {
            flush();
        }
        const std::string_view word = text_.substr(segment.begin, segment.size());
        FoldedWord folded = fold_word(word);
        if (folded.exact.empty()) {
            return;
        }
        if (!unit_.parts.empty()) {
            separators_ += joint == Joint::blank ? ' ' : sign_of(between);
        } else {
            iban_ = is_iban_start(folded.exact);
        }
        unit_.parts.push_back(
            {segment.begin, segment.end, std::move(folded.plain), std::move(folded.exact), false});
        WordPart& part = unit_.parts.back();
        part.digits = std::ranges::any_of(part.exact, is_digit);
        // ASCII only: other scripts' digits are words, not numbers to reckon with.
        all_digits_ = all_digits_ && std::ranges::all_of(part.exact, is_digit);
    }

    void flush() {
        if (unit_.parts.empty()) {
            return;
        }
        unit_.whole.clear();
        if (unit_.parts.size() > 1) {
            unit_.whole = whole();
            unit_.whole_digits = std::ranges::any_of(unit_.whole, is_digit);
        }
        take_(unit_);
        unit_.parts.clear();
        separators_.clear();
        all_digits_ = true;
    }

  private:
    static char sign_of(std::string_view between) {
        return between.size() == 1 ? between.front() : '-';
    }

    bool belongs(const Segment& segment, Joint joint) const {
        if (unit_.parts.size() >= limits::index_unit_parts_max + (iban_ ? 1 : 0)) {
            return false;
        }
        if (joint == Joint::joined || joint == Joint::divided) {
            return separators_.find(' ') == std::string::npos;
        }
        // Groups of an IBAN or of a number: "DE95 8505 0300", "0721 123 456".
        return joint == Joint::blank && segment.size() <= 4 && (iban_ || all_digits_) &&
               (segment.all_digits || (iban_ && segment.size() == 4)) && all_of(separators_, ' ') &&
               (iban_ ? unit_.parts.size() == 1 || unit_.parts.back().exact.size() == 4
                      : segment.size() >= 2);
    }

    std::string whole() const {
        std::string out;
        if (all_digits_ && separators_.find(' ') == std::string::npos) {
            out = as_day(unit_.parts, separators_);
            if (out.empty()) {
                out = as_number(unit_.parts, separators_);
            }
        }
        if (out.empty()) {
            for (const WordPart& part : unit_.parts) {
                out += part.exact;
            }
        }
        return out.size() > limits::index_word_max_bytes
                   ? truncate_utf8(out, limits::index_word_max_bytes)
                   : out;
    }

    std::string_view text_;
    const std::function<void(const Unit&)>& take_;
    Unit unit_;
    Separators separators_;
    bool all_digits_ = true;
    bool iban_ = false;
};

}  // namespace

TextLanguage text_language(std::string_view code) {
    const std::string_view language = code.substr(0, code.find_first_of("-_"));
    if (language == "de") {
        return TextLanguage::german;
    }
    return language == "en" ? TextLanguage::english : TextLanguage::unknown;
}

struct Analyser::Stemmers {
    explicit Stemmers(const Lexicon& words) : lexicon(words) {}

    Xapian::Stem german{"german"};
    Xapian::Stem english{"english"};
    const Lexicon& lexicon;
    // By plain form: those of now, and those of before, of which what is asked for again is kept.
    // So a big vocabulary neither grows for ever nor is forgotten at once.
    struct Known {
        std::unordered_map<std::string, Stems> now;
        std::unordered_map<std::string, Stems> before;
    };
    Known known[3];  // for each TextLanguage

    // The stemmer leaves what it cannot reduce as it is, so umlauts may be left: fold again.
    std::string german_stem(std::string_view word) const {
        return fold_word(german(std::string(word))).exact;
    }
    std::vector<std::string> part_stems(std::string_view word) const;
};

std::vector<std::string> Analyser::Stemmers::part_stems(std::string_view word) const {
    std::vector<std::string> stems;
    const std::vector<CompoundPart> parts = split_compound(lexicon, word);
    for (std::size_t first = 0; first < parts.size(); ++first) {
        for (std::size_t last = first; last < parts.size(); ++last) {
            if (last - first + 1 < parts.size()) {
                stems.push_back(german_stem(
                    word.substr(parts[first].begin, parts[last].end - parts[first].begin)));
            }
        }
    }
    return stems;
}

Analyser::Analyser(const Lexicon& lexicon) : stemmers_(std::make_unique<Stemmers>(lexicon)) {}
Analyser::~Analyser() = default;
Analyser::Analyser(Analyser&&) noexcept = default;
Analyser& Analyser::operator=(Analyser&&) noexcept = default;

void Analyser::units(std::string_view text, const std::function<void(const Unit&)>& take) const {
    Segmenter segmenter(text);
    UnitBuilder builder(text, take);
    Segment before;
    Segment segment;
    bool first = true;
    while (segmenter.next(segment)) {
        const Joint joint = first ? Joint::apart : segmenter.joint(before, segment);
        builder.add(segment, joint,
                    first ? "" : text.substr(before.end, segment.begin - before.end));
        before = segment;
        first = false;
    }
    builder.flush();
}

std::vector<Unit> Analyser::units(std::string_view text) const {
    std::vector<Unit> all;
    units(text, [&all](const Unit& unit) { all.push_back(unit); });
    return all;
}

const Stems& Analyser::stems(const std::string& plain,
                             const std::string& exact,
                             TextLanguage language) {
    static const Stems none;
    if (std::ranges::any_of(exact, is_digit)) {
        return none;
    }
    auto& [now, before] = stemmers_->known[static_cast<std::size_t>(language)];
    if (const auto found = now.find(plain); found != now.end()) {
        return found->second;
    }
    if (now.size() >= limits::index_stem_cache_max) {
        before = std::exchange(now, {});
    }
    if (auto kept = before.extract(plain); !kept.empty()) {
        return now.insert(std::move(kept)).position->second;
    }
    Stems& stems = now[plain];
    if (language != TextLanguage::english) {
        const std::string word = with_umlauts(plain);
        stems.german = stemmers_->german_stem(word);
        stems.parts = stemmers_->part_stems(word);
    }
    if (language != TextLanguage::german) {
        stems.english = stemmers_->english(exact);
    }
    return stems;
}

// Stemming takes letters from a German word's end, and its umlauts: what is left of it or of a part
// stands in it. The English stemmer changes endings, too; of two letters at the beginning only a y.
bool Analyser::may_share_stem(const std::string& plain,
                              const std::string& exact,
                              const Stems& asked) {
    const auto begin_of = [](std::string_view word) {
        std::string begin(word.substr(0, 2));
        std::ranges::replace(begin, 'y', 'i');
        return begin;
    };
    return (!asked.english.empty() && begin_of(asked.english) == begin_of(exact)) ||
           (!asked.german.empty() &&
            without_umlauts(with_umlauts(plain)).find(asked.german) != std::string::npos);
}

}  // namespace kontor
