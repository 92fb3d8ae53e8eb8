#include "storage/proof/digest.h"

#include "storage/base/error.h"

#include <algorithm>

namespace kontor {

namespace {

std::optional<Digest> of_length(const std::optional<Bytes>& raw) {
    if (!raw || raw->size() != Digest::size_bytes) {
        return std::nullopt;
    }
    return Digest(*raw);
}

}  // namespace

Digest::Digest(ByteView raw) {
    if (raw.size() != size_bytes) {
        throw Error(ErrorCode::corrupt, "read a SHA-256 digest",
                    Reason{"proof.digest_length", {{"length", std::to_string(raw.size())}}, ""});
    }
    std::copy(raw.begin(), raw.end(), bytes_.begin());
}

std::optional<Digest> Digest::from_hex(std::string_view text) {
    return of_length(kontor::from_hex(text));
}

std::optional<Digest> Digest::from_base64(std::string_view text) {
    return of_length(kontor::from_base64(text));
}

}  // namespace kontor
