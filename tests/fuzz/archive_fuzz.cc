// Archives and what lies in them, by a reader that takes each part for an archive. libarchive is
// not instrumented.
#include "indexer/extract/archive/archive_reader.h"
#include "tests/fuzz/fuzz.h"

namespace {

class NestedArchives final : public kontor::Parts {
  public:
    bool add(std::string_view /*name*/, kontor::ByteView bytes) override {
        kontor::fuzz::require(bytes.size() <= room_bytes(), "a part fits its room");
        if (depth_ < 3) {
            ++depth_;
            kontor::read_archive(bytes, *this);
            --depth_;
        }
        return ++parts_ < 100;
    }
    bool add_unread(std::string_view /*name*/, const kontor::ReadingEnd& why) override {
        kontor::fuzz::require(!why.reason.empty(), "what is not read has a reason");
        return ++parts_ < 100;
    }
    std::size_t room_bytes() const override { return 1U << 20; }

  private:
    unsigned depth_ = 0;
    unsigned parts_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    kontor::fuzz::reads([&] {
        NestedArchives parts;
        kontor::read_archive(kontor::fuzz::view(data, size), parts);
    });
    return 0;
}
