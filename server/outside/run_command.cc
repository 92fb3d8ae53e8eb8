#include "server/outside/run_command.h"

#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/spawn.h"

#include <cerrno>
#include <csignal>

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor {

namespace {

Error failure(const char* code, std::map<std::string, std::string> params) {
    return {ErrorCode::io, "run the program that takes checkpoints out",
            Reason{code, std::move(params), ""}};
}

// None of ours.
std::vector<std::string> environment() {
    std::vector<std::string> kept = own_environment();
    std::erase_if(kept, [](const std::string& entry) { return entry.starts_with("KONTOR_"); });
    return kept;
}

pid_t start(const std::vector<std::string>& command, const FileHandle& input) {
    try {
        return spawn({.command = command,
                      .by_name = true,
                      .descriptors = {input.get(), null_descriptor, null_descriptor},
                      .environment = environment()});
    } catch (const Error&) {
        throw failure("outside.command_start", {{"program", command.front()}});
    }
}

int wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

// Whether it ended by itself.
bool ends_in_time(pid_t child, const Patience& patience) {
    // glibc 2.36 declares pidfd_open without C linkage.
    const FileHandle handle(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
    while (handle.is_open() && !patience.is_over()) {
        pollfd ready{handle.get(), POLLIN, 0};
        if (::poll(&ready, 1, static_cast<int>(Patience::step.count())) > 0) {
            return true;
        }
    }
    return false;
}

}  // namespace

void run_command(const std::vector<std::string>& command,
                 ByteView input,
                 const Patience& patience) {
    // A file: the program may read as slowly as it likes.
    const FileHandle file = file_in_memory("checkpoint", input);
    const pid_t child = start(command, file);
    if (!ends_in_time(child, patience)) {
        ::kill(-child, SIGKILL);
        wait_for(child);
        throw failure("outside.timeout", {});
    }
    const int status = wait_for(child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        throw failure("outside.command_failed",
                      {{"program", command.front()}, {"code", std::to_string(code)}});
    }
}

}  // namespace kontor
