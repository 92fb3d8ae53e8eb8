#include "storage/kv/engine.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/kv/envelope.h"

namespace kontor {

namespace {

void check_key(const Table& table, ByteView key) {
    if (key.empty() || key.size() > limits::key_max_bytes) {
        throw Error(ErrorCode::invalid, "use a key of " + std::to_string(key.size()) +
                                            " bytes in table " + std::string(table.name));
    }
}

}  // namespace

ByteView Cursor::value() const {
    const ByteView own_key = key();  // first: it refuses when there is no row to read
    return open_envelope(table_, own_key, envelope());
}

std::optional<ByteView> Transaction::get(const Table& table, ByteView key) const {
    check_key(table, key);
    const std::optional<ByteView> envelope = get_envelope(table, key);
    if (!envelope) {
        return std::nullopt;
    }
    return open_envelope(table, key, *envelope);
}

void WriteTransaction::put(const Table& table, ByteView key, ByteView value) {
    check_key(table, key);
    // A view of the key that this transaction handed out may lie in the page that the write
    // changes.
    const Bytes own_key(key);
    put_envelope(table, own_key, seal_envelope(table, own_key, value));
}

bool WriteTransaction::erase(const Table& table, ByteView key) {
    check_key(table, key);
    const Bytes own_key(key);
    return erase_envelope(table, own_key);
}

}  // namespace kontor
