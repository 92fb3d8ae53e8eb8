// Container: the entries of a zip that lies in memory, by name, in any order.
//
// Promises  Names are keys and nothing else: no file is ever made or opened. Letters of ASCII count
//           without case, as the Open Packaging Conventions want; '\' counts as '/'. Of entries of
//           one name the first is read. A container whose directory is lost is read from its
//           beginning as far as it goes. What cannot be had whole is had in part, and the
//           complaint says so.
// Threads   One object, one thread.
// Why       libarchive goes forward only: a few readers are kept where they stand, so that parts
//           that are asked for in about their order cost no new beginning.
#pragma once

#include "indexer/extract/archive/entries.h"
#include "indexer/extract/office/locked_parts.h"
#include "storage/base/bytes.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kontor::office {

class Container {
  public:
    explicit Container(ByteView bytes);
    ~Container();
    Container(const Container&) = delete;
    Container& operator=(const Container&) = delete;

    bool has(std::string_view name) const;
    // The expanded entry, within the limits; nothing when there is none, or it stays locked.
    std::optional<std::string> read(std::string_view name);

    // Of parts under a password what they say is read from now on.
    void unlock(LockedParts parts) { locked_.emplace(std::move(parts)); }
    // A name as one that counts without case.
    static std::string key_of(std::string_view name);

    // The first reason "extract.…" why not all of it could be read; empty when all could.
    const std::string& complaint() const { return complaint_; }
    void complain(std::string_view reason);

  private:
    void index();
    Entries* cursor_before(std::size_t entry);
    std::string expand(Entries& cursor);
    std::optional<std::string> unlocked(const std::string& key, std::string bytes);

    ByteView bytes_;
    std::unordered_map<std::string, std::size_t> entries_;  // name to its place
    std::array<std::unique_ptr<Entries>, 4> cursors_;
    std::size_t oldest_ = 0;  // of the cursors, the one to be given up next
    std::uint64_t expanded_bytes_ = 0;
    std::optional<LockedParts> locked_;
    std::string complaint_;
};

}  // namespace kontor::office
