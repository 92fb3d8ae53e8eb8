#include "indexer/extract/pdf/pdf_file.h"

#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/memory_device.h"

#include <cmath>

#include <zlib.h>

namespace kontor::pdf {

namespace {

// Takes what a filter gives, up to a cap; beyond it ends the filter by an error of PoDoFo's own
// kind.
class CappedOutput final : public PoDoFo::PdfOutputStream {
  public:
    CappedOutput(Bytes& out, std::size_t most) : out_(out), most_(most) {}
    PoDoFo::pdf_long Write(const char* buffer, PoDoFo::pdf_long length) override {
        const std::size_t room = most_ - out_.size();
        out_.append(buffer, std::min(room, static_cast<std::size_t>(length)));
        if (static_cast<std::size_t>(length) > room) {
            throw PoDoFo::PdfError(PoDoFo::ePdfError_ValueOutOfRange, __FILE__, __LINE__);
        }
        return length;
    }
    void Close() override {}

  private:
    Bytes& out_;
    std::size_t most_;
};

// Characters beyond it become '?'.
std::string latin1_of(std::string_view utf8) {
    std::string narrow;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        const bool is_wide_one = (byte == 0xC2 || byte == 0xC3) && i + 1 < utf8.size();
        if (is_wide_one) {
            const auto next = static_cast<unsigned char>(utf8[++i]);
            narrow += static_cast<char>(((byte & 3U) << 6U) | (next & 0x3FU));
        } else if (byte < 0x80) {
            narrow += utf8[i];
        } else if (byte >= 0xC0) {
            narrow += '?';
        }
    }
    return narrow;
}

}  // namespace

PdfFile::PdfFile(ByteView bytes, std::string_view password) : bytes_(bytes), password_(password) {}

// What the words of a person may be in the document: UTF-8 since AES-256, before that in an
// encoding of its own (ISO 32000-2, 7.6.4.3), which Latin-1 comes near to.
std::vector<std::string> PdfFile::passwords() const {
    std::vector<std::string> all{""};
    if (!password_.empty()) {
        all.push_back(password_);
        all.push_back(latin1_of(password_));
    }
    return all;
}

PdfFile::~PdfFile() = default;

void PdfFile::clear() {
    trailer_ = nullptr;
    own_trailer_.reset();
    objects_.reset();
    parser_.reset();
    encrypt_.reset();
}

void PdfFile::open() {
    clear();
    objects_ = std::make_unique<PoDoFo::PdfVecObjects>();
    objects_->SetAutoDelete(true);
    parser_ = std::make_unique<PoDoFo::PdfParser>(objects_.get());
    try {
        parser_->ParseFile(PoDoFo::PdfRefCountedInputDevice(new MemoryDevice(bytes_)), true);
    } catch (const PoDoFo::PdfError& error) {
        if (error.GetError() != PoDoFo::ePdfError_InvalidPassword || !unlock()) {
            throw;
        }
    }
    trailer_ = parser_->GetTrailer();
}

// The empty password is no longer among them: the parser has tried it.
bool PdfFile::unlock() {
    for (const std::string& password : passwords()) {
        if (password.empty()) {
            continue;
        }
        try {
            parser_->SetPassword(password);
            return true;
        } catch (const PoDoFo::PdfError& error) {
            if (error.GetError() != PoDoFo::ePdfError_InvalidPassword) {
                throw;
            }
        }
    }
    return false;
}

bool PdfFile::is_encrypted() const {
    return encrypt_ != nullptr || (parser_ != nullptr && parser_->GetEncrypted());
}

const Object* PdfFile::root() const {
    return get(trailer_, "Root");
}

const Object* PdfFile::resolve(const Object* object) const {
    try {
        for (int i = 0; object != nullptr && i < 16; ++i) {
            if (object->IsReference()) {
                object = objects_->GetObject(object->GetReference());
            } else {
                return object->IsNull() ? nullptr : object;
            }
        }
    } catch (const PoDoFo::PdfError&) {
        // An object that cannot be parsed is one that is not there.
    }
    return nullptr;
}

const Object* PdfFile::raw(const Object* dictionary, const char* key) const {
    try {
        if (dictionary != nullptr && dictionary->IsDictionary()) {
            return dictionary->GetDictionary().GetKey(PoDoFo::PdfName(key));
        }
    } catch (const PoDoFo::PdfError&) {
    }
    return nullptr;
}

const Object* PdfFile::get(const Object* dictionary, const char* key) const {
    return resolve(raw(dictionary, key));
}

std::size_t PdfFile::array_size(const Object* array) const {
    return is_array(array) ? array->GetArray().GetSize() : 0;
}

const Object* PdfFile::raw_item(const Object* array, std::size_t i) const {
    return i < array_size(array) ? &array->GetArray()[i] : nullptr;
}

const Object* PdfFile::item(const Object* array, std::size_t i) const {
    return resolve(raw_item(array, i));
}

bool PdfFile::is_dictionary(const Object* object) const {
    try {
        return object != nullptr && object->IsDictionary();
    } catch (const PoDoFo::PdfError&) {
        return false;
    }
}

bool PdfFile::is_array(const Object* object) const {
    try {
        return object != nullptr && object->IsArray();
    } catch (const PoDoFo::PdfError&) {
        return false;
    }
}

bool PdfFile::is_stream(const Object* object) const {
    if (!is_dictionary(object)) {
        return false;
    }
    try {
        return object->HasStream();
    } catch (const PoDoFo::PdfError&) {
        return !raw_stream_in_file(object).empty();
    }
}

double PdfFile::number(const Object* object, double otherwise) const {
    object = resolve(object);
    if (object == nullptr || !(object->IsNumber() || object->IsReal())) {
        return otherwise;
    }
    const double value = object->GetReal();
    return std::isfinite(value) ? value : otherwise;
}

std::int64_t PdfFile::integer(const Object* object, std::int64_t otherwise) const {
    const double value = number(object, std::nan(""));
    return std::fabs(value) < 9e15 ? static_cast<std::int64_t>(value) : otherwise;
}

bool PdfFile::boolean(const Object* object, bool otherwise) const {
    object = resolve(object);
    return object != nullptr && object->IsBool() ? object->GetBool() : otherwise;
}

std::string_view PdfFile::name(const Object* object) const {
    object = resolve(object);
    return object != nullptr && object->IsName() ? std::string_view(object->GetName().GetName())
                                                 : std::string_view();
}

Bytes PdfFile::string(const Object* object) const {
    object = resolve(object);
    if (object == nullptr || !(object->IsString() || object->IsHexString())) {
        return {};
    }
    const PoDoFo::PdfString& text = object->GetString();
    if (!text.IsValid() || text.GetLength() <= 0) {
        return {};
    }
    // PoDoFo strips the mark of UTF-16 and puts the bytes in big-endian order.
    return (text.IsUnicode() ? Bytes("\xFE\xFF") : Bytes()) +
           Bytes(text.GetString(), static_cast<std::size_t>(text.GetLength()));
}

std::uint64_t PdfFile::identity(const Object* raw_object) const {
    if (raw_object == nullptr) {
        return 0;
    }
    const PoDoFo::PdfReference& reference =
        raw_object->IsReference() ? raw_object->GetReference() : raw_object->Reference();
    return static_cast<std::uint64_t>(reference.ObjectNumber()) << 16 |
           reference.GenerationNumber();
}

// Inflates to the last good byte; true when the data came to its proper end.
bool PdfFile::inflate(ByteView packed, std::size_t most, Bytes& out) const {
    out.clear();
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) {
        return false;
    }
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), 0x7FFFFFFF));
    int status = Z_OK;
    std::size_t have = 0;
    while (status == Z_OK && have < most) {
        const std::size_t room =
            std::min(most - have, std::max<std::size_t>({packed.size() * 3, have, 4096}));
        out.resize(have + room);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + have);
        stream.avail_out = static_cast<uInt>(std::min<std::size_t>(room, 0x7FFFFFFF));
        status = ::inflate(&stream, Z_NO_FLUSH);
        const auto taken =
            static_cast<std::size_t>(stream.next_out - reinterpret_cast<Bytef*>(out.data() + have));
        have += taken;
        if (taken == 0 && stream.avail_in == 0) {
            break;
        }
    }
    out.resize(have);
    inflateEnd(&stream);
    return status == Z_STREAM_END;
}

// The bytes between stream and endstream as they stand in the file, whatever /Length says.
ByteView PdfFile::raw_stream_in_file(const Object* object) const {
    const auto* parsed = dynamic_cast<const PoDoFo::PdfParserObject*>(object);
    if (parsed == nullptr || parsed->GetOffset() < 0 ||
        static_cast<std::size_t>(parsed->GetOffset()) >= bytes_.size()) {
        return {};
    }
    const auto offset = static_cast<std::size_t>(parsed->GetOffset());
    const std::size_t end_of_object = bytes_.find("endobj", offset);
    std::size_t begin = bytes_.find("stream", offset);
    if (begin == ByteView::npos || begin > end_of_object) {
        return {};
    }
    begin += 6;
    begin += bytes_.substr(begin, 1) == "\r" ? 1 : 0;
    begin += bytes_.substr(begin, 1) == "\n" ? 1 : 0;
    const std::size_t end = std::min(bytes_.find("endstream", begin), bytes_.size());
    return bytes_.substr(begin, end - begin);
}

Bytes PdfFile::stream(const Object* object, std::size_t most) {
    Bytes out;
    if (!is_dictionary(object)) {
        return out;
    }
    const Object* filter = get(object, "Filter");
    const Object* first = is_array(filter) ? item(filter, 0) : filter;
    const bool one_filter = filter != nullptr && (!is_array(filter) || array_size(filter) == 1);
    const Object* parameters = get(object, "DecodeParms");
    parameters = is_array(parameters) ? item(parameters, 0) : parameters;
    const bool plain_flate =
        one_filter && name(first) == "FlateDecode" && get_number(parameters, "Predictor", 1) <= 1;
    try {
        const PoDoFo::PdfStream* stream = object->GetStream();
        const auto* memory = dynamic_cast<const PoDoFo::PdfMemStream*>(stream);
        if (plain_flate && memory != nullptr) {
            if (inflate(ByteView(memory->Get(), static_cast<std::size_t>(memory->GetLength())),
                        most, out)) {
                return out;
            }
        } else if (stream != nullptr) {
            CappedOutput capped(out, most);
            stream->GetFilteredCopy(&capped);
            if (!(scanned_ && filter == nullptr)) {
                return out;
            }
        }
    } catch (const PoDoFo::PdfError&) {
        // What came so far is kept; the file's own bytes may give more.
    }
    if (out.size() >= most) {
        cut_ = true;
        return out;
    }
    if (!is_encrypted() && (plain_flate || filter == nullptr)) {
        const ByteView packed = raw_stream_in_file(object);
        Bytes again;
        if (plain_flate) {
            damaged_ = !inflate(packed, most, again) || damaged_;
        } else {
            again = packed.substr(0, most);
        }
        if (again.size() > out.size()) {
            out = std::move(again);
        }
    } else {
        damaged_ = true;
    }
    return out;
}

}  // namespace kontor::pdf
