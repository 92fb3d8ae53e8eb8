// Mails as Outlook saves them ([MS-OXMSG]).
//
// Promises  Mails within mails lie in the same file, and their text follows that of the one around
//           them; their attachments are parts like its own.
#pragma once

#include "indexer/extract/compound/compound_file.h"
#include "indexer/extract/compound/message.h"

namespace kontor::compound {

// The stream that makes a compound file a mail.
constexpr std::string_view outlook_properties = "__properties_version1.0";

class OutlookMessage {
  public:
    OutlookMessage(Reading& reading, CompoundFile& file) : reading_(reading), file_(file) {}

    void add_text();
    // After the text.
    void add_parts();

  private:
    using Place = CompoundFile::Place;

    void add_text_of(Place storage, int depth);
    void add_embedded(Place attachment, int depth);
    MapiProperties properties(Place storage, std::size_t header_bytes, unsigned code_page);
    bool add_part(Place attachment);

    Reading& reading_;
    CompoundFile& file_;
    std::vector<Place> attachments_;
};

}  // namespace kontor::compound
