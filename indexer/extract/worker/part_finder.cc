#include "indexer/extract/worker/part_finder.h"

#include "indexer/extract/limits.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

class NoSink final : public ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
    void page(std::uint32_t /*number*/, std::string_view /*text*/) override {}
};

// Goes through the parts of one document until it comes to the one on the path.
class PartFinder final : public Parts {
  public:
    PartFinder(const NestedReading::ReadOne& read_one, std::span<const std::uint32_t> path)
        : read_one_(read_one), path_(path) {}

    bool add(std::string_view /*name*/, ByteView bytes) override {
        if (++parts_ != path_.front()) {
            return true;
        }
        found_ = path_.size() == 1 ? Bytes(bytes) : find_part(read_one_, bytes, path_.subspan(1));
        return false;
    }
    bool add_unread(std::string_view /*name*/, const ReadingEnd& /*why*/) override {
        return ++parts_ != path_.front();
    }
    std::size_t room_bytes() const override { return limits::part_max_bytes; }

    std::optional<Bytes>& found() { return found_; }

  private:
    const NestedReading::ReadOne& read_one_;
    std::span<const std::uint32_t> path_;
    std::uint32_t parts_ = 0;
    std::optional<Bytes> found_;
};

}  // namespace

std::optional<Bytes> find_part(const NestedReading::ReadOne& read_one,
                               ByteView paper,
                               std::span<const std::uint32_t> path) {
    if (path.empty() || path.size() > limits::parts_depth_max) {
        return std::nullopt;
    }
    NoSink nowhere;
    PartFinder finder(read_one, path);
    try {
        read_one(paper, nowhere, finder);
    } catch (const Error&) {
        // What follows the part on the path may be broken as it likes.
    }
    return std::move(finder.found());
}

}  // namespace kontor
