// JSON pointers (RFC 6901), built step by step. Private to the room.
#pragma once

#include <string>
#include <string_view>

namespace kontor {

// The pointer to the member `name` of what `parent` points to.
std::string pointer_to(const std::string& parent, std::string_view name);
std::string pointer_to(const std::string& parent, std::size_t index);

}  // namespace kontor
