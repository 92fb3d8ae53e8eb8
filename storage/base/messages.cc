#include "storage/base/messages.h"

#include "storage/base/messages_areas.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace kontor {

namespace {

const std::vector<MessageTemplate>& table() {
    static const std::vector<MessageTemplate> joined = [] {
        std::vector<MessageTemplate> all;
        for (const auto area : message_areas()) {
            all.insert(all.end(), area.begin(), area.end());
        }
        std::ranges::sort(all, {}, &MessageTemplate::code);
        return all;
    }();
    return joined;
}

const MessageTemplate* find_message(std::string_view code) {
    const auto found = std::ranges::lower_bound(table(), code, {}, &MessageTemplate::code);
    return found != table().end() && found->code == code ? &*found : nullptr;
}

// Puts `params` in the places of `sentence`; what is put in is not looked at again.
std::string filled_in(std::string_view sentence, const std::map<std::string, std::string>& params) {
    std::string out;
    for (;;) {
        const std::size_t open = sentence.find('{');
        out += sentence.substr(0, open);
        if (open == std::string_view::npos) {
            return out;
        }
        const std::size_t close = sentence.find('}', open);
        const auto param = params.find(std::string(sentence.substr(open + 1, close - open - 1)));
        if (param != params.end()) {
            out += param->second;
        }
        sentence.remove_prefix(std::min(close, sentence.size() - 1) + 1);
    }
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Takes the part before `separator` (or all) from the start of `text`.
std::string_view take_until(std::string_view& text, char separator) {
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(part);
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char l, char r) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
        return lower(l) == lower(r);
    });
}

// A qvalue (RFC 9110 section 12.4.2) in thousandths: 0 to 1 with at most three digits.
std::optional<int> quality_of(std::string_view text) {
    if (text.empty() || (text[0] != '0' && text[0] != '1') || text.size() > 5 ||
        (text.size() > 1 && text[1] != '.')) {
        return std::nullopt;
    }
    int value = text[0] == '1' ? 1000 : 0;
    int place = 100;
    for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value += (c - '0') * place;
        place /= 10;
    }
    return value <= 1000 ? std::optional(value) : std::nullopt;
}

// What a header says of one language. A range that names it exactly outweighs one that names a
// variety of it, and that outweighs "*".
class Preference {
  public:
    explicit Preference(std::string_view language) : language_(language) {}

    void take(std::string_view range, int quality, int position) {
        const int rank = rank_of(range);
        if (rank > rank_ || (rank == rank_ && rank > 0 && quality > quality_)) {
            rank_ = rank;
            quality_ = quality;
            position_ = position;
        }
    }

    // Asked for at all, and more than `other`.
    bool before(const Preference& other) const {
        return quality_ > other.quality_ ||
               (quality_ > 0 && quality_ == other.quality_ && position_ < other.position_);
    }

  private:
    int rank_of(std::string_view range) const {
        if (equal_ignoring_case(range, language_)) {
            return 3;
        }
        if (range.size() > language_.size() && range[language_.size()] == '-' &&
            equal_ignoring_case(range.substr(0, language_.size()), language_)) {
            return 2;
        }
        return range == "*" ? 1 : 0;
    }

    std::string_view language_;
    int rank_ = 0;
    int quality_ = 0;
    int position_ = 0;
};

}  // namespace

std::string message(const Reason& reason, Language language) {
    const MessageTemplate* found = find_message(reason.code);
    if (found == nullptr) {
        return reason.code;
    }
    return filled_in(language == Language::de ? found->de : found->en, reason.params);
}

std::vector<std::string> messages(const Error& error, Language language) {
    std::vector<std::string> sentences;
    for (const Reason& reason : error.reasons()) {
        sentences.push_back(message(reason, language));
    }
    if (sentences.empty()) {
        sentences.emplace_back(error.what());
    }
    return sentences;
}

bool is_known_message(std::string_view code) {
    return find_message(code) != nullptr;
}

std::span<const MessageTemplate> all_messages() {
    return table();
}

Language choose_language(std::string_view accept_language) {
    Preference german("de");
    Preference english("en");
    for (int position = 0; !accept_language.empty(); ++position) {
        std::string_view part = take_until(accept_language, ',');
        const std::string_view range = take_until(part, ';');
        std::optional<int> quality = 1000;
        if (!part.empty()) {
            const std::string_view name = take_until(part, '=');
            quality = equal_ignoring_case(name, "q") ? quality_of(trimmed(part)) : std::nullopt;
        }
        if (quality) {
            german.take(range, *quality, position);
            english.take(range, *quality, position);
        }
    }
    return german.before(english) ? Language::de : Language::en;
}

}  // namespace kontor
