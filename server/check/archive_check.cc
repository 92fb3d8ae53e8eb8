#include "server/check/archive_check.h"

#include "storage/base/error.h"

#include <fmt/format.h>

namespace kontor {

namespace {

namespace fs = std::filesystem;
using Say = std::function<void(const std::string&)>;

// No disk and no processor that is of use is slower than this.
constexpr std::uint64_t slowest_bytes_per_second = 1ULL << 20;

std::uint64_t bytes_of(const fs::path& path) {
    std::error_code absent;
    const std::uintmax_t size = fs::file_size(path, absent);
    return absent ? 0 : size;
}

// Blobs are read by whoever has them, and the catalog is read beside each volume.
std::chrono::seconds patience_for(const CheckGiven& given, const CheckTask& task) {
    const std::uint64_t bytes = bytes_of(file_of(given.folder, task.part)) +
                                bytes_of(file_of(given.folder, {CheckPart::What::catalog}));
    return given.child.patience + std::chrono::seconds(bytes / slowest_bytes_per_second);
}

// What one look at a part gave.
struct Look {
    ChildReport report;
    std::vector<std::string> lines;
    std::uint64_t findings = 0;
};

Look look_at(CheckChild& child, const CheckGiven& given, const CheckTask& task, const Say& say) {
    ChildOptions options = given.child;
    options.patience = patience_for(given, task);
    Look look;
    const auto found = [&](const std::string& line) {
        ++look.findings;
        say(line);
    };
    look.report = child.run(task, options, found);
    const std::string file = file_of(given.folder, task.part).string();
    if (look.report.lost) {
        found(message(*look.report.lost, given.language));
    }
    if (look.report.error) {
        if (look.report.error->code() == ErrorCode::forbidden) {
            throw Error(*look.report.error);
        }
        found(message(
            Reason{"check.unreadable", {{"file", file}, {"why", look.report.error->what()}}, ""},
            given.language));
    }
    return look;
}

}  // namespace

CheckGiven given_of(const Store& store) {
    return {.folder = store.folder(),
            .key_file = store.key_file(),
            .passphrase = store.passphrase(),
            .writer = CheckGiven::Writer::at_work};
}

std::optional<CheckedPart> check_in_child(CheckChild& child,
                                          const CheckGiven& given,
                                          const CheckTask& task,
                                          const Say& finding) {
    if (given.writer == CheckGiven::Writer::none) {
        return look_at(child, given, task, finding).report.checked;
    }
    Look look = look_at(child, given, task, [](const std::string&) {});
    if (look.findings > 0) {
        look = look_at(child, given, task, finding);
    }
    if (look.report.lost) {
        CheckTask after = task;
        after.let_go = true;
        child.run(after, given.child, [](const std::string&) {});
    }
    return look.report.checked;
}

CheckCounts check_in_children(const CheckGiven& given, const Say& finding) {
    read_format(given.folder);
    CheckChild child;
    CheckCounts counts;
    bool with_catalog = true;
    const auto found = [&](const std::string& line) {
        ++counts.findings;
        finding(line);
    };
    for (const CheckPart& part : check_parts(given.folder)) {
        CheckTask task{.data = given.folder.data,
                       .key_file = given.key_file,
                       .passphrase = given.passphrase,
                       .part = part,
                       .with_catalog = with_catalog};
        if (part.what == CheckPart::What::catalog) {
            task.outside = given.outside;
            task.earlier_keys = given.earlier_keys;
        }
        auto checked = check_in_child(child, given, task, found);
        if (checked) {
            checked->counts.findings = 0;  // counted as they were told
            counts += checked->counts;
        }
        if (part.what == CheckPart::What::catalog) {
            with_catalog = checked && checked->readable;
        }
    }
    return counts;
}

}  // namespace kontor
