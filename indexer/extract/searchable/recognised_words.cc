#include "indexer/extract/searchable/recognised_words.h"

#include "indexer/extract/result.h"
#include "storage/base/error.h"
#include "storage/base/json.h"

#include <cmath>
#include <cstdlib>

namespace kontor {

namespace {

// of one page: 50,000 words, which is more than a page has
constexpr std::size_t line_max_bytes = 32U << 20;

double number_of(const Json& facts, const char* name) {
    const auto found = facts.find(name);
    const double number =
        found == facts.end() ? 0 : std::strtod(found->get<std::string>().c_str(), nullptr);
    return std::isfinite(number) ? number : 0;
}

WordsOfPage page_of(const Json& json) {
    WordsOfPage page;
    json.at("page").get_to(page.page);
    const Json& facts = json.at("facts");
    const double turned = number_of(facts, "orientation");
    page.quarters = turned >= 0 && turned < 360 ? static_cast<int>(turned / 90) : 0;
    page.skew_degrees = number_of(facts, "skew");
    for (const Json& word : json.at("words")) {
        const auto share = [&](std::size_t i) {
            return static_cast<double>(word.at(i).get<std::uint16_t>()) / page_units;
        };
        page.words.push_back(
            {word.at(0).get<std::string>(), share(1), share(2), share(3), share(4)});
    }
    return page;
}

}  // namespace

std::optional<WordsOfPage> RecognisedWords::next() {
    if (rest_.empty()) {
        return std::nullopt;
    }
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    const ByteView line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    try {
        return page_of(parse_json(line, line_max_bytes));
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::corrupt,
                    std::string("read what was recognised on a page: ") + error.what(),
                    Reason{"extract.damaged", {}, ""});
    }
}

}  // namespace kontor
