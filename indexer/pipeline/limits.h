// Bounds of reading and indexing, with unit and reason.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace kontor::limits {

// of one paper's text in the index: a book of 10,000 pages; what is beyond is kept, not found
constexpr std::uint64_t indexed_text_max_bytes = 32ULL << 20;
// of one batch: the index holds its words in memory until the commit, at about twenty times the
// room. A commit writes most of the lists anew, however few papers it brings: the more there are,
// the more it should bring.
constexpr std::uint64_t index_batch_text_bytes = 6ULL << 20;
constexpr std::size_t index_batch_papers_min = 1'000;
constexpr std::size_t index_batch_papers_max = 3'000;
constexpr std::uint64_t index_batch_share = 32;  // one such part of all papers
constexpr std::size_t index_jobs_at_once = 100;  // that are taken in one look at the queue
// of one batch for an index that is made anew: what comes in meanwhile waits for it
constexpr std::size_t index_beside_papers = 200;
constexpr std::uint64_t index_batch_entries_min = 16;
// papers remembered as newer in the index than its place in the log: a few megabytes
constexpr std::size_t index_ahead_max = 100'000;
// that are compared with the catalog in one view of it
constexpr std::uint64_t index_compared_papers = 1'000;
// between two commits while little is to do: what comes in meanwhile shares the next one
constexpr std::chrono::milliseconds index_commit_pause{100};
// after a failure of the index (a full disk) until the next try
constexpr std::chrono::milliseconds index_retry_pause{2000};
// after an index could not be written anew, to take less room
constexpr std::chrono::minutes index_loose_pause{60};
// a job that failed is looked for again this often
constexpr std::chrono::milliseconds index_look_interval{1000};

// of a paper, or of a text won from one, that waits in memory instead of the spool; for each reader
constexpr std::size_t spool_memory_bytes = 1U << 20;

// of a paper, that are recognised between two commits: half a minute's work, lost by a stop
constexpr std::size_t recognise_slice_pages = 16;

// pictures of pages that stay in memory: some hundred thumbnails, or a few dozen pages
constexpr std::size_t pictures_kept_bytes = 32U << 20;
// requests for pictures and parts that wait for a child, of all people together: each holds a
// thread
constexpr unsigned pictures_waiting_max = 8;

// requests for searchable PDFs at once, of all people together: each holds a thread while a child
// makes it
constexpr unsigned searchable_waiting_max = 4;
// of what was recognised on one page, as it is kept
constexpr std::size_t recognised_page_max_bytes = 32U << 20;

// a title that the text gives: more than fits a line of a list says less
constexpr std::size_t title_line_max_bytes = 120;
// how far into the text a title is looked for
constexpr std::size_t title_line_search_bytes = 4096;

}  // namespace kontor::limits
