// Markup: the text of WordprocessingML and DrawingML, which share their words: paragraphs, runs,
// tables, text boxes.
//
// Promises  Paragraphs are lines, rows are lines of cells. Deleted and moved-away text, field codes
//           and properties are left out; of alternatives one is taken. A text box stands below the
//           paragraph that it is anchored in.
#pragma once

#include "indexer/extract/office/reading.h"

#include <vector>

namespace kontor::office {

class Markup {
  public:
    explicit Markup(const Reading& reading) : reading_(reading), flow_(reading.flow) {}

    void add(const Node& node);

  private:
    void walk(const Node& node, int depth);
    void walk_children(const Node& node, int depth);
    void walk_paragraph(const Node& node, int depth);
    void walk_alternatives(const Node& node, int depth);
    void add_symbol(const Node& node);

    const Reading& reading_;
    TextFlow& flow_;
    bool in_paragraph_ = false;
    std::vector<Node> boxes_;  // met in the paragraph that is being read
};

// What a drawing shows that is not in it: titles and categories of its charts, words of its
// diagrams.
void add_charts(const Reading& reading, std::string_view part);

}  // namespace kontor::office
