#include "indexer/extract/compound/workbook.h"

#include "indexer/extract/compound/fields.h"
#include "indexer/extract/compound/limits.h"
#include "indexer/extract/compound/shared_strings.h"
#include "indexer/extract/document_facts.h"
#include "indexer/extract/office/number_format.h"
#include "indexer/extract/office/sheet_header.h"

#include <unordered_map>

namespace kontor::compound {

namespace {

using office::DateSystem;
using office::NumberFormat;

struct Sheet {
    std::size_t at;
    std::string name;
};

// What stands before the sheets.
struct Workbook {
    explicit Workbook(CodePages& code_pages) : texts{code_pages} {}

    BiffTexts texts;
    SharedStrings strings;
    DateSystem dates = DateSystem::from_1900;
    std::vector<Sheet> sheets;
    std::unordered_map<unsigned, std::size_t> formats_by_id;
    std::vector<NumberFormat> formats;
    std::vector<unsigned> styles;  // of a cell, to the id of its format

    const NumberFormat& format_of(unsigned style) {
        const unsigned id = style < styles.size() ? styles[style] : 0;
        const auto [known, is_new] = formats_by_id.try_emplace(id, formats.size());
        if (is_new) {
            formats.push_back(NumberFormat::built_in(id));
        }
        return formats[known->second];
    }
};

// A number in 30 bits (2.5.217): whole or the upper half of a double, perhaps in hundredths.
double rk_number(std::uint32_t rk) {
    const bool is_whole = (rk & 2) != 0;
    const double value = is_whole ? static_cast<double>(static_cast<std::int32_t>(rk) >> 2)
                                  : std::bit_cast<double>(std::uint64_t{rk & ~3u} << 32);
    return (rk & 1) != 0 ? value / 100 : value;
}

std::string_view error_name(unsigned code) {
    switch (code) {
        case 0x00:
            return "#NULL!";
        case 0x07:
            return "#DIV/0!";
        case 0x0F:
            return "#VALUE!";
        case 0x17:
            return "#REF!";
        case 0x1D:
            return "#NAME?";
        case 0x24:
            return "#NUM!";
        case 0x2A:
            return "#N/A";
        default:
            return "";
    }
}

class Globals {
  public:
    Globals(Reading& reading, Workbook& book) : reading_(reading), book_(book) {}

    void read(ByteView stream) {
        BiffRecords records(stream, 0);
        const std::optional<BiffRecord> first = records.next();
        if (!first || first->kind != Biff::bof) {
            reading_.complain("extract.damaged");
            return;
        }
        constexpr unsigned biff_8 = 0x0600;
        book_.texts.is_8 = u16_at(first->data, 0) >= biff_8;
        while (const std::optional<BiffRecord> record = records.next()) {
            if (record->kind == Biff::eof || reading_.complaint == "extract.encrypted") {
                return;
            }
            take(*record, records);
        }
        reading_.complain("extract.damaged");
    }

  private:
    void take(const BiffRecord& record, BiffRecords& records) {
        switch (record.kind) {
            case Biff::file_pass:
                reading_.complain("extract.encrypted");
                break;
            case Biff::code_page:
                book_.texts.code_page = u16_at(record.data, 0);
                break;
            case Biff::date_mode:
                book_.dates =
                    u16_at(record.data, 0) == 1 ? DateSystem::from_1904 : DateSystem::from_1900;
                break;
            case Biff::bound_sheet:
                add_sheet(record.data);
                break;
            case Biff::format:
                add_format(record.data);
                break;
            case Biff::xf:
                add_style(record.data);
                break;
            case Biff::shared_strings:
                book_.strings.read(reading_, BiffBytes(records.with_continued()));
                break;
            default:
                break;
        }
    }
    void add_sheet(ByteView data) {
        if (book_.sheets.size() == limits::compound_pages_max) {
            reading_.complain("extract.too_large");
            return;
        }
        book_.sheets.push_back({u32_at(data, 0), book_.texts.short_text(part(data, 6))});
    }
    void add_format(ByteView data) {
        if (book_.formats.size() == limits::biff_formats_max) {
            reading_.complain("extract.too_large");
            return;
        }
        const ByteView code = part(data, 2);
        book_.formats_by_id.insert_or_assign(u16_at(data, 0), book_.formats.size());
        book_.formats.emplace_back(book_.texts.is_8 ? book_.texts.long_text(code)
                                                    : book_.texts.short_text(code));
    }
    void add_style(ByteView data) {
        if (book_.styles.size() == limits::biff_styles_max) {
            reading_.complain("extract.too_large");
            return;
        }
        book_.styles.push_back(u16_at(data, 2));
    }

    Reading& reading_;
    Workbook& book_;
};

class SheetText {
  public:
    SheetText(Reading& reading, Workbook& book) : reading_(reading), book_(book) {}

    // How many bytes of the stream were read.
    std::size_t read(ByteView stream, std::size_t at) {
        BiffRecords records(stream, at);
        const std::optional<BiffRecord> first = records.next();
        if (!first || first->kind != Biff::bof) {
            reading_.complain("extract.damaged");
            return 0;
        }
        constexpr unsigned kind_chart = 0x0020;
        charts_ = u16_at(first->data, 2) == kind_chart ? 1 : 0;
        unsigned open = 1;  // charts within it begin and end as sheets do
        while (open > 0 && reading_.has_room()) {
            const std::optional<BiffRecord> record = records.next();
            if (!record) {
                reading_.complain("extract.damaged");
                break;
            }
            if (record->kind == Biff::bof) {
                ++open;
                ++charts_;
            } else if (record->kind == Biff::eof) {
                --open;
                charts_ -= charts_ > 0 ? 1 : 0;
            } else if (charts_ > 0) {
                take_of_chart(*record);
            } else {
                take(*record, records);
            }
        }
        finish();
        return records.at() - at;
    }

  private:
    // The numbers of charts repeat those of cells.
    void take_of_chart(const BiffRecord& record) {
        if (record.kind == Biff::series_text) {
            add_below(book_.texts.short_text(part(record.data, 2)));
        }
    }
    void take(const BiffRecord& record, BiffRecords& records) {
        const ByteView data = record.data;
        switch (record.kind) {
            case Biff::shared_string_cell:
                add_cell(data, book_.strings.at(u32_at(data, 6)));
                break;
            case Biff::label:
            case Biff::rich_string:
                add_cell(data, book_.texts.long_text(part(data, 6)));
                break;
            case Biff::number:
                add_number(data, u16_at(data, 4), double_at(data, 6));
                break;
            case Biff::rk:
                add_number(data, u16_at(data, 4), rk_number(u32_at(data, 6)));
                break;
            case Biff::mul_rk:
                for (std::size_t at = 4; at + 8 <= data.size(); at += 6) {
                    add_number(data, u16_at(data, at), rk_number(u32_at(data, at + 2)));
                }
                break;
            case Biff::bool_or_error:
                add_bool_or_error(data, u8_at(data, 6), u8_at(data, 7) != 0);
                break;
            case Biff::formula:
                add_formula(data);
                break;
            case Biff::string:  // what the formula before it gave
                add_to_row(string_of(records));
                break;
            case Biff::note:
                add_note(data);
                break;
            case Biff::drawing_text:
                add_drawing_text(data, records);
                break;
            case Biff::header:
            case Biff::footer:
                add_header(data);
                break;
            default:
                break;
        }
    }

    void add_cell(ByteView data, std::string_view text) {
        const unsigned row = u16_at(data, 0);
        if (row != row_) {
            reading_.flow.end_line();
            row_ = row;
        }
        add_to_row(text);
    }
    void add_to_row(std::string_view text) {
        const CellScope scope(reading_.flow);
        reading_.flow.add(text);
    }
    void add_number(ByteView data, unsigned style, double value) {
        add_cell(data, book_.format_of(style).show(value, book_.dates));
    }
    void add_bool_or_error(ByteView data, unsigned value, bool is_error) {
        add_cell(data, is_error ? error_name(value) : value != 0 ? "TRUE" : "FALSE");
    }
    // Its value is a double, or else, by two bytes that no number has, something of another kind
    // (2.5.133).
    void add_formula(ByteView data) {
        enum Kind { text, truth, error };
        if (u16_at(data, 12) != 0xFFFF) {
            add_number(data, u16_at(data, 4), double_at(data, 6));
            return;
        }
        const unsigned kind = u8_at(data, 6);
        if (kind == truth || kind == error) {
            add_bool_or_error(data, u8_at(data, 8), kind == error);
        } else {
            add_cell(data, "");
        }
    }
    std::string string_of(BiffRecords& records) {
        const std::vector<ByteView> pieces = records.with_continued();
        if (!book_.texts.is_8 || pieces.size() == 1) {
            return book_.texts.long_text(pieces.front());
        }
        BiffBytes bytes(pieces);
        const unsigned count = bytes.u16();
        const unsigned flags = bytes.u8();
        return reading_.code_pages.utf16(bytes.characters(count, flags));
    }

    // In BIFF8 a comment's text is that of its drawing.
    void add_note(ByteView data) {
        if (!book_.texts.is_8) {
            add_below(
                reading_.code_pages.utf8(part(data, 6, u16_at(data, 4)), book_.texts.code_page));
        }
    }
    // The text stands in CONTINUE records.
    void add_drawing_text(ByteView data, BiffRecords& records) {
        const std::size_t count = u16_at(data, 10);
        std::vector<ByteView> pieces = records.with_continued();
        pieces.erase(pieces.begin());
        if (count == 0 || pieces.empty()) {
            return;
        }
        BiffBytes bytes(std::move(pieces));
        const unsigned flags = bytes.u8();
        add_below(reading_.code_pages.utf16(bytes.characters(count, flags)));
    }
    void add_header(ByteView data) {
        if (!data.empty()) {
            const std::string text = office::sheet_header_text(
                book_.texts.is_8 ? book_.texts.long_text(data) : book_.texts.short_text(data));
            if (text != header_) {
                add_below(text);
            }
            header_ = text;
        }
    }
    void add_below(std::string_view text) {
        below_ += text;
        below_ += '\n';
    }
    void finish() {
        reading_.flow.end_line();
        reading_.flow.add_lines(below_);
        reading_.flow.end_line();
    }

    Reading& reading_;
    Workbook& book_;
    unsigned charts_ = 0;     // one within another
    unsigned row_ = 0x10000;  // that is being written; none yet
    std::string header_;
    std::string below_;
};

}  // namespace

void read_workbook(Reading& reading, ByteView stream) {
    Workbook book(reading.code_pages);
    Globals(reading, book).read(stream);
    if (reading.complaint == "extract.encrypted") {
        return;
    }
    give_fact(reading.sink, "sheets", std::to_string(book.sheets.size()));
    std::size_t room_bytes = stream.size();  // each sheet has records of its own
    for (const Sheet& sheet : book.sheets) {
        if (room_bytes == 0 || !reading.has_room()) {
            reading.complain("extract.damaged");
            break;
        }
        reading.flow.add(sheet.name);
        reading.flow.end_line();
        room_bytes -= std::min(room_bytes, SheetText(reading, book).read(stream, sheet.at));
        reading.flow.end_page();
    }
}

}  // namespace kontor::compound
