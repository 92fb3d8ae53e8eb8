#include "indexer/extract/compound/outlook_message.h"

#include "indexer/extract/compound/fields.h"
#include "indexer/extract/compound/limits.h"

namespace kontor::compound {

namespace {

constexpr std::size_t document_header_bytes = 32;
constexpr std::size_t embedded_header_bytes = 24;
constexpr std::size_t object_header_bytes = 8;  // of recipients and attachments
constexpr std::string_view stream_prefix = "__substg1.0_";
constexpr std::string_view recipient_prefix = "__recip_version1.0_";
constexpr std::string_view attachment_prefix = "__attach_version1.0_";
constexpr std::string_view data_stream = "__substg1.0_37010102";
constexpr std::string_view data_storage = "__substg1.0_3701000d";

// "__substg1.0_0037001F": a property and its type in hexadecimal digits.
std::optional<std::uint32_t> tag_of(std::string_view name) {
    if (!name.starts_with(stream_prefix) || name.size() != stream_prefix.size() + 8) {
        return std::nullopt;
    }
    const std::optional<Bytes> bytes = from_hex(name.substr(stream_prefix.size()));
    if (!bytes) {
        return std::nullopt;
    }
    ByteView rest = *bytes;
    return take_u32(rest);
}

// Of a fixed size, within the stream of all properties.
bool is_inline(MapiType type) {
    return type == MapiType::int16 || type == MapiType::int32 || type == MapiType::boolean ||
           type == MapiType::time;
}

}  // namespace

void OutlookMessage::add_text() {
    add_text_of(CompoundFile::root, 0);
}

void OutlookMessage::add_text_of(Place storage, int depth) {
    if (depth == limits::message_depth_max) {
        reading_.complain("extract.too_deep");
        return;
    }
    if (!reading_.has_room()) {
        return;
    }
    Message message;
    message.own =
        properties(storage, depth == 0 ? document_header_bytes : embedded_header_bytes, 0);
    std::vector<Place> attachments;
    for (const auto& [name, place] : file_.names(storage)) {
        if (file_.is_stream(place)) {
            continue;
        }
        if (name.starts_with(recipient_prefix)) {
            if (message.recipients.size() < limits::message_recipients_max) {
                message.recipients.push_back(
                    properties(place, object_header_bytes, message.own.code_page()));
            }
        } else if (name.starts_with(attachment_prefix)) {
            attachments.push_back(place);
        }
    }
    add_message(reading_, message,
                depth == 0 ? MessageRank::document : MessageRank::within_another);
    for (const Place attachment : attachments) {
        if (file_.names(attachment).contains(data_storage)) {
            add_embedded(attachment, depth);
        } else if (attachments_.size() < limits::message_attachments_max) {
            attachments_.push_back(attachment);
        }
    }
}

// A mail, or an object of another program.
void OutlookMessage::add_embedded(Place attachment, int depth) {
    const Place inner = file_.names(attachment).find(data_storage)->second;
    if (!file_.is_stream(inner) && file_.stream(inner, outlook_properties)) {
        add_text_of(inner, depth + 1);
    } else if (attachments_.size() < limits::message_attachments_max) {
        attachments_.push_back(attachment);
    }
}

MapiProperties OutlookMessage::properties(Place storage,
                                          std::size_t header_bytes,
                                          unsigned code_page) {
    MapiProperties out;
    if (code_page != 0) {
        out.set_code_page(code_page);
    }
    const std::string fixed = file_.read(storage, outlook_properties).value_or("");
    constexpr std::size_t entry_bytes = 16;
    for (std::size_t at = header_bytes; at + entry_bytes <= fixed.size(); at += entry_bytes) {
        const auto type = static_cast<MapiType>(u16_at(fixed, at));
        const auto id = static_cast<Mapi>(u16_at(fixed, at + 2));
        if (is_inline(type) && MapiProperties::is_kept(id)) {
            out.set(id, type, fixed.substr(at + 8, 8));
        }
    }
    for (const auto& [name, place] : file_.names(storage)) {
        const std::optional<std::uint32_t> tag = tag_of(name);
        if (!tag || !file_.is_stream(place)) {
            continue;
        }
        const auto id = static_cast<Mapi>(*tag >> 16);
        const auto type = static_cast<MapiType>(*tag & 0xFFFF);
        if (MapiProperties::is_kept(id) && (is_text(type) || type == MapiType::binary)) {
            out.set(id, type, file_.read(place));
        }
    }
    return out;
}

void OutlookMessage::add_parts() {
    for (const Place attachment : attachments_) {
        if (!add_part(attachment)) {
            return;
        }
    }
}

bool OutlookMessage::add_part(Place attachment) {
    const MapiProperties own = properties(attachment, object_header_bytes, 0);
    const std::string name = attachment_name(own, reading_.code_pages);
    if (const std::optional<Place> data = file_.stream(attachment, data_stream)) {
        return add_attachment(reading_, name, file_.read(*data));
    }
    // A reference to a file elsewhere, or an object that is a storage.
    if (reading_.parts.add_unread(name, {TextState::none, "extract.unsupported"})) {
        return true;
    }
    reading_.complain(reason_too_many_parts);
    return false;
}

}  // namespace kontor::compound
