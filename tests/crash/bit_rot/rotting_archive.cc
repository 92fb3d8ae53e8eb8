#include "tests/crash/bit_rot/rotting_archive.h"

#include "config/record_seeds.h"
#include "storage/archive/checkpoints.h"
#include "storage/archive/documents.h"
#include "storage/archive/folders.h"
#include "storage/archive/record_types.h"
#include "storage/archive/records.h"

#include <array>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kontor::test {

namespace {

namespace fs = std::filesystem;

constexpr unsigned papers = 60;

Bytes some_bytes(std::mt19937& random, std::size_t size) {
    Bytes bytes(size, '\0');
    for (char& byte : bytes) {
        byte = static_cast<char>(random());
    }
    return bytes;
}

std::string whole_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

RottingArchive::RottingArchive(Encryption encryption) : archive_(encryption) {
    fill();
    archive_.close();
    find_files();
}

void RottingArchive::fill() {
    std::mt19937 random(1);
    Store& store = archive_.store();
    for (const Json& seed : record_type_seeds()) {
        RecordTypes(store).propose(seed);
    }
    Documents documents(store);
    const auto revision = [&](DocumentId id) {
        return Documents::get(store.snapshot().rows(), admin, id, Role::read).revision;
    };
    for (unsigned n = 0; n < papers; ++n) {
        // Within a page, of one chunk, and of several.
        const std::size_t size = std::array<std::size_t, 4>{200, 9'000, 70'000, 600'000}.at(n % 4);
        const DocumentId id =
            archive_.take_in(some_bytes(random, size), "Papier " + std::to_string(n) + ".pdf")
                .document;
        documents.patch(admin_caller, id, revision(id), {.title = "Titel " + std::to_string(n)});
        if (n % 3 == 0) {
            Records(store).put(
                admin_caller, id,
                {"finance.invoice",
                 {{"number", "2026-" + std::to_string(n)}, {"gross_total", "119.00"}},
                 FieldSource::person},
                std::nullopt);
        }
        if (n % 5 == 0) {
            const Bytes second = some_bytes(random, 3'000);
            MemorySource source(second);
            IntakeRequest request;
            request.caller = admin_caller;
            request.source = "upload";
            request.file_name = "zweite Fassung.pdf";
            request.continues = id;
            Intake(store).take_in(source, request);
        }
        if (n % 7 == 0) {
            documents.trash(admin_caller, id, "zweimal gescannt");
        }
        if (n % 10 == 0) {
            Checkpoints(store).newest();
        }
    }
    for (std::size_t n = 0; read_next(store, Bytes(5'000 * (n % 4) + 40, 'x')); ++n) {
    }
    EXPECT_EQ(archive_.check(), std::vector<std::string>{});
}

void RottingArchive::find_files() {
    for (const char* folder : {"catalog", "blobs", "keys"}) {
        for (const auto& entry : fs::recursive_directory_iterator(archive_.data() / folder)) {
            if (!entry.is_regular_file()) {
                continue;
            }
            File file{.path = entry.path(), .bytes = whole_file(entry.path())};
            const std::string name = entry.path().filename().string();
            file.lock = name == "lock.mdb" || name.ends_with("-lock");
            file.lmdb = !file.lock && name.ends_with(".mdb");
            if (file.lmdb) {
                file.free = lmdb_free_pages(file.path);
                file.content = lmdb_content(file.path).value();
            }
            files_.emplace(fs::relative(entry.path(), archive_.data()).string(), std::move(file));
        }
    }
}

CheckRun RottingArchive::check() const {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    const std::string data = archive_.data();
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execl(KONTORD, KONTORD, "check", "--data", data.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    CheckRun run;
    std::array<char, 4096> buffer;
    for (ssize_t n = 0; (n = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
        run.said.append(buffer.data(), static_cast<std::size_t>(n));
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return run;
}

void RottingArchive::write(const File& file, const std::string& bytes) const {
    std::ofstream out(file.path, std::ios::binary | std::ios::trunc);
    out << bytes;
}

std::string RottingArchive::read(const File& file) const {
    return whole_file(file.path);
}

}  // namespace kontor::test
