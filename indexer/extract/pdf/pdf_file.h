// PdfFile: the objects of a document, found by its cross reference or, when that is broken, by a
// scan of the bytes.
//
// Promises  Accessors answer null or the default instead of throwing for an object that is missing
//           or of another type. Streams come decoded, at most as long as asked for; a damaged Flate
//           stream as far as it goes.
// Threads   One.
// Errors    open() and scan() throw PoDoFo::PdfError. Nothing else does.
// Why       PoDoFo parses, decrypts and unfilters objects. Its document classes are not used: they
//           refuse whole files for faults that do not concern the text. Private to the room, like
//           every PoDoFo type.
#pragma once

#include "storage/base/bytes.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <podofo/podofo-base.h>

namespace kontor::pdf {

using Object = PoDoFo::PdfObject;

class PdfFile {
  public:
    // `bytes` stay where they are as long as this lives.
    // `password`, UTF-8, opens an encrypted document; the empty one is tried before.
    explicit PdfFile(ByteView bytes, std::string_view password = {});
    ~PdfFile();
    PdfFile(const PdfFile&) = delete;
    PdfFile& operator=(const PdfFile&) = delete;

    // By the cross reference.
    void open();
    // By a scan for "number generation obj", the last one of each number; object streams too. False
    // when nothing that looks like a document is there.
    bool scan();
    bool is_encrypted() const;
    bool was_scanned() const { return scanned_; }
    // Some stream could not be decoded to its end.
    bool had_damage() const { return damaged_; }
    // Some stream is longer than it may be.
    bool was_cut() const { return cut_; }

    const Object* trailer() const { return trailer_; }
    const Object* root() const;
    const PoDoFo::PdfVecObjects& all_objects() const { return *objects_; }

    // What a reference points to, through several if need be; null for null and nothing.
    const Object* resolve(const Object* object) const;
    // The value of a dictionary's key, resolved.
    const Object* get(const Object* dictionary, const char* key) const;
    // The value itself, maybe a reference: its number tells whether two are the same.
    const Object* raw(const Object* dictionary, const char* key) const;
    std::size_t array_size(const Object* array) const;
    const Object* item(const Object* array, std::size_t i) const;
    const Object* raw_item(const Object* array, std::size_t i) const;

    bool is_dictionary(const Object* object) const;
    bool is_array(const Object* object) const;
    bool is_stream(const Object* object) const;
    double number(const Object* object, double otherwise) const;
    std::int64_t integer(const Object* object, std::int64_t otherwise) const;
    bool boolean(const Object* object, bool otherwise) const;
    std::string_view name(const Object* object) const;  // empty when it is none
    Bytes string(const Object* object) const;           // decrypted bytes; empty when it is none
    double get_number(const Object* dictionary, const char* key, double otherwise) const {
        return number(get(dictionary, key), otherwise);
    }
    std::string_view get_name(const Object* dictionary, const char* key) const {
        return name(get(dictionary, key));
    }
    // A number that is the same for the same indirect object; 0 for a direct one.
    std::uint64_t identity(const Object* raw_object) const;

    // The decoded stream, at most `most` bytes of it; empty when it is none or cannot be decoded at
    // all.
    Bytes stream(const Object* object, std::size_t most);

  private:
    class Scanner;

    std::vector<std::string> passwords() const;
    bool unlock();
    bool inflate(ByteView packed, std::size_t most, Bytes& out) const;
    ByteView raw_stream_in_file(const Object* object) const;
    void clear();

    ByteView bytes_;
    std::string password_;
    std::unique_ptr<PoDoFo::PdfVecObjects> objects_;
    std::unique_ptr<PoDoFo::PdfParser> parser_;
    std::unique_ptr<PoDoFo::PdfEncrypt> encrypt_;
    std::unique_ptr<Object> own_trailer_;
    const Object* trailer_ = nullptr;
    bool scanned_ = false;
    bool damaged_ = false;
    bool cut_ = false;
};

}  // namespace kontor::pdf
