#include "server/check/archive_check.h"

#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/random.h"
#include "storage/base/spawn.h"
#include "storage/kv/key.h"
#include "storage/kv/lmdb_engine.h"
#include "tests/support/archive/test_archive.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class ArchiveCheckTest : public ::testing::Test {
  protected:
    ArchiveCheckTest() {
        archive_.take_in("the first paper");
        archive_.take_in(random_bytes(500'000));  // which get no smaller
    }
    CheckGiven given() const {
        CheckGiven given{.folder = {archive_.data()}, .key_file = {}};
        given.key_file = given.folder.key_file();
        given.child.command = {KONTORD, "check-part"};
        return given;
    }
    std::vector<std::string> findings(const CheckGiven& given) {
        std::vector<std::string> lines;
        counts_ = check_in_children(given, [&](const std::string& line) { lines.push_back(line); });
        EXPECT_EQ(counts_.findings, lines.size());
        return lines;
    }
    std::filesystem::path volume() const { return archive_.data() / "blobs" / "000001.mdb"; }
    static void overwrite(const std::filesystem::path& path, std::size_t at, ByteView bytes) {
        std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(static_cast<std::streamoff>(at));
        file << bytes;
    }

    // Of a blob that no paper leads to; its checksum holds no more.
    void damage_a_head_of(std::uint64_t blob) {
        open_lmdb_engine(volume(), {.tables = tables::volume, .single_file = true})
            ->write([&](WriteTransaction& rows) {
                rows.put(tables::heads, Key().u64(blob), Bytes(300, 'l'));
            });
        std::ifstream in(volume(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        overwrite(volume(), bytes.rfind("lllll"), "k");
    }

    TestArchive archive_;
    CheckCounts counts_;
};

TEST_F(ArchiveCheckTest, a_sound_archive_is_clean_with_its_writer_and_without) {
    EXPECT_THAT(findings(given()), IsEmpty());
    archive_.close();
    EXPECT_THAT(findings(given()), IsEmpty());
    EXPECT_EQ(counts_.documents, 2U);
    EXPECT_EQ(counts_.blobs, 2U);
    EXPECT_EQ(counts_.blob_bytes, 500'015U);
    EXPECT_GT(counts_.keys, 2U);
    EXPECT_GT(counts_.pages, 100U);
}

TEST_F(ArchiveCheckTest, a_child_that_is_lost_is_a_finding_and_the_others_go_on) {
    archive_.close();
    struct {
        const char* does;
        const char* said;
    } const lost[] = {{"kill -SEGV $$", "signal 11"},
                      {"kill -BUS $$", "signal 7"},
                      {"kill -ALRM $$", "was not done after"},
                      {"exit 3", "exit 3"},
                      {"true", "exit 0"},
                      {"echo '{\"line\":'", "exit 0"},
                      {"echo nonsense", "exit 0"}};
    for (const auto& [does, said] : lost) {
        CheckGiven broken = given();
        broken.child.command = {"/bin/sh", "-c", does};
        EXPECT_THAT(findings(broken),
                    ElementsAre(AllOf(HasSubstr("data.mdb"), HasSubstr(said)),
                                AllOf(HasSubstr("keys"), HasSubstr(said)),
                                AllOf(HasSubstr("blobs/000001.mdb"), HasSubstr(said)),
                                AllOf(HasSubstr("derived/000001.mdb"), HasSubstr(said))));
    }
}

TEST_F(ArchiveCheckTest, a_lost_child_is_told_of_in_the_language_asked_for) {
    archive_.close();
    CheckGiven broken = given();
    broken.child.command = {"/bin/sh", "-c", "kill -SEGV $$"};
    broken.language = Language::de;
    EXPECT_THAT(findings(broken), Contains(HasSubstr("beschädigt")));
}

// A pipe that nobody writes to answers to no open(), as a disk that hangs.
TEST_F(ArchiveCheckTest, a_child_that_never_comes_to_an_end_is_ended) {
    archive_.close();
    std::filesystem::remove(volume());
    ASSERT_EQ(::mkfifo(volume().c_str(), 0600), 0);
    CheckGiven impatient = given();
    CheckTask task{.data = archive_.data(), .key_file = impatient.key_file};
    task.part = {CheckPart::What::blobs, 1};
    CheckChild child;
    impatient.child.patience = std::chrono::seconds(1);
    std::vector<std::string> lines;
    EXPECT_FALSE(check_in_child(child, impatient, task,
                                [&](const std::string& line) { lines.push_back(line); }));
    EXPECT_THAT(lines,
                ElementsAre(AllOf(HasSubstr("000001.mdb"), HasSubstr("was not done after"))));
}

TEST_F(ArchiveCheckTest,
       a_catalog_that_cannot_be_read_does_not_keep_the_volumes_from_being_looked_at) {
    archive_.close();
    overwrite(archive_.data() / "catalog" / "000001" / "data.mdb", 0, Bytes(8192, 'x'));
    damage_a_head_of(77);
    EXPECT_THAT(findings(given()),
                UnorderedElementsAre(AllOf(HasSubstr("data.mdb"), HasSubstr("meta pages")),
                                     AllOf(HasSubstr("blob 77"), HasSubstr("checksum"))));
}

TEST_F(ArchiveCheckTest, a_damaged_blob_is_named_with_its_paper) {
    archive_.close();
    open_lmdb_engine(volume(), {.tables = tables::volume, .single_file = true})
        ->write([](WriteTransaction& rows) {
            rows.put(tables::chunks, Key().u64(1).u32(0), "another chunk");
        });
    EXPECT_THAT(findings(given()), ElementsAre(AllOf(HasSubstr("blob 1 (document 1 version 1)"))));
}

TEST_F(ArchiveCheckTest, a_volume_that_is_gone_is_found_by_the_papers_in_it) {
    archive_.close();
    std::filesystem::remove(volume());
    EXPECT_THAT(
        findings(given()),
        UnorderedElementsAre(AllOf(HasSubstr("document 1 version 1"), HasSubstr("volume 1")),
                             AllOf(HasSubstr("document 2 version 1"), HasSubstr("volume 1"))));
}

// Chunks without a paper have no key to judge them by; a head has a checksum of its own.
TEST_F(ArchiveCheckTest, litter_that_no_paper_leads_to_is_read_too) {
    archive_.close();
    EXPECT_THAT(findings(given()), IsEmpty());
    damage_a_head_of(77);
    EXPECT_THAT(findings(given()), ElementsAre(HasSubstr("blob 77")));
}

TEST_F(ArchiveCheckTest, a_key_that_is_missing_is_the_error_of_old) {
    archive_.close();
    std::filesystem::remove(given().key_file);
    try {
        findings(given());
        ADD_FAILURE() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::forbidden);
        EXPECT_EQ(error.reasons().front().code, "key.missing");
    }
}

TEST_F(ArchiveCheckTest, several_children_at_once_find_the_same_in_the_same_order) {
    archive_.close();
    open_lmdb_engine(volume(), {.tables = tables::volume, .single_file = true})
        ->write([](WriteTransaction& rows) {
            rows.put(tables::chunks, Key().u64(1).u32(0), "another chunk");
        });
    overwrite(archive_.data() / "keys" / "state", 0, Bytes(8, 'x'));
    const std::vector<std::string> one_by_one = findings(given());
    const CheckCounts counts = counts_;
    CheckGiven several = given();
    several.at_once = 4;
    EXPECT_EQ(findings(several), one_by_one);
    EXPECT_GE(one_by_one.size(), 2U);
    for (const auto& [name, count] : check_counts) {
        EXPECT_EQ(counts_.*count, counts.*count) << name;
    }
}

// What others found by a catalog that turns out to end its readers counts for nothing.
TEST_F(ArchiveCheckTest, a_catalog_lost_after_others_have_begun_is_as_one_lost_before) {
    archive_.close();
    const std::string lost_later =
        std::string(R"(task=$(cat); case "$task" in *'"what":0'*) echo '{"readable":true}'; )") +
        R"(kill -SEGV $$;; *) printf '%s\n' "$task" | )" + KONTORD + " check-part;; esac";
    CheckGiven broken = given();
    broken.child.command = {"/bin/sh", "-c", lost_later};
    const std::vector<std::string> one_by_one = findings(broken);
    EXPECT_THAT(one_by_one, Contains(AllOf(HasSubstr("data.mdb"), HasSubstr("signal 11"))));
    broken.at_once = 4;
    EXPECT_EQ(findings(broken), one_by_one);
    EXPECT_EQ(counts_.blobs, 0U);
}

TEST_F(ArchiveCheckTest, a_key_that_is_missing_is_the_same_error_for_several_at_once) {
    archive_.close();
    std::filesystem::remove(given().key_file);
    CheckGiven several = given();
    several.at_once = 4;
    EXPECT_THROW(findings(several), Error);
}

// Keys wrapped anew while a child reads, and the like: gone at the second look.
TEST_F(ArchiveCheckTest, only_what_is_found_twice_is_told) {
    const auto seen = archive_.data() / "seen";
    CheckGiven beside = given();
    const std::string once = "test -e " + seen.string() + " && exec " + KONTORD +
                             " check-part; touch " + seen.string() + "; exit 9";
    beside.child.command = {"/bin/sh", "-c", once};
    EXPECT_THAT(findings(beside), IsEmpty());
}

// As when papers are destroyed while a long part is read: each look misses others.
TEST_F(ArchiveCheckTest, what_only_the_second_look_finds_is_not_told) {
    const auto seen = archive_.data() / "seen";
    CheckGiven beside = given();
    const std::string says =
        R"(echo "{\"line\":\"both\"}"; test -e )" + seen.string() +
        R"( && echo "{\"line\":\"second\"}" || echo "{\"line\":\"first\"}"; touch )" +
        seen.string() + "; exec " + KONTORD + " check-part";
    beside.child.command = {"/bin/sh", "-c", says};
    CheckTask task{.data = archive_.data(), .key_file = beside.key_file};
    CheckChild child;
    std::vector<std::string> lines;
    EXPECT_TRUE(check_in_child(child, beside, task,
                               [&](const std::string& line) { lines.push_back(line); }));
    EXPECT_THAT(lines, ElementsAre("both"));
}

// What a child says is damaged, too, when the child is.
TEST_F(ArchiveCheckTest, a_child_that_talks_nonsense_is_a_lost_one) {
    for (const char* says :
         {"{}", "[]", "7", R"({"line":7})", R"({"checked":7})", R"({"checked":{}})",
          R"({"checked":{"counts":{},"readable":true,"next":null,"bytes":-1}})", R"({"error":7})",
          R"({"error":{"code":-1}})", R"({"error":{"code":99,"what":"x"}})", "\xff\xfe",
          "{\"line\":\"\\ud800\"}"}) {
        SCOPED_TRACE(says);
        CheckGiven broken = given();
        broken.child.command = {"/bin/sh", "-c", "printf '%s\\n' \"$1\"", "sh", says};
        CheckTask task{.data = archive_.data(), .key_file = broken.key_file};
        CheckChild child;
        std::vector<std::string> lines;
        EXPECT_FALSE(check_in_child(child, broken, task,
                                    [&](const std::string& line) { lines.push_back(line); }));
        EXPECT_THAT(lines, Contains(HasSubstr("data.mdb")));
    }
}

TEST_F(ArchiveCheckTest, a_child_that_is_given_nonsense_does_nothing) {
    archive_.close();
    for (const std::string& task :
         {std::string(), std::string("{}\n"), std::string("7\n"), std::string("\xff\n"),
          std::string(R"({"what":99,"data":"/","key_file":"","passphrase":null})") + "\n",
          std::string(R"({"background":"yes"})") + "\n"}) {
        SCOPED_TRACE(task);
        const FileHandle input = file_in_memory("task", task);
        const FileHandle output = file_in_memory("answer", "");
        const pid_t child = spawn({.command = {KONTORD, "check-part"},
                                   .descriptors = {input.get(), output.get(), STDERR_FILENO},
                                   .environment = own_environment()});
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status)) << status;
        ASSERT_EQ(::lseek(output.get(), 0, SEEK_SET), 0);
        std::string said(4096, '\0');
        said.resize(FileSource(output.get(), "its answer").read(said.data(), said.size()));
        EXPECT_EQ(said.find("checked"), std::string::npos) << said;
    }
}

TEST_F(ArchiveCheckTest, a_damaged_key_file_keeps_nothing_else_from_being_judged) {
    archive_.close();
    std::ofstream(given().key_file, std::ios::trunc) << "{";
    open_lmdb_engine(volume(), {.tables = tables::volume, .single_file = true})
        ->write(
            [](WriteTransaction& rows) { rows.put(tables::heads, Key().u64(1), "another head"); });
    const auto lines = findings(given());
    EXPECT_THAT(lines, Contains(HasSubstr("keys: ")));
    EXPECT_THAT(lines, Each(Not(HasSubstr("data.mdb"))));
}

TEST_F(ArchiveCheckTest, a_volume_of_texts_that_is_gone_is_found_by_the_papers) {
    while (read_next(archive_.store(), "what was read")) {
    }
    archive_.close();
    EXPECT_THAT(findings(given()), IsEmpty());
    std::filesystem::remove(archive_.data() / "blobs" / "derived" / "000001.mdb");
    EXPECT_THAT(findings(given()), Contains(AllOf(HasSubstr("text of document 1 version 1"),
                                                  HasSubstr("volume 1 is not there"))));
}

TEST_F(ArchiveCheckTest, blobs_are_read_piece_by_piece_from_where_a_piece_ended) {
    for (int n = 0; n < 5; ++n) {
        archive_.take_in("paper " + std::to_string(n));
    }
    archive_.close();
    CheckTask task{.data = archive_.data(), .key_file = given().key_file, .bytes_max = 1};
    task.part = {CheckPart::What::blobs, 1};
    CheckChild child;
    std::uint64_t blobs = 0;
    std::vector<std::uint64_t> stops;
    for (std::optional<std::uint64_t> next = 0; next;) {
        task.after = *next;
        const auto piece = check_in_child(child, given(), task,
                                          [](const std::string& line) { ADD_FAILURE() << line; });
        ASSERT_TRUE(piece);
        blobs += piece->counts.blobs;
        next = piece->next;
        stops.push_back(next.value_or(0));
    }
    EXPECT_EQ(blobs, 7U);
    EXPECT_THAT(stops, ElementsAre(1, 2, 3, 4, 5, 6, 7, 0));
}

}  // namespace
}  // namespace kontor::test
