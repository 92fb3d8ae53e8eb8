#include "server/server.h"

#include "config/record_seeds.h"
#include "indexer/pipeline/archive_fields.h"
#include "server/administration.h"
#include "server/watched_folders.h"
#include "storage/archive/disposal.h"
#include "storage/archive/record_types.h"
#include "storage/base/error.h"
#include "storage/base/log.h"

namespace kontor {

namespace {

FrontOptions front_options(const Config& config, const std::optional<TlsOptions>& tls) {
    FrontOptions options;
    options.host = config.server.listen.host;
    options.port = config.server.listen.port;
    options.tls = tls;
    options.behind_proxy = config.server.behind_proxy;
    options.workers = config.server.workers;
    options.upload_workers = config.server.upload_workers;
    options.connections_max = config.server.connections_max;
    options.body_max_bytes = config.limits.body_max_mib << 20;
    return options;
}

void take_over_record_types(Store& store) {
    for (const Json& seed : record_type_seeds()) {
        RecordTypes(store).propose(seed);
    }
}

unsigned reading_workers(const Config& config) {
    return config.reading.workers > 0 ? config.reading.workers
                                      : std::max(1U, std::thread::hardware_concurrency());
}

std::unique_ptr<ExtractionPool> pool_of(Profile profile, Clock& clock, unsigned slots) {
    ExtractionOptions options;
    options.program.arguments = {"--profile", std::string(name_of(profile))};
    options.slots = slots;
    return std::make_unique<ExtractionPool>(clock, options);
}

// The folder into which the page's stories copy papers.
std::optional<std::string> demo_drop(const Config& config) {
    if (!config.page.demo) {
        return std::nullopt;
    }
    return config.watches.empty() ? config.archive.data.string() + "-drop"
                                  : config.watches.front().path.string();
}

CourierOptions courier_options(const Config& config) {
    return {.timestamp_url = config.proof.timestamp_url,
            .timestamp_anchors = config.proof.timestamp_ca,
            .timestamp_interval = config.proof.timestamp_interval,
            .publish_folder = config.proof.publish,
            .publish_command = config.proof.publish_command,
            .publish_interval = config.proof.publish_interval};
}

}  // namespace

Server::Server(const Config& config, Clock& clock, const std::string& version)
    : config_(config), clock_(clock), lexicon_(config.search.german_words) {
    set_log_level(config_.log.level);
    StoreOptions options = store_options(config_.archive.key_file, config_.archive.passphrase_file);
    options.reserve_bytes = config_.archive.reserve_mib << 20;
    options.reserve_percent = config_.archive.reserve_percent;
    options.seal_bytes = config_.archive.volume_mib << 20;
    options.opening = Opening::at_once;
    store_ = Store::open(config_.archive.data, clock_, options);
    take_over_record_types(*store_);
    fields_ = std::make_unique<FieldTable>(archive_fields(store_->snapshot().rows()));
    indexing_ = std::make_unique<Indexing>(*store_, *fields_, lexicon_);
    pool_ = pool_of(Profile::text, clock_, reading_workers(config_));
    reading_ = std::make_unique<Reading>(*store_, *pool_, reading_workers(config_));
    ocr_pool_ = pool_of(Profile::ocr, clock_, reading_workers(config_));
    recognising_ = std::make_unique<Recognising>(*store_, *ocr_pool_, reading_workers(config_));
    render_pool_ = pool_of(Profile::render, clock_, reading_workers(config_));
    rendering_ = std::make_unique<Rendering>(*store_, *render_pool_);
    searchable_pool_ = pool_of(Profile::searchable, clock_, 1);
    searchable_pdfs_ = std::make_unique<SearchablePdfs>(*store_, *searchable_pool_);
    search_ = std::make_unique<Search>(*store_, *fields_, lexicon_);
    tls_ = find_certificate(config_.server, store_->folder(), clock_.now());
    watches_ = std::make_unique<Watches>(*store_, watched_folders(config_));
    service_ = std::make_unique<Service>(
        *store_, *search_, *indexing_, *reading_, *rendering_, *searchable_pdfs_, *watches_,
        ServiceOptions{.version = version,
                       .uploads_per_actor_max = config_.limits.uploads_per_actor,
                       .demo_drop = demo_drop(config_),
                       .stamps = courier_options(config_).stamps()});
    const FrontHandlers handlers{[this](HttpRequest& request) { return service_->handle(request); },
                                 [this](const HttpRequest& request, const Error& error) {
                                     return service_->on_error(request, error);
                                 }};
    front_ = std::make_unique<Front>(front_options(config_, tls_), handlers, clock_);
    service_->set_front_counts([this] { return front_->counts(); });
    // Who waits for a paper to be found is asked again after whatever may have changed it.
    store_->on_write([this] { front_->wake(); });
    indexing_->on_commit([this] { front_->wake(); });
    admin_ = std::make_unique<AdminSocket>(
        store_->folder().admin_socket(),
        administration(*store_, {[this](const auto& progress) { indexing_->rebuild(progress); },
                                 [this] { indexing_->renew(); }}));
    couriers_ = std::make_unique<Couriers>(*store_, courier_options(config_));
    recovery_ = std::make_unique<Recovery>(*store_);
    scrub_ = std::make_unique<Scrub>(*store_);
    purging_ = std::make_unique<Purging>(*store_, [this] { indexing_->renew(); });
    sealing_ = std::make_unique<VolumeSealing>(*store_);
    store_->change({system_actor, "server.started", "", ""}, [&](Change& change) {
        change.detail("version", version);
        change.detail("configuration", to_hex(config_.digest));
    });
}

Server::~Server() {
    end_work();
}

void Server::start() {
    People(*store_).remove_expired_sessions();
    try {
        Disposal(*store_).finish_erasing();
    } catch (const Error& error) {
        log(LogLevel::error, "what was destroyed is not all erased yet", {{"error", error.what()}});
    }
    indexing_->start();
    reading_->start();
    recognising_->start();
    admin_->start();
    front_->start();
    watches_->start();
    couriers_->start();
    recovery_->start();
    scrub_->start();
    purging_->start();
    sealing_->start();
}

void Server::stop() {
    end_work();
    if (!store_->trouble()) {
        store_->change({system_actor, "server.stopped", "", ""}, [](Change&) {});
    }
}

// All threads before any part goes: they use parts that were made after theirs.
void Server::end_work() {
    service_->stop();
    watches_->stop();
    front_->stop(std::chrono::duration_cast<Milliseconds>(config_.server.stop_patience));
    store_->jobs().stop();
    couriers_->stop();
    scrub_->stop();
    pool_->stop();
    ocr_pool_->stop();
    render_pool_->stop();
    searchable_pool_->stop();
    reading_->stop();
    recognising_->stop();
    indexing_->stop();
    purging_->stop();
    sealing_->stop();
    admin_->stop();
    recovery_->stop();
}

std::string Server::address() const {
    const std::string& host = config_.server.listen.host;
    return fmt::format("{}://{}:{}", tls_ ? "https" : "http",
                       host.find(':') == std::string::npos ? host : "[" + host + "]",
                       front_->port());
}

std::optional<std::string> Server::fingerprint() const {
    return tls_ ? std::optional(shown_fingerprint(*tls_)) : std::nullopt;
}

}  // namespace kontor
