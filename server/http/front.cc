#include "server/http/front.h"

#include "server/http/loop.h"

namespace kontor {

Front::Front(const FrontOptions& options, FrontHandlers handlers, Clock& clock)
    : loop_(std::make_unique<Loop>(options, std::move(handlers), clock)) {}

Front::~Front() = default;

void Front::start() {
    loop_->start();
}

void Front::stop(Milliseconds patience) {
    loop_->stop(patience);
}

std::uint16_t Front::port() const {
    return loop_->port();
}

void Front::wake() {
    loop_->wake();
}

FrontCounts Front::counts() const {
    return loop_->counts();
}

}  // namespace kontor
