// SearchHome: an archive whose papers have text and are indexed, and people who ask.
#pragma once

#include "indexer/pipeline/indexing.h"
#include "indexer/search/search.h"
#include "storage/archive/folders.h"
#include "storage/archive/log_walk.h"
#include "tests/support/archive/test_archive.h"

#include <string>
#include <vector>

namespace kontor::test {

class SearchHome {
  public:
    SearchHome() { indexing_.start(); }

    Store& store() { return archive_.store(); }
    const Search& search() const { return search_; }
    Indexing& indexing() { return indexing_; }

    // A paper with this text, read, in `folder`.
    DocumentId add(const std::string& text, FolderId folder = inbox_folder) {
        MemorySource source(text);
        IntakeRequest request;
        request.caller = admin_caller;
        request.source = "upload";
        request.file_name = "paper.txt";
        request.folder = folder;
        request.duplicates = Duplicates::allow;
        const DocumentId id = Intake(store()).take_in(source, request).document;
        read_next(store(), text);
        return id;
    }

    ActorId person(const std::string& name, FolderId folder, const std::string& role) {
        return archive_.person(name, folder, role);
    }
    void grant(ActorId actor, FolderId folder, const std::string& role) {
        archive_.grant(actor, folder, role);
    }
    FolderId folder(const std::string& name, bool is_private = false) {
        return Folders(store()).add(admin_caller, root_folder, name, is_private);
    }

    // Waits until the index has everything.
    void settle() {
        const Sequence last = last_entry(store().snapshot().rows());
        while (indexing_.applied() < last || has_index_jobs()) {
            archive_.clock().advance(Milliseconds(200));
            std::this_thread::yield();
        }
    }

    SearchResult ask(ActorId actor, const std::string& question) {
        return search_.find({.actor = actor, .question = question, .sort = {}, .cursor = {}});
    }
    std::vector<std::uint64_t> found(ActorId actor, const std::string& question) {
        std::vector<std::uint64_t> serials;
        for (const FoundPaper& paper : ask(actor, question).papers) {
            serials.push_back(paper.id.value());
        }
        std::ranges::sort(serials);
        return serials;
    }

  private:
    bool has_index_jobs() {
        const auto counts = JobQueue::counts(store().snapshot().rows());
        const auto pending = counts.find({JobState::pending, "index"});
        return pending != counts.end() && pending->second > 0;
    }

    TestArchive archive_;
    FieldTable fields_;
    Indexing indexing_{archive_.store(), fields_};
    Search search_{archive_.store(), fields_};
};

}  // namespace kontor::test
