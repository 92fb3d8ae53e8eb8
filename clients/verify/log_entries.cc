#include "clients/verify/log_entries.h"

#include "clients/verify/limits.h"
#include "clients/verify/small_files.h"
#include "storage/base/error.h"
#include "storage/base/json.h"
#include "storage/base/limits.h"
#include "storage/proof/package.h"
#include "storage/proof/tlog_proof.h"

namespace kontor {

namespace {

std::optional<EntryFacts> facts_of(Sequence sequence, ByteView entry) {
    try {
        const Json json = parse_json(entry);
        const auto rows = parse_tree_number(json.at("rows").get<std::string>());
        const auto root = Digest::from_hex(json.at("rows_root").get<std::string>());
        if (rows && root && json.at("sequence") == std::to_string(sequence.value)) {
            // A million entries with long words would be a memory full of them.
            const auto words = [](const std::string& text) {
                return text.substr(0, limits::entry_words_max_bytes);
            };
            return EntryFacts{*rows, *root, words(json.at("event").get<std::string>()),
                              words(json.value("object", ""))};
        }
    } catch (const Json::exception&) {  // the same news
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid) {
            throw;
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<Reason> LogEntries::take(Sequence sequence) {
    const Reason wrong{"package.entry", {{"entry", std::to_string(sequence.value)}}, ""};
    const auto entry =
        read_small(files_, package::entry_path(sequence), limits::audit_entry_max_bytes);
    const auto facts = entry ? facts_of(sequence, *entry) : std::nullopt;
    if (!facts) {
        return wrong;
    }
    entries_.emplace(sequence, *facts);
    const auto proof =
        read_small(files_, package::proof_path(sequence), limits::tlog_proof_max_bytes);
    if (!proof || !verify_tlog_proof(*proof, *entry, key_.name(), {key_}).ruling.allowed()) {
        return wrong;
    }
    const TlogProof parsed = parse_tlog_proof(*proof);
    return parsed.index == sequence.value && parsed.checkpoint == note_ ? std::nullopt
                                                                        : std::optional(wrong);
}

EntryFacts* LogEntries::find(Sequence sequence) {
    const auto found = entries_.find(sequence);
    return found == entries_.end() ? nullptr : &found->second;
}

std::vector<Sequence> LogEntries::unused() const {
    std::vector<Sequence> all;
    for (const auto& [sequence, facts] : entries_) {
        if (!facts.is_used) {
            all.push_back(sequence);
        }
    }
    return all;
}

}  // namespace kontor
