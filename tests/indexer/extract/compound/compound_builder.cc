#include "tests/indexer/extract/compound/compound_builder.h"

#include <bit>
#include <fstream>
#include <iterator>

namespace kontor::test {

namespace {

constexpr std::size_t sector_bytes = 512;
constexpr std::uint32_t end_of_chain = 0xFFFFFFFE;
constexpr std::uint32_t none = 0xFFFFFFFF;

std::string padded(std::string bytes, std::size_t to) {
    bytes.resize((bytes.size() + to - 1) / to * to);
    return bytes;
}

std::string entry(std::string_view name,
                  char kind,
                  std::uint32_t right,
                  std::uint32_t child,
                  std::uint32_t start,
                  std::size_t size) {
    std::string out = utf16(name);
    out.resize(64);
    out += le16(static_cast<unsigned>(name.size() + 1) * 2);
    out += {kind, 1};
    out += le32(none) + le32(right) + le32(child) + std::string(36, '\0');
    return out + le32(start) + le64(size);
}

}  // namespace

std::string le16(unsigned value) {
    return {static_cast<char>(value & 0xFF), static_cast<char>(value >> 8 & 0xFF)};
}
std::string le32(std::uint32_t value) {
    return le16(value & 0xFFFF) + le16(value >> 16);
}
std::string le64(std::uint64_t value) {
    return le32(static_cast<std::uint32_t>(value)) + le32(static_cast<std::uint32_t>(value >> 32));
}
std::string le_double(double value) {
    return le64(std::bit_cast<std::uint64_t>(value));
}

std::string utf16(std::string_view ascii) {
    std::string out;
    for (const char c : ascii) {
        out += {c, '\0'};
    }
    return out;
}

CompoundBuilder& CompoundBuilder::add(std::string name, std::string stream) {
    if (stream.size() < 4096) {
        stream.resize(4096);
    }
    streams_.emplace_back(std::move(name), std::move(stream));
    return *this;
}

std::string CompoundBuilder::bytes() const {
    std::string body;
    std::vector<std::uint32_t> table;
    const auto place = [&](const std::string& bytes) {
        const auto start = static_cast<std::uint32_t>(table.size());
        body += padded(bytes, sector_bytes);
        const std::size_t count = (bytes.size() + sector_bytes - 1) / sector_bytes;
        for (std::size_t i = 1; i < count; ++i) {
            table.push_back(static_cast<std::uint32_t>(table.size()) + 1);
        }
        table.push_back(end_of_chain);
        return start;
    };
    std::string entries;
    for (std::size_t i = 0; i < streams_.size(); ++i) {
        const auto& [name, stream] = streams_[i];
        const auto next = static_cast<std::uint32_t>(i + 2);
        entries += entry(name, 2, i + 1 < streams_.size() ? next : none, none, place(stream),
                         stream.size());
    }
    const std::uint32_t directory =
        place(entry("Root Entry", 5, none, streams_.empty() ? none : 1, end_of_chain, 0) + entries);
    constexpr std::size_t per_sector = sector_bytes / 4;
    std::uint32_t tables = 1;
    while (tables * per_sector < table.size() + tables) {
        ++tables;
    }
    const auto first_table = static_cast<std::uint32_t>(table.size());
    table.insert(table.end(), tables, 0xFFFFFFFD);
    std::string numbers;
    for (const std::uint32_t number : table) {
        numbers += le32(number);
    }
    std::string header = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(16, '\0');
    header += le16(0x3E) + le16(3) + le16(0xFFFE) + le16(9) + le16(6) + std::string(10, '\0');
    header += le32(tables) + le32(directory) + le32(0) + le32(4096) + le32(end_of_chain) + le32(0) +
              le32(end_of_chain) + le32(0);
    for (std::uint32_t i = 0; i < 109; ++i) {
        header += le32(i < tables ? first_table + i : none);
    }
    return header + body + padded(numbers, sector_bytes);
}

std::string data_file(std::string_view name) {
    std::ifstream in(std::string(KONTOR_SOURCE "/tests/data/compound/").append(name),
                     std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace kontor::test
