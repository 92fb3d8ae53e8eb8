// The visible text and the facts of a parsed HTML document.
#pragma once

#include "indexer/extract/text_flow.h"

#include <gumbo.h>

namespace kontor::html {

void give_facts(const GumboNode* root, ResultSink& sink);
void give_text(const GumboNode* root, TextFlow& flow);

}  // namespace kontor::html
