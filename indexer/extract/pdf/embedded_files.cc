#include "indexer/extract/pdf/embedded_files.h"

#include "indexer/extract/pdf/limits.h"
#include "indexer/extract/pdf/unicode.h"
#include "storage/base/text.h"

#include <algorithm>
#include <set>

namespace kontor::pdf {

namespace {

class EmbeddedFiles {
  public:
    EmbeddedFiles(PdfFile& file, Parts& parts) : file_(file), parts_(parts) {}

    bool give(const PageList& list) {
        const Object* root = file_.root();
        give_tree(file_.raw(file_.get(root, "Names"), "EmbeddedFiles"), 0);
        give_all(file_.get(root, "AF"));
        for (const Page& page : list.pages) {
            if (!has_room_) {
                break;
            }
            const Object* annotations = file_.get(page.object, "Annots");
            const std::size_t count =
                std::min(file_.array_size(annotations), limits::pdf_annotations_max);
            for (std::size_t i = 0; i < count && has_room_; ++i) {
                const Object* annotation = file_.item(annotations, i);
                if (file_.get_name(annotation, "Subtype") == "FileAttachment") {
                    give_one(file_.get(annotation, "FS"));
                }
            }
        }
        return has_room_;
    }

  private:
    void give_tree(const Object* raw_node, int depth) {
        const Object* node = file_.resolve(raw_node);
        if (!has_room_ || !file_.is_dictionary(node) || depth > limits::pdf_page_tree_depth_max ||
            nodes_.size() >= limits::pdf_embedded_nodes_max || !nodes_.insert(node).second) {
            return;
        }
        const Object* names = file_.get(node, "Names");  // key, value, key, value…
        const std::size_t count = file_.array_size(names);
        for (std::size_t i = 1; i < count && has_room_; i += 2) {
            give_one(file_.item(names, i));
        }
        const Object* kids = file_.get(node, "Kids");
        const std::size_t children = file_.array_size(kids);
        for (std::size_t i = 0; i < children && has_room_; ++i) {
            give_tree(file_.raw_item(kids, i), depth + 1);
        }
    }

    void give_all(const Object* specifications) {
        const std::size_t count = file_.array_size(specifications);
        for (std::size_t i = 0; i < count && has_room_; ++i) {
            give_one(file_.item(specifications, i));
        }
    }

    void give_one(const Object* specification) {
        const Object* files = file_.get(specification, "EF");
        const Object* stream = file_.get(files, "UF");
        stream = file_.is_stream(stream) ? stream : file_.get(files, "F");
        if (!file_.is_stream(stream) || !given_.insert(stream).second) {
            return;
        }
        const std::size_t room = parts_.room_bytes();
        const Bytes bytes = file_.stream(stream, room);
        has_room_ = parts_.add(name_of(specification), bytes);
    }

    std::string name_of(const Object* specification) const {
        Bytes text = file_.string(file_.get(specification, "UF"));
        if (text.empty()) {
            text = file_.string(file_.get(specification, "F"));
        }
        std::string name;
        for (const char32_t c : from_text_string(text)) {
            append_utf8(name, c);
        }
        return name;
    }

    PdfFile& file_;
    Parts& parts_;
    std::set<const Object*> nodes_;
    std::set<const Object*> given_;
    bool has_room_ = true;
};

}  // namespace

bool give_embedded_files(PdfFile& file, const PageList& list, Parts& parts) {
    return EmbeddedFiles(file, parts).give(list);
}

}  // namespace kontor::pdf
