// Limits of reading papers: one table for release and for sanitizer builds; where the two differ,
// the line says so itself.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KONTOR_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KONTOR_SANITIZED 1
#endif
#endif

namespace kontor::limits {

#if defined(KONTOR_SANITIZED)
constexpr bool sanitized_build = true;
#else
constexpr bool sanitized_build = false;
#endif

template <typename T>
constexpr T by_build(T release, T sanitizer) {
    return sanitized_build ? sanitizer : release;
}

// One document in one child. Sanitizers make code slower and its stack frames larger.
// measured: a large manual takes 3 s; what needs twenty times as long is a bomb
constexpr std::chrono::seconds read_cpu_max =
    by_build(std::chrono::seconds(60), std::chrono::seconds(180));
// on a machine where others work too
constexpr std::chrono::seconds read_wall_max =
    by_build(std::chrono::seconds(240), std::chrono::seconds(720));
// beyond the warm parent's own memory and the document; a 21 MB manual needed 96 MB
constexpr std::uint64_t read_memory_max_bytes = 1ULL << 30;
// AddressSanitizer keeps freed memory for a while and pads every piece; and small pieces lie in
// space that it reserved at its start, where no limit sees them.
constexpr std::uint64_t read_memory_factor = by_build(std::uint64_t{1}, std::uint64_t{3});
constexpr std::uint64_t read_stack_max_bytes =
    by_build(std::uint64_t{8} << 20, std::uint64_t{64} << 20);
// no new descriptor; UndefinedBehaviorSanitizer makes pipes to find out whether memory can be read
constexpr std::uint64_t read_descriptors_max = by_build(std::uint64_t{0}, std::uint64_t{16});
// larger papers are kept and found by their facts, and not read
constexpr std::uint64_t read_input_max_bytes = 1ULL << 30;
// a plain text without form feeds is divided here, at a line's end
constexpr std::size_t plain_page_max_bytes = 64 * 1024;
// a fact that an author wrote, such as a title; longer ones are no longer read by anybody
constexpr std::size_t document_fact_max_bytes = 4096;
// of a paper's text, that decides on its language: a page of it
constexpr std::size_t language_sample_max_bytes = 4 * 1024;

// Documents within a document.
constexpr std::uint32_t parts_max = 2'000;    // of one paper, at all depths; its row names each
constexpr std::uint32_t parts_depth_max = 8;  // a level takes stack, and its bytes stay in memory
constexpr std::size_t part_name_max_bytes = 1024;
constexpr std::size_t part_max_bytes = 256u << 20;
// of the parts that lie in each other and are in memory at one time
constexpr std::size_t parts_open_max_bytes = 512u << 20;
constexpr std::uint64_t parts_total_max_bytes = 1ULL << 30;
// All parts together as a multiple of the paper: logs and tables shrink to a fortieth, only bombs
// to less. Small papers may have more.
constexpr std::uint64_t parts_ratio_max = 200;
constexpr std::uint64_t parts_ratio_free_bytes = 64ULL << 20;

// One page whose picture is recognised. measured: a dense page takes 5 s
constexpr std::chrono::seconds ocr_cpu_max =
    by_build(std::chrono::seconds(60), std::chrono::seconds(300));
constexpr std::chrono::seconds ocr_wall_max =
    by_build(std::chrono::seconds(240), std::chrono::seconds(1200));
constexpr std::uint64_t ocr_memory_max_bytes = 1ULL << 30;
// A whole document that is made searchable. measured: a scanned page takes 10 ms, a picture that
// has to be packed anew 0.3 s
constexpr std::chrono::seconds searchable_cpu_max =
    by_build(std::chrono::seconds(120), std::chrono::seconds(600));
constexpr std::chrono::seconds searchable_wall_max =
    by_build(std::chrono::seconds(300), std::chrono::seconds(1200));
constexpr std::uint64_t searchable_memory_max_bytes = 1ULL << 30;
// Fonts that a document names and does not hold are opened, a few at once.
constexpr std::uint64_t font_descriptors_max = 32;

// What one child may say; the receiver holds it to this.
constexpr std::size_t result_frame_max_bytes = 1024 * 1024;
constexpr std::uint64_t result_total_max_bytes = 256ULL << 20;  // text of 100,000 full pages
constexpr std::uint32_t result_pages_max = 1'000'000;           // the number, not the count
constexpr std::uint32_t result_facts_max = 100'000;             // a label for each of many pages
constexpr std::size_t result_fact_name_max_bytes = 64;
constexpr std::size_t result_fact_value_max_bytes = 64 * 1024;
constexpr std::size_t result_reason_max_bytes = 64;
constexpr std::size_t result_word_max_bytes = 255;       // its length is one byte
constexpr std::uint32_t result_page_words_max = 50'000;  // a page full of figures has 5,000
constexpr std::uint64_t result_image_max_bytes = 64ULL << 20;
// a document and its words, or the pictures in it packed less well than they were
constexpr std::uint64_t result_file_max_bytes = 2ULL << 30;

// The parent of children, and its pool.
// models of recognition are 30 MB, from a disk that others use
constexpr std::chrono::milliseconds worker_start_max =
    by_build(std::chrono::seconds(60), std::chrono::seconds(120));
// from asking for a child's end until the parent itself is given up
constexpr std::chrono::milliseconds worker_kill_max =
    by_build(std::chrono::seconds(5), std::chrono::seconds(30));
// after the second failure in a row; doubles with each. The first is mended at once.
constexpr std::chrono::milliseconds worker_restart_delay_first{100};
constexpr std::chrono::milliseconds worker_restart_delay_max{10'000};
// a clock that is moved by hand is looked at this often
constexpr std::chrono::milliseconds worker_look_interval{50};
constexpr std::size_t worker_message_max_bytes = 8 * 1024;
constexpr std::size_t worker_slots_max = 64;

}  // namespace kontor::limits
