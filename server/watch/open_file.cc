#include "server/watch/open_file.h"

#include "server/watch/beneath.h"

#include <cerrno>
#include <csignal>

#include <fcntl.h>

namespace kontor {

Writers writers_of(const FileHandle& file) {
    static const bool is_deaf = std::signal(SIGIO, SIG_IGN) != SIG_ERR;
    // A share answers "again" also for want of a delegation or an oplock.
    if (!is_deaf || is_shared_file_system(file)) {
        return Writers::unknown;
    }
    if (::fcntl(file.get(), F_SETLEASE, F_RDLCK) == 0) {
        ::fcntl(file.get(), F_SETLEASE, F_UNLCK);
        return Writers::none;
    }
    return errno == EAGAIN ? Writers::some : Writers::unknown;
}

}  // namespace kontor
