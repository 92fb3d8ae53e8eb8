// read_pages OUTPUT SLOTS ROOT FILE…: what is recognised on the pages of each ROOT/FILE, in
// OUTPUT/FILE.txt, through the pool, a page a child, SLOTS of them at once.
//
// Says a line of each page on stdout (state, reason, milliseconds, words, page, path, then its
// facts as name=value; divided by tabs), at last one of the whole: "total", pages, seconds by the
// clock.
#include "indexer/extract/pool.h"
#include "storage/base/clock.h"
#include "storage/base/error.h"
#include "storage/base/files.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>

namespace {

struct PageSink final : kontor::ResultSink {
    void media_type(std::string_view /*found*/) override {}
    void fact(std::string_view name, std::string_view value) override {
        facts[std::string(name)] = value;
    }
    void page(std::uint32_t /*number*/, std::string_view said) override { text = said; }
    void words(std::uint32_t /*page*/, std::span<const kontor::RecognisedWord> some) override {
        word_count += some.size();
    }
    std::map<std::string, std::string> facts;
    std::string text;
    std::size_t word_count = 0;
};

struct Page {
    std::string name;
    std::uint32_t number = 0;
    std::string text;
};

struct Input {
    explicit Input(const std::filesystem::path& path)
        : file(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        struct stat status {};
        if (!file.is_open() || ::fstat(file.get(), &status) != 0) {
            throw kontor::Error(kontor::ErrorCode::io, "open " + path.string());
        }
        size = static_cast<std::uint64_t>(status.st_size);
    }
    kontor::FileHandle file;
    std::uint64_t size = 0;
};

class Work {
  public:
    Work(unsigned slots, std::filesystem::path root)
        : slots_(slots),
          root_(std::move(root)),
          pool_(clock_, {{{}, {"--profile", "ocr"}}, slots}) {}

    std::vector<Page> run(const std::vector<std::string>& names) {
        for (const std::string& name : names) {
            const Input input(root_ / name);
            PageSink sink;
            static_cast<void>(pool_.read(input.file.get(), input.size, sink, kontor::ocr_limits()));
            const auto count = static_cast<std::uint32_t>(std::stoul("0" + sink.facts["pages"]));
            for (std::uint32_t number = 1; number <= count; ++number) {
                pages_.push_back({name, number, ""});
            }
        }
        const kontor::Monotonic begin = clock_.monotonic();
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < slots_; ++i) {
            threads.emplace_back([this] { work(); });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        std::cout << "total\t" << pages_.size() << '\t'
                  << static_cast<double>((clock_.monotonic() - begin).count()) / 1000 << std::endl;
        return pages_;
    }

  private:
    void work() {
        for (std::size_t i = next_++; i < pages_.size(); i = next_++) {
            Page& page = pages_[i];
            const Input input(root_ / page.name);
            PageSink sink;
            const kontor::Monotonic begin = clock_.monotonic();
            const kontor::ReadingEnd end = pool_.read(input.file.get(), input.size, sink,
                                                      kontor::ocr_limits(), {page.number, 0});
            const auto taken = clock_.monotonic() - begin;
            const std::lock_guard lock(mutex_);
            std::cout << name_of(end.state) << '\t' << (end.reason.empty() ? "-" : end.reason)
                      << '\t' << taken.count() << '\t' << sink.word_count << '\t' << page.number
                      << '\t' << page.name;
            for (const auto& [name, value] : sink.facts) {
                std::cout << '\t' << name << '=' << value.substr(0, value.find('\n'));
            }
            std::cout << std::endl;
            page.text = std::move(sink.text);
        }
    }

    kontor::SystemClock clock_;
    unsigned slots_;
    std::filesystem::path root_;
    kontor::ExtractionPool pool_;
    std::vector<Page> pages_;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;
};

void run(const std::vector<std::string>& arguments) {
    const std::filesystem::path output(arguments[0]);
    Work work(static_cast<unsigned>(std::stoul(arguments[1])), arguments[2]);
    std::map<std::string, std::string> texts;
    for (Page& page : work.run({arguments.begin() + 3, arguments.end()})) {
        texts[page.name] += page.text + '\f';
    }
    for (const auto& [name, text] : texts) {
        const std::filesystem::path path = output / (name + ".txt");
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::cerr << "usage: read_pages OUTPUT SLOTS ROOT FILE...\n";
        return 2;
    }
    try {
        run({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return 0;
}
