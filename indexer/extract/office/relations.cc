#include "indexer/extract/office/relations.h"

#include "indexer/extract/office/limits.h"

namespace kontor::office {

namespace {

std::string folder_of(std::string_view part) {
    const std::size_t slash = part.rfind('/');
    return slash == part.npos ? "" : std::string(part.substr(0, slash + 1));
}

std::string hex_resolved(std::string_view text) {
    std::string out;
    const auto digit = [](char c) {
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                      : -1;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
            digit(text[i + 2]) >= 0) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

// `target` as seen from `folder`, without "." and "..".
std::string resolved(std::string_view folder, std::string_view target) {
    std::string path = target.starts_with('/') ? "" : std::string(folder);
    path += hex_resolved(target);
    std::string out;
    std::size_t at = 0;
    while (at < path.size()) {
        const std::size_t end = std::min(path.find_first_of("/\\", at), path.size());
        const std::string_view step = std::string_view(path).substr(at, end - at);
        if (step == "..") {
            const std::size_t slash = out.rfind('/');
            out.resize(slash == out.npos ? 0 : slash);
        } else if (!step.empty() && step != ".") {
            out += out.empty() ? "" : "/";
            out += step;
        }
        at = end + 1;
    }
    return out;
}

}  // namespace

std::string_view relation_of(const Node& node) {
    for (const pugi::xml_attribute& attribute : node.attributes()) {
        if (std::string_view(attribute.name()).ends_with(":id")) {
            return attribute.value();
        }
    }
    return {};
}

Relations::Relations(const Reading& reading, std::string_view part) {
    const std::string folder = folder_of(part);
    const std::string name = folder + "_rels/" + std::string(part.substr(folder.size())) + ".rels";
    const std::unique_ptr<Xml> xml = reading.part(name);
    if (xml == nullptr) {
        return;
    }
    for (const Node& relation : xml->root().children()) {
        if (all_.size() == limits::office_relations_max) {
            reading.container.complain("extract.too_large");
            return;
        }
        if (attribute(relation, "TargetMode") == "External") {
            continue;
        }
        const std::string_view type = attribute(relation, "Type");
        all_.push_back({std::string(attribute(relation, "Id")),
                        std::string(type.substr(type.rfind('/') + 1)),
                        resolved(folder, attribute(relation, "Target"))});
    }
}

std::string Relations::by_id(std::string_view id) const {
    for (const Relation& relation : all_) {
        if (relation.id == id) {
            return relation.part;
        }
    }
    return {};
}

std::string Relations::first(std::string_view kind) const {
    const std::vector<std::string> parts = of_kind(kind);
    return parts.empty() ? "" : parts.front();
}

std::vector<std::string> Relations::of_kind(std::string_view kind) const {
    std::vector<std::string> parts;
    for (const Relation& relation : all_) {
        if (relation.kind == kind) {
            parts.push_back(relation.part);
        }
    }
    return parts;
}

}  // namespace kontor::office
