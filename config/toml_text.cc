#include "config/toml_text.h"

#include "storage/base/limits.h"
#include "storage/base/text.h"

#include <optional>

#include <fmt/format.h>
// It asserts what a broken file breaks ("[" alone in its line), where its next line says so
// properly.
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>

namespace kontor::config_internal {

namespace {

Place place_of(const toml::source_region& region, const std::string& file) {
    return {file, region.begin.line, region.begin.column};
}

RawValue raw(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    if (const auto* flag = node.as_boolean()) {
        return flag->get();
    }
    if (const auto* number = node.as_integer()) {
        return number->get();
    }
    const auto* array = node.as_array();
    if (array == nullptr) {
        return OtherKind{};
    }
    std::vector<std::string> texts;
    for (const toml::node& element : *array) {
        if (const auto* text = element.as_string()) {
            texts.push_back(text->get());
        } else {
            return OtherKind{};
        }
    }
    return texts;
}

RawSection section_of(std::string_view name,
                      const toml::table& table,
                      Form form,
                      const Place& place) {
    RawSection section{std::string(name), form, place, {}};
    for (const auto& [key, value] : table) {
        section.entries.push_back({std::string(key.str()), raw(value),
                                   place_of(key.source(), place.file),
                                   place_of(value.source(), place.file)});
    }
    return section;
}

void add_sections(RawFile& out, const toml::table& root, const std::string& file) {
    for (const auto& [key, value] : root) {
        const Place place = place_of(key.source(), file);
        const auto* list = value.as_array();
        if (const auto* table = value.as_table()) {
            out.sections.push_back(section_of(key.str(), *table, Form::table, place));
        } else if (list != nullptr && !list->empty() && list->is_homogeneous<toml::table>()) {
            for (const toml::node& element : *list) {
                out.sections.push_back(section_of(key.str(), *element.as_table(), Form::list,
                                                  place_of(element.source(), file)));
            }
        } else {
            out.sections.push_back({std::string(key.str()), Form::value, place, {}});
        }
    }
}

// The byte range of line `number` (from 1), without its end.
std::pair<std::size_t, std::size_t> range_of_line(std::string_view text, std::uint32_t number) {
    std::size_t begin = 0;
    for (std::uint32_t i = 1; i < number; ++i) {
        const std::size_t end = text.find('\n', begin);
        if (end == std::string_view::npos) {
            return {text.size(), text.size()};
        }
        begin = end + 1;
    }
    return {begin, std::min(text.find('\n', begin), text.size())};
}

// Blanks line `number`; when it was a section's head, the section with it, since its keys would be
// taken for another's. False when there was nothing to blank.
bool leave_out(std::string& text, std::uint32_t number) {
    bool done = false;
    bool in_section = true;
    for (std::uint32_t line = number; in_section; ++line) {
        const auto [begin, end] = range_of_line(text, line);
        if (begin == text.size()) {
            return done;
        }
        const std::string_view words = std::string_view(text).substr(begin, end - begin);
        const std::size_t first = words.find_first_not_of(" \t");
        const bool is_head = first != std::string_view::npos && words[first] == '[';
        if (line > number && is_head) {
            return done;
        }
        in_section = line > number || is_head;
        done = done || first != std::string_view::npos;
        text.replace(begin, end - begin, end - begin, ' ');
    }
    return done;
}

// Reads `text`; at an error says where and why.
std::optional<Problem> read_once(RawFile& out,
                                 std::string_view text,
                                 const std::string& file_name) {
    try {
        add_sections(out, toml::parse(text, file_name), file_name);
        return std::nullopt;
    } catch (const toml::parse_error& e) {
        const Place place = place_of(e.source(), file_name);
        return Problem{place,
                       {"config.syntax",
                        {{"place", place.str()}, {"words", shown_value(e.description())}},
                        ""}};
    }
}

}  // namespace

std::string Place::str() const {
    return line == 0 ? file : fmt::format("{}:{}:{}", file, line, column);
}

RawFile read_toml(ByteView text, const std::string& file_name) {
    RawFile out;
    std::string rest(text);
    std::uint32_t last_line = 0;
    for (std::size_t i = 0; i < limits::config_syntax_errors_max; ++i) {
        const auto problem = read_once(out, rest, file_name);
        if (!problem) {
            break;
        }
        // An error in the line below another one is its consequence more often than not.
        if (last_line == 0 || problem->place.line > last_line + 1 ||
            problem->place.line < last_line) {
            out.problems.push_back(*problem);
        }
        last_line = problem->place.line;
        if (!leave_out(rest, last_line)) {
            break;
        }
    }
    return out;
}

}  // namespace kontor::config_internal
