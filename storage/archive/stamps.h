// Stamps: RFC 3161 time stamps over signed checkpoints: when one is due, what is asked, and what is
// kept. The question travels elsewhere (server/outside): no network here.
//
// Promises  Only what judge_stamp_reply() accepts is kept; keeping it and ending the job is one
//           Change with the entry "log.stamped". Filing waits for none of it.
// Threads   Any.
// On disk   tables::stamps, archive rows; the stamped bytes are the note in tables::checkpoints.
// Errors    unprocessable with the reason of a refusal; those of Checkpoints.
// Why       Archive rows, so that the log answers for each token: the checkpoint stamped next
//           covers the old token and the old data, which is how stamps are renewed before their
//           certificates age (RFC 4998), all of them by one. The entry this costs asks for no stamp
//           itself. docs/decisions/0006.
#pragma once

#include "storage/archive/store.h"
#include "storage/catalog/stamp_row.h"

#include <chrono>

namespace kontor {

class Stamps {
  public:
    // Before the first certificate of the newest stamp ends, there is to be a newer one.
    static constexpr std::chrono::hours renewal_margin{24 * 90};

    explicit Stamps(Store& store) : store_(store) {}

    struct Question {
        std::uint64_t size = 0;
        Bytes request;  // to be sent to the authority
    };
    // Signs the newest checkpoint and asks for a stamp over it.
    Question ask();
    void keep(const LeasedJob& job, const Question& question, ByteView reply, ByteView anchors);

    // Whether a stamp is to be had: `interval` has passed since the last one, and there are entries
    // that it does not cover, or its certificates age.
    static bool is_due(const Transaction& rows, Instant now, std::chrono::seconds interval);
    // The time of the oldest signed checkpoint that no stamp covers though it says something new;
    // nothing when there is none. A stamp covers all checkpoints before it.
    static std::optional<Instant> oldest_unstamped(const Transaction& rows);

  private:
    Store& store_;
};

}  // namespace kontor
