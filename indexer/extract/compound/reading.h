// Reading: what the readers of the room share while they read one document.
#pragma once

#include "indexer/extract/compound/code_pages.h"
#include "indexer/extract/parts.h"
#include "indexer/extract/text_flow.h"

#include <string>
#include <string_view>

namespace kontor::compound {

struct Reading {
    ResultSink& sink;
    TextFlow& flow;
    Parts& parts;
    CodePages code_pages;
    std::string complaint;  // the first reason "extract.…"; empty when all could be read

    void complain(std::string_view reason) {
        if (complaint.empty()) {
            complaint = reason;
        }
    }
    // False, and the complaint made, when there is so much text that no more is taken.
    bool has_room();
    // After the last text and before any part.
    ReadingEnd end() const;
};

// Keeps the text of something alone, for what comes in many copies and is said once.
class Capture final : public ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
    void page(std::uint32_t /*number*/, std::string_view page) override { text += page; }
    std::string text;
};

}  // namespace kontor::compound
