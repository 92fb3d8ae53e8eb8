// FacetColumns: of each paper the values it is counted under, in memory, by serial. Private to the
// room.
//
// Promises  A value: what somebody holds does not change. changed() shares what it has in common
//           with the one before, so following a commit costs as much as it changed.
// Threads   Any.
// Why       Counting a million papers by postings or by Xapian's values takes half a second a
// facet;
//           an array walk takes milliseconds. 4 bytes a paper and facet.
#pragma once

#include "indexer/fields/document_set.h"
#include "indexer/fields/facet.h"
#include "storage/base/bytes.h"
#include "storage/base/mutex.h"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kontor {

// A value of a paper, and the facet by its place in the table.
using FacetValues = std::vector<std::pair<std::uint8_t, std::string>>;

// As the database's slot holds them.
Bytes packed_facets(const FacetValues& values);
FacetValues unpacked_facets(ByteView packed);

struct FacetCount {
    std::string value;
    std::uint64_t papers = 0;
    bool operator==(const FacetCount&) const = default;
};

class FacetColumns {
  public:
    FacetColumns() : words_(std::make_shared<Words>()) {}

    // The same with other values for these papers; none for one that is gone.
    FacetColumns changed(const std::map<std::uint32_t, FacetValues>& papers) const;

    // How many of the papers have which value; the most frequent first, then by value, at most
    // `most`. What differs in case only is one value, as a condition finds it; its most frequent
    // spelling among these papers stands for it.
    std::vector<FacetCount> count(std::size_t facet,
                                  const DocumentSet& papers,
                                  std::size_t most) const;

  private:
    static constexpr std::uint32_t chunk_papers = 4096;
    static constexpr std::uint32_t several = 0x8000'0000;  // and a place in Chunk::several

    struct Chunk {
        // 0: no value; else the number of a word, or `several`
        std::array<std::vector<std::uint32_t>, known_facets.size()> numbers;
        std::vector<std::vector<std::uint32_t>> several;
    };
    struct Counted {
        const std::string* text = nullptr;
        std::uint64_t papers = 0;
        bool before(const Counted& other) const {
            return papers != other.papers ? papers > other.papers : *text < *other.text;
        }
    };
    // Every value that some paper has or had; its number never changes, nor where its text is. Only
    // those of counted papers are given out.
    struct Words {
        struct Word {
            std::string text;
            std::uint32_t alike;  // number of the first that differs in case only
        };
        Mutex mutex;
        std::deque<Word> all GUARDED_BY(mutex);
        std::unordered_map<std::string_view, std::uint32_t> numbers GUARDED_BY(mutex);
        std::unordered_map<std::string, std::uint32_t> first_alike GUARDED_BY(mutex);  // by fold
        std::uint32_t number_of(const std::string& text);
        std::vector<Counted> in_any_case(
            const std::unordered_map<std::uint32_t, std::uint64_t>& counts);
    };

    static std::vector<FacetCount> most_frequent(std::vector<Counted> counts, std::size_t most);
    void set(Chunk& chunk, std::uint32_t place, const FacetValues& values) const;

    std::shared_ptr<Words> words_;
    std::vector<std::shared_ptr<const Chunk>> chunks_;
};

}  // namespace kontor
