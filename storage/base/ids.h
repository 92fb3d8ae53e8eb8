// Ids: a type for each kind of number, so that two of them cannot be swapped. Printed and parsed as
// decimal.
#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

template <typename Tag>
class Id {
  public:
    constexpr Id() = default;
    constexpr explicit Id(std::uint64_t value) : value_(value) {}
    constexpr std::uint64_t value() const { return value_; }
    constexpr bool valid() const { return value_ != 0; }  // ids count from 1
    constexpr auto operator<=>(const Id&) const = default;

    std::string str() const { return std::to_string(value_); }
    // Decimal without sign or leading zero, at least 1; else nothing.
    static std::optional<Id> parse(std::string_view text) {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size() || text.front() == '0') {
            return std::nullopt;
        }
        return Id(value);
    }

  private:
    std::uint64_t value_ = 0;
};

using DocumentId = Id<struct DocumentTag>;  // also the serial (Archivnummer)
using FolderId = Id<struct FolderTag>;
using ActorId = Id<struct ActorTag>;
using JobId = Id<struct JobTag>;
using BlobNumber = Id<struct BlobTag>;
using KeySlot = Id<struct KeySlotTag>;      // place of a wrapped key in keys/
using IntakeNumber = Id<struct IntakeTag>;  // number of an offered file in the ledger

// Position of an audit entry in the log; the first entry has sequence 0.
struct Sequence {
    std::uint64_t value = 0;
    constexpr auto operator<=>(const Sequence&) const = default;
};

}  // namespace kontor

template <typename Tag>
struct std::hash<kontor::Id<Tag>> {
    std::size_t operator()(const kontor::Id<Tag>& id) const noexcept {
        return std::hash<std::uint64_t>{}(id.value());
    }
};
