#include "indexer/extract/searchable/pdf_output.h"

#include "storage/base/error.h"

#include <array>

#include <fmt/format.h>
#include <zlib.h>

namespace kontor {

namespace {

constexpr std::size_t write_bytes = 256 * 1024;

}  // namespace

struct PdfOutput::Packing::Deflater {
    z_stream stream{};
    std::array<char, 64 * 1024> room;
};

void PdfOutput::raw(ByteView bytes) {
    offset_ += bytes.size();
    if (buffer_.size() + bytes.size() < write_bytes) {
        buffer_.append(bytes);
        return;
    }
    flush();
    out_.write(bytes);
}

void PdfOutput::flush() {
    if (!buffer_.empty()) {
        out_.write(buffer_);
        buffer_.clear();
    }
}

void PdfOutput::note(std::uint32_t number, std::uint16_t generation) {
    places_[number] = {offset_, generation};
    raw(fmt::format("{} {} obj\n", number, generation));
}

void PdfOutput::object(std::uint32_t number, ByteView body, std::uint16_t generation) {
    note(number, generation);
    raw(body);
    raw("\nendobj\n");
}

void PdfOutput::plain_stream(std::uint32_t number, std::string_view entries, ByteView bytes) {
    note(number, 0);
    raw(fmt::format("<<{}/Length {}>>\nstream\n", entries, bytes.size()));
    raw(bytes);
    raw("\nendstream\nendobj\n");
}

void PdfOutput::packed_stream(std::uint32_t number, std::string_view entries, ByteView bytes) {
    Packing packing = pack(number, entries);
    packing.write(bytes);
    packing.finish();
}

PdfOutput::Packing::Packing(PdfOutput& out, std::uint32_t number, std::string_view entries)
    : out_(out), deflater_(std::make_unique<Deflater>()), length_number_(out.reserve()) {
    if (::deflateInit(&deflater_->stream, Z_DEFAULT_COMPRESSION) != Z_OK) {
        throw std::bad_alloc();
    }
    out_.note(number, 0);
    out_.raw(
        fmt::format("<<{}/Filter/FlateDecode/Length {} 0 R>>\nstream\n", entries, length_number_));
    begin_ = out_.offset_;
}

PdfOutput::Packing::~Packing() {
    ::deflateEnd(&deflater_->stream);
}

void PdfOutput::Packing::deflate(ByteView bytes, bool is_last) {
    z_stream& stream = deflater_->stream;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    do {
        stream.next_out = reinterpret_cast<Bytef*>(deflater_->room.data());
        stream.avail_out = static_cast<uInt>(deflater_->room.size());
        ::deflate(&stream, is_last ? Z_FINISH : Z_NO_FLUSH);
        out_.raw({deflater_->room.data(), deflater_->room.size() - stream.avail_out});
    } while (stream.avail_out == 0);
}

void PdfOutput::Packing::write(ByteView bytes) {
    constexpr std::size_t piece = 1U << 30;  // zlib counts in 32 bits
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        deflate(bytes.substr(at, piece), /*is_last=*/false);
    }
}

void PdfOutput::Packing::finish() {
    deflate({}, /*is_last=*/true);
    const std::uint64_t length = out_.offset_ - begin_;
    out_.raw("\nendstream\nendobj\n");
    out_.object(length_number_, std::to_string(length));
}

Bytes PdfOutput::table(std::string_view trailer_entries) const {
    Bytes text = "xref\n";
    for (auto run = places_.begin(); run != places_.end();) {
        auto end = run;
        std::uint32_t count = 0;
        Bytes entries;
        for (; end != places_.end() && end->first == run->first + count; ++end, ++count) {
            entries += fmt::format("{:010} {:05} n \n", end->second.offset, end->second.generation);
        }
        text += fmt::format("{} {}\n", run->first, count) + entries;
        run = end;
    }
    return text + fmt::format("trailer\n<</Size {}{}>>", next_number_, trailer_entries);
}

// A file that has cross reference streams goes on with one: tables in front of them are not
// foreseen.
void PdfOutput::reference_stream(std::string_view trailer_entries) {
    const std::uint32_t number = reserve();
    places_[number] = {offset_, 0};
    Bytes rows;
    Bytes index;
    for (const auto& [each, place] : places_) {
        index += fmt::format("{} 1 ", each);
        rows.push_back('\x01');  // in use, and not packed with others
        append_u64(rows, place.offset);
        append_u16(rows, place.generation);
    }
    plain_stream(number,
                 fmt::format("/Type/XRef/W[1 8 2]/Index[{}]/Size {}{}", index, next_number_,
                             trailer_entries),
                 rows);
}

void PdfOutput::finish(std::string_view trailer_entries, const Previous* previous) {
    Bytes entries(trailer_entries);
    if (previous != nullptr) {
        entries += fmt::format("/Prev {}", previous->offset);
    }
    const std::uint64_t at = offset_;
    if (previous != nullptr && previous->form == Form::stream) {
        reference_stream(entries);
    } else {
        Bytes text = table(entries);
        if (previous == nullptr) {
            // The list of free objects, of which a whole file has at least the head.
            text.insert(text.find('\n') + 1, "0 1\n0000000000 65535 f \n");
        }
        raw(text);
        raw("\n");
    }
    raw(fmt::format("startxref\n{}\n%%EOF\n", at));
    flush();
}

}  // namespace kontor
