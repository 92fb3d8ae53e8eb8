// CompoundBuilder: compound files for tests, byte by byte, with streams at the root.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor::test {

// Little-endian.
std::string le16(unsigned value);
std::string le32(std::uint32_t value);
std::string le64(std::uint64_t value);
std::string le_double(double value);
// Of ASCII.
std::string utf16(std::string_view ascii);

class CompoundBuilder {
  public:
    // Filled with zeros to the size from which on streams have sectors of their own.
    CompoundBuilder& add(std::string name, std::string stream);
    std::string bytes() const;

  private:
    std::vector<std::pair<std::string, std::string>> streams_;
};

// Bytes of a file in tests/data/compound.
std::string data_file(std::string_view name);

}  // namespace kontor::test
