// Transport: one connection, plain or TLS, with its own bounded input buffer; never blocks.
//
// Promises  Every call does what the socket takes or gives at once and says what it waits for.
//           What was read stands in input() until it is consumed, so it is never lost between two
//           owners. An empty buffer holds no memory. No call raises SIGPIPE.
// Threads   One at a time; the front's loop is the only one that calls it.
// Errors    None are thrown for what the peer does: an outcome says so. make_tls_context(): invalid
//           (tls.certificate, tls.key).
// Why       One shape for plain and TLS, so that parking, limits and deadlines are written once;
//           tests/contracts/transport_contract_test.cc holds both.
#pragma once

#include "storage/base/bytes.h"
#include "storage/base/files.h"

#include <filesystem>
#include <memory>
#include <string>

namespace kontor {

enum class Transfer {
    progress,     // something moved, or the handshake is done
    would_block,  // nothing more now; see wants_write()
    ended,        // the peer sends no more, in good order
    broken,       // reset, or no TLS: the connection is of no further use
};

class Transport {
  public:
    virtual ~Transport() = default;

    // To be repeated until it is `progress`; others only after that.
    virtual Transfer handshake() = 0;

    // Reads what is there until input() holds `capacity` bytes; `progress` when it grew. Bytes
    // that came before an end are reported first.
    Transfer fill(std::size_t capacity);
    ByteView input() const { return ByteView(buffer_).substr(start_); }
    void consume(std::size_t count);  // at most input().size()
    // Nothing is waiting to be read as far as the last fill() could tell without asking again.
    bool is_drained() const { return is_drained_; }

    // Sends as much of the start of `bytes` as is taken at once; adds that to `sent`. After
    // would_block the next call begins with the same bytes.
    Transfer write(ByteView bytes, std::size_t& sent);

    // The last would_block waits until the socket can be written, not read (TLS may do so while
    // reading, too).
    bool wants_write() const { return wants_write_; }

    // Says that we send no more (close_notify and half close); reading goes on.
    virtual void finish() = 0;
    void close() { socket_.close(); }
    // Closes so that the peer sees a break (RST), not an end: an answer that is not whole must not
    // look whole where only the end of the connection ends it.
    void reset();

    int descriptor() const { return socket_.get(); }
    const std::string& peer() const { return peer_; }  // address without port
    virtual bool is_tls() const = 0;

  protected:
    struct Moved {
        Transfer outcome;
        std::size_t count = 0;
        bool wants_write = false;
        bool is_drained = false;
    };
    Transport(FileHandle socket, std::string peer)
        : socket_(std::move(socket)), peer_(std::move(peer)) {}
    virtual Moved receive(char* out, std::size_t size) = 0;
    virtual Moved send(const char* bytes, std::size_t size) = 0;
    void set_wants_write(bool wants) { wants_write_ = wants; }

  private:
    FileHandle socket_;
    std::string peer_;
    Bytes buffer_;
    std::size_t start_ = 0;  // of what is not consumed
    bool wants_write_ = false;
    bool is_drained_ = false;
};

// `socket` is connected and does not block.
std::unique_ptr<Transport> make_plain_transport(FileHandle socket, std::string peer);

// What all TLS connections of a front share: certificate and key. TLS 1.2 or newer, HTTP/1.1 only.
class TlsContext {
  public:
    virtual ~TlsContext() = default;
    virtual std::unique_ptr<Transport> accept(FileHandle socket, std::string peer) const = 0;
};
// Both PEM; `certificate` with its chain, the server's own first.
std::unique_ptr<TlsContext> make_tls_context(const std::filesystem::path& certificate,
                                             const std::filesystem::path& key);

}  // namespace kontor
