#include "tests/crash/bit_rot/lmdb_oracle.h"

#include "storage/base/hash.h"

#include <array>
#include <cstring>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

#include <lmdb.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor::test {

namespace {

constexpr unsigned child_seconds = 20;

void must(int code) {
    if (code != 0) {
        throw std::runtime_error(mdb_strerror(code));
    }
}

ByteView view(const MDB_val& value) {
    return {static_cast<const char*>(value.mv_data), value.mv_size};
}

// A read-only look at a file, which no other process has open.
class Look {
  public:
    explicit Look(const std::filesystem::path& data_file) {
        must(mdb_env_create(&env_));
        must(mdb_env_set_maxdbs(env_, 64));
        must(mdb_env_set_mapsize(env_, std::size_t{1} << 30));
        must(mdb_env_open(env_, data_file.c_str(), MDB_RDONLY | MDB_NOSUBDIR | MDB_NOLOCK, 0600));
        must(mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn_));
    }
    ~Look() {
        mdb_txn_abort(txn_);
        mdb_env_close(env_);
    }
    Look(const Look&) = delete;
    Look& operator=(const Look&) = delete;

    void each(MDB_dbi table, const std::function<void(ByteView, ByteView)>& visit) const {
        MDB_cursor* opened = nullptr;
        must(mdb_cursor_open(txn_, table, &opened));
        const std::unique_ptr<MDB_cursor, decltype(&mdb_cursor_close)> cursor(opened,
                                                                              mdb_cursor_close);
        MDB_val key{};
        MDB_val value{};
        int code = mdb_cursor_get(cursor.get(), &key, &value, MDB_FIRST);
        for (; code == 0; code = mdb_cursor_get(cursor.get(), &key, &value, MDB_NEXT)) {
            visit(view(key), view(value));
            MDB_val found{};
            // A search must meet what a walk meets; LMDB's own two tables take none.
            if (table > 1 &&
                (mdb_get(txn_, table, &key, &found) != 0 || found.mv_data != value.mv_data)) {
                throw std::runtime_error("a row that a search does not find");
            }
        }
        if (code != MDB_NOTFOUND) {
            must(code);
        }
    }
    MDB_dbi table(const std::string& name) const {
        MDB_dbi handle = 0;
        must(mdb_dbi_open(txn_, name.c_str(), 0, &handle));
        return handle;
    }
    std::string facts(MDB_dbi table) const {
        MDB_stat stat{};
        must(mdb_stat(txn_, table, &stat));
        std::string text;
        for (const std::size_t number :
             {std::size_t{stat.ms_depth}, stat.ms_branch_pages, stat.ms_leaf_pages,
              stat.ms_overflow_pages, stat.ms_entries}) {
            text += std::to_string(number) + " ";
        }
        return text;
    }
    std::uint64_t pages() const {
        MDB_envinfo info{};
        must(mdb_env_info(env_, &info));
        return info.me_last_pgno + 1;
    }
    FreePages free_pages() const {
        FreePages free;
        free.first_unused = pages();
        each(0, [&](ByteView, ByteView row) {
            std::vector<std::size_t> numbers(row.size() / sizeof(std::size_t));
            std::memcpy(numbers.data(), row.data(), numbers.size() * sizeof(std::size_t));
            for (std::size_t i = 1; i <= numbers.at(0); ++i) {
                free.listed.insert(numbers.at(i));
            }
        });
        return free;
    }

  private:
    MDB_env* env_ = nullptr;
    MDB_txn* txn_ = nullptr;
};

std::string content_of(const std::filesystem::path& data_file) {
    const Look look(data_file);
    Hasher hasher(HashKind::sha256);
    const auto add = [&](ByteView bytes) {
        Bytes length;
        append_u64(length, bytes.size());
        hasher.update(length);
        hasher.update(bytes);
    };
    add(std::to_string(look.pages()) + " " + look.facts(0) + look.facts(1));
    for (const std::uint64_t page : look.free_pages().listed) {
        add(std::to_string(page));
    }
    std::vector<std::string> names;
    look.each(1, [&](ByteView name, ByteView) { names.emplace_back(name); });
    for (const std::string& name : names) {
        const MDB_dbi table = look.table(name);
        add(name + " " + look.facts(table));
        look.each(table, [&](ByteView key, ByteView value) {
            add(key);
            add(value);
        });
    }
    return to_hex(hasher.finish());
}

}  // namespace

std::optional<std::string> lmdb_content(const std::filesystem::path& data_file) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        throw std::runtime_error("make a pipe");
    }
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(child_seconds);
        int code = 1;
        try {
            const std::string content = content_of(data_file);
            code = ::write(ends[1], content.data(), content.size()) ==
                           static_cast<ssize_t>(content.size())
                       ? 0
                       : 1;
        } catch (const std::exception&) {
        }
        ::_exit(code);
    }
    ::close(ends[1]);
    std::string content;
    std::array<char, 256> buffer;
    for (ssize_t n = 0; (n = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
        content.append(buffer.data(), static_cast<std::size_t>(n));
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? std::optional(content) : std::nullopt;
}

FreePages lmdb_free_pages(const std::filesystem::path& data_file) {
    return Look(data_file).free_pages();
}

}  // namespace kontor::test
