// Recogniser: reads the words on the picture of a page, German and English.
//
// Promises  After construction every model is loaded: recognise() opens nothing. Words come in
//           reading order, with their place on the page as it is shown upright and level.
// Threads   One object, one thread; and tesseract starts none where OMP_THREAD_LIMIT is 1.
// Errors    io when the models cannot be loaded; corrupt (extract.damaged) for a picture with which
//           nothing can be done.
#pragma once

#include "indexer/extract/image/page_image.h"
#include "indexer/extract/result.h"

#include <memory>
#include <string>
#include <vector>

namespace kontor {

struct RecognisedPage {
    struct Word {
        std::string text;
        RecognisedWord place;  // without its text
    };
    bool is_blank = false;
    int turned_degrees = 0;   // clockwise, to make it upright: 0, 90, 180 or 270
    float skew_degrees = 0;   // clockwise, to make its lines level then
    std::string text;         // lines ended by '\n'
    std::vector<Word> words;  // in the order of the text
};

class Recogniser {
  public:
    Recogniser();
    ~Recogniser();
    Recogniser(const Recogniser&) = delete;
    Recogniser& operator=(const Recogniser&) = delete;

    // Builds what is built at the first use, before a child is forked.
    void warm_up() const;

    RecognisedPage recognise(const PageImage& page) const;

  private:
    struct Models;
    std::unique_ptr<Models> models_;
};

}  // namespace kontor
