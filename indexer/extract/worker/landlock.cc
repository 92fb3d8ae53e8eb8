#include "indexer/extract/worker/landlock.h"

#include "storage/base/files.h"

#include <cstddef>
#include <cstdint>

#include <fcntl.h>
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

struct PathRule {
    std::uint64_t allowed_access = 0;
    std::int32_t folder = -1;
} __attribute__((packed));

constexpr std::uint64_t read_file = 1U << 2;
constexpr std::uint64_t read_folder = 1U << 3;
constexpr int path_rule = 1;  // LANDLOCK_RULE_PATH_BENEATH

constexpr unsigned ask_version = 1;  // LANDLOCK_CREATE_RULESET_VERSION

std::uint64_t bits(unsigned count) {
    return (std::uint64_t{1} << count) - 1;
}

bool allow(int ruleset, const std::string& path) {
    const FileHandle folder(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) {
        return true;  // not there: nothing to open
    }
    const PathRule rule{read_file | read_folder, folder.get()};
    return ::syscall(SYS_landlock_add_rule, ruleset, path_rule, &rule, 0) == 0;
}

}  // namespace

bool forbid_all_files(const std::vector<std::string>& readable_folders) {
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
    if (!ruleset.is_open()) {
        return false;
    }
    for (const std::string& folder : readable_folders) {
        if (!allow(ruleset.get(), folder)) {
            return false;
        }
    }
    return ::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0;
}

}  // namespace kontor
