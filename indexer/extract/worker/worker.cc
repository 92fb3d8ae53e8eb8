#include "indexer/extract/worker/worker.h"

#include "indexer/extract/worker/child.h"
#include "storage/base/error.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor {

namespace {

std::uint64_t milliseconds(const timeval& time) {
    return static_cast<std::uint64_t>(time.tv_sec) * 1000 +
           static_cast<std::uint64_t>(time.tv_usec) / 1000;
}

}  // namespace

// A forked child until it is reaped; killed when its owner goes first.
class Worker::Child {
  public:
    // By system call: Debian 12's header of pidfd_open() is not made for C++.
    explicit Child(pid_t pid)
        : pid_(pid), watch_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {
        if (!watch_.is_open()) {
            const int error = errno;
            reap();
            throw system_error(error, "watch a child");
        }
    }
    ~Child() {
        if (pid_ > 0) {
            reap();
        }
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    int watch() const { return watch_.get(); }  // readable when the child has ended
    void kill() const { ::kill(pid_, SIGKILL); }

    StatusMessage wait(std::uint64_t job) {
        int status = 0;
        rusage used{};
        while (::wait4(pid_, &status, 0, &used) < 0 && errno == EINTR) {
        }
        pid_ = -1;
        StatusMessage message;
        message.id = job;
        message.end = WIFSIGNALED(status) ? ChildEnd::signalled : ChildEnd::exited;
        message.value = static_cast<std::uint32_t>(WIFSIGNALED(status) ? WTERMSIG(status)
                                                                       : WEXITSTATUS(status));
        message.cpu_ms = milliseconds(used.ru_utime) + milliseconds(used.ru_stime);
        message.memory_peak_bytes = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
        return message;
    }

  private:
    void reap() {
        kill();
        wait(0);
    }

    pid_t pid_;
    FileHandle watch_;
};

Worker::Worker(Profile profile)
    : profile_(profile), reader_(make_reader(profile)), confinement_(reader_->folders()) {}

WorkerDescription Worker::description() const {
    WorkerDescription description;
    description.profile = name_of(profile_);
    description.readers = reader_->kinds();
    description.active = confinement_.active();
    description.missing = confinement_.missing();
    return description;
}

void Worker::run(int link) const {
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGPIPE}) {
        ::signal(number, SIG_IGN);
    }
    bool goes_on = send_datagram(link, description().to_json());
    while (goes_on) {
        Datagram datagram = receive_datagram(link);
        goes_on = !datagram.bytes.empty() && serve(link, std::move(datagram));
    }
}

// One document from its job to its status; false when the pool went away meanwhile.
bool Worker::serve(int link, Datagram datagram) const {
    const PoolMessage message = decode_pool_message(datagram.bytes);
    const auto* const job = std::get_if<JobMessage>(&message);
    if (job == nullptr) {
        return true;  // a kill that came too late
    }
    if (datagram.descriptors.size() != 2) {
        throw Error(ErrorCode::corrupt, "serve a document: it came without its descriptors");
    }
    const pid_t self = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) {
        run_child({*job, datagram.descriptors[0].get(), datagram.descriptors[1].get()}, *reader_,
                  confinement_, self);
    }
    const int fork_error = errno;
    // Only the child holds the pipe now: its end is the pipe's end.
    datagram.descriptors.clear();
    if (pid < 0) {
        StatusMessage status;
        status.id = job->id;
        status.end = ChildEnd::not_forked;
        status.value = static_cast<std::uint32_t>(fork_error);
        return send_datagram(link, encode(status));
    }
    Child child(pid);
    while (true) {
        std::array<pollfd, 2> waits{pollfd{child.watch(), POLLIN, 0}, pollfd{link, POLLIN, 0}};
        if (::poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) {
            throw system_error(errno, "wait for a child");
        }
        if (waits[0].revents != 0) {
            return send_datagram(link, encode(child.wait(job->id)));
        }
        if (waits[1].revents == 0) {
            continue;
        }
        const Datagram order = receive_datagram(link);
        if (order.bytes.empty()) {
            return false;
        }
        const PoolMessage asked = decode_pool_message(order.bytes);
        const auto* const kill = std::get_if<KillMessage>(&asked);
        if (kill != nullptr && kill->id == job->id) {
            child.kill();
        }
    }
}

}  // namespace kontor
