#include "indexer/extract/worker/child.h"

#include "indexer/extract/protocol.h"
#include "indexer/extract/worker/hostile_child.h"
#include "storage/base/error.h"

#include <csignal>
#include <new>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kontor {

namespace {

// Set when an allocation failed: a library may have made something else of it.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a new handler has no argument
volatile std::sig_atomic_t memory_ran_out = 0;

void note_and_fail() {
    memory_ran_out = 1;
    throw std::bad_alloc();
}

// Maps the document; nothing when there is less of it than was said.
std::optional<ByteView> map_document(int input, std::uint64_t size_bytes) {
    struct stat facts {};
    if (::fstat(input, &facts) != 0 || static_cast<std::uint64_t>(facts.st_size) < size_bytes) {
        return std::nullopt;
    }
    if (size_bytes == 0) {
        return ByteView{};
    }
    void* const start = ::mmap(nullptr, size_bytes, PROT_READ, MAP_PRIVATE, input, 0);
    if (start == MAP_FAILED) {
        return std::nullopt;
    }
    return ByteView{static_cast<const char*>(start), size_bytes};
}

// Leaves the result's pipe as the only open descriptor; with sanitizers also stderr, for a report.
bool keep_result_only(int result) {
    if (result != child_result_descriptor &&
        ::dup2(result, child_result_descriptor) != child_result_descriptor) {
        return false;
    }
    ::closefrom(child_result_descriptor + 1);
    ::close(STDIN_FILENO);
    ::close(STDOUT_FILENO);
    if (!limits::sanitized_build) {
        ::close(STDERR_FILENO);
    }
    return true;
}

std::string reason_of(const Error& error, const char* otherwise) {
    return error.reasons().empty() ? otherwise : error.reasons().front().code;
}

ReadingEnd read_document(ByteView document,
                         const ReadingOrder& order,
                         const Reader& reader,
                         ResultSink& sink) {
    try {
        if (is_hostile_document(document)) {
            return be_hostile(document, sink);
        }
        return reader.read(document, order, sink);
    } catch (const ResultIsFull&) {
        return {TextState::partial, std::string(reason_too_much_text)};
    } catch (const std::bad_alloc&) {
        ::_exit(child_exit_memory);
    } catch (const Error& error) {
        return {TextState::failed, reason_of(error, "extract.damaged")};
    }
}

}  // namespace

void run_child(const ChildJob& job,
               const Reader& reader,
               const Confinement& confinement,
               pid_t parent) {
    // The parent may be gone already: then nobody would end this child.
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != parent) {
        ::_exit(child_exit_unready);
    }
    ::signal(SIGPIPE, SIG_DFL);  // whoever does not read any more has ended this child
    const std::optional<ByteView> document = map_document(job.input, job.job.size_bytes);
    if (!document || !keep_result_only(job.result) ||
        !confinement.confine_child(job.job.cpu_seconds, job.job.memory_bytes + document->size())) {
        ::_exit(child_exit_unready);
    }
    std::set_new_handler(&note_and_fail);
    try {
        FileSink out(child_result_descriptor, "write a document's text");
        ResultWriter writer(out);
        const ReadingEnd end = read_document(*document, job.job.order, reader, writer);
        if (memory_ran_out != 0 && end.state != TextState::done) {
            ::_exit(child_exit_memory);
        }
        writer.end(end);
    } catch (...) {
        // Foreign libraries' exceptions, or the pipe is gone: nobody here can say more.
        ::_exit(memory_ran_out != 0 ? child_exit_memory : child_exit_confused);
    }
    // No destructors, no atexit: the kernel takes everything back at once.
    ::_exit(0);
}

}  // namespace kontor
