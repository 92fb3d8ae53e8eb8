#include "indexer/extract/worker_process.h"

#include "storage/base/error.h"
#include "storage/base/spawn.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor {

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
    std::vector<std::string> command{program.path.string()};
    command.insert(command.end(), program.arguments.begin(), program.arguments.end());
    static_assert(worker_link_descriptor == 3);
    // Nothing of the server's environment: no secrets, and a zone that needs no file, because the
    // C library looks for /etc/localtime at every conversion when TZ is not set. One thread:
    // libgomp reads its limit before main(). Nothing to read or print on, stderr for log lines, the
    // link.
    pid_ = kontor::spawn(
        {.command = std::move(command),
         .descriptors = {null_descriptor, null_descriptor, STDERR_FILENO, theirs.get()},
         .environment = {"TZ=UTC0", "LC_ALL=C.UTF-8", "OMP_THREAD_LIMIT=1"}});
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
