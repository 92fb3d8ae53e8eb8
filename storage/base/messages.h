// Messages: the one table that turns a coded Reason into a German or an English sentence.
//
// Codes travel, sentences do not: rooms and judges give codes with named parameters, and only a
// counter (HTTP answer, command line, watched folder) makes a sentence of them. Each area has its
// lines in one file, messages_<area>.cc; a new area is a new file and a line in messages_areas.h.
//
// Threads   Any.
#pragma once

#include "storage/base/error.h"
#include "storage/base/reason.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

enum class Language { de, en };

// One line of the table. A sentence names the parameters of its reason as {name}.
struct MessageTemplate {
    std::string_view code;
    std::string_view de;
    std::string_view en;
};

// The sentence for `reason`. A parameter it lacks shows as nothing; a code that is not in the table
// gives the code itself, so that an answer never fails over its wording.
std::string message(const Reason& reason, Language language);

// What an error says to people: a sentence for each of its reasons, or our own words when it has
// none.
std::vector<std::string> messages(const Error& error, Language language);

bool is_known_message(std::string_view code);
// The whole table, ordered by code.
std::span<const MessageTemplate> all_messages();

// The language for an Accept-Language header (RFC 9110 section 12.5.4): the higher quality wins,
// among equals the one named first; English when neither is asked for. A tag counts as its language
// ("de-AT" is German, RFC 4647 section 3.4); parts that are not well formed are passed over.
Language choose_language(std::string_view accept_language);

}  // namespace kontor
