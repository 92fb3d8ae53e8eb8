// read_papers OUTPUT ROOT FILE…: the text of each ROOT/FILE in OUTPUT/FILE.txt, read as the server
// reads: through the pool, in confined children.
//
// Says a line of each file on stdout (state, reason, media type, pages, milliseconds, path; divided
// by tabs), at last one of the whole: "total", files, seconds of processor time of worker and
// children, the largest resident memory of one of them in KiB.
#include "indexer/extract/pool.h"
#include "storage/base/clock.h"
#include "storage/base/error.h"
#include "storage/base/files.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace {

class TextFile final : public kontor::ResultSink {
  public:
    explicit TextFile(const std::filesystem::path& path) {
        std::filesystem::create_directories(path.parent_path());
        out_.open(path, std::ios::binary);
    }
    void media_type(std::string_view found) override { type = found; }
    void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
    void page(std::uint32_t /*number*/, std::string_view text) override {
        // As the server gives it: the text of a PDF is that of its pages.
        if (depth_ == 0 || type != "application/pdf") {
            out_ << text << '\f';
        }
        ++pages;
    }
    void begin_part(std::string_view /*name*/) override { ++depth_; }
    void end_part(std::string_view /*type*/, const kontor::ReadingEnd& /*reading*/) override {
        --depth_;
    }

    std::string type = "-";
    std::size_t pages = 0;

  private:
    std::ofstream out_;
    unsigned depth_ = 0;
};

void read_one(kontor::ExtractionPool& pool,
              const kontor::Clock& clock,
              const std::filesystem::path& from,
              const std::filesystem::path& to) {
    const kontor::FileHandle file(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
        throw kontor::Error(kontor::ErrorCode::io, "open " + from.string());
    }
    TextFile sink(to);
    const kontor::Monotonic begin = clock.monotonic();
    const kontor::ReadingEnd end =
        pool.read(file.get(), static_cast<std::uint64_t>(status.st_size), sink);
    const auto taken = clock.monotonic() - begin;
    std::cout << name_of(end.state) << '\t' << (end.reason.empty() ? "-" : end.reason) << '\t'
              << sink.type << '\t' << sink.pages << '\t'
              << std::chrono::duration_cast<std::chrono::milliseconds>(taken).count() << '\t'
              << from.string() << std::endl;
}

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

void read_all(int count, char** arguments) {
    kontor::SystemClock clock;
    kontor::ExtractionPool pool(clock, {});
    const std::filesystem::path output(arguments[1]);
    const std::filesystem::path root(arguments[2]);
    for (int i = 3; i < count; ++i) {
        read_one(pool, clock, root / arguments[i], output / (std::string(arguments[i]) + ".txt"));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::cerr << "usage: read_papers OUTPUT ROOT FILE...\n";
        return 2;
    }
    try {
        read_all(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    std::cout << "total\t" << argc - 3 << '\t' << seconds(usage.ru_utime) + seconds(usage.ru_stime)
              << '\t' << usage.ru_maxrss << std::endl;
    return 0;
}
