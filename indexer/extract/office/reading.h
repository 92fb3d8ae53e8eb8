// Reading: what the readers of the room share while they read one document.
#pragma once

#include "indexer/extract/office/container.h"
#include "indexer/extract/office/xml.h"
#include "indexer/extract/text_flow.h"

#include <memory>

namespace kontor::office {

struct Reading {
    Container& container;
    ResultSink& sink;
    TextFlow& flow;

    // A part as a tree; null when there is none. Complaints go to the container.
    std::unique_ptr<Xml> part(std::string_view name, Blanks blanks = Blanks::between_words) const {
        std::optional<std::string> bytes = container.read(name);
        if (!bytes) {
            return nullptr;
        }
        auto xml = std::make_unique<Xml>(std::move(*bytes), blanks);
        if (!xml->complaint().empty()) {
            container.complain(xml->complaint());
        }
        return xml;
    }
};

}  // namespace kontor::office
