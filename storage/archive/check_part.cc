#include "storage/archive/check_part.h"

#include "storage/archive/archive_keys.h"
#include "storage/archive/archive_settings.h"
#include "storage/archive/checker.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/key_file.h"
#include "storage/archive/master_key.h"
#include "storage/archive/readings.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/blob/volumes.h"
#include "storage/catalog/catalog.h"
#include "storage/kv/key.h"
#include "storage/kv/lmdb_engine.h"
#include "storage/kv/page_account.h"

#include <algorithm>
#include <limits>

namespace kontor {

namespace {

namespace fs = std::filesystem;
using What = CheckPart::What;

LmdbOptions catalog_options() {
    return {.tables = tables::catalog, .guest = true};
}

fs::path volumes_of(const ArchiveFolder& folder, What what) {
    return what == What::blobs ? folder.blobs() : folder.derived();
}

std::uint64_t bytes_of(const fs::path& path) {
    std::error_code absent;
    const std::uintmax_t size = fs::file_size(path, absent);
    return absent ? 0 : size;
}

class PartCheck {
  public:
    PartCheck(const CheckTask& task,
              const std::function<void(const std::string&)>& finding,
              const std::function<void()>& readable)
        : task_(task), folder_{task.data}, finding_(finding), readable_(readable) {}

    CheckedPart run() {
        if (task_.let_go) {
            let_go();
            return {};
        }
        switch (task_.part.what) {
            case What::catalog:
                check_catalog();
                break;
            case What::keys:
                check_keys();
                break;
            case What::blobs:
            case What::texts:
                check_volume();
                break;
        }
        return std::move(checked_);
    }

  private:
    void found(const std::string& line) {
        ++checked_.counts.findings;
        finding_(line);
    }
    std::function<void(const std::string&)> report() {
        return [this](const std::string& line) { found(line); };
    }

    void account_for(const fs::path& path, const LmdbOptions& options) {
        fault_point("check.part");
        const PageAccount account = account_for_pages(path, options);
        for (const std::string& line : account.findings) {
            found(file_of(folder_, task_.part).string() + ": " + line);
        }
        checked_.counts.pages = account.pages;
        checked_.readable = account.readable;
    }

    void let_go() {
        open_checked_catalog(folder_);
        if (task_.part.what == What::blobs || task_.part.what == What::texts) {
            LmdbOptions options = volume_tables();
            options.guest = true;
            open_lmdb_engine(file_of(folder_, task_.part), options);
        }
    }

    void open_catalog() {
        catalog_ = open_checked_catalog(folder_);
        settings_ = read_settings(*catalog_->read());
    }

    // All errors of a key that is missing or wrong come from here.
    void open_keys() {
        keys_ = open_archive_keys(folder_, task_.key_file, task_.passphrase, settings_);
        blob_keys_.emplace(*keys_);
    }

    // Only the catalog knows the name that the keys were made under, when a restore began a new
    // log.
    bool open_keys_as_known() {
        try {
            open_keys();
            return true;
        } catch (const Error& error) {
            if (task_.with_catalog || error.code() != ErrorCode::forbidden) {
                throw;
            }
            found(std::string("keys: cannot be judged without the catalog: ") + error.what());
            return false;
        }
    }

    ArchiveToCheck archive() const {
        return {.folder = folder_, .key_file = task_.key_file, .read = [this] {
                    return Snapshot(catalog_->read());
                }};
    }

    void end(const Checker& checker) { checked_.counts += checker.counts(); }

    void check_catalog() {
        account_for(current_catalog(folder_), catalog_options());
        checked_.bytes = bytes_of(file_of(folder_, task_.part));
        if (!checked_.readable) {
            return;
        }
        if (readable_) {
            readable_();
        }
        open_catalog();
        if (settings_.encrypted) {
            try {
                open_keys();
            } catch (const Error& error) {
                if (error.code() == ErrorCode::forbidden) {
                    throw;
                }
                found(std::string("keys: ") + error.what());
            }
        }
        Checker checker(archive(), finding_);
        const auto outside =
            open_outside(log_keys(checker.rows()), task_.outside, task_.earlier_keys, report());
        checker.catalog(outside);
        end(checker);
    }

    // A damaged key file keeps nothing else from being judged.
    std::vector<VerifierKey> log_keys(const Transaction& rows) {
        try {
            return known_log_keys(task_.key_file, rows);
        } catch (const Error& error) {
            found(std::string("keys: ") + error.what());
            return {};
        }
    }

    void check_keys() {
        if (task_.with_catalog) {
            open_catalog();
        } else {
            settings_.encrypted = fs::exists(folder_.keys()) && !fs::is_empty(folder_.keys());
            settings_.origin = settings_.encrypted ? read_key_file(task_.key_file).origin : "";
            settings_.archive = settings_.origin;
        }
        if (!settings_.encrypted || !open_keys_as_known()) {
            return;
        }
        const KeyCounts counts = keys_->check(report());
        checked_.counts.keys = counts.live;
        checked_.counts.keys_destroyed = counts.destroyed;
        if (!is_log_seed_kept(folder_, open_key_file(task_.key_file, task_.passphrase))) {
            found(
                "keys: the seed of the log's key is missing or damaged; the recovery sheet alone "
                "would not bring it back");
        }
        for (const auto& entry : fs::directory_iterator(folder_.keys())) {
            checked_.bytes += bytes_of(entry.path());
        }
    }

    void check_volume() {
        const fs::path volumes = volumes_of(folder_, task_.part.what);
        const std::uint32_t number = task_.part.volume;
        require_volume_present(volumes, number);
        if (task_.after == 0) {
            account_for(volume_file(volumes, number), volume_tables());
            if (!checked_.readable) {
                return;
            }
        }
        if (!task_.with_catalog) {
            read_rest([](BlobNumber) { return false; });
            return;
        }
        open_catalog();
        if (settings_.encrypted) {
            open_keys();
        }
        // All at once: the walk itself tells which blobs it read.
        const bool whole =
            task_.after == 0 && task_.bytes_max == std::numeric_limits<std::uint64_t>::max();
        if (task_.after == 0 && !whole) {
            const Snapshot now(catalog_->read());
            read_rest(answered_for(now.rows()));
        }
        auto store = open_volume_as_guest(
            volumes, number,
            {.check_key = settings_.check_key, .keys = blob_keys_ ? &*blob_keys_ : nullptr});
        ArchiveToCheck all = archive();
        all.blobs = all.derived = store.get();
        Checker checker(std::move(all), finding_);
        const CheckRange range{number, task_.after, task_.bytes_max};
        checked_.next =
            task_.part.what == What::blobs ? checker.blobs(range) : checker.texts(range);
        if (whole) {
            std::vector<BlobNumber> answered = checker.answered();
            std::ranges::sort(answered);
            store.reset();  // LMDB opens a file but once in a process
            read_rest([&](BlobNumber one) { return std::ranges::binary_search(answered, one); });
        }
        end(checker);
        checked_.bytes = checker.counts().blob_bytes + checker.counts().text_bytes;
    }

    // Rows that no paper leads to.
    void read_rest(const std::function<bool(BlobNumber)>& answered) {
        read_volume_rows(volumes_of(folder_, task_.part.what), task_.part.volume, answered,
                         report());
    }

    // Whether a blob of this volume is read because a row of the catalog names it.
    std::function<bool(BlobNumber)> answered_for(const Transaction& rows) const {
        if (task_.part.what == What::texts) {
            try {
                return [texts = Readings::texts(rows)](BlobNumber number) {
                    return std::ranges::binary_search(texts, number);
                };
            } catch (const Error&) {
                return [](BlobNumber) { return false; };  // a damaged row, which is told of below
            }
        }
        return [&rows, volume = task_.part.volume](BlobNumber number) {
            try {
                const auto digest = rows.get(tables::blob_numbers, Key().u64(number.value()));
                const auto row = digest ? catalog::find_blob(rows, *digest) : std::nullopt;
                return row && row->number == number && row->volume == volume;
            } catch (const Error&) {
                return false;  // a damaged row of the catalog, which its own part tells of
            }
        };
    }

    const CheckTask& task_;
    const ArchiveFolder folder_;
    const std::function<void(const std::string&)>& finding_;
    const std::function<void()>& readable_;
    CheckedPart checked_;
    std::unique_ptr<Engine> catalog_;
    ArchiveSettings settings_;
    std::unique_ptr<KeyStore> keys_;
    std::optional<ArchiveKeys> blob_keys_;
};

}  // namespace

fs::path file_of(const ArchiveFolder& folder, const CheckPart& part) {
    switch (part.what) {
        case What::catalog:
            try {
                return current_catalog(folder) / "data.mdb";
            } catch (const Error&) {
                return folder.catalog_pointer();
            }
        case What::keys:
            return folder.keys();
        case What::blobs:
        case What::texts:
            break;
    }
    return volume_file(volumes_of(folder, part.what), part.volume);
}

bool is_absent(const ArchiveFolder& folder, const CheckPart& part) {
    return part.what == What::blobs && find_absent_volume(folder.blobs(), part.volume);
}

std::vector<CheckPart> check_parts(const ArchiveFolder& folder) {
    std::vector<CheckPart> parts{{What::catalog}, {What::keys}};
    for (const What what : {What::blobs, What::texts}) {
        for (const std::uint32_t number : volume_numbers(volumes_of(folder, what))) {
            parts.push_back({what, number});
        }
    }
    return parts;
}

std::optional<CheckPart::What> check_part_kind(std::uint64_t number) {
    return number <= static_cast<std::uint64_t>(What::texts)
               ? std::optional(static_cast<What>(number))
               : std::nullopt;
}

std::unique_ptr<Engine> open_checked_catalog(const ArchiveFolder& folder) {
    return open_lmdb_engine(current_catalog(folder), catalog_options());
}

CheckedPart check_part(const CheckTask& task,
                       const std::function<void(const std::string&)>& finding,
                       const std::function<void()>& readable) {
    read_format(ArchiveFolder{task.data});
    return PartCheck(task, finding, readable).run();
}

}  // namespace kontor
