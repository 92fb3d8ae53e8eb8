// FrontTest: a front on a free port whose paths are lambdas; each test runs plain and over TLS.
#pragma once

#include "server/http/front.h"
#include "server/http/status.h"
#include "tests/server/http/client.h"
#include "tests/server/http/tls_files.h"

#include <atomic>
#include <future>
#include <thread>

#include <gtest/gtest.h>

namespace kontor::test {

class FrontTest : public testing::TestWithParam<PeerKind> {
  protected:
    FrontTest() {
        options_.port = 0;
        if (GetParam() == PeerKind::tls) {
            options_.tls = TlsOptions{tls_files().certificate(), tls_files().key()};
        }
        handle("/small", [](HttpRequest&) { return text("small"); });
        handle("/echo", [](HttpRequest& request) { return text(read_all(*request.body)); });
    }
    // Not in the destructor: the paths use members of the fixtures made of this one.
    void TearDown() override { stop(); }

    void handle(const std::string& path, HttpHandler handler) {
        routes_[path] = std::move(handler);
    }
    // Options and paths are set before.
    void start() {
        make();
        front_->start();
    }
    void make() {
        FrontHandlers handlers;
        handlers.handle = [this](HttpRequest& request) {
            ++handled_;
            const auto route = routes_.find(request.path);
            if (route == routes_.end()) {
                throw Error(ErrorCode::not_found, "find a path", Reason{"route.not_found", {}, ""});
            }
            return route->second(request);
        };
        handlers.on_error = on_error_;
        front_ = std::make_unique<Front>(options_, std::move(handlers), clock_);
    }
    void stop() {
        if (front_) {
            front_->stop(Milliseconds(0));
        }
    }

    Client client() const { return Client(front_->port(), GetParam()); }

    // Waits, looking again and again, until `is_so` says yes; false when it never does.
    template <typename Question>
    static bool eventually(const Question& is_so) {
        return within(Milliseconds(30'000), is_so);
    }
    template <typename Question>
    static bool within(Milliseconds patience, const Question& is_so) {
        const SystemClock system;
        const Monotonic end = system.monotonic() + patience;
        while (!is_so()) {
            if (system.monotonic() > end) {
                return false;
            }
            std::this_thread::yield();
        }
        return true;
    }

    // Moves the clock until something can be read; returns how far it was moved.
    Milliseconds advance_until_readable(Client& client, Milliseconds most) {
        Milliseconds total{0};
        while (!client.is_readable(5) && total < most) {
            clock_.advance(Milliseconds(1000));
            total += Milliseconds(1000);
        }
        return total;
    }

    // "status code" as on_error_ writes it.
    static std::string verdict(const Answer& answer) {
        return std::to_string(answer.status) + " " + answer.body;
    }

    static HttpResponse text(std::string body) {
        HttpResponse response;
        response.headers.add("Content-Type", "text/plain");
        response.body = std::move(body);
        return response;
    }

    static Bytes read_all(ByteSource& source) {
        Bytes all;
        Bytes piece(10'000, '\0');
        while (const std::size_t count = source.read(piece.data(), piece.size())) {
            all.append(piece, 0, count);
        }
        return all;
    }

    static Bytes pattern(std::size_t size) {
        Bytes bytes(size, '\0');
        for (std::size_t i = 0; i < size; ++i) {
            bytes[i] = static_cast<char>((i * 131 + i / 253) & 0xff);
        }
        return bytes;
    }

    FrontOptions options_;
    ManualClock clock_{Instant(std::chrono::sys_days{std::chrono::year{2026} / 3 / 1})};
    std::map<std::string, HttpHandler> routes_;
    std::function<HttpResponse(const HttpRequest&, const Error&)> on_error_ =
        [](const HttpRequest&, const Error& error) {
            HttpResponse response =
                text(error.reasons().empty() ? "" : error.reasons().front().code);
            response.status = http_status(error);
            return response;
        };
    std::atomic<int> handled_{0};
    std::unique_ptr<Front> front_;  // the last member: its threads use the others
};

inline std::string peer_kind_name(const testing::TestParamInfo<PeerKind>& kind) {
    return kind.param == PeerKind::plain ? "plain" : "tls";
}

}  // namespace kontor::test
