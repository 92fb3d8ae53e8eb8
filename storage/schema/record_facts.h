// Record facts: what a record says of its document: a title, a date, a partner.
//
// Pure. Which fields say it is part of the type: x-kontor-title, x-kontor-document-date,
// x-kontor-partner.
#pragma once

#include "storage/base/json.h"
#include "storage/base/messages.h"

#include <optional>
#include <string>

namespace kontor {

// For all: `schema` is allowed by judge_schema(), `fields` by judge_fields().

// "Rechnung 2025-117, Drechsler GmbH, 1.234,56 EUR"; nothing when the record holds none of the
// parts but its label. A part of the title needs its first name; the others follow where they are.
std::optional<std::string> record_title(const Json& schema, const Json& fields, Language language);
std::optional<std::string> record_document_date(const Json& schema, const Json& fields);
// The other side of the paper: the first rule that fits and has a value.
std::optional<std::string> record_partner(const Json& schema, const Json& fields);

}  // namespace kontor
