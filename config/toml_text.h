// TomlText: the sections and values of a TOML text with the place of each; the one file that knows
// toml++. Private to config.
//
// Promises  Says all that is wrong with the syntax, not the first thing only: after an error the
//           line is left out and reading goes on, so that the rest can be judged as well.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/reason.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace kontor::config_internal {

// Where a value stands, in a form people and editors know: "kontor.toml:12:3", or the name of an
// environment variable (line 0).
struct Place {
    std::string file;
    std::uint32_t line = 0;  // from 1
    std::uint32_t column = 0;

    std::string str() const;
};

// A TOML value of a kind that no key of ours takes: a date, a number with a point, a table.
struct OtherKind {};
using RawValue = std::variant<std::string, bool, std::int64_t, std::vector<std::string>, OtherKind>;

struct RawEntry {
    std::string key;
    RawValue value;
    Place key_place;
    Place value_place;
};

enum class Form { table, list, value };  // [name], [[name]], name = …

struct RawSection {
    std::string name;
    Form form = Form::table;
    Place place;
    std::vector<RawEntry> entries;
};

struct Problem {
    Place place;
    Reason reason;
};

struct RawFile {
    std::vector<RawSection> sections;  // one for each element of a list
    std::vector<Problem> problems;     // config.syntax
};

RawFile read_toml(ByteView text, const std::string& file_name);

}  // namespace kontor::config_internal
