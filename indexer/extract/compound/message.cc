#include "indexer/extract/compound/message.h"

#include "indexer/extract/compound/compressed_rtf.h"
#include "indexer/extract/compound/summary.h"
#include "indexer/extract/document_facts.h"
#include "indexer/extract/html/html_reader.h"
#include "indexer/extract/office/office_reader.h"

#include <array>

namespace kontor::compound {

namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

// What another reader makes of a body, as lines of ours. Its facts are not the mail's.
class BodySink final : public ResultSink {
  public:
    explicit BodySink(TextFlow& flow) : flow_(flow) {}
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
    void page(std::uint32_t /*number*/, std::string_view text) override {
        flow_.add_lines(text);
        flow_.end_line();
    }

  private:
    TextFlow& flow_;
};

// "Name <address>"; addresses of Exchange ("/O=…") tell nobody anything.
std::string person(const std::string& name, const std::string& address) {
    const bool is_mail = address.find('@') != std::string::npos;
    if (name.empty() || name == address || name == "'" + address + "'") {
        return address;
    }
    return is_mail && name.find(address) == std::string::npos ? name + " <" + address + ">" : name;
}

class MessageText {
  public:
    MessageText(Reading& reading, const Message& message) : reading_(reading), message_(message) {}

    void add(MessageRank rank) {
        const std::string from = sender();
        const std::string to = recipients(1, Mapi::display_to);
        const std::string cc = recipients(2, Mapi::display_cc);
        const std::string bcc = recipients(3, Mapi::display_bcc);
        const std::string sent = moment();
        const std::string subject = text(Mapi::subject);
        if (rank == MessageRank::document) {
            give_fact(reading_.sink, "title", subject);
            give_fact(reading_.sink, "from", from);
            give_fact(reading_.sink, "to", to);
            give_fact(reading_.sink, "cc", cc);
            give_fact(reading_.sink, "bcc", bcc);
            give_date_fact(reading_.sink, "sent", sent);
        }
        add_line("From: ", from);
        add_line("To: ", to);
        add_line("Cc: ", cc);
        add_line("Bcc: ", bcc);
        add_line("Date: ", sent);
        add_line("Subject: ", subject);
        add_body();
    }

  private:
    std::string text(Mapi id) { return message_.own.text(id, reading_.code_pages); }
    std::string first_of(std::initializer_list<Mapi> ids) {
        for (const Mapi id : ids) {
            if (std::string found = text(id); !found.empty()) {
                return found;
            }
        }
        return {};
    }

    // On whose behalf it was sent, else who sent it.
    std::string sender() {
        const std::string found =
            person(first_of({Mapi::represented_name, Mapi::sender_name}),
                   first_of({Mapi::represented_smtp_address, Mapi::sender_smtp_address,
                             Mapi::represented_address, Mapi::sender_address}));
        return found.empty() ? message_.from : found;
    }
    std::string recipients(std::uint64_t type, Mapi shown) {
        std::string all;
        for (const MapiProperties& recipient : message_.recipients) {
            if ((recipient.number(Mapi::recipient_type) & 0xF) != type) {
                continue;
            }
            std::string address = recipient.text(Mapi::smtp_address, reading_.code_pages);
            if (address.empty()) {
                address = recipient.text(Mapi::email_address, reading_.code_pages);
            }
            const std::string one =
                person(recipient.text(Mapi::display_name, reading_.code_pages), address);
            all += all.empty() || one.empty() ? one : ", " + one;
        }
        return all.empty() ? text(shown) : all;
    }
    std::string moment() {
        for (const Mapi id : {Mapi::client_submit_time, Mapi::delivery_time}) {
            if (std::string found = moment_of(message_.own.number(id)); !found.empty()) {
                return found;
            }
        }
        return message_.sent;
    }

    void add_line(std::string_view label, std::string_view value) {
        if (!value.empty()) {
            reading_.flow.add(label);
            reading_.flow.add(value);
            reading_.flow.end_line();
        }
    }
    void add_body() {
        const std::uint64_t before = reading_.flow.ink_bytes();
        reading_.flow.add_lines(text(Mapi::body));
        reading_.flow.end_line();
        if (reading_.flow.ink_bytes() != before) {
            return;
        }
        if (const std::string html = html_body(); !html.empty()) {
            BodySink sink(reading_.flow);
            complain(read_html(html, sink));
        }
        if (reading_.flow.ink_bytes() == before && message_.own.has(Mapi::rtf_compressed)) {
            add_rtf_body();
        }
    }
    // In UTF-8 with a mark that says so, where its code page is known and true.
    std::string html_body() {
        const std::string_view bytes = message_.own.bytes(Mapi::html);
        if (bytes.empty()) {
            return {};
        }
        if (message_.own.type(Mapi::html) == MapiType::string) {
            return std::string(utf8_mark) + text(Mapi::html);
        }
        const auto code_page = static_cast<unsigned>(message_.own.number(Mapi::internet_code_page));
        constexpr unsigned ascii = 20127;
        if (code_page == 0 || code_page == ascii) {
            return std::string(bytes);
        }
        const std::string utf8 = reading_.code_pages.utf8(bytes, code_page);
        return utf8.find("\uFFFD") == std::string::npos ? std::string(utf8_mark) + utf8
                                                        : std::string(bytes);
    }
    void add_rtf_body() {
        const ExpandedRtf rtf = expand_rtf(message_.own.bytes(Mapi::rtf_compressed));
        if (!rtf.complaint.empty()) {
            reading_.complain(rtf.complaint);
        }
        BodySink sink(reading_.flow);
        complain(read_rtf(rtf.text, sink));
    }
    void complain(const ReadingEnd& end) {
        if (end.state != TextState::done && !end.reason.empty()) {
            reading_.complain(end.reason);
        }
    }

    Reading& reading_;
    const Message& message_;
};

}  // namespace

void add_message(Reading& reading, const Message& message, MessageRank rank) {
    MessageText(reading, message).add(rank);
}

std::string attachment_name(const MapiProperties& attachment, CodePages& code_pages) {
    for (const Mapi id :
         {Mapi::attach_long_file_name, Mapi::attach_file_name, Mapi::display_name}) {
        if (std::string found = attachment.text(id, code_pages); !found.empty()) {
            return found;
        }
    }
    return {};
}

bool add_attachment(Reading& reading, std::string_view name, ByteView bytes) {
    const std::size_t room_bytes = reading.parts.room_bytes();
    if (bytes.size() > room_bytes) {
        reading.complain("extract.too_large");
    }
    if (reading.parts.add(name, bytes.substr(0, room_bytes))) {
        return true;
    }
    reading.complain(reason_too_many_parts);
    return false;
}

}  // namespace kontor::compound
