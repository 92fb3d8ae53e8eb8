// A record type with a field of every kind, for tests.
#pragma once

#include "storage/base/json.h"

namespace kontor::test {

inline Json small_type() {
    return parse_json(R"({
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "test.paper",
      "x-kontor-label": {"de": "Papier", "en": "Paper"},
      "x-kontor-groups": [{"name": "head", "label": {"de": "Kopf", "en": "Head"}}],
      "x-kontor-title": [["label", "number"], ["partner"], ["total", "currency"]],
      "x-kontor-document-date": "day",
      "x-kontor-partner": [{"field": "buyer", "when": {"way": "out"}}, {"field": "seller"}],
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "number": {"type": "string", "x-kontor-kind": "word", "x-kontor-label": {"de": "Nr.", "en": "No."},
                   "maxLength": 10, "x-kontor-group": "head", "x-kontor-order": 1, "x-kontor-search": true},
        "words": {"type": "string", "x-kontor-kind": "text", "x-kontor-label": {"de": "a", "en": "a"}, "maxLength": 20},
        "remark": {"type": "string", "x-kontor-kind": "note", "x-kontor-label": {"de": "a", "en": "a"}, "maxLength": 50},
        "way": {"type": "string", "x-kontor-kind": "choice", "x-kontor-label": {"de": "a", "en": "a"}, "enum": ["in", "out"],
                "x-kontor-choices": {"in": {"de": "ein", "en": "in"}, "out": {"de": "aus", "en": "out"}}},
        "total": {"type": "string", "x-kontor-kind": "amount", "x-kontor-label": {"de": "a", "en": "a"}},
        "weight": {"type": "string", "x-kontor-kind": "decimal", "x-kontor-label": {"de": "a", "en": "a"}},
        "rate": {"type": "string", "x-kontor-kind": "percent", "x-kontor-label": {"de": "a", "en": "a"}},
        "day": {"type": "string", "x-kontor-kind": "date", "x-kontor-label": {"de": "a", "en": "a"}},
        "seller": {"type": "string", "x-kontor-kind": "partner", "x-kontor-label": {"de": "a", "en": "a"}, "maxLength": 30},
        "buyer": {"type": "string", "x-kontor-kind": "partner", "x-kontor-label": {"de": "a", "en": "a"}, "maxLength": 30},
        "iban": {"type": "string", "x-kontor-kind": "iban", "x-kontor-label": {"de": "a", "en": "a"}},
        "vat": {"type": "string", "x-kontor-kind": "vat_id", "x-kontor-label": {"de": "a", "en": "a"}},
        "currency": {"type": "string", "x-kontor-kind": "currency", "x-kontor-label": {"de": "a", "en": "a"}},
        "year": {"type": "integer", "x-kontor-kind": "integer", "x-kontor-label": {"de": "a", "en": "a"},
                 "minimum": 1900, "maximum": 2999},
        "urgent": {"type": "boolean", "x-kontor-kind": "flag", "x-kontor-label": {"de": "a", "en": "a"}},
        "period": {"type": "object", "x-kontor-kind": "part", "x-kontor-label": {"de": "a", "en": "a"},
                   "additionalProperties": false, "properties": {
            "from": {"type": "string", "x-kontor-kind": "date", "x-kontor-label": {"de": "a", "en": "a"}},
            "to": {"type": "string", "x-kontor-kind": "date", "x-kontor-label": {"de": "a", "en": "a"},
                   "x-kontor-not-before": "from"}}},
        "lines": {"type": "array", "x-kontor-kind": "list", "x-kontor-label": {"de": "a", "en": "a"}, "maxItems": 3,
                  "items": {"type": "object", "additionalProperties": false, "properties": {
            "article": {"type": "string", "x-kontor-kind": "word", "x-kontor-label": {"de": "a", "en": "a"}, "maxLength": 10},
            "price": {"type": "string", "x-kontor-kind": "amount", "x-kontor-label": {"de": "a", "en": "a"}}}}}
      }
    })");
}

}  // namespace kontor::test
