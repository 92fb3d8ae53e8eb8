// WorkerLink: what the pool and a warm worker parent say to each other. Both are ours and trust
// each other; no byte of a document passes here, only descriptors.
//
// One message is one datagram of a SOCK_SEQPACKET pair. The worker's end is descriptor 3, because
// libraries read and print on 0 to 2.
//     worker  hello: JSON of WorkerDescription, once, when it is warm and confined
//     pool    job: the document's descriptor and the write end of the result's pipe travel with it
//     pool    kill: end this job's child
//     worker  status: how the child ended; one for each job
// Threads   Functions of values; the descriptor's owner decides.
#pragma once

#include "indexer/extract/limits.h"
#include "storage/base/files.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kontor {

constexpr int worker_link_descriptor = 3;
// raised with any change of these messages or of protocol.h
constexpr int worker_protocol = 3;

// What a worker does with the documents it is given: `kontor-extract --profile NAME`.
enum class Profile : std::uint8_t {
    text,        // reads the text of whole documents
    ocr,         // recognises what is printed on the picture of one page: words, barcodes
    render,      // makes the picture of one page
    searchable,  // makes a PDF of the whole document whose words can be searched
};
std::string_view name_of(Profile profile);
std::optional<Profile> profile_of(std::string_view name);

// What is wanted of a document. `text` reads the whole one and asks for nothing; `searchable` makes
// something of the whole one. `ocr` and `render` serve one page a job, so that a page that is
// poison harms no other and pages of one document are served side by side.
struct ReadingOrder {
    // From 1; 0: only how many there are, as the fact "pages"; of a part, the part itself as a
    // file.
    std::uint32_t page = 0;
    std::uint32_t pixels = 0;  // render: the longer side of the picture
    // Of the document that lies in the paper by this way (parts.h): the how-manieth part on each
    // level, from 1. Empty: of the paper itself.
    std::vector<std::uint32_t> part = {};
    // What opens an encrypted document; at most limits::password_max_bytes.
    std::string password = {};
    // searchable: the last bytes of the input, so many, are no part of the document but what was
    // recognised on its pages (searchable/recognised_words.h).
    std::uint64_t words_bytes = 0;
};

// What one document may use, or one page.
struct ReadingLimits {
    std::chrono::milliseconds wall = limits::read_wall_max;
    std::chrono::seconds cpu = limits::read_cpu_max;
    std::uint64_t memory_bytes = limits::read_memory_max_bytes;
};

constexpr ReadingLimits ocr_limits() {
    return {limits::ocr_wall_max, limits::ocr_cpu_max, limits::ocr_memory_max_bytes};
}

constexpr ReadingLimits searchable_limits() {
    return {limits::searchable_wall_max, limits::searchable_cpu_max,
            limits::searchable_memory_max_bytes};
}

// What a worker says of itself at its start, and to the operator with --describe.
struct WorkerDescription {
    int protocol = worker_protocol;
    std::string profile;
    bool sanitized = limits::sanitized_build;
    std::vector<std::string> readers;  // kinds of documents it reads
    std::vector<std::string> active;   // means of confinement that hold, tried out in a child
    std::vector<std::string> missing;  // means that this system refuses

    std::string to_json() const;                        // one line
    static WorkerDescription from_json(ByteView text);  // Error invalid when it is none
};

struct JobMessage {
    std::uint64_t id = 0;
    std::uint64_t size_bytes = 0;
    std::uint64_t cpu_seconds = 0;
    std::uint64_t memory_bytes = 0;
    ReadingOrder order;
};

struct KillMessage {
    std::uint64_t id = 0;
};

enum class ChildEnd : std::uint8_t {
    exited,      // value: exit status
    signalled,   // value: signal
    not_forked,  // value: errno
};

// Exit statuses of a child besides 0.
constexpr int child_exit_memory = 70;    // an allocation failed
constexpr int child_exit_unready = 71;   // could not confine itself or map its input: ours
constexpr int child_exit_confused = 72;  // an exception that is none of ours

struct StatusMessage {
    std::uint64_t id = 0;
    ChildEnd end = ChildEnd::exited;
    std::uint32_t value = 0;
    std::uint64_t cpu_ms = 0;
    std::uint64_t memory_peak_bytes = 0;
};

Bytes encode(const JobMessage& message);
Bytes encode(const KillMessage& message);
Bytes encode(const StatusMessage& message);
using PoolMessage = std::variant<JobMessage, KillMessage>;
PoolMessage decode_pool_message(ByteView bytes);      // Error corrupt
StatusMessage decode_status_message(ByteView bytes);  // Error corrupt

struct Datagram {
    Bytes bytes;  // empty: the other side is gone
    std::vector<FileHandle> descriptors;
};
// False when the other side is gone; Error io for anything else, such as a bad descriptor.
[[nodiscard]] bool send_datagram(int socket,
                                 ByteView bytes,
                                 const std::vector<int>& descriptors = {});
// Waits for one datagram.
Datagram receive_datagram(int socket);

}  // namespace kontor
