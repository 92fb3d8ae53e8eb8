// AdminSocket: how kontord's own commands reach a running server: a Unix socket in the archive's
// directory.
//
// One line of JSON in, {"command","arguments"}; lines of JSON out: {"line": text} as often as there
// is something to say, then {"exit": code, "summary": text} or {"error": …}, which becomes the same
// Error on the other side. Who may use it is decided by the directory's mode (0700) and the
// socket's (0600).
// Threads   One thread, one command at a time; stop() ends it. A command runs on that thread.
// Errors    io when the socket cannot be made.
#pragma once

#include "storage/base/files.h"
#include "storage/base/json.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>

namespace kontor {

using AdminSay = std::function<void(const std::string& line)>;
struct AdminResult {
    int exit_code = 0;
    std::string summary;  // one sentence for a person; not part of what the command found
};
// Does the command and says what it finds, line by line; may throw Error.
using AdminCommand = std::function<AdminResult(const Json& arguments, const AdminSay& say)>;

class AdminSocket {
  public:
    AdminSocket(std::filesystem::path path, std::map<std::string, AdminCommand> commands);
    ~AdminSocket();
    AdminSocket(const AdminSocket&) = delete;
    AdminSocket& operator=(const AdminSocket&) = delete;

    void start();
    void stop();

  private:
    void serve();
    void answer(const FileHandle& peer);

    std::filesystem::path path_;
    std::map<std::string, AdminCommand> commands_;
    FileHandle listener_;
    FileHandle stop_event_;
    std::thread thread_;
};

// Asks the server that has the archive open; nothing when none listens there.
std::optional<AdminResult> ask_running_server(const std::filesystem::path& path,
                                              const std::string& command,
                                              const Json& arguments,
                                              const AdminSay& say);

}  // namespace kontor
