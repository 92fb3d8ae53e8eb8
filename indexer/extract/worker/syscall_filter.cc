#include "indexer/extract/worker/syscall_filter.h"

#include "indexer/extract/limits.h"
#include "storage/base/files.h"

#include <cerrno>
#include <memory>

#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace kontor {

namespace {

using Context = std::unique_ptr<void, decltype(&seccomp_release)>;

// Memory, its own signals, time, and the end: what an allocator, a computation and libc's own
// bookkeeping need. No call here reaches another process, a file, or the network.
constexpr int allowed[] = {
    SCMP_SYS(read),          SCMP_SYS(close),        SCMP_SYS(fstat),
    SCMP_SYS(munmap),        SCMP_SYS(mremap),       SCMP_SYS(brk),
    SCMP_SYS(madvise),       SCMP_SYS(futex),        SCMP_SYS(exit),
    SCMP_SYS(exit_group),    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),  SCMP_SYS(sigaltstack),  SCMP_SYS(restart_syscall),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday),
    SCMP_SYS(time),          SCMP_SYS(getpid),       SCMP_SYS(gettid),
    SCMP_SYS(getrandom),     SCMP_SYS(sched_yield),  SCMP_SYS(sched_getaffinity),
};

struct Refused {
    int call;
    int error;
};
// Refused without ending the child, because honest code makes these calls and goes on without them:
// abort() signals itself, and then runs into an instruction that ends it; stdio asks whether its
// descriptor is a terminal; Landlock and the namespaces do not cover stat(); libtiff asks how much
// memory there is.
constexpr Refused refused[] = {
    {SCMP_SYS(tgkill), EPERM},
    {SCMP_SYS(ioctl), ENOTTY},
    {SCMP_SYS(prctl), EPERM},
    {SCMP_SYS(sysinfo), EACCES},
};

// Where files may not be opened: asking for the state of one, too.
constexpr Refused refused_without_files[] = {
    {SCMP_SYS(newfstatat), EACCES},
    {SCMP_SYS(lseek), ESPIPE},
};
// What libraries with fonts do besides opening and reading them, and go on without.
constexpr Refused refused_with_libraries[] = {
    {SCMP_SYS(access), EACCES},  {SCMP_SYS(faccessat), EACCES}, {SCMP_SYS(statfs), EACCES},
    {SCMP_SYS(fstatfs), EACCES}, {SCMP_SYS(getcwd), EACCES},
};
constexpr int allowed_with_files[] = {SCMP_SYS(lseek), SCMP_SYS(pread64), SCMP_SYS(getdents64)};

// What the sanitizers' runtime calls besides: it finds out whether memory can be read by writing it
// to a pipe of its own, prints a report to stderr, and would like to look at /proc for it (by
// open(), which the C library does not use). What a release build lacks stands here, in
// add_write_rules() and in limits.h, and nowhere else.
constexpr int allowed_when_sanitized[] = {
    SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(getrlimit), SCMP_SYS(prlimit64), SCMP_SYS(getppid),
};
constexpr Refused refused_when_sanitized[] = {
    {SCMP_SYS(open), EACCES},
    {SCMP_SYS(readlink), EACCES},
};

bool add_memory_rules(scmp_filter_ctx context) {
    // No memory that can be executed: a document cannot bring its own code.
    const auto no_exec = SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    return seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_exec) == 0 &&
           seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_exec) == 0;
}

bool add_write_rules(scmp_filter_ctx context, int call, int result_descriptor) {
    if (limits::sanitized_build) {
        return seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 0) == 0;
    }
    const auto result = static_cast<scmp_datum_t>(result_descriptor);
    const auto is_result = SCMP_A0_32(SCMP_CMP_EQ, result);
    // A library that complains on a closed stderr is refused, and goes on.
    const auto is_other = SCMP_A0_32(SCMP_CMP_NE, result);
    return seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 1, is_result) == 0 &&
           seccomp_rule_add(context, SCMP_ACT_ERRNO(EBADF), call, 1, is_other) == 0;
}

bool add_refusal(scmp_filter_ctx context, const Refused& rule) {
    const std::uint32_t action = SCMP_ACT_ERRNO(static_cast<std::uint16_t>(rule.error));
    return seccomp_rule_add(context, action, rule.call, 0) == 0;
}

// Reading below the folders that Landlock leaves.
bool add_reading_rules(scmp_filter_ctx context) {
    constexpr auto writing = static_cast<scmp_datum_t>(O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND);
    const auto reads = [](unsigned argument) {
        return scmp_arg_cmp{argument, SCMP_CMP_MASKED_EQ, writing, 0};
    };
    // fstat() of the C library is this call on a descriptor; of a path it is refused.
    const auto of_descriptor = SCMP_A3_32(SCMP_CMP_EQ, AT_EMPTY_PATH);
    const auto of_path = SCMP_A3_32(SCMP_CMP_NE, AT_EMPTY_PATH);
    bool good =
        seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, reads(2)) == 0 &&
        seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1, of_descriptor) == 0 &&
        seccomp_rule_add(context, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), 1, of_path) == 0;
    for (const scmp_datum_t command : {F_GETFD, F_SETFD, F_GETFL}) {  // fdopen() asks
        good = good && seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                                        SCMP_A1_32(SCMP_CMP_EQ, command)) == 0;
    }
    for (const int call : allowed_with_files) {
        good = good && seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 0) == 0;
    }
    return good;
}

bool add_file_rules(scmp_filter_ctx context, FileAccess files) {
    bool good = true;
    if (files == FileAccess::read_only) {
        good = add_reading_rules(context);
    } else {
        for (const Refused& rule : refused_without_files) {
            good = good && add_refusal(context, rule);
        }
    }
    if (files == FileAccess::refused) {
        good = good && add_refusal(context, {SCMP_SYS(openat), EACCES});
    }
    if (files != FileAccess::none) {
        for (const Refused& rule : refused_with_libraries) {
            good = good && add_refusal(context, rule);
        }
    }
    return good;
}

bool add_rules(scmp_filter_ctx context, int result_descriptor, FileAccess files) {
    bool good = add_memory_rules(context) && add_file_rules(context, files) &&
                add_write_rules(context, SCMP_SYS(write), result_descriptor) &&
                add_write_rules(context, SCMP_SYS(writev), result_descriptor);
    for (const int call : allowed) {
        good = good && seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 0) == 0;
    }
    for (const Refused& rule : refused) {
        good = good && add_refusal(context, rule);
    }
    if (limits::sanitized_build) {
        for (const int call : allowed_when_sanitized) {
            good = good && seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 0) == 0;
        }
        for (const Refused& rule : refused_when_sanitized) {
            good = good && add_refusal(context, rule);
        }
    }
    return good;
}

// libseccomp 2.5 gives its program to a descriptor only.
std::vector<sock_filter> exported(scmp_filter_ctx context) {
    const FileHandle memory(::memfd_create("filter", MFD_CLOEXEC));
    if (!memory.is_open() || seccomp_export_bpf(context, memory.get()) != 0) {
        return {};
    }
    const off_t size = ::lseek(memory.get(), 0, SEEK_END);
    std::vector<sock_filter> program(static_cast<std::size_t>(size) / sizeof(sock_filter));
    const std::size_t bytes = program.size() * sizeof(sock_filter);
    if (::pread(memory.get(), program.data(), bytes, 0) != static_cast<ssize_t>(bytes)) {
        return {};
    }
    return program;
}

}  // namespace

SyscallFilter::SyscallFilter(int result_descriptor, FileAccess files) {
    const Context context(seccomp_init(SCMP_ACT_KILL_PROCESS), &seccomp_release);
    if (context != nullptr && add_rules(context.get(), result_descriptor, files)) {
        program_ = exported(context.get());
    }
}

bool SyscallFilter::install() const {
    if (program_.empty()) {
        return false;
    }
    sock_fprog program{static_cast<unsigned short>(program_.size()),
                       const_cast<sock_filter*>(program_.data())};
    return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

}  // namespace kontor
