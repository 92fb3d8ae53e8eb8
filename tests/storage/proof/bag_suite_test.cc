// The bags of ../shared: the public conformance suite and our own bags with one property each.
#include "storage/proof/bag.h"
#include "tests/storage/proof/folder_bag.h"
#include "tests/storage/proof/vectors.h"

#include <sstream>

#include <gtest/gtest.h>

namespace kontor {
namespace {

namespace fs = std::filesystem;

// Rows of a tab-separated file without its comments.
std::vector<std::vector<std::string>> rows(const fs::path& path) {
    std::vector<std::vector<std::string>> all;
    std::istringstream file(test::file_bytes(path));
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        std::vector<std::string>& row = all.emplace_back();
        std::istringstream cells(line);
        for (std::string cell; std::getline(cells, cell, '\t');) {
            row.push_back(cell);
        }
    }
    return all;
}

std::set<std::string> codes(const std::vector<Reason>& reasons) {
    std::set<std::string> all;
    for (const Reason& reason : reasons) {
        all.insert(reason.code);
    }
    return all;
}

std::string shown(const BagVerdict& verdict) {
    std::string text;
    for (const auto* list : {&verdict.problems, &verdict.warnings}) {
        for (const Reason& reason : *list) {
            text += "\n  " + reason.code;
            for (const auto& [name, value] : reason.params) {
                text += " " + name + "=" + value;
            }
        }
    }
    return text;
}

class BagSuite : public testing::Test {
  protected:
    void SetUp() override {
        if (!test::has_shared_data()) {
            GTEST_SKIP() << "needs ../shared";
        }
    }
    static BagVerdict verify(const fs::path& folder) {
        test::FolderBag bag(folder);
        return verify_bag(bag);
    }
};

TEST_F(BagSuite, our_own_bags_are_judged_by_their_one_property) {
    // What exactly is wrong with the invalid ones; the list of expected.tsv says only that they
    // are.
    const std::map<std::string, std::string> expected_code{
        {"invalid-fetch-missing", "bag.fetch_missing"},
        {"invalid-manifests-list-different-files", "bag.manifest_not_listed"},
        {"invalid-listed-twice-same-digest", "bag.manifest_listed_twice"},
        {"invalid-extra-payload", "bag.manifest_not_listed"},
        {"invalid-missing-payload", "bag.file_missing"},
        {"invalid-payload-changed", "bag.file_changed"},
        {"invalid-only-sha512-wrong", "bag.file_changed"},
        {"invalid-tag-file-changed", "bag.file_changed"},
        {"invalid-oxum-wrong", "bag.info_oxum"},
        {"invalid-path-escapes", "bag.name_parent"},
        {"invalid-absolute-path", "bag.name_absolute"},
        {"invalid-manifest-names-tag-file", "bag.manifest_not_payload"},
        {"invalid-tagmanifest-omits-payload-manifest", "bag.tagmanifest_omits"},
        {"invalid-tagmanifest-lists-tagmanifest", "bag.tagmanifest_names_tagmanifest"},
        {"invalid-short-digest", "bag.manifest_digest"},
        {"invalid-no-payload-manifest", "bag.manifest_missing"},
        {"invalid-blank-before-colon", "bag.declaration_line"},
        {"invalid-bom", "bag.declaration_mark"},
        {"invalid-third-line", "bag.declaration_line"},
        {"invalid-unknown-version", "bag.version_unsupported"},
        {"invalid-only-unknown-algorithm", "bag.manifest_none_known"}};
    const std::set<std::string> also_not_as_counted{
        "invalid-fetch-missing", "invalid-extra-payload", "invalid-missing-payload"};
    const fs::path folder = test::shared_data() / "bagit-own";
    int count = 0;
    for (const auto& row : rows(folder / "expected.tsv")) {
        const BagVerdict verdict = verify(folder / row.at(0));
        ++count;
        if (row.at(1) == "valid") {
            EXPECT_EQ(codes(verdict.problems), std::set<std::string>())
                << row.at(0) << shown(verdict);
            EXPECT_EQ(codes(verdict.warnings), std::set<std::string>())
                << row.at(0) << shown(verdict);
        } else {
            // One property each: this code and no other, but what is there no longer fits its sum.
            auto found = codes(verdict.problems);
            if (also_not_as_counted.contains(row.at(0))) {
                EXPECT_EQ(found.erase("bag.info_oxum"), 1U) << row.at(0) << shown(verdict);
            }
            EXPECT_EQ(found, std::set<std::string>{expected_code.at(row.at(0))})
                << row.at(0) << shown(verdict);
        }
    }
    EXPECT_EQ(count, 33);
}

// We read BagIt 1.0 only: every older bag is refused for its version, and the faults that do not
// depend on an algorithm we do not know are found beside it.
TEST_F(BagSuite, the_conformance_suite_is_judged_as_by_a_reader_of_version_1) {
    const std::map<std::string, std::string> beside_version{
        {"v0.97/invalid/baginfo-missing-encoding", "bag.declaration_line"},
        {"v0.97/invalid/bom-in-bagit.txt", "bag.declaration_mark"},
        {"v0.97/invalid/extra-file-in-bag", "bag.manifest_not_listed"},
        {"v0.97/invalid/missing-baginfo", "bag.file_missing"},
        {"v0.97/invalid/missing-bagit.txt", "bag.declaration_missing"},
        {"v0.97/invalid/out-of-scope-file-paths-using-dot-notation", "bag.name_parent"},
        {"v0.97/invalid/out-of-scope-file-paths-using-dot-notation-for-fetch", "bag.name_parent"},
        {"v0.97/invalid/same-filename-listed-twice-with-different-hashes",
         "bag.manifest_listed_twice"},
        {"v0.97/linux-only/out-of-scope-file-paths-using-absolute-path", "bag.name_absolute"},
        {"v0.97/linux-only/out-of-scope-file-paths-using-absolute-path-for-fetch",
         "bag.name_absolute"},
        {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut", "bag.name_home"},
        {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-for-fetch", "bag.name_home"},
        {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username", "bag.name_home"},
        {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username-for-fetch",
         "bag.name_home"},
        {"v0.97/warning/duplicate-file-with-different-case", "bag.file_missing"},
        {"v0.97/warning/same-filename-listed-twice-with-different-normalization",
         "bag.file_missing"},
        {"v0.97/warning/special-system-files", "bag.file_missing"},
        {"v0.97/windows-only/out-of-scope-file-paths-using-absolute-path", "bag.name_drive"},
        {"v0.97/windows-only/out-of-scope-file-paths-using-absolute-path-for-fetch",
         "bag.name_drive"},
        {"v0.97/windows-only/out-of-scope-file-paths-using-shortcut", "bag.name_backslash"},
        {"v0.97/windows-only/out-of-scope-file-paths-using-shortcut-for-fetch",
         "bag.name_backslash"},
        {"v0.97/windows-only/out-of-scope-file-paths-using-unc", "bag.name_backslash"},
        {"v0.97/windows-only/out-of-scope-file-paths-using-unc-for-fetch", "bag.name_backslash"},
        {"v1.0/invalid/bagit-with-invalid-whitespace", "bag.declaration_line"},
        {"v1.0/invalid/notAllManifestsListAllFiles", "bag.manifest_not_listed"},
        {"v1.0/invalid/same-filename-listed-twice-with-different-hashes",
         "bag.manifest_listed_twice"},
        {"v1.0/invalid/same-filename-listed-twice-with-the-same-hash",
         "bag.manifest_listed_twice"}};
    const fs::path folder = test::shared_data() / "bagit-suite";
    int count = 0;
    std::size_t beside_found = 0;
    for (const auto& row : rows(folder / "expected.tsv")) {
        const BagVerdict verdict = verify(folder / row.at(0));
        const auto found = codes(verdict.problems);
        ++count;
        if (row.at(0).starts_with("v1.0/")) {
            EXPECT_EQ(verdict.valid(), row.at(2) == "valid") << row.at(0) << shown(verdict);
        } else {
            EXPECT_TRUE(found.contains("bag.version_unsupported") ||
                        found.contains("bag.declaration_line") ||
                        found.contains("bag.declaration_missing"))
                << row.at(0) << shown(verdict);
        }
        const auto beside = beside_version.find(row.at(0));
        if (beside != beside_version.end()) {
            ++beside_found;
            EXPECT_TRUE(found.contains(beside->second)) << row.at(0) << shown(verdict);
        }
    }
    EXPECT_EQ(count, 60);
    EXPECT_EQ(beside_found, beside_version.size());
}

TEST_F(BagSuite, a_warning_of_the_suite_is_one_of_ours_too) {
    const fs::path folder = test::shared_data() / "bagit-suite/v0.97/warning";
    EXPECT_TRUE(
        codes(verify(folder / "made-with-md5sum-tools").warnings).contains("bag.manifest_star"));
    EXPECT_TRUE(
        codes(verify(folder / "relative-path").warnings).contains("bag.manifest_dot_slash"));
}

}  // namespace
}  // namespace kontor
