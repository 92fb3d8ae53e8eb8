// Properties of mails, their recipients and attachments, as Outlook and Exchange keep them
// ([MS-OXPROPS]), wherever they come from.
#pragma once

#include "indexer/extract/compound/code_pages.h"

#include <unordered_map>

namespace kontor::compound {

// Those that are read.
enum class Mapi : std::uint16_t {
    subject = 0x0037,
    client_submit_time = 0x0039,
    represented_name = 0x0042,
    represented_address = 0x0065,
    recipient_type = 0x0C15,
    sender_name = 0x0C1A,
    sender_address = 0x0C1F,
    display_bcc = 0x0E02,
    display_cc = 0x0E03,
    display_to = 0x0E04,
    delivery_time = 0x0E06,
    body = 0x1000,
    rtf_compressed = 0x1009,
    html = 0x1013,
    display_name = 0x3001,
    email_address = 0x3003,
    attach_data = 0x3701,
    attach_file_name = 0x3704,
    attach_method = 0x3705,
    attach_long_file_name = 0x3707,
    smtp_address = 0x39FE,
    internet_code_page = 0x3FDE,
    message_code_page = 0x3FFD,
    sender_smtp_address = 0x5D01,
    represented_smtp_address = 0x5D02,
};

enum class MapiType : std::uint16_t {
    int16 = 0x0002,
    int32 = 0x0003,
    error = 0x000A,
    boolean = 0x000B,
    object = 0x000D,
    string8 = 0x001E,
    string = 0x001F,
    time = 0x0040,
    guid = 0x0048,
    binary = 0x0102,
};

constexpr bool is_text(MapiType type) {
    return type == MapiType::string8 || type == MapiType::string;
}

class MapiProperties {
  public:
    // True for those of the enumeration that are kept here; attachments' data never are.
    static bool is_kept(Mapi id);

    // Of a text in two forms the one in Unicode counts.
    void set(Mapi id, MapiType type, std::string bytes);
    bool has(Mapi id) const { return values_.contains(id); }

    std::string text(Mapi id, CodePages& code_pages) const;
    std::uint64_t number(Mapi id) const;  // 0 when there is none
    std::string_view bytes(Mapi id) const;
    MapiType type(Mapi id) const;
    // Of texts that are not in Unicode.
    unsigned code_page() const { return code_page_; }
    void set_code_page(unsigned code_page) { code_page_ = code_page; }

  private:
    struct Value {
        MapiType type = MapiType::binary;
        std::string bytes;
    };
    std::unordered_map<Mapi, Value> values_;
    unsigned code_page_ = 1252;
};

}  // namespace kontor::compound
