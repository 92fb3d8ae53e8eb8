#include "server/http/request_head.h"

#include "server/http/syntax.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr std::string_view line_end = "\r\n";

// `rule` names the rule of the grammar for the operator; the caller reads that his HTTP is broken.
[[noreturn]] void refuse_syntax(const std::string& rule) {
    throw Error(ErrorCode::invalid, "read the head of a request: " + rule,
                Reason{"http.syntax", {}, ""});
}

[[noreturn]] void refuse_field(std::string_view name) {
    throw Error(ErrorCode::invalid, "read a field of a request",
                Reason{"header.invalid", {{"name", shown_value(name)}}, shown_value(name)});
}

std::string_view take_line(ByteView& head) {
    const std::size_t end = head.find(line_end);
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + line_end.size());
    return line;
}

// "HTTP/1.1" is 1; another well-formed version is unsupported, anything else is no HTTP.
int read_version(std::string_view word) {
    if (word == "HTTP/1.1") {
        return 1;
    }
    if (word == "HTTP/1.0") {
        return 0;
    }
    if (word.size() == 8 && word.starts_with("HTTP/") && syntax::is_digit(word[5]) &&
        word[6] == '.' && syntax::is_digit(word[7])) {
        throw Error(ErrorCode::unsupported, "read the version of a request",
                    Reason{"http.version", {}, ""});
    }
    refuse_syntax("version");
}

// RFC 9112 section 3: exactly one blank between the three words.
void read_request_line(std::string_view line, RequestHead& head) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        refuse_syntax("request line");
    }
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    if (!syntax::is_token(method) || method.size() > limits::http_method_max_bytes) {
        refuse_syntax("method");
    }
    if (target.find_first_of(" \t") != std::string_view::npos) {
        refuse_syntax("request line");
    }
    head.minor_version = read_version(line.substr(last + 1));
    if (target.size() > limits::http_target_max_bytes) {
        throw Error(ErrorCode::too_large, "read the target of a request",
                    Reason{"http.target_too_long",
                           {{"limit", std::to_string(limits::http_target_max_bytes)}},
                           "target"});
    }
    head.method = method;
    head.target = read_target(method, target);
}

void read_fields(ByteView block, RequestHead& head) {
    while (true) {
        const std::string_view line = take_line(block);
        if (line.empty()) {
            return;
        }
        if (line.front() == ' ' || line.front() == '\t') {
            refuse_syntax("folded line");  // RFC 9112 section 5.2
        }
        const std::size_t colon = line.find(':');
        // A blank before the colon is where readers part (RFC 9112 section 5.1); no token has one.
        if (colon == std::string_view::npos || !syntax::is_token(line.substr(0, colon))) {
            refuse_syntax("field");
        }
        if (head.headers.fields().size() >= limits::http_fields_max) {
            throw Error(ErrorCode::too_large, "read the fields of a request",
                        Reason{"http.header_too_large",
                               {{"limit", std::to_string(limits::http_fields_max)}},
                               ""});
        }
        head.headers.add(std::string(line.substr(0, colon)),
                         std::string(syntax::trimmed(line.substr(colon + 1))));
    }
}

// The one value of a field that may stand once; nothing when absent.
std::optional<std::string> single(const HttpHeaders& headers, std::string_view name) {
    std::vector<std::string> values = headers.all(name);
    if (values.size() > 1) {
        refuse_field(name);
    }
    return values.empty() ? std::nullopt : std::optional(std::move(values.front()));
}

// RFC 9112 section 6: two framings, or two lengths even if equal, are how a request is smuggled
// past whoever stands before us.
void read_framing(RequestHead& head) {
    const std::optional<std::string> length = single(head.headers, "Content-Length");
    const std::optional<std::string> encoding = single(head.headers, "Transfer-Encoding");
    if (length) {
        head.content_length = syntax::number(*length);
        if (!head.content_length || encoding) {
            refuse_field("Content-Length");
        }
    }
    if (!encoding) {
        return;
    }
    if (head.minor_version == 0) {
        refuse_field("Transfer-Encoding");
    }
    if (!syntax::equal_ignoring_case(*encoding, "chunked")) {
        throw Error(ErrorCode::unsupported, "read the framing of a request",
                    Reason{"http.transfer_encoding", {}, "Transfer-Encoding"});
    }
    head.is_chunked = true;
}

bool is_host(std::string_view host) {
    return std::all_of(host.begin(), host.end(), [](char c) {
        return syntax::is_digit(c) || syntax::is_letter(c) ||
               std::string_view("-._~!$&'()*+,;=%:[]").find(c) != std::string_view::npos;
    });
}

void read_host(RequestHead& head) {
    const std::optional<std::string> host = single(head.headers, "Host");
    if (!host && head.minor_version == 1) {
        throw Error(ErrorCode::invalid, "read the host of a request",
                    Reason{"header.missing", {{"name", "Host"}}, "Host"});
    }
    if (!is_host(host.value_or("")) || !is_host(head.target.authority)) {
        refuse_field("Host");
    }
    if (!head.target.authority.empty()) {
        head.headers.set("Host", head.target.authority);  // RFC 9112 section 3.2.2
    }
}

void read_connection(RequestHead& head) {
    bool asks_close = false;
    bool asks_keep_alive = false;
    for (const std::string& value : head.headers.all("Connection")) {
        for (const std::string_view option : syntax::list_members(value)) {
            asks_close = asks_close || syntax::equal_ignoring_case(option, "close");
            asks_keep_alive = asks_keep_alive || syntax::equal_ignoring_case(option, "keep-alive");
        }
    }
    head.keeps_alive = !asks_close && (head.minor_version == 1 || asks_keep_alive);
}

// RFC 9110 section 10.1.1: 1.0 knows no 100, and an expectation we do not know is 417.
void read_expectation(RequestHead& head) {
    const std::optional<std::string> expectation = single(head.headers, "Expect");
    if (!expectation || head.minor_version == 0) {
        return;
    }
    if (!syntax::equal_ignoring_case(*expectation, "100-continue")) {
        throw Error(ErrorCode::unsupported, "meet an expectation",
                    Reason{"http.expect", {}, "Expect"});
    }
    head.expects_continue = head.has_body();
}

}  // namespace

std::optional<std::size_t> HeadScanner::scan(ByteView input) {
    for (; seen_ < input.size(); ++seen_) {
        const char c = input[seen_];
        const bool after_return = seen_ > 0 && input[seen_ - 1] == '\r';
        if (after_return != (c == '\n')) {
            refuse_syntax("bare CR or LF");
        }
        if (c == '\n') {
            const bool is_blank = seen_ == line_start_ + 1;
            line_start_ = seen_ + 1;
            if (is_blank) {
                return ++seen_;
            }
        } else if (c != '\r' && syntax::is_forbidden_control(c)) {
            refuse_syntax("control character");
        }
    }
    return std::nullopt;
}

RequestHead read_head(ByteView block) {
    RequestHead head;
    read_request_line(take_line(block), head);
    read_fields(block, head);
    read_framing(head);
    read_host(head);
    read_connection(head);
    read_expectation(head);
    return head;
}

bool looks_like_head_method(ByteView head) {
    return head.starts_with("HEAD ");
}

}  // namespace kontor
