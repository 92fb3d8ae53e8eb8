// PdfOutput: a PDF file as it is written, object by object, and its cross reference (ISO 32000-1,
// 7.5).
//
// Promises  Keeps the places of objects in memory, and nothing else.
// Threads   One object, one thread.
// Errors    Those of the sink.
#pragma once

#include "storage/base/byte_stream.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string_view>

namespace kontor {

class PdfOutput {
  public:
    // Objects get numbers from `first_number` on.
    PdfOutput(ByteSink& out, std::uint32_t first_number) : out_(out), next_number_(first_number) {}

    // Bytes that are no object: a head, or a file that is continued.
    void raw(ByteView bytes);
    std::uint32_t reserve() { return next_number_++; }
    // `body` is the text of one object.
    void object(std::uint32_t number, ByteView body, std::uint16_t generation = 0);
    // `entries` are those of its dictionary besides its length and its filter.
    void plain_stream(std::uint32_t number, std::string_view entries, ByteView bytes);
    void packed_stream(std::uint32_t number, std::string_view entries, ByteView bytes);

    // A stream that is packed while it is written; it ends with finish(), before anything else is
    // written.
    class Packing final : public ByteSink {
      public:
        ~Packing() override;
        Packing(const Packing&) = delete;
        Packing& operator=(const Packing&) = delete;
        void write(ByteView bytes) override;
        void finish();

      private:
        friend class PdfOutput;
        Packing(PdfOutput& out, std::uint32_t number, std::string_view entries);
        void deflate(ByteView bytes, bool is_last);
        struct Deflater;

        PdfOutput& out_;
        std::unique_ptr<Deflater> deflater_;
        std::uint32_t length_number_ = 0;
        std::uint64_t begin_ = 0;
    };
    Packing pack(std::uint32_t number, std::string_view entries) {
        return Packing(*this, number, entries);
    }

    // The cross reference and the end. `previous` is where the one before is, of a file that is
    // continued; it goes on in the form that it has.
    enum class Form { table, stream };
    struct Previous {
        std::uint64_t offset = 0;
        Form form = Form::table;
    };
    void finish(std::string_view trailer_entries, const Previous* previous = nullptr);

  private:
    struct Place {
        std::uint64_t offset = 0;
        std::uint16_t generation = 0;
    };

    void note(std::uint32_t number, std::uint16_t generation);
    Bytes table(std::string_view trailer_entries) const;
    void reference_stream(std::string_view trailer_entries);
    void flush();

    ByteSink& out_;
    Bytes buffer_;
    std::uint64_t offset_ = 0;
    std::uint32_t next_number_;
    std::map<std::uint32_t, Place> places_;
};

}  // namespace kontor
