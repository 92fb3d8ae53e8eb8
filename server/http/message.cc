#include "server/http/message.h"

#include "server/http/syntax.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>

namespace kontor {

void HttpHeaders::set(const std::string& name, std::string value) {
    const auto first = std::find_if(fields_.begin(), fields_.end(), [&name](const auto& field) {
        return syntax::equal_ignoring_case(field.first, name);
    });
    if (first == fields_.end()) {
        add(name, std::move(value));
        return;
    }
    first->second = std::move(value);
    fields_.erase(std::remove_if(first + 1, fields_.end(),
                                 [&name](const auto& field) {
                                     return syntax::equal_ignoring_case(field.first, name);
                                 }),
                  fields_.end());
}

void HttpHeaders::remove(std::string_view name) {
    std::erase_if(fields_, [name](const auto& field) {
        return syntax::equal_ignoring_case(field.first, name);
    });
}

std::optional<std::string> HttpHeaders::find(std::string_view name) const {
    for (const auto& [key, value] : fields_) {
        if (syntax::equal_ignoring_case(key, name)) {
            return value;
        }
    }
    return std::nullopt;
}

std::vector<std::string> HttpHeaders::all(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [key, value] : fields_) {
        if (syntax::equal_ignoring_case(key, name)) {
            values.push_back(value);
        }
    }
    return values;
}

std::optional<std::string> HttpRequest::parameter(std::string_view name) const {
    std::optional<std::string> found;
    for (const auto& [key, value] : query) {
        if (key != name) {
            continue;
        }
        if (found) {
            throw Error(ErrorCode::invalid, "read a query parameter",
                        Reason{"value.twice", {{"name", shown_value(name)}}, std::string(name)});
        }
        found = value;
    }
    return found;
}

}  // namespace kontor
