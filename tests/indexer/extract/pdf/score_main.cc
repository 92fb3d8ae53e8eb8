// pdf_text_dump OUTPUT ROOT FILE…: the text of each ROOT/FILE in OUTPUT/FILE.txt, as
// corpus/score.py wants it.
//
// One child a file, forked from a warm parent, so that a crash costs one file and the time is that
// of the real worker; ends with a line of what was read and the children's CPU time.
#include "indexer/extract/pdf/pdf_reader.h"
#include "storage/base/error.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr unsigned seconds_max = 60;

class TextSink final : public kontor::ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view name, std::string_view value) override {
        facts.append(name).append("=").append(value).append("\n");
    }
    void page(std::uint32_t /*number*/, std::string_view text) override {
        pages.append(text).push_back('\f');
    }

    std::string facts;
    std::string pages;
};

const char* name_of(kontor::TextState state) {
    switch (state) {
        case kontor::TextState::done:
            return "done";
        case kontor::TextState::partial:
            return "partial";
        case kontor::TextState::none:
            return "none";
        case kontor::TextState::encrypted:
            return "encrypted";
        case kontor::TextState::failed:
            return "failed";
    }
    return "?";
}

// In the child: reads `from`, writes `to`, says on stdout how it ended.
int read_one(const std::filesystem::path& from, const std::filesystem::path& to) {
    alarm(seconds_max);
    const int file = open(from.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    if (file < 0 || fstat(file, &status) != 0) {
        std::cout << "unread\t" << from.string() << std::endl;
        return 1;
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const map = size == 0 ? nullptr : mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    TextSink sink;
    std::string end;
    try {
        const auto ending =
            kontor::read_pdf(kontor::ByteView(static_cast<const char*>(map), size), sink);
        end = std::string(name_of(ending.state)) + " " + ending.reason;
    } catch (const kontor::Error& error) {
        end = std::string("error ") + error.what();
    }
    std::filesystem::create_directories(to.parent_path());
    std::ofstream(to, std::ios::binary) << sink.pages;
    if (end != "done ") {
        std::cout << end << "\t" << from.string() << std::endl;
    }
    return 0;
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::cerr << "usage: pdf_text_dump OUTPUT ROOT FILE...\n";
        return 2;
    }
    kontor::prepare_pdf();
    const std::filesystem::path output(argv[1]);
    const std::filesystem::path root(argv[2]);
    int lost = 0;
    for (int i = 3; i < argc; ++i) {
        const pid_t child = fork();
        if (child == 0) {
            const int code = read_one(root / argv[i], output / (std::string(argv[i]) + ".txt"));
            _exit(code);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            std::cout << "lost by " << (WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "exit")
                      << "\t" << argv[i] << std::endl;
            ++lost;
        }
    }
    std::cout << argc - 3 << " files, " << lost << " lost, " << cpu_seconds() << " s CPU"
              << std::endl;
    return 0;
}
