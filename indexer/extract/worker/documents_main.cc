// kontor-extract: reads documents in confined children, for the pool that started it.
#include "indexer/extract/worker/document_reader.h"
#include "indexer/extract/worker/program.h"

namespace kontor {

std::unique_ptr<Reader> make_reader(Profile /*profile*/) {
    return std::make_unique<DocumentReader>();
}

}  // namespace kontor

int main(int argc, char** argv) {
    return kontor::become_pages_program(argc, argv) ? 1 : kontor::run_worker_program(argc, argv);
}
