// Peer: the other end of a connection, plain or TLS, driven step by step by a test.
#pragma once

#include "storage/base/files.h"

#include <memory>
#include <string>
#include <string_view>

namespace kontor::test {

enum class PeerKind { plain, tls };

class Peer {
  public:
    // `socket` is connected. Nothing is sent before handshake().
    Peer(FileHandle socket, PeerKind kind);
    ~Peer();
    Peer(Peer&&) noexcept;
    Peer& operator=(Peer&&) noexcept;

    // True once it is done; what cannot go on now is to be called again. Throws when it failed.
    bool handshake();
    // How much was taken at once; 0 when nothing. A socket that blocks takes all or waits.
    std::size_t send(std::string_view bytes);
    // What is there, at most `size` bytes; empty when nothing is there now, or at the end.
    std::string receive(std::size_t size = 64 * 1024);
    bool is_ended() const { return is_ended_; }    // in good order
    bool is_broken() const { return is_broken_; }  // reset, or cut
    void finish();                                 // says that no more comes
    void cut();                                    // half closes without saying so in TLS
    void close();                                  // at once, without a word
    void reset();                                  // so that the other side sees a reset
    int descriptor() const { return socket_.get(); }

  private:
    void note(int result);

    FileHandle socket_;
    struct Session;
    std::unique_ptr<Session> session_;
    bool is_ended_ = false;
    bool is_broken_ = false;
};

void set_blocking(int descriptor, bool blocks);

}  // namespace kontor::test
