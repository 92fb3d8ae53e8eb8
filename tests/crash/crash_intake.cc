// crash_intake DIR PHASE COUNT SEED: takes in papers of mixed sizes from four threads until it is
// killed at the given point; writes "ack SERIAL SHA256" to stdout for each paper after its intake
// returned.
#include "storage/archive/documents.h"
#include "storage/archive/intake.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "tests/crash/kill_points.h"

#include <iostream>
#include <random>
#include <thread>

#include <unistd.h>

namespace {

using namespace kontor;  // NOLINT(google-build-using-namespace): a program of one file

std::string paper(std::mt19937_64& random) {
    // Small scans, ordinary ones, and some of several chunks.
    const std::size_t size =
        std::array<std::size_t, 4>{100, 20'000, 300'000, 6'000'000}.at(random() % 4) +
        random() % 1000;
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; i += 8) {
        const std::uint64_t word = random();
        std::memcpy(bytes.data() + i, &word, std::min<std::size_t>(8, size - i));
    }
    return bytes;
}

void work(Store& store, std::uint64_t seed, int papers) {
    std::mt19937_64 random(seed);
    for (int n = 0; n < papers; ++n) {
        const std::string bytes = paper(random);
        MemorySource source(bytes);
        IntakeRequest request;
        request.caller = {ActorId(2), "crash"};
        request.source = "upload";
        request.file_name = "paper.bin";
        const IntakeResult result = Intake(store).take_in(source, request);
        // One write call, so that lines of several threads do not mix.
        write_all(STDOUT_FILENO,
                  "ack " + result.document.str() + " " + to_hex(result.sha256) + "\n", "stdout");
        if (n % 3 == 0) {
            Documents(store).trash({ActorId(2), "crash"}, result.document, "mixed work");
            write_all(STDOUT_FILENO, "trashed " + result.document.str() + "\n", "stdout");
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        return 2;
    }
    SystemClock clock;
    const auto store = Store::open(argv[1], clock, {.reserve_bytes = 0});
    kontor::test::arm(static_cast<kontor::test::Phase>(std::stoi(argv[2])), std::stoi(argv[3]));
    const std::uint64_t seed = std::stoull(argv[4]);
    std::vector<std::thread> threads;
    for (std::uint64_t i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] { work(*store, seed + i, 12); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    return 0;
}
