// Kills a process in the middle of mixed intake, by where the kill falls, and judges what is left
// by check and by the list of what was acknowledged.
#include "storage/archive/documents.h"
#include "tests/crash/kill_points.h"
#include "tests/support/archive/test_archive.h"

#include <cstdlib>
#include <iostream>
#include <random>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor::test {
namespace {

struct Outcome {
    bool killed = false;
    std::map<std::uint64_t, std::string> acknowledged;  // serial to digest
    std::set<std::uint64_t> trashed;
};

// Starts the worker and reads what it says until it is gone.
Outcome run_worker(const std::filesystem::path& data, Phase phase, int count, std::uint64_t seed) {
    std::array<int, 2> pipe_ends{};
    EXPECT_EQ(::pipe(pipe_ends.data()), 0);
    const std::string phase_text = std::to_string(static_cast<int>(phase));
    const std::string count_text = std::to_string(count);
    const std::string seed_text = std::to_string(seed);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(pipe_ends[1], STDOUT_FILENO);
        ::close(pipe_ends[0]);
        ::close(pipe_ends[1]);
        ::execl(CRASH_INTAKE, CRASH_INTAKE, data.c_str(), phase_text.c_str(), count_text.c_str(),
                seed_text.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(pipe_ends[1]);
    std::string said;
    std::array<char, 4096> buffer;
    for (ssize_t n = 0; (n = ::read(pipe_ends[0], buffer.data(), buffer.size())) > 0;) {
        said.append(buffer.data(), static_cast<std::size_t>(n));
    }
    ::close(pipe_ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    Outcome run;
    run.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    EXPECT_TRUE(run.killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
        << "status " << status;
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line) && !lines.eof();) {
        std::istringstream words(line);
        std::string word;
        std::uint64_t serial = 0;
        std::string digest;
        words >> word >> serial >> digest;
        if (word == "ack") {
            run.acknowledged[serial] = digest;
        } else {
            run.trashed.insert(serial);
        }
    }
    return run;
}

TEST(Crash, nothing_acknowledged_is_lost_wherever_the_kill_falls) {
    const char* given = std::getenv("KONTOR_SEED");
    const std::uint64_t seed = given != nullptr ? std::stoull(given) : std::random_device{}();
    std::cout << "KONTOR_SEED=" << seed << "\n";
    std::mt19937_64 random(seed);
    const char* level = std::getenv("KONTOR_TESTS_LEVEL");
    const int rounds = level != nullptr && std::string_view(level) == "all" ? 200 : 48;
    std::map<Phase, int> kills;
    TestArchive archive(Encryption::none);  // server_test.py does the same with an encrypted one
    std::map<std::uint64_t, std::string> acknowledged;
    for (int round = 0; round < rounds; ++round) {
        archive.close();
        const auto phase = static_cast<Phase>(1 + round % 4);
        const Outcome run =
            run_worker(archive.data(), phase, 1 + static_cast<int>(random() % 20), random());
        kills[phase] += run.killed ? 1 : 0;
        acknowledged.insert(run.acknowledged.begin(), run.acknowledged.end());

        archive.reopen();
        ASSERT_EQ(archive.check(), std::vector<std::string>{}) << "round " << round;
        const Snapshot now = archive.store().snapshot();
        for (const auto& [serial, digest] : run.acknowledged) {
            const DocumentView view =
                Documents::get(now.rows(), admin, DocumentId(serial), Role::read);
            ASSERT_EQ(to_hex(view.newest().digest), digest) << "round " << round;
            ASSERT_TRUE(!run.trashed.contains(serial) || view.row.lifecycle == Lifecycle::trashed)
                << "round " << round;
        }
    }
    int total = 0;
    for (const auto& [phase, count] : kills) {
        total += count;
    }
    std::cout << "kills: " << kills[Phase::in_blob_write] << " inside a blob write, "
              << kills[Phase::between_blob_and_change] << " between blob and Change, "
              << kills[Phase::in_commit] << " inside a commit, " << kills[Phase::after_commit]
              << " after commit before answer; " << acknowledged.size()
              << " papers acknowledged, none lost\n";
    for (int phase = 1; phase <= 4; ++phase) {
        EXPECT_GE(kills[static_cast<Phase>(phase)] * 20, total)
            << "too few kills fell in phase " << phase;
    }
    EXPECT_GE(total, rounds * 9 / 10);
    const Snapshot now = archive.store().snapshot();
    for (const auto& [serial, digest] : acknowledged) {
        ASSERT_EQ(
            to_hex(
                Documents::get(now.rows(), admin, DocumentId(serial), Role::read).newest().digest),
            digest);
    }
}

}  // namespace
}  // namespace kontor::test
