#include "indexer/extract/worker_process.h"

#include "storage/base/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

namespace kontor {

namespace {

// What posix_spawn is told, freed in every case.
class SpawnPlan {
  public:
    SpawnPlan() {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
    }
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    // Descriptors: nothing to read or print on, stderr for log lines, the link, and no other.
    void set_descriptors(int link) {
        posix_spawn_file_actions_adddup2(&actions_, link, worker_link_descriptor);
        posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions_, 1, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&actions_, worker_link_descriptor + 1);
    }

    // A group of its own, so that an interrupt from the terminal meets the server only.
    void set_signals() {
        sigset_t all{};
        sigset_t none{};
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    }

    const posix_spawn_file_actions_t* actions() const { return &actions_; }
    const posix_spawnattr_t* attributes() const { return &attributes_; }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

std::filesystem::path worker_beside_this_program() {
    std::error_code error;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) {
        throw system_error(error.value(), "find the running program's folder");
    }
    return self.parent_path() / "kontor-extract";
}

WorkerProcess::WorkerProcess(const WorkerProgram& program, Clock& clock) {
    spawn(program);
    try {
        shake_hands(clock);
    } catch (...) {
        destroy();
        throw;
    }
}

WorkerProcess::~WorkerProcess() {
    destroy();
}

void WorkerProcess::spawn(const WorkerProgram& program) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        throw system_error(errno, "make a socket for a worker");
    }
    link_ = FileHandle(ends[0]);
    const FileHandle theirs(ends[1]);
    SpawnPlan plan;
    plan.set_descriptors(theirs.get());
    plan.set_signals();
    std::string path = program.path.string();
    std::vector<std::string> arguments = program.arguments;
    std::vector<char*> argv{path.data()};
    for (std::string& argument : arguments) {
        argv.push_back(argument.data());
    }
    argv.push_back(nullptr);
    // Nothing of the server's environment: no secrets, and a zone that needs no file, because the
    // C library looks for /etc/localtime at every conversion when TZ is not set.
    std::array<std::string, 2> environment{"TZ=UTC0", "LC_ALL=C.UTF-8"};
    std::array<char*, 3> envp{environment[0].data(), environment[1].data(), nullptr};
    const int error = ::posix_spawn(&pid_, path.c_str(), plan.actions(), plan.attributes(),
                                    argv.data(), envp.data());
    if (error != 0) {
        pid_ = -1;
        throw Error(ErrorCode::io,
                    "start " + path + ": " + std::string(system_error(error, "").what()));
    }
}

void WorkerProcess::shake_hands(Clock& clock) {
    const Monotonic deadline = clock.monotonic() + limits::worker_start_max;
    while (!wait_readable(link_.get(), -1, clock, deadline).first) {
        if (clock.monotonic() >= deadline) {
            throw Error(ErrorCode::busy, "start a worker: it was not ready in time");
        }
    }
    const Datagram hello = receive_datagram(link_.get());
    if (hello.bytes.empty()) {
        throw Error(ErrorCode::busy, "start a worker: it ended at its start");
    }
    description_ = WorkerDescription::from_json(hello.bytes);
    if (description_.protocol != worker_protocol) {
        throw Error(ErrorCode::internal, "start a worker: it is of another version");
    }
}

void WorkerProcess::destroy() {
    if (pid_ < 0) {
        return;
    }
    // Its child of the moment asked the kernel to die with it.
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

bool WorkerProcess::send(const JobMessage& job, int input, int result) {
    return send_datagram(link_.get(), encode(job), {input, result});
}

bool WorkerProcess::kill_child(std::uint64_t job) {
    return send_datagram(link_.get(), encode(KillMessage{job}));
}

std::optional<StatusMessage> WorkerProcess::receive_status() {
    const Datagram datagram = receive_datagram(link_.get());
    if (datagram.bytes.empty()) {
        return std::nullopt;
    }
    return decode_status_message(datagram.bytes);
}

Readable wait_readable(int first, int second, Clock& clock, Monotonic deadline) {
    // poll() passes over negative descriptors.
    std::array<pollfd, 2> waits{pollfd{first, POLLIN, 0}, pollfd{second, POLLIN, 0}};
    const Milliseconds rest =
        std::clamp(deadline - clock.monotonic(), Milliseconds(0), limits::worker_look_interval);
    if (::poll(waits.data(), waits.size(), static_cast<int>(rest.count())) < 0 && errno != EINTR) {
        throw system_error(errno, "wait for a worker");
    }
    constexpr int any = POLLIN | POLLHUP | POLLERR;
    return {(waits[0].revents & any) != 0, (waits[1].revents & any) != 0};
}

}  // namespace kontor
