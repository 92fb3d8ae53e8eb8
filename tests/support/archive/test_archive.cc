#include "tests/support/archive/test_archive.h"

#include "storage/archive/check.h"
#include "storage/archive/init.h"

namespace kontor::test {

TestArchive::TestArchive() : clock_(parse_instant("2026-03-02T08:00:00Z")) {
    init_archive({.data = data(), .admin_password = "correct horse"}, clock_);
    store_ = Store::open(data(), clock_, {.reserve_bytes = 0});
}

void TestArchive::reopen() {
    store_.reset();
    store_ = Store::open(data(), clock_, {.reserve_bytes = 0});
}

IntakeResult TestArchive::take_in(ByteView bytes, const std::string& file_name) {
    MemorySource source(bytes);
    IntakeRequest request;
    request.caller = admin_caller;
    request.source = "upload";
    request.file_name = file_name;
    return Intake(*store_).take_in(source, request);
}

std::vector<std::string> TestArchive::check() {
    std::vector<std::string> findings;
    check_archive(*store_, [&](const std::string& line) { findings.push_back(line); });
    return findings;
}

}  // namespace kontor::test
