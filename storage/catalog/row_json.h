// How rows read their JSON: a member that is missing or of a wrong type is damage, not a default.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/clock.h"
#include "storage/base/ids.h"
#include "storage/base/json.h"

#include <optional>
#include <string>

namespace kontor {

// Parses a row's content; Error corrupt naming `what` when it is not what this build or an older
// one wrote.
template <typename Row>
Row read_row(ByteView content, const std::string& what);

Json parse_content(ByteView content, const std::string& what);
[[noreturn]] void throw_corrupt_row(const std::string& what, const std::string& why);

template <typename Row>
Row read_row(ByteView content, const std::string& what) {
    const Json json = parse_content(content, what);
    try {
        return Row::from_json(json);
    } catch (const Json::exception& e) {
        throw_corrupt_row(what, e.what());
    }
}

// Members of no value are left out of a row.
void put_optional(Json& json, const char* name, const std::optional<std::string>& value);
std::optional<std::string> get_optional(const Json& json, const char* name);

// Numbers beyond 2^53 and instants are strings in canonical JSON (RFC 8785 knows doubles only).
std::string number_text(std::uint64_t value);
std::uint64_t number_of(const Json& json, const char* name);
Instant instant_of(const Json& json, const char* name);

// A member "key"; none when the slot is not valid, so that rows of archives without encryption stay
// as they were. Error corrupt for 0.
void put_key_slot(Json& json, KeySlot slot);
KeySlot key_slot_of(const Json& json);

}  // namespace kontor
