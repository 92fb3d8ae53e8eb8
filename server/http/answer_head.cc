#include "server/http/answer_head.h"

#include "server/http/status.h"
#include "server/http/syntax.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace kontor {

namespace {

bool is_ours(std::string_view name) {
    constexpr std::array<std::string_view, 7> ours{
        "Content-Length", "Transfer-Encoding", "Date",         "Connection",
        "Keep-Alive",     "Trailer",           "X-Request-Id",
    };
    return std::any_of(ours.begin(), ours.end(), [name](std::string_view own) {
        return syntax::equal_ignoring_case(name, own);
    });
}

void append_field(Bytes& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

Bytes write_head(const AnswerHead& head, const HttpHeaders& headers) {
    Bytes out;
    out.reserve(512);
    out.append("HTTP/1.1 ").append(std::to_string(head.status)).append(" ");
    out.append(reason_phrase(head.status)).append("\r\n");
    append_field(out, "Date", head.date);
    append_field(out, "X-Request-Id", head.request_id);
    bool says_nosniff = false;
    for (const auto& [name, value] : headers.fields()) {
        if (!is_ours(name)) {
            append_field(out, name, value);
            says_nosniff =
                says_nosniff || syntax::equal_ignoring_case(name, "X-Content-Type-Options");
        }
    }
    if (!says_nosniff) {
        append_field(out, "X-Content-Type-Options", "nosniff");
    }
    if (head.framing == Framing::length) {
        append_field(out, "Content-Length", std::to_string(head.length));
    } else if (head.framing == Framing::chunked) {
        append_field(out, "Transfer-Encoding", "chunked");
    }
    if (head.closes) {
        append_field(out, "Connection", "close");
    } else if (head.says_keep_alive) {
        append_field(out, "Connection", "keep-alive");
    }
    return out.append("\r\n");
}

std::string http_date(Instant instant) {
    static constexpr std::array<const char*, 7> weekdays{"Sun", "Mon", "Tue", "Wed",
                                                         "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss<Milliseconds> time{instant - day};
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        weekdays.at(std::chrono::weekday{day}.c_encoding()), static_cast<unsigned>(date.day()),
        months.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
        time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string_view DateField::text(Instant now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second != second_ || text_.empty()) {
        second_ = second;
        text_ = http_date(second);
    }
    return text_;
}

}  // namespace kontor
