// Reason: a stable code with named parameters, and the place it speaks of; never a sentence.
//
// Sentences in German and English are made at the counter from base/messages. Used by Error, by
// every judge's Ruling, and by the lists of violations that an answer 422 carries.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace kontor {

struct Reason {
    std::string code;                           // "document.not_found"; see base/messages
    std::map<std::string, std::string> params;  // values that the sentence names; no secret
    // JSON pointer (RFC 6901) of the field, or a parameter's name; may be empty
    std::string pointer;

    bool operator==(const Reason&) const = default;
};

// What a judge answers: allowed, or refused with reasons. A value, not an error.
struct Ruling {
    std::vector<Reason> reasons;

    bool allowed() const { return reasons.empty(); }
    static Ruling allow() { return {}; }
    static Ruling refuse(Reason reason) { return Ruling{{std::move(reason)}}; }
};

}  // namespace kontor
