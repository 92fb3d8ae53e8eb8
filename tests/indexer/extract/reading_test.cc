// Documents through the real worker: what comes out, and of what kind it is said to be.
#include "indexer/extract/protocol.h"
#include "storage/base/error.h"
#include "storage/base/messages.h"
#include "tests/indexer/extract/encoded.h"
#include "tests/indexer/extract/office/zip_builder.h"
#include "tests/indexer/extract/worker_fixture.h"

#include <gmock/gmock.h>

namespace kontor {
namespace {

using test::encoded;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using namespace std::string_literals;

class Reading : public test::WithWorker {};

TEST_F(Reading, texts_in_eight_encodings_come_back_as_written) {
    const std::string text = "Rechnung für Frau Jäger, Größe und Maß übergeben.\nZweite Zeile.\n";
    struct Form {
        const char* name;
        std::string mark;
    };
    for (const Form& form :
         {Form{"UTF-8", ""}, Form{"UTF-8", "\xEF\xBB\xBF"}, Form{"UTF-16LE", "\xFF\xFE"},
          Form{"UTF-16BE", ""}, Form{"UTF-32LE", "\xFF\xFE\0\0"s}, Form{"windows-1252", ""},
          Form{"ibm-850", ""}, Form{"macintosh", ""}}) {
        const Read result = read(form.mark + encoded(text, form.name));
        EXPECT_EQ(result.end.state, TextState::done) << form.name << " " << result.end.reason;
        EXPECT_EQ(result.sink.text(), text) << form.name;
        EXPECT_THAT(result.sink.types, ElementsAre("text/plain")) << form.name;
    }
}

TEST_F(Reading, kinds_are_found_by_content) {
    struct Case {
        std::string bytes;
        const char* type;
        TextState state;
        const char* reason;
    };
    const std::vector<Case> cases{
        {"<html><body>Guten Tag</body></html>", "text/html", TextState::done, ""},
        {"<?xml version=\"1.0\"?><a>Guten Tag</a>", "text/xml", TextState::done, ""},
        {"{\"a\": [1, 2, {\"b\": \"c\"}]}", "application/json", TextState::done, ""},
        {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"s, "image/png", TextState::none,
         ""},
        {"{\\rtf1\\ansi Guten Tag}", "text/rtf", TextState::done, ""},
        {"<div>Guten Tag</div>", "text/html", TextState::done, ""},
        {"Guten Tag: ein <script> steht auf der Seite", "text/plain", TextState::done, ""},
        {"<?xml version=\"1.0\"?><html xmlns=\"x\">Guten Tag</html>", "application/xhtml+xml",
         TextState::done, ""},
        {"<svg xmlns=\"http://www.w3.org/2000/svg\"><text>Guten Tag</text></svg>", "image/svg+xml",
         TextState::done, ""},
        {"\xFF\xFE" +
             encoded("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>Guten Tag</a>", "UTF-16LE"),
         "text/xml", TextState::done, ""},
        {test::ZipBuilder().add("a.txt", "Guten Tag").bytes(), "application/zip", TextState::done,
         ""},
        {test::docx("<w:p><w:t>Guten Tag</w:t></w:p>").bytes(),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document", TextState::done,
         ""},
        {test::open_document("text", "<office:text><text:p>Guten Tag</text:p></office:text>")
             .bytes(),
         "application/vnd.oasis.opendocument.text", TextState::done, ""},
        {"", "application/x-empty", TextState::none, ""},
        {"\1\2\3\0\0\1\2"s, "application/octet-stream", TextState::none, "extract.unsupported"},
    };
    for (const Case& c : cases) {
        const Read result = read(c.bytes);
        EXPECT_THAT(result.sink.types, ElementsAre(c.type)) << c.bytes;
        EXPECT_EQ(result.end.state, c.state) << c.type;
        EXPECT_EQ(result.end.reason, c.reason) << c.type;
        if (c.state == TextState::done && c.bytes.front() != '{') {
            EXPECT_EQ(result.sink.text().substr(0, 9), "Guten Tag") << c.type;
        }
    }
}

// Names in other letters and damage ask libraries for converters and words that are in files.
TEST_F(Reading, office_documents_of_any_kind_open_nothing_in_confinement) {
    auto zip = test::docx("<w:p><w:t>Guten Tag</w:t></w:p>");
    zip.add(
           "Gr\xC3\xB6\xC3\x9F"
           "e/\xE6\x97\xA5.xml",
           "<a/>")
        .add("roh\xE4\xFF", "<a/>");
    const std::string whole = zip.bytes();
    EXPECT_EQ(read(whole).sink.text(), "Guten Tag\n");
    EXPECT_EQ(read(zip.with_wrong_sizes()).sink.text(), "Guten Tag\n");
    for (std::size_t size = 30; size < whole.size(); size += 97) {
        const Read cut = read(ByteView(whole).substr(0, size));
        EXPECT_THAT(cut.end.reason, testing::AnyOf("", "extract.damaged", "extract.unsupported"));
    }
    for (const char* encoding : {"Shift_JIS", "KOI8-R", "Big5", "ISO-2022-JP", "UTF-7"}) {
        const Read page = read("<meta charset=" + std::string(encoding) + "><p>Guten Tag</p>");
        EXPECT_EQ(page.sink.text(), "Guten Tag\n") << encoding;
    }
}

TEST_F(Reading, bombs_of_markup_end_by_themselves) {
    const Read large =
        read(test::docx("<w:p><w:t>" + std::string(100u << 20, 'x') + "</w:t></w:p>").bytes());
    EXPECT_EQ(large.end.reason, "extract.too_large");
    std::string page;
    for (int i = 0; i < 30'000; ++i) {
        page += "<b c" + std::to_string(i) + "><p>";
    }
    EXPECT_THAT(read(page + "Ende").end.reason, testing::AnyOf("", "extract.too_large"));
    EXPECT_EQ(read("{\\rtf1 " + std::string(1u << 20, '{')).end.reason, "extract.too_deep");
}

// Without a table of its objects: the reader finds them itself.
constexpr const char* small_pdf =
    "junk before it\n%PDF-1.4\n"
    "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
    "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
    "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
    "/Resources<</Font<</F1 5 0 R>>>>>> endobj\n"
    "4 0 obj <</Length 43>> stream\nBT /F1 12 Tf 20 100 Td (Rechnung 4711) Tj ET\nendstream "
    "endobj\n"
    "5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n"
    "trailer <</Root 1 0 R/Size 6>>\n%%EOF\n";

TEST_F(Reading, a_pdf_is_read_in_confinement) {
    const Read result = read(small_pdf);
    EXPECT_THAT(result.sink.types, ElementsAre("application/pdf"));
    EXPECT_THAT(result.sink.text(), testing::HasSubstr("Rechnung 4711"));
    EXPECT_EQ(result.sink.pages.size(), 1U);
}

TEST_F(Reading, what_only_calls_itself_a_pdf_fails_by_a_reason) {
    const Read result = read("%PDF-1.4\nand nothing else\n");
    EXPECT_THAT(result.sink.types, ElementsAre("application/pdf"));
    EXPECT_EQ(result.end.state, TextState::failed);
    EXPECT_EQ(result.end.reason, "extract.damaged");
}

TEST_F(Reading, a_long_text_comes_whole) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) {
        text += "Buchung Nummer " + std::to_string(i) + " über 12,50 €\n";
    }
    const Read result = read(text);
    EXPECT_EQ(result.end.state, TextState::done);
    EXPECT_EQ(result.sink.text(), text);
}

TEST_F(Reading, only_the_bytes_that_were_named_are_read) {
    const FileHandle file = test::document("Anfang.Ende.");
    test::Recorder sink;
    EXPECT_EQ(pool_.read(file.get(), 7, sink).state, TextState::done);
    EXPECT_EQ(sink.text(), "Anfang.");
}

TEST_F(Reading, a_document_larger_than_is_read_is_told_without_a_worker) {
    const FileHandle file = test::document("x");
    test::Recorder sink;
    const ReadingEnd end = pool_.read(file.get(), limits::read_input_max_bytes + 1, sink);
    EXPECT_EQ(end.state, TextState::failed);
    EXPECT_EQ(end.reason, "extract.too_large");
    EXPECT_THAT(pool_.workers(), IsEmpty());
}

TEST_F(Reading, an_input_shorter_than_promised_is_a_failure_of_ours) {
    const FileHandle file = test::document("short");
    test::Recorder sink;
    try {
        pool_.read(file.get(), 100'000, sink);
        FAIL() << "should have thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
    }
    expect_still_reads();
}

TEST_F(Reading, a_descriptor_that_is_none_is_the_callers_failure_and_leaves_the_worker) {
    expect_still_reads();
    const std::vector<pid_t> before = pool_.workers();
    test::Recorder sink;
    EXPECT_THROW(pool_.read(-1, 5, sink), Error);
    expect_still_reads();
    EXPECT_EQ(pool_.workers(), before);
}

TEST_F(Reading, the_worker_says_at_its_start_what_holds_its_children) {
    EXPECT_EQ(pool_.description(), std::nullopt);
    expect_still_reads();
    const std::optional<WorkerDescription> said = pool_.description();
    ASSERT_TRUE(said.has_value());
    EXPECT_EQ(said->profile, "text");
    EXPECT_EQ(said->protocol, worker_protocol);
    EXPECT_EQ(said->sanitized, limits::sanitized_build);
    EXPECT_THAT(said->readers, Contains("text"));
    // Each means is in one of the lists.
    std::vector<std::string> all = said->active;
    all.insert(all.end(), said->missing.begin(), said->missing.end());
    EXPECT_THAT(all,
                testing::UnorderedElementsAre("capabilities", "landlock", "network_namespace",
                                              "no_new_privs", "not_dumpable", "resource_limits",
                                              "seccomp", "unprivileged_user", "user_namespace"));
    // These hold wherever tests run.
    for (const char* means : {"seccomp", "resource_limits", "no_new_privs", "capabilities"}) {
        EXPECT_THAT(said->active, Contains(means));
    }
}

TEST(WorkerDescription, survives_its_json) {
    WorkerDescription said;
    said.profile = "text";
    said.readers = {"text", "pdf"};
    said.active = {"seccomp"};
    said.missing = {"landlock"};
    const std::string line = said.to_json();
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const WorkerDescription read = WorkerDescription::from_json(line);
    EXPECT_EQ(read.readers, said.readers);
    EXPECT_EQ(read.missing, said.missing);
    EXPECT_THROW(WorkerDescription::from_json("{}"), Error);
    EXPECT_THROW(WorkerDescription::from_json("[1]"), Error);
    EXPECT_THROW(WorkerDescription::from_json("no json"), Error);
}

TEST(Reasons, every_end_of_the_pool_has_its_sentences) {
    for (const char* code :
         {"extract.crashed", "extract.timeout", "extract.memory", "extract.forbidden",
          "extract.protocol", "extract.too_deep", "extract.too_large", "extract.too_much_text",
          "extract.not_text", "extract.unsupported", "extract.encoding", "extract.worker"}) {
        EXPECT_TRUE(is_known_message(code)) << code;
    }
}

}  // namespace
}  // namespace kontor
