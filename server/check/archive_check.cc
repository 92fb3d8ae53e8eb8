#include "server/check/archive_check.h"

#include "storage/base/error.h"

#include <set>
#include <vector>

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
};

Look look_at(CheckChild& child, const CheckGiven& given, const CheckTask& task) {
    ChildOptions options = given.child;
    options.patience = patience_for(given, task);
    Look look;
    look.report = child.run(task, options, [&](const std::string& line) {
        if (look.lines.size() < findings_max) {
            look.lines.push_back(line);
        }
    });
    if (look.report.error && look.report.error->code() == ErrorCode::forbidden) {
        throw Error(*look.report.error);
    }
    return look;
}

// Why nothing more is known of a part than what was found; nothing when all is.
std::optional<std::string> why_not_whole(const ChildReport& report,
                                         const CheckGiven& given,
                                         const CheckTask& task) {
    if (report.lost) {
        return message(*report.lost, given.language);
    }
    if (report.error && !report.error->reasons().empty()) {
        return message(report.error->reasons().front(), given.language);
    }
    if (report.error) {
        const std::string file = file_of(given.folder, task.part).string();
        return message(
            Reason{"check.unreadable", {{"file", file}, {"why", report.error->what()}}, ""},
            given.language);
    }
    return std::nullopt;
}

}  // namespace

CheckGiven given_of(const Store& store) {
    return {
        .folder = store.folder(), .key_file = store.key_file(), .passphrase = store.passphrase()};
}

std::optional<CheckedPart> check_in_child(CheckChild& child,
                                          const CheckGiven& given,
                                          const CheckTask& task,
                                          const Say& finding) {
    Look look = look_at(child, given, task);
    if (!look.lines.empty() || !look.report.checked) {
        const Look before = std::move(look);
        look = look_at(child, given, task);
        // What was not looked at to its end before says nothing against what is found now.
        const std::set<std::string> seen(before.lines.begin(), before.lines.end());
        for (const std::string& line : look.lines) {
            if (!before.report.checked || seen.contains(line)) {
                finding(line);
            }
        }
        if (const auto why = why_not_whole(look.report, given, task)) {
            finding(*why);
        }
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
