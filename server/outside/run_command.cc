#include "server/outside/run_command.h"

#include "storage/base/error.h"
#include "storage/base/files.h"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char**
    environ;  // NOLINT(readability-redundant-declaration): POSIX wants it declared by who uses it

namespace kontor {

namespace {

Error failure(const char* code, std::map<std::string, std::string> params) {
    return {ErrorCode::io, "run the program that takes checkpoints out",
            Reason{code, std::move(params), ""}};
}

// A file without a name: the program may read as slowly as it likes.
FileHandle file_of(ByteView input) {
    FileHandle file(::memfd_create("checkpoint", MFD_CLOEXEC));
    if (!file.is_open()) {
        throw system_error(errno, "make a file in memory");
    }
    write_all(file.get(), input, "a file in memory");
    if (::lseek(file.get(), 0, SEEK_SET) != 0) {
        throw system_error(errno, "rewind a file in memory");
    }
    return file;
}

std::vector<char*> environment() {
    std::vector<char*> kept;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        if (!std::string_view(*entry).starts_with("KONTOR_")) {
            kept.push_back(*entry);
        }
    }
    kept.push_back(nullptr);
    return kept;
}

// What posix_spawn is told; freed at the end.
class Spawn {
  public:
    explicit Spawn(int input) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
        posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        // The server's threads block SIGTERM and ignore SIGPIPE; a program expects neither.
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes_, &pipe);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~Spawn() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    Spawn(const Spawn&) = delete;
    Spawn& operator=(const Spawn&) = delete;

    pid_t run(const std::vector<std::string>& command) {
        std::vector<std::string> words = command;
        std::vector<char*> arguments;
        for (std::string& word : words) {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        pid_t child = 0;
        const int error = ::posix_spawnp(&child, arguments[0], &actions_, &attributes_,
                                         arguments.data(), environment().data());
        if (error != 0) {
            throw failure("outside.command_start", {{"program", command.front()}});
        }
        return child;
    }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

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
    const FileHandle file = file_of(input);
    const pid_t child = Spawn(file.get()).run(command);
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
