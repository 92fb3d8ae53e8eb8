// Tnef: the attributes of winmail.dat ([MS-OXTNEF]).
//
// Promises  The text of the mail first, then its attachments as parts; a mail within it is a part,
//           again in this format. What breaks off is had as far as it goes.
#pragma once

#include "indexer/extract/compound/message.h"

namespace kontor::compound {

class Tnef {
  public:
    static bool is_one(ByteView bytes);
    Tnef(Reading& reading, ByteView bytes) : reading_(reading), rest_(bytes) {}

    void add_text();
    // After the text.
    void add_parts();

  private:
    struct Attachment {
        std::string title;
        ByteView data;
        MapiProperties properties;
        ByteView object;  // a mail or another object, behind the id of its kind
    };

    void read();
    void take_of_message(std::uint16_t id, ByteView data);
    void take_of_attachment(std::uint16_t id, ByteView data);
    void take_recipients(ByteView data);
    std::string text(ByteView data);

    Reading& reading_;
    ByteView rest_;
    unsigned code_page_ = 1252;
    Message message_;
    std::vector<Attachment> attachments_;
};

}  // namespace kontor::compound
