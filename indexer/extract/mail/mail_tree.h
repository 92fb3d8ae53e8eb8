// MailTree: a parsed mail. Private to the room, like every type of gmime.
//
// Promises  Decoded texts are valid UTF-8. Bytes come decoded from their transfer encoding, at most
//           as many as asked for.
// Threads   One at a time in a process.
#pragma once

#include "storage/base/bytes.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <gmime/gmime.h>

namespace kontor::mail {

void warm_up();

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename T>
using Ref = std::unique_ptr<T, Unref>;

class MailTree {
  public:
    explicit MailTree(ByteView mail);
    ~MailTree();
    MailTree(const MailTree&) = delete;
    MailTree& operator=(const MailTree&) = delete;

    // False when these bytes are no mail at all.
    bool is_mail() const { return message_ != nullptr; }
    GMimeObject* body() const;

    // A header as a person reads it, one line; empty when there is none.
    std::string header(const char* name) const;
    // The date, RFC 3339; empty when it is none.
    std::string sent() const;

  private:
    Ref<GMimeMessage> message_;
};

// "text/html" and so on, lower case.
std::string type_of(GMimeObject* entity);
std::string parameter(GMimeObject* entity, const char* name);
// How the entity is called; empty when it has no name.
std::string name_of(GMimeObject* entity);
bool is_attachment(GMimeObject* entity);

struct Content {
    Bytes bytes;
    bool is_cut = false;
};
// Of a leaf; of an attached message its own bytes.
Content content_of(GMimeObject* leaf, std::size_t most);
std::string subject_of(GMimeObject* attached_message);
// What lies in an S/MIME signature (CMS signed-data, RFC 5652); empty when nothing does. Nobody's
// signature is checked.
Bytes signed_content(ByteView der);

}  // namespace kontor::mail
