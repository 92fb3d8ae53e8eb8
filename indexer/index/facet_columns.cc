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

std::uint32_t FacetColumns::Words::number_of(const std::string& text) {
    const MutexLock lock(mutex);
    if (const auto known = numbers.find(text); known != numbers.end()) {
        return known->second;
    }
    const std::string folded = fold_for_comparison(text);
    const auto alike = first_alike.try_emplace(folded, static_cast<std::uint32_t>(all.size() + 1));
    all.push_back({text, alike.first->second});
    const auto number = static_cast<std::uint32_t>(all.size());
    numbers.emplace(all.back().text, number);
    return number;
}

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

std::vector<FacetCount> FacetColumns::count(std::size_t facet,
                                            const DocumentSet& papers,
                                            std::size_t most) const {
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
    return most_frequent(words_->in_any_case(counts), most);
}

std::vector<FacetColumns::Counted> FacetColumns::Words::in_any_case(
    const std::unordered_map<std::uint32_t, std::uint64_t>& counts) {
    struct Spellings {
        std::uint64_t papers = 0;
        Counted best;
    };
    std::unordered_map<std::uint32_t, Spellings> alike;
    const MutexLock lock(mutex);
    for (const auto& [number, papers] : counts) {
        const Word& word = all.at(number - 1);
        auto& [sum, best] = alike[word.alike];
        sum += papers;
        const Counted spelling{&word.text, papers};
        best = best.text == nullptr || spelling.before(best) ? spelling : best;
    }
    std::vector<Counted> out;
    out.reserve(alike.size());
    for (const auto& [number, spellings] : alike) {
        out.push_back({spellings.best.text, spellings.papers});
    }
    return out;
}

std::vector<FacetCount> FacetColumns::most_frequent(std::vector<Counted> counts, std::size_t most) {
    const auto end = counts.begin() + static_cast<std::ptrdiff_t>(std::min(most, counts.size()));
    std::partial_sort(counts.begin(), end, counts.end(),
                      [](const Counted& left, const Counted& right) { return left.before(right); });
    std::vector<FacetCount> out;
    for (auto count = counts.begin(); count != end; ++count) {
        out.push_back({*count->text, count->papers});
    }
    return out;
}

}  // namespace kontor
