// Office Open XML under a password: what opens it, what does not, and what claims too much.
#include "indexer/extract/compound/compound_reader.h"
#include "indexer/extract/compound/encryption_info.h"
#include "indexer/extract/unlock/limits.h"
#include "storage/base/text.h"
#include "tests/indexer/extract/compound/compound_builder.h"
#include "tests/indexer/extract/office/zip_builder.h"
#include "tests/indexer/extract/recorder.h"
#include "tests/indexer/extract/unlock/locked_builder.h"

#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::Agile;
using test::CompoundBuilder;
using test::locked_file;
using test::Recorder;
using test::Standard;

constexpr std::string_view password = "Käse geheim";
constexpr std::string_view docx_type =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

// Longer than a segment, so that the second one counts.
std::string letter() {
    std::string body = "<w:p><w:r><w:t>Vertraulich: die Quittenlieferung</w:t></w:r></w:p>";
    std::mt19937 random(7);
    for (int i = 0; i < 2000; ++i) {
        body += fmt::format("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", random());
    }
    return test::docx(body + "<w:p><w:r><w:t>Hufnagel</w:t></w:r></w:p>").bytes();
}

struct Read {
    ReadingEnd end;
    Recorder sink;
};

Read read(const std::string& file, std::string_view with = password) {
    Read got;
    const auto end = read_locked_package(file, got.sink, with);
    got.end = end ? *end : ReadingEnd{TextState::none, "not ours"};
    return got;
}

void expect_read(const Read& got) {
    EXPECT_EQ(got.end.state, TextState::done) << got.end.reason;
    EXPECT_THAT(got.sink.types, testing::ElementsAre(docx_type));
    EXPECT_THAT(got.sink.text(), testing::StartsWith("Vertraulich: die Quittenlieferung\n"));
    EXPECT_THAT(got.sink.text(), testing::EndsWith("\nHufnagel\n"));
}

void expect_locked(const Read& got, std::string_view reason) {
    EXPECT_EQ(got.end.state, TextState::encrypted);
    EXPECT_EQ(got.end.reason, reason);
    EXPECT_THAT(got.sink.types, testing::ElementsAre("application/x-ole-storage"));
    EXPECT_EQ(got.sink.text(), "");
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at)) {
        text.replace(at, what.size(), with);
        at += with.size();
    }
    return text;
}

Read read_changed(std::string_view what, std::string_view with) {
    const std::string info = test::agile_info({});
    EXPECT_NE(info.find(what), info.npos);
    return read(locked_file(replaced(info, what, with), test::agile_package({}, letter())));
}

TEST(LockedPackages, a_password_opens_agile_encryption_of_every_hash_and_key) {
    for (const char* const hash : {"SHA1", "SHA256", "SHA384", "SHA512"}) {
        for (const unsigned bits : {128u, 192u, 256u}) {
            SCOPED_TRACE(fmt::format("{} {}", hash, bits));
            expect_read(read(locked_file(Agile{.hash = hash, .key_bits = bits}, letter())));
        }
    }
}

TEST(LockedPackages, a_password_opens_standard_encryption) {
    for (const unsigned bits : {128u, 192u, 256u}) {
        SCOPED_TRACE(bits);
        expect_read(read(locked_file(Standard{.key_bits = bits}, letter())));
    }
}

TEST(LockedPackages, a_salt_is_as_long_as_it_is) {
    expect_read(read(locked_file(Agile{.salt = "kurz"}, letter())));
    expect_read(
        read(locked_file(Agile{.salt = "ein Salz von mehr als sechzehn Zeichen"}, letter())));
}

TEST(LockedPackages, a_password_may_have_any_letters) {
    const Agile how{.utf16_password = std::string("\xAC\x20\x3D\xD8\x00\xDE\xE9\x65", 8)};
    expect_read(read(locked_file(how, letter()), "€😀早"));
}

TEST(LockedPackages, another_password_and_none_say_that_it_is_encrypted) {
    for (const std::string& file :
         {locked_file(Agile{}, letter()), locked_file(Standard{}, letter())}) {
        expect_locked(read(file, "Käse"), "extract.encrypted");
        expect_locked(read(file, ""), "extract.encrypted");
        expect_locked(read(file, "K\xE4se geheim"), "extract.encrypted");
        expect_locked(read(file, std::string(1000, 'x')), "extract.encrypted");
    }
}

TEST(LockedPackages, what_is_only_protected_against_changes_is_read_without_asking) {
    const std::string file =
        locked_file(Agile{.utf16_password = test::utf16("VelvetSweatshop")}, letter());
    expect_read(read(file, ""));
    expect_read(read(file, "falsch"));
}

TEST(LockedPackages, too_many_rounds_are_not_begun) {
    for (const std::uint64_t spins :
         {limits::unlock_spins_max + 1ULL, 10'000'000ULL, 4294967296ULL}) {
        expect_locked(read_changed(R"(spinCount="100")", fmt::format(R"(spinCount="{}")", spins)),
                      "extract.encryption_too_costly");
    }
    for (const char* const spins : {"-1", "viele", "1e9", "99999999999999999999999"}) {
        expect_locked(read_changed(R"(spinCount="100")", fmt::format(R"(spinCount="{}")", spins)),
                      "extract.encryption_too_costly");
    }
}

TEST(LockedPackages, what_is_encrypted_otherwise_says_that_no_password_helps) {
    const std::pair<const char*, const char*> changes[] = {
        {R"(blockSize="16")", R"(blockSize="0")"},
        {R"(blockSize="16")", R"(blockSize="17")"},
        {R"(blockSize="16")", R"(blockSize="4294967296")"},
        {R"(keyBits="256")", R"(keyBits="8")"},
        {R"(keyBits="256")", R"(keyBits="18446744073709551615")"},
        {R"("AES")", R"("RC2")"},
        {"ChainingModeCBC", "ChainingModeCFB"},
        {R"("SHA512")", R"("WHIRLPOOL")"},
        {"spinCount", "certificate"},
        {"keyEncryptors", "nobody"}};
    for (const auto& [what, with] : changes) {
        SCOPED_TRACE(with);
        expect_locked(read_changed(what, with), "extract.encryption_unsupported");
    }
    for (const std::string& version : {test::le16(4) + test::le16(3), test::le16(1) + test::le16(1),
                                       test::le16(9) + test::le16(2)}) {
        expect_locked(read(locked_file(version + test::agile_info({}).substr(4), "")),
                      "extract.encryption_unsupported");
    }
    std::string rc4 = test::standard_info({});
    rc4.replace(20, 4, test::le32(0x6801));
    expect_locked(read(locked_file(rc4, "")), "extract.encryption_unsupported");
    // Rights that a server manages.
    expect_locked(read(CompoundBuilder().add("EncryptedPackage", "x").bytes()),
                  "extract.encryption_unsupported");
}

TEST(LockedPackages, lost_values_say_that_it_is_damaged) {
    for (const char* const name : {"saltValue", "encryptedVerifierHashInput",
                                   "encryptedVerifierHashValue", "encryptedKeyValue"}) {
        SCOPED_TRACE(name);
        const Read got = read_changed(name, "lost");
        EXPECT_EQ(got.end.state, TextState::failed);
        EXPECT_EQ(got.end.reason, "extract.damaged");
    }
    const Read odd = read_changed(R"(encryptedKeyValue=")", R"(encryptedKeyValue="QUJD" x=")");
    EXPECT_EQ(odd.end.reason, "extract.damaged");
    const Read none = read(locked_file(std::string(), test::agile_package({}, letter())));
    EXPECT_EQ(none.end.reason, "extract.damaged");
}

TEST(LockedPackages, an_info_that_breaks_off_anywhere_opens_nothing_and_has_a_reason) {
    for (const std::string& whole : {test::agile_info({}), test::standard_info({})}) {
        for (std::size_t size = 0; size < whole.size() - 12; ++size) {
            const auto info = compound::read_encryption_info(ByteView(whole).substr(0, size));
            const auto* const reason = std::get_if<std::string_view>(&info);
            // Behind the last value of the XML only brackets are missing.
            if (reason == nullptr) {
                ASSERT_GT(size + 60, whole.size());
            } else {
                ASSERT_NE(*reason, "");
            }
        }
    }
}

TEST(LockedPackages, an_info_may_not_be_as_large_as_it_likes) {
    std::string info = test::agile_info({});
    info.insert(info.find("<keyData"), std::string(limits::unlock_info_max_bytes, ' '));
    EXPECT_EQ(read(locked_file(info, "x")).end.reason, "extract.too_large");
}

TEST(LockedPackages, a_size_is_only_a_claim) {
    expect_read(read(locked_file(Agile{.size_told = UINT64_MAX}, letter())));
    const std::string info = test::agile_info({});
    for (const std::string& package :
         {std::string(), std::string("kurz"), std::string(8, '\xFF'), std::string(11, '\0'),
          test::agile_package(Agile{.size_told = 3}, letter())}) {
        const Read got = read(locked_file(info, package));
        EXPECT_EQ(got.end.state, TextState::failed);
        EXPECT_EQ(got.end.reason, "extract.damaged");
    }
}

TEST(LockedPackages, a_package_that_breaks_off_is_read_as_far_as_it_goes) {
    const std::string package = test::agile_package({}, letter());
    const Read got =
        read(locked_file(test::agile_info({}), package.substr(0, package.size() / 2 + 5)));
    EXPECT_EQ(got.end.state, TextState::partial);
    EXPECT_EQ(got.end.reason, "extract.damaged");
    EXPECT_THAT(got.sink.text(), testing::StartsWith("Vertraulich: die Quittenlieferung\n"));
}

TEST(LockedPackages, flipped_bytes_do_no_harm) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (const std::string& whole :
         {locked_file(Agile{}, letter()), locked_file(Standard{}, letter())}) {
        for (int round = 0; round < 60; ++round) {
            std::string bytes = whole;
            for (unsigned i = 0; i < 1 + random() % 12; ++i) {
                bytes[random() % (round % 2 == 0 ? bytes.size() : 3072)] =
                    static_cast<char>(random());
            }
            const Read got = read(bytes);
            for (const auto& [number, page] : got.sink.pages) {
                ASSERT_TRUE(is_utf8(page));
            }
            EXPECT_TRUE(got.end.state == TextState::done || !got.end.reason.empty());
        }
    }
}

TEST(LockedPackages, files_of_others_are_left_to_others) {
    for (const std::string& other :
         {std::string("PK\3\4"), std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
          CompoundBuilder().add("WordDocument", "x").bytes()}) {
        const Read got = read(other);
        EXPECT_EQ(got.end.reason, "not ours");
        EXPECT_THAT(got.sink.types, testing::IsEmpty());
    }
}

}  // namespace
}  // namespace kontor
