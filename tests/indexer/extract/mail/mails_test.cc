// The mails of tests/data/mail: what is read of each, held against the words beside it, and the
// names of its parts ("== name").
#include "tests/indexer/extract/worker_fixture.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace kontor {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> all;
    for (std::string word; in >> word;) {
        all.push_back(word);
    }
    std::ranges::sort(all);
    return all;
}

struct Expected {
    std::string text;
    std::vector<std::string> names;
};

Expected expected(const fs::path& path) {
    Expected wanted;
    std::istringstream in(content(path));
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("== ")) {
            wanted.names.push_back(line.substr(3));
        } else if (wanted.names.empty()) {
            wanted.text += line + "\n";
        }
    }
    return wanted;
}

class Mails : public test::WithWorker {};

TEST_F(Mails, give_the_words_and_parts_that_stand_beside_them) {
    std::size_t read_mails = 0;
    for (const auto& entry : fs::directory_iterator(KONTOR_MAILS)) {
        if (entry.path().extension() != ".eml" && entry.path().extension() != ".mbox") {
            continue;
        }
        SCOPED_TRACE(entry.path().filename());
        ++read_mails;
        const Expected wanted = expected(fs::path(entry.path()).replace_extension(".txt"));
        const Read got = read(content(entry.path()));
        std::vector<std::string> names;
        for (const auto& part : got.sink.parts) {
            if (part.depth == 1) {
                names.push_back(part.name);
            }
        }
        EXPECT_EQ(names, wanted.names);
        const std::uint32_t own_pages =
            got.sink.parts.empty() ? 1000 : got.sink.parts.front().first_page - 1;
        std::string text;
        for (const auto& [number, page] : got.sink.pages) {
            text += number <= own_pages ? page : "";
        }
        const auto said = words(text);
        const auto hoped = words(wanted.text);
        std::vector<std::string> both;
        std::ranges::set_intersection(said, hoped, std::back_inserter(both));
        const auto share = [&](std::size_t of) {
            return of == 0 ? 1.0 : static_cast<double>(both.size()) / static_cast<double>(of);
        };
        EXPECT_GE(share(hoped.size()), 0.98) << text;
        EXPECT_GE(share(said.size()), 0.98) << text;
    }
    EXPECT_GE(read_mails, 8U);
}

}  // namespace
}  // namespace kontor
