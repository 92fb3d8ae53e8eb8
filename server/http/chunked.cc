#include "server/http/chunked.h"

#include "server/http/syntax.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"

#include <algorithm>

namespace kontor {

namespace {

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorCode::invalid, "read a chunked body: " + what, Reason{"body.chunk", {}, ""});
}

}  // namespace

ChunkedDecoder::Step ChunkedDecoder::step(ByteView input, std::size_t most) {
    Step step;
    while (step.consumed < input.size() && state_ != State::finished) {
        if (state_ != State::data) {
            take(input[step.consumed]);
            ++step.consumed;
            continue;
        }
        const std::uint64_t there = std::min(input.size() - step.consumed, most);
        step.data = input.substr(step.consumed, std::min(left_, there));
        step.consumed += step.data.size();
        left_ -= step.data.size();
        if (left_ == 0) {
            state_ = State::data_end_return;
        }
        break;
    }
    return step;
}

void ChunkedDecoder::take(char c) {
    switch (state_) {
        case State::size:
            take_size(c);
            break;
        case State::extension:
            if (c == '\r') {
                state_ = State::size_end;
            } else if (syntax::is_forbidden_control(c) ||
                       ++dropped_ > limits::http_trailer_max_bytes) {
                refuse("extension");
            }
            break;
        case State::size_end:
            if (c != '\n') {
                refuse("end of a size");
            }
            state_ = left_ == 0 ? State::trailer : State::data;
            digits_ = 0;
            break;
        case State::data_end_return:
            if (c != '\r') {
                refuse("end of a chunk");
            }
            state_ = State::data_end;
            break;
        case State::data_end:
            if (c != '\n') {
                refuse("end of a chunk");
            }
            state_ = State::size;
            break;
        case State::trailer:
            take_trailer(c);
            break;
        case State::data:
        case State::finished:
            break;
    }
}

void ChunkedDecoder::take_size(char c) {
    const int digit = syntax::hex_digit(c);
    if (digit >= 0) {
        if (++digits_ > 16) {
            refuse("size");
        }
        left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
        return;
    }
    if (digits_ == 0) {
        refuse("size");
    }
    if (c == '\r') {
        state_ = State::size_end;
    } else if (c == ';') {
        // A blank before the semicolon is allowed by old senders only, and skipped differently.
        state_ = State::extension;
    } else {
        refuse("size");
    }
}

void ChunkedDecoder::take_trailer(char c) {
    if (++dropped_ > limits::http_trailer_max_bytes || after_return_ != (c == '\n')) {
        refuse("trailer");
    }
    after_return_ = c == '\r';
    if (c == '\n') {
        if (line_length_ == 0) {
            state_ = State::finished;
        }
        line_length_ = 0;
    } else if (c != '\r') {
        if (syntax::is_forbidden_control(c) || (line_length_ == 0 && !syntax::is_token_char(c))) {
            refuse("trailer");
        }
        ++line_length_;
    }
}

}  // namespace kontor
