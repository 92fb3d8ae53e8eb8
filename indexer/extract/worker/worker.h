// Worker: the warm parent's loop. It never reads a byte of a document.
//
// Promises  One child at a time. When the pool goes away (end of the link), the child is killed and
//           run() returns. Signals that end programs are ignored: the pool decides.
// Threads   The only one of the process.
#pragma once

#include "indexer/extract/worker/confinement.h"
#include "indexer/extract/worker/reader.h"

namespace kontor {

class Worker {
  public:
    // Loads, then confines itself and tries out how its children can be confined.
    explicit Worker(Profile profile);

    WorkerDescription description() const;

    // Says hello on `link` and serves documents until the other side is gone.
    void run(int link) const;

  private:
    class Child;

    bool serve(int link, Datagram datagram) const;

    Profile profile_;
    std::unique_ptr<Reader> reader_;
    Confinement confinement_;  // after the reader: it opens files
};

}  // namespace kontor
