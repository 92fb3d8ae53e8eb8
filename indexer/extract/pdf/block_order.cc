#include "indexer/extract/pdf/block_order.h"

#include "indexer/extract/pdf/limits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace kontor::pdf {

namespace {

// Relative to the font size: baselines and edges this near are meant to be the same.
constexpr float aligned = 0.5F;
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

struct Area {
    float u0;
    float u1;
    float top;
    float bottom;
};

Area area_of(const Block& block) {
    return {block.u0, block.u1, block.top, block.bottom};
}

bool share_columns(const Area& a, const Area& b) {
    return a.u0 < b.u1 && b.u0 < a.u1;
}

// Blocks that are read in one go: a single one, or the cells of a table, row by row.
struct Region {
    Area area;
    std::vector<std::size_t> blocks;
};

// Finds tables: cells of which four form two rows and two columns belong together, and with them
// all that hang on them in the same way.
class TableFinder {
  public:
    TableFinder(const std::vector<Block>& blocks, ReadingDirection direction)
        : blocks_(blocks),
          direction_(direction),
          table_(blocks.size()),
          by_top_(blocks.size()),
          right_(blocks.size(), none),
          below_(blocks.size(), none) {
        std::iota(table_.begin(), table_.end(), std::size_t{0});
        std::iota(by_top_.begin(), by_top_.end(), std::size_t{0});
        std::stable_sort(by_top_.begin(), by_top_.end(), [&](std::size_t a, std::size_t b) {
            return blocks_[a].top > blocks_[b].top;
        });
    }

    std::vector<Region> run() {
        if (blocks_.size() <= limits::pdf_blocks_tabled_max) {
            find_neighbours();
            find_tables();
        }
        return regions();
    }

  private:
    void find_tables() {
        for (std::size_t a = 0; a < blocks_.size(); ++a) {
            const std::size_t beside = right_[a];
            const std::size_t under = below_[a];
            if (beside != none && under != none && right_[under] != none &&
                below_[beside] == right_[under] && is_row(a, beside) &&
                is_row(under, right_[under]) && is_column(a, under) &&
                is_column(beside, right_[under])) {
                join(a, beside);
                join(a, under);
                join(a, right_[under]);
            }
        }
    }

    float slack(std::size_t a, std::size_t b) const {
        return aligned * std::min(blocks_[a].size, blocks_[b].size);
    }

    void find_neighbours() {
        for (std::size_t a = 0; a < blocks_.size(); ++a) {
            for (const std::size_t b : by_top_) {
                const Block& one = blocks_[a];
                const Block& other = blocks_[b];
                if (a == b) {
                    continue;
                }
                const bool beside =
                    one.top >= other.bottom - slack(a, b) && other.top >= one.bottom - slack(a, b);
                if (beside && other.u0 >= one.u1 &&
                    (right_[a] == none || other.u0 < blocks_[right_[a]].u0)) {
                    right_[a] = b;
                }
                if (!beside && below_[a] == none && other.top < one.bottom &&
                    share_columns(area_of(one), area_of(other))) {
                    below_[a] = b;
                }
            }
        }
    }

    // Tops, middles or feet of cells in a row stand level.
    bool is_row(std::size_t a, std::size_t b) const {
        const Block& one = blocks_[a];
        const Block& other = blocks_[b];
        const float near = slack(a, b);
        return std::fabs(one.top - other.top) <= near ||
               std::fabs(one.bottom - other.bottom) <= near ||
               std::fabs(one.top + one.bottom - other.top - other.bottom) <= 2 * near;
    }

    bool is_column(std::size_t a, std::size_t b) const {
        const Block& one = blocks_[a];
        const Block& other = blocks_[b];
        const float near = slack(a, b);
        return std::fabs(one.u0 - other.u0) <= near || std::fabs(one.u1 - other.u1) <= near ||
               std::fabs(one.u0 + one.u1 - other.u0 - other.u1) <= 2 * near;
    }

    std::size_t table_of(std::size_t block) {
        while (table_[block] != block) {
            table_[block] = table_[table_[block]];
            block = table_[block];
        }
        return block;
    }

    void join(std::size_t a, std::size_t b) {
        const std::size_t one = table_of(a);
        const std::size_t other = table_of(b);
        table_[std::max(one, other)] = std::min(one, other);
    }

    std::vector<Region> regions() {
        std::vector<Region> all;
        std::vector<std::size_t> region_of(blocks_.size(), none);
        for (const std::size_t i : by_top_) {
            std::size_t& region = region_of[table_of(i)];
            const Area area = area_of(blocks_[i]);
            if (region == none) {
                region = all.size();
                all.push_back({area, {}});
            }
            Region& into = all[region];
            into.blocks.push_back(i);
            into.area = {std::min(into.area.u0, area.u0), std::max(into.area.u1, area.u1),
                         std::max(into.area.top, area.top),
                         std::min(into.area.bottom, area.bottom)};
        }
        for (Region& region : all) {
            sort_rows(region.blocks);
        }
        return all;
    }

    // `cells` come by their tops; a row ends above the first cell that begins beneath its shortest.
    void sort_rows(std::vector<std::size_t>& cells) const {
        for (std::size_t begin = 0; begin < cells.size();) {
            float foot = blocks_[cells[begin]].bottom;
            std::size_t end = begin + 1;
            while (end < cells.size() &&
                   blocks_[cells[end]].top >= foot - slack(cells[end], cells[begin])) {
                foot = std::max(foot, blocks_[cells[end++]].bottom);
            }
            std::stable_sort(cells.begin() + static_cast<std::ptrdiff_t>(begin),
                             cells.begin() + static_cast<std::ptrdiff_t>(end),
                             [&](std::size_t a, std::size_t b) {
                                 return direction_ == ReadingDirection::left_to_right
                                            ? blocks_[a].u0 < blocks_[b].u0
                                            : blocks_[a].u0 > blocks_[b].u0;
                             });
            begin = end;
        }
    }

    const std::vector<Block>& blocks_;
    ReadingDirection direction_;
    std::vector<std::size_t> table_;  // each points towards the first block of its table
    std::vector<std::size_t> by_top_;
    std::vector<std::size_t> right_;
    std::vector<std::size_t> below_;
};

// Of regions above each other the upper one comes first; of regions side by side the left one,
// unless a third one across both stands between them.
class RegionOrder {
  public:
    RegionOrder(const std::vector<Region>& regions, ReadingDirection direction)
        : regions_(regions), direction_(direction) {}

    std::vector<std::size_t> run() {
        if (regions_.size() > limits::pdf_blocks_sorted_max) {
            for (const Region& region : regions_) {
                order_.insert(order_.end(), region.blocks.begin(), region.blocks.end());
            }
            return order_;
        }
        visited_.resize(regions_.size());
        for (std::size_t i = 0; i < regions_.size(); ++i) {
            visit(i);
        }
        return order_;
    }

  private:
    bool comes_before(std::size_t i, std::size_t j) const {
        const Area& a = regions_[i].area;
        const Area& b = regions_[j].area;
        if (share_columns(a, b)) {
            return a.top > b.top;
        }
        const bool first =
            direction_ == ReadingDirection::left_to_right ? a.u1 <= b.u0 : a.u0 >= b.u1;
        if (!first) {
            return false;
        }
        const float upper = std::max(a.bottom, b.bottom);
        const float lower = std::min(a.top, b.top);
        if (upper <= lower) {
            return true;  // side by side
        }
        return std::none_of(regions_.begin(), regions_.end(), [&](const Region& region) {
            const Area& c = region.area;
            return c.top < upper && c.bottom > lower && share_columns(a, c) && share_columns(b, c);
        });
    }

    // Depth first: everything that must come before, then the region; a circle is cut where it
    // closes. Recursion is at most as deep as there are regions, and those are few here.
    void visit(std::size_t i) {
        if (visited_[i] != 0) {
            return;
        }
        visited_[i] = 1;
        for (std::size_t j = 0; j < regions_.size(); ++j) {
            if (visited_[j] == 0 && comes_before(j, i)) {
                visit(j);
            }
        }
        order_.insert(order_.end(), regions_[i].blocks.begin(), regions_[i].blocks.end());
    }

    const std::vector<Region>& regions_;
    ReadingDirection direction_;
    std::vector<char> visited_;
    std::vector<std::size_t> order_;
};

}  // namespace

std::vector<std::size_t> reading_order(const std::vector<Block>& blocks,
                                       ReadingDirection direction) {
    const std::vector<Region> regions = TableFinder(blocks, direction).run();
    return RegionOrder(regions, direction).run();
}

}  // namespace kontor::pdf
