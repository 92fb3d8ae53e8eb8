#include "indexer/fields/document_set.h"

#include <algorithm>
#include <bit>

namespace kontor {

namespace {

constexpr std::uint64_t word_bits = 64;

std::size_t word_of(std::uint64_t serial) {
    return static_cast<std::size_t>(serial / word_bits);
}

std::uint64_t bit_of(std::uint64_t serial) {
    return std::uint64_t{1} << (serial % word_bits);
}

}  // namespace

DocumentSet::DocumentSet(std::initializer_list<std::uint64_t> serials) {
    for (const std::uint64_t serial : serials) {
        insert(DocumentId(serial));
    }
}

DocumentSet DocumentSet::range(DocumentId first, DocumentId last) {
    DocumentSet set;
    if (last < first) {
        return set;
    }
    set.words_.resize(word_of(last.value()) + 1);
    const std::size_t from = word_of(first.value());
    std::fill(set.words_.begin() + static_cast<std::ptrdiff_t>(from), set.words_.end(),
              ~std::uint64_t{0});
    set.words_[from] &= ~(bit_of(first.value()) - 1);
    const std::uint64_t top = bit_of(last.value());
    set.words_.back() &= top | (top - 1);
    return set;
}

void DocumentSet::insert(DocumentId id) {
    const std::size_t at = word_of(id.value());
    if (at >= words_.size()) {
        words_.resize(at + 1);
    }
    words_[at] |= bit_of(id.value());
}

void DocumentSet::erase(DocumentId id) {
    const std::size_t at = word_of(id.value());
    if (at < words_.size()) {
        words_[at] &= ~bit_of(id.value());
        trim();
    }
}

bool DocumentSet::contains(DocumentId id) const {
    const std::size_t at = word_of(id.value());
    return at < words_.size() && (words_[at] & bit_of(id.value())) != 0;
}

std::uint64_t DocumentSet::count() const {
    std::uint64_t count = 0;
    for (const std::uint64_t word : words_) {
        count += static_cast<std::uint64_t>(std::popcount(word));
    }
    return count;
}

std::uint64_t DocumentSet::count_up_to(DocumentId last) const {
    const std::size_t at = word_of(last.value());
    if (at >= words_.size()) {
        return count();
    }
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < at; ++i) {
        count += static_cast<std::uint64_t>(std::popcount(words_[i]));
    }
    const std::uint64_t top = bit_of(last.value());
    return count + static_cast<std::uint64_t>(std::popcount(words_[at] & (top | (top - 1))));
}

std::optional<DocumentId> DocumentSet::next(DocumentId from) const {
    std::size_t at = word_of(from.value());
    if (at >= words_.size()) {
        return std::nullopt;
    }
    std::uint64_t word = words_[at] & ~(bit_of(from.value()) - 1);
    while (word == 0) {
        if (++at == words_.size()) {
            return std::nullopt;
        }
        word = words_[at];
    }
    return DocumentId(at * word_bits + static_cast<std::uint64_t>(std::countr_zero(word)));
}

DocumentSet& DocumentSet::operator|=(const DocumentSet& other) {
    words_.resize(std::max(words_.size(), other.words_.size()));
    for (std::size_t i = 0; i < other.words_.size(); ++i) {
        words_[i] |= other.words_[i];
    }
    return *this;
}

DocumentSet& DocumentSet::operator&=(const DocumentSet& other) {
    words_.resize(std::min(words_.size(), other.words_.size()));
    for (std::size_t i = 0; i < words_.size(); ++i) {
        words_[i] &= other.words_[i];
    }
    trim();
    return *this;
}

DocumentSet& DocumentSet::operator-=(const DocumentSet& other) {
    for (std::size_t i = 0; i < std::min(words_.size(), other.words_.size()); ++i) {
        words_[i] &= ~other.words_[i];
    }
    trim();
    return *this;
}

void DocumentSet::trim() {
    while (!words_.empty() && words_.back() == 0) {
        words_.pop_back();
    }
}

}  // namespace kontor
