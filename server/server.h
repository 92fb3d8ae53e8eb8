// Server: wires one archive to its counters: store, reading room, service, front. Owns them and
// their order of start and stop.
#pragma once

#include "config/config.h"
#include "indexer/extract/pool.h"
#include "indexer/lexicon/german_lexicon.h"
#include "indexer/pipeline/indexing.h"
#include "indexer/pipeline/reading.h"
#include "indexer/pipeline/recognising.h"
#include "indexer/pipeline/rendering.h"
#include "indexer/pipeline/searchable_pdfs.h"
#include "indexer/search/search.h"
#include "server/admin/admin_socket.h"
#include "server/api/service.h"
#include "server/certificate.h"
#include "server/check/scrub.h"
#include "server/http/front.h"
#include "server/outside/couriers.h"
#include "server/purging.h"
#include "server/recovery.h"
#include "server/sealing.h"
#include "server/watch/watches.h"
#include "storage/archive/store.h"
#include "storage/base/clock.h"

#include <memory>
#include <string>

namespace kontor {

class Server {
  public:
    // Opens the archive and writes the start entry, which names the version and the digest of the
    // configuration.
    Server(const Config& config, Clock& clock, const std::string& version);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // When it throws, what had begun ends with the server.
    void start();
    // Refuses new work, finishes what is in hand, writes the stop entry.
    void stop();
    std::string address() const;  // "http://127.0.0.1:8480"
    // Of the certificate that is shown, as browsers write it; nothing over plain HTTP.
    std::optional<std::string> fingerprint() const;
    const Watches& watches() const { return *watches_; }

  private:
    void end_work();  // of all threads; may be called again

    const Config config_;
    Clock& clock_;
    std::unique_ptr<Store> store_;
    const GermanLexicon lexicon_;
    std::unique_ptr<FieldTable> fields_;
    std::unique_ptr<Indexing> indexing_;
    std::unique_ptr<ExtractionPool> pool_;
    std::unique_ptr<Reading> reading_;
    std::unique_ptr<ExtractionPool> ocr_pool_;
    std::unique_ptr<Recognising> recognising_;
    std::unique_ptr<ExtractionPool> render_pool_;
    std::unique_ptr<Rendering> rendering_;
    std::unique_ptr<ExtractionPool> searchable_pool_;
    std::unique_ptr<SearchablePdfs> searchable_pdfs_;
    std::unique_ptr<Search> search_;
    std::optional<TlsOptions> tls_;
    std::unique_ptr<Watches> watches_;
    std::unique_ptr<Service> service_;
    std::unique_ptr<Front> front_;
    std::unique_ptr<AdminSocket> admin_;
    std::unique_ptr<Couriers> couriers_;
    std::unique_ptr<Recovery> recovery_;
    std::unique_ptr<Scrub> scrub_;
    std::unique_ptr<Purging> purging_;
    std::unique_ptr<VolumeSealing> sealing_;
};

}  // namespace kontor
