// ConfigFile: a kontor.toml of the test's own, and what load_config() says of it.
#pragma once

#include "config/config.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/messages.h"
#include "tests/support/temp_folder.h"

#include <string>
#include <vector>

namespace kontor::test {

inline Config load(const std::string& text, const Environment& environment = {}) {
    TempFolder folder;
    replace_file(folder / "kontor.toml", text, 0600);
    return load_config(folder / "kontor.toml", environment);
}

// The reasons of the refusal; none when the text was taken.
inline std::vector<Reason> problems_of(const std::string& text,
                                       const Environment& environment = {}) {
    try {
        load(text, environment);
        return {};
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::invalid);
        return e.reasons();
    }
}

// "kontor.toml:2:1 config.unknown_key" for each problem.
inline std::vector<std::string> places_and_codes(const std::string& text,
                                                 const Environment& environment = {}) {
    std::vector<std::string> lines;
    for (const Reason& reason : problems_of(text, environment)) {
        lines.push_back(reason.params.at("place") + " " + reason.code);
    }
    return lines;
}

}  // namespace kontor::test
