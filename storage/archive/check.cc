#include "storage/archive/check.h"

#include "storage/archive/checker.h"

namespace kontor {

CheckCounts& CheckCounts::operator+=(const CheckCounts& more) {
    for (const auto& [name, count] : check_counts) {
        this->*count += more.*count;
    }
    return *this;
}

CheckCounts check_archive(Store& store,
                          const std::function<void(const std::string&)>& finding,
                          const std::vector<OutsideCheckpoint>& outside) {
    Checker checker({.folder = store.folder(),
                     .key_file = store.key_file(),
                     .read = [&store] { return store.snapshot(); },
                     .keys = store.keys(),
                     .blobs = &store.blobs(),
                     .derived = &store.derived()},
                    finding);
    checker.catalog(outside);
    checker.keys();
    checker.blobs({});
    checker.texts({});
    return checker.counts();
}

}  // namespace kontor
