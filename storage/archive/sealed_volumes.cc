#include "storage/archive/sealed_volumes.h"

#include "storage/archive/purge.h"
#include "storage/base/error.h"
#include "storage/base/files.h"
#include "storage/base/hash.h"
#include "storage/catalog/catalog.h"

#include <algorithm>

#include <fcntl.h>
#include <fmt/format.h>

namespace kontor {

namespace {

constexpr std::size_t read_bytes = 1U << 20;

bool never() {
    return false;
}

std::string setting_of(std::uint32_t volume) {
    return fmt::format("volume.{}", volume);
}

Reason reason(const char* code, std::uint32_t volume) {
    return {code, {{"number", std::to_string(volume)}}, ""};
}

struct Entered {
    std::string sha256;
    std::uint64_t bytes = 0;
    std::string place;  // of its file, when that is not in blobs/

    Json to_json() const { return {{"sha256", sha256}, {"bytes", bytes}, {"place", place}}; }
};

std::optional<Entered> entered(const Transaction& rows, std::uint32_t volume) {
    const auto setting = catalog::find_setting(rows, setting_of(volume));
    if (!setting || setting->empty()) {
        return std::nullopt;
    }
    return Entered{setting->at("sha256").get<std::string>(),
                   setting->at("bytes").get<std::uint64_t>(),
                   setting->at("place").get<std::string>()};
}

Entered digest_of(const std::filesystem::path& file, const std::function<bool()>& is_over) {
    const FileHandle handle = open_file(file, O_RDONLY);
    FileSource source(handle.get(), file.string());
    Hasher sha256(HashKind::sha256);
    Bytes buffer(read_bytes, '\0');
    Entered digest;
    while (const std::size_t count = source.read(buffer.data(), buffer.size())) {
        sha256.update(ByteView(buffer).substr(0, count));
        digest.bytes += count;
        if (is_over()) {
            throw Error(ErrorCode::busy, "read " + file.string() + ": the server stops");
        }
    }
    digest.sha256 = to_hex(sha256.finish());
    return digest;
}

VolumeStore::Place place_of(const Store& store, std::uint32_t number) {
    require_volume_present(store.folder().blobs(), number);
    const auto places = store.blobs().places();
    const auto found =
        std::ranges::find_if(places, [&](const auto& place) { return place.number == number; });
    if (found == places.end()) {
        throw Error(ErrorCode::not_found, fmt::format("find volume {}", number),
                    reason("volume.not_found", number));
    }
    return *found;
}

void judge(std::uint32_t volume, const Entered& entered, const std::filesystem::path& file) {
    if (digest_of(file, never).sha256 != entered.sha256) {
        throw Error(ErrorCode::corrupt, fmt::format("verify volume {}", volume),
                    Reason{"volume.changed",
                           {{"number", std::to_string(volume)}, {"path", file.string()}},
                           ""});
    }
}

Entered get_entered(const Store& store, std::uint32_t volume) {
    const auto known = entered(store.snapshot().rows(), volume);
    if (!known) {
        throw Error(ErrorCode::conflict, fmt::format("use volume {} as a sealed one", volume),
                    reason("volume.not_sealed", volume));
    }
    return *known;
}

}  // namespace

std::vector<SealedVolumes::Listed> SealedVolumes::list() const {
    const Snapshot now = store_.snapshot();
    std::vector<Listed> all;
    for (auto& place : store_.blobs().places()) {
        const auto known = entered(now.rows(), place.number);
        all.push_back({std::move(place), known ? known->sha256 : ""});
    }
    return all;
}

void SealedVolumes::settle(const std::function<bool()>& is_over) {
    store_.blobs().open_when_present();
    if (store_.blobs().facts().to_seal > 0) {
        const MutexLock turn(store_.purging());
        store_.sweep_papers();
    }
    for (const auto& [place, sha256] : list()) {
        if (place.sealed && place.present && sha256.empty()) {
            const MutexLock turn(store_.purging());
            enter(place.number, is_over);
        }
        enter_place(Caller{system_actor, ""}, place.number);
    }
}

// Also after a stop between a move and its entry, and when somebody else moved the file.
void SealedVolumes::enter_place(const Caller& caller, std::uint32_t volume) {
    const auto places = store_.blobs().places();
    const auto found = std::ranges::find(places, volume, &VolumeStore::Place::number);
    auto known = entered(store_.snapshot().rows(), volume);
    const bool is_home = found->file.parent_path() == full_path(store_.folder().blobs());
    const std::string place = is_home ? "" : found->file.string();
    if (!known || known->place == place) {
        return;
    }
    known->place = place;
    store_.change({caller.actor, "volume.moved", caller.request, ""}, [&](Change& change) {
        catalog::put_setting(change.write(), setting_of(volume), known->to_json());
        change.about(fmt::format("volume:{}", volume));
        change.detail("sha256", known->sha256);
    });
}

void SealedVolumes::enter(std::uint32_t volume, const std::function<bool()>& is_over) {
    const auto place = place_of(store_, volume);
    if (!place.sealed) {
        return;  // it is written again
    }
    const Entered digest = digest_of(place.file, is_over);
    store_.change({system_actor, "volume.sealed", "", ""}, [&](Change& change) {
        catalog::put_setting(change.write(), setting_of(volume), digest.to_json());
        change.about(fmt::format("volume:{}", volume));
        change.detail("sha256", digest.sha256);
        change.detail("bytes", std::to_string(digest.bytes));
    });
}

void SealedVolumes::verify(std::uint32_t volume) const {
    const auto place = place_of(store_, volume);
    judge(volume, get_entered(store_, volume), place.file);
}

void SealedVolumes::move(const Caller& caller,
                         std::uint32_t volume,
                         const std::filesystem::path& folder) {
    const MutexLock turn(store_.purging());
    place_of(store_, volume);
    const Entered known = get_entered(store_, volume);
    if (store_.keys() == nullptr && Purge::is_unpurged(store_.snapshot().rows(), volume)) {
        throw Error(ErrorCode::conflict, fmt::format("move volume {} before a purge", volume),
                    reason("volume.unpurged", volume));
    }
    store_.blobs().move(volume, folder,
                        [&](const std::filesystem::path& copy) { judge(volume, known, copy); });
    enter_place(caller, volume);
}

void SealedVolumes::rewrite(const Caller& caller, std::uint32_t volume) {
    const MutexLock turn(store_.purging());
    write_anew(volume);
    store_.change({caller.actor, "volume.rewritten", caller.request, ""},
                  [&](Change& change) { change.about(fmt::format("volume:{}", volume)); });
}

void SealedVolumes::write_anew(std::uint32_t volume) {
    require_at_home(store_, volume);
    store_.require_spool_room(place_of(store_, volume).bytes);
    forget(volume);
    store_.rewrite_papers(volume);
    enter(volume, never);
}

void SealedVolumes::require_at_home(const Store& store, std::uint32_t volume) {
    const auto place = place_of(store, volume);
    if (place.file.parent_path() != full_path(store.folder().blobs())) {
        throw Error(ErrorCode::conflict, fmt::format("change volume {}, which was moved", volume),
                    reason("volume.elsewhere", volume));
    }
}

void SealedVolumes::forget(std::uint32_t volume) {
    if (!entered(store_.snapshot().rows(), volume)) {
        return;
    }
    store_.change({system_actor, "volume.unsealed", "", ""}, [&](Change& change) {
        catalog::put_setting(change.write(), setting_of(volume), Json::object());
        change.about(fmt::format("volume:{}", volume));
    });
}

void SealedVolumes::forget_all(Change& change) {
    for (std::uint32_t volume = 1; catalog::find_setting(change.rows(), setting_of(volume));
         ++volume) {
        catalog::put_setting(change.write(), setting_of(volume), Json::object());
    }
}

}  // namespace kontor
