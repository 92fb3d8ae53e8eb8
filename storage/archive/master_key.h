// MasterKey: the care of the one key that opens all others: its recovery sheet, its rotation, and
// making the key file again from the sheet.
//
// Promises  A rotation that was broken off goes on with the next call; until it has ended, both
// keys
//           lie in the key file. The words are never kept, logged or entered.
// Threads   Any; one rotation at a time (the administrator's socket sees to that).
// On disk   Setting "recovery": the mark of the key whose words were confirmed. keys/seed: the
// log's
//           seed under the master key, so that the words alone bring back the whole key file.
// Errors    conflict key.none where nothing is encrypted; unprocessable key.words for words that
// are
//           none, key.words_other for those of another key.
#pragma once

#include "storage/archive/caller.h"
#include "storage/archive/key_file.h"
#include "storage/archive/store.h"

#include <functional>
#include <string>

namespace kontor {

class MasterKey {
  public:
    explicit MasterKey(Store& store) : store_(store) {}

    // True too where nothing is encrypted: there is nothing to lose.
    bool is_confirmed() const;
    // Somebody has the recovery sheet at hand: notes it, with an entry.
    void confirm(const Caller& caller, std::string_view words);
    // Makes a new master key and wraps all keys under it. `sheet` gets its words before the first
    // key is touched.
    void rotate(const Caller& caller, const std::function<void(const std::string& words)>& sheet);

  private:
    Store& store_;
};

// Writes the key file of the archive in `data` again, from the words of its master key; no server
// may run. With a passphrase the key is wrapped under it. True when the log's seed could be brought
// back; else the log goes on under a new origin (log_origin.h).
bool restore_key_file(const std::filesystem::path& data,
                      Clock& clock,
                      const std::filesystem::path& key_file,
                      std::string_view words,
                      const std::optional<std::string>& passphrase);

// Whether keys/seed gives back the seed of this key file, which was opened with its master key.
bool is_log_seed_kept(const ArchiveFolder& folder, const KeyFile& file);

// keys/seed; durable when it returns. For init.
void keep_log_seed(const ArchiveFolder& folder,
                   const std::string& origin,
                   ByteView master,
                   ByteView log_seed);

}  // namespace kontor
