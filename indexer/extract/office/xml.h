// Xml: one parsed part, and the few questions that are asked of its elements.
//
// Promises  Names are asked for without their prefix: documents choose prefixes freely, and none of
//           the names that are read here means two things. No entity is expanded, nothing is
//           loaded. A part that is broken gives what stands before the break. Memory is bounded;
//           neither parsing nor taking apart recurses.
// Threads   One document at a time in a process: the bound on memory counts for all.
#pragma once

#include <string>
#include <string_view>

#include <pugixml.hpp>

namespace kontor::office {

using Node = pugi::xml_node;

enum class Blanks {
    between_words,   // only where they are all of an element's text: "<w:t> </w:t>"
    between_markup,  // also between elements: "<text:span/> <text:span/>"
};

class Xml {
  public:
    // In the encoding that it declares itself, or else in `encoding`.
    Xml(std::string bytes, Blanks blanks, pugi::xml_encoding encoding = pugi::encoding_auto);
    Xml(const Xml&) = delete;
    Xml& operator=(const Xml&) = delete;

    Node root() const { return document_.document_element(); }
    // Empty when all of it was understood, or the reason "extract.…".
    std::string_view complaint() const { return complaint_; }

  private:
    std::string bytes_;
    pugi::xml_document document_;
    std::string_view complaint_;
};

std::string_view local_name(const Node& node);
bool is(const Node& node, std::string_view local);
// The first child, or attribute's value, of that local name; an empty one when there is none.
Node child(const Node& node, std::string_view local);
std::string_view attribute(const Node& node, std::string_view local);
// All text within, without divisions.
std::string text_of(const Node& node);

}  // namespace kontor::office
