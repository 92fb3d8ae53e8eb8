// Vectors: the folders of test data, and the small things every test here reads them with.
#pragma once

#include "storage/base/error.h"
#include "storage/base/json.h"
#include "storage/proof/digest.h"

#include <filesystem>
#include <string>
#include <vector>

namespace kontor::test {

// tests/storage/proof/data.
std::filesystem::path own_data();
// ../shared/testdata/compliance; may be absent, then tests that need it are skipped.
std::filesystem::path shared_data();
bool has_shared_data();

Bytes file_bytes(const std::filesystem::path& path);
Json file_json(const std::filesystem::path& path);

Digest digest(const Json& hex);
std::vector<Digest> digests(const Json& array);

// The code of the first reason of the Error that `action` throws; "" when it throws none.
template <typename Action>
std::string code_of(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.reasons().empty() ? "no reason" : error.reasons().front().code;
    }
    return "";
}

}  // namespace kontor::test
