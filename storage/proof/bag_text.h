// Bag text: the lines of a bag's tag files, read and written (RFC 8493 sections 2.1 and 2.2).
//
//   bagit.txt        "BagIt-Version: 1.0" LF "Tag-File-Character-Encoding: UTF-8" LF
//   manifest line    digest in hex, white space, path; in a path only LF, CR and % are
//                    percent-encoded (%0A %0D %25), decoded in one pass: %250A is the text "%0A"
//   fetch.txt line   URL, white space, length or "-", white space, path
//   bag-info.txt     label ":" value; a line that begins with white space continues the value
//
// LF, CR or CRLF ends a line when reading; LF when writing.
//
// Threads   Functions and values.
// Errors    too_large (bag.tag_line_too_long) beyond limits::bag_line_max_bytes; invalid
//           (bag.info_field) for a bag-info field that cannot be written. A line that cannot be
//           read is nothing.
#pragma once

#include "storage/base/byte_stream.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// Lines of a tag file, one at a time, without their ends.
class TagLines {
  public:
    explicit TagLines(ByteSource& source) : source_(source) {}
    std::optional<std::string> next();
    std::uint64_t number() const { return number_; }           // of the line taken last, from 1
    bool only_line_feeds() const { return only_line_feeds_; }  // every line so far ended in LF

  private:
    std::optional<char> take();

    ByteSource& source_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::uint64_t number_ = 0;
    bool after_cr_ = false;
    bool only_line_feeds_ = true;
};

std::string bag_declaration();  // the bytes of bagit.txt

std::string encode_bag_path(std::string_view path);
std::string decode_bag_path(std::string_view text);  // what is no escape stays as it is

// "<hex digest>  <path>" LF.
std::string manifest_line(ByteView digest, std::string_view path);

struct ManifestLine {
    std::string digest;  // as written
    std::string path;    // decoded, without "./"
    // Habits of other tools, tolerated with a warning:
    bool star = false;          // "*" before the path, as md5sum -b writes
    bool dot_slash = false;     // "./" before the path
    bool bare_percent = false;  // a "%" that is not one of the three escapes
};
std::optional<ManifestLine> parse_manifest_line(std::string_view line);

// The path of a fetch.txt line, decoded; nothing when it is not URL, length, path.
std::optional<std::string> parse_fetch_line(std::string_view line);

struct BagInfoField {
    std::string label;
    std::string value;

    bool operator==(const BagInfoField&) const = default;
};
// Folds at blanks so that no line is longer than 79 bytes where a blank allows it. A value without
// line ends, or blanks at its ends or side by side, comes back as it was.
std::string format_bag_info(const std::vector<BagInfoField>& fields);

// bag-info.txt as it is read line by line; labels keep their case but are compared without.
class BagInfoReader {
  public:
    // False when the line is neither a field nor continues one.
    bool take(std::string_view line);
    const std::vector<BagInfoField>& fields() const { return fields_; }

  private:
    std::vector<BagInfoField> fields_;
};

// Every value of a label, in order.
std::vector<std::string> bag_info_values(const std::vector<BagInfoField>& fields,
                                         std::string_view label);

struct PayloadOxum {
    std::uint64_t octets = 0;
    std::uint64_t files = 0;

    bool operator==(const PayloadOxum&) const = default;
};
std::string format_oxum(const PayloadOxum& oxum);
std::optional<PayloadOxum> parse_oxum(std::string_view text);

bool equals_ignoring_ascii_case(std::string_view left, std::string_view right);

}  // namespace kontor
