// Limits of audit packages: what is written into one, and read of one.
#pragma once

#include <cstddef>

namespace kontor::limits {

// of one JSON file of a package: a document with ten thousand revisions
constexpr std::size_t package_json_max_bytes = 64 * 1024 * 1024;
// values in the JSON of one file of a package, and in all its rows: each costs a hundred bytes of
// memory and more, and in what we write it takes thirty of text
constexpr std::size_t package_json_values_max = 1'000'000;
// files of a package: an entry and its proof for each Change of each paper
constexpr std::size_t package_files_max = 1'000'000;
// papers of one export: manifests and directory are kept until the end, about 3 KiB a paper
constexpr std::size_t export_documents_max = 10'000;
constexpr std::size_t export_query_max_bytes = 4096;  // more than anybody types
constexpr std::size_t export_part_documents = 1000;   // in one row of an export's set

}  // namespace kontor::limits
