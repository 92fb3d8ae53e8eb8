// Limits: every cap of the system with its unit and its reason. A cap that an administrator may set
// is a default here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace kontor::limits {

// storage/kv
constexpr std::size_t key_max_bytes = 511;                 // LMDB's own bound
constexpr std::size_t row_payload_max_bytes = 64U << 20U;  // in a stream of rows: far beyond any
// Changes that share one sync: more only lengthens the wait of the first
constexpr std::size_t group_changes_max = 64;
// address space, not memory; never grown under readers
constexpr std::uint64_t catalog_map_bytes = 1ULL << 40;
constexpr std::uint64_t sanitizer_map_bytes = 8ULL << 30;  // sanitizers shadow the address space

// storage/proof
// of a signed note: sixteen signatures of any kind and room to spare (C2SP signed-note)
constexpr std::size_t note_max_bytes = 1024 * 1024;
constexpr std::size_t note_signatures_max = 64;  // at least 16 are to be accepted
constexpr std::size_t tlog_proof_max_bytes = 2 * note_max_bytes;
constexpr std::size_t bag_path_max_bytes = 4096;      // Linux' PATH_MAX
constexpr std::size_t bag_name_part_max_bytes = 255;  // a name on any common file system
constexpr std::size_t package_name_max_bytes = 100;   // what the oldest tar readers take
constexpr std::size_t bag_line_max_bytes = 64 * 1024;
// of one manifest: a million files with SHA-512 and long names
constexpr std::uint64_t bag_tag_file_max_bytes = 512ULL << 20;
// problems, and warnings, of one bag: a hostile one could make any number
constexpr std::size_t bag_findings_max = 10'000;

// storage/blob
// less than a page over 256 KiB: LMDB's page header is 16 bytes
constexpr std::size_t blob_chunk_bytes = 256 * 1024 - 16;
// chunks of one put written at once: bounds a transaction's memory
constexpr std::size_t blob_batch_bytes = 4 * 1024 * 1024;
constexpr std::uint64_t backup_part_bytes = 128ULL << 20;
constexpr std::uint64_t blob_max_bytes = 4ULL << 30;  // CONTRACT: limit of a body or file
// fits on common media, verified in minutes
constexpr std::uint64_t volume_seal_bytes = 16ULL << 30;

// storage/audit
constexpr std::size_t audit_entry_max_bytes = 4096;  // DESIGN 4
// a larger step back is an entry of its own
constexpr std::uint64_t clock_step_back_tolerated_ms = 1000;

// storage/jobs
constexpr int job_attempts_max = 5;
constexpr std::chrono::milliseconds job_retry_delay_first{1000};  // doubles with each attempt
constexpr std::chrono::milliseconds job_retry_delay_max{15 * 60 * 1000};
constexpr std::chrono::milliseconds job_held_up_pause{5000};
constexpr std::size_t job_kind_max_bytes = 64;
constexpr std::uint64_t job_places_max = 100'000;    // walked to tell a place: some 10 ms
constexpr std::size_t job_subject_max_bytes = 256;   // with the kind it must fit a key
constexpr std::size_t job_payload_max_bytes = 4096;  // what is large lies elsewhere and is named

// documents
constexpr std::size_t title_max_bytes = 1000;
// Linux allows 255 a component; other systems' names in UTF-8 are longer
constexpr std::size_t file_name_max_bytes = 1000;
constexpr std::size_t tag_max_bytes = 100;
constexpr std::size_t tags_max = 100;
constexpr std::size_t reason_max_bytes = 1000;
// as much as a reader may say of a page
constexpr std::size_t corrected_page_max_bytes = 1024 * 1024;
constexpr std::size_t folder_name_max_bytes = 200;
constexpr std::size_t folder_depth_max = 32;
constexpr std::size_t media_type_max_bytes = 255;  // RFC 6838 section 4.2: 127 + 1 + 127

// config
constexpr std::size_t config_file_max_bytes = 1024 * 1024;  // it is read by people
// told at once; a file with more is not one of ours
constexpr std::size_t config_syntax_errors_max = 20;

// clients
// of an answer that is held whole: a page of a list with long names
constexpr std::size_t client_answer_max_bytes = 16 * 1024 * 1024;
// a larger body asks first (Expect: 100-continue), so that a refusal costs no transfer
constexpr std::uint64_t client_unasked_body_max_bytes = 1024 * 1024;

// base
constexpr std::size_t json_depth_max = 64;
// a request's JSON body; records stay far below
constexpr std::size_t json_text_max_bytes = 4 * 1024 * 1024;
// of one text to normalize: ICU's lengths have 31 bits
constexpr std::size_t normalize_max_bytes = 1ULL << 30;
constexpr std::size_t shown_value_max_bytes = 100;  // of a refused value: enough to know it again

// people
constexpr std::size_t user_name_max_bytes = 100;
constexpr std::size_t password_min_bytes = 8;
constexpr std::size_t password_max_bytes = 1000;

// a working day, with overtime
constexpr std::chrono::milliseconds session_lifetime{std::chrono::hours{12}};

// server/http
constexpr std::size_t http_method_max_bytes = 32;
constexpr std::size_t http_target_max_bytes =
    16 * 1024;  // a search with all its filters, ten times
constexpr std::size_t http_fields_max = 100;
constexpr std::size_t http_trailer_max_bytes = 8 * 1024;  // and chunk extensions: read and dropped
// a body up to here is awaited by the loop: no more than a head costs, and most JSON fits
constexpr std::size_t http_small_body_max_bytes = 32 * 1024;
// of a larger body between the loop and the worker that reads it
constexpr std::size_t http_body_buffer_bytes = 256 * 1024;
constexpr std::size_t http_chunk_bytes = 64 * 1024;  // of an answer held for a reader
// of a body nobody read: to read it away costs less than a new connection
constexpr std::size_t http_drain_max_bytes = 64 * 1024;
// after the last answer: long enough for the peer to read it
constexpr std::chrono::milliseconds http_lingering_max{2000};
// after the last descriptor is gone, until the next try to accept
constexpr std::chrono::milliseconds http_accept_pause{100};
constexpr std::size_t multipart_boundary_max_bytes = 70;     // RFC 2046 section 5.1.1
constexpr std::size_t multipart_head_max_bytes = 16 * 1024;  // of one part
constexpr std::size_t multipart_preamble_max_bytes = 8 * 1024;
constexpr std::size_t multipart_parts_max = 1000;

// disk
// intake stops below: the catalog can always commit and erase
constexpr std::uint64_t reserve_bytes = 2ULL << 30;
constexpr unsigned reserve_percent = 2;  // of the disk, whichever is less
// a write that came short while less is free met a full disk, whatever it is called
constexpr std::uint64_t disk_full_bytes = 1 << 20;
// after a write that the disk refused, until the next try: doubled from the first to the last
constexpr std::chrono::milliseconds recovery_pause_first{1000};
constexpr std::chrono::milliseconds recovery_pause_max{30'000};

// from the first destruction to the purge of all: within a day, with half of it to try again
constexpr std::chrono::hours purge_pause{12};
// that a copy of a file may need beyond twice its length
constexpr std::uint64_t copy_map_spare_bytes = 64ULL << 20;

}  // namespace kontor::limits
