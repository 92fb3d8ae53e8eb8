#include "indexer/extract/pdf/pages.h"

#include "indexer/extract/pdf/limits.h"

#include <algorithm>
#include <set>

namespace kontor::pdf {

namespace {

constexpr Rectangle letter{0, 0, 612, 792};

Rectangle rectangle(const PdfFile& file, const Object* array, const Rectangle& otherwise) {
    if (file.array_size(array) < 4) {
        return otherwise;
    }
    const auto at = [&](std::size_t i) { return file.number(file.item(array, i), 0); };
    const Rectangle box{std::min(at(0), at(2)), std::min(at(1), at(3)), std::max(at(0), at(2)),
                        std::max(at(1), at(3))};
    return box.width() > 0 && box.height() > 0 ? box : otherwise;
}

class TreeWalk {
  public:
    TreeWalk(const PdfFile& file, PageList& list) : file_(file), list_(list) {}

    void walk(const Object* raw_node, Page inherited, int depth) {
        const Object* node = file_.resolve(raw_node);
        if (!file_.is_dictionary(node)) {
            return;
        }
        if (depth > limits::pdf_page_tree_depth_max ||
            list_.pages.size() >= limits::pdf_pages_max ||
            seen_.size() >= limits::pdf_page_nodes_max) {
            list_.cut = true;
            return;
        }
        const Object* kids = file_.get(node, "Kids");
        if (!seen_.insert(node).second) {
            return;
        }
        inherit(node, inherited);
        if (kids == nullptr || file_.get_name(node, "Type") == "Page") {
            inherited.object = node;
            list_.pages.push_back(inherited);
            return;
        }
        const std::size_t count = file_.array_size(kids);
        for (std::size_t i = 0; i < count && !list_.cut; ++i) {
            walk(file_.raw_item(kids, i), inherited, depth + 1);
        }
    }

    void inherit(const Object* node, Page& page) const {
        if (const Object* resources = file_.get(node, "Resources")) {
            page.resources = resources;
        }
        page.media_box = rectangle(file_, file_.get(node, "MediaBox"), page.media_box);
        page.crop_box = rectangle(file_, file_.get(node, "CropBox"), page.crop_box);
        const auto turns = file_.integer(file_.get(node, "Rotate"), page.rotate);
        page.rotate = static_cast<int>(((turns % 360) + 360) % 360 / 90 * 90);
    }

  private:
    const PdfFile& file_;
    PageList& list_;
    std::set<const Object*> seen_;
};

}  // namespace

PageList find_pages(const PdfFile& file) {
    PageList list;
    TreeWalk walk(file, list);
    Page page;
    page.media_box = letter;
    walk.walk(file.raw(file.root(), "Pages"), page, 0);
    const bool is_leaf_only =
        list.pages.size() == 1 && file.get(list.pages[0].object, "Contents") == nullptr;
    if ((list.pages.empty() || is_leaf_only) && file.was_scanned()) {
        PageList loose;
        for (const Object* object : file.all_objects()) {
            if (file.get_name(object, "Type") == "Page" &&
                loose.pages.size() < limits::pdf_pages_max) {
                Page found = page;
                walk.inherit(file.get(object, "Parent"), found);
                walk.inherit(object, found);
                found.object = object;
                loose.pages.push_back(found);
            }
        }
        if (!loose.pages.empty()) {
            return loose;
        }
    }
    return list;
}

Rectangle shown_box(const Page& page) {
    const Rectangle& media = page.media_box;
    const Rectangle& crop = page.crop_box;
    const Rectangle both{std::max(media.left, crop.left), std::max(media.bottom, crop.bottom),
                         std::min(media.right, crop.right), std::min(media.top, crop.top)};
    const bool is_cropped = crop.width() > 0 && both.width() > 0 && both.height() > 0;
    return is_cropped ? both : media;
}

Matrix upright(const Page& page, double& width, double& height) {
    const Rectangle& box = page.media_box;
    width = box.width();
    height = box.height();
    switch (page.rotate) {
        case 90:
            std::swap(width, height);
            return {0, -1, 1, 0, -box.bottom, box.right};
        case 180:
            return {-1, 0, 0, -1, box.right, box.top};
        case 270:
            std::swap(width, height);
            return {0, 1, -1, 0, box.top, -box.left};
        default:
            return {1, 0, 0, 1, -box.left, -box.bottom};
    }
}

}  // namespace kontor::pdf
