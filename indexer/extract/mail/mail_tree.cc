#include "indexer/extract/mail/mail_tree.h"

#include "indexer/extract/mail/limits.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>
#include <iconv.h>
#include <openssl/cms.h>

namespace kontor::mail {

namespace {

// What headers may be in: as mailers call it, with the names that they use besides.
constexpr auto header_charsets = std::to_array<const char*>(
    {"utf-8",        "utf8",         "utf-7",        "utf-16",        "utf-16le",
     "utf-16be",     "us-ascii",     "ascii",        "iso-8859-1",    "iso8859-1",
     "iso_8859-1",   "latin1",       "l1",           "iso-8859-2",    "iso8859-2",
     "latin2",       "iso-8859-3",   "iso-8859-4",   "iso-8859-5",    "iso-8859-6",
     "iso-8859-7",   "iso-8859-8",   "iso-8859-9",   "iso8859-9",     "latin5",
     "iso-8859-10",  "iso-8859-13",  "iso-8859-14",  "iso-8859-15",   "iso8859-15",
     "latin9",       "iso-8859-16",  "windows-1250", "windows-1251",  "windows-1252",
     "windows-1253", "windows-1254", "windows-1255", "windows-1256",  "windows-1257",
     "windows-1258", "cp1250",       "cp1251",       "cp1252",        "cp1253",
     "cp1254",       "cp1257",       "cp437",        "ibm437",        "cp850",
     "ibm850",       "cp852",        "cp866",        "ibm866",        "cp874",
     "cp932",        "cp936",        "cp949",        "cp950",         "koi8-r",
     "koi8-u",       "macintosh",    "tis-620",      "shift_jis",     "shift-jis",
     "sjis",         "euc-jp",       "iso-2022-jp",  "iso-2022-jp-2", "iso-2022-kr",
     "euc-kr",       "gb2312",       "gbk",          "gb18030",       "big5",
     "big5-hkscs",   "euc-tw",       "iso-2022-cn",  "johab",         "viscii",
     "ucs-2",        "ucs-4",        "utf-32"});

bool is_loaded(std::string_view charset) {
    return std::ranges::any_of(header_charsets, [&](const char* known) {
        return charset.size() == std::strlen(known) &&
               g_ascii_strncasecmp(charset.data(), known, charset.size()) == 0;
    });
}

// Names of encodings that are not loaded, in encoded words (RFC 2047) and parameters (RFC 2231),
// are made names of none: the C library would look for their converters, and this process may open
// nothing. Such a header comes as it stands.
Bytes with_loaded_charsets(ByteView mail) {
    constexpr std::size_t charset_max_bytes = 40;
    Bytes bytes(mail);
    const auto hide = [&](std::size_t from, char end) {
        const std::size_t to = bytes.find_first_of(std::string("\r\n") + end, from);
        if (to == Bytes::npos || bytes[to] != end || to == from || to - from > charset_max_bytes) {
            return;
        }
        const std::string_view charset = std::string_view(bytes).substr(from, to - from);
        const bool is_token = charset.find_first_of("= \t()<>@,;:\"/[]?") == charset.npos;
        if (is_token && !is_loaded(charset.substr(0, charset.find('*')))) {  // "utf-8*de", RFC 2231
            std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                      bytes.begin() + static_cast<std::ptrdiff_t>(to), 'x');
        }
    };
    for (std::size_t at = bytes.find("=?"); at != Bytes::npos; at = bytes.find("=?", at + 2)) {
        hide(at + 2, '?');
    }
    for (std::size_t at = bytes.find("*="); at != Bytes::npos; at = bytes.find("*=", at + 2)) {
        const std::size_t value =
            bytes[std::min(at + 2, bytes.size() - 1)] == '"' ? at + 3 : at + 2;
        hide(value, '\'');
    }
    return bytes;
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
    for (const char* charset : header_charsets) {
        static_cast<void>(::iconv_open("UTF-8", charset));
        static_cast<void>(::iconv_open(charset, "UTF-8"));
    }
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
    const Bytes bytes = with_loaded_charsets(mail);
    // The library's own kind of array, over bytes that are not its own.
    GByteArray array{reinterpret_cast<guint8*>(const_cast<char*>(bytes.data())),
                     static_cast<guint>(bytes.size())};
    const Ref<GMimeStream> stream(g_mime_stream_mem_new_with_byte_array(&array));
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream.get()), FALSE);
    const Ref<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    // What is parsed is copied out of the stream: the array ends with this function.
    g_mime_parser_set_persist_stream(parser.get(), FALSE);
    GMimeParserOptions* const options = g_mime_parser_options_new();
    std::array<const char*, 3> fallbacks{"utf-8", "windows-1252", nullptr};
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
