#include "tests/server/watch/drop_folder.h"

#include "storage/archive/blob_refs.h"
#include "storage/archive/documents.h"
#include "storage/base/hash.h"
#include "storage/catalog/catalog.h"

#include <fstream>
#include <sstream>

namespace kontor::test {

std::string pdf_of(int pages) {
    std::string text = "%PDF-1.7\n";
    for (int page = 1; page <= pages; ++page) {
        text += "page " + std::to_string(page) + "\n%%EOF\n";
    }
    return text;
}

DropFolder::DropFolder(const std::function<void(WatchOptions&)>& adjust) {
    options_.path = folder_ / "drop";
    options_.done = options_.path / "done";
    options_.failed = options_.path / "failed";
    options_.ripeness = {settle, patience};
    options_.file_max_bytes = 1 << 20;
    if (adjust) {
        adjust(options_);
    }
    std::filesystem::create_directories(options_.path);
    watch_ = std::make_unique<Watch>(archive_.store(), options_);
}

void DropFolder::put(const std::string& name, const std::string& content) const {
    std::ofstream(options_.path / name, std::ios::binary) << content;
}

void DropFolder::append(const std::string& name, const std::string& content) const {
    std::ofstream(options_.path / name, std::ios::binary | std::ios::app) << content;
}

bool DropFolder::has(const std::string& name) const {
    return std::filesystem::exists(std::filesystem::symlink_status(options_.path / name));
}

std::vector<std::string> DropFolder::names(const std::string& folder) const {
    std::set<std::string> names;
    const std::filesystem::path path = folder.empty() ? options_.path : options_.path / folder;
    if (std::filesystem::exists(path)) {
        for (const auto& entry : std::filesystem::directory_iterator(path)) {
            names.insert(entry.path().filename().native());
        }
    }
    return {names.begin(), names.end()};
}

std::string DropFolder::content(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(options_.path / name, std::ios::binary).rdbuf();
    return text.str();
}

void DropFolder::pass(std::chrono::seconds time) {
    watch_->step();
    for (auto half = time * 2; half.count() > 0; half -= std::chrono::seconds(1)) {
        archive_.clock().advance(Milliseconds(500));
        watch_->step();
    }
}

void DropFolder::restart() {
    watch_.reset();
    archive_.reopen();
    watch_ = std::make_unique<Watch>(archive_.store(), options_);
}

std::size_t DropFolder::documents() {
    return catalog::last_document(archive_.store().snapshot().rows()).value();
}

std::uint32_t DropFolder::versions(DocumentId id) {
    return catalog::get_document(archive_.store().snapshot().rows(), id).version;
}

std::string DropFolder::newest(DocumentId id) {
    const Snapshot now = archive_.store().snapshot();
    const DocumentView view = Documents::get(now.rows(), admin, id, Role::read);
    const BlobRow blob = catalog::find_blob(now.rows(), view.newest().digest).value();
    std::string bytes(blob.size, '\0');
    const auto source = archive_.store().blobs().open(blob_of(blob), {0, blob.size});
    read_fully(*source, bytes.data(), bytes.size());
    return bytes;
}

bool DropFolder::keeps(const std::string& content) {
    return !catalog::versions_of_digest(archive_.store().snapshot().rows(), sha256(content))
                .empty();
}

ledger::Counts DropFolder::counts() {
    return ledger::count(archive_.store().snapshot().rows(), "", options_.source());
}

IntakeRow DropFolder::end_of(std::uint64_t number) {
    return ledger::find(archive_.store().snapshot().rows(), IntakeNumber(number)).value();
}

std::string DropFolder::waits_for(std::uint64_t number) {
    return ledger::find_offer(archive_.store().snapshot().rows(), IntakeNumber(number))
        .value()
        .waiting_for;
}

}  // namespace kontor::test
