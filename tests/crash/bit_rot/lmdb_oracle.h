// What an LMDB file holds, told by LMDB itself: the test's own witness, which knows nothing of the
// product's reader of pages.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace kontor::test {

inline constexpr std::uint64_t lmdb_page_bytes = 4096;

// Every row of every table byte by byte, and the account of pages, as one digest. LMDB reads in a
// child of its own: nothing when the child did not come to its end, or LMDB refused.
std::optional<std::string> lmdb_content(const std::filesystem::path& data_file);

// Pages on the free list, and those behind the last page that the newest state counts.
struct FreePages {
    std::set<std::uint64_t> listed;
    std::uint64_t first_unused = 0;
    bool contains(std::uint64_t page) const {
        return page >= first_unused || listed.contains(page);
    }
};
FreePages lmdb_free_pages(const std::filesystem::path& data_file);  // of a sound file

}  // namespace kontor::test
