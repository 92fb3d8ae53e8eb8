// Bodies in chunks, and multipart bodies; the first byte says how they arrive.
#include "server/http/chunked.h"
#include "server/http/multipart.h"
#include "storage/base/byte_stream.h"
#include "tests/fuzz/fuzz.h"

namespace {

using kontor::Bytes;
using kontor::ByteView;

class Pieces final : public kontor::ByteSource {
  public:
    Pieces(ByteView bytes, std::size_t piece) : rest_(bytes), piece_(piece) {}
    std::size_t read(char* out, std::size_t size) override {
        const std::size_t count = std::min({size, piece_, rest_.size()});
        std::copy_n(rest_.data(), count, out);
        rest_.remove_prefix(count);
        return count;
    }

  private:
    ByteView rest_;
    std::size_t piece_;
};

Bytes unchunked(ByteView input, std::size_t most) {
    kontor::ChunkedDecoder decoder;
    Bytes body;
    while (!decoder.is_finished() && !input.empty()) {
        const kontor::ChunkedDecoder::Step step = decoder.step(input.substr(0, most), most);
        kontor::fuzz::require(step.consumed > 0 && step.consumed <= input.size(), "it goes on");
        body.append(step.data);
        input.remove_prefix(step.consumed);
    }
    return body;
}

Bytes parts(ByteView input, std::size_t piece) {
    Pieces source(input, piece);
    kontor::MultipartReader reader(source, "multipart/form-data; boundary=b");
    Bytes all;
    while (const std::optional<kontor::MultipartPart> part = reader.next()) {
        all += part->name + part->file_name.value_or("") + part->media_type;
        std::array<char, 64> buffer{};
        while (const std::size_t count = part->body->read(buffer.data(), buffer.size())) {
            all.append(buffer.data(), count);
        }
    }
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using kontor::fuzz::reads;
    ByteView input = kontor::fuzz::view(data, size);
    const std::size_t piece = kontor::fuzz::take_choice(input) + 1;
    for (const auto& decode : {unchunked, parts}) {
        Bytes whole;
        Bytes late;
        const bool is_fine = reads([&] { whole = decode(input, input.size() + 1); });
        const bool is_fine_late = reads([&] { late = decode(input, piece); });
        kontor::fuzz::require(is_fine == is_fine_late && whole == late,
                              "pieces do not change what is read");
    }
    return 0;
}
