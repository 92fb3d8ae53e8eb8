// CompoundFile: storages and streams in a file that lies in memory ([MS-CFB]).
//
// Promises  Names are keys and nothing else. Every entry of the directory is met once, whatever its
//           links say. A chain of sectors ends with the stream, at the end of the file, or after as
//           many sectors as the file has. What cannot be had whole is had in part, and the
//           complaint says so.
// Threads   One object, one thread.
// Why       docs/decisions/0015.
#pragma once

#include "storage/base/bytes.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::compound {

class CompoundFile {
  public:
    using Place = std::uint32_t;  // of an entry in the directory
    static constexpr Place root = 0;
    // Names in lower case; what is not ASCII is '?'.
    using Names = std::map<std::string, Place, std::less<>>;

    static bool is_one(ByteView bytes);
    // `bytes` must live as long.
    explicit CompoundFile(ByteView bytes);

    bool has_directory() const { return !entries_.empty(); }
    const Names& names(Place storage) const { return entries_[storage].names; }
    bool is_stream(Place place) const { return entries_[place].kind == Kind::stream; }
    std::optional<Place> stream(Place storage, std::string_view lower_name) const;
    // Nothing when there is no such stream.
    std::optional<std::string> read(Place storage, std::string_view lower_name);
    std::string read(Place stream);

    // The first reason "extract.…" why not all of it could be read; empty when all could.
    const std::string& complaint() const { return complaint_; }

  private:
    enum class Kind { unused = 0, storage = 1, stream = 2, root = 5 };
    struct Entry {
        Kind kind = Kind::unused;
        std::string name;
        Place left = 0;
        Place right = 0;
        Place child = 0;
        std::uint32_t start = 0;
        std::uint64_t size_bytes = 0;
        Names names;
    };

    void find_allocation_table();
    void read_directory();
    void link_entries();
    void link_children(Place storage, std::vector<bool>& met, std::vector<Place>& storages);
    ByteView sector(std::uint32_t number) const;
    std::uint32_t next(std::uint32_t number) const;
    std::uint32_t next_small(std::uint32_t number) const;
    std::vector<std::uint32_t> chain(std::uint32_t start);
    std::string read_large(const Entry& entry);
    std::string read_small(const Entry& entry);
    void complain(std::string_view reason);

    ByteView bytes_;
    std::size_t sector_bytes_ = 512;
    std::size_t sectors_ = 0;           // as many as the file has, the last one perhaps in part
    std::vector<std::uint32_t> table_;  // sectors of the allocation table
    std::vector<std::uint32_t> small_table_;  // of the one for small sectors
    std::vector<std::uint32_t> small_;        // sectors that hold small ones
    std::vector<Entry> entries_;
    std::uint64_t to_read_bytes_ = 0;
    std::string complaint_;
};

}  // namespace kontor::compound
