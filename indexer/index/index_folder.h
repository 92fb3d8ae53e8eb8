// The folder of the index: which generation is the current one, and who uses it. Private to the
// room.
//
// Threads   Any.
// On disk   current: six digits and a line feed, the name of the generation's folder beside it.
//           beside: likewise, of one that is being made to become the current one; it may be
//           absent.
#pragma once

#include "storage/base/files.h"

#include <filesystem>
#include <optional>

namespace kontor {

class IndexFolder {
  public:
    explicit IndexFolder(std::filesystem::path path) : path_(std::move(path)) {}

    // Nothing when there is no index yet. Error corrupt when the pointer is not one of ours.
    std::optional<unsigned> current() const;
    // Durable when it returns.
    void set_current(unsigned number) const;
    // The generation that is being made; nothing when none is, or its pointer is not one of ours.
    std::optional<unsigned> beside() const;
    void set_beside(unsigned number) const;
    void no_beside() const;
    std::filesystem::path generation(unsigned number) const;
    // A number that no folder has.
    unsigned free_number() const;
    // Holds the generation as one that is read, until the handle is closed or release() is called;
    // hold() takes a released one up again. A generation that is not the current one may be
    // overwritten from then on, so who holds one asks after it which is.
    FileHandle use(unsigned number) const;
    static void hold(const FileHandle& use);
    static void release(const FileHandle& use);
    // Overwrites and removes generations that are neither the current one nor being made: litter of
    // a crash, or outdated. Waits for those that read in them.
    void remove_others(unsigned current) const;
    // Makes the files of a generation and their names durable.
    void sync(unsigned number) const;
    void create() const;

  private:
    std::filesystem::path path_;
};

// Names in the metadata of the database, written with its commits.
namespace index_metadata {
constexpr char version[] = "kontor:version";    // analyser_version
constexpr char words[] = "kontor:words";        // Lexicon::words_digest
constexpr char applied[] = "kontor:applied";    // log sequence, decimal
constexpr char slots[] = "kontor:slots";        // how many slots were handed out
constexpr char slot_prefix[] = "kontor:slot:";  // and a field's name: its slot, decimal
constexpr char loose[] = "kontor:loose";        // papers put since it was written anew, decimal
constexpr char commits[] = "kontor:commits";    // how many there were, decimal
// and a commit's number modulo facet_commits_kept: "<number> " and the docids it changed, u32 each,
// or "*" for too many
constexpr char changed_prefix[] = "kontor:changed:";
}  // namespace index_metadata

}  // namespace kontor
