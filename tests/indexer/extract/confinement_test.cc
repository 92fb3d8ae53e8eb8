// What the parent gives up holds even where seccomp, which hides it from the other tests, would
// not.
#include "indexer/extract/worker/confinement.h"

#include <algorithm>
#include <cerrno>

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor {
namespace {

enum Escape : int {
    opened_a_file = 1,
    opened_a_folder = 2,
    connected = 4,
    is_root = 8,
    changed_user = 16,
};

bool connects_to(std::uint16_t port) {
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = port;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

// Confines itself as the worker does, and tries.
int escapes(std::uint16_t port) {
    const Confinement confinement;
    const auto holds = [&](const char* means) {
        const auto& active = confinement.active();
        return std::find(active.begin(), active.end(), means) != active.end();
    };
    int found = 0;
    if (holds("landlock")) {
        found |= ::open("/etc/passwd", O_RDONLY) >= 0 ? opened_a_file : 0;
        found |= ::open("/tmp", O_RDONLY | O_DIRECTORY) >= 0 ? opened_a_folder : 0;
    }
    if (holds("network_namespace")) {
        found |= connects_to(port) ? connected : 0;
    }
    if (holds("unprivileged_user")) {
        found |= ::geteuid() == 0 ? is_root : 0;
    }
    if (holds("capabilities")) {
        found |= ::setuid(0) == 0 ? changed_user : 0;
    }
    return found;
}

TEST(Confinement, the_parent_has_no_files_no_network_and_no_privileges) {
    const FileHandle server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ASSERT_EQ(::bind(server.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    ASSERT_EQ(::listen(server.get(), 4), 0);
    ASSERT_EQ(::getsockname(server.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    ASSERT_TRUE(connects_to(address.sin_port));
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        ::_exit(escapes(address.sin_port));
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status)) << status;
    EXPECT_EQ(WEXITSTATUS(status), 0) << "see enum Escape";
}

}  // namespace
}  // namespace kontor
