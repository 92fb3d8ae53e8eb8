#include "storage/jobs/job_row.h"

#include "storage/base/error.h"

#include <fmt/format.h>

namespace kontor {

namespace {

constexpr std::uint8_t waiting_part = 0;
constexpr std::uint8_t failed_part = 1;
constexpr std::string_view pending_counts = "jobs.pending.";
constexpr std::string_view failed_counts = "jobs.failed.";
constexpr std::string_view last_number = "jobs.last";

std::int64_t milliseconds_of(Instant instant) {
    return instant.time_since_epoch().count();
}
Instant instant_of(std::int64_t milliseconds) {
    return Instant(Milliseconds(milliseconds));
}

Json reason_to_json(const Reason& reason) {
    return {{"code", reason.code}, {"params", reason.params}, {"pointer", reason.pointer}};
}
Reason reason_from_json(const Json& json) {
    return {json.at("code").get<std::string>(),
            json.at("params").get<std::map<std::string, std::string>>(),
            json.at("pointer").get<std::string>()};
}

JobPriority priority_of(int stored) {
    if (stored < 0 || stored > static_cast<int>(JobPriority::waited_for)) {
        throw Error(ErrorCode::corrupt, fmt::format("read a job of priority {}", stored));
    }
    return static_cast<JobPriority>(stored);
}

Key subject_key(std::string_view kind, std::string_view subject) {
    return Key().text(kind).text(subject);
}

std::uint8_t rank_of(const JobRow& row) {
    const int priority = static_cast<int>(JobPriority::waited_for) - static_cast<int>(row.priority);
    return static_cast<std::uint8_t>(2 * priority + (row.due ? 1 : 0));
}

Key place_of(JobId id, const JobRow& row) {
    if (row.state == JobState::failed) {
        return failed_key(id);
    }
    const std::uint64_t order =
        row.due ? static_cast<std::uint64_t>(milliseconds_of(*row.due)) : ~id.value();
    return waiting_prefix(row.kind, rank_of(row)).u64(order).u64(id.value());
}

std::uint64_t number_at(const Transaction& rows, ByteView key) {
    auto value = rows.get(tables::positions, key);
    return value ? take_u64(*value) : 0;
}

void count(WriteTransaction& rows, const JobRow& row, std::int64_t change) {
    const std::string_view start = row.state == JobState::failed ? failed_counts : pending_counts;
    const Key key = Key().text(fmt::format("{}{}", start, row.kind));
    const std::uint64_t number = number_at(rows, key) + static_cast<std::uint64_t>(change);
    if (number == 0) {
        rows.erase(tables::positions, key);
    } else {
        rows.put(tables::positions, key, Key().u64(number));
    }
}

}  // namespace

Bytes JobRow::to_json() const {
    Json json{{"kind", kind},
              {"subject", subject},
              {"payload", payload},
              {"priority", static_cast<int>(priority)},
              {"state", state == JobState::failed ? "failed" : "pending"},
              {"generation", generation},
              {"attempts", attempts},
              {"created", milliseconds_of(created)}};
    if (due) {
        json["due"] = milliseconds_of(*due);
    }
    if (last_attempt) {
        json["last_attempt"] = milliseconds_of(*last_attempt);
    }
    if (reason) {
        json["reason"] = reason_to_json(*reason);
    }
    // A reason may carry foreign bytes, and a failure must always find its way into the list.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

JobRow JobRow::from_json(JobId id, ByteView text) {
    try {
        const Json json = Json::parse(text);
        JobRow row;
        row.kind = json.at("kind").get<std::string>();
        row.subject = json.at("subject").get<std::string>();
        row.payload = json.at("payload");
        row.priority = priority_of(json.at("priority").get<int>());
        row.state = json.at("state") == "failed" ? JobState::failed : JobState::pending;
        row.generation = json.at("generation").get<std::uint64_t>();
        row.attempts = json.at("attempts").get<int>();
        row.created = instant_of(json.at("created").get<std::int64_t>());
        if (json.contains("due")) {
            row.due = instant_of(json.at("due").get<std::int64_t>());
        }
        if (json.contains("last_attempt")) {
            row.last_attempt = instant_of(json.at("last_attempt").get<std::int64_t>());
        }
        if (json.contains("reason")) {
            row.reason = reason_from_json(json.at("reason"));
        }
        return row;
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::corrupt, fmt::format("read job {}: {}", id.str(), error.what()));
    }
}

JobView JobRow::view(JobId id) const {
    return {id,       kind,    subject, payload,      priority, state,
            attempts, created, due,     last_attempt, reason};
}

std::optional<JobRow> find_row(const Transaction& rows, JobId id) {
    const auto text = rows.get(tables::jobs, Key().u64(id.value()));
    return text ? std::optional(JobRow::from_json(id, *text)) : std::nullopt;
}

JobRow get_row(const Transaction& rows, JobId id) {
    auto row = find_row(rows, id);
    if (!row) {
        throw Error(ErrorCode::corrupt, fmt::format("read job {}: its row is missing", id.str()));
    }
    return *std::move(row);
}

std::optional<JobId> find_id(const Transaction& rows,
                             std::string_view kind,
                             std::string_view subject) {
    auto value = rows.get(tables::jobs_by_subject, subject_key(kind, subject));
    return value ? std::optional(JobId(take_u64(*value))) : std::nullopt;
}

void insert_row(WriteTransaction& rows, JobId id, const JobRow& row) {
    rows.put(tables::jobs, Key().u64(id.value()), row.to_json());
    rows.put(tables::jobs_by_subject, subject_key(row.kind, row.subject), Key().u64(id.value()));
    rows.put(tables::jobs_by_due, place_of(id, row), "");
    count(rows, row, 1);
}

void replace_row(WriteTransaction& rows, JobId id, const JobRow& before, const JobRow& after) {
    rows.put(tables::jobs, Key().u64(id.value()), after.to_json());
    const Key place = place_of(id, after);
    if (const Key old = place_of(id, before); old.bytes() != place.bytes()) {
        rows.erase(tables::jobs_by_due, old);
        rows.put(tables::jobs_by_due, place, "");
    }
    if (before.state != after.state) {
        count(rows, before, -1);
        count(rows, after, 1);
    }
}

void erase_row(WriteTransaction& rows, JobId id, const JobRow& before) {
    rows.erase(tables::jobs, Key().u64(id.value()));
    rows.erase(tables::jobs_by_subject, subject_key(before.kind, before.subject));
    rows.erase(tables::jobs_by_due, place_of(id, before));
    count(rows, before, -1);
}

// Never given twice, so that a lease of a job long done cannot end another.
JobId next_job_id(WriteTransaction& rows) {
    const Key key = Key().text(last_number);
    const std::uint64_t number = number_at(rows, key) + 1;
    rows.put(tables::positions, key, Key().u64(number));
    return JobId(number);
}

JobCounts read_counts(const Transaction& rows) {
    JobCounts counts;
    const auto cursor = rows.cursor(tables::positions);
    for (const auto& [start, state] : {std::pair(pending_counts, JobState::pending),
                                       std::pair(failed_counts, JobState::failed)}) {
        bool found = cursor->seek(start);
        for (; found && cursor->key().starts_with(start); found = cursor->next()) {
            ByteView key = cursor->key().substr(start.size());
            ByteView value = cursor->value();
            counts[{state, std::string(take_text(key))}] = take_u64(value);
        }
    }
    return counts;
}

Key waiting_prefix(std::string_view kind) {
    return Key().u8(waiting_part).text(kind);
}

Key waiting_prefix(std::string_view kind, std::uint8_t rank) {
    return waiting_prefix(kind).u8(rank);
}

WaitingPlace waiting_place(ByteView key) {
    take_u8(key);
    take_text(key);
    WaitingPlace place;
    place.rank = take_u8(key);
    place.order = take_u64(key);
    place.job = JobId(take_u64(key));
    return place;
}

Key failed_key(JobId id) {
    return Key().u8(failed_part).u64(id.value());
}

std::optional<JobId> failed_job(ByteView key) {
    if (take_u8(key) != failed_part) {
        return std::nullopt;
    }
    return JobId(take_u64(key));
}

}  // namespace kontor
