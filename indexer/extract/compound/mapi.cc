#include "indexer/extract/compound/mapi.h"

#include "indexer/extract/compound/fields.h"
#include "storage/base/text.h"

#include <array>

namespace kontor::compound {

namespace {

constexpr std::array kept{
    Mapi::subject,
    Mapi::client_submit_time,
    Mapi::represented_name,
    Mapi::represented_address,
    Mapi::recipient_type,
    Mapi::sender_name,
    Mapi::sender_address,
    Mapi::display_bcc,
    Mapi::display_cc,
    Mapi::display_to,
    Mapi::delivery_time,
    Mapi::body,
    Mapi::rtf_compressed,
    Mapi::html,
    Mapi::display_name,
    Mapi::email_address,
    Mapi::attach_file_name,
    Mapi::attach_method,
    Mapi::attach_long_file_name,
    Mapi::smtp_address,
    Mapi::internet_code_page,
    Mapi::message_code_page,
    Mapi::sender_smtp_address,
    Mapi::represented_smtp_address,
};

// Texts end with a NUL here and there.
std::string without_nul(std::string text) {
    while (text.ends_with('\0')) {
        text.pop_back();
    }
    return text;
}

}  // namespace

bool MapiProperties::is_kept(Mapi id) {
    return std::find(kept.begin(), kept.end(), id) != kept.end();
}

void MapiProperties::set(Mapi id, MapiType type, std::string bytes) {
    const auto known = values_.find(id);
    if (known != values_.end() && known->second.type == MapiType::string) {
        return;
    }
    if (id == Mapi::message_code_page ||
        (id == Mapi::internet_code_page && !has(Mapi::message_code_page))) {
        code_page_ = u32_at(bytes, 0);
    }
    values_[id] = {type, std::move(bytes)};
}

std::string MapiProperties::text(Mapi id, CodePages& code_pages) const {
    const auto found = values_.find(id);
    if (found == values_.end() || !is_text(found->second.type)) {
        return {};
    }
    const auto& [type, bytes] = found->second;
    if (type == MapiType::string) {
        return without_nul(code_pages.utf16(bytes));
    }
    // The code page may be that of the HTML alone.
    constexpr unsigned utf8 = 65001;
    const bool is_true = code_page_ != utf8 || is_utf8(bytes);
    return without_nul(code_pages.utf8(bytes, is_true ? code_page_ : 0));
}

std::uint64_t MapiProperties::number(Mapi id) const {
    const auto found = values_.find(id);
    if (found == values_.end()) {
        return 0;
    }
    switch (found->second.type) {
        case MapiType::int16:
        case MapiType::boolean:
            return u16_at(found->second.bytes, 0);
        case MapiType::int32:
            return u32_at(found->second.bytes, 0);
        case MapiType::time:
            return u64_at(found->second.bytes, 0);
        default:
            return 0;
    }
}

std::string_view MapiProperties::bytes(Mapi id) const {
    const auto found = values_.find(id);
    return found == values_.end() ? std::string_view() : found->second.bytes;
}

MapiType MapiProperties::type(Mapi id) const {
    const auto found = values_.find(id);
    return found == values_.end() ? MapiType::error : found->second.type;
}

}  // namespace kontor::compound
