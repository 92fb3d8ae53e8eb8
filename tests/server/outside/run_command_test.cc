#include "server/outside/run_command.h"

#include "server/outside/publish_folder.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "tests/support/temp_folder.h"

#include <csignal>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace kontor {
namespace {

std::string outcome(const std::vector<std::string>& command,
                    Milliseconds patience = std::chrono::seconds(30)) {
    SystemClock clock;
    const std::atomic<bool> stopped{false};
    try {
        run_command(command, "the checkpoint\n", Patience(clock, stopped, patience));
    } catch (const Error& error) {
        const auto& reason = error.reasons().at(0);
        const auto code = reason.params.find("code");
        return reason.code + (code == reason.params.end() ? "" : " " + code->second);
    }
    return "done";
}

TEST(RunCommand, a_program_gets_its_input_and_its_end_is_known) {
    const test::TempFolder folder;
    const std::string out = (folder / "out").string();
    EXPECT_EQ(outcome({"tee", out}), "done");
    EXPECT_EQ(read_file(out, 100), "the checkpoint\n");
    EXPECT_EQ(outcome({"true"}), "done");  // that reads nothing
    EXPECT_EQ(outcome({"sh", "-c", "exit 7"}), "outside.command_failed 7");
    EXPECT_EQ(outcome({"sh", "-c", "kill -9 $$"}), "outside.command_failed 137");
    EXPECT_EQ(outcome({"/no/such/program"}), "outside.command_start");
    EXPECT_EQ(outcome({"true; true"}), "outside.command_start");
}

TEST(RunCommand, when_patience_is_over_it_is_killed_with_its_children) {
    const test::TempFolder folder;
    const std::string pids = (folder / "pid").string();
    EXPECT_EQ(outcome({"sh", "-c", "sleep 600 & echo $! > " + pids + "; wait"}, Milliseconds(800)),
              "outside.timeout");
    const int child = std::stoi(read_file(pids, 100));
    // Readable once it has ended, also while its new parent has not looked; none: it is gone.
    const FileHandle process(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
    if (process.is_open()) {
        pollfd ended{process.get(), POLLIN, 0};
        EXPECT_EQ(::poll(&ended, 1, 30'000), 1);
    }
}

TEST(PublishFolder, a_file_is_whole_named_by_size_and_never_replaced) {
    const test::TempFolder folder;
    const Checkpoint head{"kontor-x", 42, empty_root()};
    const auto path = folder / "kontor-x-000000000042.checkpoint";
    const auto code = [&](const std::filesystem::path& to, const std::string& note) {
        try {
            publish_to_folder(to, head, note);
        } catch (const Error& error) {
            return error.reasons().at(0).code;
        }
        return std::string("done");
    };
    EXPECT_EQ(code(folder / ".", "note"), "done");
    EXPECT_EQ(read_file(path, 100), "note");
    EXPECT_EQ(code(folder / ".", "note"), "done");
    EXPECT_EQ(code(folder / ".", "other"), "outside.other_checkpoint");
    EXPECT_EQ(read_file(path, 100), "note");
    EXPECT_EQ(code(folder / "none", "note"), "outside.folder");
    EXPECT_EQ(code(path, "note"), "outside.folder");
}

}  // namespace
}  // namespace kontor
