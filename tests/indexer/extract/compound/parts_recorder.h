// PartsRecorder: keeps the parts that it is given.
#pragma once

#include "indexer/extract/parts.h"

#include <string>
#include <utility>
#include <vector>

namespace kontor::test {

struct PartsRecorder final : Parts {
    bool add(std::string_view name, ByteView bytes) override {
        parts.emplace_back(name, bytes);
        return parts.size() < parts_max;
    }
    bool add_unread(std::string_view name, const ReadingEnd& why) override {
        unread.emplace_back(name, why.reason);
        return true;
    }
    std::size_t room_bytes() const override { return room; }

    std::vector<std::pair<std::string, std::string>> parts;
    std::vector<std::pair<std::string, std::string>> unread;
    std::size_t parts_max = 1'000'000;
    std::size_t room = 1u << 30;
};

}  // namespace kontor::test
