// PdfFile::scan: the objects of a file whose cross reference cannot be used.
#include "indexer/extract/pdf/content_lexer.h"
#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/memory_device.h"
#include "indexer/extract/pdf/pdf_file.h"

#include <map>
#include <vector>

namespace kontor::pdf {

namespace {

// Tokens of PoDoFo are at most this long.
constexpr std::size_t token_buffer_bytes = 4096;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

// Walks back over blanks, then over a number that ends before `at`; false when there is none.
bool number_before(ByteView bytes, std::size_t& at, std::uint64_t& value) {
    std::size_t end = at;
    while (end > 0 && is_space(bytes[end - 1])) {
        --end;
    }
    std::size_t begin = end;
    while (begin > 0 && end - begin < 10 && is_digit(bytes[begin - 1])) {
        --begin;
    }
    if (begin == end || end == at) {
        return false;
    }
    value = 0;
    for (std::size_t i = begin; i < end; ++i) {
        value = value * 10 + static_cast<std::uint64_t>(bytes[i] - '0');
    }
    at = begin;
    return true;
}

}  // namespace

class PdfFile::Scanner {
  public:
    explicit Scanner(PdfFile& file)
        : file_(file), device_(new MemoryDevice(file.bytes_)), buffer_(token_buffer_bytes) {}

    bool run() {
        find_objects();
        if (places_.empty()) {
            return false;
        }
        find_trailers();
        open_encryption();
        make_objects();
        read_object_streams();
        file_.objects_->Sort();
        return choose_trailer();
    }

  private:
    struct Place {
        std::uint64_t generation;
        std::size_t offset;
        std::size_t behind;  // the keyword obj
    };

    void find_objects() {
        const ByteView bytes = file_.bytes_;
        for (std::size_t at = bytes.find("obj"); at != ByteView::npos;
             at = bytes.find("obj", at + 3)) {
            std::size_t begin = at;
            std::uint64_t generation = 0;
            std::uint64_t number = 0;
            if (number_before(bytes, begin, generation) && number_before(bytes, begin, number) &&
                generation < 65536 && number > 0 && number < limits::pdf_objects_max * 4 &&
                places_.size() < limits::pdf_objects_max) {
                places_[static_cast<std::uint32_t>(number)] = {generation, begin, at + 3};
            }
        }
    }

    // One value that begins at `offset`; null when PoDoFo cannot read it.
    std::unique_ptr<Object> parse_at(ByteView bytes, std::size_t offset) {
        try {
            const PoDoFo::PdfRefCountedInputDevice device(new MemoryDevice(bytes.substr(offset)));
            PoDoFo::PdfTokenizer tokenizer(device, buffer_);
            PoDoFo::PdfVariant value;
            tokenizer.GetNextVariant(value, nullptr);
            return std::make_unique<Object>(value);
        } catch (const PoDoFo::PdfError&) {
            return nullptr;
        }
    }

    // Trailers, and dictionaries of cross reference streams, which serve as one; the last of the
    // file first.
    void find_trailers() {
        std::map<std::size_t, std::unique_ptr<Object>, std::greater<>> found;
        const ByteView bytes = file_.bytes_;
        for (std::size_t at = bytes.find("trailer"); at != ByteView::npos;
             at = bytes.find("trailer", at + 7)) {
            if (found.size() < 1000) {
                found.emplace(at, parse_at(bytes, at + 7));
            }
        }
        for (const auto& [number, place] : places_) {
            if (begins_with(place, "/XRef") && found.size() < 2000) {
                found.emplace(place.offset, parse_at(bytes, place.behind));
            }
        }
        for (auto& [at, trailer] : found) {
            if (file_.is_dictionary(trailer.get())) {
                trailers_.push_back(std::move(trailer));
            }
        }
    }

    // Whether `word` stands near the start of an object's text.
    bool begins_with(const Place& place, std::string_view word) const {
        const ByteView start = file_.bytes_.substr(place.behind, 400);
        return start.substr(0, start.find("stream")).find(word) != ByteView::npos;
    }

    void open_encryption() {
        for (const auto& trailer : trailers_) {
            const Object* entry = file_.raw(trailer.get(), "Encrypt");
            if (entry == nullptr) {
                continue;
            }
            std::unique_ptr<Object> dictionary;
            if (entry->IsReference()) {
                encrypt_number_ = entry->GetReference().ObjectNumber();
                const auto place = places_.find(encrypt_number_);
                dictionary =
                    place == places_.end() ? nullptr : parse_at(file_.bytes_, place->second.behind);
            } else {
                dictionary = std::make_unique<Object>(*entry);
            }
            if (!file_.is_dictionary(dictionary.get())) {
                continue;
            }
            const Object* id = file_.raw(trailer.get(), "ID");
            const Object* first = file_.raw_item(id, 0);
            const PoDoFo::PdfString document_id =
                first != nullptr && (first->IsString() || first->IsHexString())
                    ? first->GetString()
                    : PoDoFo::PdfString();
            file_.encrypt_.reset(PoDoFo::PdfEncrypt::CreatePdfEncrypt(dictionary.get()));
            const auto opens = [&](const std::string& password) {
                return file_.encrypt_->Authenticate(password, document_id);
            };
            if (file_.encrypt_ == nullptr || !std::ranges::any_of(file_.passwords(), opens)) {
                PODOFO_RAISE_ERROR(PoDoFo::ePdfError_InvalidPassword);
            }
            return;
        }
    }

    void make_objects() {
        for (const auto& [number, place] : places_) {
            try {
                auto object = std::make_unique<PoDoFo::PdfParserObject>(
                    file_.objects_.get(), device_, buffer_,
                    static_cast<PoDoFo::pdf_long>(place.offset));
                object->SetLoadOnDemand(true);
                object->ParseFile(number == encrypt_number_ ? nullptr : file_.encrypt_.get());
                file_.objects_->push_back(object.get());
                object.release();  // the list owns it
            } catch (const PoDoFo::PdfError&) {
                // Not an object after all.
            }
        }
        file_.objects_->Sort();
    }

    void read_object_streams() {
        std::map<std::size_t, std::uint32_t>
            streams;  // in the order of the file, so that the last one counts
        for (const auto& [number, place] : places_) {
            if (begins_with(place, "/ObjStm")) {
                streams.emplace(place.offset, number);
            }
        }
        for (const auto& [offset, number] : streams) {
            const Object* object = find(number);
            const Bytes content = file_.stream(object, limits::pdf_stream_max_bytes);
            const double first = file_.get_number(object, "First", 0);
            if (first >= 0 && first < static_cast<double>(content.size())) {
                read_object_stream(content, static_cast<std::size_t>(first), offset);
            }
        }
        for (auto& [number, object] : unpacked_) {
            if (const Object* old = find(number)) {
                delete file_.objects_->RemoveObject(old->Reference(), false);
            }
            file_.objects_->push_back(object.get());
            object.release();
        }
    }

    const Object* find(std::uint32_t number) const {
        const auto place = places_.find(number);
        return place == places_.end()
                   ? nullptr
                   : file_.objects_->GetObject(PoDoFo::PdfReference(
                         number, static_cast<PoDoFo::pdf_uint16>(place->second.generation)));
    }

    void read_object_stream(ByteView content, std::size_t first, std::size_t offset) {
        ContentLexer header(content.substr(0, first));
        for (;;) {
            const Token number = header.next();
            const Token at = header.next();
            if (number.kind != Token::Kind::number || at.kind != Token::Kind::number ||
                number.number < 1 || number.number >= limits::pdf_objects_max * 4.0 ||
                at.number < 0 || at.number >= static_cast<double>(content.size() - first) ||
                unpacked_.size() >= limits::pdf_objects_max) {
                return;
            }
            const auto id = static_cast<std::uint32_t>(number.number);
            const auto place = places_.find(id);
            if (place != places_.end() && place->second.offset > offset) {
                continue;  // written anew behind this stream
            }
            if (auto value = parse_at(content, first + static_cast<std::size_t>(at.number))) {
                unpacked_[id] = std::make_unique<Object>(PoDoFo::PdfReference(id, 0), *value);
            }
        }
    }

    bool choose_trailer() {
        for (auto& trailer : trailers_) {
            if (file_.is_dictionary(file_.get(file_.get(trailer.get(), "Root"), "Pages"))) {
                file_.own_trailer_ = std::move(trailer);
                file_.trailer_ = file_.own_trailer_.get();
                return true;
            }
        }
        PoDoFo::PdfDictionary dictionary;
        for (const Object* object : *file_.objects_) {
            if (file_.get_name(object, "Type") == "Catalog") {
                dictionary.AddKey(PoDoFo::PdfName("Root"), object->Reference());
            }
        }
        if (!trailers_.empty()) {
            if (const Object* info = file_.raw(trailers_.front().get(), "Info")) {
                dictionary.AddKey(PoDoFo::PdfName("Info"), *info);
            }
        }
        file_.own_trailer_ = std::make_unique<Object>(dictionary);
        file_.trailer_ = file_.own_trailer_.get();
        return true;
    }

    PdfFile& file_;
    PoDoFo::PdfRefCountedInputDevice device_;
    PoDoFo::PdfRefCountedBuffer buffer_;
    std::map<std::uint32_t, Place> places_;
    std::map<std::uint32_t, std::unique_ptr<Object>> unpacked_;
    std::vector<std::unique_ptr<Object>> trailers_;
    std::uint32_t encrypt_number_ = 0;
};

bool PdfFile::scan() {
    clear();
    scanned_ = true;
    objects_ = std::make_unique<PoDoFo::PdfVecObjects>();
    objects_->SetAutoDelete(true);
    return Scanner(*this).run();
}

}  // namespace kontor::pdf
