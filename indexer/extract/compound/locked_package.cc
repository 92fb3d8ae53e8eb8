#include "indexer/extract/compound/compound_file.h"
#include "indexer/extract/compound/compound_reader.h"
#include "indexer/extract/compound/encryption_info.h"
#include "indexer/extract/office/office_reader.h"

namespace kontor {

namespace {

using compound::CompoundFile;

constexpr std::string_view locked_type = "application/x-ole-storage";

// What stays locked is nothing but a compound file from outside.
ReadingEnd locked(ResultSink& sink, std::string_view reason) {
    sink.media_type(locked_type);
    const bool is_broken = reason == "extract.damaged" || reason == "extract.too_large";
    return {is_broken ? TextState::failed : TextState::encrypted, std::string(reason)};
}

// Excel locks with it what is only protected against changes, and opens that without asking
// ([MS-XLS] 2.4.117).
constexpr std::string_view password_of_everybody = "VelvetSweatshop";

template <typename Info>
std::optional<Bytes> key_of(const Info& info, std::string_view password) {
    std::optional<Bytes> key;
    if (!password.empty()) {
        key = unlock::package_key(info, password);
    }
    return key ? key : unlock::package_key(info, password_of_everybody);
}

template <typename Info>
ReadingEnd read_package(CompoundFile& file,
                        CompoundFile::Place place,
                        const Info& info,
                        std::string_view password,
                        ResultSink& sink) {
    const std::optional<Bytes> key = key_of(info, password);
    if (!key) {
        return locked(sink, "extract.encrypted");
    }
    const Bytes package = unlock::decrypt_package(info, *key, file.read(place));
    if (const std::optional<ReadingEnd> end = read_office(package, sink)) {
        return *end;
    }
    return locked(sink, "extract.damaged");
}

}  // namespace

std::optional<ReadingEnd> read_locked_package(ByteView bytes,
                                              ResultSink& sink,
                                              std::string_view password) {
    if (!CompoundFile::is_one(bytes)) {
        return std::nullopt;
    }
    CompoundFile file(bytes);
    if (!file.has_directory()) {
        return std::nullopt;
    }
    const auto package = file.stream(CompoundFile::root, "encryptedpackage");
    if (!package) {
        return std::nullopt;
    }
    const std::optional<std::string> stream = file.read(CompoundFile::root, "encryptioninfo");
    // Without one a server gives out the keys, and no password does ([MS-OFFCRYPTO] 2.2).
    const compound::EncryptionInfo info =
        stream ? compound::read_encryption_info(*stream)
               : compound::EncryptionInfo("extract.encryption_unsupported");
    if (const auto* const agile = std::get_if<unlock::AgileInfo>(&info)) {
        return read_package(file, *package, *agile, password, sink);
    }
    if (const auto* const standard = std::get_if<unlock::StandardInfo>(&info)) {
        return read_package(file, *package, *standard, password, sink);
    }
    return locked(sink, std::get<std::string_view>(info));
}

}  // namespace kontor
