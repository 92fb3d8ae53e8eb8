#include "server/admin/admin_socket.h"

#include "server/admin/json_lines.h"
#include "storage/base/error.h"
#include "storage/base/log.h"

#include <cerrno>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace kontor {

namespace {

// Some thousand checkpoints of "check --against".
constexpr std::size_t line_max_bytes = 1024 * 1024;

sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    // A path may be longer than the 108 bytes of an address; the way round by /proc/self/fd would
    // need the folder open.
    if (path.native().size() >= sizeof(address.sun_path)) {
        throw Error(ErrorCode::invalid,
                    "use " + path.string() + " as a socket: its path is too long");
    }
    path.native().copy(address.sun_path, sizeof(address.sun_path) - 1);
    return address;
}

FileHandle make_socket() {
    FileHandle handle(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!handle.is_open()) {
        throw system_error(errno, "make a socket");
    }
    return handle;
}

}  // namespace

AdminSocket::AdminSocket(std::filesystem::path path, std::map<std::string, AdminCommand> commands)
    : path_(std::move(path)), commands_(std::move(commands)) {}

AdminSocket::~AdminSocket() {
    stop();
}

void AdminSocket::start() {
    const sockaddr_un address = address_of(path_);
    ::unlink(
        path_.c_str());  // of a server that was killed; who holds the archive's lock owns the name
    listener_ = make_socket();
    if (::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) !=
            0 ||
        ::chmod(path_.c_str(), 0600) != 0 || ::listen(listener_.get(), 4) != 0) {
        throw system_error(errno, "listen on " + path_.string());
    }
    stop_event_ = FileHandle(::eventfd(0, EFD_CLOEXEC));
    thread_ = std::thread([this] {
        ::pthread_setname_np(::pthread_self(), "admin");
        serve();
    });
}

void AdminSocket::stop() {
    if (!thread_.joinable()) {
        return;
    }
    const std::uint64_t one = 1;
    write_all(stop_event_.get(), {reinterpret_cast<const char*>(&one), sizeof(one)}, "an event");
    thread_.join();
    ::unlink(path_.c_str());
}

void AdminSocket::serve() {
    for (;;) {
        std::array<pollfd, 2> waiting{
            {{listener_.get(), POLLIN, 0}, {stop_event_.get(), POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) {
            log(LogLevel::error, "the admin socket cannot be waited for", {{"errno", errno}});
            return;
        }
        if (waiting[1].revents != 0) {
            return;
        }
        const FileHandle peer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!peer.is_open()) {
            continue;
        }
        // The one job loop of this room: a peer that goes away or asks nonsense ends its own turn
        // only.
        try {
            answer(peer);
        } catch (const std::exception& e) {
            log(LogLevel::warning, "an administrator's command ended early", {{"error", e.what()}});
        }
    }
}

void AdminSocket::answer(const FileHandle& peer) {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    ::setsockopt(peer.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    JsonLines lines(peer.get(), line_max_bytes);
    const auto request = lines.next();
    if (!request) {
        return;
    }
    const auto say = [&](const std::string& text) { write_line(peer.get(), {{"line", text}}); };
    try {
        const auto found = commands_.find(request->value("command", ""));
        if (found == commands_.end()) {
            throw Error(ErrorCode::unsupported,
                        "do a command that the running server does not know");
        }
        const AdminResult result = found->second(request->value("arguments", Json::object()), say);
        write_line(peer.get(), {{"exit", result.exit_code}, {"summary", result.summary}});
    } catch (const Error& e) {
        write_line(peer.get(), {{"error", error_to_json(e)}});
    } catch (const std::exception& e) {  // of the file system library
        write_line(peer.get(), {{"error", error_to_json(Error(ErrorCode::internal, e.what()))}});
    }
}

std::optional<AdminResult> ask_running_server(const std::filesystem::path& path,
                                              const std::string& command,
                                              const Json& arguments,
                                              const AdminSay& say) {
    const sockaddr_un address = address_of(path);
    const FileHandle socket = make_socket();
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) !=
        0) {
        return std::nullopt;
    }
    write_line(socket.get(), {{"command", command}, {"arguments", arguments}});
    JsonLines lines(socket.get(), line_max_bytes);
    while (const auto json = lines.next()) {
        if (json->contains("error")) {
            throw error_from_json(json->at("error"));
        }
        if (json->contains("exit")) {
            return AdminResult{json->at("exit").get<int>(), json->value("summary", "")};
        }
        say(json->value("line", ""));
    }
    throw Error(ErrorCode::io, "ask the running server: it ended before its answer");
}

}  // namespace kontor
