// The certificate that the front shows: the one of the configuration, or one of our own making.
#pragma once

#include "config/config.h"
#include "server/http/front.h"
#include "storage/archive/archive_folder.h"
#include "storage/base/clock.h"

#include <optional>

namespace kontor {

// Nothing: plain HTTP. Makes the archive's own certificate when the server listens beyond this
// machine with neither a certificate nor a proxy, and there is none yet.
std::optional<TlsOptions> find_certificate(const ServerConfig& server,
                                           const ArchiveFolder& folder,
                                           Instant now);
// The archive's own certificate, made when there is none, for all names this machine is known by
// and `host`: <data>.crt and <data>.crt.key, beside the archive's key file.
TlsOptions own_certificate(const std::string& host, const ArchiveFolder& folder, Instant now);

// What people compare it by, SHA-256.
std::string shown_fingerprint(const TlsOptions& files);

}  // namespace kontor
