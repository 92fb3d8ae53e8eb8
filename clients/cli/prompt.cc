#include "clients/cli/prompt.h"

#include "storage/base/error.h"
#include "storage/base/files.h"

#include <cerrno>
#include <csignal>
#include <optional>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr std::size_t answer_max_bytes = 4096;

Error cancelled() {
    return {ErrorCode::conflict, "ask at the terminal", Reason{"client.cancelled", {}, ""}};
}

extern "C" void end_the_read(int) {}

// While it lives, Ctrl-C ends the read instead of the program, which could not put the terminal
// right any more.
class InterruptedReads {
  public:
    InterruptedReads() {
        struct sigaction quiet {};
        quiet.sa_handler = end_the_read;  // no SA_RESTART: read(2) returns EINTR
        ::sigaction(SIGINT, &quiet, &before_);
    }
    ~InterruptedReads() { ::sigaction(SIGINT, &before_, nullptr); }
    InterruptedReads(const InterruptedReads&) = delete;
    InterruptedReads& operator=(const InterruptedReads&) = delete;

  private:
    struct sigaction before_ {};
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

std::string read_answer(int terminal) {
    std::string line;
    for (;;) {
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
    const InterruptedReads guard;
    std::optional<EchoOff> quiet;
    if (echo == Echo::off) {
        quiet.emplace(terminal.get());
    }
    write_all(terminal.get(), question, "the terminal");
    try {
        std::string answer = read_answer(terminal.get());
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
