// Limits of pictures: caps that hold whatever a file claims, with their reasons.
#pragma once

#include <cstdint>

namespace kontor::limits {

// of a file that is decoded; an A3 page at 600 dpi has 70 million
constexpr std::uint64_t image_pixels_max = 160'000'000;
// the same in memory: one byte for grey, four for colour, an eighth for black and white
constexpr std::uint64_t image_bytes_max = 320ULL << 20;
constexpr std::uint32_t image_side_max = 60'000;
// of a picture that is worked on further, with several copies at once; an A3 page at 400 dpi has 31
// million
constexpr std::uint64_t image_worked_pixels_max = 36'000'000;
constexpr std::uint32_t image_pages_max = 20'000;  // of one TIFF file
// A page of a PDF is drawn at this, for recognition: what the models were trained on, and finer
// scans only take longer.
constexpr double page_dpi = 300;
constexpr double page_dpi_min = 20;                       // of a plan of ten metres
constexpr std::uint32_t render_pixels_max = 4'000;        // longer side that may be asked for
constexpr std::uint32_t render_pixels_otherwise = 1'600;  // when nothing is asked for

}  // namespace kontor::limits
