// Bag: whether a package of files is complete and unchanged by its own account (BagIt 1.0, RFC
// 8493 section 3).
//
// Promises  All that is wrong is listed, not the first thing only (up to limits::bag_findings_max,
//           then it says that there is more). Nothing is fetched, whatever fetch.txt says. Each
//           file is read once, in pieces, in the order of list(), so that an archive can be read
//           forwards; only bagit.txt, bag-info.txt, fetch.txt and the manifests are opened before,
//           by name. What BagRules do not want is not read at all.
// Threads   One thread a verification.
// Errors    A file that cannot be read is a finding (bag.file_unreadable), unless the fault is not
//           the package's (anything but corrupt, io, too_large, unsupported): that passes through.
// Why       BagIt 1.0 with SHA-256 and SHA-512 only: MD5 and SHA-1 do not prove that a paper is
//           the one that was packed. A bag of another version is refused, and still judged by the
//           rules of 1.0, so that the list says what else is wrong. A bag speaks for itself only:
//           whoever changes it can write new manifests. What ties it to the log is tlog_proof.h.
#pragma once

#include "storage/base/byte_stream.h"
#include "storage/base/reason.h"
#include "storage/proof/bag_text.h"

#include <functional>
#include <memory>

namespace kontor {

struct BagFile {
    enum class Kind { regular, other };  // other: link, device, whatever has no bytes of its own

    std::string name;  // path in the bag, parts divided by '/'; raw bytes
    std::uint64_t size_bytes = 0;
    Kind kind = Kind::regular;
};

// The files below a bag's top folder, wherever they lie. Folders are not listed.
class BagFiles {
  public:
    virtual ~BagFiles() = default;
    // The same each time; a name occurs twice when the archive has it twice.
    virtual const std::vector<BagFile>& list() = 0;
    // Of a regular file that list() names.
    virtual std::unique_ptr<ByteSource> open(const std::string& name) = 0;
};

struct BagVerdict {
    std::vector<Reason> problems;  // bag.*; any of them makes the bag invalid
    std::vector<Reason> warnings;  // bag.*; worth saying, and no reason to refuse
    std::vector<BagInfoField> info;
    PayloadOxum payload;  // what is there, counted

    bool valid() const { return problems.empty(); }
};

// What somebody knows of a bag besides what it says itself.
struct BagRules {
    // Whether a regular file is worth reading, asked before each reading; none: all are. Nothing is
    // said of the digest of one that is not, nor is one taken for a manifest: the asker says why.
    std::function<bool(const BagFile&)> is_wanted;
    // Told the SHA-256 of each file whose bytes were compared with one.
    std::function<void(const BagFile&, const Bytes& sha256)> on_sha256;
};

BagVerdict verify_bag(BagFiles& files, const BagRules& rules = {});

}  // namespace kontor
