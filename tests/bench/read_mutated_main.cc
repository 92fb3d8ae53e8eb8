// read_mutated WORKER SEED COUNT FILE…: damages copies of the files in COUNT ways and has each read
// by confined children of WORKER. A child may die of it. A fault is when anything else is harmed:
// the pool throws, a child says what no reader says or tries what none does, or a sound paper is
// read otherwise than before.
//
// Says how the readings ended, a line each reason, at last "faults" and their number. Exit 1 when
// there is one.
#include "indexer/extract/pool.h"
#include "storage/base/clock.h"
#include "storage/base/error.h"
#include "storage/base/files.h"

#include <atomic>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <mutex>
#include <random>
#include <thread>

namespace {

using kontor::Bytes;
using Random = std::mt19937_64;

class Forgetful final : public kontor::ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
    void page(std::uint32_t /*number*/, std::string_view page) override { text += page; }

    std::string text;
};

std::size_t below(Random& random, std::size_t bound) {
    return bound == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
}

void flip_bits(Bytes& bytes, Random& random) {
    for (std::size_t flips = 1 + below(random, 32); flips > 0 && !bytes.empty(); --flips) {
        char& byte = bytes[below(random, bytes.size())];
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << below(random, 8)));
    }
}

// One of the ways in which files are damaged, or made to do harm.
Bytes mutated(const Bytes& original, const Bytes& other, Random& random) {
    Bytes bytes = original;
    const std::size_t at = below(random, bytes.size());
    const std::size_t length = 1 + below(random, std::min<std::size_t>(bytes.size(), 4096));
    switch (below(random, 7)) {
        case 0:
            bytes.resize(at);
            break;
        case 1:
            bytes.erase(at, length);
            break;
        case 2:
            bytes.insert(at, bytes.substr(below(random, bytes.size()), length));
            break;
        case 3:
            bytes.replace(at, length, other.substr(below(random, other.size()), length));
            break;
        case 4:  // numbers that are read as lengths and offsets
            for (std::size_t i = at; i < std::min(bytes.size(), at + 4); ++i) {
                bytes[i] = below(random, 2) == 0 ? '\xFF' : '\0';
            }
            break;
        case 5:
            for (std::size_t i = at; i < std::min(bytes.size(), at + length); ++i) {
                bytes[i] = static_cast<char>(below(random, 256));
            }
            break;
        default:
            break;
    }
    flip_bits(bytes, random);
    return bytes;
}

class Attack {
  public:
    Attack(std::vector<Bytes> files, const kontor::WorkerProgram& worker, std::uint64_t seed)
        : files_(std::move(files)), seed_(seed), pool_(clock_, {worker, slots}) {}

    std::uint64_t run(std::size_t count) {
        {
            std::vector<std::jthread> threads;
            for (unsigned i = 0; i < slots; ++i) {
                threads.emplace_back([&] {
                    for (std::size_t n = next_++; n < count; n = next_++) {
                        one(n);
                    }
                });
            }
        }
        for (const auto& [reason, times] : ends_) {
            std::cout << times << '\t' << reason << '\n';
        }
        std::cout << faults_ << "\tfaults, seed " << seed_ << std::endl;
        return faults_;
    }

  private:
    static constexpr unsigned slots = 2;

    kontor::ReadingEnd read(const Bytes& bytes, Forgetful& sink) {
        const kontor::FileHandle file = kontor::file_in_memory("mutated", bytes);
        return pool_.read(file.get(), bytes.size(), sink);
    }

    // Each by a seed of its own, so that one can be had again without the others.
    void one(std::size_t number) {
        Random random(seed_ * 1'000'003 + number);
        const Bytes& original = files_[below(random, files_.size())];
        const Bytes bytes = mutated(original, files_[below(random, files_.size())], random);
        try {
            Forgetful sink;
            const kontor::ReadingEnd end = read(bytes, sink);
            note(end.reason.empty() ? std::string(name_of(end.state)) : end.reason);
            if (end.reason == "extract.protocol" || end.reason == "extract.forbidden") {
                fault(number, end.reason);
            }
            Forgetful sound;
            if (number % 50 == 0 &&
                (read("Ein ganz gewöhnlicher Brief.\n", sound).state != kontor::TextState::done ||
                 sound.text != "Ein ganz gewöhnlicher Brief.\n")) {
                fault(number, "a sound paper is not read any more");
            }
        } catch (const kontor::Error& error) {
            fault(number, error.what());
        }
    }

    void note(const std::string& reason) {
        const std::scoped_lock lock(mutex_);
        ++ends_[reason];
    }
    void fault(std::size_t number, const std::string& what) {
        const std::scoped_lock lock(mutex_);
        ++faults_;
        std::cout << "paper " << number << ": " << what << std::endl;
    }

    const std::vector<Bytes> files_;
    const std::uint64_t seed_;
    kontor::SystemClock clock_;
    kontor::ExtractionPool pool_;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;
    std::map<std::string, std::uint64_t> ends_;  // guarded by mutex_
    std::uint64_t faults_ = 0;                   // guarded by mutex_
};

Bytes bytes_of(const char* path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::cerr << "usage: read_mutated WORKER SEED COUNT FILE...\n";
        return 2;
    }
    try {
        std::vector<Bytes> files;
        for (int i = 4; i < argc; ++i) {
            if (Bytes bytes = bytes_of(argv[i]); !bytes.empty()) {
                files.push_back(std::move(bytes));
            }
        }
        Attack attack(std::move(files), {argv[1], {}}, std::stoull(argv[2]));
        return attack.run(std::stoull(argv[3])) == 0 ? 0 : 1;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
