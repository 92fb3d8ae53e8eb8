#include "server/recovery_sheet.h"

#include "server/qr_code.h"

#include <sstream>
#include <utility>

#include <fmt/format.h>

namespace kontor {

std::vector<std::string> recovery_sheet(const std::string& words) {
    constexpr std::size_t words_a_line = 6;
    std::vector<std::string> lines{
        "Recovery sheet: print it or write it down, and lock it away. Who "
        "has these words",
        "can read all papers; without them and without the key file "
        "nobody ever can."};
    std::istringstream all(words);
    std::string line;
    std::size_t count = 0;
    for (std::string word; all >> word;) {
        line += fmt::format("  {:2} {}", ++count, word);
        if (count % words_a_line == 0) {
            lines.push_back(std::exchange(line, ""));
        }
    }
    lines.push_back(line);
    lines.emplace_back("The same for a camera:");
    for (std::string& row : qr_code(words)) {
        lines.push_back(std::move(row));
    }
    lines.emplace_back("Then type them in once, so that it is known that the sheet is right:");
    lines.emplace_back("  kontord key confirm --data DIR");
    return lines;
}

}  // namespace kontor
