// Mails through the pool, in confined children: what a person reads of them, and what is attached.
#include "indexer/extract/limits.h"
#include "indexer/extract/mail/mail_reader.h"
#include "tests/indexer/extract/encoded.h"
#include "tests/indexer/extract/worker_fixture.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

class Mail : public test::WithWorker {
  protected:
    static std::vector<std::string> names(const test::Recorder& sink) {
        std::vector<std::string> names;
        for (const auto& part : sink.parts) {
            names.push_back(part.name);
        }
        return names;
    }
};

const std::string head =
    "From: =?utf-8?q?K=C3=A4the_M=C3=BCller?= <kaethe@example.org>\r\n"
    "To: Einkauf <einkauf@example.org>\r\n"
    "Date: Thu, 26 Nov 2026 10:15:00 +0100\r\n"
    "Subject: =?iso-8859-1?Q?Angebot_f=FCr?= =?utf-8?B?IEvDpHNldGhla2U=?=\r\n"
    "Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n";

TEST_F(Mail, headers_are_facts_and_what_a_person_reads_is_text) {
    const Read got = read(head +
                          "Content-Type: text/plain; charset=iso-8859-15\r\n"
                          "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                          "Guten Tag,=\r\n Gr=F6=DFe und 12,50 =A4.\r\n");
    EXPECT_EQ(got.end.state, TextState::done) << got.end.reason;
    EXPECT_THAT(got.sink.types, ElementsAre("message/rfc822"));
    EXPECT_THAT(got.sink.facts, Contains(Pair("title", "Angebot für Käsetheke")));
    EXPECT_THAT(got.sink.facts, Contains(Pair("from", "Käthe Müller <kaethe@example.org>")));
    EXPECT_THAT(got.sink.facts, Contains(Pair("sent", "2026-11-26T10:15:00+01:00")));
    EXPECT_THAT(got.sink.facts, Contains(Pair("message_id", "<1@example.org>")));
    EXPECT_EQ(got.sink.text(),
              "From: Käthe Müller <kaethe@example.org>\nTo: Einkauf <einkauf@example.org>\n"
              "Date: Thu, 26 Nov 2026 10:15:00 +0100\nSubject: Angebot für Käsetheke\n"
              "Guten Tag, Größe und 12,50 €.\n");
}

TEST_F(Mail, every_encoding_is_read_inside_the_confined_child) {
    struct Case {
        const char* charset;
        std::string text;
    };
    for (const Case& c : {Case{"koi8-r", "Счёт за товар"}, Case{"iso-2022-jp", "請求書の件"},
                          Case{"windows-1252", "„Größe“ – 5 €"}, Case{"gb18030", "发票金额"},
                          Case{"utf-7", "Übergröße"}, Case{"shift_jis", "見積書"},
                          Case{"iso-8859-2", "Zamówienie łódź"}, Case{"big5", "發票"}}) {
        SCOPED_TRACE(c.charset);
        const Read got = read(
            "From: a@example.org\r\nDate: Thu, 26 Nov 2026 10:15:00 +0000\r\n"
            "Content-Type: text/plain; charset=" +
            std::string(c.charset) + "\r\n\r\n" + test::encoded(c.text, c.charset) + "\r\n");
        EXPECT_EQ(got.end.state, TextState::done) << got.end.reason;
        EXPECT_THAT(got.sink.text(), HasSubstr(c.text));
    }
    const Read headers = read(
        "From: a@example.org\r\nSubject: =?koi8-r?B?88697dQ=?= =?gb2312?B?t6LGsQ==?=\r\n"
        "Date: Thu, 26 Nov 2026 10:15:00 +0000\r\n\r\nx\r\n");
    EXPECT_THAT(headers.sink.text(), HasSubstr("发票"));
}

// The C library would load a converter for each of them, and a child that opens a file is ended.
TEST_F(Mail, encodings_that_nobody_uses_harm_no_header_and_no_text) {
    for (const char* charset :
         {"ibm-1047", "IBM037", "EBCDIC-US", "x-nothing", "iso-ir-165", "tcvn", "armscii-8",
          "cp1125", "mac-cyrillic", "hp-roman8", "utf-8*de"}) {
        SCOPED_TRACE(charset);
        const std::string name(charset);
        const Read got =
            read("From: =?" + name + "?q?a=C1b?= <a@example.org>\r\nSubject: =?" + name +
                 "?b?QUJD?=\r\n" +
                 "Date: Thu, 26 Nov 2026 10:15:00 +0000\r\nContent-Type: multipart/mixed; "
                 "boundary=m\r\n\r\n" +
                 "--m\r\nContent-Type: text/plain; charset=\"" + name + "\"\r\n\r\nEin Text.\r\n" +
                 "--m\r\nContent-Type: text/plain; charset=" + name +
                 "\r\nContent-Disposition: attachment; " + "filename*=" + name +
                 "''%41%C1.txt\r\n\r\nAnlage.\r\n--m--\r\n");
        EXPECT_EQ(got.end.state, TextState::done) << got.end.reason;
        EXPECT_THAT(got.sink.parts, SizeIs(1));
        EXPECT_THAT(got.sink.text(), HasSubstr("Anlage."));
    }
}

// The library passes over signs in the name of an encoding, and finds one after all.
TEST_F(Mail, an_encoding_with_stray_signs_in_its_name_opens_nothing) {
    for (const char* charset :
         {"iso)8859-15", "koi8\rr", "iso\r2022-jp", "iso 8859-15", "koi8(r", "koi8\r\n -r",
          "iso_8859=15", "iso-8859-15------------------------------------------------"}) {
        SCOPED_TRACE(charset);
        const std::string name(charset);
        for (const std::string& subject :
             {"=?" + name + "?b?QUJD?=", "=?" + name + "?q?a=C1\r\n b?=",
              "a =?" + name + "?Q?_?="}) {
            const Read got =
                read("From: =?" + name + "?q?a=C1b?= <a@example.org>\r\nSubject: " + subject +
                     "\r\nContent-Type: text/plain; name*=" + name +
                     "'de'%41%C1.txt\r\nContent-Disposition: inline; filename*=\"" + name +
                     "''%41%C1.txt\"\r\n\r\nEin Text.\r\n");
            EXPECT_NE(got.end.reason, "extract.forbidden");
        }
    }
}

// For a zone that is none the library asks the system's files, and a child that opens one is ended.
TEST_F(Mail, a_date_with_a_zone_that_is_none_harms_nothing) {
    for (const char* date :
         {"Fri, 19 May 2000 00:38:13 -0480", "31-12-1999 10:00", "Fri, 19 May 2000 00:38:13 +9999",
          "Fri, 19 May 2000 00:38:13 +123456789012", "19 May 2000\r\n 00:38:13\r\n\t-2400", "-",
          "+-99", "19 May 2000 00:38:13 (+0199) -0199"}) {
        for (const char* name : {"Date: ", "DATE:", "date \t: "}) {
            SCOPED_TRACE(std::string(name) + date);
            const std::string mail = std::string("From: a@example.org\r\nSubject: Angebot\r\n") +
                                     name + date + "\r\n\r\nDate: 31-12-1999 bis 1-1-2000\r\n";
            const Read got = read(mail);
            EXPECT_EQ(got.end.state, TextState::done) << got.end.reason;
            const Read within = read(
                "From: b@example.org\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\n"
                "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
                "Content-Type: message/rfc822\r\n\r\n" +
                mail + "\r\n--m--\r\n");
            EXPECT_NE(within.end.reason, "extract.forbidden");
        }
    }
    const Read sound =
        read("From: a@example.org\r\nDate: Fri, 19 May 2000 00:38:13 -0330\r\n\r\nA\r\n");
    EXPECT_THAT(sound.sink.facts, Contains(Pair("sent", "2000-05-19T00:38:13-03:30")));
}

TEST_F(Mail, of_alternatives_the_plain_text_is_read_unless_it_says_nothing) {
    const auto alternative = [](const std::string& plain, const std::string& html) {
        return head +
               "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n"
               "Content-Type: text/plain; charset=utf-8\r\n\r\n" +
               plain + "\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>" +
               html + "</p></body></html>\r\n--b--\r\n";
    };
    const std::string said =
        "Sehr geehrte Frau Müller, wir bestellen zwölf Regale aus verzinktem Stahl zu den "
        "genannten Bedingungen.";
    const Read plain = read(alternative(said, "dasselbe als Seite"));
    EXPECT_THAT(plain.sink.text(), HasSubstr("zwölf Regale"));
    EXPECT_THAT(plain.sink.text(), Not(HasSubstr("dasselbe als Seite")));
    const Read page =
        read(alternative("Ihr Programm zeigt kein HTML.", "Wir bestellen fünf Tische."));
    EXPECT_THAT(page.sink.text(), HasSubstr("fünf Tische"));
}

TEST_F(Mail, attachments_are_parts_by_the_names_that_they_have) {
    const Read got = read(
        head +
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
        "Content-Type: text/plain; charset=us-ascii\r\n\r\nAnbei die Belege.\r\n"
        "--m\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename*=utf-8''%C3%9Cbersicht.txt\r\n\r\n"
        "w5xiZXJzaWNodCBkZXIgS8OkdWZlCg==\r\n"
        "--m\r\nContent-Type: text/html; name=\"=?utf-8?q?Seite=C3=9F.html?=\"\r\n"
        "Content-Disposition: attachment\r\n\r\n<!DOCTYPE html><p>Eine Seite</p>\r\n"
        "--m\r\nContent-Type: message/rfc822\r\n\r\n"
        "From: b@example.org\r\nSubject: =?utf-8?q?Fr=C3=BCher?=\r\nDate: Wed, 25 Nov 2026 "
        "10:00:00 +0000\r\n\r\nDie erste Mail.\r\n"
        "--m--\r\n");
    EXPECT_EQ(got.end.state, TextState::done) << got.end.reason;
    EXPECT_THAT(names(got.sink), ElementsAre("Übersicht.txt", "Seiteß.html", "Früher"));
    ASSERT_THAT(got.sink.pages, SizeIs(4));
    EXPECT_THAT(got.sink.pages[0].second, HasSubstr("Anbei die Belege"));
    EXPECT_EQ(got.sink.pages[1].second, "Übersicht der Käufe\n");
    EXPECT_EQ(got.sink.pages[2].second, "Eine Seite\n");
    EXPECT_THAT(got.sink.pages[3].second, HasSubstr("Die erste Mail."));
    EXPECT_EQ(got.sink.parts[2].type, "message/rfc822");
    EXPECT_EQ(got.sink.parts[2].first_page, 4U);
}

TEST_F(Mail, a_box_has_its_mails_as_parts) {
    const Read got = read(
        "From a@example.org Thu Nov 26 10:00:00 2026\nFrom: a@example.org\nSubject: Erste\n"
        "Date: Thu, 26 Nov 2026 10:00:00 +0000\n\nGuten Morgen.\n>From hier an gilt das.\n"
        "From nichts kommt nichts.\n\n"
        "From b@example.org Thu Nov 26 11:00:00 2026\nFrom: b@example.org\nSubject: Zweite\n"
        "Date: Thu, 26 Nov 2026 11:00:00 +0000\n\nGuten Abend.\n");
    EXPECT_EQ(got.end.state, TextState::done) << got.end.reason;
    EXPECT_THAT(got.sink.types, ElementsAre("application/mbox"));
    EXPECT_THAT(names(got.sink), ElementsAre("Erste", "Zweite"));
    EXPECT_THAT(got.sink.text(),
                HasSubstr("\nFrom hier an gilt das.\nFrom nichts kommt nichts.\n"));
}

TEST_F(Mail, flowed_text_is_joined) {
    const Read got = read(head +
                          "Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
                          "Ein langer Satz, der \r\nauf der nächsten Zeile \r\nweitergeht.\r\n-- "
                          "\r\nKäthe\r\n");
    EXPECT_THAT(got.sink.text(),
                HasSubstr("Ein langer Satz, der auf der nächsten Zeile weitergeht.\n--\nKäthe\n"));
}

TEST_F(Mail, an_encrypted_body_says_so_and_the_headers_stay) {
    const Read got = read(head +
                          "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n"
                          "Content-Transfer-Encoding: base64\r\n\r\nMIIB\r\n");
    EXPECT_EQ(got.end.state, TextState::partial);
    EXPECT_EQ(got.end.reason, "extract.encrypted");
    EXPECT_THAT(got.sink.text(), HasSubstr("Käsetheke"));
}

TEST_F(Mail, broken_mail_is_read_as_far_as_it_goes) {
    const Read open = read(head +
                           "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
                           "Content-Type: text/plain\r\n\r\nOhne Ende.\r\n--m\r\n"
                           "Content-Disposition: attachment; filename=a.txt\r\n\r\nHalb");
    EXPECT_THAT(open.sink.text(), HasSubstr("Ohne Ende."));
    EXPECT_THAT(names(open.sink), ElementsAre("a.txt"));
    const Read wrong = read(
        "From: a@example.org\nDate: Thu, 26 Nov 2026 10:15:00 +0000\n"
        "Subject: Gr\xF6\xDF"
        "e\nContent-Type: text/plain; charset=utf-8\n\n\xDC"
        "berweisung f\xFCr K\xE4se\n");
    EXPECT_THAT(wrong.sink.text(), HasSubstr("Subject: Größe"));
    EXPECT_THAT(wrong.sink.text(), HasSubstr("Überweisung für Käse"));
    std::string deep = head;
    for (int i = 0; i < 3000; ++i) {
        deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" +
                std::to_string(i) + "\r\n";
    }
    EXPECT_NE(read(deep).end.reason, "extract.crashed");
    EXPECT_NE(read(head + "X: " + std::string(8 << 20, 'x') + "\r\n\r\nText\r\n").end.reason,
              "extract.timeout");
}

TEST_F(Mail, damaged_anywhere_ends_by_itself) {
    const std::string whole =
        head +
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nText\r\n--m\r\n"
        "Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; "
        "filename=a.zip\r\n\r\nUEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "--m--\r\n";
    constexpr unsigned seed = 7;
    std::mt19937 random(seed);
    for (int round = 0; round < 60; ++round) {
        std::string damaged = whole;
        if (round % 2 == 0) {
            damaged.resize(random() % whole.size());
        }
        for (int flips = 0; flips < 6 && !damaged.empty(); ++flips) {
            damaged[random() % damaged.size()] ^= static_cast<char>(1U << (random() % 8));
        }
        const Read got = read(damaged);
        EXPECT_FALSE(got.end.reason == "extract.crashed" || got.end.reason == "extract.timeout" ||
                     got.end.reason == "extract.forbidden" || got.end.reason == "extract.memory")
            << round << ": " << got.end.reason;
    }
}

TEST(LooksLikeMail, tells_mails_from_texts_that_speak_of_them) {
    EXPECT_TRUE(looks_like_mail(head + "\r\nText"));
    EXPECT_TRUE(looks_like_mail("\n\nReceived: by x\n  for y\nSubject: a\n\n"));
    EXPECT_FALSE(looks_like_mail("From: Käthe\nWir treffen uns am Montag.\nDate: egal\n"));
    EXPECT_FALSE(looks_like_mail("Subject: nur das\n\nText"));
    EXPECT_FALSE(looks_like_mail("Name: Wert\nTo: x\n\n"));
    EXPECT_FALSE(looks_like_mail(""));
    EXPECT_FALSE(looks_like_mailbox("From here on it is a text: really.\nMore of it.\n"));
}

}  // namespace
}  // namespace kontor
