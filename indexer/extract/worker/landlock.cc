#include "indexer/extract/worker/landlock.h"

#include "storage/base/files.h"

#include <cstddef>
#include <cstdint>

#include <sys/syscall.h>
#include <unistd.h>

namespace kontor {

namespace {

// linux/landlock.h of the newest kernel we know; Debian 12's lacks the later fields. A kernel that
// knows less is given less (Documentation/userspace-api/landlock.rst, "Compatibility").
struct RulesetAttributes {
    std::uint64_t file_access = 0;
    std::uint64_t net_access = 0;  // from version 4
    std::uint64_t scoped = 0;      // from version 6
};

constexpr unsigned ask_version = 1;  // LANDLOCK_CREATE_RULESET_VERSION

std::uint64_t bits(unsigned count) {
    return (std::uint64_t{1} << count) - 1;
}

}  // namespace

bool forbid_all_files() {
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, ask_version);
    if (version < 1) {
        return false;
    }
    RulesetAttributes attributes;
    // execute … make_sym; then refer, truncate, ioctl_dev
    attributes.file_access = bits(version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13);
    attributes.net_access = version >= 4 ? bits(2) : 0;  // bind, connect
    attributes.scoped = version >= 6 ? bits(2) : 0;      // abstract Unix sockets, signals
    const std::size_t size = version >= 6   ? sizeof(RulesetAttributes)
                             : version >= 4 ? offsetof(RulesetAttributes, scoped)
                                            : offsetof(RulesetAttributes, net_access);
    const FileHandle ruleset(
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0)));
    return ruleset.is_open() && ::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0;
}

}  // namespace kontor
