#include "storage/base/spawn.h"

#include "storage/base/error.h"

#include <csignal>

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

namespace kontor {

namespace {

// What posix_spawn is told, freed in every case.
class Plan {
  public:
    Plan() {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
    }
    ~Plan() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    Plan(const Plan&) = delete;
    Plan& operator=(const Plan&) = delete;

    void set_descriptors(const std::vector<int>& descriptors) {
        int number = 0;
        for (const int ours : descriptors) {
            if (ours == null_descriptor) {
                posix_spawn_file_actions_addopen(&actions_, number, "/dev/null", O_RDWR, 0);
            } else {
                posix_spawn_file_actions_adddup2(&actions_, ours, number);
            }
            ++number;
        }
        posix_spawn_file_actions_addclosefrom_np(&actions_, number);
    }

    void set_signals() {
        sigset_t all{};
        sigset_t none{};
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    }

    const posix_spawn_file_actions_t* actions() const { return &actions_; }
    const posix_spawnattr_t* attributes() const { return &attributes_; }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

pid_t spawn(SpawnOrder order) {
    Plan plan;
    plan.set_descriptors(order.descriptors);
    plan.set_signals();
    const std::vector<char*> arguments = pointers_to(order.command);
    const std::vector<char*> environment = pointers_to(order.environment);
    const auto start = order.by_name ? ::posix_spawnp : ::posix_spawn;
    pid_t child = 0;
    const int error = start(&child, arguments[0], plan.actions(), plan.attributes(),
                            arguments.data(), environment.data());
    if (error != 0) {
        throw system_error(error, "start " + order.command.front());
    }
    return child;
}

std::vector<std::string> own_environment() {
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        entries.emplace_back(*entry);
    }
    return entries;
}

}  // namespace kontor
