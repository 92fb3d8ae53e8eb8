#include "tests/indexer/extract/worker_fixture.h"

#include <sys/mman.h>

namespace kontor::test {

FileHandle document(ByteView bytes) {
    FileHandle file(::memfd_create("document", MFD_CLOEXEC));
    write_all(file.get(), bytes, "write a test document");
    return file;
}

WithWorker::Read WithWorker::read(ByteView bytes, const ReadingLimits& limits) {
    const FileHandle file = document(bytes);
    Read result;
    result.end = pool_.read(file.get(), bytes.size(), result.sink, limits);
    return result;
}

WithWorker::Read WithWorker::read_hostile(const std::string& deed, const ReadingLimits& limits) {
    return read("kontor-hostile-child: " + deed + "\nand then some text\n", limits);
}

void WithWorker::expect_still_reads() {
    const Read result = read("Ein harmloser Brief.\n");
    EXPECT_EQ(result.end.state, TextState::done);
    EXPECT_EQ(result.sink.text(), "Ein harmloser Brief.\n");
}

}  // namespace kontor::test
