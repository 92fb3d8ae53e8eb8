// The head of a request, its target and the fields that are taken apart further.
#include "server/http/cookies.h"
#include "server/http/request_head.h"
#include "server/http/syntax.h"
#include "tests/fuzz/fuzz.h"

namespace {

using kontor::ByteView;

// Where the head ends; the same however its bytes arrive.
std::optional<std::size_t> scan(ByteView input, std::size_t piece) {
    kontor::HeadScanner scanner;
    for (std::size_t end = piece;; end += piece) {
        const std::optional<std::size_t> size = scanner.scan(input.substr(0, end));
        if (size || end >= input.size()) {
            return size;
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kontor;
    ByteView input = fuzz::view(data, size);
    const std::size_t piece = fuzz::take_choice(input) + 1;
    std::optional<std::size_t> whole;
    std::optional<std::size_t> late;
    const bool is_fine = fuzz::reads([&] { whole = scan(input, input.size() + 1); });
    const bool is_fine_late = fuzz::reads([&] { late = scan(input, piece); });
    fuzz::require(is_fine == is_fine_late && whole == late, "pieces do not change what is read");
    looks_like_head_method(input);
    if (whole) {
        fuzz::reads([&] {
            const RequestHead head = read_head(input.substr(0, *whole));
            fuzz::require(!(head.is_chunked && head.content_length), "one length");
        });
    }
    fuzz::reads([&] { read_target("GET", input); });
    parse_cookies(input);
    syntax::parameterized(input);
    syntax::list_members(input);
    return 0;
}
