// The OpenAPI 3.1 document, made from the table of routes.
#pragma once

#include "server/api/route.h"

#include <string>
#include <vector>

namespace kontor {

Json openapi_document(const std::vector<Route>& routes, const std::string& version);

}  // namespace kontor
