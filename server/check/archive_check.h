// check_in_children: checks a whole archive, each part by a child of its own.
//
// Promises  A part that cannot be read, or whose child is lost, is a finding that names its file;
//           all other parts are checked all the same. What is found is looked at a second time, and
//           only what was found both times is told: beside a writer keys may be wrapped anew, blobs
//           removed and files replaced while a child reads. Told are at most findings_max a part.
//           `at_once` parts are checked at the same time, but none that reads the catalog before
//           its pages are known to be sound. Findings are told part by part, in the order of the
//           parts.
// Threads   Any; `finding` is called on the caller's. Others of its own wait for children.
// Errors    Those of check_part(); and io when no child can be made.
#pragma once

#include "server/check/child.h"
#include "storage/archive/store.h"
#include "storage/base/messages.h"

#include <functional>
#include <string>
#include <vector>

namespace kontor {

inline constexpr std::size_t findings_max = 100'000;

struct CheckGiven {
    ArchiveFolder folder;
    std::filesystem::path key_file;
    std::optional<std::string> passphrase = {};
    std::vector<KeptOutside> outside = {};
    std::vector<VerifierKey> earlier_keys = {};
    Language language = Language::en;  // of what is said of lost parts
    ChildOptions child = {};           // its patience is for what takes no time; bytes are added
    unsigned at_once = 1;              // children
};
CheckGiven given_of(const Store& store);  // at work in this process

CheckCounts check_in_children(const CheckGiven& given,
                              const std::function<void(const std::string&)>& finding);

// One part, or a piece of it, with the second look. Nothing when no more can be known of it: then
// the findings say why. `readable`: as check_part() tells it.
std::optional<CheckedPart> check_in_child(CheckChild& child,
                                          const CheckGiven& given,
                                          const CheckTask& task,
                                          const std::function<void(const std::string&)>& finding,
                                          const std::function<void()>& readable = {});

}  // namespace kontor
