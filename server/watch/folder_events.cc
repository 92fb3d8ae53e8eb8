#include "server/watch/folder_events.h"

#include "server/watch/limits.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace kontor {

namespace {

constexpr std::uint32_t what_changes = IN_CREATE | IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE |
                                       IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF |
                                       IN_MOVE_SELF;

Bytes joined(const Bytes& folder, ByteView name) {
    return folder.empty() ? Bytes(name) : folder + "/" + Bytes(name);
}

}  // namespace

FolderEvents::FolderEvents()
    : events_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      bell_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

bool FolderEvents::follow(const std::filesystem::path& root, const std::vector<Bytes>& folders) {
    std::unordered_map<int, Bytes> followed;
    is_complete_ = events_.is_open();
    bool is_new = false;
    for (const Bytes& folder : folders) {
        // A folder that was swapped for a link meanwhile is not followed; nothing is opened by
        // this.
        const std::filesystem::path path = folder.empty() ? root : root / folder;
        const std::uint32_t no_link = folder.empty() ? 0U : IN_DONT_FOLLOW;
        const int watch = events_.is_open()
                              ? ::inotify_add_watch(events_.get(), path.c_str(),
                                                    what_changes | IN_ONLYDIR | no_link)
                              : -1;
        if (watch < 0) {
            is_complete_ = false;
            continue;
        }
        is_new = is_new || !folders_.contains(watch);
        followed[watch] = folder;
    }
    for (const auto& [watch, folder] : folders_) {
        if (!followed.contains(watch)) {
            ::inotify_rm_watch(events_.get(), watch);
        }
    }
    folders_.swap(followed);
    return is_new;
}

bool FolderEvents::take() {
    std::uint64_t rings = 0;
    bool is_something = ::read(bell_.get(), &rings, sizeof rings) > 0;
    alignas(inotify_event) std::array<char, 16 * 1024> buffer;
    for (;;) {
        const ssize_t count = ::read(events_.get(), buffer.data(), buffer.size());
        if (count <= 0) {
            return is_something;
        }
        is_something = true;
        for (std::size_t at = 0; at < static_cast<std::size_t>(count);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* const name = buffer.data() + at + sizeof event;
            take_event(event.wd, event.mask, {name, ::strnlen(name, event.len)});
            at += sizeof event + event.len;
        }
    }
}

void FolderEvents::take_event(int watch, std::uint32_t mask, ByteView name) {
    if ((mask & IN_Q_OVERFLOW) != 0) {
        written_.clear();  // a close may be among what was lost
        return;
    }
    const auto folder = folders_.find(watch);
    if (folder == folders_.end() || name.empty()) {
        return;
    }
    const Bytes path = joined(folder->second, name);
    if ((mask & (IN_DELETE | IN_MOVED_FROM)) != 0) {
        written_.erase(path);
    } else if ((mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0) {
        written_[path] = Writers::none;
    } else if ((mask & IN_MODIFY) != 0) {
        written_[path] = Writers::some;
    }
    if (written_.size() > limits::watch_names_max) {
        written_.clear();
    }
}

Writers FolderEvents::writers(const Bytes& path) const {
    const auto found = written_.find(path);
    return found == written_.end() ? Writers::unknown : found->second;
}

void FolderEvents::wait(Milliseconds most) const {
    std::array<pollfd, 2> sources{{{bell_.get(), POLLIN, 0}, {events_.get(), POLLIN, 0}}};
    const auto bounded = std::clamp<std::int64_t>(most.count(), 0, std::numeric_limits<int>::max());
    const bool has_come = ::poll(sources.data(), sources.size(), static_cast<int>(bounded)) > 0 &&
                          sources[0].revents == 0;
    if (has_come) {
        ::poll(sources.data(), 1, static_cast<int>(limits::watch_gather.count()));
    }
}

void FolderEvents::ring() {
    const std::uint64_t one = 1;
    // A bell that has rung too often to count rings anyway.
    [[maybe_unused]] const ssize_t written = ::write(bell_.get(), &one, sizeof one);
}

}  // namespace kontor
