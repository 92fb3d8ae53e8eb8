#include "storage/kv/page_account.h"

#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/limits.h"
#include "storage/kv/lmdb_environment.h"
#include "storage/kv/lmdb_error.h"
#include "storage/kv/lmdb_pages.h"

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kontor {

namespace {

using namespace lmdb_format;
namespace fs = std::filesystem;

constexpr std::size_t findings_max = 100;
constexpr unsigned depth_max = 32;  // LMDB's own bound
// Pages that the newest state may count beyond the end of the file: taken and given back by one
// transaction, and so never written.
constexpr std::uint64_t unwritten_pages_max = 1ULL << 20;
// The other process may write a meta page while it is looked at.
constexpr int tries_max = 100;

// The data file, read page by page. A read that the disk refuses is an Error and no signal.
class PageFile {
  public:
    explicit PageFile(const fs::path& path) : path_(path), file_(open_file(path, O_RDONLY)) {}

    Bytes read(std::uint64_t offset, std::size_t size) const {
        Bytes bytes(size, '\0');
        std::size_t done = 0;
        while (done < size) {
            const ssize_t count = ::pread(file_.get(), bytes.data() + done, size - done,
                                          static_cast<off_t>(offset + done));
            if (count < 0 && errno != EINTR) {
                throw system_error(errno, "read " + path_.string());
            }
            if (count == 0) {
                break;
            }
            done += count < 0 ? 0 : static_cast<std::size_t>(count);
        }
        bytes.resize(done);
        return bytes;
    }
    std::uint64_t size() const {
        struct stat facts {};
        if (::fstat(file_.get(), &facts) != 0) {
            throw system_error(errno, "ask for the size of " + path_.string());
        }
        return static_cast<std::uint64_t>(facts.st_size);
    }

  private:
    const fs::path path_;
    const FileHandle file_;
};

std::optional<Meta> read_meta(const PageFile& file,
                              std::uint64_t number,
                              std::uint64_t page_bytes) {
    return lmdb_format::read_meta(number, file.read(number * page_bytes, meta_bytes));
}

// Both meta pages. LMDB takes the newer one; the older is the state before it, so one that claims
// to be any other would bring back a state of long ago.
struct Metas {
    Meta first;
    Meta second;
    const Meta& older() const { return second.transaction > first.transaction ? first : second; }
    const Meta& newest() const { return second.transaction > first.transaction ? second : first; }
};
std::optional<Metas> read_sound_metas(const PageFile& file) {
    const auto first = read_meta(file, 0, 0);
    const auto second = first ? read_meta(file, 1, first->page_bytes) : std::nullopt;
    if (!second || second->page_bytes != first->page_bytes) {
        return std::nullopt;
    }
    const std::uint64_t even = first->transaction;
    const std::uint64_t odd = second->transaction;
    const bool fresh = even == 0 && odd == 0;
    if (!fresh &&
        (even % 2 != 0 || odd % 2 != 1 || std::max(even, odd) - std::min(even, odd) != 1)) {
        return std::nullopt;
    }
    return Metas{*first, *second};
}
std::optional<Metas> read_metas(const PageFile& file) {
    for (int tried = 0; tried < tries_max; ++tried) {
        if (auto metas = read_sound_metas(file)) {
            return metas;
        }
    }
    return std::nullopt;
}

// Keeps a state of the file from being written over by other processes.
class HeldState {
  public:
    HeldState(const fs::path& path, LmdbOptions options) {
        options.guest = true;
        env_ = open_lmdb(path, options);
        MDB_txn* txn = nullptr;
        check_lmdb(mdb_txn_begin(env_.get(), nullptr, MDB_RDONLY, &txn), "begin to read");
        txn_.reset(txn);
    }
    std::uint64_t transaction() const { return mdb_txn_id(txn_.get()); }
    // Holds the newest state instead.
    void renew() {
        mdb_txn_reset(txn_.get());
        check_lmdb(mdb_txn_renew(txn_.get()), "begin to read");
    }

  private:
    struct End {
        void operator()(MDB_txn* txn) const { mdb_txn_abort(txn); }
    };
    LmdbHandle env_;
    std::unique_ptr<MDB_txn, End> txn_;
};

// The transaction that set pages free last: that of the state itself, for each that changes a tree
// sets the pages free that it changed. Nothing when the list is empty or damaged.
std::optional<std::uint64_t> last_freed(const PageFile& file, const Meta& meta) {
    std::uint64_t page = meta.free_list.root;
    for (unsigned depth = 1; depth <= std::min<unsigned>(meta.free_list.depth, depth_max);
         ++depth) {
        if (page > meta.last_page) {
            return std::nullopt;
        }
        const Bytes bytes = file.read(page * meta.page_bytes, meta.page_bytes);
        const auto nodes = bytes.size() == meta.page_bytes ? read_nodes(bytes) : std::nullopt;
        if (!nodes || nodes->empty() || read_page_header(bytes).number != page) {
            return std::nullopt;
        }
        const Node& last = nodes->back();
        if (depth == meta.free_list.depth) {
            return last.key.size() == sizeof page ? std::optional(number_at(last.key, 0))
                                                  : std::nullopt;
        }
        page = last.child;
    }
    return std::nullopt;
}

// Whether the free list is of the transaction that the meta page names: a flipped bit could make
// the older of two states the newer one. The first transaction has no pages to set free.
bool is_of_its_transaction(const PageFile& file, const Meta& meta) {
    return meta.transaction <= 1 || last_freed(file, meta) == meta.transaction;
}

// The meta page of the state that is held; it stands until the second commit after it.
std::optional<Meta> meta_of(const PageFile& file, HeldState& held, std::uint64_t page_bytes) {
    for (int tried = 0; tried < tries_max; ++tried) {
        const auto meta = read_meta(file, held.transaction() % 2, page_bytes);
        if (meta && meta->transaction == held.transaction()) {
            return meta;
        }
        held.renew();
    }
    return std::nullopt;
}

class PageWalk {
  public:
    PageWalk(const PageFile& file, const Meta& meta, PageAccount& account)
        : file_(file), meta_(meta), account_(account), file_pages_(file.size() / meta.page_bytes) {}

    void run(std::span<const Table> tables) {
        account_.pages = meta_.last_page + 1;
        if (account_.pages > file_pages_ + unwritten_pages_max) {
            found(fmt::format("its newest state counts {} pages, it has {}", account_.pages,
                              file_pages_));
            return;
        }
        taken_.resize(account_.pages);
        taken_[0] = taken_[1] = true;
        const bool free_is_whole = walk_free_list();
        account_.readable = walk_tables(tables);
        if (free_is_whole && account_.readable) {
            find_missing();
        }
    }

  private:
    // One tree on its way: what was counted, and from where on the next key must be.
    struct Walk {
        std::string name;
        Tree says;
        bool number_keys = false;
        std::function<bool(const Node&)> row = {};  // false: it is damaged
        Tree counted = {};
        Bytes bound = {};
        bool bounded = false;
        bool may_equal = false;  // the bound is a branch's key and no row's
        bool whole = true;
    };

    void found(std::string line) {
        if (account_.findings.size() < findings_max) {
            account_.findings.push_back(std::move(line));
        }
    }
    void damaged(Walk& walk, std::uint64_t page, const std::string& what) {
        walk.whole = false;
        found(fmt::format("page {} of {}: {}", page, walk.name, what));
    }

    // Marks pages as used by one; false when another has one of them, or there are none such.
    bool take(std::uint64_t first, std::uint64_t count) {
        if (first < meta_pages || first >= account_.pages || count > account_.pages - first) {
            return false;
        }
        const auto begin = taken_.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end = begin + static_cast<std::ptrdiff_t>(count);
        if (std::find(begin, end, true) != end) {
            return false;
        }
        std::fill(begin, end, true);
        return true;
    }
    bool use(Walk& walk, std::uint64_t first, std::uint64_t count) {
        if (!take(first, count)) {
            damaged(walk, first, "it is used twice, or there is no such page");
            return false;
        }
        if (first + count > file_pages_) {
            damaged(walk, first, "the file ends before it");
            return false;
        }
        account_.used += count;
        return true;
    }

    Bytes read_page(std::uint64_t page, std::size_t size) {
        return file_.read(page * meta_.page_bytes, size);
    }

    bool walk_tree(Walk& walk) {
        if (walk.says.root != no_page) {
            if (walk.says.depth == 0 || walk.says.depth > depth_max) {
                damaged(walk, walk.says.root, "its depth cannot be");
                return false;
            }
            walk_page(walk, walk.says.root, 1);
            walk.counted.depth = walk.says.depth;
        }
        const Tree& is = walk.counted;
        const Tree& says = walk.says;
        if (walk.whole && (is.depth != says.depth || is.branch_pages != says.branch_pages ||
                           is.leaf_pages != says.leaf_pages ||
                           is.overflow_pages != says.overflow_pages || is.rows != says.rows)) {
            walk.whole = false;
            found(fmt::format("{}: what it says of its size is not so", walk.name));
        }
        return walk.whole;
    }

    void walk_page(Walk& walk, std::uint64_t page, unsigned depth) {
        if (!use(walk, page, 1)) {
            return;
        }
        const Bytes bytes = read_page(page, meta_.page_bytes);
        const bool leaf = depth == walk.says.depth;
        const PageHeader header = read_page_header(bytes);
        const auto kind = static_cast<std::uint16_t>(leaf ? PageKind::leaf : PageKind::branch);
        if (header.number != page || header.flags != kind) {
            damaged(walk, page, "it is another page, or of another kind");
            return;
        }
        const auto nodes = read_nodes(bytes);
        if (!nodes || nodes->size() < (leaf ? 1U : 2U)) {
            damaged(walk, page, "its nodes do not fit");
            return;
        }
        ++(leaf ? walk.counted.leaf_pages : walk.counted.branch_pages);
        for (const Node& node : *nodes) {
            // The first key of a branch is not used.
            const bool ordered =
                (!leaf && &node == &nodes->front()) || keeps_order(walk, node.key, leaf);
            if (!ordered) {
                damaged(walk, page, "its keys are not in order");
                return;
            }
            if (!leaf) {
                walk_page(walk, node.child, depth + 1);
            } else if (++walk.counted.rows; !walk.row(node)) {
                damaged(walk, page, "a row of it is damaged");
            }
        }
    }

    // Rows ascend; a branch's key lies above the rows before it and not above those behind it. So
    // a search by key meets the row that a walk meets.
    static bool keeps_order(Walk& walk, ByteView key, bool leaf) {
        if (key.empty() || key.size() > limits::key_max_bytes ||
            (walk.number_keys && key.size() != sizeof(std::uint64_t))) {
            return false;
        }
        if (walk.bounded) {
            const int order = walk.number_keys ? compare_numbers(walk.bound, key)
                                               : ByteView(walk.bound).compare(key);
            if (order > 0 || (order == 0 && !walk.may_equal)) {
                return false;
            }
        }
        walk.bound = key;
        walk.bounded = true;
        walk.may_equal = !leaf;
        return true;
    }
    static int compare_numbers(ByteView left, ByteView right) {
        const std::uint64_t one = number_at(left, 0);
        const std::uint64_t two = number_at(right, 0);
        return one < two ? -1 : static_cast<int>(one > two);
    }

    // Takes the run of pages that a value lies in; where its bytes begin, or nothing.
    std::optional<std::uint64_t> take_overflow(Walk& walk, const Node& node) {
        const std::uint64_t first = number_at(node.data, 0);
        if (first < meta_pages || first >= std::min(account_.pages, file_pages_)) {
            return std::nullopt;
        }
        const PageHeader header = read_page_header(read_page(first, page_header_bytes));
        if (header.number != first ||
            header.flags != static_cast<std::uint16_t>(PageKind::overflow) ||
            header.overflow < overflow_pages_of(node.data_bytes, meta_.page_bytes) ||
            !use(walk, first, header.overflow)) {
            return std::nullopt;
        }
        walk.counted.overflow_pages += header.overflow;
        return first * meta_.page_bytes + page_header_bytes;
    }

    // A value that lies in its leaf or in pages of its own.
    bool is_value(Walk& walk, const Node& node) {
        return node.flags == 0 || (node.flags == big_data && take_overflow(walk, node));
    }

    bool walk_free_list() {
        Walk walk{.name = "the free list", .says = meta_.free_list, .number_keys = true};
        std::vector<Bytes> lists;
        walk.row = [&](const Node& node) {
            if (node.flags == 0) {
                lists.emplace_back(node.data);
            } else if (const auto at =
                           node.flags == big_data ? take_overflow(walk, node) : std::nullopt) {
                lists.push_back(file_.read(*at, static_cast<std::size_t>(node.data_bytes)));
            } else {
                return false;
            }
            return number_at(node.key, 0) <= meta_.transaction;
        };
        bool whole = walk_tree(walk);
        for (const Bytes& list : lists) {
            whole = take_free(list) && whole;
        }
        return whole;
    }

    // A row of the free list: a number, and so many page numbers.
    bool take_free(ByteView list) {
        const std::size_t fit = list.size() / sizeof(std::uint64_t);
        const std::uint64_t count = fit == 0 ? 0 : number_at(list, 0);
        if (fit == 0 || count > fit - 1) {
            found("the free list: a row of it is damaged");
            return false;
        }
        bool sound = true;
        for (std::size_t i = 1; i <= count; ++i) {
            const std::uint64_t page = number_at(list, i * sizeof page);
            if (take(page, 1)) {
                ++account_.free;
            } else {
                found(fmt::format(
                    "page {}: it is free and used, free twice, or there is no such page", page));
                sound = false;
            }
        }
        return sound;
    }

    bool walk_tables(std::span<const Table> tables) {
        std::map<std::string, Tree> trees;
        Walk names{.name = "the list of tables", .says = meta_.tables};
        names.row = [&](const Node& node) {
            if (node.flags != sub_tree || node.data.size() != tree_bytes) {
                return false;
            }
            const Tree tree = read_tree(node.data);
            return tree.flags == 0 && tree.pad == 0 && trees.emplace(node.key, tree).second;
        };
        bool whole = walk_tree(names);
        for (const auto& [name, tree] : trees) {
            Walk walk{.name = "table " + name, .says = tree};
            walk.row = [&](const Node& node) { return is_value(walk, node); };
            whole = walk_tree(walk) && whole;
        }
        std::size_t named_trees = 0;
        bool named = true;
        for (const Table& table : tables) {
            const bool is_there = trees.contains(std::string(table.name));
            named_trees += is_there ? 1 : 0;
            named = named && (is_there || tables::is_younger(table));
        }
        named = named && named_trees == trees.size();
        if (whole && !named) {
            found("the list of tables: there is another table, or one is missing");
        }
        return whole && named;
    }

    void find_missing() {
        const auto missing =
            static_cast<std::uint64_t>(std::count(taken_.begin(), taken_.end(), false));
        if (missing > 0) {
            const auto first = std::find(taken_.begin(), taken_.end(), false) - taken_.begin();
            found(fmt::format("{} pages are neither used nor free, the first is page {}", missing,
                              first));
        }
    }

    const PageFile& file_;
    const Meta meta_;
    PageAccount& account_;
    const std::uint64_t file_pages_;
    std::vector<bool> taken_;
};

}  // namespace

PageAccount account_for_pages(const fs::path& path, const LmdbOptions& options) {
    PageAccount account;
    const fs::path data_file = lmdb_data_file(path, options);
    const PageFile file(data_file);
    const PathClaim claim(data_file);
    // Looked at before LMDB is: it divides by the size that a meta page gives.
    const auto metas = read_metas(file);
    if (!metas) {
        account.findings.push_back(
            "page 0 or 1: they are not the meta pages of two states in turn");
        return account;
    }
    HeldState held(path, options);
    const auto meta = meta_of(file, held, metas->newest().page_bytes);
    if (!meta) {
        account.findings.push_back("page 0 or 1: they changed while they were read");
        return account;
    }
    PageWalk(file, *meta, account).run(options.tables);
    // The older state stands as long as no other was begun since.
    const bool sound_older = is_of_its_transaction(file, metas->older());
    const auto since = read_metas(file);
    const bool still = since && since->newest().transaction == metas->newest().transaction;
    if (!is_of_its_transaction(file, *meta) || (still && !sound_older)) {
        account.findings.push_back(
            "page 0 or 1: it names another transaction than its free list does");
        account.readable = false;
    }
    return account;
}

}  // namespace kontor
