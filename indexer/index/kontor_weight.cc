#include "indexer/index/kontor_weight.h"

#include <cmath>
#include <memory>

namespace kontor {

namespace {

constexpr double saturation = 1.2;        // BM25's k1
constexpr double length_influence = 0.6;  // its b; letters and contracts stand side by side
// Of a usual paper: two pages, each word counted with its stems.
constexpr double usual_length = 1200;
constexpr double step = 1.0 / (1 << 20);

}  // namespace

KontorWeight::KontorWeight() {
    need_stat(WDF);
    need_stat(DOC_LENGTH);
    need_stat(WQF);
}

void KontorWeight::init(double factor) {
    factor_ = factor;
    has_length_ = get_wqf() != frequency_without_length;
}

KontorWeight* KontorWeight::clone() const {
    return std::make_unique<KontorWeight>().release();  // Xapian deletes it
}

double KontorWeight::get_sumpart(Xapian::termcount wdf,
                                 Xapian::termcount length,
                                 Xapian::termcount) const {
    const double count = wdf;
    const double counted = has_length_ ? length : usual_length;
    const double norm = 1 - length_influence + length_influence * counted / usual_length;
    const double weight = factor_ * (saturation + 1) * count / (count + saturation * norm);
    return std::floor(weight / step) * step;
}

double KontorWeight::get_maxpart() const {
    return std::ceil(factor_ * (saturation + 1) / step) * step;
}

double rarity(double share, std::uint64_t papers) {
    const double all = static_cast<double>(papers);
    const double with = share * all;
    return std::log(1 + (all - with + 0.5) / (with + 0.5));
}

}  // namespace kontor
