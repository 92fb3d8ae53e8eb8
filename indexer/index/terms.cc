#include "indexer/index/terms.h"

#include "indexer/index/limits.h"
#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/base/text.h"

namespace kontor {

namespace {

std::string joined(std::string_view first, std::string_view second, std::string_view third) {
    std::string out;
    out.reserve(first.size() + second.size() + third.size());
    out += first;
    out += second;
    out += third;
    return out;
}

}  // namespace

std::string word_term(std::string_view prefix, std::string_view exact) {
    return joined(prefix, exact, {});
}

std::string german_term(std::string_view prefix, std::string_view stem) {
    return joined(german_stem_prefix, prefix, stem);
}

std::string english_term(std::string_view prefix, std::string_view stem) {
    return joined(english_stem_prefix, prefix, stem);
}

std::string part_term(std::string_view prefix, std::string_view stem) {
    return joined(part_stem_prefix, prefix, stem);
}

std::string value_term(std::string_view prefix, std::string_view value) {
    std::string folded = fold_for_comparison(value);
    const std::size_t room = limits::index_term_max_bytes - prefix.size();
    // Xapian's bound counts a zero byte twice; no value that came through a counter has one.
    if (folded.size() > room) {
        const std::string sum = to_hex(sha256(folded)).substr(0, 32);
        folded = truncate_utf8(folded, room - sum.size()) + sum;
    }
    return joined(prefix, folded, {});
}

Bytes value_key(const FieldValue& value) {
    if (const auto* number = std::get_if<Decimal>(&value)) {
        return sortable_key(*number);
    }
    // The sign bit turned, so that what lies before 1970 comes first.
    Bytes key;
    if (const auto* date = std::get_if<CivilDate>(&value)) {
        const auto days = static_cast<std::int32_t>(date->days().time_since_epoch().count());
        append_u32(key, static_cast<std::uint32_t>(days) ^ 0x8000'0000U);
    } else if (const auto* instant = std::get_if<Instant>(&value)) {
        const std::int64_t ms = instant->time_since_epoch().count();
        append_u64(key, static_cast<std::uint64_t>(ms) ^ 0x8000'0000'0000'0000ULL);
    } else {
        throw Error(ErrorCode::internal, "make a value's key of a text");
    }
    return key;
}

std::size_t value_key_bytes(ValueKind kind) {
    switch (kind) {
        case ValueKind::number:
            return 12;
        case ValueKind::date:
            return 4;
        case ValueKind::instant:
            return 8;
        default:
            throw Error(ErrorCode::internal, "ask for the key of a value that has none");
    }
}

}  // namespace kontor
