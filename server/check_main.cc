#include "server/commands.h"
#include "storage/archive/check.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

void add_check(CLI::App& app, int& result) {
    auto data = std::make_shared<std::string>("./var");
    CLI::App* command = app.add_subcommand(
        "check", "read everything and verify it; exit 1 when something is damaged");
    command->add_option("--data", *data, "directory of the archive")->capture_default_str();
    command->callback([data, &result] {
        SystemClock clock;
        const auto store = Store::open(*data, clock);
        const CheckCounts counts =
            check_archive(*store, [](const std::string& line) { fmt::print("{}\n", line); });
        fmt::print(stderr, "{} rows, {} entries, {} documents, {} blobs ({} bytes): {}\n",
                   counts.rows, counts.entries, counts.documents, counts.blobs, counts.blob_bytes,
                   counts.findings == 0 ? "clean" : std::to_string(counts.findings) + " findings");
        result = counts.findings == 0 ? 0 : 1;
    });
}

}  // namespace kontor::commands
