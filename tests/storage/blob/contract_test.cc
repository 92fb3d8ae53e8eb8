#include "storage/blob/memory_blob_store.h"
#include "storage/blob/volumes.h"
#include "tests/contracts/blob_store_contract.h"
#include "tests/support/temp_folder.h"

namespace kontor::test {
namespace {

class VolumesHome : public BlobStoreHome {
  public:
    enum class Encryption { off, on };
    explicit VolumesHome(VolumesOptions options, Encryption encryption = Encryption::off)
        : options_(std::move(options)) {
        options_.keys = encryption == Encryption::on ? &keys_ : nullptr;
        VolumesHome::reopen();
    }
    BlobStore& store() override { return *store_; }
    bool reopen() override {
        store_.reset();
        store_ = open_volumes(folder_ / "blobs", options_);
        return true;
    }

  private:
    TempFolder folder_;
    MemoryBlobKeys keys_;
    VolumesOptions options_;
    std::unique_ptr<BlobStore> store_;
};

class MemoryHome : public BlobStoreHome {
  public:
    BlobStore& store() override { return *store_; }
    bool reopen() override { return false; }

  private:
    std::unique_ptr<BlobStore> store_ = make_memory_blob_store();
};

const Bytes check_key(32, 'k');
constexpr std::uint64_t map_bytes = 256 << 20;

std::vector<BlobStoreKind> kinds() {
    return {
        {"Volumes",
         [] {
             return std::make_unique<VolumesHome>(
                 VolumesOptions{.check_key = check_key, .map_bytes = map_bytes});
         }},
        {"NeverSealed",
         [] {
             return std::make_unique<VolumesHome>(VolumesOptions{
                 .check_key = check_key, .sealing = Sealing::never, .map_bytes = map_bytes});
         }},
        {"Encrypted",
         [] {
             return std::make_unique<VolumesHome>(
                 VolumesOptions{.check_key = check_key, .map_bytes = map_bytes},
                 VolumesHome::Encryption::on);
         }},
        {"Memory", [] { return std::make_unique<MemoryHome>(); }},
    };
}

INSTANTIATE_TEST_SUITE_P(,
                         BlobStoreContract,
                         testing::ValuesIn(kinds()),
                         [](const auto& parameter) { return parameter.param.name; });

}  // namespace
}  // namespace kontor::test
