// Limits and measures of recognition. Lengths are in pixels at the resolution that is named.
#pragma once

namespace kontor::limits {

// Finer scans are reduced to it, coarser ones enlarged: the models read letters of this size best.
constexpr int ocr_dpi = 300;
constexpr int ocr_dpi_fine = 340;    // from here on a scan is reduced
constexpr int ocr_dpi_coarse = 190;  // below it a scan is enlarged
// Where a page lies is found at this: quick, and letters still have their tails.
constexpr int ocr_position_dpi = 150;
constexpr float ocr_skew_max_degrees = 10;
constexpr float ocr_skew_min_degrees = 0.15F;  // less does not disturb the models
// A page on which nothing is as high as this is blank: a millimetre at ocr_position_dpi.
constexpr int ocr_mark_min_pixels = 6;
// Parts that look like letters and were not read, from which on a page is looked at once more.
constexpr int ocr_left_over_min = 12;
// What is found then counts when it is read this surely: pictures are full of what looks like
// letters.
constexpr int ocr_left_over_confidence_min = 60;
// Words beyond it are those of a page of noise.
constexpr unsigned ocr_words_max = 20'000;

}  // namespace kontor::limits
