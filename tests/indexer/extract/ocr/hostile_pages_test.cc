// The profiles that serve pages are confined like the one that reads texts, save that fonts may be
// opened; and pages that are poison harm nobody.
#include "tests/indexer/extract/ocr/with_pages.h"

#include <random>

#include <gmock/gmock.h>

namespace kontor {
namespace {

using testing::AnyOf;

class HostilePages : public test::WithPages, public testing::WithParamInterface<const char*> {
  protected:
    test::PageRead read_hostile(const std::string& deed, const ReadingLimits& limits = {}) {
        return read(pool_, "kontor-hostile-child: " + deed + "\n", {1, 0}, limits);
    }
    void expect_still_serves() {
        EXPECT_EQ(read(pool_, test::scan("blank.png"), {1, 100}).end.state, TextState::none);
    }

    ExtractionPool pool_{clock_, {{{}, {"--profile", GetParam()}}, 1}};
};

TEST_P(HostilePages, children_that_try_to_break_out_are_stopped) {
    for (const char* deed : {"create", "unlink", "socket", "connect", "exec", "fork", "ptrace",
                             "signal_parent", "unconfine", "raise_limit", "bring_code"}) {
        const test::PageRead page = read_hostile(deed);
        EXPECT_EQ(page.end.state, TextState::failed) << deed;
        EXPECT_EQ(page.end.reason, "extract.forbidden") << deed;
    }
    expect_still_serves();
}

TEST_P(HostilePages, files_outside_the_fonts_cannot_be_opened) {
    for (const char* deed : {"open_elsewhere", "write_elsewhere", "stat", "dumpable"}) {
        EXPECT_EQ(read_hostile(deed).sink.fact_of("deed"), "refused") << deed;
    }
    expect_still_serves();
}

TEST_P(HostilePages, a_page_that_takes_too_long_or_too_much_ends_alone) {
    ReadingLimits limits;
    limits.cpu = std::chrono::seconds(1);
    limits.memory_bytes = 64U << 20;
    EXPECT_EQ(read_hostile("spin", limits).end.reason, "extract.timeout");
    EXPECT_EQ(read_hostile("eat_memory", limits).end.reason, "extract.memory");
    EXPECT_EQ(read_hostile("crash").end.reason, "extract.crashed");
    expect_still_serves();
}

TEST_P(HostilePages, damaged_pages_end_with_a_reason) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    const Bytes pdf =
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
        "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
        "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 100 50]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>> endobj\n"
        "4 0 obj <</Length 37>> stream\nBT /F1 9 Tf 20 10 Td (4711) Tj ET    \nendstream endobj\n"
        "5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n"
        "trailer <</Root 1 0 R/Size 6>>\n%%EOF\n";
    for (int round = 0; round < 12; ++round) {
        Bytes bytes = pdf;
        for (auto i = random() % 6 + 1; i > 0; --i) {
            bytes[9 + random() % (bytes.size() - 9)] = static_cast<char>(random());
        }
        const test::PageRead page = read(pool_, bytes, {1, 100});
        EXPECT_THAT(page.end.reason,
                    AnyOf("", "extract.damaged", "extract.too_large", "extract.unsupported",
                          "extract.crashed", "extract.no_such_page", "extract.encrypted"));
    }
    const Bytes letter = test::scan("few_turned_90.png");
    EXPECT_THAT(read(pool_, ByteView(letter).substr(0, letter.size() / 2), {1, 100}).end.reason,
                AnyOf("", "extract.damaged"));
    expect_still_serves();
}

INSTANTIATE_TEST_SUITE_P(Profiles,
                         HostilePages,
                         testing::Values("ocr", "render"),
                         [](const auto& tested) { return std::string(tested.param); });

}  // namespace
}  // namespace kontor
