#include "storage/kv/lmdb_engine.h"

#include "storage/kv/lmdb_transaction.h"
#include "storage/kv/writers_turn.h"

#include <atomic>

namespace kontor {

namespace {

class LmdbEngine : public Engine {
  public:
    LmdbEngine(const std::filesystem::path& path, const LmdbOptions& options)
        : environment_(path, options) {}

    std::unique_ptr<Transaction> read() const override {
        return std::make_unique<LmdbReadTransaction>(environment_);
    }

    void write(const std::function<void(WriteTransaction&)>& work) override {
        if (environment_.read_only()) {
            throw Error(ErrorCode::read_only, "write to what was opened for reading only");
        }
        turn_.take([&] {
            LmdbWriteTransaction txn(environment_);
            work(txn);
            txn.throw_if_failed();
            turn_.commit([&] { txn.commit(); });
        });
    }

    bool writable() const override { return !environment_.read_only() && turn_.open(); }

  private:
    LmdbEnvironment environment_;
    WritersTurn turn_;
};

}  // namespace

std::unique_ptr<Engine> open_lmdb_engine(const std::filesystem::path& path,
                                         const LmdbOptions& options) {
    return std::make_unique<LmdbEngine>(path, options);
}

}  // namespace kontor
