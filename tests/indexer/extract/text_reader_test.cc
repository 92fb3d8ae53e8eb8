// Plain text: its encoding, its pages, and what is no text.
#include "indexer/extract/text/text_reader.h"

#include "indexer/extract/limits.h"
#include "indexer/extract/text/encoding.h"
#include "storage/base/text.h"
#include "tests/indexer/extract/encoded.h"
#include "tests/indexer/extract/recorder.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::encoded;
using test::Recorder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using namespace std::string_literals;

const std::string german =
    "Müller & Söhne GmbH, Größenstraße 7\n"
    "Sehr geehrte Frau Jäger, für die Überweisung über 1.200,50 danken wir.\n";
const std::string russian =
    "Договор поставки номер семь. Поставщик обязуется передать в собственность покупателя товар, "
    "а покупатель обязуется принять и оплатить его в сроки, установленные настоящим договором.\n";
const std::string japanese =
    "請求書。株式会社の皆様、いつもお世話になっております。下記の通りご請求申し上げます。"
    "お支払い期限は月末です。よろしくお願いいたします。\n";
const std::string korean =
    "계약서. 매도인은 물품을 인도하고 매수인은 대금을 기한 내에 지급하여야 한다. 감사합니다. "
    "청구서 번호와 날짜를 확인하여 주시기 바랍니다.\n";
const std::string chinese =
    "發票。本公司感謝貴客戶的訂購,請於月底前支付貨款。如有任何問題,請與我們聯絡,謝謝您的合作。\n";
const std::string simplified =
    "发票。本公司感谢贵客户的订购,请于月底前支付货款。如有任何问题,请与我们联系,谢谢您的合作。\n";
const std::string greek =
    "Το τιμολόγιο αφορά την παράδοση των εμπορευμάτων σύμφωνα με τη σύμβαση. Παρακαλούμε να "
    "εξοφλήσετε το ποσό μέχρι το τέλος του μήνα.\n";
const std::string czech =
    "Dodavatel se zavazuje, že kupujícímu odevzdá zboží a převede na něj vlastnické právo. "
    "Příliš žluťoučký kůň úpěl ďábelské ódy. Faktura je splatná do čtrnácti dnů.\n";

std::string read(ByteView bytes) {
    Recorder sink;
    EXPECT_EQ(read_text(bytes, sink).state, TextState::done);
    return sink.text();
}

struct Case {
    const char* name;
    std::string mark;
    const std::string* text;
};

class TextIn : public testing::TestWithParam<Case> {};

TEST_P(TextIn, is_read_as_what_was_written) {
    const Case& c = GetParam();
    EXPECT_EQ(read(c.mark + encoded(*c.text, c.name)), *c.text);
}

INSTANTIATE_TEST_SUITE_P(Encodings,
                         TextIn,
                         testing::Values(Case{"UTF-8", "", &german},
                                         Case{"UTF-8", "\xEF\xBB\xBF", &german},
                                         Case{"UTF-16LE", "\xFF\xFE", &german},
                                         Case{"UTF-16BE", "\xFE\xFF", &german},
                                         Case{"UTF-16LE", "", &german},
                                         Case{"UTF-16BE", "", &german},
                                         Case{"UTF-32LE", "\xFF\xFE\0\0"s, &german},
                                         Case{"UTF-32BE", "\0\0\xFE\xFF"s, &german},
                                         Case{"UTF-32LE", "", &german},
                                         Case{"UTF-32BE", "", &german},
                                         Case{"UTF-16BE", "", &russian},
                                         Case{"ISO-8859-1", "", &german},
                                         Case{"EUC-KR", "", &korean},
                                         Case{"Big5", "", &chinese},
                                         Case{"GB18030", "", &simplified},
                                         Case{"ISO-8859-2", "", &czech},
                                         Case{"windows-1253", "", &greek},
                                         Case{"windows-1252", "", &german},
                                         Case{"ISO-8859-15", "", &german},
                                         Case{"ibm-850", "", &german},
                                         Case{"ibm-437", "", &german},
                                         Case{"macintosh", "", &german},
                                         Case{"windows-1251", "", &russian},
                                         Case{"KOI8-R", "", &russian},
                                         Case{"ibm-866", "", &russian},
                                         Case{"UTF-16LE", "\xFF\xFE", &russian},
                                         Case{"Shift_JIS", "", &japanese},
                                         Case{"EUC-JP", "", &japanese},
                                         Case{"ISO-2022-JP", "", &japanese},
                                         Case{"windows-1250", "", &czech},
                                         Case{"GB18030", "\x84\x31\x95\x33", &russian}),
                         [](const auto& tested) {
                             std::string name =
                                 std::to_string(tested.index) + "_" + tested.param.name;
                             for (char& c : name) {
                                 c = c == '-' ? '_' : c;
                             }
                             return name;
                         });

TEST(TextReader, one_umlaut_is_enough_to_tell_the_pages_of_western_europe) {
    EXPECT_EQ(read("f\xFCr"), "für");     // windows-1252
    EXPECT_EQ(read("f\x81r"), "für");     // DOS
    EXPECT_EQ(read("f\x9Fr"), "für");     // Macintosh
    EXPECT_EQ(read("S\xFC\xDF"), "Süß");  // letters side by side
    EXPECT_EQ(read("\x84"
                   "Ja\x93 \x96 5 \x80"),
              "„Ja“ – 5 €");                      // signs only
    EXPECT_EQ(read("5 \xA4 f\xFCr"), "5 € für");  // ISO 8859-15
    EXPECT_EQ(read("d\xE9j\xE0 vu \xE0 Orl\xE9"
                   "ans"),
              "déjà vu à Orléans");
}

TEST(TextReader, bytes_that_the_encoding_does_not_know_become_replacement_characters) {
    EXPECT_EQ(read("grün, schön, größer, Maß, für, \xFF, Öl, ähnlich, üblich, spät, früh"),
              "grün, schön, größer, Maß, für, \uFFFD, Öl, ähnlich, üblich, spät, früh");
    EXPECT_EQ(read("\xFF\xFE"
                   "a\0\x00\xD8"
                   "b\0"s),
              "a\uFFFDb");  // half of a pair
    EXPECT_EQ(read("\xFF\xFE"
                   "a\0b"s),
              "a\uFFFD");  // cut in a unit
}

TEST(TextReader, a_stray_control_character_does_not_make_a_text_binary) {
    EXPECT_EQ(read("kurz\x01"), "kurz");
}

TEST(TextReader, a_few_nul_bytes_do_not_make_a_text_binary) {
    EXPECT_EQ(read("Zeile eins\0für\nZeile zwei\n"s), "Zeile eins für\nZeile zwei\n");
}

TEST(TextReader, a_character_outside_the_basic_plane_stays_one) {
    EXPECT_EQ(read("\xFF\xFE" + encoded("𝄞 𝄞", "UTF-16LE")), "𝄞 𝄞");
}

TEST(TextReader, a_form_feed_begins_a_page_and_numbers_stay_right) {
    Recorder sink;
    const ReadingEnd end = read_text("\feins\n\f\fvier\f", sink);
    EXPECT_EQ(end.state, TextState::done);
    EXPECT_THAT(sink.pages, ElementsAre(Pair(2, "eins\n"), Pair(3, ""), Pair(4, "vier")));
}

TEST(TextReader, line_ends_become_one_kind_and_control_characters_vanish) {
    EXPECT_EQ(read("a\r\nb\rc\nd\r\r\ne\tf\x01g\vh"), "a\nb\nc\nd\n\ne fg h");
    EXPECT_EQ(read("a\xE2\x80\xA8"
                   "b\xC2\x85"
                   "c"),
              "a\nb\nc");
}

TEST(TextReader, a_long_text_is_divided_at_line_ends_and_nothing_is_lost) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += "Zeile " + std::to_string(i) + " ä\n";
    }
    Recorder sink;
    EXPECT_EQ(read_text(text, sink).state, TextState::done);
    EXPECT_EQ(sink.text(), text);
    EXPECT_GT(sink.pages.size(), 3U);
    for (const auto& [number, page] : sink.pages) {
        EXPECT_LE(page.size(), limits::plain_page_max_bytes);
        EXPECT_EQ(page.back(), '\n');
    }
}

TEST(TextReader, a_line_without_an_end_is_divided_too_and_stays_utf8) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) {
        text += "ä€";
    }
    Recorder sink;
    EXPECT_EQ(read_text(text, sink).state, TextState::done);
    EXPECT_EQ(sink.text(), text);
    for (const auto& [number, page] : sink.pages) {
        EXPECT_LE(page.size(), limits::plain_page_max_bytes);
        EXPECT_TRUE(is_utf8(page));
    }
}

TEST(TextReader, nothing_written_is_none) {
    for (const std::string& text : {""s, " \n\f \t\r\n"s, "\xEF\xBB\xBF"s, "\xFF\xFE"s, "\f\f"s}) {
        Recorder sink;
        const ReadingEnd end = read_text(text, sink);
        EXPECT_EQ(end.state, TextState::none);
        EXPECT_EQ(end.reason, "");
        EXPECT_THAT(sink.pages, IsEmpty());
    }
}

TEST(TextReader, bytes_that_are_no_text_give_no_text) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    std::string noise(4096, '\0');
    for (char& c : noise) {
        c = static_cast<char>(random());
    }
    std::string without_nul = noise;
    for (char& c : without_nul) {
        c = c == '\0' ? 'x' : c;
    }
    for (const std::string& bytes : {noise, without_nul,
                                     "\x7F"
                                     "ELF\2\1\1\0\0\0\0\0"s}) {
        Recorder sink;
        const ReadingEnd end = read_text(bytes, sink);
        EXPECT_EQ(end.state, TextState::none);
        EXPECT_EQ(end.reason, "extract.not_text");
        EXPECT_THAT(sink.pages, IsEmpty());
    }
}

// What the statistics tell need not be an encoding that can be read.
TEST(TextReader, an_encoding_without_a_converter_gives_what_can_be_read) {
    Recorder romanian;
    read_text(
        "Factura a fost pl\xE3tit\xE3 \xEEn luna martie \xBAi va fi trimis\xE3 c\xE3tre to\xFEi "
        "clien\xFEii no\xBAtri. V\xE3 rug\xE3m s\xE3 ne r\xE3spunde\xFEi p\xE2n\xE3 la "
        "sf\xE2r\xBAitul s\xE3pt\xE3m\xE2nii, \xEEmpreun\xE3 cu toate actele.",
        romanian);
    EXPECT_THAT(romanian.pages, ElementsAre(Pair(1, AllOf(HasSubstr("plătită în luna martie"),
                                                          HasSubstr("împreună cu toate")))));
    Recorder vietnamese;  // VISCII
    const ReadingEnd end = read_text(
        "H\xF3"
        "a \xF0\xBDn n\xE0y ph\xE4i \xF0\xDF\xFE"
        "c thanh to\xE1n tr\xDF\xBE"
        "c ng\xE0y cu\xAFi th\xE1ng. Xin qu\xFD kh\xE1"
        "ch vui l\xF2ng chuy\xACn ti\xABn v\xE0o t\xE0i kho\xE4n c\xFC"
        "a c\xF4ng ty ch\xFAng t\xF4i v\xE0 ghi r\xF5 s\xAF h\xF3"
        "a \xF0\xBDn.",
        vietnamese);
    EXPECT_EQ(end.state, TextState::done);
    EXPECT_THAT(vietnamese.pages, ElementsAre(Pair(1, HasSubstr("thanh toán"))));
}

TEST(TextReader, any_bytes_give_valid_pages_or_none) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 300; ++round) {
        std::string bytes = round % 2 == 0 ? german : encoded(russian, "windows-1251");
        for (unsigned i = 0; i < random() % 12; ++i) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        Recorder sink;
        read_text(bytes, sink);
        for (const auto& [number, page] : sink.pages) {
            ASSERT_TRUE(is_utf8(page));
            ASSERT_EQ(page.find('\0'), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace kontor
