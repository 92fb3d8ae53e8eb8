#include "indexer/extract/compound/summary.h"

#include "indexer/extract/compound/fields.h"
#include "indexer/extract/compound/limits.h"
#include "indexer/extract/document_facts.h"

#include <chrono>

#include <fmt/format.h>

namespace kontor::compound {

namespace {

enum PropertyType : unsigned { int16 = 2, bytes = 30, utf16 = 31, file_time = 64 };

struct Named {
    unsigned property;
    std::string_view fact;
};
constexpr Named texts[] = {{2, "title"},    {3, "subject"},     {4, "author"},
                           {5, "keywords"}, {6, "description"}, {18, "producer"}};
constexpr Named moments[] = {{12, "created"}, {13, "modified"}};

class PropertySet {
  public:
    explicit PropertySet(ByteView stream) {
        set_ = part(stream, u32_at(stream, 44));
        if (const ByteView page = find(1); u16_at(page, 0) == int16) {
            code_page_ = u16_at(page, 4);
        }
    }

    std::string text(CodePages& code_pages, unsigned property) const {
        const ByteView value = find(property);
        const std::size_t count = u32_at(value, 4);
        if (u16_at(value, 0) == utf16) {
            return code_pages.utf16(until_nul(part(value, 8, count * 2), 2));
        }
        if (u16_at(value, 0) != bytes) {
            return {};
        }
        const std::size_t unit = code_page_ == 1200 ? 2 : 1;
        return code_pages.utf8(until_nul(part(value, 8, count), unit), code_page_);
    }
    std::uint64_t moment(unsigned property) const {
        const ByteView value = find(property);
        return u16_at(value, 0) == file_time ? u64_at(value, 4) : 0;
    }

  private:
    static ByteView until_nul(ByteView text, std::size_t unit) {
        std::size_t end = 0;
        while (end + unit <= text.size() && (text[end] != 0 || text[end + unit - 1] != 0)) {
            end += unit;
        }
        return text.substr(0, end);
    }
    ByteView find(unsigned property) const {
        const std::size_t count =
            std::min<std::size_t>(u32_at(set_, 4), limits::compound_summary_properties_max);
        for (std::size_t i = 0; i < count; ++i) {
            if (u32_at(set_, 8 + i * 8) == property) {
                return part(set_, u32_at(set_, 12 + i * 8));
            }
        }
        return {};
    }

    ByteView set_;
    unsigned code_page_ = 1252;
};

}  // namespace

void give_summary(Reading& reading, CompoundFile& file) {
    const std::optional<std::string> stream =
        file.read(CompoundFile::root, "\x05summaryinformation");
    if (!stream) {
        return;
    }
    const PropertySet set(*stream);
    for (const Named& named : texts) {
        give_fact(reading.sink, named.fact, set.text(reading.code_pages, named.property));
    }
    for (const Named& named : moments) {
        give_date_fact(reading.sink, named.fact, moment_of(set.moment(named.property)));
    }
}

std::string moment_of(std::uint64_t file_time) {
    using namespace std::chrono;
    constexpr std::uint64_t units_per_second = 10'000'000;
    constexpr sys_days epoch = year{1601} / January / 1;
    const sys_seconds moment =
        epoch + seconds(static_cast<std::int64_t>(file_time / units_per_second));
    const sys_days day = floor<days>(moment);
    const year_month_day date(day);
    // Programs write the epoch itself where they know no moment.
    if (date.year() < year{1970} || date.year() > year{9999}) {
        return {};
    }
    const hh_mm_ss clock(moment - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace kontor::compound
