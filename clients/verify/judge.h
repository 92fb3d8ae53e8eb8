// judge_package: the three claims of an audit package, and everything that speaks against them.
//
// Promises  All failures are listed, up to limits::bag_findings_max each. What is said of a paper
//           carries its number in the parameter "document". Nothing is believed because the package
//           says it: files follow from the opened rows, rows from the log's entries, entries from
//           the signed checkpoint; and which papers there must be, from the row of the export.
// Threads   One a judgement.
// Errors    What is wrong with the package is a Reason; what fails here (memory, disk) is thrown.
#pragma once

#include "storage/proof/bag.h"
#include "storage/proof/checkpoint.h"

#include <optional>
#include <vector>

namespace kontor {

// What is known from another hand than the package.
struct Trust {
    std::vector<VerifierKey> keys;
    std::optional<Digest> root;

    bool is_given() const { return !keys.empty() || root.has_value(); }
};

struct PackageVerdict {
    std::vector<Reason> changed;      // against: unchanged in itself
    std::vector<Reason> not_in_log;   // against: contained in the log with root R
    std::vector<Reason> not_trusted;  // against: R known from outside; empty also when not asked
    std::optional<Checkpoint> head;   // R and its size, once the checkpoint could be read
    std::size_t documents = 0;        // that the package holds

    bool good() const { return changed.empty() && not_in_log.empty() && not_trusted.empty(); }
};

PackageVerdict judge_package(BagFiles& files, const Trust& trust);

}  // namespace kontor
