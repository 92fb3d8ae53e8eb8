#include "clients/verify/judge_proof.h"

#include "storage/base/error.h"
#include "storage/base/json.h"
#include "storage/proof/tlog_proof.h"

#include <algorithm>

namespace kontor {

namespace {

// The text of a note, whoever may have signed it.
std::string_view text_of(std::string_view note) {
    const std::size_t end = note.find("\n\n");
    return end == std::string_view::npos ? std::string_view() : note.substr(0, end + 1);
}

bool is_signed_by(const VerifierKey& key, const std::string& note, const Checkpoint& head) {
    try {
        return open_checkpoint(note, key.name(), {key}) == head;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid) {
            throw;
        }
        return false;
    }
}

std::string member(const Json& entry, const char* name) {
    const auto found = entry.find(name);
    return found != entry.end() && found->is_string() ? found->get<std::string>() : "";
}

Reason described(const Bytes& bytes, std::uint64_t index) {
    const Json entry = Json::parse(bytes, nullptr, /*allow_exceptions=*/false);
    const bool is_object = entry.is_object();
    return {"tlog_proof.entry",
            {{"number", std::to_string(index)},
             {"event", is_object ? member(entry, "event") : ""},
             {"object", is_object ? member(entry, "object") : ""},
             {"time", is_object ? member(entry, "time") : ""}},
            ""};
}

void judge_trust(const TlogProof& proof, const Trust& trust, ProofVerdict& verdict) {
    if (trust.root && (!verdict.head || verdict.head->root != *trust.root)) {
        verdict.not_trusted.push_back({"package.origin_root", {}, ""});
    }
    if (!trust.keys.empty() &&
        (!verdict.head || std::ranges::none_of(trust.keys, [&](const VerifierKey& key) {
            return is_signed_by(key, proof.checkpoint, *verdict.head);
        }))) {
        verdict.not_trusted.push_back({"tlog_proof.origin_key", {}, ""});
    }
}

}  // namespace

bool is_tlog_proof(std::string_view text) {
    return text.starts_with("c2sp.org/tlog-proof@");
}

ProofVerdict judge_proof(std::string_view text, const Trust& trust) {
    ProofVerdict verdict;
    TlogProof proof;
    try {
        proof = parse_tlog_proof(text);
        verdict.head = parse_checkpoint(text_of(proof.checkpoint));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid) {
            throw;
        }
        verdict.not_in_log = error.reasons();
    }
    if (verdict.head && !proof.extra) {
        verdict.not_in_log.push_back({"tlog_proof.no_entry", {}, ""});
    } else if (verdict.head) {
        if (verify_inclusion(proof.index, verdict.head->size, leaf_hash(*proof.extra), proof.path,
                             verdict.head->root)) {
            verdict.entry = described(*proof.extra, proof.index);
        } else {
            verdict.not_in_log.push_back({"proof.inclusion",
                                          {{"index", std::to_string(proof.index)},
                                           {"size", std::to_string(verdict.head->size)}},
                                          ""});
        }
    }
    judge_trust(proof, trust, verdict);
    return verdict;
}

}  // namespace kontor
