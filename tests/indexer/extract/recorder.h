// Recorder: a sink that keeps what it is told.
#pragma once

#include "indexer/extract/result.h"

#include <string>
#include <utility>
#include <vector>

namespace kontor::test {

struct Recorder final : ResultSink {
    void media_type(std::string_view type) override { types.emplace_back(type); }
    void fact(std::string_view name, std::string_view value) override {
        facts.emplace_back(name, value);
    }
    void page(std::uint32_t number, std::string_view text) override {
        pages.emplace_back(number, text);
    }
    std::string text() const {
        std::string all;
        for (const auto& [number, text] : pages) {
            all += text;
        }
        return all;
    }

    std::vector<std::string> types;
    std::vector<std::pair<std::string, std::string>> facts;
    std::vector<std::pair<std::uint32_t, std::string>> pages;
};

}  // namespace kontor::test
