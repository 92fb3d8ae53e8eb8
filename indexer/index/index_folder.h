// The folder of the index: which generation is the current one. Private to the room.
//
// On disk   current: six digits and a line feed, the name of the generation's folder beside it.
#pragma once

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
    std::filesystem::path generation(unsigned number) const;
    // A number that no folder has.
    unsigned free_number() const;
    // Removes generations that are not the current one: litter of a crash, or outdated.
    void remove_others(unsigned current) const;
    void create() const;

  private:
    std::filesystem::path path_;
};

// Names in the metadata of the database, written with its commits.
namespace index_metadata {
constexpr char version[] = "kontor:version";    // analyser_version
constexpr char applied[] = "kontor:applied";    // log sequence, decimal
constexpr char slots[] = "kontor:slots";        // how many slots were handed out
constexpr char slot_prefix[] = "kontor:slot:";  // and a field's name: its slot, decimal
}  // namespace index_metadata

}  // namespace kontor
