#include "indexer/extract/worker_link.h"

#include "storage/base/error.h"
#include "storage/base/json.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace kontor {

namespace {

enum Kind : unsigned char { job_kind = 1, kill_kind = 2, status_kind = 3 };
constexpr std::size_t descriptors_max = 2;

struct ControlBuffer {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(descriptors_max * sizeof(int))> bytes{};
};

std::vector<FileHandle> received_descriptors(msghdr& message) {
    std::vector<FileHandle> descriptors;
    for (cmsghdr* head = CMSG_FIRSTHDR(&message); head != nullptr;
         head = CMSG_NXTHDR(&message, head)) {
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        const std::size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int descriptor = -1;
            std::memcpy(&descriptor, CMSG_DATA(head) + i * sizeof(int), sizeof(int));
            descriptors.emplace_back(descriptor);
        }
    }
    return descriptors;
}

}  // namespace

std::string_view name_of(Profile profile) {
    switch (profile) {
        case Profile::text:
            return "text";
        case Profile::ocr:
            return "ocr";
        case Profile::render:
            return "render";
        case Profile::searchable:
            return "searchable";
    }
    return "text";
}

std::optional<Profile> profile_of(std::string_view name) {
    for (const Profile profile :
         {Profile::text, Profile::ocr, Profile::render, Profile::searchable}) {
        if (name_of(profile) == name) {
            return profile;
        }
    }
    return std::nullopt;
}

std::string WorkerDescription::to_json() const {
    const Json json{{"program", "kontor-extract"}, {"protocol", protocol}, {"profile", profile},
                    {"sanitized", sanitized},      {"readers", readers},   {"active", active},
                    {"missing", missing}};
    return json.dump();
}

WorkerDescription WorkerDescription::from_json(ByteView text) {
    const Json json = parse_json(text, limits::worker_message_max_bytes);
    WorkerDescription description;
    try {
        json.at("protocol").get_to(description.protocol);
        json.at("profile").get_to(description.profile);
        json.at("sanitized").get_to(description.sanitized);
        json.at("readers").get_to(description.readers);
        json.at("active").get_to(description.active);
        json.at("missing").get_to(description.missing);
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::invalid,
                    std::string("read a worker's description of itself: ") + error.what());
    }
    return description;
}

Bytes encode(const JobMessage& message) {
    Bytes bytes(1, static_cast<char>(job_kind));
    append_u64(bytes, message.id);
    append_u64(bytes, message.size_bytes);
    append_u64(bytes, message.cpu_seconds);
    append_u64(bytes, message.memory_bytes);
    append_u32(bytes, message.order.page);
    append_u32(bytes, message.order.pixels);
    append_u16(bytes, static_cast<std::uint16_t>(message.order.part.size()));
    for (const std::uint32_t part : message.order.part) {
        append_u32(bytes, part);
    }
    append_u16(bytes, static_cast<std::uint16_t>(message.order.password.size()));
    bytes.append(message.order.password);
    append_u64(bytes, message.order.words_bytes);
    return bytes;
}

Bytes encode(const KillMessage& message) {
    Bytes bytes(1, static_cast<char>(kill_kind));
    append_u64(bytes, message.id);
    return bytes;
}

Bytes encode(const StatusMessage& message) {
    Bytes bytes(1, static_cast<char>(status_kind));
    append_u64(bytes, message.id);
    bytes.push_back(static_cast<char>(message.end));
    append_u32(bytes, message.value);
    append_u64(bytes, message.cpu_ms);
    append_u64(bytes, message.memory_peak_bytes);
    return bytes;
}

PoolMessage decode_pool_message(ByteView bytes) {
    const std::uint8_t kind = take_u8(bytes);
    if (kind == kill_kind) {
        return KillMessage{take_u64(bytes)};
    }
    if (kind != job_kind) {
        throw Error(ErrorCode::corrupt, "read a message of the pool: unknown kind");
    }
    JobMessage job;
    job.id = take_u64(bytes);
    job.size_bytes = take_u64(bytes);
    job.cpu_seconds = take_u64(bytes);
    job.memory_bytes = take_u64(bytes);
    job.order.page = take_u32(bytes);
    job.order.pixels = take_u32(bytes);
    for (std::size_t parts = take_u16(bytes); parts > 0; --parts) {
        job.order.part.push_back(take_u32(bytes));
    }
    job.order.password = take_bytes(bytes, take_u16(bytes));
    job.order.words_bytes = take_u64(bytes);
    return job;
}

StatusMessage decode_status_message(ByteView bytes) {
    if (take_u8(bytes) != status_kind) {
        throw Error(ErrorCode::corrupt, "read a message of a worker: unknown kind");
    }
    StatusMessage status;
    status.id = take_u64(bytes);
    const std::uint8_t end = take_u8(bytes);
    if (end > static_cast<std::uint8_t>(ChildEnd::not_forked)) {
        throw Error(ErrorCode::corrupt, "read a message of a worker: unknown end");
    }
    status.end = static_cast<ChildEnd>(end);
    status.value = take_u32(bytes);
    status.cpu_ms = take_u64(bytes);
    status.memory_peak_bytes = take_u64(bytes);
    return status;
}

bool send_datagram(int socket, ByteView bytes, const std::vector<int>& descriptors) {
    iovec part{const_cast<char*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    ControlBuffer control;
    if (!descriptors.empty()) {
        const std::size_t size = descriptors.size() * sizeof(int);
        message.msg_control = control.bytes.data();
        message.msg_controllen = CMSG_SPACE(size);
        cmsghdr* head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(size);
        std::memcpy(CMSG_DATA(head), descriptors.data(), size);
    }
    ssize_t sent = -1;
    do {
        sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0 && (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN)) {
        return false;
    }
    if (sent < 0) {
        throw system_error(errno, "send a message between pool and worker");
    }
    return true;
}

Datagram receive_datagram(int socket) {
    Datagram datagram;
    datagram.bytes.resize(limits::worker_message_max_bytes);
    iovec part{datagram.bytes.data(), datagram.bytes.size()};
    ControlBuffer control;
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    ssize_t got = -1;
    do {
        got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got < 0 && errno != ECONNRESET) {
        throw system_error(errno, "receive a message between pool and worker");
    }
    datagram.bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    datagram.descriptors = received_descriptors(message);
    if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        throw Error(ErrorCode::corrupt, "receive a message between pool and worker: cut off");
    }
    return datagram;
}

}  // namespace kontor
