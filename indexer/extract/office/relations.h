// Relations: which parts of a package belong to a part (Open Packaging Conventions, ECMA-376 part
// 2).
#pragma once

#include "indexer/extract/office/reading.h"

#include <string>
#include <string_view>
#include <vector>

namespace kontor::office {

struct Relation {
    std::string id;
    std::string
        kind;  // the last word of its type: "header", "worksheet"; the same in both editions
    std::string part;  // from the root of the package, without a leading '/'
};

// The relation that an element names, whatever prefix it uses: many have an "id" of their own too.
std::string_view relation_of(const Node& node);

class Relations {
  public:
    // Those of `part`; those of the package itself for "".
    Relations(const Reading& reading, std::string_view part);

    const std::vector<Relation>& all() const { return all_; }
    // The part; empty when there is none.
    std::string by_id(std::string_view id) const;
    // The first part of that kind; empty when there is none.
    std::string first(std::string_view kind) const;
    std::vector<std::string> of_kind(std::string_view kind) const;

  private:
    std::vector<Relation> all_;
};

}  // namespace kontor::office
