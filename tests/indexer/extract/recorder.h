// Recorder: a sink that keeps what it is told.
#pragma once

#include "indexer/extract/result.h"

#include <map>
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
    void words(std::uint32_t page, std::span<const RecognisedWord> some) override {
        for (const RecognisedWord& word : some) {
            words_of[page].push_back({std::string(word.text), word});
            words_of[page].back().place.text = {};
        }
    }
    void image(std::uint32_t page, ByteView bytes) override { images[page].append(bytes); }
    std::string text() const {
        std::string all;
        for (const auto& [number, text] : pages) {
            all += text;
        }
        return all;
    }

    // The first of this name; empty when there is none.
    std::string fact_of(std::string_view wanted) const {
        for (const auto& [name, value] : facts) {
            if (name == wanted) {
                return value;
            }
        }
        return {};
    }

    struct Word {
        std::string text;
        RecognisedWord place;  // without its text
    };
    std::vector<std::string> types;
    std::vector<std::pair<std::string, std::string>> facts;
    std::vector<std::pair<std::uint32_t, std::string>> pages;
    std::map<std::uint32_t, std::vector<Word>> words_of;
    std::map<std::uint32_t, Bytes> images;
};

}  // namespace kontor::test
