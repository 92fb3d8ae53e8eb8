#include "indexer/extract/mail/mail_reader.h"

#include "indexer/extract/document_facts.h"
#include "indexer/extract/html/html_reader.h"
#include "indexer/extract/mail/limits.h"
#include "indexer/extract/mail/mail_tree.h"
#include "indexer/extract/text/decoded.h"
#include "indexer/extract/text_flow.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>

namespace kontor {

namespace {

using mail::content_of;
using mail::MailTree;

class TextOfPages final : public ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view name, std::string_view value) override {
        if (name == "title") {
            title = std::string(value) + '\n';
        }
    }
    void page(std::uint32_t /*number*/, std::string_view page) override { text += page; }
    // A mail's subject is its title; that of the page is often the template's.
    std::string_view body() const {
        std::string_view all(text);
        if (!title.empty() && all.starts_with(title)) {
            all.remove_prefix(title.size());
        }
        return all;
    }

    std::string text;
    std::string title;
};

// Takes a line off, without its end.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

// Takes the marks of a quotation off (RFC 3676, 4.5: '>' with or without blanks); their number.
std::size_t take_quotes(std::string_view& line) {
    std::size_t depth = 0;
    while (true) {
        const std::size_t mark = line.find_first_not_of(' ');
        if (mark == line.npos || line[mark] != '>' || (depth == 0 && mark > 0)) {
            break;
        }
        ++depth;
        line.remove_prefix(mark + 1);
    }
    // A blank that was put before the text so that it is not taken for something else (4.4).
    if (line.starts_with(' ')) {
        line.remove_prefix(1);
    }
    return depth;
}

// RFC 3676: a line that ends with a blank goes on, unless it is the mark of a signature.
std::string without_soft_breaks(std::string_view text, bool is_delsp) {
    std::string joined;
    std::size_t open_depth = 0;
    bool is_open = false;
    while (!text.empty()) {
        std::string_view line = take_line(text);
        const std::size_t depth = take_quotes(line);
        if (is_open && depth != open_depth) {
            joined += '\n';
            is_open = false;
        }
        if (!is_open && depth > 0) {
            joined += std::string(depth, '>') + ' ';
        }
        is_open = line.ends_with(' ') && line != "-- ";
        open_depth = depth;
        joined += is_open && is_delsp ? line.substr(0, line.size() - 1) : line;
        if (!is_open) {
            joined += '\n';
        }
    }
    return joined;
}

class MailReading {
  public:
    MailReading(const MailTree& mail, ResultSink& sink, Parts& parts)
        : mail_(mail), sink_(sink), parts_(parts), flow_(sink) {}

    ReadingEnd read() {
        head();
        visit(mail_.body(), 0);
        flow_.finish();  // before the parts: their pages come behind
        give_parts();
        if (!complaint_.empty()) {
            return {TextState::partial, complaint_};
        }
        return {flow_.has_ink() ? TextState::done : TextState::none, ""};
    }

  private:
    void head() {
        struct Line {
            const char* header;
            const char* fact;
        };
        constexpr std::array<Line, 7> lines{{{"From", "from"},
                                             {"To", "to"},
                                             {"Cc", "cc"},
                                             {"Date", ""},
                                             {"Subject", "title"},
                                             {"Message-ID", "message_id"},
                                             {"In-Reply-To", "in_reply_to"}}};
        for (const Line& line : lines) {
            const std::string value = mail_.header(line.header);
            if (*line.fact != '\0') {
                give_fact(sink_, line.fact, value);
            }
            const bool is_read_by_people =
                std::string_view(line.fact).find('_') == std::string::npos;
            if (is_read_by_people && !value.empty()) {
                flow_.add(std::string(line.header) + ": " + value);
                flow_.end_line();
            }
        }
        give_fact(sink_, "sent", mail_.sent());
    }

    void visit(GMimeObject* entity, int depth) {
        if (entity == nullptr || ++entities_ > limits::mail_entities_max) {
            return;
        }
        if (depth == limits::mail_depth_max) {
            complain("extract.too_deep");
            return;
        }
        const std::string type = mail::type_of(entity);
        if (type == "multipart/encrypted" || is_sealed(entity, type)) {
            complain("extract.encrypted");
        } else if (is_smime(type)) {
            signed_content(entity, depth);
        } else if (!GMIME_IS_MULTIPART(entity)) {
            leaf(entity, type);
        } else if (type == "multipart/alternative") {
            alternative(GMIME_MULTIPART(entity), depth);
        } else {
            const int count = g_mime_multipart_get_count(GMIME_MULTIPART(entity));
            for (int i = 0; i < count; ++i) {
                visit(g_mime_multipart_get_part(GMIME_MULTIPART(entity), i), depth + 1);
            }
        }
    }

    // S/MIME (RFC 8551).
    static bool is_smime(const std::string& type) {
        return type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime";
    }
    // Enveloped, not only signed.
    static bool is_sealed(GMimeObject* entity, const std::string& type) {
        return is_smime(type) && mail::parameter(entity, "smime-type") != "signed-data";
    }
    // Signatures are for the mail program; here they only would be a list of parts without text.
    static bool is_signature(const std::string& type) {
        return type == "application/pgp-signature" || type == "application/pkcs7-signature" ||
               type == "application/x-pkcs7-signature";
    }

    // What was signed lies within the signature, a mail's body of its own. The signature is not
    // judged.
    void signed_content(GMimeObject* entity, int depth) {
        const Bytes content =
            mail::signed_content(content_of(entity, limits::mail_text_max_bytes).bytes);
        if (content.empty()) {
            complain("extract.damaged");
            return;
        }
        inner_.push_back(std::make_unique<MailTree>(content));
        if (inner_.back()->is_mail()) {
            visit(inner_.back()->body(), depth + 1);
        }
    }

    // The plain one, when it says anything; else the last, which is the fullest (RFC 2046, 5.1.4).
    void alternative(GMimeMultipart* choices, int depth) {
        const int count = g_mime_multipart_get_count(choices);
        GMimeObject* chosen = nullptr;
        std::string plain;
        for (int i = 0; i < count; ++i) {
            GMimeObject* const choice = g_mime_multipart_get_part(choices, i);
            if (mail::type_of(choice) == "text/plain" && !mail::is_attachment(choice)) {
                plain = text_of(choice, "text/plain");
            } else if (choice != nullptr) {
                chosen = choice;
            }
        }
        constexpr std::size_t says_something_bytes = 80;  // "This mail is HTML" and the like do not
        if (chosen == nullptr || plain.size() > says_something_bytes) {
            body(plain);
            // What else is there may hold more than a body: pictures, an invitation.
            attachments_below(choices, depth);
            return;
        }
        visit(chosen, depth + 1);
    }

    void attachments_below(GMimeMultipart* choices, int depth) {
        const int count = g_mime_multipart_get_count(choices);
        for (int i = 0; i < count && depth < limits::mail_depth_max; ++i) {
            GMimeObject* const choice = g_mime_multipart_get_part(choices, i);
            if (choice == nullptr || ++entities_ > limits::mail_entities_max) {
                return;
            }
            if (GMIME_IS_MULTIPART(choice)) {
                attachments_below(GMIME_MULTIPART(choice), depth + 1);
            } else if (!mail::type_of(choice).starts_with("text/") || mail::is_attachment(choice)) {
                attached_.push_back(choice);
            }
        }
    }

    void leaf(GMimeObject* entity, const std::string& type) {
        if (is_signature(type)) {
            return;
        }
        const bool is_text = type.starts_with("text/") || type == "message/delivery-status" ||
                             type == "message/disposition-notification" ||
                             type == "text/rfc822-headers";
        if (!is_text || GMIME_IS_MESSAGE_PART(entity) || mail::is_attachment(entity) ||
            !mail::name_of(entity).empty()) {
            attached_.push_back(entity);
            return;
        }
        body(text_of(entity, type));
    }

    void body(const std::string& text) {
        flow_.end_line();
        flow_.add_lines(text);
        flow_.end_line();
    }

    std::string text_of(GMimeObject* entity, const std::string& type) {
        mail::Content content = content_of(entity, limits::mail_text_max_bytes);
        if (content.is_cut) {
            complain("extract.too_large");
        }
        if (type == "text/html") {
            // The mail's own word for the encoding counts more than that of the page.
            if (const auto known = in_charset(entity, content.bytes)) {
                content.bytes = *known;
            }
            TextOfPages page;
            read_html(content.bytes, page);
            return std::string(page.body());
        }
        std::string text = in_charset(entity, content.bytes)
                               .value_or(decoded(content.bytes, {}).value_or(std::string()));
        if (mail::parameter(entity, "format") == "flowed") {
            text = without_soft_breaks(text, mail::parameter(entity, "delsp") == "yes");
        }
        return text;
    }

    // Nothing when none is named, or one that cannot be true.
    static std::optional<std::string> in_charset(GMimeObject* entity, const Bytes& bytes) {
        const std::string charset = mail::parameter(entity, "charset");
        const Decoder decoder(charset);
        const bool is_ascii = charset == "us-ascii" || charset == "US-ASCII";
        const bool has_high = std::ranges::any_of(
            bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
        if (charset.empty() || !decoder.is_known() || (is_ascii && has_high)) {
            return std::nullopt;
        }
        const bool is_utf8_by_name = charset == "utf-8" || charset == "UTF-8";
        if (is_utf8_by_name && !is_utf8(bytes)) {
            return std::nullopt;
        }
        return decoder.to_utf8(bytes);
    }

    void give_parts() {
        for (GMimeObject* const entity : attached_) {
            const mail::Content content = content_of(entity, parts_.room_bytes());
            const std::string name = mail::name_of(entity);
            bool has_room = true;
            if (content.is_cut) {
                complain("extract.too_large");
                parts_.spend(content.bytes.size());
                has_room = parts_.add_unread(name, {TextState::failed, "extract.too_large"});
            } else {
                has_room = parts_.add(name, content.bytes);
            }
            if (!has_room) {
                complain(reason_too_many_parts);
                return;
            }
        }
    }

    void complain(std::string_view reason) {
        if (complaint_.empty()) {
            complaint_ = reason;
        }
    }

    const MailTree& mail_;
    ResultSink& sink_;
    Parts& parts_;
    TextFlow flow_;
    std::vector<GMimeObject*> attached_;
    std::vector<std::unique_ptr<MailTree>> inner_;  // keep what attached_ names
    std::size_t entities_ = 0;
    std::string complaint_;
};

std::string lower(std::string_view text) {
    std::string low(text);
    std::ranges::transform(low, low.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return low;
}

bool is_field_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; });
}

// "From sender date" (RFC 4155), as it stands before each mail of a box.
bool is_separator(std::string_view line) {
    const std::size_t blank = line.find(' ', 5);
    return line.starts_with("From ") && blank != line.npos && blank > 5 &&
           line.find(':', blank) != line.npos;
}

// Some boxes do not mark lines that look like separators, and say instead how long a body is.
std::optional<std::size_t> end_by_length(ByteView box, std::size_t from) {
    constexpr std::string_view field = "content-length:";
    ByteView rest = box.substr(from);
    take_line(rest);  // the separator
    std::optional<std::size_t> length;
    for (std::string_view line = take_line(rest); !line.empty(); line = take_line(rest)) {
        if (lower(line.substr(0, field.size())) == field) {
            const std::string digits(
                line.substr(std::min(line.find_first_of("0123456789"), line.size())));
            length = std::strtoull(digits.c_str(), nullptr, 10);
        }
    }
    if (!length || *length > rest.size()) {
        return std::nullopt;
    }
    ByteView behind = rest.substr(*length);
    behind.remove_prefix(std::min(behind.size(), behind.find_first_not_of("\r\n")));
    ByteView line = behind;
    return behind.empty() || is_separator(take_line(line))
               ? std::optional(box.size() - behind.size())
               : std::nullopt;
}

// Where the next mail of a box begins, at its separator; the end when there is none.
std::size_t next_mail(ByteView box, std::size_t from) {
    if (const auto end = end_by_length(box, from)) {
        return *end;
    }
    while (from < box.size()) {
        const std::size_t found = box.find("\nFrom ", from);
        if (found == ByteView::npos) {
            return box.size();
        }
        std::string_view rest = box.substr(found + 1);
        if (is_separator(take_line(rest))) {
            return found + 1;
        }
        from = found + 1;
    }
    return box.size();
}

// Lines that begin with From were marked, so as not to be taken for a separator.
Bytes unmarked(ByteView mail) {
    Bytes bytes(mail);
    for (std::size_t at = bytes.find("\n>From "); at != Bytes::npos;
         at = bytes.find("\n>From ", at + 1)) {
        bytes.erase(at + 1, 1);
    }
    return bytes;
}

}  // namespace

void prepare_mail() {
    mail::warm_up();
}

bool looks_like_mail(ByteView bytes) {
    static constexpr std::array<std::string_view, 9> origins{
        "from",         "received",     "date",   "message-id",      "return-path",
        "mime-version", "delivered-to", "sender", "x-mozilla-status"};
    static constexpr std::array<std::string_view, 11> others{
        "to",         "cc",           "subject",
        "reply-to",   "content-type", "content-transfer-encoding",
        "references", "in-reply-to",  "x-mailer",
        "user-agent", "bcc"};
    std::string_view rest = bytes.substr(0, limits::mail_head_looked_at_bytes);
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of("\r\n")));
    std::size_t origin_fields = 0;
    std::size_t fields = 0;
    bool is_first = true;
    while (!rest.empty()) {
        const std::string_view line = take_line(rest);
        if (line.empty()) {
            break;
        }
        const bool goes_on = line.front() == ' ' || line.front() == '\t';
        const std::size_t colon = line.find(':');
        if (is_first && is_separator(line)) {
            is_first = false;
            continue;
        }
        if (goes_on && !is_first) {
            continue;
        }
        if (colon == line.npos || !is_field_name(line.substr(0, colon))) {
            // One line that is none: broken mails have such; a text has many.
            return origin_fields > 0 && fields >= 3;
        }
        is_first = false;
        const std::string name = lower(line.substr(0, colon));
        const bool is_origin = std::ranges::find(origins, name) != origins.end();
        origin_fields += is_origin ? 1 : 0;
        fields += is_origin || std::ranges::find(others, name) != others.end() ? 1 : 0;
    }
    return origin_fields > 0 && fields >= 2;
}

bool looks_like_mailbox(ByteView bytes) {
    std::string_view rest = bytes;
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of("\r\n")));
    const std::string_view first = take_line(rest);
    return is_separator(first) && looks_like_mail(rest);
}

ReadingEnd read_mail(ByteView bytes, ResultSink& sink, Parts& parts) {
    // A box of one mail, or a mail cut out of one, begins with its separator.
    ByteView rest = bytes;
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of("\r\n")));
    ByteView behind = rest;
    const MailTree mail(is_separator(take_line(behind)) ? behind : rest);
    if (!mail.is_mail()) {
        return {TextState::failed, "extract.damaged"};
    }
    return MailReading(mail, sink, parts).read();
}

ReadingEnd read_mailbox(ByteView bytes, Parts& parts) {
    std::size_t at = std::min(bytes.size(), bytes.find_first_not_of("\r\n"));
    while (at < bytes.size()) {
        const std::size_t end = next_mail(bytes, at);
        ByteView one = bytes.substr(at, end - at);
        take_line(one);  // the separator
        at = end;
        const Bytes mail = unmarked(one);
        if (!parts.add(MailTree(mail).is_mail() ? MailTree(mail).header("Subject") : "", mail)) {
            return {TextState::partial, std::string(reason_too_many_parts)};
        }
    }
    return {TextState::none, ""};
}

}  // namespace kontor
