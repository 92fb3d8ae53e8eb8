#include "indexer/extract/office/container.h"

#include "indexer/extract/office/limits.h"

#include <algorithm>

#include <archive.h>
#include <archive_entry.h>

namespace kontor::office {

namespace {

std::string key_of(std::string_view name) {
    while (name.starts_with('/') || name.starts_with('\\')) {
        name.remove_prefix(1);
    }
    std::string key(name);
    for (char& c : key) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '\\' ? '/' : c;
    }
    return key;
}

}  // namespace

// One reader of libarchive and the place that it has reached.
class Container::Cursor {
  public:
    explicit Cursor(ByteView bytes) : archive_(archive_read_new()) {
        archive_read_support_format_zip_streamable(archive_);
        archive_read_support_format_zip_seekable(archive_);
        is_good_ = archive_read_open_memory(archive_, bytes.data(), bytes.size()) == ARCHIVE_OK;
    }
    ~Cursor() { archive_read_free(archive_); }
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;

    // Goes to the next entry; false at the end, or where nothing can be read any more.
    bool next() {
        if (!is_good_) {
            return false;
        }
        // What was warned about can be read; what failed is an entry by itself.
        const int result = archive_read_next_header(archive_, &entry_);
        is_good_ = result != ARCHIVE_EOF && result != ARCHIVE_FATAL && result != ARCHIVE_RETRY;
        is_broken_ = !is_good_ && result != ARCHIVE_EOF;
        place_ += is_good_ ? 1 : 0;
        return is_good_;
    }
    bool is_broken() const { return is_broken_; }
    bool is_good() const { return is_good_; }
    // How many entries were gone to.
    std::size_t place() const { return place_; }
    bool is_encrypted() const { return archive_entry_is_data_encrypted(entry_) == 1; }

    std::string_view name() const {
        const char* name = archive_entry_pathname_utf8(entry_);
        name = name == nullptr ? archive_entry_pathname(entry_) : name;
        return name == nullptr ? std::string_view{} : name;
    }

    struct Block {
        std::string_view bytes;
        bool is_last = false;
        bool is_damaged = false;  // the entry, at or behind these bytes
    };
    // By blocks: a wrong sum or length is told together with the last bytes, which are good.
    Block read() {
        const void* bytes = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        const int result = archive_read_data_block(archive_, &bytes, &size, &offset);
        is_good_ = is_good_ && result != ARCHIVE_FATAL;
        return {bytes == nullptr ? std::string_view{}
                                 : std::string_view(static_cast<const char*>(bytes), size),
                result != ARCHIVE_OK, result < ARCHIVE_OK};
    }

  private:
    archive* archive_;
    archive_entry* entry_ = nullptr;
    std::size_t place_ = 0;
    bool is_good_ = false;
    bool is_broken_ = false;
};

Container::Container(ByteView bytes) : bytes_(bytes) {
    index();
}

Container::~Container() = default;

void Container::index() {
    Cursor cursor(bytes_);
    while (cursor.place() < limits::office_entries_max && cursor.next()) {
        const std::string_view name = cursor.name();
        if (!name.empty() && name.size() <= limits::office_entry_name_max_bytes) {
            entries_.try_emplace(key_of(name), cursor.place());
        }
    }
    if (cursor.is_broken()) {
        complain("extract.damaged");
    } else if (cursor.place() == limits::office_entries_max) {
        complain("extract.too_large");
    }
}

bool Container::has(std::string_view name) const {
    return entries_.contains(key_of(name));
}

void Container::complain(std::string_view reason) {
    if (complaint_.empty()) {
        complaint_ = reason;
    }
}

// The reader that has the least way to go; a new one when all are beyond.
Container::Cursor* Container::cursor_before(std::size_t entry) {
    Cursor* best = nullptr;
    for (const auto& cursor : cursors_) {
        if (cursor != nullptr && cursor->is_good() && cursor->place() < entry &&
            (best == nullptr || cursor->place() > best->place())) {
            best = cursor.get();
        }
    }
    if (best == nullptr) {
        cursors_[oldest_] = std::make_unique<Cursor>(bytes_);
        best = cursors_[oldest_].get();
        oldest_ = (oldest_ + 1) % cursors_.size();
    }
    while (best->place() < entry) {
        if (!best->next()) {
            return nullptr;
        }
    }
    return best;
}

std::optional<std::string> Container::read(std::string_view name) {
    const auto found = entries_.find(key_of(name));
    if (found == entries_.end()) {
        return std::nullopt;
    }
    Cursor* const cursor = cursor_before(found->second);
    if (cursor == nullptr) {
        complain("extract.damaged");
        return std::nullopt;
    }
    if (cursor->is_encrypted()) {
        complain("extract.encrypted");
        return std::nullopt;
    }
    return expand(*cursor);
}

std::string Container::expand(Cursor& cursor) {
    std::string bytes;
    while (true) {
        const Cursor::Block block = cursor.read();
        const std::size_t room =
            std::min<std::uint64_t>(limits::office_part_max_bytes - bytes.size(),
                                    limits::office_expanded_max_bytes - expanded_bytes_);
        expanded_bytes_ += std::min(room, block.bytes.size());
        bytes += block.bytes.substr(0, room);
        if (block.bytes.size() > room) {
            complain("extract.too_large");
            return bytes;
        }
        if (block.is_damaged) {
            complain("extract.damaged");
        }
        if (block.is_last) {
            return bytes;
        }
    }
}

}  // namespace kontor::office
