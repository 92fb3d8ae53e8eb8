#include "indexer/extract/compound/word_document.h"

#include "indexer/extract/compound/fields.h"
#include "indexer/extract/compound/limits.h"
#include "indexer/extract/compound/word_text.h"

#include <set>

namespace kontor::compound {

namespace {

enum Flag : unsigned { is_encrypted = 0x0100, table_is_1 = 0x0200 };

// The numbers of characters of the stories, from the first one on; the third is one of macros.
void read_counts(WordFile& file) {
    const std::size_t begin = file.is_97 ? 0x4C : 0x34;
    for (std::size_t i = 0; i < file.characters.size(); ++i) {
        file.characters[i] = u32_at(file.main, begin + i * 4);
    }
    // It is reserved now, and stands between the headers and the comments only in name.
    if (file.is_97) {
        file.characters[WordFile::macros] = 0;
    }
}

void add_story(const WordFile& file, WordText& text, TextFlow& flow, WordFile::Story story) {
    text.add(file.begin_of(story), file.end_of(story), flow);
}

// A story each for the kinds of pages of every section, behind six of separators (2.3.5); those of
// later sections often repeat the first ones.
void add_headers(Reading& reading, const WordFile& file, WordText& text) {
    if (file.characters[WordFile::headers] == 0) {
        return;
    }
    const std::uint64_t begin = file.begin_of(WordFile::headers);
    const ByteView ends = file.is_97 ? file.table_part(0xF2) : ByteView{};
    const std::size_t stories = std::min(ends.size() / 4, limits::word_header_stories_max);
    constexpr std::size_t separators = 6;
    if (stories < separators + 2) {
        add_story(file, text, reading.flow, WordFile::headers);
        return;
    }
    std::set<std::string> said;
    std::uint64_t done = 0;
    for (std::size_t i = separators; i + 1 < stories; ++i) {
        const std::uint64_t from = u32_at(ends, i * 4);
        const std::uint64_t to =
            std::min<std::uint64_t>(u32_at(ends, i * 4 + 4), file.characters[WordFile::headers]);
        if (from < done || from >= to || !reading.has_room()) {
            continue;
        }
        done = to;
        Capture capture;
        TextFlow flow(capture);
        text.add(begin + from, begin + to, flow);
        flow.finish();
        if (said.insert(capture.text).second) {
            reading.flow.add_lines(capture.text);
            reading.flow.end_line();
        }
    }
}

bool read_header(Reading& reading, CompoundFile& file, WordFile& word, std::string& table) {
    constexpr std::uint16_t mark_97 = 0xA5EC;
    constexpr std::uint16_t mark_6 = 0xA5DC;
    const std::uint16_t mark = u16_at(word.main, 0);
    const std::uint16_t version = u16_at(word.main, 2);
    if ((mark != mark_97 && mark != mark_6) || word.main.size() < 0x200) {
        reading.complain(mark == 0 || word.main.size() < 0x200 ? "extract.damaged"
                                                               : "extract.unsupported");
        return false;
    }
    const unsigned flags = u16_at(word.main, 10);
    if ((flags & is_encrypted) != 0) {
        reading.complain("extract.encrypted");
        return false;
    }
    constexpr std::uint16_t first_of_97 = 0xBE;
    word.is_97 = version >= first_of_97;
    word.table = word.main;
    if (word.is_97) {
        const std::string_view named = (flags & table_is_1) != 0 ? "1table" : "0table";
        table = file.read(CompoundFile::root, named).value_or("");
        word.table = table;
    }
    read_counts(word);
    return true;
}

}  // namespace

void read_word(Reading& reading, CompoundFile& file, CompoundFile::Place main) {
    const std::string stream = file.read(main);
    std::string table;
    WordFile word;
    word.main = stream;
    if (!read_header(reading, file, word, table)) {
        return;
    }
    const std::vector<WordPiece> pieces = word_pieces(reading, word);
    const WordRuns runs = word_runs(reading, word);
    constexpr unsigned western = 1252;
    WordText text(reading, word, pieces, runs,
                  word.is_97 ? western : code_page_of_language(u16_at(stream, 6)));
    for (const WordFile::Story story : {WordFile::body, WordFile::footnotes, WordFile::endnotes,
                                        WordFile::comments, WordFile::boxes}) {
        add_story(word, text, reading.flow, story);
    }
    add_headers(reading, word, text);
    add_story(word, text, reading.flow, WordFile::header_boxes);
}

}  // namespace kontor::compound
