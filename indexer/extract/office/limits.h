// Limits of reading office documents: caps that hold whatever a container claims.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kontor::limits {

// One expanded part. A worksheet of two million cells fits; with its tree (below) it stays within
// read_memory_max_bytes.
constexpr std::size_t office_part_max_bytes = 64u << 20;
// All parts that are read, together, also when one is read twice: worksheets take ten seconds for
// it.
constexpr std::uint64_t office_expanded_max_bytes = 1ULL << 30;
// Entries of a container: 2,000 slides with notes, relations and pictures have 12,000.
constexpr std::size_t office_entries_max = 50'000;
constexpr std::size_t office_entry_name_max_bytes = 1024;
// The tree of one part: an element takes 64 bytes, an attribute 40, so markup of nothing but empty
// elements grows sixteenfold.
constexpr std::size_t office_tree_max_bytes = 640u << 20;
// Elements within elements; nested tables in text boxes in content controls stay below 60. A level
// of the walk takes some 300 bytes of stack, with sanitizers ten times as much.
constexpr int office_depth_max = 512;
constexpr std::size_t office_pages_max = 20'000;        // sheets or slides
constexpr std::size_t office_relations_max = 20'000;    // of one part
constexpr std::size_t office_strings_max = 10'000'000;  // shared by the cells of a workbook
// A repeated cell or row that has text: beyond it is decoration, or a bomb of one line.
constexpr std::uint32_t office_repeats_max = 100;
// All repeats of a document together.
constexpr std::uint32_t office_repeats_total_max = 100'000;
constexpr std::size_t office_number_format_max_bytes = 255;  // what spreadsheets allow
constexpr std::size_t office_number_formats_max = 10'000;    // of one workbook
constexpr std::size_t office_styles_max = 1'000'000;         // of its cells; programs allow 65,490

// Rounds of hashing for the keys of an encrypted OpenDocument, together: each part has a key of its
// own, of 100,000 rounds, and three are read. A million take a second.
constexpr std::uint64_t office_key_rounds_max = 5'000'000;

// Groups within groups of RTF.
constexpr std::size_t rtf_groups_max = 10'000;
constexpr std::size_t rtf_fonts_max = 10'000;

}  // namespace kontor::limits
