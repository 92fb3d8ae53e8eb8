// SamplePackage: an archive with a few papers that have a history, an export of some of them, and
// its package as files in memory, to be changed at will and judged.
#pragma once

#include "clients/verify/judge.h"
#include "storage/archive/exports.h"
#include "tests/support/archive/test_archive.h"

#include <map>

namespace kontor::test {

using Contents = std::map<std::string, Bytes>;

class SamplePackage {
  public:
    SamplePackage();

    TestArchive& archive() { return archive_; }
    // Papers 1, 2 and 3 are exported; 4 is there and is not.
    FoundExport make(const std::vector<DocumentId>& documents = {DocumentId(1), DocumentId(2),
                                                                 DocumentId(3)});
    Bytes zip(const FoundExport& found);
    Contents contents(const FoundExport& found);
    const std::filesystem::path& folder() const { return folder_.path(); }

  private:
    TestArchive archive_;
    TempFolder folder_;
};

Contents contents_of_zip(const std::filesystem::path& path);
PackageVerdict judged(const Contents& contents, const Trust& trust = {});
// Writes manifests, tag manifests and Payload-Oxum anew, so that the bag is valid again. With a
// key, the seal too.
void mend(Contents& contents, const SigningKey* forger = nullptr);
// Whether some failure carries the number of this paper.
bool names_document(const PackageVerdict& verdict, const std::string& id);
std::string failures(const PackageVerdict& verdict);

}  // namespace kontor::test
