// Report: report.html of a package: the question, who asked, when, what was found and what that
// claims; German and English side by side, without script, fit for print.
//
// Threads   One at a time.
// Why       Says what the package can prove and no more: only papers that the asker may read were
//           considered, and how many others there are is not said, because he may not know.
#pragma once

#include "storage/base/civil.h"
#include "storage/catalog/export_row.h"
#include "storage/proof/checkpoint.h"
#include "storage/proof/stated_document.h"

#include <string>

namespace kontor {

struct ReportHead {
    catalog::FoundExport found;
    std::string asker;  // name
    Zone zone;          // of the archive
    Checkpoint checkpoint;
    std::string key;  // vkey
};

class Report {
  public:
    explicit Report(ReportHead head) : head_(std::move(head)) {}
    void add(const StatedDocument& document);
    Bytes html() const;

  private:
    ReportHead head_;
    std::string papers_;  // table rows
};

}  // namespace kontor
