#include "server/certificate.h"

#include "server/http/self_signed.h"
#include "storage/base/fingerprint.h"

#include <array>

#include <unistd.h>

namespace kontor {

namespace {

bool is_any_address(const std::string& host) {
    return host == "0.0.0.0" || host == "::";
}

std::string name_of_machine() {
    std::array<char, 256> name{};
    // Without a name of its own the machine is known by its address or as localhost.
    return ::gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0'
               ? std::string(name.data())
               : std::string("localhost");
}

}  // namespace

std::optional<TlsOptions> find_certificate(const ServerConfig& server,
                                           const ArchiveFolder& folder,
                                           Instant now) {
    if (!server.certificate.empty()) {
        return TlsOptions{server.certificate, server.certificate_key};
    }
    if (server.needs_own_certificate()) {
        return own_certificate(server.listen.host, folder, now);
    }
    return std::nullopt;
}

TlsOptions own_certificate(const std::string& host, const ArchiveFolder& folder, Instant now) {
    auto certificate = folder.key_file();
    certificate.replace_extension(".crt");
    auto key = certificate;
    key += ".key";
    const TlsOptions files{certificate, key};
    std::vector<std::string> names{name_of_machine()};
    for (const std::string& name : {host, std::string("localhost"), std::string("127.0.0.1")}) {
        if (!is_any_address(name) && std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    }
    make_certificate_when_absent(files, names, now);
    return files;
}

std::string shown_fingerprint(const TlsOptions& files) {
    return to_fingerprint(certificate_fingerprint(files.certificate));
}

}  // namespace kontor
