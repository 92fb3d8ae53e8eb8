// Drills: what a backup takes out is what a restore brings back.
#include "storage/backup/backup.h"

#include "storage/archive/blob_refs.h"
#include "storage/archive/check_against.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/disposal.h"
#include "storage/archive/documents.h"
#include "storage/archive/log_origin.h"
#include "storage/archive/master_key.h"
#include "storage/archive/readings.h"
#include "storage/audit/audit_log.h"
#include "storage/backup/restore.h"
#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/random.h"
#include "storage/base/text.h"
#include "storage/catalog/catalog.h"
#include "tests/support/archive/test_archive.h"
#include "tests/support/refusal.h"

#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;

constexpr std::uint64_t small_part = 64U << 10U;

std::string content_of(Store& store, DocumentId id) {
    const Snapshot now = store.snapshot();
    const DocumentView view = Documents::get(now.rows(), admin, id, Role::read);
    const auto blob = catalog::find_blob(now.rows(), view.newest().digest).value();
    const auto source = store.blobs().open(blob_of(blob), {0, blob.size});
    std::string bytes(blob.size, ' ');
    EXPECT_EQ(read_fully(*source, bytes.data(), bytes.size()), bytes.size());
    return bytes;
}

IntakeRequest upload(const std::string& file_name) {
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = file_name;
    return request;
}

std::string paper_text(int number, std::size_t size = 20'000) {
    std::string text = "paper " + std::to_string(number) + " ";
    while (text.size() < size) {
        text += std::to_string(text.size() * static_cast<std::size_t>(number + 7)) + " ";
    }
    return text;
}

std::set<std::string> files_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            names.insert(entry.path().lexically_relative(folder).string());
        }
    }
    return names;
}

bool lies_in(const fs::path& folder, const std::string& words) {
    for (const std::string& name : files_in(folder)) {
        std::ifstream file(folder / name, std::ios::binary);
        const std::string all((std::istreambuf_iterator<char>(file)), {});
        if (all.find(words) != std::string::npos) {
            return true;
        }
    }
    return false;
}

void flip_in(const fs::path& file) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto at = static_cast<std::streamoff>(fs::file_size(file) / 2);
    stream.seekg(at);
    const int byte = stream.get();
    stream.seekp(at);
    stream.put(static_cast<char>(byte ^ 4));
}

class BackupTest : public testing::TestWithParam<Encryption> {
  protected:
    BackupResult back_up(std::uint64_t part_bytes = small_part) {
        findings_.clear();
        return kontor::back_up(archive_.store(), backup(),
                               {[&](const std::string& line) { findings_.push_back(line); },
                                [](const std::string&) {}},
                               part_bytes);
    }
    fs::path backup() { return folder_ / "backup"; }
    fs::path restored() { return folder_ / "restored"; }
    RestoreOptions options() {
        RestoreOptions options;
        options.from = backup();
        options.data = restored();
        options.key_file = archive_.store().key_file();
        return options;
    }
    RestoreResult restore(const RestoreOptions& options) {
        findings_.clear();
        return kontor::restore(options, archive_.clock(),
                               [&](const std::string& line) { findings_.push_back(line); });
    }
    std::unique_ptr<Store> open_restored() {
        return Store::open(restored(), archive_.clock(), {.reserve_bytes = 0});
    }
    void forget_restored() {
        fs::remove_all(restored());
        fs::remove(ArchiveFolder{restored()}.key_file());
    }
    // That every paper comes back as it went in.
    void expect_papers(Store& store) const {
        for (const auto& [id, text] : papers_) {
            EXPECT_EQ(content_of(store, id), text) << id.str();
        }
    }
    void take_in(int count, std::size_t size = 20'000) {
        for (int i = 0; i < count; ++i) {
            const std::string text = paper_text(static_cast<int>(papers_.size()), size);
            papers_[archive_.take_in(text).document] = text;
        }
    }

    TestArchive archive_{GetParam()};
    TempFolder folder_;
    std::map<DocumentId, std::string> papers_;
    std::vector<std::string> findings_;
};

INSTANTIATE_TEST_SUITE_P(Both,
                         BackupTest,
                         testing::Values(Encryption::key_file, Encryption::none),
                         [](const auto& of) {
                             return of.param == Encryption::none ? "plain" : "encrypted";
                         });

TEST_P(BackupTest, an_archive_comes_back_with_every_paper_text_and_entry) {
    take_in(12);
    take_in(1, 1'500'000);
    while (read_next(archive_.store(), "what was read")) {
    }
    const BackupResult first = back_up();
    EXPECT_THAT(findings_, IsEmpty());
    EXPECT_EQ(first.written, first.bytes);
    const RestoreResult result = restore(options());
    EXPECT_THAT(findings_, IsEmpty());
    EXPECT_EQ(result.check.documents, 13U);
    EXPECT_EQ(result.texts_missing, 0U);
    auto store = open_restored();
    expect_papers(*store);
    const auto rendition = Readings::find(store->snapshot().rows(), DocumentId(1), 1).value();
    const auto text = Readings(*store).open_text(rendition, 0).value();
    std::string bytes(text.size, ' ');
    read_fully(*text.source, bytes.data(), bytes.size());
    EXPECT_EQ(bytes, "what was read");
    // It goes on living: what comes next has the next number.
    MemorySource more("one more");
    EXPECT_EQ(Intake(*store).take_in(more, upload("more.txt")).document, DocumentId(14));
}

TEST_P(BackupTest, a_second_run_writes_only_what_is_new) {
    take_in(20);
    back_up();
    const auto before = files_in(backup() / "blobs");
    const auto keys_before = files_in(backup());
    take_in(2);
    const BackupResult second = back_up();
    EXPECT_LT(second.written, second.bytes / 2);
    // All but the last part, which was not full, are the same files.
    std::set<std::string> kept;
    const auto after = files_in(backup() / "blobs");
    std::ranges::set_intersection(before, after, std::inserter(kept, kept.end()));
    EXPECT_GE(kept.size() + 1, before.size());
    restore(options());
    EXPECT_THAT(findings_, IsEmpty());
    expect_papers(*open_restored());
    const BackupResult third = back_up();
    EXPECT_EQ(third.files, second.files);
}

// The number of an upload is taken when it begins; it is there when it ends.
TEST_P(BackupTest, an_upload_that_was_under_way_is_in_the_next_run) {
    class SlowSource : public ByteSource {
      public:
        SlowSource(std::string text, std::function<void()> in_the_middle)
            : text_(std::move(text)), rest_(text_), in_the_middle_(std::move(in_the_middle)) {}
        std::size_t read(char* out, std::size_t size) override {
            const std::size_t count = rest_.read(out, size);
            if (count == 0 && in_the_middle_) {
                in_the_middle_();
                in_the_middle_ = nullptr;
            }
            return count;
        }

      private:
        std::string text_;
        MemorySource rest_;
        std::function<void()> in_the_middle_;
    };
    const std::string large = paper_text(99, 20'000'000);  // more than one batch: it has its number
    SlowSource slow(large, [&] {
        take_in(6);
        back_up();
    });
    papers_[Intake(archive_.store()).take_in(slow, upload("large.txt")).document] = large;
    back_up();
    restore(options());
    EXPECT_THAT(findings_, IsEmpty());
    expect_papers(*open_restored());
}

TEST_P(BackupTest, a_run_that_was_broken_off_leaves_the_backup_whole_and_goes_on) {
    take_in(8);
    back_up();
    const std::size_t safe = papers_.size();
    take_in(30);
    for (const std::string point : {"backup.file", "backup.before_manifest", "backup.manifest"}) {
        int passed = 0;
        set_fault_hook([&](std::string_view at) {
            if (at == point && ++passed == (point == "backup.file" ? 4 : 1)) {
                throw Error(ErrorCode::io, "pulled the plug");
            }
        });
        EXPECT_THROW(back_up(), Error) << point;
        set_fault_hook({});
        const RestoreResult result = restore(options());
        EXPECT_THAT(findings_, IsEmpty()) << point;
        EXPECT_EQ(result.check.documents, point == "backup.manifest" ? papers_.size() : safe);
        forget_restored();
    }
    // What the first two had written was not written again.
    const BackupResult last = back_up();
    EXPECT_LT(last.written, last.bytes / 2);
    restore(options());
    expect_papers(*open_restored());
}

TEST_P(BackupTest, what_is_destroyed_while_it_is_copied_is_not_in_it) {
    take_in(3);
    bool is_done = false;
    set_fault_hook([&](std::string_view at) {
        if (at == "backup.copied" && !is_done) {
            is_done = true;
            Disposal(archive_.store()).destroy(admin_caller, {DocumentId(2)}, "the period is over");
        }
    });
    back_up();
    set_fault_hook({});
    restore(options());
    EXPECT_THAT(findings_, IsEmpty());
    auto store = open_restored();
    EXPECT_EQ(catalog::get_document(store->snapshot().rows(), DocumentId(2)).lifecycle,
              Lifecycle::destroyed);
    papers_.erase(DocumentId(2));
    expect_papers(*store);
}

TEST_P(BackupTest, the_log_goes_on_only_where_a_checkpoint_from_outside_allows_it) {
    take_in(3);
    const std::string old_head = Checkpoints(archive_.store()).newest();
    back_up();
    const std::string origin = log_origin(archive_.store().snapshot().rows()).origin;

    RestoreOptions with = options();
    with.against = {{"old", old_head}};
    EXPECT_TRUE(restore(with).continues);
    {
        auto store = open_restored();
        EXPECT_EQ(log_origin(store->snapshot().rows()).origin, origin);
        EXPECT_EQ(check_archive(*store, [](const auto&) {}).findings, 0U);
        Checkpoints(*store).newest();
    }
    forget_restored();

    take_in(1);
    with.against.push_back({"new", Checkpoints(archive_.store()).newest()});
    const RestoreResult later = restore(with);
    EXPECT_FALSE(later.continues);
    EXPECT_THAT(later.why_not, HasSubstr("new saw"));
    EXPECT_THAT(findings_, IsEmpty());
    {
        auto store = open_restored();
        const Snapshot now = store->snapshot();
        const LogOrigin log = log_origin(now.rows());
        EXPECT_NE(log.origin, origin);
        EXPECT_EQ(log.archive, origin);
        bool is_named = false;
        for (std::uint64_t i = 0; i < audit::size(now.rows()); ++i) {
            const Bytes entry = audit::find_entry(now.rows(), Sequence{i}).value();
            is_named = is_named || (entry.find("log.continued") != Bytes::npos &&
                                    entry.find(origin) != Bytes::npos);
        }
        EXPECT_TRUE(is_named);
        // Heads of both names hold; the one that saw more does not.
        Checkpoints(*store).newest();
        std::vector<std::string> lines;
        const auto line = [&](const std::string& text) { lines.push_back(text); };
        const auto outside = open_outside(known_log_keys(store->key_file(), now.rows()),
                                          {{"old", old_head}, with.against[1]}, {}, line);
        check_archive(*store, line, outside);
        EXPECT_THAT(lines, testing::ElementsAre(HasSubstr("new: contradicts the log")));
    }
    // The living archive still has its own key and name.
    EXPECT_EQ(read_key_file(archive_.store().key_file()).origin, origin);
    archive_.reopen();
    EXPECT_THAT(archive_.check(), IsEmpty());
    forget_restored();

    EXPECT_FALSE(restore(options()).continues);
}

TEST_P(BackupTest, a_key_file_that_lies_in_its_place_is_kept_under_another_name) {
    take_in(2);
    back_up();
    const fs::path own = ArchiveFolder{restored()}.key_file();
    fs::copy_file(archive_.store().key_file(), own);
    RestoreOptions in_place = options();
    in_place.key_file.clear();
    const std::string origin = read_key_file(own).origin;
    set_fault_hook([](std::string_view at) {
        if (at == "restore.key") {
            throw Error(ErrorCode::io, "pulled the plug");
        }
    });
    EXPECT_THROW(restore(in_place), Error);
    set_fault_hook({});
    EXPECT_FALSE(fs::exists(restored()));
    restore(in_place);
    EXPECT_THAT(findings_, IsEmpty());
    expect_papers(*open_restored());
    EXPECT_NE(read_key_file(own).origin, origin);
    EXPECT_EQ(read_key_file(own.string() + "." + origin).origin, origin);
}

TEST_P(BackupTest, what_was_changed_in_the_backup_is_found_and_nothing_is_left_of_the_restore) {
    take_in(6);
    read_next(archive_.store(), "text");
    back_up();
    for (const std::string& name : files_in(backup())) {
        if (name == "backup.lock") {
            continue;
        }
        const fs::path whole = folder_ / "whole";
        fs::copy_file(backup() / name, whole, fs::copy_options::overwrite_existing);
        if (name != "manifest.json") {
            flip_in(backup() / name);
            EXPECT_EQ(reason_of([&] { restore(options()); }), "backup.damaged") << name;
            EXPECT_FALSE(fs::exists(restored()));
        }
        fs::remove(backup() / name);
        EXPECT_EQ(reason_of([&] { restore(options()); }),
                  name == "manifest.json" ? "backup.none" : "backup.damaged")
            << name;
        EXPECT_FALSE(fs::exists(restored()));
        EXPECT_FALSE(fs::exists(ArchiveFolder{restored()}.key_file()));
        fs::copy_file(whole, backup() / name, fs::copy_options::overwrite_existing);
    }
    restore(options());
    EXPECT_THAT(findings_, IsEmpty());
}

TEST_P(BackupTest, the_last_good_copy_of_a_damaged_paper_is_kept) {
    for (int i = 0; i < 2; ++i) {
        const Bytes bytes = random_bytes(20'000);  // found again in the file
        papers_[archive_.take_in(bytes).document] = bytes;
    }
    back_up();
    const auto blob = [&] {
        const Snapshot now = archive_.store().snapshot();
        const DocumentView view = Documents::get(now.rows(), admin, DocumentId(2), Role::read);
        return catalog::find_blob(now.rows(), view.newest().digest).value();
    }();
    // Its key, or its chunk, is damaged on the disk.
    archive_.close();
    const bool is_encrypted = GetParam() != Encryption::none;
    const fs::path file = is_encrypted ? archive_.data() / "keys" / "000001.seg"
                                       : archive_.data() / "blobs" / "000001.mdb";
    std::string all;
    {
        std::ifstream in(file, std::ios::binary);
        all.assign((std::istreambuf_iterator<char>(in)), {});
    }
    const std::size_t at = is_encrypted ? 64 * blob.key.value() + 30
                                        : all.find(papers_.at(DocumentId(2)).substr(5000, 40));
    ASSERT_LT(at, all.size());
    all[at] = static_cast<char>(all[at] ^ 1);
    std::ofstream(file, std::ios::binary) << all;
    archive_.reopen();
    EXPECT_THAT(archive_.check(), testing::Not(IsEmpty()));
    take_in(1);
    const BackupResult result = back_up();
    EXPECT_GT(result.findings, 0U);
    EXPECT_THAT(findings_, testing::Contains(HasSubstr("blob " + blob.number.str())));
    if (!is_encrypted) {
        restore(options());
        EXPECT_THAT(findings_, IsEmpty());
        expect_papers(*open_restored());
    }
}

TEST_P(BackupTest, a_text_that_is_missing_is_ordered_anew) {
    take_in(2);
    read_next(archive_.store(), "text of one");
    read_next(archive_.store(), "text of two");
    const auto row = Readings::find(archive_.store().snapshot().rows(), DocumentId(1), 1).value();
    archive_.store().derived().remove(text_of(row));
    back_up();
    EXPECT_EQ(restore(options()).texts_missing, 1U);
    EXPECT_THAT(findings_, IsEmpty());
    auto store = open_restored();
    EXPECT_TRUE(read_next(*store, "text of one"));
    EXPECT_FALSE(read_next(*store, "more"));
}

TEST_P(BackupTest, what_is_in_the_way_is_refused_before_anything_is_written) {
    take_in(1);
    fs::create_directories(backup());
    std::ofstream(backup() / "letter.txt") << "mine";
    EXPECT_EQ(reason_of([&] { back_up(); }), "backup.not_empty");
    EXPECT_EQ(files_in(backup()), std::set<std::string>{"letter.txt"});
    fs::remove_all(backup());
    const BackupTalk silent{[](const auto&) {}, [](const auto&) {}};
    EXPECT_EQ(
        reason_of([&] { kontor::back_up(archive_.store(), archive_.data() / "backup", silent); }),
        "backup.inside");
    EXPECT_EQ(reason_of([&] {
                  kontor::back_up(archive_.store(), archive_.data().parent_path(), silent);
              }),
              "backup.inside");
    EXPECT_EQ(reason_of([&] { restore(options()); }), "backup.none");
    back_up();
    TestArchive other(GetParam());
    EXPECT_EQ(reason_of([&] { kontor::back_up(other.store(), backup(), silent); }),
              "backup.foreign");

    RestoreOptions wrong = options();
    wrong.data = archive_.data();
    EXPECT_EQ(reason_of([&] { restore(wrong); }), "archive.exists");
    if (GetParam() != Encryption::none) {
        wrong = options();
        wrong.key_file = other.store().key_file();
        EXPECT_EQ(reason_of([&] { restore(wrong); }), "key.wrong");
        wrong.key_file = folder_ / "nowhere";
        EXPECT_EQ(reason_of([&] { restore(wrong); }), "key.missing");
        EXPECT_FALSE(fs::exists(restored()));
    }
    std::ofstream(ArchiveFolder{restored()}.key_file()) << "another archive's";
    EXPECT_EQ(reason_of([&] { restore(options()); }), "archive.key_exists");
}

TEST_P(BackupTest, sessions_of_the_time_of_the_backup_are_over) {
    archive_.store().upkeep(
        [](Upkeep& upkeep) { upkeep.put(tables::sessions, Bytes(32, 's'), "{}"); });
    back_up();
    restore(options());
    auto store = open_restored();
    EXPECT_EQ(store->snapshot().rows().count(tables::sessions), 0U);
}

TEST(BackupOfKeys, the_words_of_the_recovery_sheet_are_enough) {
    TestArchive archive;
    TempFolder folder;
    const std::string text = "the only paper";
    const DocumentId id = archive.take_in(text).document;
    back_up(archive.store(), folder / "backup", {[](const auto&) {}, [](const auto&) {}});
    RestoreOptions options;
    options.from = folder / "backup";
    options.data = folder / "restored";
    options.words = archive.words();
    options.against = {{"head", Checkpoints(archive.store()).newest()}};
    EXPECT_TRUE(restore(options, archive.clock(), [](const auto&) {}).continues);
    auto store = Store::open(folder / "restored", archive.clock(), {.reserve_bytes = 0});
    EXPECT_EQ(content_of(*store, id), text);
}

TEST(BackupOfKeys, a_destroyed_key_is_in_no_file_after_the_next_run) {
    TestArchive archive;
    TempFolder folder;
    archive.take_in("a paper");
    const auto slot_bytes_in = [](const fs::path& file) {
        std::ifstream in(file, std::ios::binary);
        std::string all((std::istreambuf_iterator<char>(in)), {});
        return all.substr(64 + 16, 48);  // of slot 1, behind its nonce
    };
    const std::string wrapped = slot_bytes_in(archive.data() / "keys" / "000001.seg");
    const BackupTalk silent{[](const auto&) {}, [](const auto&) {}};
    back_up(archive.store(), folder / "backup", silent);
    EXPECT_TRUE(lies_in(folder / "backup", wrapped));
    archive.store().keys()->destroy(KeySlot(1));
    back_up(archive.store(), folder / "backup", silent);
    EXPECT_FALSE(lies_in(folder / "backup", wrapped));
}

TEST(BackupOfKeys, neither_key_file_nor_seed_goes_with_it) {
    TestArchive archive;
    TempFolder folder;
    archive.take_in("a paper");
    back_up(archive.store(), folder / "backup", {[](const auto&) {}, [](const auto&) {}});
    const KeyFile keys = open_key_file(archive.store().key_file(), std::nullopt);
    for (const Bytes& secret : {keys.log_seed, keys.masters->current}) {
        EXPECT_FALSE(lies_in(folder / "backup", secret));
        EXPECT_FALSE(lies_in(folder / "backup", to_base64(secret)));
        EXPECT_FALSE(lies_in(folder / "backup", to_hex(secret)));
    }
}

}  // namespace
}  // namespace kontor::test
