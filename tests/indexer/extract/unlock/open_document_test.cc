// OpenDocument under a password: what opens it, what does not, and what claims too much.
#include "indexer/extract/office/office_reader.h"
#include "storage/base/bytes.h"
#include "tests/indexer/extract/office/zip_builder.h"
#include "tests/indexer/extract/recorder.h"
#include "tests/indexer/extract/unlock/locked_builder.h"

#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::LockedPart;
using test::Recorder;

constexpr std::string_view type = "application/vnd.oasis.opendocument.text";

std::string content() {
    std::string body = "<text:p>Vertraulich: die Quittenlieferung</text:p>";
    std::mt19937 random(7);
    for (int i = 0; i < 500; ++i) {
        body += fmt::format("<text:p>{}</text:p>", random());
    }
    return "<office:document-content><office:body><office:text>" + body +
           "</office:text></office:body></office:document-content>";
}

// `change` and `to`: of the manifest.
std::string document(const LockedPart& how,
                     std::string_view change = "<",
                     std::string_view to = "<") {
    std::string manifest =
        "<manifest:manifest>" + test::manifest_entry(how, "content.xml") + "</manifest:manifest>";
    EXPECT_NE(manifest.find(change), manifest.npos);
    manifest.replace(manifest.find(change), change.size(), to);
    return test::ZipBuilder()
        .add_stored("mimetype", type)
        .add_stored("content.xml", test::locked_part(how))
        .add("META-INF/manifest.xml", manifest)
        .bytes();
}

struct Read {
    ReadingEnd end;
    Recorder sink;
};

Read read(const std::string& file, const std::string& password = "Käse geheim") {
    Read got;
    got.end = read_office(file, got.sink, password).value();
    EXPECT_THAT(got.sink.types, testing::ElementsAre(type));
    return got;
}

void expect_read(const Read& got) {
    EXPECT_EQ(got.end.state, TextState::done) << got.end.reason;
    EXPECT_THAT(got.sink.text(), testing::StartsWith("Vertraulich: die Quittenlieferung\n"));
}

void expect_locked(const Read& got, std::string_view reason) {
    EXPECT_EQ(got.end.state, TextState::encrypted);
    EXPECT_EQ(got.end.reason, reason);
    EXPECT_EQ(got.sink.text(), "");
}

TEST(LockedOpenDocument, a_password_opens_it) {
    expect_read(read(document({.content = content()})));
    expect_read(read(document({.key_bits = 128, .content = content()})));
    expect_read(read(document({.hash = "SHA1", .content = content()})));
    // Shorter than what the checksum is over.
    const LockedPart brief{.content =
                               "<a><office:body><office:text><text:p>Vertraulich: die "
                               "Quittenlieferung</text:p></office:text></office:body></a>"};
    expect_read(read(document(brief)));
}

TEST(LockedOpenDocument, another_password_and_none_say_that_it_is_encrypted) {
    const std::string file = document({.content = content()});
    for (const char* const password : {"", "falsch", "Käse", "K\xE4se geheim"}) {
        expect_locked(read(file, password), "extract.encrypted");
    }
}

TEST(LockedOpenDocument, what_is_encrypted_otherwise_says_that_no_password_helps) {
    const std::pair<const char*, const char*> changes[] = {
        {"#aes256-cbc", "#aes256-gcm"},
        {"#aes256-cbc", "Blowfish CFB"},
        {"PBKDF2", "#argon2id"},
        {"#sha256-1k", "#md5"},
        {"key-size=\"32\"/></m", "key-size=\"1\"/></m"}};
    for (const auto& [what, with] : changes) {
        SCOPED_TRACE(with);
        expect_locked(read(document({.content = content()}, what, with)),
                      "extract.encryption_unsupported");
    }
}

TEST(LockedOpenDocument, too_many_rounds_are_not_begun) {
    for (const char* const rounds : {"1000001", "4294967297", "18446744073709551615"}) {
        expect_locked(read(document({.content = content()}, "iteration-count=\"100\"",
                                    fmt::format("iteration-count=\"{}\"", rounds))),
                      "extract.encryption_too_costly");
    }
}

TEST(LockedOpenDocument, lost_values_say_that_it_is_damaged) {
    for (const char* const name : {"initialisation-vector", ":salt", "iteration-count"}) {
        SCOPED_TRACE(name);
        const Read got = read(document({.content = content()}, name, "lost"));
        EXPECT_EQ(got.end.state, TextState::failed);
        EXPECT_EQ(got.end.reason, "extract.damaged");
    }
}

TEST(LockedOpenDocument, a_part_grows_no_further_than_any_other) {
    const std::string bomb =
        "<a><office:body><office:text><text:p>Anfang</text:p>" + std::string(70u << 20, ' ');
    const Read got = read(document({.content = bomb}));
    EXPECT_EQ(got.end.state, TextState::partial);
    EXPECT_EQ(got.end.reason, "extract.too_large");
    EXPECT_EQ(got.sink.text(), "Anfang\n");
}

TEST(LockedOpenDocument, what_breaks_off_is_read_as_far_as_it_goes) {
    std::string part = test::locked_part({.content = content()});
    part.resize(part.size() / 2 + 3);
    const std::string file =
        test::ZipBuilder()
            .add_stored("mimetype", type)
            .add_stored("content.xml", part)
            .add("META-INF/manifest.xml",
                 "<manifest:manifest>" +
                     test::manifest_entry({.content = content()}, "content.xml") +
                     "</manifest:manifest>")
            .bytes();
    const Read got = read(file);
    EXPECT_EQ(got.end.state, TextState::partial);
    EXPECT_EQ(got.end.reason, "extract.damaged");
    EXPECT_THAT(got.sink.text(), testing::StartsWith("Vertraulich: die Quittenlieferung\n"));
}

}  // namespace
}  // namespace kontor
