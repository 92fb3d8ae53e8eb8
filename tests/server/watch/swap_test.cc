// Somebody swaps the source at every step between the look at it and its removal: no paper is lost.
#include "storage/base/fault.h"
#include "tests/server/watch/drop_folder.h"

#include <fstream>

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

const std::string first = "%PDF-1.7\nthe paper that was there\n%%EOF\n";
const std::string second = "%PDF-1.7\nthe paper that came now!\n%%EOF\n";

void write(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}

void replace(const std::filesystem::path& path, const std::string& content) {
    const std::filesystem::path other = path.parent_path() / ".other";
    write(other, content);
    std::filesystem::rename(other, path);
}

// What is done, and to which name.
struct Swap {
    const char* what;
    const char* name;
    void (*act)(const std::filesystem::path& path, const std::string& content);
};

constexpr Swap swaps[] = {
    {"another file in its place", "paper.pdf", replace},
    {"other bytes in the file", "paper.pdf", write},
    {"another file in the place of the claimed one", ".kontor-1", replace},
    {"other bytes in the claimed file", ".kontor-1", write},
};

class SwapAt : public testing::TestWithParam<const char*> {
  protected:
    ~SwapAt() override { set_fault_hook({}); }
};

TEST_P(SwapAt, loses_neither_paper) {
    const std::string step = GetParam();
    for (const Swap& swap : swaps) {
        SCOPED_TRACE(std::string(swap.what) + " at " + step);
        const bool is_claimed = step == "watch.claimed" || step == "watch.compared";
        if (std::string(swap.name).starts_with(".kontor") && !is_claimed) {
            continue;
        }
        DropFolder drop;
        drop.put("paper.pdf", first);
        bool is_done = false;
        set_fault_hook([&](std::string_view name) {
            if (name == step && !is_done) {
                is_done = true;
                swap.act(drop.path() / swap.name, second);
            }
        });
        drop.pass(patience * 2);
        set_fault_hook({});
        EXPECT_TRUE(is_done);
        EXPECT_TRUE(drop.keeps(second));
        // What somebody overwrote before it was read is his own doing.
        const bool was_overwritten =
            swap.act == write && (step == "watch.opened" || step == "watch.read");
        EXPECT_EQ(drop.keeps(first), !was_overwritten);
        EXPECT_EQ(drop.names(), std::vector<std::string>{});
        EXPECT_EQ(drop.count(IntakeEnd::waiting), 0U);
    }
}

INSTANTIATE_TEST_SUITE_P(EveryStep,
                         SwapAt,
                         testing::Values("watch.opened",
                                         "watch.read",
                                         "intake.before_change",
                                         "watch.taken",
                                         "watch.claimed",
                                         "watch.compared",
                                         "watch.removed"));

TEST(Swap, a_file_that_grows_after_it_was_taken_is_kept_whole_in_one_document) {
    DropFolder drop;
    drop.put("paper.pdf", pdf_of(1));
    set_fault_hook([&](std::string_view name) {
        if (name == "watch.taken") {
            drop.put("paper.pdf", pdf_of(2));
        }
    });
    drop.settle_down();
    set_fault_hook({});
    drop.settle_down();
    EXPECT_EQ(drop.documents(), 1U);
    EXPECT_EQ(drop.newest(DocumentId(1)), pdf_of(2));
}

}  // namespace
}  // namespace kontor::test
