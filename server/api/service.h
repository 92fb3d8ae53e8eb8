// Service: answers requests: finds the route, who asks and whether he may, calls the handler, and
// makes problems of errors. The one catch of the request path is in the front, which asks
// on_error().
//
// Threads   handle() and on_error() from any thread.
#pragma once

#include "indexer/pipeline/indexing.h"
#include "indexer/pipeline/reading.h"
#include "indexer/pipeline/rendering.h"
#include "indexer/pipeline/searchable_pdfs.h"
#include "indexer/search/search.h"
#include "server/api/route.h"
#include "server/http/front.h"
#include "server/watch/watches.h"
#include "storage/archive/store.h"
#include "storage/base/messages.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace kontor {

struct ServiceOptions {
    std::string version;
    unsigned uploads_per_actor_max = 8;  // at once
    unsigned logins_at_once = 2;         // Argon2id takes 64 MiB each
    unsigned exports_per_actor_max = 2;  // packages given out at once
    // The watched folder that the page's stories name; absent: this is not the demo.
    std::optional<std::string> demo_drop;
    bool stamps = false;  // a time stamping authority is asked
};

class Service {
  public:
    // All of them outlive it.
    Service(Store& store,
            const Search& search,
            const Indexing& indexing,
            Reading& reading,
            Rendering& rendering,
            SearchablePdfs& searchable_pdfs,
            Watches& watches,
            const ServiceOptions& options);
    ~Service();

    HttpResponse handle(HttpRequest& request);
    HttpResponse on_error(const HttpRequest& request, const Error& error) const;
    // New requests but health are answered 503 from now on.
    void stop() { stopping_ = true; }

    Store& store() { return store_; }
    const Search& search() const { return search_; }
    const Indexing& indexing() const { return indexing_; }
    Reading& reading() { return reading_; }
    Rendering& rendering() { return rendering_; }
    SearchablePdfs& searchable_pdfs() { return searchable_pdfs_; }
    Watches& watches() { return watches_; }
    const ServiceOptions& options() const { return options_; }
    const std::vector<Route>& routes() const { return routes_; }
    // Asked by /metrics; set once the front runs.
    void set_front_counts(std::function<FrontCounts()> counts) {
        front_counts_ = std::move(counts);
    }
    FrontCounts front_counts() const { return front_counts_ ? front_counts_() : FrontCounts{}; }

    // What is in hand per actor and key; see uploads.h and idempotency in documents_routes.cc.
    class InHand;
    InHand& in_hand() { return *in_hand_; }

  private:
    const Route& find_route(const HttpRequest& request, std::vector<std::string>& path) const;
    std::optional<Session> authenticate(const HttpRequest& request) const;
    void authorize(const Route& route, Call& call) const;

    Store& store_;
    const Search& search_;
    const Indexing& indexing_;
    Reading& reading_;
    Rendering& rendering_;
    SearchablePdfs& searchable_pdfs_;
    Watches& watches_;
    ServiceOptions options_;
    std::vector<Route> routes_;
    std::unique_ptr<InHand> in_hand_;
    std::function<FrontCounts()> front_counts_;
    std::atomic<bool> stopping_{false};
};

}  // namespace kontor
