#include "indexer/extract/compound/compound_file.h"

#include "indexer/extract/compound/fields.h"
#include "indexer/extract/compound/limits.h"

namespace kontor::compound {

namespace {

constexpr std::size_t entry_bytes = 128;
constexpr std::size_t small_sector_bytes = 64;
constexpr std::size_t small_stream_below_bytes = 4096;
constexpr std::uint32_t sector_number_max = 0xFFFFFFFA;  // beyond are marks: end of chain, free
constexpr std::size_t header_table_sectors = 109;

// The name of a directory's entry (2.6.1), as a key.
std::string key(ByteView entry) {
    const std::size_t length_bytes = std::min<std::size_t>(u16_at(entry, 64), 64);
    std::string name;
    for (std::size_t at = 0; at + 2 < length_bytes; at += 2) {
        const std::uint16_t unit = u16_at(entry, at);
        name += unit >= 'A' && unit <= 'Z' ? static_cast<char>(unit + 32)
                : unit < 0x80              ? static_cast<char>(unit)
                                           : '?';
    }
    return name;
}

}  // namespace

bool CompoundFile::is_one(ByteView bytes) {
    return bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
}

CompoundFile::CompoundFile(ByteView bytes)
    : bytes_(bytes), to_read_bytes_(limits::compound_read_factor * bytes.size()) {
    const unsigned shift = u16_at(bytes_, 30);
    // 512 or 4096 (2.2); others are read too where they make sense.
    if (!is_one(bytes_) || shift < 7 || shift > 16) {
        complain("extract.damaged");
        return;
    }
    sector_bytes_ = std::size_t{1} << shift;
    const std::size_t body = bytes_.size() - std::min(bytes_.size(), sector_bytes_);
    sectors_ = (body + sector_bytes_ - 1) / sector_bytes_;
    find_allocation_table();
    read_directory();
    if (entries_.empty()) {
        return;
    }
    link_entries();
    small_table_ = chain(u32_at(bytes_, 60));
    small_ = chain(entries_[root].start);
}

// Its sectors are numbered in the header, and what has no room there in a chain of sectors whose
// last number is that of the next one (2.5).
void CompoundFile::find_allocation_table() {
    const std::size_t per_sector = sector_bytes_ / 4;
    const std::size_t needed = (sectors_ + per_sector - 1) / per_sector;
    const auto take = [&](ByteView numbers, std::size_t count) {
        for (std::size_t i = 0; i < count && table_.size() < needed; ++i) {
            const std::uint32_t number = u32_at(numbers, i * 4);
            if (number < sector_number_max) {
                table_.push_back(number);
            }
        }
    };
    take(part(bytes_, 76, header_table_sectors * 4), header_table_sectors);
    std::uint32_t further = u32_at(bytes_, 68);
    for (std::size_t met = 0; further < sectors_ && table_.size() < needed; ++met) {
        if (met == sectors_) {
            complain("extract.damaged");
            return;
        }
        const ByteView numbers = sector(further);
        take(numbers, per_sector - 1);
        further = u32_at(numbers, (per_sector - 1) * 4);
    }
}

void CompoundFile::read_directory() {
    for (const std::uint32_t number : chain(u32_at(bytes_, 48))) {
        const ByteView entries = sector(number);
        for (std::size_t at = 0; at + entry_bytes <= entries.size(); at += entry_bytes) {
            if (entries_.size() == limits::compound_entries_max) {
                complain("extract.too_large");
                return;
            }
            const ByteView bytes = entries.substr(at, entry_bytes);
            Entry entry;
            const unsigned kind = u8_at(bytes, 66);
            entry.kind =
                kind == 1 || kind == 2 || kind == 5 ? static_cast<Kind>(kind) : Kind::unused;
            if (entry.kind != Kind::unused) {
                entry.name = key(bytes);
                entry.left = u32_at(bytes, 68);
                entry.right = u32_at(bytes, 72);
                entry.child = u32_at(bytes, 76);
                entry.start = u32_at(bytes, 116);
                // The upper half counts in files of large sectors only; elsewhere it may be junk.
                entry.size_bytes = sector_bytes_ > 512 ? u64_at(bytes, 120) : u32_at(bytes, 120);
            }
            entries_.push_back(std::move(entry));
        }
    }
    if (entries_.empty() || entries_.front().kind != Kind::root) {
        complain("extract.damaged");
        entries_.clear();
    }
}

void CompoundFile::link_entries() {
    std::vector<bool> met(entries_.size());
    met[root] = true;
    std::vector<Place> storages{root};
    while (!storages.empty()) {
        const Place storage = storages.back();
        storages.pop_back();
        link_children(storage, met, storages);
    }
}

// Children are a tree of their own (2.6.4).
void CompoundFile::link_children(Place storage,
                                 std::vector<bool>& met,
                                 std::vector<Place>& storages) {
    std::vector<Place> waiting{entries_[storage].child};
    while (!waiting.empty()) {
        const Place place = waiting.back();
        waiting.pop_back();
        if (place >= sector_number_max) {
            continue;
        }
        if (place >= entries_.size() || met[place] || entries_[place].kind == Kind::unused) {
            complain("extract.damaged");
            continue;
        }
        met[place] = true;
        const Entry& entry = entries_[place];
        waiting.push_back(entry.left);
        waiting.push_back(entry.right);
        entries_[storage].names.emplace(entry.name, place);
        if (entry.kind == Kind::storage) {
            storages.push_back(place);
        }
    }
}

std::optional<CompoundFile::Place> CompoundFile::stream(Place storage,
                                                        std::string_view lower_name) const {
    const Names& all = names(storage);
    const auto found = all.find(lower_name);
    return found != all.end() && is_stream(found->second) ? std::optional(found->second)
                                                          : std::nullopt;
}

std::optional<std::string> CompoundFile::read(Place storage, std::string_view lower_name) {
    const std::optional<Place> found = stream(storage, lower_name);
    return found ? std::optional(read(*found)) : std::nullopt;
}

std::string CompoundFile::read(Place stream) {
    Entry entry = entries_[stream];
    if (entry.size_bytes > bytes_.size()) {
        complain("extract.damaged");
        entry.size_bytes = bytes_.size();
    }
    if (entry.size_bytes > to_read_bytes_) {
        complain("extract.too_large");
        return {};
    }
    to_read_bytes_ -= entry.size_bytes;
    std::string out =
        entry.size_bytes < small_stream_below_bytes ? read_small(entry) : read_large(entry);
    if (out.size() < entry.size_bytes) {
        complain("extract.damaged");
    }
    return out;
}

std::string CompoundFile::read_large(const Entry& entry) {
    std::string out;
    out.reserve(entry.size_bytes);
    std::uint32_t number = entry.start;
    while (out.size() < entry.size_bytes) {
        const ByteView bytes = sector(number);
        if (bytes.empty()) {
            break;
        }
        out += bytes.substr(0, entry.size_bytes - out.size());
        number = next(number);
    }
    return out;
}

std::string CompoundFile::read_small(const Entry& entry) {
    std::string out;
    std::uint32_t number = entry.start;
    while (out.size() < entry.size_bytes && number < sector_number_max) {
        const std::size_t at = std::size_t{number} * small_sector_bytes;
        if (at / sector_bytes_ >= small_.size()) {
            break;
        }
        const ByteView bytes =
            part(sector(small_[at / sector_bytes_]), at % sector_bytes_, small_sector_bytes);
        if (bytes.empty()) {
            break;
        }
        out += bytes.substr(0, entry.size_bytes - out.size());
        number = next_small(number);
    }
    return out;
}

// The first one stands behind a header that fills a sector of its own.
ByteView CompoundFile::sector(std::uint32_t number) const {
    return number < sectors_
               ? part(bytes_, (std::size_t{number} + 1) * sector_bytes_, sector_bytes_)
               : ByteView{};
}

std::uint32_t CompoundFile::next(std::uint32_t number) const {
    const std::size_t per_sector = sector_bytes_ / 4;
    const std::size_t of = number / per_sector;
    const std::size_t at = number % per_sector * 4;
    const ByteView numbers = of < table_.size() ? sector(table_[of]) : ByteView{};
    return at + 4 <= numbers.size() ? u32_at(numbers, at) : sector_number_max;
}

std::uint32_t CompoundFile::next_small(std::uint32_t number) const {
    const std::size_t per_sector = sector_bytes_ / 4;
    const std::size_t of = number / per_sector;
    const std::size_t at = number % per_sector * 4;
    const ByteView numbers = of < small_table_.size() ? sector(small_table_[of]) : ByteView{};
    return at + 4 <= numbers.size() ? u32_at(numbers, at) : sector_number_max;
}

// A chain whose length nothing else tells.
std::vector<std::uint32_t> CompoundFile::chain(std::uint32_t start) {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t number = start; number < sector_number_max; number = next(number)) {
        if (number >= sectors_ || numbers.size() == sectors_) {
            complain("extract.damaged");
            break;
        }
        numbers.push_back(number);
    }
    return numbers;
}

void CompoundFile::complain(std::string_view reason) {
    if (complaint_.empty()) {
        complaint_ = reason;
    }
}

}  // namespace kontor::compound
