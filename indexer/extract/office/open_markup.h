// OpenMarkup: the text of OpenDocument's content.
#pragma once

#include "indexer/extract/office/reading.h"

#include <cstdint>
#include <vector>

namespace kontor::office {

class OpenMarkup {
  public:
    explicit OpenMarkup(const Reading& reading) : reading_(reading), flow_(reading.flow) {}

    void add(const Node& node);

  private:
    enum class Word;
    static Word word_of(const Node& node);

    void walk(const Node& node, int depth);
    void walk_children(const Node& node, int depth);
    void walk_paragraph(const Node& node, int depth);
    void walk_row(const Node& node, int depth);
    void walk_cell(const Node& node, int depth);
    std::uint32_t repeats(const Node& node, std::string_view name);

    const Reading& reading_;
    TextFlow& flow_;
    bool in_paragraph_ = false;
    std::uint32_t repeats_left_ = 0;
    std::vector<Node> below_;  // what stands below the paragraph that is being read
};

}  // namespace kontor::office
