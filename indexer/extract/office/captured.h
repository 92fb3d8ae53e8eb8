// The text of something alone, for what comes in many copies and is said once.
#pragma once

#include "indexer/extract/office/reading.h"

namespace kontor::office {

class Capture final : public ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
    void page(std::uint32_t /*number*/, std::string_view page) override { text += page; }
    std::string text;
};

// `Walker` is Markup or OpenMarkup.
template <typename Walker>
std::string captured(const Reading& reading, const Node& node) {
    Capture capture;
    TextFlow flow(capture);
    const Reading aside{reading.container, capture, flow};
    Walker(aside).add(node);
    flow.finish();
    return std::move(capture.text);
}

}  // namespace kontor::office
