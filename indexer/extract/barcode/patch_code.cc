#include "indexer/extract/barcode/patch_code.h"

#include "storage/base/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <leptonica/allheaders.h>

namespace kontor {

namespace {

// Looked at in this resolution: a narrow bar has eight pixels.
constexpr double looked_at_dpi = 100;
constexpr double a4_longer_side_inches = 11.7;
constexpr int step = 4;  // pixels from one line across the bars to the next

// What one line crosses: runs of dark and light pixels by turns, the first one light.
std::vector<int> runs_of(const std::uint8_t* pixels, std::size_t count, std::size_t stride) {
    std::vector<int> runs;
    bool is_dark = false;
    int length = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const bool dark = pixels[i * stride] != 0;
        if (dark != is_dark) {
            runs.push_back(length);
            length = 0;
            is_dark = dark;
        }
        ++length;
    }
    runs.push_back(length);
    return runs;
}

struct Crossing {
    double start = 0;
    double unit = 0;  // width of a narrow bar
};

// Whether the seven runs from `first` are bar, space … bar of the pattern, in this direction.
bool is_pattern(const std::vector<int>& runs, std::size_t first, bool reversed, double& unit) {
    static constexpr std::array<double, 7> units{1, 1, 2.5, 1, 1, 1, 2.5};
    constexpr double units_in_all = 10;
    constexpr double unit_min = 4;  // half the size: a sheet that was copied smaller
    constexpr double unit_max = 16;
    int total = 0;
    for (std::size_t i = 0; i < units.size(); ++i) {
        total += runs[first + i];
    }
    unit = total / units_in_all;
    if (unit < unit_min || unit > unit_max) {
        return false;
    }
    for (std::size_t i = 0; i < units.size(); ++i) {
        const double wanted = units[reversed ? units.size() - 1 - i : i];
        // Ink spreads, or a copy fades: bars and spaces change against each other.
        if (std::fabs(runs[first + i] / unit - wanted) > 0.6) {
            return false;
        }
    }
    return true;
}

std::vector<Crossing> crossings_of(const std::vector<int>& runs) {
    std::vector<Crossing> crossings;
    int start = 0;
    for (std::size_t i = 0; i + 7 < runs.size(); ++i) {
        start += runs[i];
        const bool is_light = i % 2 == 0;
        double unit = 0;
        if (!is_light ||
            (!is_pattern(runs, i + 1, false, unit) && !is_pattern(runs, i + 1, true, unit))) {
            continue;
        }
        // Paper on both sides: bars of a longer code have none.
        const bool ends_page = i + 8 >= runs.size();
        if (runs[i] >= 1.5 * unit && (ends_page || runs[i + 8] >= 1.5 * unit)) {
            crossings.push_back({static_cast<double>(start), unit});
        }
    }
    return crossings;
}

// Bars that go on from line to line, a little to one side when they are askew.
struct Trail {
    Crossing last;
    int last_line = 0;
    int lines = 1;
};

class Trails {
  public:
    // True when some bars have become long enough.
    bool add(int line, const Crossing& crossing) {
        constexpr int lines_left_out_max = 3;
        constexpr double slope_max = 0.21;  // twelve degrees
        for (Trail& trail : trails_) {
            const int gap = line - trail.last_line;
            const double way = std::fabs(crossing.start - trail.last.start);
            if (gap < 1 || gap > lines_left_out_max || way > gap * step * slope_max + 1.5 ||
                std::fabs(crossing.unit - trail.last.unit) > 0.15 * trail.last.unit) {
                continue;
            }
            trail = {crossing, line, trail.lines + 1};
            constexpr double length_units = 6;
            return trail.lines * step >= length_units * crossing.unit;
        }
        std::erase_if(trails_, [&](const Trail& trail) {
            return line - trail.last_line > lines_left_out_max;
        });
        trails_.push_back({crossing, line, 1});
        return false;
    }

  private:
    std::vector<Trail> trails_;
};

struct Raster {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<std::uint8_t> dark;  // 1 where it is, row by row
};

bool has_bars(const Raster& raster, bool across_columns) {
    const std::size_t lines = across_columns ? raster.width : raster.height;
    const std::size_t count = across_columns ? raster.height : raster.width;
    const std::size_t stride = across_columns ? raster.width : 1;
    const std::size_t line_stride = across_columns ? 1 : raster.width;
    Trails trails;
    for (std::size_t line = 0; line * step < lines; ++line) {
        const std::uint8_t* const first = raster.dark.data() + line * step * line_stride;
        for (const Crossing& crossing : crossings_of(runs_of(first, count, stride))) {
            if (trails.add(static_cast<int>(line), crossing)) {
                return true;
            }
        }
    }
    return false;
}

// Halfway between paper and ink.
int threshold_of(Pix* grey) {
    const std::unique_ptr<NUMA, void (*)(NUMA*)> histogram(
        pixGetGrayHistogram(grey, 1), [](NUMA* numbers) { numaDestroy(&numbers); });
    float paper = 255;
    float ink = 0;
    if (!histogram || numaHistogramGetValFromRank(histogram.get(), 0.5F, &paper) != 0 ||
        numaHistogramGetValFromRank(histogram.get(), 0.002F, &ink) != 0) {
        return 128;
    }
    return static_cast<int>((paper + ink) / 2);
}

Raster raster_of(const PageImage& page) {
    const double dpi =
        page.dpi > 0 ? page.dpi : std::max(page.width(), page.height()) / a4_longer_side_inches;
    const auto factor = static_cast<float>(std::clamp(looked_at_dpi / dpi, 0.02, 1.0));
    PixPtr grey(pixConvertTo8(page.pixels.get(), /*cmapflag=*/0));
    if (grey && factor < 1) {
        grey.reset(pixScaleAreaMap(grey.get(), factor, factor));
    }
    if (!grey) {
        throw Error(ErrorCode::corrupt, "look for a patch code", Reason{"extract.damaged", {}, ""});
    }
    const auto threshold = static_cast<l_uint32>(threshold_of(grey.get()));
    Raster raster{static_cast<std::size_t>(pixGetWidth(grey.get())),
                  static_cast<std::size_t>(pixGetHeight(grey.get())),
                  {}};
    raster.dark.reserve(raster.width * raster.height);
    for (std::size_t y = 0; y < raster.height; ++y) {
        l_uint32* const line =
            pixGetData(grey.get()) + y * static_cast<std::size_t>(pixGetWpl(grey.get()));
        for (std::size_t x = 0; x < raster.width; ++x) {
            raster.dark.push_back(GET_DATA_BYTE(line, x) < threshold ? 1 : 0);
        }
    }
    return raster;
}

}  // namespace

bool has_patch_t(const PageImage& page) {
    const Raster raster = raster_of(page);
    return has_bars(raster, /*across_columns=*/true) || has_bars(raster, /*across_columns=*/false);
}

}  // namespace kontor
