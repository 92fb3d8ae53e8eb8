#include "indexer/extract/compound/slide_objects.h"

#include "indexer/extract/compound/limits.h"

namespace kontor::compound {

namespace {

std::optional<SlidePart> record_at(ByteView stream, std::size_t at, SlideRecord kind) {
    SlidePart record;
    SlideParts records(part(stream, at));
    return records.next(record) && record.kind == kind ? std::optional(record) : std::nullopt;
}

}  // namespace

SlideObjects::SlideObjects(ByteView stream, std::size_t newest)
    : stream_(stream), room_bytes_(stream.size()) {
    std::size_t at = newest;
    for (std::size_t edits = 0; edits < limits::slides_edits_max; ++edits) {
        const std::optional<SlidePart> edit = record_at(stream, at, SlideRecord::user_edit);
        if (!edit) {
            is_damaged_ = true;
            return;
        }
        if (edits == 0) {
            constexpr std::size_t with_session_bytes = 32;
            document_ = u32_at(edit->data, 16);
            is_encrypted_ = edit->data.size() >= with_session_bytes;
        }
        read_directory(stream, u32_at(edit->data, 12));
        const std::size_t earlier = u32_at(edit->data, 8);
        if (earlier == 0) {
            return;
        }
        if (earlier >= at) {
            break;
        }
        at = earlier;
    }
    is_damaged_ = true;
}

// Runs of numbers that follow one another, each with the place of its object; what a newer edit
// says counts.
void SlideObjects::read_directory(ByteView stream, std::size_t at) {
    const std::optional<SlidePart> directory =
        record_at(stream, at, SlideRecord::persist_directory);
    if (!directory || directory->data.size() > room_bytes_) {
        is_damaged_ = true;
        return;
    }
    room_bytes_ -= directory->data.size();
    ByteView rest = directory->data;
    while (rest.size() >= 4) {
        const std::uint32_t head = u32_at(rest, 0);
        const std::uint32_t first = head & 0xFFFFF;
        const std::size_t count = std::min<std::size_t>(head >> 20, rest.size() / 4 - 1);
        for (std::size_t i = 0; i < count && places_.size() < limits::slides_objects_max; ++i) {
            places_.try_emplace(first + static_cast<std::uint32_t>(i), u32_at(rest, 4 + i * 4));
        }
        rest = part(rest, 4 + count * 4);
    }
}

std::optional<ByteView> SlideObjects::find(std::uint32_t number, SlideRecord kind) const {
    const auto place = places_.find(number);
    if (place == places_.end()) {
        return std::nullopt;
    }
    const std::optional<SlidePart> record = record_at(stream_, place->second, kind);
    return record ? std::optional(record->data) : std::nullopt;
}

}  // namespace kontor::compound
