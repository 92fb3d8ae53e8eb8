#include "storage/kv/lmdb_copy.h"

#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/kv/lmdb_error.h"

#include <cerrno>

#include <fcntl.h>
#include <lmdb.h>
#include <unistd.h>

namespace kontor {

void copy_rows_alone(MDB_env* env, const std::filesystem::path& file) {
    const FileHandle out = open_file(file, O_WRONLY | O_CREAT | O_EXCL);
    check_lmdb(mdb_env_copyfd2(env, out.get(), MDB_CP_COMPACT),
               ("copy to " + file.string()).c_str());
    if (::fsync(out.get()) != 0) {
        throw system_error(errno, "sync " + file.string());
    }
    sync_folder(full_path(file).parent_path());
}

}  // namespace kontor
