// kontor-extract-pages: serves pages in confined children: recognises or draws them, or makes a PDF
// of them in which their words are found. kontor-extract becomes this program when it is started
// for one of these profiles.
#include "indexer/extract/worker/pages/page_reader.h"
#include "indexer/extract/worker/program.h"

namespace kontor {

std::unique_ptr<Reader> make_reader(Profile profile) {
    return profile == Profile::ocr          ? make_ocr_reader()
           : profile == Profile::searchable ? make_searchable_reader()
                                            : make_render_reader();
}

}  // namespace kontor

int main(int argc, char** argv) {
    return kontor::run_worker_program(argc, argv);
}
