// PageImage: the pixels of one page, in leptonica's form.
//
// Threads   One object, one thread.
#pragma once

#include <memory>

struct Pix;

namespace kontor {

struct PixDeleter {
    void operator()(Pix* pix) const;
};
using PixPtr = std::unique_ptr<Pix, PixDeleter>;

struct PageImage {
    PixPtr pixels;  // 1 bit, 8 bits grey or 32 bits colour each; never null, never transparent
    // As the file or the drawing says; 0: the file does not say, or says nonsense.
    int dpi = 0;

    int width() const;
    int height() const;
};

// What a file says of its resolution, or 0: often it is left over from somewhere else.
int believable_dpi(int said);

// The same with at most `pixels` in all, and with at most `side` on its longer side.
PageImage reduced_to(PageImage image, unsigned long long pixels);
PageImage fitted_to(PageImage image, unsigned side);

// Turned by quarters clockwise, and by degrees clockwise, with white coming in.
PageImage turned(const PageImage& page, int quarters);
PageImage levelled(PageImage page, float degrees);

// Leptonica says nothing any more on stderr. Once, at a program's start.
void quieten_images();

}  // namespace kontor
