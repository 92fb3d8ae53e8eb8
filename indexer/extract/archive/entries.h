// Entries: the entries of an archive that lies in memory, one after another.
//
// Promises  Names are told as they stand and are nothing else: no file is ever made or opened, and
//           no program is run.
// Threads   One object, one thread.
// Why       By blocks instead of by libarchive's copying call: a wrong sum or length is told
//           together with the last bytes, which are good.
#pragma once

#include "storage/base/bytes.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// Before the process may open nothing any more: libarchive and the C library's converters look for
// files at their first use.
void prepare_archives();
// A zip in memory that has `content` under each name: what a reader is warmed up with.
std::string zip_of(const std::vector<const char*>& names, std::string_view content);

class Entries {
  public:
    enum class Formats {
        zip,  // also one whose directory is lost
        all,  // zip, tar, 7z, rar, iso 9660, cpio, ar, cab, lha, under any compression without a
              // program, and a single compressed file
    };
    // `password` opens encrypted entries; without one they are told and cannot be read.
    Entries(ByteView bytes, Formats formats, const std::string& password = {});
    ~Entries();
    Entries(const Entries&) = delete;
    Entries& operator=(const Entries&) = delete;

    // Goes to the next entry; false at the end, or where nothing can be read any more.
    bool next();
    bool is_good() const { return is_good_; }
    bool is_broken() const { return is_broken_; }  // next() failed before the end
    // How many entries were gone to.
    std::size_t place() const { return place_; }
    // Of the archive, whose directory is encrypted too: then it has no entries to tell of.
    bool has_encrypted_names() const;
    bool has_encrypted_entries() const;  // as far as gone through
    bool is_compressed_file() const;     // one file under a compression, and no archive
    bool is_none() const;                // neither an archive nor under a compression

    // Of the entry gone to.
    std::string_view name() const;  // UTF-8 where the archive says so; else its own bytes
    bool is_file() const;           // not a folder, link or device
    bool is_encrypted() const;

    struct Block {
        std::string_view bytes;
        std::uint64_t offset = 0;  // in the entry; what is skipped is zeros
        bool is_last = false;
        bool is_damaged = false;  // the entry, at or behind these bytes
    };
    Block read();

  private:
    struct Reader;

    std::unique_ptr<Reader> reader_;
    std::size_t place_ = 0;
    bool is_good_ = false;
    bool is_broken_ = false;
};

}  // namespace kontor
