#include "indexer/extract/pdf/layers.h"

#include <algorithm>

namespace kontor::pdf {

Layers::Layers(const PdfFile& file) : file_(file) {
    const Object* defaults = file.get(file.get(file.root(), "OCProperties"), "D");
    base_on_ = file.get_name(defaults, "BaseState") != "OFF";
    const Object* list = file.get(defaults, base_on_ ? "OFF" : "ON");
    const std::size_t count = std::min<std::size_t>(file.array_size(list), 100'000);
    for (std::size_t i = 0; i < count; ++i) {
        other_.insert(file.identity(file.raw_item(list, i)));
    }
    other_.erase(0);
}

bool Layers::is_on(const Object* raw_group) const {
    return other_.contains(file_.identity(raw_group)) ? !base_on_ : base_on_;
}

bool Layers::shows(const Object* raw_group) const {
    const Object* group = file_.resolve(raw_group);
    if (group == nullptr || (other_.empty() && base_on_)) {
        return true;
    }
    if (file_.get_name(group, "Type") != "OCMD") {
        return is_on(raw_group);
    }
    const Object* groups = file_.get(group, "OCGs");
    if (file_.is_dictionary(groups)) {
        return is_on(file_.raw(group, "OCGs"));
    }
    const std::size_t count = file_.array_size(groups);
    std::size_t on = 0;
    for (std::size_t i = 0; i < count; ++i) {
        on += is_on(file_.raw_item(groups, i)) ? 1 : 0;
    }
    const std::string_view policy = file_.get_name(group, "P");
    if (count == 0) {
        return true;
    }
    return policy == "AllOn"    ? on == count
           : policy == "AllOff" ? on == 0
           : policy == "AnyOff" ? on < count
                                : on > 0;
}

}  // namespace kontor::pdf
