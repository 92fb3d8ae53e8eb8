// Keys: the one table of what kontor.toml may say. Parsing, the environment, the check for unknown
// keys and the test of config/kontor.toml all walk it. Private to config.
#pragma once

#include "config/value.h"

#include <span>
#include <string_view>

namespace kontor::config_internal {

struct SectionName {
    std::string_view name;
    Form form;  // of its head in the file
};

std::span<const SectionName> all_sections();
std::span<const Key> all_keys();  // by section

const SectionName* find_section(std::string_view name);
const Key* find_key(std::string_view section, std::string_view name);
// "listen, certificate, …", for a person who wrote another one.
std::string keys_of(std::string_view section);

}  // namespace kontor::config_internal
