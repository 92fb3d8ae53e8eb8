// measure_xapian index DATABASE FILE: a plain loop of one thread over the papers of FILE (the lines
// that fill_archive takes): TermGenerator with German stems and positions, date and amount as
// values, one commit at the end beside those that Xapian does by itself. Prints seconds.
// measure_xapian search DATABASE FILE: asks the questions of FILE, counts exactly and fetches the
// first hits; prints milliseconds and total of each. A question is a line of words in the syntax of
// Xapian's own parser, slot (-1: no range), lowest and highest value, slot to sort by (-1: by
// rank), with a tab between them.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <xapian.h>

namespace {

constexpr Xapian::valueno slot_date = 0;
constexpr Xapian::valueno slot_amount = 1;
constexpr Xapian::doccount hits_shown = 20;

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

template <std::size_t n>
std::array<std::string, n> parts_of(const std::string& line) {
    std::array<std::string, n> parts;
    std::size_t begin = 0;
    for (std::string& part : parts) {
        const std::size_t end = std::min(line.find('\t', begin), line.size());
        part = line.substr(begin, end - begin);
        begin = std::min(end + 1, line.size());
    }
    return parts;
}

std::ifstream opened(const char* path) {
    std::ifstream file(path);
    if (!file) {
        throw std::runtime_error(std::string(path) + " cannot be read");
    }
    return file;
}

void index_papers(const char* database, const char* path) {
    std::ifstream file = opened(path);
    const auto begin = std::chrono::steady_clock::now();
    Xapian::WritableDatabase out(database, Xapian::DB_CREATE_OR_OVERWRITE);
    Xapian::TermGenerator words;
    words.set_stemmer(Xapian::Stem("german"));
    for (std::string line; std::getline(file, line);) {
        auto [folder, type, date, amount, partner, tag, text] = parts_of<7>(line);
        std::ranges::replace(text, '\v', '\n');
        std::erase(date, '-');
        Xapian::Document paper;
        words.set_document(paper);
        words.index_text(text);
        paper.add_boolean_term("D" + folder);
        paper.add_value(slot_date, Xapian::sortable_serialise(std::stod(date)));
        if (type == "finance.invoice") {
            paper.add_value(slot_amount, Xapian::sortable_serialise(std::stod(amount)));
        }
        paper.set_data(text.substr(0, 200));
        out.add_document(paper);
    }
    out.commit();
    std::printf("seconds %.3f\n", seconds_since(begin));
}

Xapian::Query parsed(Xapian::QueryParser& parser, const std::array<std::string, 5>& question) {
    const auto& [words, slot, lowest, highest, sort] = question;
    constexpr unsigned flags = Xapian::QueryParser::FLAG_PHRASE |
                               Xapian::QueryParser::FLAG_BOOLEAN |
                               Xapian::QueryParser::FLAG_WILDCARD;
    const Xapian::Query query = parser.parse_query(words, flags);
    if (slot == "-1") {
        return query;
    }
    return {
        Xapian::Query::OP_FILTER, query,
        Xapian::Query(Xapian::Query::OP_VALUE_RANGE, static_cast<Xapian::valueno>(std::stoul(slot)),
                      Xapian::sortable_serialise(std::stod(lowest)),
                      Xapian::sortable_serialise(std::stod(highest)))};
}

Xapian::doccount ask(const Xapian::Database& papers, const std::string& line) {
    const auto question = parts_of<5>(line);
    Xapian::QueryParser parser;
    parser.set_database(papers);
    parser.set_stemmer(Xapian::Stem("german"));
    parser.set_default_op(Xapian::Query::OP_AND);
    Xapian::Enquire enquire(papers);
    enquire.set_query(parsed(parser, question));
    if (question[4] != "-1") {
        enquire.set_sort_by_value(static_cast<Xapian::valueno>(std::stoul(question[4])), true);
    }
    const Xapian::MSet found = enquire.get_mset(0, hits_shown, papers.get_doccount());
    std::size_t bytes = 0;
    for (auto hit = found.begin(); hit != found.end(); ++hit) {
        bytes += hit.get_document().get_data().size();
    }
    // Used, so that the data is fetched.
    return bytes == SIZE_MAX ? 0 : found.get_matches_estimated();
}

void search_papers(const char* database, const char* path) {
    std::ifstream file = opened(path);
    const Xapian::Database papers(database);
    for (std::string line; std::getline(file, line);) {
        const auto begin = std::chrono::steady_clock::now();
        const Xapian::doccount total = ask(papers, line);
        std::printf("%.4f %u\n", seconds_since(begin) * 1000, total);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view verb = argc == 4 ? argv[1] : "";
    try {
        if (verb == "index") {
            index_papers(argv[2], argv[3]);
        } else if (verb == "search") {
            search_papers(argv[2], argv[3]);
        } else {
            throw std::runtime_error("index|search DATABASE FILE");
        }
    } catch (const Xapian::Error& error) {
        std::fprintf(stderr, "measure_xapian: %s\n", error.get_description().c_str());
        return 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "measure_xapian: %s\n", error.what());
        return 1;
    }
    return 0;
}
