#include "indexer/extract/worker/confinement.h"

#include "indexer/extract/worker/converters.h"
#include "indexer/extract/worker/landlock.h"
#include "storage/base/error.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <grp.h>
#include <sched.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr uid_t nobody = 65534;  // the kernel's overflow id: owns nothing

constexpr int other_spaces = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;

bool leave_root() {
    if (::geteuid() != 0) {
        return true;
    }
    return ::setgroups(0, nullptr) == 0 && ::setresgid(nobody, nobody, nobody) == 0 &&
           ::setresuid(nobody, nobody, nobody) == 0;
}

// Every capability, also those that a program run later might regain.
bool drop_capabilities() {
    for (int capability = 0; cap_get_bound(capability) >= 0; ++capability) {
        // Refused without CAP_SETPCAP; no_new_privs then bars the way back.
        cap_drop_bound(capability);
    }
    cap_reset_ambient();
    const cap_t none = cap_init();
    const bool dropped = none != nullptr && cap_set_proc(none) == 0;
    cap_free(none);
    return dropped;
}

bool set_limit(__rlimit_resource resource, std::uint64_t soft, std::uint64_t hard) {
    const rlimit limit{soft, hard};
    return ::setrlimit(resource, &limit) == 0;
}

std::uint64_t address_space_bytes() {
    std::FILE* const file = std::fopen("/proc/self/statm", "re");
    if (file == nullptr) {
        return 0;
    }
    unsigned long long pages = 0;
    const int read = std::fscanf(file, "%llu", &pages);
    std::fclose(file);
    return read == 1 ? pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

bool set_limits(std::uint64_t cpu_seconds,
                std::uint64_t address_space_bytes_max,
                std::uint64_t descriptors_max) {
    // One second later the kernel kills, whatever the child did about SIGXCPU.
    return set_limit(RLIMIT_CPU, cpu_seconds, cpu_seconds + 1) &&
           set_limit(RLIMIT_STACK, limits::read_stack_max_bytes, limits::read_stack_max_bytes) &&
           set_limit(RLIMIT_FSIZE, 0, 0) && set_limit(RLIMIT_CORE, 0, 0) &&
           set_limit(RLIMIT_NPROC, 0, 0) && set_limit(RLIMIT_MEMLOCK, 0, 0) &&
           set_limit(RLIMIT_NOFILE, descriptors_max, descriptors_max) &&
           set_limit(RLIMIT_AS, address_space_bytes_max, address_space_bytes_max);
}

}  // namespace

Confinement::Confinement(const std::vector<std::string>& readable_folders)
    : own_memory_bytes_(address_space_bytes()),
      files_(confine_parent(readable_folders)),
      filter_(child_result_descriptor, files_) {
    rehearse();
}

void Confinement::note(const char* means, bool holds) {
    (holds ? active_ : missing_).emplace_back(means);
}

FileAccess Confinement::confine_parent(const std::vector<std::string>& readable_folders) {
    // Root makes the namespaces as root and then becomes nobody; everybody else makes them within a
    // user namespace, where the kernel lets them. Without a map of ids, no id in it means anything.
    const bool root_left_network = ::geteuid() == 0 && ::unshare(other_spaces) == 0;
    note("unprivileged_user", leave_root());
    if (root_left_network) {
        note("network_namespace", true);
        note("user_namespace", ::unshare(CLONE_NEWUSER) == 0);
    } else {
        const bool left = ::unshare(CLONE_NEWUSER | other_spaces) == 0;
        note("network_namespace", left);
        note("user_namespace", left);
    }
    note("capabilities", drop_capabilities());
    note("no_new_privs", ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    // No other process of the user may look inside.
    note("not_dumpable", ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
    const bool has_landlock = forbid_all_files(readable_folders);
    note("landlock", has_landlock);
    if (readable_folders.empty()) {
        return FileAccess::none;
    }
    note("font_folders", has_landlock);
    return has_landlock ? FileAccess::read_only : FileAccess::refused;
}

bool Confinement::limit(std::uint64_t cpu_seconds, std::uint64_t memory_bytes) const {
    const std::uint64_t files = files_ == FileAccess::read_only ? limits::font_descriptors_max : 0;
    return set_limits(cpu_seconds, own_memory_bytes_ + memory_bytes * limits::read_memory_factor,
                      limits::read_descriptors_max + files);
}

// One child confines itself and tells by its exit status what held.
void Confinement::rehearse() {
    constexpr int without_seccomp = 1;
    constexpr int without_limits = 2;
    const pid_t child = ::fork();
    if (child < 0) {
        throw system_error(errno, "fork a child for the rehearsal");
    }
    if (child == 0) {
        const bool limited = limit(static_cast<std::uint64_t>(limits::read_cpu_max.count()),
                                   limits::read_memory_max_bytes);
        const bool filtered = filter_.install();
        ::_exit((filtered ? 0 : without_seccomp) | (limited ? 0 : without_limits));
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    const int left_out = WIFEXITED(status) ? WEXITSTATUS(status) : without_seccomp;
    note("resource_limits", (left_out & without_limits) == 0);
    has_seccomp_ = (left_out & without_seccomp) == 0;
    note("seccomp", has_seccomp_);
}

bool Confinement::confine_child(std::uint64_t cpu_seconds, std::uint64_t memory_bytes) const {
    keep_converters();
    return limit(cpu_seconds, memory_bytes) && (!has_seccomp_ || filter_.install());
}

}  // namespace kontor
