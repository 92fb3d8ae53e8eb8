// Office documents under a password, read by the real worker: what makes keys of passwords works in
// a confined child, too.
#include "tests/indexer/extract/worker_fixture.h"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

namespace kontor {
namespace {

std::string locked(const std::string& name) {
    std::ifstream file(KONTOR_SOURCE "/tests/data/locked/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class Locked : public test::WithWorker {
  protected:
    Read read_with(const std::string& bytes, const std::string& password) {
        const FileHandle file = test::document(bytes);
        ReadingOrder order;
        order.password = password;
        Read result;
        result.end = pool_.read(file.get(), bytes.size(), result.sink, {}, order);
        return result;
    }
};

const std::pair<const char*, const char*> files[] = {
    {"letter_agile.docx",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"letter.odt", "application/vnd.oasis.opendocument.text"},
    {"letter.ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"letter.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};

TEST_F(Locked, its_password_gives_the_text) {
    for (const auto& [name, type] : files) {
        SCOPED_TRACE(name);
        const Read got = read_with(locked(name), "Käse geheim");
        EXPECT_EQ(got.end.state, TextState::done) << got.end.reason;
        EXPECT_THAT(got.sink.types, testing::ElementsAre(type));
        EXPECT_THAT(got.sink.text(),
                    testing::HasSubstr("Vertraulich: die Quittenlieferung an Hufnagel\n"));
    }
}

TEST_F(Locked, another_password_and_none_say_that_it_is_encrypted) {
    for (const auto& [name, type] : files) {
        for (const char* const password : {"", "falsch", "käse geheim"}) {
            SCOPED_TRACE(std::string(name) + " " + password);
            const Read got = read_with(locked(name), password);
            EXPECT_EQ(got.end.state, TextState::encrypted);
            EXPECT_EQ(got.end.reason, "extract.encrypted");
            EXPECT_EQ(got.sink.text(), "");
        }
    }
}

}  // namespace
}  // namespace kontor
