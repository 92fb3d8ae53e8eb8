// The contract of storage/kv/engine.h as tests: every implementation passes all engine_*_test.cc.
//
// An implementation gives an EngineHome and a line in engine_kinds().
#pragma once

#include "storage/base/error.h"
#include "storage/base/fault.h"
#include "storage/base/limits.h"
#include "storage/kv/engine.h"
#include "storage/kv/lmdb_engine.h"
#include "storage/kv/memory_engine.h"
#include "tests/support/temp_folder.h"

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace kontor::test {

// Where an engine under test lives.
class EngineHome {
  public:
    virtual ~EngineHome() = default;
    virtual Engine& engine() = 0;
    virtual bool reopen() = 0;  // closes it and opens it again; false: this kind keeps nothing
};

struct EngineKind {
    std::string name;
    std::function<std::unique_ptr<EngineHome>(std::span<const Table> tables)> make;
};
inline void PrintTo(const EngineKind& kind, std::ostream* out) {
    *out << kind.name;
}

constexpr Table left_table{1, "left", TableKind::upkeep};
constexpr Table right_table{2, "right", TableKind::upkeep};
constexpr Table unknown_table{3, "unknown", TableKind::upkeep};
constexpr std::array engine_tables{left_table, right_table};

// Sets a fault hook for the life of the object.
class FaultHookScope {
  public:
    explicit FaultHookScope(FaultHook hook) { set_fault_hook(std::move(hook)); }
    ~FaultHookScope() { set_fault_hook({}); }
    FaultHookScope(const FaultHookScope&) = delete;
    FaultHookScope& operator=(const FaultHookScope&) = delete;
};

template <typename Action>
ErrorCode code_of(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.code();
    }
    ADD_FAILURE() << "no Error was thrown";
    return ErrorCode::internal;
}

class LmdbHome : public EngineHome {
  public:
    LmdbHome(std::span<const Table> tables, bool single_file)
        : options_{.tables = tables, .single_file = single_file} {
        LmdbHome::reopen();
    }
    Engine& engine() override { return *engine_; }
    bool reopen() override {
        engine_.reset();
        engine_ = open_lmdb_engine(folder_ / "engine", options_);
        return true;
    }

  private:
    TempFolder folder_;
    LmdbOptions options_;
    std::unique_ptr<Engine> engine_;
};

class MemoryHome : public EngineHome {
  public:
    explicit MemoryHome(std::span<const Table> tables) : engine_(make_memory_engine(tables)) {}
    Engine& engine() override { return *engine_; }
    bool reopen() override { return false; }

  private:
    std::unique_ptr<Engine> engine_;
};

inline std::vector<EngineKind> engine_kinds() {
    return {
        {"Lmdb",
         [](std::span<const Table> tables) { return std::make_unique<LmdbHome>(tables, false); }},
        {"LmdbSingleFile",
         [](std::span<const Table> tables) { return std::make_unique<LmdbHome>(tables, true); }},
        {"Memory",
         [](std::span<const Table> tables) { return std::make_unique<MemoryHome>(tables); }},
    };
}

inline std::string engine_kind_name(const testing::TestParamInfo<EngineKind>& info) {
    return info.param.name;
}

class EngineContract : public testing::TestWithParam<EngineKind> {
  protected:
    Engine& engine() { return home_->engine(); }
    EngineHome& home() { return *home_; }

    void put(const Table& table, ByteView key, ByteView value) {
        engine().write([&](WriteTransaction& txn) { txn.put(table, key, value); });
    }
    void fill(std::initializer_list<const char*> keys) {
        engine().write([&](WriteTransaction& txn) {
            for (const char* key : keys) {
                txn.put(left_table, key, std::string("value of ") + key);
            }
        });
    }
    std::optional<Bytes> value(const Table& table, ByteView key) {
        const auto txn = engine().read();
        const auto found = txn->get(table, key);
        return found ? std::optional<Bytes>(*found) : std::nullopt;
    }
    std::string all_keys() {  // "a b c"
        const auto txn = engine().read();
        return all_keys(*txn);
    }
    static std::string all_keys(const Transaction& txn) {
        const auto cursor = txn.cursor(left_table);
        std::string keys;
        for (bool more = cursor->seek(""); more; more = cursor->next()) {
            keys += (keys.empty() ? "" : " ") + Bytes(cursor->key());
        }
        return keys;
    }

  private:
    std::unique_ptr<EngineHome> home_ = GetParam().make(engine_tables);
};

}  // namespace kontor::test
