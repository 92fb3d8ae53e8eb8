// TlsFiles: a self-signed certificate and its key, made anew in a folder of their own.
#pragma once

#include "tests/support/temp_folder.h"

namespace kontor::test {

class TlsFiles {
  public:
    TlsFiles();
    std::filesystem::path certificate() const { return folder_ / "certificate.pem"; }
    std::filesystem::path key() const { return folder_ / "key.pem"; }
    std::filesystem::path folder() const { return folder_.path(); }

  private:
    TempFolder folder_;
};

// One for all tests of the process: making a key takes its time under a sanitizer.
const TlsFiles& tls_files();

}  // namespace kontor::test
