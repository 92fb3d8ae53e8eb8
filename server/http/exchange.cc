#include "server/http/exchange.h"

#include "server/http/status.h"
#include "server/http/syntax.h"
#include "storage/base/limits.h"
#include "storage/base/log.h"

#include <algorithm>

namespace kontor {

namespace {

// A value with a line end in it would let whoever chose it write fields of his own.
bool is_safe_field(const std::string& name, const std::string& value) {
    return syntax::is_token(name) &&
           std::none_of(value.begin(), value.end(), syntax::is_forbidden_control);
}

void check(const HttpResponse& response) {
    if (response.status < 200 || response.status > 599) {
        throw Error(ErrorCode::internal, "answer with status " + std::to_string(response.status));
    }
    for (const auto& [name, value] : response.headers.fields()) {
        if (!is_safe_field(name, value)) {
            throw Error(ErrorCode::internal,
                        "answer with a field that could end its line: " + name.substr(0, 40));
        }
    }
}

std::size_t next_size(std::optional<std::uint64_t> left) {
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(limits::http_chunk_bytes, left.value_or(limits::http_chunk_bytes)));
}

Bytes read_chunk(ByteSource& source, std::optional<std::uint64_t> left) {
    Bytes chunk(next_size(left), '\0');
    chunk.resize(read_fully(source, chunk.data(), chunk.size()));
    if (left && chunk.size() < next_size(left)) {
        throw Error(ErrorCode::internal, "read an answer to its length: its source ended before");
    }
    return chunk;
}

// The first chunk is read here, on the handler's own turn: what fails in it can still be answered.
Reply reply_of(HttpResponse response, bool is_head) {
    check(response);
    Reply reply;
    reply.status = response.status;
    reply.headers = std::move(response.headers);
    if (!response.stream) {
        reply.body = std::move(response.body);
        reply.length = reply.body.size();
        return reply;
    }
    reply.length = response.length;
    if (is_head) {
        return reply;
    }
    reply.body = read_chunk(*response.stream, reply.length);
    if (!reply.length && reply.body.size() < limits::http_chunk_bytes) {
        reply.length = reply.body.size();
    }
    if (reply.length != reply.body.size()) {
        reply.rest = std::move(response.stream);
    }
    return reply;
}

// Runs `work`, and turns whatever goes wrong into an answer.
template <typename Result, typename Work>
Result answered_by(const FrontHandlers& handlers, const HttpRequest& request, const Work& work) {
    try {
        return work();
    } catch (const Error& error) {
        return answer_error(handlers, request, error);
    } catch (const std::exception& error) {
        return answer_error(handlers, request,
                            Error(ErrorCode::internal, std::string("handle: ") + error.what()));
    } catch (...) {
        return answer_error(handlers, request,
                            Error(ErrorCode::internal, "handle: an exception of unknown kind"));
    }
}

}  // namespace

Answered answer(const FrontHandlers& handlers, HttpRequest& request) {
    return answered_by<Answered>(handlers, request, [&]() -> Answered {
        HttpResponse response = handlers.handle(request);
        if (response.later) {
            return std::move(*response.later);
        }
        return reply_of(std::move(response), request.method == "HEAD");
    });
}

std::optional<Reply> answer_later(const FrontHandlers& handlers,
                                  const HttpRequest& request,
                                  HttpResponse::Later& later,
                                  bool is_last) {
    return answered_by<std::optional<Reply>>(handlers, request, [&]() -> std::optional<Reply> {
        std::optional<HttpResponse> response = later.ask(is_last);
        if (!response && is_last) {
            throw Error(ErrorCode::internal, "answer at the last moment: there is no answer");
        }
        return response ? std::optional(reply_of(*std::move(response), request.method == "HEAD"))
                        : std::nullopt;
    });
}

Reply answer_error(const FrontHandlers& handlers, const HttpRequest& request, const Error& error) {
    const bool is_head = request.method == "HEAD";
    try {
        return reply_of(handlers.on_error(request, error), is_head);
    } catch (const std::exception& second) {
        log(LogLevel::error, "no answer could be made for an error",
            {{"request", request.id}, {"error", error.what()}, {"second", second.what()}});
    } catch (...) {
        log(LogLevel::error, "no answer could be made for an error",
            {{"request", request.id}, {"error", error.what()}});
    }
    return reply_of(last_resort_problem(request.id), is_head);
}

Pulled pull(ByteSource& source, std::optional<std::uint64_t> left, const std::string& request_id) {
    Pulled pulled;
    std::string words = "an exception of unknown kind";
    try {
        pulled.bytes = read_chunk(source, left);
        pulled.is_last =
            left ? *left == pulled.bytes.size() : pulled.bytes.size() < limits::http_chunk_bytes;
        return pulled;
    } catch (const std::exception& error) {
        words = error.what();
    } catch (...) {  // a worker thread outlives whatever a source does
    }
    log(LogLevel::error, "an answer broke off", {{"request", request_id}, {"error", words}});
    pulled.bytes.clear();
    pulled.is_broken = true;
    return pulled;
}

}  // namespace kontor
