#include "indexer/extract/worker/program.h"

#include "indexer/extract/worker/worker.h"
#include "storage/base/error.h"
#include "storage/base/log.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
// In a child nothing can be opened: no symbols in a report, no look for leaks, and signals that end
// programs end it as they do without a sanitizer. What the allocator refuses is told as memory.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
    return "symbolize=0:detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_sigill=0:"
           "handle_sigfpe=0:handle_abort=0:use_sigaltstack=0:allocator_may_return_null=1:"
           "abort_on_error=0:exitcode=99";
}
extern "C" void __asan_set_error_report_callback(void (*)(const char*));
#elif defined(__SANITIZE_THREAD__)
// The same. Where there is one thread, it ends a program for want of memory only, and has no
// callback to say so: hence the exit code.
static_assert(kontor::child_exit_memory == 70);
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() {
    return "symbolize=0:handle_segv=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0:"
           "handle_abort=0:use_sigaltstack=0:allocator_may_return_null=1:exitcode=70";
}
#endif

namespace {

bool is_socket(int descriptor) {
    int type = 0;
    socklen_t size = sizeof(type);
    return ::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
           type == SOCK_SEQPACKET;
}

void tell_memory_apart() {
#if defined(__SANITIZE_ADDRESS__)
    __asan_set_error_report_callback([](const char* report) {
        if (std::strstr(report, "out-of-memory") != nullptr ||
            std::strstr(report, "allocation-size-too-big") != nullptr) {
            ::_exit(kontor::child_exit_memory);
        }
    });
#endif
}

struct Arguments {
    kontor::Profile profile = kontor::Profile::text;
    bool describes = false;
};

std::optional<Arguments> arguments_of(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const std::optional<kontor::Profile> profile =
            word == "--profile" && i + 1 < argc ? kontor::profile_of(argv[++i]) : std::nullopt;
        if (word == "--describe") {
            arguments.describes = true;
        } else if (profile) {
            arguments.profile = *profile;
        } else {
            return std::nullopt;
        }
    }
    return arguments;
}

// libgomp reads how many threads it may have before main(), and a parent with threads can neither
// be forked nor leave its namespaces.
void start_anew_with_one_thread(char** argv) {
    constexpr const char* limit = "OMP_THREAD_LIMIT";
    if (std::getenv(limit) == nullptr && ::setenv(limit, "1", /*overwrite=*/1) == 0) {
        ::execv("/proc/self/exe", argv);
    }
}

int run(int argc, char** argv) {
    const std::optional<Arguments> arguments = arguments_of(argc, argv);
    if (arguments && arguments->profile == kontor::Profile::ocr) {
        start_anew_with_one_thread(argv);
    }
    if (arguments && arguments->describes) {
        std::printf("%s\n", kontor::Worker(arguments->profile).description().to_json().c_str());
        return 0;
    }
    if (!arguments || !is_socket(kontor::worker_link_descriptor)) {
        std::fputs(
            "kontor-extract is started by kontord. For people:\n"
            "  kontor-extract [--profile text|ocr|render|searchable] --describe\n"
            "      which means of confinement hold here\n",
            stderr);
        return 2;
    }
    tell_memory_apart();
    // People wait for what is taken in, searched and shown, not for what is read; and recognising
    // takes hours where reading takes minutes.
    const int behind_the_server = arguments->profile == kontor::Profile::ocr          ? 15
                                  : arguments->profile == kontor::Profile::text       ? 10
                                  : arguments->profile == kontor::Profile::searchable ? 5
                                                                                      : 0;
    static_cast<void>(::setpriority(PRIO_PROCESS, 0, behind_the_server));
    kontor::Worker(arguments->profile).run(kontor::worker_link_descriptor);
    return 0;
}

}  // namespace

namespace kontor {

bool become_pages_program(int argc, char** argv) {
    const std::optional<Arguments> arguments = arguments_of(argc, argv);
    if (!arguments || arguments->profile == Profile::text) {
        return false;
    }
    std::error_code failed;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
    const std::string other = (self.parent_path() / "kontor-extract-pages").string();
    ::execv(other.c_str(), argv);
    std::fputs(
        ("kontor-extract: cannot start " + other + "; it belongs beside this program\n").c_str(),
        stderr);
    return true;
}

int run_worker_program(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        log(LogLevel::error, "kontor-extract failed", {{"what", error.what()}});
        return 1;
    }
}

}  // namespace kontor
