#include "indexer/extract/office/xml.h"

#include "indexer/extract/office/limits.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>

namespace kontor::office {

namespace {

constexpr std::size_t head_bytes = alignof(std::max_align_t);

std::atomic<std::size_t>& used_bytes() {
    static std::atomic<std::size_t> used{0};
    return used;
}

// The library checks what it gets, and ends its parsing where it gets nothing.
void* allocate(std::size_t bytes) {
    if (used_bytes() + bytes > limits::office_tree_max_bytes) {
        return nullptr;
    }
    void* const memory = std::malloc(bytes + head_bytes);
    if (memory == nullptr) {
        return nullptr;
    }
    used_bytes() += bytes;
    *static_cast<std::size_t*>(memory) = bytes;
    return static_cast<std::byte*>(memory) + head_bytes;
}

void give_back(void* memory) {
    if (memory != nullptr) {
        void* const whole = static_cast<std::byte*>(memory) - head_bytes;
        used_bytes() -= *static_cast<std::size_t*>(whole);
        std::free(whole);
    }
}

std::string_view without_prefix(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

}  // namespace

Xml::Xml(std::string bytes, Blanks blanks, pugi::xml_encoding encoding) : bytes_(std::move(bytes)) {
    // Before the library's first allocation, and no other room has it.
    pugi::set_memory_management_functions(&allocate, &give_back);
    const unsigned options =
        pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_embed_pcdata |
        (blanks == Blanks::between_markup ? pugi::parse_ws_pcdata : pugi::parse_ws_pcdata_single);
    const pugi::xml_parse_result result =
        document_.load_buffer_inplace(bytes_.data(), bytes_.size(), options, encoding);
    if (result.status == pugi::status_out_of_memory) {
        complaint_ = "extract.too_large";
    } else if (!result) {
        complaint_ = "extract.damaged";
    }
}

std::string_view local_name(const Node& node) {
    return without_prefix(node.name());
}

bool is(const Node& node, std::string_view local) {
    return local_name(node) == local;
}

Node child(const Node& node, std::string_view local) {
    for (const Node& inner : node.children()) {
        if (is(inner, local)) {
            return inner;
        }
    }
    return {};
}

std::string_view attribute(const Node& node, std::string_view local) {
    for (const pugi::xml_attribute& attribute : node.attributes()) {
        if (without_prefix(attribute.name()) == local) {
            return attribute.value();
        }
    }
    return {};
}

std::string text_of(const Node& node) {
    std::string text;
    Node at = node;
    while (at) {
        text += at.value();
        if (at.first_child()) {
            at = at.first_child();
            continue;
        }
        while (at && at != node && !at.next_sibling()) {
            at = at.parent();
        }
        at = at == node ? Node{} : at.next_sibling();
    }
    return text;
}

}  // namespace kontor::office
