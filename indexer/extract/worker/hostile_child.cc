#include "indexer/extract/worker/hostile_child.h"

#if defined(KONTOR_FAULT_POINTS)

#include "indexer/extract/worker/confinement.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>
#include <new>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr std::string_view mark = "kontor-hostile-child: ";

std::string_view deed_of(ByteView document) {
    ByteView rest = document.substr(mark.size());
    return rest.substr(0, rest.find('\n'));
}

void write_raw(ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(child_result_descriptor, bytes.data(), bytes.size());
        if (written <= 0) {
            ::_exit(1);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

Bytes frame(char kind, ByteView payload) {
    Bytes bytes(1, kind);
    append_u32(bytes, static_cast<std::uint32_t>(payload.size()));
    bytes.append(payload);
    return bytes;
}

Bytes page_frame(std::uint32_t number, ByteView text) {
    Bytes payload;
    append_u32(payload, number);
    payload.append(text);
    return frame(3, payload);
}

void babble() {
    write_raw(frame(1, "text/plain"));
    for (std::uint32_t number = 1; true; ++number) {
        write_raw(page_frame(number, std::string(512 * 1024, 'x')));
    }
}

[[noreturn]] void spin() {
    for (volatile unsigned long turns = 0; true;) {
        turns = turns + 1;
    }
}

// Reads a page, then never comes back.
void hang_after_a_page() {
    write_raw(frame(1, "text/plain"));
    write_raw(page_frame(1, "the first page"));
    spin();
}

// Signals that a program can refuse are refused first.
void spin_stubbornly() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGXCPU, &ignore, nullptr);
    spin();
}

// NOLINTNEXTLINE(misc-no-recursion): that is the deed
__attribute__((noinline)) unsigned dive(unsigned depth) {
    std::array<volatile char, 4096> room{};
    if (depth == 0) {
        return 0;
    }
    room[depth % room.size()] = static_cast<char>(depth);
    return dive(depth + 1) + static_cast<unsigned>(room[0]);
}

void eat_memory() {
    std::vector<std::unique_ptr<std::string>> eaten;
    while (true) {
        eaten.push_back(std::make_unique<std::string>(std::size_t{16} << 20, 'x'));
    }
}

void eat_memory_at_once() {
    const std::unique_ptr<char[]> eaten(new char[std::size_t{1} << 40]);
    static_cast<volatile char*>(eaten.get())[0] = 1;
}

void connect_to_the_bus() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    ::connect(child_result_descriptor, static_cast<const sockaddr*>(static_cast<void*>(&address)),
              sizeof(address));
}

void run_a_program() {
    std::array<char*, 2> argv{};
    std::string path = "/bin/true";
    argv[0] = path.data();
    ::execve(path.c_str(), argv.data(), nullptr);
}

void bring_code() {
    void* const memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    static_cast<volatile char*>(memory)[0] = 1;
}

void open_a_file() {
    ::syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

const std::map<std::string_view, void (*)()>& deeds() {
    static const std::map<std::string_view, void (*)()> table{
        {"open", open_a_file},
        {"create", [] { ::syscall(SYS_openat, AT_FDCWD, "/tmp/evil", O_CREAT | O_WRONLY, 0600); }},
        {"socket", [] { ::socket(AF_INET, SOCK_STREAM, 0); }},
        {"connect", connect_to_the_bus},
        {"exec", run_a_program},
        {"fork", [] { ::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, 0); }},
        {"ptrace", [] { ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }},
        {"signal_parent", [] { ::kill(::getppid(), 0); }},
        {"unlink", [] { ::unlink("/tmp/evil"); }},
        {"unconfine", [] { ::syscall(SYS_seccomp, 1U, 0U, nullptr); }},
        {"raise_limit", [] { ::syscall(SYS_setrlimit, 0, nullptr); }},
        {"bring_code", bring_code},
        {"unknown_call", [] { ::syscall(9999); }},
        {"crash", [] { *static_cast<volatile int*>(nullptr) = 1; }},
        {"abort", [] { std::abort(); }},
        {"dive", [] { dive(1); }},
        {"eat_memory", eat_memory},
        {"eat_memory_at_once", eat_memory_at_once},
        {"spin", [] { spin(); }},
        {"spin_stubbornly", spin_stubbornly},
        {"hang_after_a_page", hang_after_a_page},
        {"babble", babble},
        {"babble_one_frame", [] { write_raw(Bytes("\x03\xFF\xFF\xFF\xFF", 5) + "xx"); }},
        {"garble", [] { write_raw("this is no frame at all"); }},
        {"say_nothing", [] { ::_exit(0); }},
        {"throw_foreign", [] { throw 42; }},
    };
    return table;
}

// Deeds that are refused without ending the child: whether they had an effect is told as a fact.
bool is_refused(std::string_view deed) {
    if (deed == "write_elsewhere") {
        return ::write(STDOUT_FILENO, "x", 1) < 0;
    }
    if (deed == "open_elsewhere") {
        return ::syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY) < 0 &&
               ::syscall(SYS_openat, AT_FDCWD, "/tmp", O_RDONLY | O_DIRECTORY) < 0 &&
               ::syscall(SYS_openat, AT_FDCWD, "/proc/self/environ", O_RDONLY) < 0;
    }
    if (deed == "stat") {
        struct stat facts {};
        return ::syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", &facts, 0) < 0;
    }
    if (deed == "local_time") {
        const std::time_t time = ::time(nullptr);
        std::tm parts{};
        return ::localtime_r(&time, &parts) != nullptr;  // not refused, and needs no file
    }
    if (deed == "dumpable") {
        return ::prctl(PR_SET_DUMPABLE, 1) < 0;
    }
    return false;
}

}  // namespace

bool is_hostile_document(ByteView document) {
    return document.starts_with(mark);
}

ReadingEnd be_hostile(ByteView document, ResultSink& sink) {
    const std::string_view deed = deed_of(document);
    const auto found = deeds().find(deed);
    if (found != deeds().end()) {
        found->second();
    }
    sink.media_type("text/plain");
    if (deed == "crash_after_the_type") {
        std::abort();
    }
    sink.fact("deed", is_refused(deed) ? "refused" : "done");
    return {TextState::none, ""};
}

}  // namespace kontor

#endif
