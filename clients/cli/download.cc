#include "clients/cli/download.h"

#include "storage/base/random.h"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

namespace kontor {

namespace {

namespace fs = std::filesystem;

constexpr unsigned usual_mode = 0666;  // less the umask
constexpr std::size_t sha256_hex_digits = 64;

// The digest in a strong ETag of 64 hexadecimal digits; another one says nothing about bytes.
std::optional<Bytes> digest_of(const ClientAnswer& answer) {
    const std::string tag = answer.header("etag");
    if (tag.size() != sha256_hex_digits + 2 || !tag.starts_with('"') || !tag.ends_with('"')) {
        return std::nullopt;
    }
    return from_hex(tag.substr(1, sha256_hex_digits));
}

}  // namespace

Download::Download() = default;

Download::Download(const fs::path& target) : target_(target) {
    std::error_code unused;
    if (fs::is_directory(target, unused)) {
        throw Error(ErrorCode::invalid, "write " + target.string(),
                    Reason{"client.is_directory", {}, ""});
    }
    if (fs::exists(target, unused) && !fs::is_regular_file(target, unused)) {
        file_ = open_file(target, O_WRONLY);
        return;
    }
    if (fs::is_symlink(target, unused)) {
        target_ = fs::weakly_canonical(target);
    }
    temporary_ = target_;
    temporary_ += "." + random_name() + ".tmp";
    file_ = open_file(temporary_, O_WRONLY | O_CREAT | O_EXCL, usual_mode);
}

Download::~Download() {
    if (!temporary_.empty()) {
        ::unlink(temporary_.c_str());
    }
}

void Download::write(ByteView bytes) {
    hasher_.update(bytes);
    const bool to_stdout = target_.empty();
    write_all(to_stdout ? STDOUT_FILENO : file_.get(), bytes,
              to_stdout ? "standard output" : target_.string());
}

void Download::finish(const ClientAnswer& answer, const ServerUrl& server) {
    const auto digest = digest_of(answer);
    if (digest && *digest != hasher_.finish()) {
        throw Error(ErrorCode::corrupt, "compare what came with its digest",
                    Reason{"client.damaged", {}, ""});
    }
    if (!digest && !answer.length && answer.header("transfer-encoding").empty()) {
        // Ended by the end of the connection: a broken one looks the same.
        throw ConnectionLost(ErrorCode::io, "read to the end of the connection",
                             Reason{"client.broken_off", {{"url", server.str()}}, ""});
    }
    if (temporary_.empty()) {
        return;
    }
    if (::fsync(file_.get()) != 0) {
        throw system_error(errno, "sync " + temporary_.string());
    }
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
        throw system_error(errno, "rename to " + target_.string());
    }
    temporary_.clear();
    sync_folder(target_.has_parent_path() ? target_.parent_path() : fs::path("."));
}

}  // namespace kontor
