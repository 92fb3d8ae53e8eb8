#include "indexer/extract/compound/word_runs.h"

#include "indexer/extract/compound/fields.h"
#include "indexer/extract/compound/limits.h"

#include <limits>

namespace kontor::compound {

namespace {

constexpr std::size_t page_bytes = 512;

enum Change : std::uint16_t {
    is_deleted = 0x0800,
    is_symbol = 0x6A09,
    is_in_table = 0x2416,
    is_row_end = 0x2417,
    has_table_defined = 0xD608,
};

// How many bytes a change's operand has (2.2.5.1), its own length included.
std::size_t operand_bytes(std::uint16_t change, ByteView operand) {
    switch (change >> 13) {
        case 0:
        case 1:
            return 1;
        case 3:
            return 4;
        case 6:
            // Tabs of a length that has no room there are never in a page.
            return change == has_table_defined ? std::size_t{u16_at(operand, 0)} + 1
                                               : std::size_t{u8_at(operand, 0)} + 1;
        case 7:
            return 3;
        default:
            return 2;
    }
}

template <typename Take>  // void(std::uint16_t change, std::uint8_t value)
void for_each_change(ByteView changes, const Take& take) {
    while (changes.size() >= 3) {
        const std::uint16_t change = u16_at(changes, 0);
        take(change, u8_at(changes, 2));
        changes = part(changes, 2 + operand_bytes(change, part(changes, 2)));
    }
}

ByteView changes_of_characters(ByteView page, std::size_t run, std::size_t runs) {
    const std::size_t at = std::size_t{u8_at(page, (runs + 1) * 4 + run)} * 2;
    return at == 0 ? ByteView{} : part(page, at + 1, u8_at(page, at));
}

ByteView changes_of_paragraph(ByteView page, std::size_t run, std::size_t runs) {
    constexpr std::size_t entry_bytes = 13;
    const std::size_t at = std::size_t{u8_at(page, (runs + 1) * 4 + run * entry_bytes)} * 2;
    if (at == 0) {
        return {};
    }
    const std::size_t half = u8_at(page, at);
    const ByteView whole = half == 0 ? part(page, at + 2, std::size_t{u8_at(page, at + 1)} * 2)
                                     : part(page, at + 1, half * 2 - 1);
    return part(whole, 2);  // behind the number of its style
}

// Pages of runs, by a table of their numbers.
template <typename ChangesOf, typename Take>  // void(change, value, begin, end)
void for_each_run(const WordFile& file,
                  std::size_t pair_at,
                  const ChangesOf& changes_of,
                  const Take& take) {
    const ByteView table = file.table_part(pair_at);
    const std::size_t pages = table.size() < 4 ? 0 : (table.size() - 4) / 8;
    if (pages > file.main.size() / page_bytes) {
        return;  // each of them is there once
    }
    for (std::size_t i = 0; i < pages; ++i) {
        const std::size_t number = u32_at(table, (pages + 1) * 4 + i * 4) & 0x3FFFFF;
        const ByteView page = part(file.main, number * page_bytes, page_bytes);
        if (page.size() < page_bytes) {
            continue;
        }
        const std::size_t runs = u8_at(page, page_bytes - 1);
        for (std::size_t run = 0; run < runs; ++run) {
            const std::size_t begin = u32_at(page, run * 4);
            const std::size_t end = u32_at(page, run * 4 + 4);
            for_each_change(
                changes_of(page, run, runs),
                [&](std::uint16_t change, std::uint8_t value) { take(change, value, begin, end); });
        }
    }
}

void add(Places& places, std::size_t begin, std::size_t end) {
    if (begin < end && places.size() < limits::word_runs_max) {
        places.add(begin, end);
    }
}

}  // namespace

void Places::sort() {
    std::sort(all_.begin(), all_.end(), [](const Range& a, const Range& b) {
        return a.begin < b.begin || (a.begin == b.begin && a.end < b.end);
    });
    // Apart from one another, so that one of them answers.
    std::size_t kept = 0;
    for (const Range& range : all_) {
        if (kept > 0 && range.begin <= all_[kept - 1].end) {
            all_[kept - 1].end = std::max(all_[kept - 1].end, range.end);
        } else {
            all_[kept++] = range;
        }
    }
    all_.resize(kept);
}

bool Places::has(std::size_t place) const {
    if (place >= known_.begin && place < known_.end) {
        return answer_;
    }
    const auto after =
        std::upper_bound(all_.begin(), all_.end(), place,
                         [](std::size_t value, const Range& range) { return value < range.begin; });
    const std::size_t next =
        after == all_.end() ? std::numeric_limits<std::size_t>::max() : after->begin;
    const Range before = after == all_.begin() ? Range{0, 0} : *std::prev(after);
    answer_ = place < before.end;
    known_ = answer_ ? before : Range{before.end, next};
    return answer_;
}

WordRuns word_runs(Reading& reading, const WordFile& file) {
    WordRuns runs;
    if (!file.is_97) {
        return runs;
    }
    for_each_run(file, 0xFA, changes_of_characters,
                 [&](std::uint16_t change, std::uint8_t value, std::size_t begin, std::size_t end) {
                     if (change == is_deleted && value == 1) {
                         add(runs.deleted, begin, end);
                     } else if (change == is_symbol) {
                         add(runs.symbols, begin, end);
                     }
                 });
    for_each_run(file, 0x102, changes_of_paragraph,
                 [&](std::uint16_t change, std::uint8_t value, std::size_t begin, std::size_t end) {
                     if (change == is_in_table && value == 1) {
                         add(runs.in_table, begin, end);
                     } else if (change == is_row_end && value == 1) {
                         add(runs.row_ends, begin, end);
                     }
                 });
    for (Places* places : {&runs.deleted, &runs.symbols, &runs.in_table, &runs.row_ends}) {
        if (places->size() == limits::word_runs_max) {
            reading.complain("extract.too_large");
        }
        places->sort();
    }
    return runs;
}

}  // namespace kontor::compound
