#include "tests/crash/kill_points.h"

#include "storage/base/fault.h"

#include <atomic>
#include <csignal>

#include <dlfcn.h>
#include <sys/uio.h>
#include <unistd.h>

namespace kontor::test {

namespace {

std::atomic<Phase> wanted{Phase::idle};
std::atomic<int> left{0};
thread_local bool committing = false;  // the leader of a group writes and syncs for all of it

void event(Phase phase) {
    if (phase == wanted && --left == 0) {
        ::kill(::getpid(), SIGKILL);
    }
}

void on_fault_point(std::string_view name) {
    if (name == "blob.batch" || name == "blob.before_head") {
        event(Phase::in_blob_write);
    } else if (name == "intake.before_change") {
        event(Phase::between_blob_and_change);
    } else if (name == "catalog.before_commit") {
        committing = true;
    } else if (name == "catalog.after_commit") {
        committing = false;
        event(Phase::after_commit);
    } else if (name == "intake.after_change") {
        event(Phase::after_commit);
    }
}

template <typename Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

void arm(Phase phase, int count) {
    left = count;
    wanted = phase;
    set_fault_hook(on_fault_point);
}

}  // namespace kontor::test

// LMDB's own calls, seen on their way: what it writes and syncs while a commit is going on.
extern "C" {
ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
    using Function = ssize_t (*)(int, const void*, size_t, off_t);
    static const auto next = kontor::test::real<Function>("pwrite");
    if (kontor::test::committing) {
        kontor::test::event(kontor::test::Phase::in_commit);
    }
    return next(descriptor, bytes, count, offset);
}

ssize_t pwritev(int descriptor, const iovec* parts, int count, off_t offset) {
    using Function = ssize_t (*)(int, const iovec*, int, off_t);
    static const auto next = kontor::test::real<Function>("pwritev");
    if (kontor::test::committing) {
        kontor::test::event(kontor::test::Phase::in_commit);
    }
    return next(descriptor, parts, count, offset);
}

int fdatasync(int descriptor) {
    using Function = int (*)(int);
    static const auto next = kontor::test::real<Function>("fdatasync");
    if (kontor::test::committing) {
        kontor::test::event(kontor::test::Phase::in_commit);
    }
    return next(descriptor);
}
}
