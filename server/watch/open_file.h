// Who has a watched file open for writing, as far as the system tells.
//
// Why       A read lease (fcntl F_SETLEASE) is given only while nobody has the file open for
//           writing; it needs a file of our own or CAP_LEASE, and a local file system. Where it is
//           not given, FolderEvents knows of writers that it saw, and else patience must do.
// Threads   Any. The first call makes the process ignore SIGIO, with which the system tells a
//           lease's holder that somebody wants to write, and which would end the process.
#pragma once

#include "server/watch/ripeness.h"
#include "storage/base/files.h"

namespace kontor {

// `file` is open for reading. The lease is given back at once.
Writers writers_of(const FileHandle& file);

}  // namespace kontor
