// judge_proof: the two claims of a stand-alone proof (.tlog-proof): its entry stands in the log
// with root R, and R is known from outside.
//
// Promises  Nothing is believed because the file says it: its "extra" line is the entry only when
//           the path leads from these very bytes to the root. Size and root are the checkpoint's.
// Threads   Any.
// Errors    What is wrong with the file is a Reason.
#pragma once

#include "clients/verify/judge.h"
#include "storage/base/bytes.h"

#include <optional>
#include <string_view>
#include <vector>

namespace kontor {

struct ProofVerdict {
    std::vector<Reason> not_in_log;   // against: the entry stands in the log with root R
    std::vector<Reason> not_trusted;  // against: R known from outside; empty also when not asked
    std::optional<Checkpoint> head;   // R and its size, once the checkpoint could be read
    // What the entry says: {"number", "event", "object", "time"}; only once it is proven.
    std::optional<Reason> entry;

    bool good() const { return not_in_log.empty() && not_trusted.empty(); }
};

bool is_tlog_proof(std::string_view text);
ProofVerdict judge_proof(std::string_view text, const Trust& trust);

}  // namespace kontor
