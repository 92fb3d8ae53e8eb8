#include "clients/cli/progress.h"

#include "storage/base/text.h"

#include <cstdio>

#include <fmt/format.h>

namespace kontor {

namespace {

constexpr Milliseconds redraw_after{200};
constexpr std::size_t name_max_bytes = 40;  // a narrow terminal still takes the line

std::string mib(double bytes) {
    constexpr double mib_bytes = 1024.0 * 1024.0;
    return fmt::format("{:.1f} MiB", bytes / mib_bytes);
}

}  // namespace

std::string progress_text(std::uint64_t done_bytes,
                          std::optional<std::uint64_t> size_bytes,
                          Milliseconds elapsed) {
    std::string text;
    if (size_bytes && *size_bytes > 0) {
        constexpr std::uint64_t percent = 100;
        text = fmt::format("{:>3} %  ", std::min(percent, done_bytes * percent / *size_bytes));
    }
    text += mib(static_cast<double>(done_bytes));
    if (elapsed.count() > 0) {
        const double seconds = std::chrono::duration<double>(elapsed).count();
        text += "  " + mib(static_cast<double>(done_bytes) / seconds) + "/s";
    }
    return text;
}

Progress::Progress(const Output& output, std::string name, std::optional<std::uint64_t> size_bytes)
    : name_(truncate_utf8(for_terminal(name), name_max_bytes)),
      size_bytes_(size_bytes),
      is_shown_(output.stderr_is_terminal()),
      begin_(clock_.monotonic()),
      drawn_(begin_) {}

Progress::~Progress() {
    if (is_drawn_) {
        // "Erase in Line", ECMA-48 section 8.3.41.
        std::fputs("\r\x1b[K", stderr);  // NOLINT(cert-err33-c): for the eye only
    }
}

void Progress::add(std::uint64_t bytes) {
    done_bytes_ += bytes;
    const Monotonic now = clock_.monotonic();
    if (is_shown_ && now - drawn_ >= redraw_after) {
        draw(now);
        drawn_ = now;
        is_drawn_ = true;
    }
}

void Progress::draw(Monotonic now) const {
    const std::string text = progress_text(done_bytes_, size_bytes_, now - begin_);
    fmt::print(stderr, "\r{}  {}\x1b[K", name_, text);
    std::fflush(stderr);
}

}  // namespace kontor
