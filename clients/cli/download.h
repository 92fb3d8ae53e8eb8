// Download: where `get` writes, and the check that all of it arrived.
//
// Promises  A file appears whole or not at all: it is written beside its place, synced and renamed.
//           What came is compared with the digest that the server gives as its ETag.
#pragma once

#include "clients/cli/http_client.h"
#include "storage/base/files.h"
#include "storage/base/hash.h"

#include <filesystem>
#include <optional>

namespace kontor {

class Download : public ByteSink {
  public:
    // To standard output.
    Download();
    // To a file; a link is followed, a device or pipe is written as it is.
    explicit Download(const std::filesystem::path& target);
    ~Download() override;
    Download(const Download&) = delete;
    Download& operator=(const Download&) = delete;

    void write(ByteView bytes) override;
    // Compares with `answer`, then puts the file in its place. Error corrupt (client.damaged), or
    // io (client.broken_off) when nothing says that these are all bytes.
    void finish(const ClientAnswer& answer, const ServerUrl& server);

  private:
    std::filesystem::path target_;     // empty: standard output
    std::filesystem::path temporary_;  // empty: none
    FileHandle file_;
    Hasher hasher_{HashKind::sha256};
};

}  // namespace kontor
