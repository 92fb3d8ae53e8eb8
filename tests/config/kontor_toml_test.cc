// config/kontor.toml, the page an administrator reads, held against the table of keys.
#include "config/keys.h"
#include "config/toml_text.h"
#include "storage/base/files.h"
#include "tests/config/config_file.h"

#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

Bytes page() {
    return read_file(KONTOR_TOML, limits::config_file_max_bytes);
}

// Every "#key = …" and "#[[section]]" put to use; prose begins with "# ".
std::string put_to_use(const std::string& text) {
    std::string out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const bool commented = line.size() > 1 && line[0] == '#' && line[1] != ' ';
        out += (commented ? line.substr(1) : line) + "\n";
    }
    return out;
}

TEST(KontorToml, as_it_stands_it_says_what_no_file_says) {
    Config from_page = load_config(KONTOR_TOML, {});
    from_page.digest = load_config(std::nullopt, {}).digest;
    EXPECT_EQ(from_page, load_config(std::nullopt, {}));
}

TEST(KontorToml, every_line_that_is_commented_out_works) {
    const Config config = test::load(put_to_use(page()));
    ASSERT_EQ(config.watches.size(), 1U);
    WatchConfig defaults;
    defaults.path = config.watches[0].path;
    defaults.done = defaults.path / "done";
    defaults.failed = defaults.path / "failed";
    EXPECT_EQ(config.watches[0], defaults);
    EXPECT_FALSE(config.server.certificate.empty());
    EXPECT_FALSE(config.archive.key_file.empty());
}

TEST(KontorToml, it_names_every_key_of_the_table_and_no_other) {
    std::set<std::string> on_page;
    const auto file = config_internal::read_toml(put_to_use(page()), "kontor.toml");
    for (const auto& section : file.sections) {
        for (const auto& entry : section.entries) {
            on_page.insert(section.name + "." + entry.key);
        }
    }
    std::set<std::string> in_table;
    for (const auto& key : config_internal::all_keys()) {
        EXPECT_TRUE(in_table.insert(key.str()).second) << key.str();
        EXPECT_NE(config_internal::find_section(key.section), nullptr) << key.str();
    }
    EXPECT_EQ(on_page, in_table);
}

// The comment above the key's line, and above other keys that share it.
std::string comment_of(const std::string& section, const std::string& key) {
    std::istringstream lines(page());
    std::string comment;
    bool in_section = false;
    bool after_key = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# ")) {
            comment = (after_key ? "" : comment + "\n") + line;
            after_key = false;
            continue;
        }
        const std::string bare = line.starts_with('#') ? line.substr(1) : line;
        if (bare.starts_with('[')) {
            in_section = bare.find("[" + section + "]") != std::string::npos;
        }
        after_key = true;
        if (in_section && bare.starts_with(key + " = ")) {
            return comment;
        }
    }
    return "";
}

TEST(KontorToml, bounds_and_choices_stand_in_the_comments) {
    for (const auto& key : config_internal::all_keys()) {
        const std::string comment = comment_of(std::string(key.section), std::string(key.name));
        EXPECT_NE(comment, "") << key.str();
        if (key.kind == config_internal::Kind::number) {
            EXPECT_THAT(comment, testing::HasSubstr(std::to_string(key.min) + " to ")) << key.str();
            EXPECT_THAT(comment, testing::HasSubstr("to " + std::to_string(key.max))) << key.str();
        }
        for (const std::string_view choice : key.choices) {
            EXPECT_THAT(comment, testing::HasSubstr(std::string(choice))) << key.str();
        }
    }
}

}  // namespace
}  // namespace kontor
