#include "storage/archive/watched_files.h"

#include "storage/base/hash.h"
#include "storage/catalog/row_json.h"
#include "storage/kv/key.h"

namespace kontor {

Json TakenFile::to_json() const {
    return {{"number", number_text(number.value())},
            {"name", to_base64(name)},
            {"facts", facts},
            {"removed", is_removed}};
}

TakenFile TakenFile::from_json(const Json& json) {
    const auto name = from_base64(json.at("name").get<std::string>());
    if (!name) {
        throw_corrupt_row("a taken file", "its name");
    }
    return {IntakeNumber(number_of(json, "number")), *name, json.at("facts").get<std::string>(),
            json.at("removed").get<bool>()};
}

namespace watched_files {

namespace {

// A name in a folder can be longer than a key.
Bytes key_of(const std::string& source, ByteView name) {
    return Key().text(source).raw(sha256(name));
}

}  // namespace

std::optional<TakenFile> find_taken(const Transaction& rows,
                                    const std::string& source,
                                    ByteView name) {
    const auto row = rows.get(tables::taken_files, key_of(source, name));
    return row ? std::optional(read_row<TakenFile>(*row, "a taken file")) : std::nullopt;
}

void put_taken(Upkeep& upkeep, const std::string& source, const TakenFile& file) {
    upkeep.put(tables::taken_files, key_of(source, file.name), file.to_json().dump());
}

void forget_taken(Upkeep& upkeep, const std::string& source, ByteView name) {
    upkeep.erase(tables::taken_files, key_of(source, name));
}

void walk_taken(const Transaction& rows,
                const std::string& source,
                const std::function<bool(const TakenFile&)>& visit) {
    const Bytes prefix = Key().text(source);
    const auto cursor = rows.cursor(tables::taken_files);
    for (bool more = cursor->seek(prefix); more && cursor->key().starts_with(prefix);
         more = cursor->next()) {
        if (!visit(read_row<TakenFile>(cursor->value(), "a taken file"))) {
            return;
        }
    }
}

void put_kept(Upkeep& upkeep, const std::string& source, IntakeNumber number, ByteView name) {
    upkeep.put(tables::kept_files, Key().text(source).u64(number.value()), name);
}

void forget_kept(Upkeep& upkeep, const std::string& source, IntakeNumber number) {
    upkeep.erase(tables::kept_files, Key().text(source).u64(number.value()));
}

void walk_kept(const Transaction& rows,
               const std::string& source,
               const std::function<bool(IntakeNumber, ByteView)>& visit) {
    const Bytes prefix = Key().text(source);
    const auto cursor = rows.cursor(tables::kept_files);
    for (bool more = cursor->seek(prefix); more && cursor->key().starts_with(prefix);
         more = cursor->next()) {
        ByteView key = cursor->key();
        key.remove_prefix(prefix.size());
        if (!visit(IntakeNumber(take_u64(key)), cursor->value())) {
            return;
        }
    }
}

}  // namespace watched_files
}  // namespace kontor
