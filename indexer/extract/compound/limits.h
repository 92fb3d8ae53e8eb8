// Limits of reading compound files and winmail.dat: caps that hold whatever a file claims.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kontor::limits {

// Entries of a compound file's directory; a mail of 5,000 recipients has 60,000.
constexpr std::size_t compound_entries_max = 500'000;
// All streams that are read, together, as a multiple of the file: each is read once, parts of them
// twice. Beyond that chains share their sectors.
constexpr std::uint64_t compound_read_factor = 4;
// All text of one document. Cells that share a string of 32,767 characters can repeat it for 14
// bytes each.
constexpr std::uint64_t compound_text_max_bytes = 192u << 20;
constexpr std::size_t compound_pages_max = 20'000;  // sheets or slides
// Of a property set; real ones have 20.
constexpr std::size_t compound_summary_properties_max = 1'000;

// Fields within fields; tables of contents with links and page numbers have three.
constexpr std::size_t word_fields_max = 64;
// What stands between the beginning of a field and its result, in characters: beyond it, its middle
// is lost, and it is text.
constexpr std::size_t word_instruction_max = 16'384;
// What is told of runs and paragraphs (deleted, in a table); a manual of 1,000 pages has 50,000.
constexpr std::size_t word_runs_max = 4'000'000;
constexpr std::size_t word_header_stories_max = 20'000;

constexpr std::size_t biff_strings_max = 10'000'000;  // shared by the cells of a workbook
constexpr std::size_t biff_styles_max = 100'000;      // programs allow 65,490
constexpr std::size_t biff_formats_max = 10'000;

// Records within records of a presentation: groups of shapes are what nests; a level of the walk
// takes some 200 bytes of stack.
constexpr int slides_depth_max = 200;
constexpr std::size_t slides_edits_max = 10'000;  // saved one behind another into one file
constexpr std::size_t slides_objects_max = 1'000'000;

// Messages within messages that stand in the same compound file.
constexpr int message_depth_max = 16;
constexpr std::size_t message_recipients_max = 20'000;
constexpr std::size_t message_attachments_max = 20'000;
constexpr std::size_t message_properties_max = 100'000;  // of one object in winmail.dat
// A body of compressed RTF grows at most ninefold.
constexpr std::size_t message_rtf_max_bytes = 256u << 20;

}  // namespace kontor::limits
