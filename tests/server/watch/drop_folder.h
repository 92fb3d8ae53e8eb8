// DropFolder: an archive, a watched folder beside it and a clock that the test moves.
#pragma once

#include "server/watch/watch.h"
#include "storage/archive/ledger.h"
#include "tests/support/archive/test_archive.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace kontor::test {

inline constexpr std::chrono::seconds settle{1};
inline constexpr std::chrono::seconds patience{120};

// A whole PDF as far as anybody looks at its end: with one line for each page.
std::string pdf_of(int pages);

class DropFolder {
  public:
    explicit DropFolder(const std::function<void(WatchOptions&)>& adjust = {});

    const std::filesystem::path& path() const { return options_.path; }
    void put(const std::string& name, const std::string& content) const;
    void append(const std::string& name, const std::string& content) const;
    bool has(const std::string& name) const;
    // Names directly in a folder beneath the watched one ("" for itself), sorted.
    std::vector<std::string> names(const std::string& folder = "") const;
    std::string content(const std::string& name) const;

    // The time passes in steps of half a second, with a round of the watch after each.
    void pass(std::chrono::seconds time);
    void settle_down() { pass(settle * 3); }
    // Ends the watch and the archive where they are, and begins anew.
    void restart();

    Watch& watch() { return *watch_; }
    TestArchive& archive() { return archive_; }

    // What is in the archive.
    std::size_t documents();
    std::uint32_t versions(DocumentId id);
    std::string newest(DocumentId id);
    // Whether any version of any document has exactly these bytes.
    bool keeps(const std::string& content);
    ledger::Counts counts();
    std::uint64_t count(IntakeEnd end) { return counts().at(static_cast<std::size_t>(end)); }
    IntakeRow end_of(std::uint64_t number);
    std::string waits_for(std::uint64_t number);

  private:
    TempFolder folder_;
    TestArchive archive_;
    WatchOptions options_;
    std::unique_ptr<Watch> watch_;
};

}  // namespace kontor::test
