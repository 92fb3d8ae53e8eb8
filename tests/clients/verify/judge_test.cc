#include "clients/verify/judge.h"

#include "clients/verify/package_files.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/documents.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/hash.h"
#include "storage/proof/evidence.h"
#include "storage/proof/package.h"
#include "storage/proof/stated_document.h"
#include "tests/clients/verify/sample_package.h"

#include <fstream>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

class JudgeTest : public ::testing::Test {
  protected:
    Trust trusted() { return {{Checkpoints(sample_.archive().store()).key()}, std::nullopt}; }
    // Wrong, and said of this paper, although every manifest fits.
    void expect_caught(Contents contents, const std::string& document) {
        mend(contents);
        const PackageVerdict verdict = judged(contents);
        EXPECT_FALSE(verdict.good());
        EXPECT_TRUE(names_document(verdict, document)) << failures(verdict);
        for (const Reason& reason : verdict.changed) {
            EXPECT_FALSE(reason.code.starts_with("bag.")) << failures(verdict);
        }
    }
    static void replace(Bytes& bytes, const std::string& from, const std::string& to) {
        const std::size_t at = bytes.find(from);
        ASSERT_NE(at, Bytes::npos) << from << " in " << bytes;
        bytes.replace(at, from.size(), to);
    }

    SamplePackage sample_;
    FoundExport found_ = sample_.make();
    const Contents good_ = sample_.contents(found_);
};

TEST_F(JudgeTest, a_package_as_it_was_made_proves_all_three_claims) {
    const PackageVerdict verdict = judged(good_, trusted());
    EXPECT_TRUE(verdict.good()) << failures(verdict);
    EXPECT_EQ(verdict.documents, 3U);
    EXPECT_EQ(verdict.head->size, found_.sequence.value + 1);
    const PackageVerdict by_root = judged(good_, {{}, verdict.head->root});
    EXPECT_TRUE(by_root.good()) << failures(by_root);
}

TEST_F(JudgeTest, a_package_holds_what_it_says_and_names_that_lead_nowhere_else) {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : good_) {
        if (!name.starts_with("data/audit/") && name.starts_with("data/")) {
            names.push_back(name);
        }
    }
    EXPECT_EQ(names, (std::vector<std::string>{
                         "data/documents/1/document.json",
                         "data/documents/1/v1/Rechnung_Maerz.pdf",
                         "data/documents/2/document.json",
                         "data/documents/2/v1/_lieferschein_4711_.txt",
                         "data/documents/3/document.json",
                         "data/documents/3/v1/original",
                         "data/documents/3/v2/vertrag.txt",
                         "data/export.json",
                         "data/records/1.finance.invoice.json",
                         "data/report.html",
                     }));
    const Bytes& report = good_.at("data/report.html");
    EXPECT_NE(report.find("Lieferschein &lt;Müller&gt;"), Bytes::npos);
    EXPECT_NE(report.find("Rechnung OR &quot;&lt;b&gt;&quot;"), Bytes::npos);
    EXPECT_EQ(report.find("<script"), Bytes::npos);
    for (const auto& [name, bytes] : good_) {
        EXPECT_EQ(bytes.find("privat"), Bytes::npos) << name;
    }
}

TEST_F(JudgeTest, the_unpacked_folder_is_as_good_as_the_zip) {
    for (const auto& [name, bytes] : good_) {
        const auto path = sample_.folder() / "unpacked" / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << bytes;
    }
    const auto files = open_package(sample_.folder() / "unpacked");
    const PackageVerdict verdict = judge_package(*files, trusted());
    EXPECT_TRUE(verdict.good()) << failures(verdict);
    std::filesystem::create_directory(sample_.folder() / "unpacked/data/documents/9");
    EXPECT_FALSE(judge_package(*open_package(sample_.folder() / "unpacked"), {}).good());
}

TEST_F(JudgeTest, each_original_is_read_once) {
    class Counting : public BagFiles {
      public:
        explicit Counting(const std::filesystem::path& path) : files_(open_zip(path)) {}
        const std::vector<BagFile>& list() override { return files_->list(); }
        std::unique_ptr<ByteSource> open(const std::string& name) override {
            ++opened[name];
            return files_->open(name);
        }
        std::map<std::string, int> opened;

      private:
        std::unique_ptr<BagFiles> files_;
    };
    Counting files(sample_.folder() / "package.zip");
    EXPECT_TRUE(judge_package(files, trusted()).good());
    for (const auto& [name, count] : files.opened) {
        EXPECT_EQ(count, name.starts_with("data/documents/") ? 1 : count) << name;
        EXPECT_LE(count, 3) << name;
    }
}

TEST_F(JudgeTest, an_original_of_another_length_is_not_read_at_all) {
    class Unreadable : public ByteSource {
      public:
        std::size_t read(char*, std::size_t) override {
            throw Error(ErrorCode::internal, "read what need not be read");
        }
    };
    class Longer : public BagFiles {
      public:
        explicit Longer(const std::filesystem::path& path)
            : files_(open_zip(path)), list_(files_->list()) {
            for (BagFile& file : list_) {
                file.size_bytes += file.name == name_ ? 1 : 0;
            }
        }
        const std::vector<BagFile>& list() override { return list_; }
        std::unique_ptr<ByteSource> open(const std::string& name) override {
            return name == name_ ? std::make_unique<Unreadable>() : files_->open(name);
        }

      private:
        const std::string name_ = "data/documents/1/v1/Rechnung_Maerz.pdf";
        std::unique_ptr<BagFiles> files_;
        std::vector<BagFile> list_;
    };
    Longer files(sample_.folder() / "package.zip");
    const PackageVerdict verdict = judge_package(files, trusted());
    EXPECT_TRUE(names_document(verdict, "1")) << failures(verdict);
}

TEST_F(JudgeTest, the_same_export_gives_the_same_bytes_whatever_came_later) {
    const Bytes first = sample_.zip(found_);
    sample_.archive().clock().advance(std::chrono::hours(30));
    Store& store = sample_.archive().store();
    const auto view = Documents::get(store.snapshot().rows(), admin, DocumentId(1), Role::read);
    Documents(store).patch(admin_caller, DocumentId(1), view.revision, {.title = "anders"});
    Checkpoints(store).newest();
    EXPECT_EQ(sample_.zip(found_), first);
}

TEST_F(JudgeTest, no_byte_of_any_file_can_change) {
    for (const auto& [name, bytes] : good_) {
        const std::size_t step = std::max<std::size_t>(1, bytes.size() / 9);
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            Contents changed = good_;
            changed[name][at] = static_cast<char>(changed[name][at] ^ 0x20);
            EXPECT_FALSE(judged(changed).good()) << name << " at " << at;
        }
        Contents longer = good_;
        longer[name] += '\n';
        EXPECT_FALSE(judged(longer).good()) << name << " with a byte more";
        Contents shorter = good_;
        shorter[name].pop_back();
        EXPECT_FALSE(judged(shorter).good()) << name << " with a byte less";
    }
}

TEST_F(JudgeTest, no_file_can_be_taken_away_or_renamed_also_with_mended_manifests) {
    for (const auto& [name, bytes] : good_) {
        Contents missing = good_;
        missing.erase(name);
        EXPECT_FALSE(judged(missing).good()) << name;
        Contents renamed = missing;
        renamed[name + "x"] = bytes;
        EXPECT_FALSE(judged(renamed).good()) << name;
        if (name.starts_with("data/")) {
            mend(missing);
            EXPECT_FALSE(judged(missing).good()) << name;
            mend(renamed);
            EXPECT_FALSE(judged(renamed).good()) << name;
        }
    }
}

TEST_F(JudgeTest, no_file_can_be_added) {
    for (const std::string name :
         {"data/notes.txt", "data/documents/1/v1/two.pdf", "data/documents/1/v2/x", "notes.txt",
          "data/records/1.other.json", "data/audit/entries/0.json", "data/audit/documents/4.json",
          "tagmanifest-md5.txt", "fetch.txt"}) {
        Contents contents = good_;
        contents[name] = "x";
        EXPECT_FALSE(judged(contents).good()) << name;
        mend(contents);
        EXPECT_FALSE(judged(contents).good()) << name;
    }
}

TEST_F(JudgeTest, a_changed_fact_is_named_by_its_paper_when_every_manifest_was_written_anew) {
    Contents contents = good_;
    replace(contents["data/documents/2/document.json"], "Müller", "Meyer");
    expect_caught(contents, "2");

    // And in the opening too.
    replace(contents["data/audit/documents/2.json"], "Müller", "Meyer");
    expect_caught(contents, "2");
}

TEST_F(JudgeTest, a_changed_amount_is_named_by_its_paper_when_every_manifest_was_written_anew) {
    Contents contents = good_;
    replace(contents["data/records/1.finance.invoice.json"], "1190.00", "119.00");
    expect_caught(contents, "1");

    Bytes& opened = contents["data/audit/documents/1.json"];
    replace(opened, "\\\"gross_total\\\":\\\"1190.00\\\",\\\"number\\\":\\\"R-2025-1\\\"",
            "\\\"gross_total\\\":\\\"119.00\\\",\\\"number\\\":\\\"R-2025-1\\\"");
    expect_caught(contents, "1");
}

TEST_F(JudgeTest, a_changed_original_is_named_by_its_paper_also_with_its_digest_put_right) {
    Contents contents = good_;
    Bytes& original = contents["data/documents/1/v1/Rechnung_Maerz.pdf"];
    const std::string before = to_hex(sha256(original));
    replace(original, "1190", "2190");
    expect_caught(contents, "1");

    const std::string after = to_hex(sha256(original));
    replace(contents["data/documents/1/document.json"], before, after);
    for (std::size_t at = 0;
         (at = contents["data/audit/documents/1.json"].find(before)) != Bytes::npos;) {
        contents["data/audit/documents/1.json"].replace(at, before.size(), after);
    }
    expect_caught(contents, "1");
}

TEST_F(JudgeTest, swapped_originals_are_named) {
    Contents contents = good_;
    std::swap(contents["data/documents/1/v1/Rechnung_Maerz.pdf"],
              contents["data/documents/2/v1/_lieferschein_4711_.txt"]);
    expect_caught(contents, "1");
    expect_caught(contents, "2");
}

TEST_F(JudgeTest, a_version_cannot_be_dropped) {
    Contents contents = good_;
    contents.erase("data/documents/3/v2/vertrag.txt");
    expect_caught(contents, "3");
    // Nor with its opening and everything that speaks of it.
    Evidence evidence = parse_evidence(contents["data/audit/documents/3.json"]);
    std::erase_if(evidence.rows, [](const RowOpening& row) {
        return row.table == OpenedTable::versions && row.key.back() == 2;
    });
    contents["data/audit/documents/3.json"] = format_evidence(evidence);
    expect_caught(contents, "3");
}

TEST_F(JudgeTest, an_entry_cannot_be_dropped_nor_a_past_state) {
    Evidence evidence = parse_evidence(good_.at("data/audit/documents/2.json"));
    const Sequence sequence = evidence.rows.back().sequence;
    Contents contents = good_;
    contents.erase(package::entry_path(sequence));
    contents.erase(package::proof_path(sequence));
    expect_caught(contents, "2");

    // A state in between, with all that rests on it.
    const Sequence patched{sequence.value - 2};
    std::erase_if(evidence.rows, [&](const RowOpening& row) { return row.sequence == patched; });
    contents = good_;
    contents["data/audit/documents/2.json"] = format_evidence(evidence);
    contents.erase(package::entry_path(patched));
    contents.erase(package::proof_path(patched));
    expect_caught(contents, "2");
}

TEST_F(JudgeTest, the_newest_state_of_a_record_cannot_be_dropped) {
    Evidence evidence = parse_evidence(good_.at("data/audit/documents/1.json"));
    const auto newest = std::ranges::find(evidence.rows.rbegin(), evidence.rows.rend(),
                                          OpenedTable::records, &RowOpening::table);
    ASSERT_NE(newest, evidence.rows.rend());
    evidence.rows.erase(std::next(newest).base());
    Contents contents = good_;
    contents["data/audit/documents/1.json"] = format_evidence(evidence);
    contents.erase("data/records/1.finance.invoice.json");
    const StatedDocument stated = state_document(DocumentId(1), evidence.rows);
    for (const auto& [path, bytes] : stated.generated()) {
        contents[path] = bytes;
    }
    expect_caught(contents, "1");
}

TEST_F(JudgeTest, a_paper_of_the_answer_cannot_be_left_out) {
    Contents contents = good_;
    std::erase_if(contents, [](const auto& file) {
        return file.first.starts_with("data/documents/2/") ||
               file.first == "data/audit/documents/2.json";
    });
    expect_caught(contents, "2");
}

TEST_F(JudgeTest, a_checkpoint_of_another_time_does_not_fit) {
    const FoundExport later = sample_.make();
    const Contents newer = sample_.contents(later);
    for (const auto& [mine, other] : {std::pair(good_, newer), std::pair(newer, good_)}) {
        Contents contents = mine;
        const std::string checkpoint(package::checkpoint);
        const Bytes before = mine.at(checkpoint);
        contents[checkpoint] = other.at(checkpoint);
        for (auto& [name, bytes] : contents) {
            if (name.ends_with(package::proof_ending)) {
                replace(bytes, before, other.at(checkpoint));
            }
        }
        mend(contents);
        const PackageVerdict verdict = judged(contents, trusted());
        EXPECT_FALSE(verdict.not_in_log.empty());
    }
}

TEST_F(JudgeTest, a_forged_key_is_known_by_the_log_and_by_the_one_from_outside) {
    // Key, head and seal are the forger's: nothing vouches for the report any more.
    Contents contents = good_;
    const VerifierKey real = trusted().keys.front();
    const SigningKey forger(real.name(), sha256("forger"));
    contents[std::string(package::log_key)] = forger.verifier().text() + "\n";
    const std::string checkpoint(package::checkpoint);
    const Bytes before = contents[checkpoint];
    const Bytes forged = sign_note(open_note(before, {real}).text, {&forger});
    contents[checkpoint] = forged;
    for (auto& [name, bytes] : contents) {
        if (name.ends_with(package::proof_ending)) {
            replace(bytes, before, forged);
        }
    }
    mend(contents, &forger);
    const Digest root = open_checkpoint(before, real.name(), {real}).root;
    for (const Trust& trust : {Trust{}, Trust{{}, root}}) {
        const PackageVerdict verdict = judged(contents, trust);
        EXPECT_EQ(failures(verdict), "package.other_key document=\n");
    }
    const PackageVerdict verdict = judged(contents, trusted());
    EXPECT_FALSE(verdict.good());
    EXPECT_FALSE(verdict.not_trusted.empty());
}

TEST_F(JudgeTest, another_root_is_not_this_one) {
    const PackageVerdict verdict = judged(good_, {{}, Digest(sha256("another"))});
    EXPECT_EQ(failures(verdict), "package.origin_root\n");
}

TEST_F(JudgeTest, an_answer_without_papers_is_a_package_too) {
    const Contents contents = sample_.contents(sample_.make({}));
    const PackageVerdict verdict = judged(contents, trusted());
    EXPECT_TRUE(verdict.good()) << failures(verdict);
}

}  // namespace
}  // namespace kontor::test
