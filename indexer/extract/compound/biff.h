// The records of a workbook's stream ([MS-XLS] 2.1.4), and texts that go on in CONTINUE records.
//
// Promises  Records lie within the stream. What a text claims beyond its records is not there.
#pragma once

#include "indexer/extract/compound/reading.h"

#include <vector>

namespace kontor::compound {

enum class Biff : std::uint16_t {
    formula = 0x0006,
    eof = 0x000A,
    header = 0x0014,
    footer = 0x0015,
    note = 0x001C,
    date_mode = 0x0022,
    file_pass = 0x002F,
    continued = 0x003C,
    code_page = 0x0042,
    bound_sheet = 0x0085,
    mul_rk = 0x00BD,
    rich_string = 0x00D6,
    xf = 0x00E0,
    shared_strings = 0x00FC,
    shared_string_cell = 0x00FD,
    drawing_text = 0x01B6,
    number = 0x0203,
    label = 0x0204,
    bool_or_error = 0x0205,
    string = 0x0207,
    rk = 0x027E,
    format = 0x041E,
    bof = 0x0809,
    series_text = 0x100D,
};

struct BiffRecord {
    Biff kind;
    ByteView data;
};

class BiffRecords {
  public:
    BiffRecords(ByteView stream, std::size_t at)
        : stream_(stream), at_(std::min(at, stream.size())) {}

    // Nothing at the end of the stream, and when no whole record is left.
    std::optional<BiffRecord> next();
    // The last record's data, then those of the CONTINUE records behind it.
    std::vector<ByteView> with_continued();
    std::size_t at() const { return at_; }
    bool is_at_end() const { return at_ == stream_.size(); }

  private:
    ByteView stream_;
    std::size_t at_;
    ByteView last_;
};

// Reads on from one record's data to the next.
class BiffBytes {
  public:
    explicit BiffBytes(std::vector<ByteView> pieces) : pieces_(std::move(pieces)) {}

    bool is_at_end();
    unsigned u8();
    unsigned u16();
    std::uint32_t u32();
    void skip(std::uint64_t count);
    // Characters whose width a byte of flags tells; where they go on in the next record, another
    // such byte stands first (2.5.293). As UTF-16.
    std::string characters(std::size_t count, unsigned flags);

  private:
    bool enter_next();

    std::vector<ByteView> pieces_;
    std::size_t piece_ = 0;
    std::size_t at_ = 0;
};

// Texts as the records of this workbook have them.
struct BiffTexts {
    CodePages& code_pages;
    bool is_8 = true;
    unsigned code_page = 1252;  // before BIFF8

    // The count of characters takes one byte or two.
    std::string short_text(ByteView data) const { return text(data, u8_at_start(data), 1); }
    std::string long_text(ByteView data) const;

  private:
    static std::size_t u8_at_start(ByteView data);
    std::string text(ByteView data, std::size_t count, std::size_t count_bytes) const;
};

}  // namespace kontor::compound
