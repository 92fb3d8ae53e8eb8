// SelfSigned: the certificate that a server makes for itself when it has none.
//
// Promises  What clients were told to trust stays: files that are there are never replaced.
// Threads   Any; one process makes the files (the archive's lock).
// On disk   Two PEM files; the key is 0600 and durable before the certificate has its name.
// Errors    System errors name the path. certificate_fingerprint(): invalid (tls.certificate).
#pragma once

#include "server/http/front.h"
#include "storage/base/bytes.h"
#include "storage/base/clock.h"

#include <string>
#include <vector>

namespace kontor {

// Makes key and certificate when there is no certificate, valid for ten years from `now`. `names`
// are host names and addresses that people reach the server by; the first is its subject.
void make_certificate_when_absent(const TlsOptions& files,
                                  const std::vector<std::string>& names,
                                  Instant now);

// SHA-256 of the first certificate in a PEM file, as browsers and `openssl x509 -fingerprint` show
// it.
Bytes certificate_fingerprint(const std::filesystem::path& certificate);

}  // namespace kontor
