// MailReader: Internet messages (RFC 5322, MIME by RFC 2045 to 2049) and boxes of them (RFC 4155).
//
// Promises  The first page is what a person reads: the headers From, To, Cc, Date and Subject, and
//           the body; of alternatives the plain text, unless it says nothing. Attachments, pictures
//           within the text and attached mails are parts, in their order. Headers are facts: title
//           (the subject), from, to, cc, sent, message_id, in_reply_to. A broken mail is read as
//           far as it goes; what lies elsewhere (message/external-body) is not fetched.
// Threads   One at a time: gmime counts references without locks.
// Errors    Partial with extract.encrypted where the body is encrypted (the headers are not), with
//           extract.too_large, extract.too_deep or reason_too_many_parts.
#pragma once

#include "indexer/extract/parts.h"

namespace kontor {

// Before the process may open nothing any more: gmime's tables, and the C library's converters for
// the encodings that headers come in.
void prepare_mail();

// A head of at least two fields that mails have, one of them telling where it comes from, up to a
// blank line; a text that only quotes such lines is none.
bool looks_like_mail(ByteView bytes);
bool looks_like_mailbox(ByteView bytes);

ReadingEnd read_mail(ByteView bytes, ResultSink& sink, Parts& parts);
// Each mail is a part, named by its subject.
ReadingEnd read_mailbox(ByteView bytes, Parts& parts);

}  // namespace kontor
