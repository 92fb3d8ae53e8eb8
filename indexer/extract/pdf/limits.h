// Limits of reading PDF: caps that hold whatever a file claims, with their reasons.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kontor::limits {

// one decoded stream; a Flate bomb holds a thousand times its size
constexpr std::size_t pdf_stream_max_bytes = 64u << 20;
// one page's content, all its streams together
constexpr std::size_t pdf_content_max_bytes = 64u << 20;
constexpr std::uint32_t pdf_pages_max = 20'000;
constexpr std::size_t pdf_page_nodes_max = 200'000;  // nodes of the page tree that are looked at
constexpr int pdf_page_tree_depth_max = 64;
constexpr int pdf_form_depth_max = 16;  // forms within forms; real ones stay below five
// forms drawn for one page: a form that draws another ten times, and so on, is a bomb of a few
// lines
constexpr std::size_t pdf_forms_max = 20'000;
constexpr std::size_t pdf_operators_max = 20'000'000;  // of one page
constexpr std::size_t pdf_operands_max = 100'000;      // of one operator: long TJ arrays are real
constexpr std::size_t pdf_graphics_states_max = 256;   // saved by q
constexpr std::size_t pdf_page_characters_max = 4'000'000;
// all pages; a book of 2,000 pages has 6 million
constexpr std::size_t pdf_document_characters_max = 100'000'000;
constexpr std::size_t pdf_objects_max = 2'000'000;      // found by our own scan
constexpr std::size_t pdf_cmap_ranges_max = 200'000;    // of one character map
constexpr std::size_t pdf_cmap_spaces_max = 256;        // code space ranges of one character map
constexpr std::size_t pdf_cid_widths_max = 65'536;      // entries of /W
constexpr std::size_t pdf_annotations_max = 20'000;     // of one page
constexpr std::size_t pdf_blocks_sorted_max = 400;      // order of blocks costs their number cubed
constexpr std::size_t pdf_blocks_tabled_max = 2000;     // finding tables costs their number squared
constexpr std::size_t pdf_embedded_nodes_max = 20'000;  // of the tree of embedded files
constexpr std::size_t pdf_outline_items_max = 5'000;    // entries that are looked at
constexpr std::size_t pdf_fact_max_bytes = 4096;        // of a title
constexpr std::size_t pdf_actual_text_max_chars = 10'000;

}  // namespace kontor::limits
