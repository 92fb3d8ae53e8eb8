// measure_blobs [MIB] [ROUNDS]: how fast one blob is written and read warm, without and with
// encryption, beside a plain file of the same bytes: hash, write and fdatasync; pread. Interleaved;
// prints medians in MB/s.
#include "storage/base/files.h"
#include "storage/base/hash.h"
#include "storage/base/random.h"
#include "storage/blob/volumes.h"
#include "storage/keys/key_store.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace {

using namespace kontor;  // NOLINT(google-build-using-namespace): a program of one file
namespace fs = std::filesystem;

class Keys : public BlobKeys {
  public:
    explicit Keys(KeyStore& keys) : keys_(keys) {}
    BlobKey make() override {
        AllocatedKey made = keys_.allocate();
        return {made.slot, std::move(made.key)};
    }
    Bytes get(KeySlot slot) const override { return keys_.find(slot).key; }
    void destroy(KeySlot slot) override { keys_.destroy(slot); }

  private:
    KeyStore& keys_;
};

class Figures {
  public:
    void time(const std::string& name, std::size_t bytes, const std::function<void()>& work) {
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        all_[name].push_back(static_cast<double>(bytes) / took.count() / 1e6);
    }
    void print() {
        for (auto& [name, figures] : all_) {
            std::sort(figures.begin(), figures.end());
            fmt::print("{:<40} {:8.0f} MB/s\n", name, figures[figures.size() / 2]);
        }
    }

  private:
    std::map<std::string, std::vector<double>> all_;
};

void write_file(const fs::path& path, const Bytes& bytes) {
    // Piece by piece, as a source gives them.
    Hasher sha256(HashKind::sha256);
    Hasher sha512(HashKind::sha512);
    const FileHandle file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC);
    for (std::size_t at = 0; at < bytes.size(); at += limits::blob_chunk_bytes) {
        const ByteView piece = ByteView(bytes).substr(at, limits::blob_chunk_bytes);
        sha256.update(piece);
        sha512.update(piece);
        write_all(file.get(), piece, "a file");
    }
    ::fdatasync(file.get());
}

void read_file_in_pieces(const fs::path& path, Bytes& buffer) {
    const FileHandle file = open_file(path, O_RDONLY);
    off_t at = 0;
    while (const ssize_t count = ::pread(file.get(), buffer.data(), buffer.size(), at)) {
        at += count;
    }
}

void read_blob(const BlobStore& store, const StoredBlob& blob, Bytes& buffer) {
    const auto source = store.open({blob.number, blob.volume, blob.size, blob.key}, {0, blob.size});
    while (source->read(buffer.data(), buffer.size()) > 0) {
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t size = (argc > 1 ? std::stoull(argv[1]) : 16) << 20;
    const int rounds = argc > 2 ? std::stoi(argv[2]) : 9;
    const fs::path folder = fs::temp_directory_path() / ("measure-" + random_name());
    fs::create_directories(folder / "keys");
    {
        const Bytes bytes = random_bytes(size);
        const Bytes master = random_bytes(32);
        create_key_store(folder / "keys", "bench", master);
        const auto key_store = open_key_store(folder / "keys", "bench", {master, std::nullopt});
        Keys keys(*key_store);
        const auto plain = open_volumes(folder / "plain", {.check_key = Bytes(32, 'c')});
        const auto sealed =
            open_volumes(folder / "sealed", {.check_key = Bytes(32, 'c'), .keys = &keys});
        Bytes buffer(limits::blob_chunk_bytes, '\0');
        Figures figures;
        for (int round = 0; round < rounds; ++round) {
            StoredBlob one;
            StoredBlob two;
            figures.time("write: hash+write+fdatasync", size,
                         [&] { write_file(folder / "file", bytes); });
            figures.time("write: blob", size, [&] {
                MemorySource source(bytes);
                one = plain->put(source);
            });
            figures.time("write: encrypted blob", size, [&] {
                MemorySource source(bytes);
                two = sealed->put(source);
            });
            read_blob(*plain, one, buffer);  // warm
            read_blob(*sealed, two, buffer);
            figures.time("read: pread", size,
                         [&] { read_file_in_pieces(folder / "file", buffer); });
            figures.time("read: blob", size, [&] { read_blob(*plain, one, buffer); });
            figures.time("read: encrypted blob", size, [&] { read_blob(*sealed, two, buffer); });
            plain->remove({one.number, one.volume, one.size});
            sealed->remove({two.number, two.volume, two.size});
        }
        figures.print();
    }
    fs::remove_all(folder);
    return 0;
}
