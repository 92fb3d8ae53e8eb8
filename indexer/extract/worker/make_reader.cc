#include "indexer/extract/worker/document_reader.h"
#include "indexer/extract/worker/page_reader.h"

namespace kontor {

std::unique_ptr<Reader> make_reader(Profile profile) {
    switch (profile) {
        case Profile::text:
            break;
        case Profile::ocr:
            return make_ocr_reader();
        case Profile::render:
            return make_render_reader();
    }
    return std::make_unique<DocumentReader>();
}

}  // namespace kontor
