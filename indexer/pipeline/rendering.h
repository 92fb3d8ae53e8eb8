// Rendering: pictures of pages, for the eyes of people, and the documents that lie in a paper, as
// files.
//
// Promises  Made in confined children; the last ones stay in memory, at most
//           limits::pictures_kept_bytes of them. Who may see a paper is the caller's to judge.
// Threads   Any.
// Errors    not_found (document.no_picture) for what has no pages that could be drawn, with the
//           reason of the child when it tried; busy (pictures.busy) when too many wait already; and
//           those of the pool.
#pragma once

#include "indexer/extract/pool.h"
#include "indexer/pipeline/part_path.h"
#include "indexer/pipeline/spooling.h"
#include "storage/archive/readings.h"
#include "storage/base/mutex.h"

#include <list>
#include <map>
#include <memory>
#include <string>

namespace kontor {

class Rendering {
  public:
    // `pool`: of the profile `render`.
    Rendering(Store& store, ExtractionPool& pool) : store_(store), pool_(pool) {}

    // A PNG file whose longer side has `pixels`.
    std::shared_ptr<const Bytes> picture(const ReadingTask& task,
                                         const PagePlace& place,
                                         std::uint32_t pixels);

    // The bytes of part `index` of the row, kept nowhere; not_found (document.no_part) when they
    // cannot be had.
    SpooledFile::File part(const ReadingTask& task, const RenditionRow& row, std::size_t index);

  private:
    class Turn;

    using Key = std::string;
    struct Kept {
        Key key;
        std::shared_ptr<const Bytes> bytes;
    };

    std::shared_ptr<const Bytes> find(const Key& key);
    void keep(const Key& key, const std::shared_ptr<const Bytes>& bytes);
    Bytes draw(const ReadingTask& task, const PagePlace& place, std::uint32_t pixels);

    Store& store_;
    ExtractionPool& pool_;
    Mutex mutex_;
    std::list<Kept> kept_ GUARDED_BY(mutex_);  // the one used last in front
    std::map<Key, std::list<Kept>::iterator> by_key_ GUARDED_BY(mutex_);
    std::size_t kept_bytes_ GUARDED_BY(mutex_) = 0;
    unsigned waiting_ GUARDED_BY(mutex_) = 0;
};

}  // namespace kontor
