// A store of volumes in a folder of its own, and ways to harm it.
#pragma once

#include "storage/base/fault.h"
#include "storage/blob/volume_format.h"
#include "storage/blob/volumes.h"
#include "storage/kv/key.h"
#include "storage/kv/lmdb_engine.h"
#include "tests/storage/blob/blob_tools.h"
#include "tests/support/temp_folder.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor::test {

inline const Bytes check_key(32, 'k');
constexpr std::uint64_t map_bytes = 256 << 20;
constexpr std::size_t batch_bytes = limits::blob_batch_bytes / chunk_data_bytes * chunk_data_bytes;

class FaultHookScope {
  public:
    explicit FaultHookScope(FaultHook hook) { set_fault_hook(std::move(hook)); }
    ~FaultHookScope() { set_fault_hook({}); }
    FaultHookScope(const FaultHookScope&) = delete;
    FaultHookScope& operator=(const FaultHookScope&) = delete;
};

class BlobVolumes : public testing::Test {
  protected:
    void open() { store_ = open_volumes(path(), options_); }
    void close() { store_.reset(); }
    void reopen() {
        close();
        open();
    }
    BlobStore& store() {
        if (!store_) {
            open();
        }
        return *store_;
    }
    std::filesystem::path path() const { return folder_ / "blobs"; }

    // Works on the rows of the first volume behind the store's back.
    void edit(const std::function<void(WriteTransaction&)>& work) {
        close();
        const auto engine = open_lmdb_engine(path() / "000001.mdb", {.tables = tables::volume,
                                                                     .map_bytes = map_bytes,
                                                                     .single_file = true,
                                                                     .create = false});
        engine->write(work);
    }

    VolumesOptions options_{.check_key = check_key, .map_bytes = map_bytes};

  private:
    TempFolder folder_;
    std::unique_ptr<BlobStore> store_;
};

inline Bytes content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace kontor::test
