// Corrections: what a person says that a page says, where reading or recognising it went wrong.
//
// Promises  A verb is one Change by the caller, judged by the rights of now (edit) inside that
//           Change; it writes the document's row, too. A correction belongs to the newest version
//           and is a revision: it hides what was read, however often that is read again, and is
//           erased with the paper. What was read stays beside it.
// Errors    not_found for the document; forbidden; conflict for one in the trash; overtaken when
//           `expected` is not the document's revision; unprocessable for a text that is none or too
//           long; not_found (document.no_page) for a page beyond the last; a paper of which no
//           page was read has one.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/store.h"

#include <optional>
#include <string>

namespace kontor {

class Corrections {
  public:
    explicit Corrections(Store& store) : store_(store) {}

    // `page` from 1; `expected`: the revision the caller has seen.
    Sequence put(const Caller& caller,
                 DocumentId id,
                 std::uint32_t page,
                 const std::string& text,
                 std::optional<Sequence> expected);
    // What was read holds again; document.not_corrected when it holds already.
    Sequence remove(const Caller& caller,
                    DocumentId id,
                    std::uint32_t page,
                    std::optional<Sequence> expected);

  private:
    Store& store_;
};

}  // namespace kontor
