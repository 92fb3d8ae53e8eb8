#include "indexer/extract/office/container.h"

#include "indexer/extract/office/limits.h"

#include <algorithm>

namespace kontor::office {

std::string Container::key_of(std::string_view name) {
    while (name.starts_with('/') || name.starts_with('\\')) {
        name.remove_prefix(1);
    }
    std::string key(name);
    for (char& c : key) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '\\' ? '/' : c;
    }
    return key;
}

Container::Container(ByteView bytes) : bytes_(bytes) {
    index();
}

Container::~Container() = default;

void Container::index() {
    Entries cursor(bytes_, Entries::Formats::zip);
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
Entries* Container::cursor_before(std::size_t entry) {
    Entries* best = nullptr;
    for (const auto& cursor : cursors_) {
        if (cursor != nullptr && cursor->is_good() && cursor->place() < entry &&
            (best == nullptr || cursor->place() > best->place())) {
            best = cursor.get();
        }
    }
    if (best == nullptr) {
        cursors_[oldest_] = std::make_unique<Entries>(bytes_, Entries::Formats::zip);
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
    Entries* const cursor = cursor_before(found->second);
    if (cursor == nullptr) {
        complain("extract.damaged");
        return std::nullopt;
    }
    if (cursor->is_encrypted()) {
        complain("extract.encrypted");
        return std::nullopt;
    }
    std::string bytes = expand(*cursor);
    return locked_ && locked_->has(found->first) ? unlocked(found->first, std::move(bytes))
                                                 : std::move(bytes);
}

std::optional<std::string> Container::unlocked(const std::string& key, std::string bytes) {
    const std::size_t room = std::min<std::uint64_t>(
        limits::office_part_max_bytes, limits::office_expanded_max_bytes - expanded_bytes_);
    LockedParts::Opened part = locked_->open(key, std::move(bytes), room);
    expanded_bytes_ += part.bytes.size();
    if (!part.complaint.empty()) {
        complain(part.complaint);
    }
    return part.bytes.empty() ? std::nullopt : std::optional(std::move(part.bytes));
}

std::string Container::expand(Entries& cursor) {
    std::string bytes;
    while (true) {
        const Entries::Block block = cursor.read();
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
