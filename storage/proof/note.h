// Signed notes: text with Ed25519 signatures below it (C2SP signed-note,
// https://c2sp.org/signed-note).
//
//   note   = text LF signature line…      text ends in LF, so that an empty line divides the two
//   line   = "— " name SP base64(key id (4) ‖ signature (64)) LF      em dash: E2 80 94
//   key id = SHA256(name ‖ 0x0A ‖ 0x01 ‖ public key (32))[0:4]
//   vkey   = name "+" hex(key id) "+" base64(0x01 ‖ public key)       the base64 may hold "+"
//
// The signature covers the text with its last LF and without the empty line.
//
// Threads   Any; keys are immutable.
// Errors    invalid, with proof.key_* for a key and proof.note_* for a note: too_large, utf8,
//           control, no_last_line_feed, no_empty_line, signature_line, too_many_signatures,
//           bad_signature (a known key's, which condemns the whole note), no_known_signature, text.
// Why       Only type 0x01. Lines of unknown keys (witnesses, a coming key) are passed over, so a
//           note can carry them; what they sign is not judged here.
#pragma once

#include "storage/base/bytes.h"

#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// Non-empty UTF-8 without Unicode spaces, control characters and "+".
bool is_key_name(std::string_view name);

// The public half of a key: all that a reader of notes needs.
class VerifierKey {
  public:
    VerifierKey(std::string name, ByteView public_key);  // 32 bytes
    static VerifierKey parse(std::string_view vkey);     // without a line end

    const std::string& name() const { return name_; }
    const Bytes& id() const { return id_; }  // 4 bytes
    const Bytes& public_key() const { return public_key_; }
    std::string text() const;  // the vkey
    bool verifies(ByteView message, ByteView signature) const;

    bool operator==(const VerifierKey&) const = default;

  private:
    std::string name_;
    Bytes public_key_;
    Bytes id_;
};

// The secret half, wiped from memory when it goes.
class SigningKey {
  public:
    static constexpr std::size_t seed_bytes = 32;

    // RFC 8032's 32-byte secret; the caller wipes its own copy.
    SigningKey(std::string name, ByteView seed);
    SigningKey(SigningKey&& other) noexcept;
    SigningKey& operator=(SigningKey&&) = delete;
    ~SigningKey();

    const VerifierKey& verifier() const { return verifier_; }
    Bytes sign(ByteView message) const;  // 64 bytes; RFC 8032: the same each time

  private:
    Bytes secret_;  // libsodium's form: seed ‖ public key
    VerifierKey verifier_;
};

// One signature line a key, in that order. `text` ends in LF.
std::string sign_note(std::string_view text, const std::vector<const SigningKey*>& keys);

struct OpenedNote {
    std::string text;                  // with its last LF
    std::vector<VerifierKey> signers;  // known keys whose signatures are good; at least one
};

// The text of a note that at least one known key has signed, and no known key wrongly.
OpenedNote open_note(std::string_view note, const std::vector<VerifierKey>& known);

}  // namespace kontor
