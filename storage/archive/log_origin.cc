#include "storage/archive/log_origin.h"

#include "storage/audit/audit_log.h"
#include "storage/base/error.h"
#include "storage/catalog/catalog.h"

namespace kontor {

namespace {

Json setting_of(const Transaction& rows) {
    auto setting = catalog::find_setting(rows, "archive");
    if (!setting || !setting->contains("origin")) {
        throw Error(ErrorCode::corrupt, "read the settings of the archive");
    }
    return *std::move(setting);
}

VerifierKey parsed_key(const Json& text) {
    try {
        return VerifierKey::parse(text.get<std::string>());
    } catch (const Error& error) {
        throw Error(ErrorCode::corrupt, std::string("read a key of the log: ") + error.what());
    }
}

VerifierKey key_of(const KeyFile& keys) {
    return SigningKey(keys.origin, keys.log_seed).verifier();
}

}  // namespace

LogOrigin log_origin(const Transaction& rows) {
    const Json setting = setting_of(rows);
    LogOrigin found;
    found.origin = setting.at("origin").get<std::string>();
    found.archive = setting.value("id", found.origin);
    if (setting.contains("key")) {
        found.key = parsed_key(setting.at("key"));
    }
    for (const Json& key : setting.value("earlier", Json::array())) {
        found.earlier.push_back(parsed_key(key));
    }
    return found;
}

Json first_origin(const KeyFile& keys, const std::string& zone) {
    return {{"origin", keys.origin}, {"key", key_of(keys).text()}, {"zone", zone}};
}

void keep_log_key(Change& change, const VerifierKey& key) {
    Json setting = setting_of(change.rows());
    if (!setting.contains("key")) {
        setting["key"] = key.text();
        catalog::put_setting(change.write(), "archive", setting);
    }
}

void begin_new_origin(Store& store, const Caller& caller, const KeyFile& next) {
    store.change({caller.actor, "log.continued", caller.request, ""}, [&](Change& change) {
        const LogOrigin before = log_origin(change.rows());
        Json setting = setting_of(change.rows());
        setting["id"] = before.archive;
        setting["origin"] = next.origin;
        setting["key"] = key_of(next).text();
        if (before.key) {
            setting["earlier"].push_back(before.key->text());
            change.detail("key", before.key->text());
        }
        catalog::put_setting(change.write(), "archive", setting);
        const std::uint64_t size = audit::size(change.rows());
        change.detail("from", before.origin);
        change.detail("size", std::to_string(size));
        change.detail("root", audit::root(change.rows(), size).to_hex());
    });
}

Checkpoint open_checkpoint_of(std::string_view note, const std::vector<VerifierKey>& known) {
    const Checkpoint said = parse_checkpoint(note.substr(0, note.find("\n\n") + 1));
    std::vector<VerifierKey> of_origin;
    std::ranges::copy_if(known, std::back_inserter(of_origin),
                         [&](const VerifierKey& key) { return key.name() == said.origin; });
    if (of_origin.empty() && !known.empty()) {
        return open_checkpoint(note, known.back().name(), known);  // which says what is wrong
    }
    return open_checkpoint(note, said.origin, of_origin);
}

}  // namespace kontor
