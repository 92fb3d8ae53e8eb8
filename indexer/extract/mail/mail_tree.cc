#include "indexer/extract/mail/mail_tree.h"

#include "indexer/extract/mail/limits.h"
#include "indexer/extract/text/decoded.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <iconv.h>
#include <openssl/cms.h>

namespace kontor::mail {

namespace {

// Raw bytes in headers, without a word on their encoding.
constexpr std::array<const char*, 3> fallback_charsets{"utf-8", "windows-1252", nullptr};

std::string from_base64(std::string_view text) {
    gsize size = 0;
    const std::string terminated(text);
    guchar* const bytes = g_base64_decode(terminated.c_str(), &size);
    std::string decoded(reinterpret_cast<const char*>(bytes), size);
    g_free(bytes);
    return decoded;
}

// "=C3=BC" and "%C3%BC".
std::string from_hex(std::string_view text, char mark, bool underscore_is_blank) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_code = text[i] == mark && i + 2 < text.size() &&
                             g_ascii_isxdigit(text[i + 1]) != 0 &&
                             g_ascii_isxdigit(text[i + 2]) != 0;
        if (is_code) {
            bytes += static_cast<char>(g_ascii_xdigit_value(text[i + 1]) * 16 +
                                       g_ascii_xdigit_value(text[i + 2]));
            i += 2;
        } else {
            bytes += underscore_is_blank && text[i] == '_' ? ' ' : text[i];
        }
    }
    return bytes;
}

std::string to_hex(std::string_view bytes, char mark) {
    std::string text;
    for (const char c : bytes) {
        text += fmt::format("{}{:02X}", mark, static_cast<unsigned char>(c));
    }
    return text;
}

// In UTF-8; nothing for an encoding that is none, or is UTF-8 already.
std::optional<std::string> converted(std::string_view charset, const std::string& bytes) {
    if (g_ascii_strncasecmp(charset.data(), "utf-8", charset.size()) == 0) {
        return std::nullopt;  // a character may begin in one word and end in the next
    }
    const Decoder decoder(charset);
    return decoder.is_known() ? std::optional(decoder.to_utf8(bytes)) : std::nullopt;
}

// Encoded words (RFC 2047) and parameters (RFC 2231) of a mail in UTF-8: in every other encoding
// the C library would load a converter for them, and this process may open nothing.
class WithUtf8Words {
  public:
    explicit WithUtf8Words(ByteView mail) : mail_(mail) {}

    Bytes run() {
        Bytes out;
        std::size_t done = 0;
        for (std::size_t at = 0; at + 2 < mail_.size();) {
            const std::size_t found = mail_.find_first_of("=*", at);
            if (found == ByteView::npos || found + 2 >= mail_.size()) {
                break;
            }
            std::string replacement;
            std::size_t end = 0;
            if (mail_.substr(found, 2) == "=?") {
                end = word(found, replacement);
            } else if (mail_.substr(found, 2) == "*=") {
                end = parameter(found, replacement);
            }
            if (end > 0) {
                out += mail_.substr(done, found - done);
                out += replacement;
                done = end;
            }
            at = std::max(end, found + 1);
        }
        return out += mail_.substr(done);
    }

  private:
    // What the library takes for the name of an encoding in a parameter; it is lenient with the
    // signs in it ("iso)8859-15"), so that more than tokens count.
    static bool is_charset(std::string_view text, bool is_quoted) {
        constexpr std::size_t charset_max_bytes = 100;
        const std::string_view not_in_it = is_quoted ? "\"" : "\"; \t";
        return !text.empty() && text.size() <= charset_max_bytes &&
               text.find_first_of(not_in_it) == text.npos;
    }

    // "=?charset?B?text?="; where it ends, 0 when it is none.
    std::size_t word(std::size_t at, std::string& replacement) const {
        const ByteView rest = mail_.substr(at + 2, word_max_bytes);
        const std::size_t first = rest.find('?');
        if (first == rest.npos || first + 2 >= rest.size() || rest[first + 2] != '?') {
            return 0;
        }
        const std::size_t last = rest.find("?=", first + 3);
        const ByteView text = rest.substr(first + 3, last == rest.npos ? 0 : last - first - 3);
        const char kind = g_ascii_toupper(rest[first + 1]);
        if (last == rest.npos || (kind != 'B' && kind != 'Q')) {
            return 0;
        }
        const std::string_view charset = rest.substr(0, std::min(first, rest.find('*')));
        const std::string bytes = kind == 'B' ? from_base64(text) : from_hex(text, '=', true);
        // Not B: the library reads neighbours as one stream, which the end of the first one ends.
        replacement = "=?utf-8?Q?" + to_hex(converted(charset, bytes).value_or(bytes), '=') + "?=";
        return at + 2 + last + 2;
    }

    // "*=charset'language'%text", and "*0*=" of a value in pieces.
    std::size_t parameter(std::size_t at, std::string& replacement) const {
        const bool is_quoted = mail_[at + 2] == '"';
        const std::size_t begin = at + (is_quoted ? 3 : 2);
        const ByteView rest = mail_.substr(std::min(begin, mail_.size()), word_max_bytes);
        const std::size_t first = rest.find('\'');
        if (first == rest.npos || !is_charset(rest.substr(0, first), is_quoted)) {
            return 0;
        }
        const std::size_t second = rest.find('\'', first + 1);
        if (second == rest.npos) {
            return 0;
        }
        const std::size_t end = std::min(rest.size(), rest.find_first_of("\"; \t\r\n", second + 1));
        const std::string bytes = from_hex(rest.substr(second + 1, end - second - 1), '%', false);
        const std::string_view charset = rest.substr(0, first);
        replacement = std::string(is_quoted ? "*=\"" : "*=") + "utf-8''" +
                      to_hex(converted(charset, bytes).value_or(bytes), '%');
        return begin + end;
    }

    static constexpr std::size_t word_max_bytes = 8 * 1024;

    ByteView mail_;
};

// Whether the library takes "+0130" for a zone by itself; of another one it asks the system's
// files.
bool is_zone(std::string_view digits) {
    constexpr std::size_t zone_digits_max = 4;
    if (digits.size() > zone_digits_max) {
        return false;
    }
    unsigned number = 0;
    for (const char digit : digits) {
        number = number * 10 + static_cast<unsigned>(digit - '0');
    }
    return number / 100 < 24 && number % 100 < 60;
}

// Takes the sign from what cannot be a zone, from `at` to the end of that field.
void tame_zones(Bytes& mail, std::size_t at) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (; at < mail.size(); ++at) {
        if (mail[at] == '\n' &&
            (at + 1 == mail.size() || (mail[at + 1] != ' ' && mail[at + 1] != '\t'))) {
            return;
        }
        if (mail[at] != '+' && mail[at] != '-') {
            continue;
        }
        std::size_t end = at + 1;
        while (end < mail.size() && is_digit(mail[end])) {
            ++end;
        }
        if (end > at + 1 && !is_zone(ByteView(mail).substr(at + 1, end - at - 1))) {
            mail[at] = ' ';
        }
    }
}

// In each field Date, also those of mails within.
Bytes with_tame_dates(Bytes mail) {
    constexpr std::string_view name = "date";
    for (std::size_t line = 0; line < mail.size();) {
        std::size_t at = line + name.size();
        if (at < mail.size() &&
            g_ascii_strncasecmp(mail.data() + line, name.data(), name.size()) == 0) {
            while (at < mail.size() && (mail[at] == ' ' || mail[at] == '\t')) {
                ++at;
            }
            if (at < mail.size() && mail[at] == ':') {
                tame_zones(mail, at);
            }
        }
        const std::size_t end = mail.find('\n', line);
        line = end == Bytes::npos ? mail.size() : end + 1;
    }
    return mail;
}

// Empty for null.
std::string valid(const char* text) {
    return text == nullptr ? std::string() : to_valid_utf8(text);
}

// White space as single blanks, as headers are folded.
std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) > ' ' && c != 0x7F) {
            line += c;
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    if (line.ends_with(' ')) {
        line.pop_back();
    }
    return truncate_utf8(line, limits::mail_header_max_bytes);
}

}  // namespace

void warm_up() {
    g_mime_init();
    // Open for ever: a converter that is open is loaded, and one that was loaded is found.
    static const std::array converters{
        ::iconv_open("utf-8", "windows-1252"), ::iconv_open("windows-1252", "utf-8"),
        ::iconv_open("utf-8", "us-ascii"),     ::iconv_open("us-ascii", "utf-8"),
        ::iconv_open("utf-8", "iso-8859-1"),   ::iconv_open("iso-8859-1", "utf-8"),
        ::iconv_open("utf-8", "cp1252"),       ::iconv_open("cp1252", "utf-8"),
        ::iconv_open("utf-8", "latin1"),       ::iconv_open("utf-8", "ansi_x3.4-1968"),
        ::iconv_open("utf-8", "utf-8")};
    static_cast<void>(converters);
    const MailTree mail(
        "From: =?iso-8859-1?q?K=E4the?= <k@example.org>\r\n"
        "Date: Thu, 26 Nov 2026 10:00:00 +0100\r\nSubject: =?utf-8?b?w6Q=?=\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        "--x\r\nContent-Type: text/plain; charset=koi8-r\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n=C1\r\n"
        "--x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename*=utf-8''%C3%A4.txt\r\n\r\nYQ==\r\n--x--\r\n");
    mail.sent();
    mail.header("From");
    mail.header("Subject");
}

MailTree::MailTree(ByteView mail) {
    const Bytes bytes = with_tame_dates(WithUtf8Words(mail).run());
    // The library's own kind of array, over bytes that are not its own.
    GByteArray array{reinterpret_cast<guint8*>(const_cast<char*>(bytes.data())),
                     static_cast<guint>(bytes.size())};
    const Ref<GMimeStream> stream(g_mime_stream_mem_new_with_byte_array(&array));
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream.get()), FALSE);
    const Ref<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    // What is parsed is copied out of the stream: the array ends with this function.
    g_mime_parser_set_persist_stream(parser.get(), FALSE);
    GMimeParserOptions* const options = g_mime_parser_options_new();
    auto fallbacks = fallback_charsets;
    g_mime_parser_options_set_fallback_charsets(options, fallbacks.data());
    message_.reset(g_mime_parser_construct_message(parser.get(), options));
    g_mime_parser_options_free(options);
}

MailTree::~MailTree() = default;

GMimeObject* MailTree::body() const {
    return g_mime_message_get_mime_part(message_.get());
}

std::string MailTree::header(const char* name) const {
    return one_line(valid(g_mime_object_get_header(GMIME_OBJECT(message_.get()), name)));
}

std::string MailTree::sent() const {
    GDateTime* const date = g_mime_message_get_date(message_.get());
    if (date == nullptr || g_date_time_get_year(date) < 1) {
        return {};
    }
    const std::int64_t offset = g_date_time_get_utc_offset(date) / (60 * G_TIME_SPAN_SECOND);
    const std::string zone = offset == 0
                                 ? "Z"
                                 : fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+',
                                               std::abs(offset) / 60 % 24, std::abs(offset) % 60);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}", g_date_time_get_year(date),
                       g_date_time_get_month(date), g_date_time_get_day_of_month(date),
                       g_date_time_get_hour(date), g_date_time_get_minute(date),
                       g_date_time_get_second(date), zone);
}

std::string type_of(GMimeObject* entity) {
    GMimeContentType* const type = g_mime_object_get_content_type(entity);
    if (type == nullptr) {
        return "text/plain";  // RFC 2045, 5.2
    }
    std::string name = valid(g_mime_content_type_get_media_type(type)) + '/' +
                       valid(g_mime_content_type_get_media_subtype(type));
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return name;
}

std::string parameter(GMimeObject* entity, const char* name) {
    return valid(g_mime_object_get_content_type_parameter(entity, name));
}

std::string name_of(GMimeObject* entity) {
    if (GMIME_IS_MESSAGE_PART(entity)) {
        const std::string subject = subject_of(entity);
        if (!subject.empty()) {
            return subject;
        }
    }
    if (GMIME_IS_PART(entity)) {
        return one_line(valid(g_mime_part_get_filename(GMIME_PART(entity))));
    }
    return one_line(valid(g_mime_object_get_content_disposition_parameter(entity, "filename")));
}

bool is_attachment(GMimeObject* entity) {
    const char* const disposition = g_mime_object_get_disposition(entity);
    return disposition != nullptr && g_ascii_strcasecmp(disposition, "attachment") == 0;
}

std::string subject_of(GMimeObject* attached_message) {
    GMimeMessage* const message =
        g_mime_message_part_get_message(GMIME_MESSAGE_PART(attached_message));
    return message == nullptr ? std::string()
                              : one_line(valid(g_mime_message_get_subject(message)));
}

// No transfer encoding makes more of its bytes: what is decoded is no larger than the mail.
Content content_of(GMimeObject* leaf, std::size_t most) {
    const Ref<GMimeStream> stream(g_mime_stream_mem_new());
    if (GMIME_IS_MESSAGE_PART(leaf)) {
        GMimeMessage* const message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(leaf));
        if (message != nullptr) {
            g_mime_object_write_to_stream(GMIME_OBJECT(message), nullptr, stream.get());
        }
    } else if (GMIME_IS_PART(leaf)) {
        GMimeDataWrapper* const data = g_mime_part_get_content(GMIME_PART(leaf));
        if (data != nullptr) {
            g_mime_data_wrapper_write_to_stream(data, stream.get());
        }
    }
    const GByteArray* const array =
        g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    Content content;
    if (array != nullptr && array->data != nullptr) {
        const ByteView bytes(reinterpret_cast<const char*>(array->data), array->len);
        content.bytes = bytes.substr(0, most);
        content.is_cut = bytes.size() > most;
    }
    return content;
}

Bytes signed_content(ByteView der) {
    const auto* start = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> message(
        d2i_CMS_ContentInfo(nullptr, &start, static_cast<long>(der.size())), &CMS_ContentInfo_free);
    if (message == nullptr || OBJ_obj2nid(CMS_get0_type(message.get())) != NID_pkcs7_signed) {
        return {};
    }
    ASN1_OCTET_STRING** const content = CMS_get0_content(message.get());
    if (content == nullptr || *content == nullptr) {
        return {};
    }
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(*content)),
            static_cast<std::size_t>(ASN1_STRING_length(*content))};
}

}  // namespace kontor::mail
