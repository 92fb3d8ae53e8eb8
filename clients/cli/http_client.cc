#include "clients/cli/http_client.h"

#include "clients/cli/connection.h"
#include "storage/base/limits.h"

#include <algorithm>

#include <Poco/Exception.h>
#include <fmt/format.h>

namespace kontor {

namespace {

using cli_internal::Broken;
using cli_internal::Connection;
using cli_internal::NotHttp;
using Head = Poco::Net::HTTPResponse;

constexpr std::size_t piece_bytes = 256 * 1024;
// As long as others wait for "100 Continue" before they send all the same (RFC 9110 section 10.1.1
// forbids to wait for ever).
constexpr std::chrono::milliseconds continue_patience{1000};
constexpr int interim_heads_max = 16;

std::string head_of(const HttpClientOptions& options,
                    const ClientRequest& request,
                    const ClientBody* body) {
    std::string head =
        fmt::format("{} {}{}{} HTTP/1.1\r\nHost: {}\r\nUser-Agent: kontor/{}\r\n", request.method,
                    options.server.path, request.path, query_string(request.query),
                    options.server.authority(), options.version);
    head += options.language == Language::de ? "Accept-Language: de, en;q=0.5\r\n"
                                             : "Accept-Language: en\r\n";
    head += "Connection: close\r\n";
    if (!options.token.empty()) {
        head += "Authorization: Bearer " + options.token + "\r\n";
    }
    for (const auto& [name, value] : request.headers) {
        head += name + ": " + value + "\r\n";
    }
    if (!request.content_type.empty()) {
        head += "Content-Type: " + request.content_type + "\r\n";
    }
    if (body != nullptr && !body->size_bytes) {
        head += "Transfer-Encoding: chunked\r\n";
    } else if (body != nullptr || !request.body.empty()) {
        const std::uint64_t size = body != nullptr ? *body->size_bytes : request.body.size();
        head += fmt::format("Content-Length: {}\r\n", size);
    }
    const bool asks_first =
        body != nullptr && body->size_bytes.value_or(~0ULL) > limits::client_unasked_body_max_bytes;
    return head + (asks_first ? "Expect: 100-continue\r\n\r\n" : "\r\n");
}

// Keeps what is held whole within bounds.
class BoundedSink : public ByteSink {
  public:
    void write(ByteView bytes) override {
        if (bytes_.size() + bytes.size() > limits::client_answer_max_bytes) {
            throw Error(ErrorCode::too_large, "read an answer",
                        Reason{"client.answer_too_large",
                               {{"limit", std::to_string(limits::client_answer_max_bytes)}},
                               ""});
        }
        bytes_ += bytes;
    }
    std::string take() { return std::move(bytes_); }

  private:
    std::string bytes_;
};

Error changed() {
    return {ErrorCode::conflict, "send a file that changed meanwhile",
            Reason{"client.changed", {}, ""}};
}

// Sends the pieces of a body, listening all the while: a server that answers before the end has
// refused, and wants no more of it.
class BodySender {
  public:
    BodySender(Connection& connection, const ClientBody& body)
        : connection_(connection), body_(body) {}

    void ask_first() { listen(continue_patience); }

    // True when all was sent; false when the server answered before, with early().
    bool send() {
        std::string piece(piece_bytes, '\0');
        while (!early_) {
            const std::size_t count = body_.source.read(piece.data(), piece.size());
            sent_ += count;
            judge_size(count);
            if (count == 0) {
                return finish();
            }
            listen(std::chrono::milliseconds(0));
            if (!early_) {
                write({piece.data(), count});
            }
        }
        return false;
    }

    const std::optional<Head>& early() const { return early_; }

  private:
    // Before the last piece goes out: once the promised length is sent, the server has a paper.
    void judge_size(std::size_t count) {
        if (!body_.size_bytes) {
            return;
        }
        const std::uint64_t size = *body_.size_bytes;
        char one_more = 0;
        if (sent_ > size || (count == 0 && sent_ < size) ||
            (sent_ == size && count > 0 && body_.source.read(&one_more, 1) > 0)) {
            throw changed();
        }
    }

    void listen(std::chrono::milliseconds patience) {
        if (!connection_.answers_within(patience)) {
            return;
        }
        Head head;
        connection_.read_head(head);
        if (head.getStatus() >= 200) {
            early_ = head;
        }
    }

    void write(std::string_view piece) {
        try {
            if (!body_.size_bytes) {
                connection_.write_fully(fmt::format("{:x}\r\n", piece.size()));
            }
            connection_.write_fully(piece);
            if (!body_.size_bytes) {
                connection_.write_fully("\r\n");
            }
        } catch (const Poco::Exception&) {
            // It hung up; what it said before may still have arrived.
            listen(std::chrono::milliseconds(0));
            if (!early_) {
                throw;
            }
        }
    }

    bool finish() {
        if (!body_.size_bytes) {
            connection_.write_fully("0\r\n\r\n");
        }
        return true;
    }

    Connection& connection_;
    const ClientBody& body_;
    std::uint64_t sent_ = 0;
    std::optional<Head> early_;
};

Head final_head(Connection& connection) {
    Head head;
    for (int i = 0; i < interim_heads_max; ++i) {
        connection.read_head(head);
        if (head.getStatus() >= 200) {
            return head;
        }
    }
    throw Broken{};
}

Head talk(Connection& connection,
          const HttpClientOptions& options,
          const ClientRequest& request,
          const ClientBody* body) {
    const std::string head = head_of(options, request, body);
    connection.write_fully(head + request.body);
    if (body == nullptr) {
        return final_head(connection);
    }
    BodySender sender(connection, *body);
    if (head.find("\r\nExpect: ") != std::string::npos) {
        sender.ask_first();
    }
    return sender.send() ? final_head(connection) : *sender.early();
}

std::string lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

std::string without_colons(std::string_view text) {
    std::string out(text);
    std::erase(out, ':');
    return out;
}

}  // namespace

std::string ClientAnswer::header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? "" : found->second;
}

void HttpClient::connect() const {
    cli_internal::connect_to(options_).close();
}

ClientAnswer HttpClient::send(const ClientRequest& request) {
    return exchange(request, nullptr, nullptr);
}

ClientAnswer HttpClient::upload(const ClientRequest& request, const ClientBody& body) {
    return exchange(request, &body, nullptr);
}

ClientAnswer HttpClient::download(const ClientRequest& request, ByteSink& sink) {
    return exchange(request, nullptr, &sink);
}

ClientAnswer HttpClient::exchange(const ClientRequest& request,
                                  const ClientBody* body,
                                  ByteSink* sink) {
    const std::string tried = request.method + " " + options_.server.str() + request.path;
    const auto lost = [&](const char* code) {
        return ConnectionLost(ErrorCode::io, tried,
                              Reason{code, {{"url", options_.server.str()}}, ""});
    };
    Connection connection(cli_internal::connect_to(options_));
    try {
        const Head head = talk(connection, options_, request, body);
        ClientAnswer answer;
        answer.status = head.getStatus();
        for (const auto& [name, value] : head) {
            answer.headers[lower_case(name)] = value;
        }
        if (head.hasContentLength()) {
            answer.length = static_cast<std::uint64_t>(head.getContentLength64());
        }
        BoundedSink whole;
        const bool streamed = sink != nullptr && answer.is_success();
        connection.read_body(head, streamed ? *sink : whole);
        answer.body = whole.take();
        return answer;
    } catch (const NotHttp&) {
        throw Error(ErrorCode::io, tried,
                    Reason{"client.not_http", {{"url", options_.server.str()}}, ""});
    } catch (const Broken&) {
        throw lost("client.broken_off");
    } catch (const Poco::TimeoutException&) {
        throw lost("client.timeout");
    } catch (const Poco::Exception&) {
        throw lost("client.broken_off");
    }
}

Bytes parse_fingerprint(std::string_view text) {
    constexpr std::size_t sha256_bytes = 32;
    const auto bytes = from_hex(without_colons(text));
    if (!bytes || bytes->size() != sha256_bytes) {
        throw Error(ErrorCode::invalid, "read a fingerprint",
                    Reason{"client.fingerprint_form", {}, ""});
    }
    return *bytes;
}

}  // namespace kontor
