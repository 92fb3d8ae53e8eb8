// Message: a mail by its properties, and what is shown of it.
//
// Promises  Lines of who, to whom, when and about what, then the body: as plain text, else what a
//           browser would show, else what the compressed RTF says.
#pragma once

#include "indexer/extract/compound/mapi.h"
#include "indexer/extract/compound/reading.h"

#include <vector>

namespace kontor::compound {

struct Message {
    MapiProperties own;
    std::vector<MapiProperties> recipients;
    // Where only the old attributes of winmail.dat tell of them.
    std::string from;
    std::string sent;  // RFC 3339
};

enum class MessageRank { document, within_another };

// Facts are those of the document only.
void add_message(Reading& reading, const Message& message, MessageRank rank);

// The file name of an attachment, UTF-8; empty when it has none.
std::string attachment_name(const MapiProperties& attachment, CodePages& code_pages);

// Gives an attachment to the parts, as much of it as they take. False when they take no more.
[[nodiscard]] bool add_attachment(Reading& reading, std::string_view name, ByteView bytes);

}  // namespace kontor::compound
