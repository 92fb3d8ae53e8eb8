#include "indexer/index/facet_columns.h"

#include "indexer/index/limits.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <unordered_map>

namespace kontor {

Bytes packed_facets(const FacetValues& values) {
    Bytes out;
    for (const auto& [facet, value] : values) {
        out += static_cast<char>(facet);
        out += static_cast<char>(static_cast<std::uint8_t>(value.size()));
        out += value;
    }
    return out;
}

FacetValues unpacked_facets(ByteView packed) {
    FacetValues values;
    while (!packed.empty()) {
        const auto size = packed.size() > 1 ? static_cast<std::uint8_t>(packed[1]) : std::size_t{0};
        if (packed.size() < 2 + size) {
            throw Error(ErrorCode::corrupt, "read the facets of a paper in the index");
        }
        values.emplace_back(static_cast<std::uint8_t>(packed[0]),
                            std::string(packed.substr(2, size)));
        packed.remove_prefix(2 + size);
    }
    return values;
}

std::uint32_t FacetColumns::Words::number_of(const std::string& word) {
    const MutexLock lock(mutex);
    if (const auto known = numbers.find(word); known != numbers.end()) {
        return known->second;
    }
    all.push_back(word);
    const auto number = static_cast<std::uint32_t>(all.size());
    numbers.emplace(all.back(), number);
    return number;
}

std::string FacetColumns::Words::word(std::uint32_t number) {
    const MutexLock lock(mutex);
    return all.at(number - 1);
}

namespace {

void sort(std::vector<FacetCount>& counts) {
    std::ranges::sort(counts, [](const FacetCount& left, const FacetCount& right) {
        return left.papers != right.papers ? left.papers > right.papers : left.value < right.value;
    });
}

// What differs in case only is one value, as a condition finds it; its most frequent spelling among
// the counted papers stands for it.
std::vector<FacetCount> in_any_case(std::vector<FacetCount> spellings) {
    sort(spellings);
    std::vector<FacetCount> out;
    std::unordered_map<std::string, std::size_t> places;
    for (FacetCount& spelling : spellings) {
        const auto [place, is_new] =
            places.try_emplace(fold_for_comparison(spelling.value), out.size());
        if (is_new) {
            out.push_back(std::move(spelling));
        } else {
            out[place->second].papers += spelling.papers;
        }
    }
    sort(out);
    return out;
}

}  // namespace

FacetColumns FacetColumns::changed(const std::map<std::uint32_t, FacetValues>& papers) const {
    FacetColumns out = *this;
    std::uint32_t in_hand = 0;
    std::shared_ptr<Chunk> chunk;
    for (const auto& [docid, values] : papers) {
        const std::uint32_t number = docid / chunk_papers;
        if (!chunk || number != in_hand) {
            in_hand = number;
            if (number >= out.chunks_.size()) {
                out.chunks_.resize(number + 1);
            }
            const auto& before = out.chunks_[number];
            chunk = before ? std::make_shared<Chunk>(*before) : std::make_shared<Chunk>();
            out.chunks_[number] = chunk;
        }
        set(*chunk, docid % chunk_papers, values);
    }
    return out;
}

void FacetColumns::set(Chunk& chunk, std::uint32_t place, const FacetValues& values) const {
    std::array<std::vector<std::uint32_t>, known_facets.size()> numbers;
    for (const auto& [facet, value] : values) {
        if (facet < numbers.size()) {
            numbers.at(facet).push_back(words_->number_of(value));
        }
    }
    for (std::size_t facet = 0; facet < numbers.size(); ++facet) {
        std::vector<std::uint32_t>& column = chunk.numbers.at(facet);
        std::vector<std::uint32_t>& own = numbers.at(facet);
        if (column.empty() && own.empty()) {
            continue;
        }
        column.resize(chunk_papers);
        std::ranges::sort(own);
        own.erase(std::ranges::unique(own).begin(), own.end());
        std::uint32_t& cell = column[place];
        if (own.size() < 2) {
            cell = own.empty() ? 0 : own.front();
        } else if ((cell & several) != 0) {
            chunk.several[cell & ~several] = std::move(own);
        } else {
            cell = several | static_cast<std::uint32_t>(chunk.several.size());
            chunk.several.push_back(std::move(own));
        }
    }
}

std::vector<FacetCount> FacetColumns::count(std::size_t facet, const DocumentSet& papers) const {
    std::unordered_map<std::uint32_t, std::uint64_t> counts;
    std::uint32_t last = 0;  // papers of one value come in runs
    std::uint64_t run = 0;
    const auto add = [&](std::uint32_t number) {
        if (number == last) {
            ++run;
            return;
        }
        if (last != 0) {
            counts[last] += run;
        }
        last = number;
        run = 1;
    };
    for (std::size_t number = 0; number < chunks_.size(); ++number) {
        if (!chunks_[number] || chunks_[number]->numbers.at(facet).empty()) {
            continue;
        }
        const Chunk& chunk = *chunks_[number];
        const std::vector<std::uint32_t>& column = chunk.numbers.at(facet);
        const std::uint64_t begin = number * chunk_papers;
        for (auto id = papers.next(DocumentId(std::max<std::uint64_t>(begin, 1)));
             id && id->value() < begin + chunk_papers;
             id = papers.next(DocumentId(id->value() + 1))) {
            const std::uint32_t cell = column[id->value() - begin];
            if ((cell & several) != 0) {
                std::ranges::for_each(chunk.several[cell & ~several], add);
            } else if (cell != 0) {
                add(cell);
            }
        }
    }
    if (last != 0) {
        counts[last] += run;
    }
    std::vector<FacetCount> out;
    out.reserve(counts.size());
    for (const auto& [word, papers_with] : counts) {
        out.push_back({words_->word(word), papers_with});
    }
    return in_any_case(std::move(out));
}

}  // namespace kontor
