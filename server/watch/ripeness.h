// Ripeness: when a file that was put into a watched folder may be taken.
//
// Pure. Ripe is a file that rested for `settle` by our own clock, whose end is right for its kind
// and which nobody has open for writing; or one that rested for `patience`, whatever its end. No
// time of the file system is compared with ours: the clocks of shares differ.
#pragma once

#include "server/watch/ending.h"
#include "storage/base/clock.h"

#include <cstdint>
#include <string>

namespace kontor {

enum class Writers {
    none,     // nobody has it open for writing
    some,     // somebody has
    unknown,  // the system does not tell; see open_file.h
};

struct RipenessRule {
    Milliseconds settle{1000};
    Milliseconds patience{120'000};
};

// What is known of a file at one look.
struct FileState {
    Milliseconds rested{};  // unchanged for that long
    std::uint64_t size = 0;
    std::uint64_t links = 1;  // names; under a second one somebody may still work on it
    Writers writers = Writers::unknown;
    Ending ending = Ending::wrong;
};

struct Ripeness {
    bool is_ripe = false;
    std::string waiting_for;    // code, when it is not ripe
    Milliseconds look_again{};  // after that long, unless it changes before
};

Ripeness judge_ripeness(const RipenessRule& rule, const FileState& file);

}  // namespace kontor
