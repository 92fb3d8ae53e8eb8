// Archives through the pool, in confined children: each file is a part, whatever the archive.
#include "indexer/extract/limits.h"
#include "tests/indexer/extract/archive/archive_builder.h"
#include "tests/indexer/extract/worker_fixture.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::archive_kind;
using test::archive_kinds;
using test::archive_of;
using test::NamedFiles;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class Archive : public test::WithWorker {
  protected:
    static std::vector<std::string> names(const test::Recorder& sink) {
        std::vector<std::string> names;
        for (const auto& part : sink.parts) {
            names.push_back(part.name);
        }
        return names;
    }
};

TEST_F(Archive, of_any_kind_gives_its_files_as_parts_with_pages_of_their_own) {
    const NamedFiles files{{"anschreiben.txt", "Sehr geehrte Frau Größe,\nanbei die Belege.\n"},
                           {"belege/übersicht.html", "<!DOCTYPE html><p>Übersicht der Käufe</p>"},
                           {"belege/liste.csv", "Nr;Betrag\n1;12,50\n"}};
    for (const test::ArchiveKind& kind : archive_kinds()) {
        SCOPED_TRACE(kind.name);
        const Read got = read(archive_of(kind, files));
        EXPECT_EQ(got.end.state, TextState::done) << got.end.reason;
        ASSERT_THAT(got.sink.parts, SizeIs(3));
        ASSERT_THAT(got.sink.pages, SizeIs(3));
        for (const auto& part : got.sink.parts) {
            EXPECT_EQ(part.end.state, TextState::done) << part.name;
            EXPECT_EQ(part.depth, 1U);
            EXPECT_EQ(part.pages, 1U);
            const std::string& page = got.sink.pages.at(part.first_page - 1).second;
            if (part.name.ends_with(".txt")) {
                EXPECT_THAT(page, HasSubstr("Frau Größe"));
                EXPECT_EQ(part.type, "text/plain");
            } else if (part.name.ends_with("html")) {
                EXPECT_THAT(page, HasSubstr("Übersicht der Käufe"));
                EXPECT_EQ(part.type, "text/html");
                EXPECT_THAT(part.name, HasSubstr("übersicht"));
            }
        }
    }
}

TEST_F(Archive, in_an_archive_is_read_too) {
    const std::string inner =
        archive_of(archive_kind("tar.gz"), {{"innen.txt", "Ganz innen liegt der Beleg.\n"}});
    const Read got = read(archive_of(
        archive_kind("zip"), {{"vorn.txt", "Vorn steht das hier.\n"}, {"kiste.tar.gz", inner}}));
    EXPECT_EQ(got.end.state, TextState::done);
    EXPECT_THAT(names(got.sink), ElementsAre("vorn.txt", "kiste.tar.gz", "innen.txt"));
    EXPECT_EQ(got.sink.parts.back().depth, 2U);
    EXPECT_EQ(got.sink.parts.back().first_page, 2U);
    EXPECT_THAT(got.sink.text(), HasSubstr("Ganz innen"));
}

TEST_F(Archive, a_compressed_file_is_one_part_without_a_name) {
    const Read got = read(test::compressed("Ein Brief, und sonst nichts, gepackt.\n"));
    EXPECT_EQ(got.end.state, TextState::done);
    EXPECT_EQ(got.sink.types.front(), "application/gzip");
    EXPECT_THAT(names(got.sink), ElementsAre(""));
    EXPECT_THAT(got.sink.text(), HasSubstr("Ein Brief"));
}

TEST_F(Archive, under_a_password_says_so) {
    const Read got = read(test::encrypted_zip({{"gehalt.txt", "Niemand soll es lesen.\n"}}));
    EXPECT_EQ(got.end.state, TextState::encrypted);
    EXPECT_EQ(got.end.reason, "extract.encrypted");
    ASSERT_THAT(got.sink.parts, SizeIs(1));
    EXPECT_EQ(got.sink.parts[0].name, "gehalt.txt");
    EXPECT_EQ(got.sink.parts[0].end.state, TextState::encrypted);
}

TEST_F(Archive, one_part_that_cannot_be_read_harms_no_other) {
    const Read got =
        read(archive_of(archive_kind("zip"), {{"a.txt", "Erster Beleg.\n"},
                                              {"b.pdf", "%PDF-1.4\nnichts davon ist wahr"},
                                              {"c.txt", "Dritter Beleg.\n"}}));
    EXPECT_EQ(got.end.state, TextState::partial);
    EXPECT_EQ(got.end.reason, "extract.part_unread");
    ASSERT_THAT(got.sink.parts, SizeIs(3));
    EXPECT_EQ(got.sink.parts[1].end.state, TextState::failed);
    EXPECT_EQ(got.sink.parts[2].end.state, TextState::done);
    EXPECT_THAT(got.sink.text(), HasSubstr("Dritter"));
}

TEST_F(Archive, bombs_end_early_and_say_so) {
    const std::string much(96U << 20, 'A');
    std::string bomb = test::compressed(much);
    for (int i = 0; i < 2; ++i) {
        NamedFiles copies;
        for (int copy = 0; copy < 20; ++copy) {
            copies.emplace_back("n" + std::to_string(copy), bomb);
        }
        bomb = archive_of(archive_kind("zip"), copies);
    }
    const Read got = read(bomb);
    EXPECT_EQ(got.end.state, TextState::failed);
    EXPECT_EQ(got.end.reason, "extract.too_large");
    EXPECT_FALSE(got.end.reason == "extract.crashed" || got.end.reason == "extract.timeout" ||
                 got.end.reason == "extract.memory")
        << got.end.reason;
}

TEST_F(Archive, is_read_only_so_deep) {
    std::string nested = "Zuinnerst.\n";
    for (int i = 0; i < 40; ++i) {
        nested = archive_of(archive_kind("zip"), {{"tiefer", nested}});
    }
    const Read got = read(nested);
    EXPECT_EQ(got.end.state, TextState::failed);
    EXPECT_EQ(got.end.reason, "extract.too_deep");
    EXPECT_THAT(got.sink.parts, SizeIs(limits::parts_depth_max));
}

TEST_F(Archive, with_too_many_files_is_read_in_part) {
    NamedFiles files;
    for (std::uint32_t i = 0; i < limits::parts_max + 10; ++i) {
        files.emplace_back(std::to_string(i) + ".txt", "Beleg " + std::to_string(i) + "\n");
    }
    const Read got = read(archive_of(archive_kind("zip"), files));
    EXPECT_EQ(got.end.state, TextState::partial);
    EXPECT_EQ(got.end.reason, "extract.too_many_parts");
    EXPECT_THAT(got.sink.parts, SizeIs(limits::parts_max));
}

TEST_F(Archive, behind_a_program_that_unpacks_it_is_an_archive) {
    const Read got = read("MZ" + std::string(3000, '\x90') +
                          archive_of(archive_kind("zip"), {{"a.txt", "Hinter dem Programm.\n"}}));
    EXPECT_EQ(got.end.state, TextState::done) << got.end.reason;
    EXPECT_THAT(got.sink.text(), HasSubstr("Hinter dem Programm"));
}

TEST_F(Archive, without_files_is_read_and_has_no_text) {
    const Read got = read(archive_of(archive_kind("zip"), {{"leer/", ""}}));
    EXPECT_EQ(got.end.state, TextState::none);
    EXPECT_EQ(got.end.reason, "");
    EXPECT_THAT(got.sink.parts, SizeIs(0));
}

TEST_F(Archive, damaged_anywhere_ends_by_itself) {
    NamedFiles files;
    for (int i = 0; i < 5; ++i) {
        files.emplace_back("beleg" + std::to_string(i) + ".txt",
                           "Beleg Nummer " + std::to_string(i) + " über Käse.\n");
    }
    constexpr unsigned seed = 20'241'126;
    std::mt19937 random(seed);
    for (const test::ArchiveKind& kind : archive_kinds()) {
        const std::string whole = archive_of(kind, files);
        for (int round = 0; round < 12; ++round) {
            std::string damaged = whole;
            if (round % 2 == 0) {
                damaged.resize(random() % whole.size());
            } else {
                for (int flips = 0; flips < 8; ++flips) {
                    damaged[random() % whole.size()] ^= static_cast<char>(1U << (random() % 8));
                }
            }
            const Read got = read(damaged);
            EXPECT_FALSE(
                got.end.reason == "extract.crashed" || got.end.reason == "extract.timeout" ||
                got.end.reason == "extract.memory" || got.end.reason == "extract.forbidden" ||
                got.end.reason == "extract.protocol")
                << kind.name << " round " << round << ": " << got.end.reason;
        }
    }
}

}  // namespace
}  // namespace kontor
