#include "server/check/archive_check.h"

#include "storage/base/error.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <future>
#include <mutex>
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

Look look_at(CheckChild& child,
             const CheckGiven& given,
             const CheckTask& task,
             const std::function<void()>& readable = {}) {
    ChildOptions options = given.child;
    options.patience = patience_for(given, task);
    Look look;
    const Say keep = [&](const std::string& line) {
        if (look.lines.size() < findings_max) {
            look.lines.push_back(line);
        }
    };
    look.report = child.run(task, options, keep, readable);
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
                                          const Say& finding,
                                          const std::function<void()>& readable) {
    Look look = look_at(child, given, task, readable);
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

namespace {

// All parts of an archive, some of them at the same time.
class WholeCheck {
  public:
    WholeCheck(const CheckGiven& given, const Say& finding)
        : given_(given), finding_(finding), children_(std::max(1U, given.at_once)) {
        for (const CheckPart& part : check_parts(given.folder)) {
            ends_.emplace_back().part = part;
        }
    }

    CheckCounts run() {
        std::vector<std::future<void>> helpers;
        try {
            for (std::size_t i = 1; i < children_.size(); ++i) {
                helpers.push_back(std::async(std::launch::async, [this, i] {
                    await_catalog();
                    while (check_next(children_[i])) {
                    }
                }));
            }
            check_catalog();
            do {
                tell_ended();
            } while (check_next(children_[0]));
            for (auto& helper : helpers) {
                helper.get();
            }
            tell_ended();
        } catch (...) {
            give_up();
            throw;
        }
        return counts_;
    }

  private:
    enum class Catalog { unknown, sound, given_up };
    struct End {
        CheckPart part;
        bool begun = false;
        bool ended = false;
        bool with_catalog = true;
        std::optional<CheckedPart> checked = {};
        std::vector<std::string> lines = {};
        std::exception_ptr failure = {};
    };

    // Others begin as soon as its pages are known to be sound. Should its child be lost after that,
    // what they found by it counts for nothing.
    void check_catalog() {
        End& catalog = ends_.front();
        catalog.begun = true;
        check(children_[0], catalog, [this] { set_catalog(Catalog::sound); });
        const bool sound = catalog.checked && catalog.checked->readable;
        set_catalog(sound ? Catalog::sound : Catalog::given_up);
        const std::lock_guard lock(mutex_);
        catalog.ended = true;
    }

    void set_catalog(Catalog state) {
        const std::lock_guard lock(mutex_);
        catalog_ = state;
        for (End& end : ends_) {
            if (state == Catalog::given_up && end.ended) {
                reopen(end);
            }
        }
        changed_.notify_all();
    }
    static void reopen(End& end) { end = End{.part = end.part}; }

    void await_catalog() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return catalog_ != Catalog::unknown || given_up_; });
    }

    // False when no part is left to begin.
    bool check_next(CheckChild& child) {
        End* next = nullptr;
        {
            const std::lock_guard lock(mutex_);
            const auto open =
                std::ranges::find_if(ends_, [](const End& end) { return !end.begun; });
            if (open == ends_.end() || given_up_) {
                return false;
            }
            next = &*open;
            next->begun = true;
            next->with_catalog = catalog_ == Catalog::sound;
        }
        check(child, *next, {});
        const std::lock_guard lock(mutex_);
        if (next->with_catalog && catalog_ == Catalog::given_up) {
            reopen(*next);
        } else {
            next->ended = true;
        }
        return true;
    }

    void check(CheckChild& child, End& end, const std::function<void()>& readable) {
        CheckTask task{.data = given_.folder.data,
                       .key_file = given_.key_file,
                       .passphrase = given_.passphrase,
                       .part = end.part,
                       .with_catalog = end.with_catalog};
        if (end.part.what == CheckPart::What::catalog) {
            task.outside = given_.outside;
            task.earlier_keys = given_.earlier_keys;
        }
        try {
            end.checked = check_in_child(
                child, given_, task, [&](const std::string& line) { end.lines.push_back(line); },
                readable);
        } catch (...) {
            end.failure = std::current_exception();  // thrown when its turn to be told comes
        }
    }

    // From the caller's thread; what ended before an earlier part waits for that.
    void tell_ended() {
        for (; told_ < ends_.size(); ++told_) {
            End& end = ends_[told_];
            {
                const std::lock_guard lock(mutex_);
                if (!end.ended) {
                    return;
                }
            }
            if (end.failure) {
                std::rethrow_exception(end.failure);
            }
            for (const std::string& line : end.lines) {
                ++counts_.findings;
                finding_(line);
            }
            if (end.checked) {
                end.checked->counts.findings = 0;  // counted as they were told
                counts_ += end.checked->counts;
            }
        }
    }

    void give_up() {
        {
            const std::lock_guard lock(mutex_);
            given_up_ = true;
            changed_.notify_all();
        }
        for (CheckChild& child : children_) {
            child.end();
        }
    }

    const CheckGiven& given_;
    const Say& finding_;
    std::vector<CheckChild> children_;  // the first is the caller's, the others one helper's each
    std::size_t told_ = 0;              // parts; the caller's thread's, as counts_
    CheckCounts counts_;

    std::mutex mutex_;
    std::condition_variable changed_;
    Catalog catalog_ = Catalog::unknown;  // guarded by mutex_
    bool given_up_ = false;               // guarded by mutex_
    std::vector<End> ends_;  // guarded by mutex_; what was begun and has not ended is its checker's
};

}  // namespace

CheckCounts check_in_children(const CheckGiven& given, const Say& finding) {
    read_format(given.folder);
    return WholeCheck(given, finding).run();
}

}  // namespace kontor
