#include "indexer/pipeline/rendering.h"

#include "indexer/pipeline/limits.h"
#include "indexer/pipeline/spooling.h"
#include "storage/base/error.h"

namespace kontor {

namespace {

class PictureSink final : public ResultSink {
  public:
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view /*name*/, std::string_view /*value*/) override {}
    void page(std::uint32_t /*number*/, std::string_view /*text*/) override {}
    void image(std::uint32_t /*page*/, ByteView bytes) override { picture.append(bytes); }

    Bytes picture;
};

}  // namespace

// One of those who wait for a child, for as long as it lives.
class Rendering::Turn {
  public:
    explicit Turn(Rendering& rendering) : rendering_(rendering) {
        const MutexLock lock(rendering_.mutex_);
        if (rendering_.waiting_ == limits::pictures_waiting_max) {
            throw Error(ErrorCode::busy, "draw a page", Reason{"pictures.busy", {}, ""});
        }
        ++rendering_.waiting_;
    }
    ~Turn() {
        const MutexLock lock(rendering_.mutex_);
        --rendering_.waiting_;
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    Rendering& rendering_;
};

std::shared_ptr<const Bytes> Rendering::picture(const ReadingTask& task,
                                                const PagePlace& place,
                                                std::uint32_t pixels) {
    Key key = to_hex(task.row.digest);
    for (const std::uint32_t part : place.part) {
        key += '/' + std::to_string(part);
    }
    key += ':' + std::to_string(place.page) + ':' + std::to_string(pixels);
    if (auto known = find(key)) {
        return known;
    }
    auto drawn = [&] {
        const Turn turn(*this);
        return std::make_shared<const Bytes>(draw(task, place, pixels));
    }();
    keep(key, drawn);
    return drawn;
}

SpooledFile::File Rendering::part(const ReadingTask& task,
                                  const RenditionRow& row,
                                  std::size_t index) {
    const Turn turn(*this);
    const FileHandle paper = spool_version(store_, task);
    SpooledFile made(store_);
    ReadingOrder order;
    order.part = path_of(row, index);
    const ReadingEnd end = pool_.read(paper.get(), task.blob.size, made, {}, order);
    if (end.state != TextState::done) {
        throw Error(ErrorCode::not_found, "take a part out of document " + task.document.str(),
                    Reason{"document.no_part", {{"id", task.document.str()}}, "part"});
    }
    return made.take();
}

Bytes Rendering::draw(const ReadingTask& task, const PagePlace& place, std::uint32_t pixels) {
    const FileHandle paper = spool_version(store_, task);
    PictureSink sink;
    ReadingOrder order;
    order.part = place.part;
    order.page = place.page;
    order.pixels = pixels;
    const ReadingEnd end = pool_.read(paper.get(), task.blob.size, sink, {}, order);
    if (sink.picture.empty()) {
        throw Error(ErrorCode::not_found, "draw a page of document " + task.document.str(),
                    Reason{"document.no_picture", {{"reason", end.reason}}, "page"});
    }
    return std::move(sink.picture);
}

std::shared_ptr<const Bytes> Rendering::find(const Key& key) {
    const MutexLock lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) {
        return nullptr;
    }
    kept_.splice(kept_.begin(), kept_, found->second);
    return found->second->bytes;
}

void Rendering::keep(const Key& key, const std::shared_ptr<const Bytes>& bytes) {
    const MutexLock lock(mutex_);
    if (by_key_.contains(key) || bytes->size() > limits::pictures_kept_bytes) {
        return;
    }
    kept_.push_front({key, bytes});
    by_key_[key] = kept_.begin();
    kept_bytes_ += bytes->size();
    while (kept_bytes_ > limits::pictures_kept_bytes) {
        kept_bytes_ -= kept_.back().bytes->size();
        by_key_.erase(kept_.back().key);
        kept_.pop_back();
    }
}

}  // namespace kontor
