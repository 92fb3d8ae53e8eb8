// Package: an Office Open XML document, of whichever kind: what it is, its facts, its text.
#pragma once

#include "indexer/extract/office/reading.h"

#include <optional>

namespace kontor::office {

// False when the container is no such package; else its type, facts and pages have been given.
bool read_package(const Reading& reading);

// Each kind's own reader; `part` is the main one.
void read_word(const Reading& reading, const std::string& part, const Node& root);
void read_workbook(const Reading& reading, const std::string& part, const Node& root);
void read_slides(const Reading& reading, const std::string& part, const Node& root);

}  // namespace kontor::office
