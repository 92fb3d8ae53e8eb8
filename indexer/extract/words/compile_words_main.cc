// compile_words TABLE LIST…: the words of the lists, a line each, as the filter that known_words.cc
// holds.
#include "indexer/extract/words/word_filter.h"
#include "storage/base/text.h"

#include <fstream>
#include <iostream>

int main(int argc, char** argv) {
    if (argc < 3) {
        std::cerr << "compile_words TABLE LIST…\n";
        return 2;
    }
    kontor::Bytes filter;
    for (int i = 2; i < argc; ++i) {
        std::ifstream list(argv[i]);
        for (std::string line; std::getline(list, line);) {
            if (kontor::is_utf8(line)) {
                kontor::add_word(filter, kontor::fold_for_comparison(line));
            }
        }
    }
    std::ofstream table(argv[1], std::ios::binary);
    table << filter;
    table.close();
    return table.good() ? 0 : 1;
}
