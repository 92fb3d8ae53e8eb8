#include "server/qr_code.h"

#include "storage/base/error.h"

#include <memory>

#include <qrencode.h>

namespace kontor {

std::vector<std::string> qr_code(const std::string& text) {
    constexpr int smallest_that_fits = 0;
    constexpr int quiet_modules = 4;  // ISO/IEC 18004 section 9.1
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString(text.c_str(), smallest_that_fits, QR_ECLEVEL_M, QR_MODE_8, 1),
        QRcode_free);
    if (!code) {
        throw Error(ErrorCode::internal, "draw a QR code");
    }
    const int width = code->width;
    const auto is_dark = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < width && y < width && (code->data[y * width + x] & 1U) != 0;
    };
    std::vector<std::string> lines;
    for (int y = -quiet_modules; y < width + quiet_modules; y += 2) {
        std::string line;
        for (int x = -quiet_modules; x < width + quiet_modules; ++x) {
            const bool upper = is_dark(x, y);
            const bool lower = is_dark(x, y + 1);
            line += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace kontor
