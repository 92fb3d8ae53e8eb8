#include "indexer/extract/compound/tnef.h"

#include "indexer/extract/compound/fields.h"
#include "indexer/extract/compound/limits.h"

#include <fmt/format.h>

namespace kontor::compound {

namespace {

enum Attribute : std::uint16_t {
    from = 0x8000,
    subject = 0x8004,
    date_sent = 0x8005,
    body = 0x800C,
    attach_data = 0x800F,
    attach_title = 0x8010,
    attach_begin = 0x9002,
    mapi_properties = 0x9003,
    recipient_table = 0x9004,
    attachment_properties = 0x9005,
    oem_code_page = 0x9007,
};

constexpr std::size_t head_bytes = 6;
constexpr std::size_t attribute_head_bytes = 9;
constexpr std::size_t checksum_bytes = 2;
constexpr std::size_t guid_bytes = 16;

std::size_t padded(std::size_t count) {
    return (count + 3) / 4 * 4;
}

// How many bytes a value takes in its row; 0 for those that say it themselves.
std::size_t fixed_bytes(MapiType type) {
    switch (static_cast<unsigned>(type)) {
        case 0x0002:  // numbers of 16 and 32 bits, errors, truths
        case 0x0003:
        case 0x0004:
        case 0x000A:
        case 0x000B:
            return 4;
        case 0x0005:  // of 64 bits, moments
        case 0x0006:
        case 0x0007:
        case 0x0014:
        case 0x0040:
            return 8;
        case 0x0048:
            return guid_bytes;
        default:
            return 0;
    }
}

// The properties of one object (2.1.3.4); goes on behind them.
class PropertyRow {
  public:
    PropertyRow(ByteView& rest, bool& is_cut) : rest_(rest), is_cut_(is_cut) {}

    template <typename Take>  // void(Mapi id, MapiType type, ByteView value)
    void read(const Take& take_value) {
        const std::size_t count = std::min<std::size_t>(u32(), limits::message_properties_max);
        for (std::size_t i = 0; i < count && !is_cut_; ++i) {
            read_one(take_value);
        }
    }

  private:
    template <typename Take>
    void read_one(const Take& take_value) {
        constexpr std::uint32_t many = 0x1000;
        const std::uint32_t tag = u32();
        const auto type = static_cast<MapiType>(tag & 0xEFFF);
        const auto id = static_cast<Mapi>(tag >> 16);
        if (tag >> 31 != 0) {
            pass_name();
        }
        const std::size_t fixed = fixed_bytes(type);
        const bool has_count = fixed == 0 || (tag & many) != 0;
        const std::size_t values = has_count ? u32() : 1;
        for (std::size_t i = 0; i < values && !is_cut_; ++i) {
            const std::size_t size = fixed != 0 ? fixed : u32();
            const ByteView value = take(size);
            if (i == 0 && (tag & many) == 0) {
                take_value(id, type, value);
            }
        }
    }
    // Of a property without a number of its own: a set, then a number or a name in it.
    void pass_name() {
        take(guid_bytes);
        constexpr std::uint32_t by_number = 0;
        if (u32() == by_number) {
            take(4);
        } else {
            const std::size_t size = u32();
            take(size);
        }
    }
    std::uint32_t u32() { return u32_at(take(4), 0); }
    ByteView take(std::size_t size) {
        is_cut_ = is_cut_ || size > rest_.size();
        const ByteView taken = rest_.substr(0, size);
        rest_.remove_prefix(std::min(padded(size), rest_.size()));
        return taken;
    }

    ByteView& rest_;
    bool& is_cut_;
};

std::string moment_of_fields(ByteView data) {
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", u16_at(data, 0), u16_at(data, 2),
                       u16_at(data, 4), u16_at(data, 6), u16_at(data, 8), u16_at(data, 10));
}

}  // namespace

bool Tnef::is_one(ByteView bytes) {
    return bytes.starts_with("\x78\x9F\x3E\x22");
}

void Tnef::add_text() {
    read();
    add_message(reading_, message_, MessageRank::document);
}

void Tnef::read() {
    enum Level : unsigned { of_message = 1, of_attachment = 2 };
    rest_ = part(rest_, head_bytes);
    while (rest_.size() > checksum_bytes) {
        const unsigned level = u8_at(rest_, 0);
        const std::uint16_t id = u16_at(rest_, 1);
        const std::size_t size = u32_at(rest_, 5);
        if ((level != of_message && level != of_attachment) ||
            rest_.size() < attribute_head_bytes + size) {
            reading_.complain("extract.damaged");
        }
        const ByteView data = part(rest_, attribute_head_bytes, size);
        if (level == of_message) {
            take_of_message(id, data);
        } else if (level == of_attachment) {
            take_of_attachment(id, data);
        } else {
            return;
        }
        rest_ = part(rest_, attribute_head_bytes + size + checksum_bytes);
    }
}

void Tnef::take_of_message(std::uint16_t id, ByteView data) {
    bool is_cut = false;
    switch (id) {
        case oem_code_page:
            code_page_ = u32_at(data, 0);
            message_.own.set_code_page(code_page_);
            break;
        case subject:
            if (!message_.own.has(Mapi::subject)) {
                message_.own.set(Mapi::subject, MapiType::string8, std::string(data));
            }
            break;
        case body:
            if (!message_.own.has(Mapi::body)) {
                message_.own.set(Mapi::body, MapiType::string8, std::string(data));
            }
            break;
        case date_sent:
            message_.sent = moment_of_fields(data);
            break;
        case from:
            // Four numbers, the last two the sizes of the name and of the address behind it.
            message_.from = text(part(data, 8, u16_at(data, 4)));
            break;
        case mapi_properties:
            PropertyRow(data, is_cut).read([&](Mapi property, MapiType type, ByteView value) {
                if (MapiProperties::is_kept(property)) {
                    message_.own.set(property, type, std::string(value));
                }
            });
            break;
        case recipient_table:
            take_recipients(data);
            break;
        default:
            break;
    }
    if (is_cut) {
        reading_.complain("extract.damaged");
    }
}

void Tnef::take_recipients(ByteView data) {
    const std::size_t count =
        std::min<std::size_t>(u32_at(data, 0), limits::message_recipients_max);
    ByteView rest = part(data, 4);
    bool is_cut = false;
    for (std::size_t i = 0; i < count && !is_cut; ++i) {
        MapiProperties recipient;
        recipient.set_code_page(code_page_);
        PropertyRow(rest, is_cut).read([&](Mapi property, MapiType type, ByteView value) {
            if (MapiProperties::is_kept(property)) {
                recipient.set(property, type, std::string(value));
            }
        });
        message_.recipients.push_back(std::move(recipient));
    }
    if (is_cut) {
        reading_.complain("extract.damaged");
    }
}

void Tnef::take_of_attachment(std::uint16_t id, ByteView data) {
    if (id == attach_begin) {
        if (attachments_.size() == limits::message_attachments_max) {
            reading_.complain(reason_too_many_parts);
            rest_ = {};
            return;
        }
        attachments_.emplace_back();
        attachments_.back().properties.set_code_page(code_page_);
    }
    if (attachments_.empty()) {
        reading_.complain("extract.damaged");
        return;
    }
    Attachment& attachment = attachments_.back();
    bool is_cut = false;
    if (id == attach_title) {
        attachment.title = text(data);
    } else if (id == attach_data) {
        attachment.data = data;
    } else if (id == attachment_properties) {
        PropertyRow(data, is_cut).read([&](Mapi property, MapiType type, ByteView value) {
            if (MapiProperties::is_kept(property)) {
                attachment.properties.set(property, type, std::string(value));
            } else if (property == Mapi::attach_data && type == MapiType::object) {
                attachment.object = part(value, guid_bytes);
            } else if (property == Mapi::attach_data && attachment.data.empty()) {
                attachment.data = value;
            }
        });
    }
    if (is_cut) {
        reading_.complain("extract.damaged");
    }
}

std::string Tnef::text(ByteView data) {
    return reading_.code_pages.utf8(data.substr(0, data.find('\0')), code_page_);
}

void Tnef::add_parts() {
    for (const Attachment& attachment : attachments_) {
        std::string name = attachment_name(attachment.properties, reading_.code_pages);
        if (name.empty()) {
            name = attachment.title;
        }
        if (!add_attachment(reading_, name,
                            attachment.object.empty() ? attachment.data : attachment.object)) {
            return;
        }
    }
}

}  // namespace kontor::compound
