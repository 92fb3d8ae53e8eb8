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

    // How many of the papers have which value, whatever its case; the most frequent first, then by
    // value.
    std::vector<FacetCount> count(std::size_t facet, const DocumentSet& papers) const;

  private:
    static constexpr std::uint32_t chunk_papers = 4096;
    static constexpr std::uint32_t several = 0x8000'0000;  // and a place in Chunk::several

    struct Chunk {
        // 0: no value; else the number of a word, or `several`
        std::array<std::vector<std::uint32_t>, known_facets.size()> numbers;
        std::vector<std::vector<std::uint32_t>> several;
    };
    // Every value that some paper has or had; its number never changes. Only those of counted
    // papers are given out.
    struct Words {
        Mutex mutex;
        std::deque<std::string> all GUARDED_BY(mutex);
        std::map<std::string_view, std::uint32_t> numbers GUARDED_BY(mutex);
        std::uint32_t number_of(const std::string& word);
        std::string word(std::uint32_t number);
    };

    void set(Chunk& chunk, std::uint32_t place, const FacetValues& values) const;

    std::shared_ptr<Words> words_;
    std::vector<std::shared_ptr<const Chunk>> chunks_;
};

}  // namespace kontor
