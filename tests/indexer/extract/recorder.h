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
    void scanned(std::uint32_t number) override { scans.push_back(number); }
    void begin_part(std::string_view name) override {
        open.push_back(parts.size());
        parts.push_back({std::string(name), "", {}, open.size(), last_page() + 1, 0});
    }
    void end_part(std::string_view type, const ReadingEnd& reading) override {
        Part& part = parts.at(open.back());
        part.type = type;
        part.end = reading;
        part.pages = last_page() + 1 - part.first_page;
        open.pop_back();
    }
    std::uint32_t last_page() const { return pages.empty() ? 0 : pages.back().first; }
    void words(std::uint32_t page, std::span<const RecognisedWord> some) override {
        for (const RecognisedWord& word : some) {
            words_of[page].push_back({std::string(word.text), word});
            words_of[page].back().place.text = {};
        }
    }
    void image(std::uint32_t page, ByteView bytes) override { images[page].append(bytes); }
    void file(ByteView bytes) override { made.append(bytes); }
    std::string text() const {
        std::string all;
        for (const auto& [number, text] : pages) {
            all += text;
        }
        return all;
    }

    struct Part {
        std::string name;
        std::string type;
        ReadingEnd end;
        std::size_t depth = 0;
        std::uint32_t first_page = 0;
        std::uint32_t pages = 0;
    };

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
    Bytes made;
    std::vector<std::uint32_t> scans;
    std::vector<Part> parts;
    std::vector<std::size_t> open;  // parts, one within the other
};

}  // namespace kontor::test
