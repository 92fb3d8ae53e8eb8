#include "clients/verify/zip_directory.h"

#include "clients/verify/limits.h"
#include "storage/base/error.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"
#include "storage/proof/bag_name.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace kontor {

namespace {

// APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
constexpr std::uint32_t entry_mark = 0x04034b50;
constexpr std::uint32_t descriptor_mark = 0x08074b50;
constexpr std::uint32_t record_mark = 0x02014b50;
constexpr std::uint32_t end_mark = 0x06054b50;
constexpr std::uint32_t end64_mark = 0x06064b50;
constexpr std::uint32_t locator_mark = 0x07064b50;
constexpr std::size_t entry_bytes = 30;
constexpr std::size_t record_bytes = 46;
constexpr std::size_t end_bytes = 22;
constexpr std::size_t end64_bytes = 56;
constexpr std::size_t locator_bytes = 20;
constexpr std::uint64_t behind_own_length = 12;  // of end64's length field and what is before it
constexpr std::uint16_t newest_version = 45;     // zip64; readers pass over what they do not know
constexpr std::uint16_t has_descriptor = 1U << 3U;
constexpr std::uint16_t is_in_utf8 = 1U << 11U;
constexpr std::uint16_t known_flags = 3U << 1U | has_descriptor | is_in_utf8;  // 1, 2: how packed
constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;
constexpr std::uint16_t zip64_extra = 1;
// Times and owners: NTFS, Info-ZIP's of four ages.
constexpr std::array<std::uint16_t, 6> known_extras{zip64_extra, 0x000a, 0x5455,
                                                    0x5855,      0x7855, 0x7875};
constexpr std::uint16_t elsewhere16 = 0xffff;  // the value stands in zip64's fields
constexpr std::uint32_t elsewhere32 = 0xffffffff;
constexpr std::string_view deflated_nothing("\3\0", 2);  // as Java packs a folder
constexpr unsigned dos_label_or_folder = 0x18;
constexpr unsigned mode_kind = 0170000;
constexpr unsigned mode_file = 0100000;
constexpr unsigned mode_folder = 0040000;

[[noreturn]] void refuse(const char* code, ByteView name = "") {
    throw Error(ErrorCode::corrupt, "read the directory of a zip",
                Reason{code, {{"name", shown_path(name)}}, ""});
}

void require(bool holds, const char* code, ByteView name = "") {
    if (!holds) {
        refuse(code, name);
    }
}

// Takes numbers, lowest byte first, off the front of bytes.
class Fields {
  public:
    explicit Fields(ByteView bytes) : rest_(bytes) {}
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::uint64_t u64() { return number(8); }
    ByteView take(std::size_t size) {
        require(size <= rest_.size(), "package.zip_directory");
        const ByteView taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }
    bool is_empty() const { return rest_.empty(); }

  private:
    std::uint64_t number(std::size_t size) {
        const ByteView taken = take(size);
        std::uint64_t value = 0;
        for (std::size_t i = size; i-- > 0;) {
            value = value << 8U | static_cast<unsigned char>(taken[i]);
        }
        return value;
    }

    ByteView rest_;
};

struct End {
    std::uint64_t count = 0;
    std::uint64_t directory_bytes = 0;
    std::uint64_t directory_at = 0;
    std::uint64_t at = 0;  // where the end's own records begin
};

// The end that stands right before the classic one, when there is a locator of it.
std::optional<End> read_end64(const ZipFile& file, std::uint64_t end_at) {
    if (end_at < end64_bytes + locator_bytes) {
        return std::nullopt;
    }
    const std::uint64_t at = end_at - locator_bytes - end64_bytes;
    const Bytes bytes = file.bytes(at, end64_bytes + locator_bytes);
    Fields locator(ByteView(bytes).substr(end64_bytes));
    if (locator.u32() != locator_mark) {
        return std::nullopt;
    }
    const bool is_right_before =
        locator.u32() == 0 && locator.u64() == at && locator.u32() == 1;  // disk, place, disks
    Fields fields{ByteView(bytes)};
    require(is_right_before && fields.u32() == end64_mark &&
                fields.u64() == end64_bytes - behind_own_length,
            "package.zip_end");
    fields.u16();                                                                     // made by
    require(fields.u16() <= newest_version && fields.u64() == 0, "package.zip_end");  // two disks
    End end;
    end.count = fields.u64();
    require(fields.u64() == end.count, "package.zip_end");
    end.directory_bytes = fields.u64();
    end.directory_at = fields.u64();
    end.at = at;
    return end;
}

End read_end(const ZipFile& file) {
    require(file.size_bytes() >= end_bytes, "package.not_zip");
    const std::uint64_t at = file.size_bytes() - end_bytes;
    const Bytes bytes = file.bytes(at, end_bytes);
    Fields fields{ByteView(bytes)};
    require(fields.u32() == end_mark, "package.zip_end");
    require(fields.u32() == 0, "package.zip_end");  // two disks
    const std::uint16_t count = fields.u16();
    require(fields.u16() == count, "package.zip_end");
    const std::uint32_t directory_bytes = fields.u32();
    const std::uint32_t directory_at = fields.u32();
    require(fields.u16() == 0, "package.zip_end");  // comment
    const std::optional<End> end64 = read_end64(file, at);
    const End end = end64.value_or(End{count, directory_bytes, directory_at, at});
    const auto agree = [&](std::uint64_t small, std::uint64_t elsewhere, std::uint64_t large) {
        return small == large || (end64 && small == elsewhere);
    };
    require(agree(count, elsewhere16, end.count) &&
                agree(directory_bytes, elsewhere32, end.directory_bytes) &&
                agree(directory_at, elsewhere32, end.directory_at),
            "package.zip_end");
    require(end.directory_at <= end.at && end.directory_bytes == end.at - end.directory_at,
            "package.zip_end");
    return end;
}

// What stands in an extra field: nothing unknown, nothing twice. Gives zip64's part, if any.
std::optional<ByteView> read_extra(ByteView extra, ByteView name) {
    std::map<std::uint16_t, ByteView> parts;
    Fields fields(extra);
    while (!fields.is_empty()) {
        const std::uint16_t kind = fields.u16();
        const ByteView part = fields.take(fields.u16());
        const bool is_known =
            std::find(known_extras.begin(), known_extras.end(), kind) != known_extras.end();
        require(is_known && parts.emplace(kind, part).second, "package.zip_extra", name);
    }
    const auto zip64 = parts.find(zip64_extra);
    return zip64 == parts.end() ? std::nullopt : std::optional(zip64->second);
}

// One record of the directory.
struct Record {
    ZipEntry entry;
    std::uint16_t flags = 0;
    Bytes shared;  // flags, method, time and date as they stand: the entry has the same bytes
    std::uint64_t entry_at = 0;
};

void judge_name(const std::string& name, std::uint16_t flags) {
    const bool is_ascii = std::all_of(name.begin(), name.end(),
                                      [](char c) { return static_cast<signed char>(c) > 0; });
    const bool is_clear = is_ascii || ((flags & is_in_utf8) != 0 && is_utf8(name) &&
                                       name.find('\0') == std::string::npos);
    require(!name.empty() && name.size() <= limits::bag_path_max_bytes && is_clear,
            "package.zip_name_form", name);
}

void judge_kind(ZipEntry& entry, std::uint32_t attributes) {
    const unsigned mode = attributes >> 16U & mode_kind;
    entry.is_folder = entry.name.back() == '/';
    if (entry.is_folder) {
        const std::size_t packed_bytes = entry.is_deflated ? deflated_nothing.size() : 0;
        require((mode == 0 || mode == mode_folder) && entry.size_bytes == 0 && entry.crc32 == 0 &&
                    entry.packed_bytes == packed_bytes,
                "package.zip_folder", entry.name);
    } else {
        entry.is_plain =
            (mode == 0 || mode == mode_file) && (attributes & dos_label_or_folder) == 0;
    }
}

// The directory, record by record, in pieces.
class Records {
  public:
    Records(const ZipFile& file, const End& end)
        : file_(file), at_(end.directory_at), end_(end.at) {}

    Record next() {
        Record record;
        ZipEntry& entry = record.entry;
        const Bytes head = take(record_bytes);
        Fields fields{ByteView(head)};
        require(fields.u32() == record_mark, "package.zip_directory");
        fields.u16();  // made by
        const std::uint16_t version = fields.u16();
        record.shared = Bytes(ByteView(head).substr(8, 8));
        record.flags = fields.u16();
        const std::uint16_t method = fields.u16();
        fields.u32();  // time and date
        entry.crc32 = fields.u32();
        const std::uint32_t packed = fields.u32();
        const std::uint32_t size = fields.u32();
        const std::uint16_t name_bytes = fields.u16();
        const std::uint16_t extra_bytes = fields.u16();
        const std::uint16_t comment_bytes = fields.u16();
        const std::uint16_t disk = fields.u16();
        fields.u16();  // whether it is text, which nobody asks
        const std::uint32_t attributes = fields.u32();
        const std::uint32_t at = fields.u32();
        entry.name = take(name_bytes);
        const Bytes extra = take(extra_bytes);
        judge_name(entry.name, record.flags);
        require(comment_bytes == 0 && disk == 0, "package.zip_directory");
        require(version <= newest_version && (record.flags & ~known_flags) == 0 &&
                    (method == stored || method == deflated),
                "package.zip_method", entry.name);
        entry.is_deflated = method == deflated;
        take_sizes(record, read_extra(extra, entry.name), size, packed, at);
        require(entry.is_deflated || entry.packed_bytes == entry.size_bytes, "package.zip_entry",
                entry.name);
        judge_kind(entry, attributes);
        return record;
    }
    bool is_at_end() const { return at_ == end_ && piece_.empty(); }

  private:
    // zip64's part holds exactly those numbers that have no room, in this order. Without one the
    // mark is a number like others: libarchive writes a file of 4 GiB less one byte like that.
    static void take_sizes(Record& record,
                           const std::optional<ByteView>& zip64,
                           std::uint32_t size,
                           std::uint32_t packed,
                           std::uint32_t at) {
        Fields large(zip64.value_or(ByteView()));
        const auto number = [&](std::uint32_t small) {
            return zip64 && small == elsewhere32 ? large.u64() : small;
        };
        record.entry.size_bytes = number(size);
        record.entry.packed_bytes = number(packed);
        record.entry_at = number(at);
        require(large.is_empty() && zip64.value_or("-") != "", "package.zip_extra",
                record.entry.name);
    }

    Bytes take(std::size_t size) {
        constexpr std::size_t piece_bytes = 64 * 1024;
        if (piece_.size() < size) {
            const auto more = static_cast<std::size_t>(
                std::min<std::uint64_t>(std::max(piece_bytes, size), end_ - at_));
            piece_bytes_ = Bytes(piece_) + file_.bytes(at_, more);
            piece_ = piece_bytes_;
            at_ += more;
            require(piece_.size() >= size, "package.zip_directory");
        }
        const Bytes taken(piece_.substr(0, size));
        piece_.remove_prefix(size);
        return taken;
    }

    const ZipFile& file_;
    std::uint64_t at_;  // of what is not in the piece yet
    std::uint64_t end_;
    Bytes piece_bytes_;
    ByteView piece_;
};

// Of an entry whose sizes stand behind it, the head may leave them out; otherwise it has the same.
void judge_sizes(const Record& record,
                 std::uint32_t crc,
                 std::uint32_t packed,
                 std::uint32_t size,
                 const std::optional<ByteView>& zip64) {
    const ZipEntry& entry = record.entry;
    const bool may_be_absent = (record.flags & has_descriptor) != 0;
    const auto fits = [&](std::uint64_t said, std::uint64_t real) {
        return said == real || (may_be_absent && said == 0);
    };
    bool holds = fits(crc, entry.crc32) &&
                 (fits(packed, entry.packed_bytes) || (zip64 && packed == elsewhere32)) &&
                 (fits(size, entry.size_bytes) || (zip64 && size == elsewhere32));
    if (zip64) {
        Fields large(*zip64);
        holds = holds && zip64->size() == 16 && fits(large.u64(), entry.size_bytes) &&
                fits(large.u64(), entry.packed_bytes);
    }
    require(holds, "package.zip_entry", entry.name);
}

std::size_t descriptor_bytes(bool is_zip64) {
    return is_zip64 ? 24 : 16;
}

// What stands behind an entry's bytes.
void judge_descriptor(const ZipFile& file, const ZipEntry& entry, bool is_zip64) {
    const Bytes bytes =
        file.bytes(entry.content_at + entry.packed_bytes, descriptor_bytes(is_zip64));
    Fields fields{ByteView(bytes)};
    bool holds = fields.u32() == descriptor_mark && fields.u32() == entry.crc32;
    if (is_zip64) {
        holds = holds && fields.u64() == entry.packed_bytes && fields.u64() == entry.size_bytes;
    } else {
        holds = holds && fields.u32() == entry.packed_bytes && fields.u32() == entry.size_bytes;
    }
    require(holds, "package.zip_entry", entry.name);
}

// Judges the entry of `record` against it and finds its bytes; where it ends. All of it must lie
// before `end`.
std::uint64_t judge_entry(const ZipFile& file, Record& record, std::uint64_t end) {
    ZipEntry& entry = record.entry;
    std::uint64_t room = end - record.entry_at;
    const auto take_room = [&](std::uint64_t size) {
        require(size <= room, "package.zip_gap", entry.name);
        room -= size;
    };
    take_room(entry_bytes);
    const Bytes head = file.bytes(record.entry_at, entry_bytes);
    Fields fields{ByteView(head)};
    require(fields.u32() == entry_mark, "package.zip_gap", entry.name);
    require(fields.u16() <= newest_version && fields.take(8) == record.shared, "package.zip_entry",
            entry.name);
    const std::uint32_t crc = fields.u32();
    const std::uint32_t packed = fields.u32();
    const std::uint32_t size = fields.u32();
    const std::uint16_t name_bytes = fields.u16();
    const std::uint16_t extra_bytes = fields.u16();
    take_room(std::uint64_t{name_bytes} + extra_bytes);
    const Bytes tail = file.bytes(record.entry_at + entry_bytes,
                                  std::size_t{name_bytes} + std::size_t{extra_bytes});
    require(ByteView(tail).substr(0, name_bytes) == entry.name, "package.zip_name", entry.name);
    const auto zip64 = read_extra(ByteView(tail).substr(name_bytes), entry.name);
    judge_sizes(record, crc, packed, size, zip64);
    entry.content_at = record.entry_at + entry_bytes + tail.size();
    take_room(entry.packed_bytes);
    if (entry.is_folder && entry.is_deflated) {  // nobody opens it later
        require(file.bytes(entry.content_at, deflated_nothing.size()) == deflated_nothing,
                "package.zip_folder", entry.name);
    }
    if ((record.flags & has_descriptor) != 0) {
        take_room(descriptor_bytes(zip64.has_value()));
        judge_descriptor(file, entry, zip64.has_value());
    }
    return end - room;
}

}  // namespace

std::vector<ZipEntry> read_zip_directory(const ZipFile& file) {
    const End end = read_end(file);
    if (end.count > limits::package_files_max) {
        throw Error(ErrorCode::corrupt, "list a package",
                    Reason{"package.too_many_files",
                           {{"limit", std::to_string(limits::package_files_max)}},
                           ""});
    }
    std::vector<ZipEntry> entries;
    Records records(file, end);
    std::uint64_t at = 0;
    for (std::uint64_t i = 0; i < end.count; ++i) {
        Record record = records.next();
        require(record.entry_at == at, "package.zip_gap", record.entry.name);
        at = judge_entry(file, record, end.directory_at);
        entries.push_back(std::move(record.entry));
    }
    require(records.is_at_end(), "package.zip_directory");
    require(at == end.directory_at, "package.zip_gap", entries.empty() ? "" : entries.back().name);
    return entries;
}

}  // namespace kontor
