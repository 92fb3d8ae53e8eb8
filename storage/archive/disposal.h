// Disposal: destroys papers for good. Who may order it is judged elsewhere.
//
// Promises  Of a destroyed paper stay its number, folder, times, and the commitments of its rows;
//           gone are its versions, records, titles, names, reasons that concern it alone, its end
//           in the ledger but for the fact, and, where no other paper has the same bytes, the
//           bytes' row and key. When destroy() returns, all of that is durable, and nobody can read
//           the bytes any more. Free space of catalog, index and unencrypted volumes may still
//           hold what was there until the purge (purge.h).
// Threads   Any.
// Errors    not_found document.not_found or, a second time, document.destroyed; unprocessable for a
//           reason that is none; conflict volume.elsewhere and busy volume.absent where unencrypted
//           bytes lie in a volume on another medium: destruction is refused, never claimed.
// Why       DESIGN 5, COMPLIANCE 3. The Change comes first and the keys after, as a job: a crash in
//           between leaves bytes that no row names, never a row whose bytes are gone.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/store.h"

#include <string>
#include <vector>

namespace kontor {

class Disposal {
  public:
    explicit Disposal(Store& store) : store_(store) {}

    // One Change a paper, ascending. `reason` is a person's words, at least one letter.
    void destroy(const Caller& caller,
                 std::vector<DocumentId> documents,
                 const std::string& reason);
    // Takes keys and bytes of what was destroyed, also before a crash; answers how many.
    std::uint64_t finish_erasing();

  private:
    Store& store_;
};

}  // namespace kontor
