// DocumentSet: a set of papers, one bit for each serial.
//
// Promises  Two sets with the same members are equal, however they came about.
// Threads   A value.
// Why       Serials are gapless, so a plain bitmap of a million papers has 125 KB and needs no
//           compression; permissions, filters and facets are its ANDs.
#pragma once

#include "storage/base/ids.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

namespace kontor {

class DocumentSet {
  public:
    DocumentSet() = default;
    DocumentSet(std::initializer_list<std::uint64_t> serials);
    static DocumentSet range(DocumentId first, DocumentId last);  // both included

    void insert(DocumentId id);
    void erase(DocumentId id);
    bool contains(DocumentId id) const;
    bool empty() const { return words_.empty(); }
    std::uint64_t count() const;
    // How many members are at most `last`.
    std::uint64_t count_up_to(DocumentId last) const;
    // The first member that is at least `from`.
    std::optional<DocumentId> next(DocumentId from) const;

    DocumentSet& operator|=(const DocumentSet& other);
    DocumentSet& operator&=(const DocumentSet& other);
    DocumentSet& operator-=(const DocumentSet& other);
    bool operator==(const DocumentSet&) const = default;

  private:
    void trim();

    std::vector<std::uint64_t> words_;  // the last is not zero
};

}  // namespace kontor
