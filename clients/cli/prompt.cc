#include "clients/cli/prompt.h"

#include "storage/base/error.h"
#include "storage/base/files.h"

#include <cerrno>
#include <csignal>
#include <optional>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr std::size_t answer_max_bytes = 4096;

Error cancelled() {
    return {ErrorCode::conflict, "ask at the terminal", Reason{"client.cancelled", {}, ""}};
}

extern "C" void end_the_wait(int) {}

// While it lives, Ctrl-C ends the wait for an answer instead of the program, which could not put
// the terminal right any more. The signal is let in only while we wait, so none is lost before.
class InterruptedWaits {
  public:
    InterruptedWaits() {
        struct sigaction quiet {};
        quiet.sa_handler = end_the_wait;
        ::sigaction(SIGINT, &quiet, &before_);
        sigset_t interrupt;
        ::sigemptyset(&interrupt);
        ::sigaddset(&interrupt, SIGINT);
        ::pthread_sigmask(SIG_BLOCK, &interrupt, &mask_);
        ::sigdelset(&mask_, SIGINT);
    }
    ~InterruptedWaits() {
        ::pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
        ::sigaction(SIGINT, &before_, nullptr);
    }
    InterruptedWaits(const InterruptedWaits&) = delete;
    InterruptedWaits& operator=(const InterruptedWaits&) = delete;

    // False: Ctrl-C came, or the terminal has gone.
    bool wait(int terminal) const {
        pollfd waiting{terminal, POLLIN, 0};
        return ::ppoll(&waiting, 1, nullptr, &mask_) == 1;
    }

  private:
    struct sigaction before_ {};
    sigset_t mask_{};
};

class EchoOff {
  public:
    explicit EchoOff(int terminal) : terminal_(terminal) {
        if (::tcgetattr(terminal_, &before_) != 0) {
            throw system_error(errno, "read the terminal's settings");
        }
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(terminal_, TCSAFLUSH, &quiet);
    }
    ~EchoOff() { ::tcsetattr(terminal_, TCSAFLUSH, &before_); }
    EchoOff(const EchoOff&) = delete;
    EchoOff& operator=(const EchoOff&) = delete;

  private:
    int terminal_;
    termios before_{};
};

std::string read_answer(int terminal, const InterruptedWaits& waits) {
    std::string line;
    for (;;) {
        if (!waits.wait(terminal)) {
            throw cancelled();
        }
        char byte = 0;
        const ssize_t count = ::read(terminal, &byte, 1);
        if (count <= 0 || line.size() > answer_max_bytes) {
            throw cancelled();
        }
        if (byte == '\n' || byte == '\r') {
            return line;
        }
        line += byte;
    }
}

}  // namespace

std::string ask(const std::string& question, Echo echo) {
    const FileHandle terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
    if (!terminal.is_open()) {
        throw Error(ErrorCode::invalid, "open the terminal", Reason{"client.no_terminal", {}, ""});
    }
    const InterruptedWaits waits;
    std::optional<EchoOff> quiet;
    if (echo == Echo::off) {
        quiet.emplace(terminal.get());
    }
    write_all(terminal.get(), question, "the terminal");
    try {
        std::string answer = read_answer(terminal.get(), waits);
        if (echo == Echo::off) {
            write_all(terminal.get(), "\n", "the terminal");
        }
        return answer;
    } catch (const Error&) {
        write_all(terminal.get(), "\n", "the terminal");
        throw;
    }
}

}  // namespace kontor
