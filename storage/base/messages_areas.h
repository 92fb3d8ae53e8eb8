// The areas of the message table; messages.cc joins them. Private to base.
//
// In an area's file every line reads {"code", "Deutsch", "English"}, and nothing is formatted, so
// that a code is found with grep. A sentence is short, says what is wrong and what to do about it,
// addresses the reader as "Sie", and names every parameter in both languages.
#pragma once

#include "storage/base/messages.h"

#include <array>
#include <span>

namespace kontor {

std::span<const MessageTemplate> value_messages();    // json, value, query
std::span<const MessageTemplate> http_messages();     // requests and who makes them; the server
std::span<const MessageTemplate> archive_messages();  // papers, folders, jobs, disk, store
std::span<const MessageTemplate> proof_messages();    // bag, proof
std::span<const MessageTemplate> config_messages();   // kontor.toml and the environment
std::span<const MessageTemplate> client_messages();   // what the command line client finds out
std::span<const MessageTemplate> query_messages();    // questions to the search
std::span<const MessageTemplate> extract_messages();  // why a paper has no text
std::span<const MessageTemplate> record_messages();   // records and their types

inline std::array<std::span<const MessageTemplate>, 9> message_areas() {
    return {value_messages(), http_messages(),    archive_messages(),
            proof_messages(), config_messages(),  client_messages(),
            query_messages(), extract_messages(), record_messages()};
}

}  // namespace kontor
