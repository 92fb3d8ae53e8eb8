#include "storage/proof/note.h"

#include "storage/base/error.h"
#include "storage/base/hash.h"
#include "storage/base/limits.h"
#include "storage/base/text.h"

#include <algorithm>
#include <array>

#include <sodium.h>

namespace kontor {

namespace {

constexpr char type_ed25519 = 0x01;
constexpr std::size_t id_bytes = 4;
constexpr std::string_view line_start = "\xE2\x80\x94 ";  // em dash and a blank

static_assert(SigningKey::seed_bytes == crypto_sign_SEEDBYTES);

const unsigned char* unsigned_data(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* unsigned_data(Bytes& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

void require_sodium() {
    if (sodium_init() < 0) {
        throw Error(ErrorCode::internal, "start libsodium");
    }
}

Error bad_key(const char* code, std::string_view name) {
    return {ErrorCode::invalid, "read a note's key",
            Reason{code, {{"name", shown_value(name)}}, ""}};
}

Error bad_note(const char* code, std::map<std::string, std::string> params = {}) {
    return {ErrorCode::invalid, "open a signed note", Reason{code, std::move(params), ""}};
}

Bytes typed(ByteView public_key) {
    return Bytes(1, type_ed25519).append(public_key);
}

// White_Space of Unicode, as UTF-8.
bool has_unicode_space(std::string_view text) {
    constexpr std::array<std::string_view, 25> spaces{
        "\t",           "\n",           "\v",
        "\f",           "\r",           " ",
        "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80",
        "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
        "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85",
        "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
        "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
        "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F",
        "\xE3\x80\x80"};
    return std::any_of(spaces.begin(), spaces.end(), [text](std::string_view space) {
        return text.find(space) != std::string_view::npos;
    });
}

bool has_control(std::string_view text, bool (*allowed)(char)) {
    return std::any_of(text.begin(), text.end(), [allowed](char c) {
        return static_cast<unsigned char>(c) < 0x20 && !allowed(c);
    });
}
bool none_allowed(char) {
    return false;
}
bool line_feed_allowed(char c) {
    return c == '\n';
}

struct SignatureLine {
    std::string_view name;
    Bytes id;
    Bytes signature;
};

// `line` without its LF.
SignatureLine parse_signature_line(std::string_view line, std::size_t number) {
    const auto malformed = [number] {
        return bad_note("proof.note_signature_line", {{"number", std::to_string(number)}});
    };
    if (!line.starts_with(line_start)) {
        throw malformed();
    }
    line.remove_prefix(line_start.size());
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || !is_key_name(line.substr(0, blank))) {
        throw malformed();
    }
    const std::optional<Bytes> blob = from_base64(line.substr(blank + 1));
    if (!blob || blob->size() <= id_bytes) {
        throw malformed();
    }
    return {line.substr(0, blank), blob->substr(0, id_bytes), blob->substr(id_bytes)};
}

std::vector<SignatureLine> parse_signature_lines(std::string_view lines) {
    std::vector<SignatureLine> parsed;
    while (!lines.empty()) {
        if (parsed.size() == limits::note_signatures_max) {
            throw bad_note("proof.note_too_many_signatures",
                           {{"limit", std::to_string(limits::note_signatures_max)}});
        }
        const std::size_t end = lines.find('\n');  // there is one: the note ends in LF
        parsed.push_back(parse_signature_line(lines.substr(0, end), parsed.size() + 1));
        lines.remove_prefix(end + 1);
    }
    return parsed;
}

// Splits at the last empty line; the text keeps its LF.
std::pair<std::string_view, std::string_view> split_note(std::string_view note) {
    if (note.size() > limits::note_max_bytes) {
        throw bad_note("proof.note_too_large", {{"limit", std::to_string(limits::note_max_bytes)}});
    }
    if (!is_utf8(note)) {
        throw bad_note("proof.note_utf8");
    }
    if (has_control(note, line_feed_allowed)) {
        throw bad_note("proof.note_control");
    }
    if (!note.ends_with('\n')) {
        throw bad_note("proof.note_no_last_line_feed");
    }
    const std::size_t division = note.rfind("\n\n");
    if (division == std::string_view::npos) {
        throw bad_note("proof.note_no_empty_line");
    }
    return {note.substr(0, division + 1), note.substr(division + 2)};
}

}  // namespace

bool is_key_name(std::string_view name) {
    return !name.empty() && is_utf8(name) && name.find('+') == std::string_view::npos &&
           !has_control(name, none_allowed) && !has_unicode_space(name);
}

VerifierKey::VerifierKey(std::string name, ByteView public_key)
    : name_(std::move(name)), public_key_(public_key) {
    if (!is_key_name(name_)) {
        throw bad_key("proof.key_name", name_);
    }
    if (public_key_.size() != crypto_sign_PUBLICKEYBYTES) {
        throw bad_key("proof.key_malformed", name_);
    }
    id_ = sha256(name_ + '\n' + typed(public_key_)).substr(0, id_bytes);
}

VerifierKey VerifierKey::parse(std::string_view vkey) {
    const std::size_t first = vkey.find('+');
    const std::size_t second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
    if (second == std::string_view::npos) {
        throw bad_key("proof.key_malformed", vkey);
    }
    const std::string_view name = vkey.substr(0, first);
    const std::string_view id_text = vkey.substr(first + 1, second - first - 1);
    const std::optional<Bytes> id = from_hex(id_text);
    const std::optional<Bytes> material = from_base64(vkey.substr(second + 1));
    if (!id || to_hex(*id) != id_text || !material || material->empty()) {
        throw bad_key("proof.key_malformed", vkey);
    }
    if (material->front() != type_ed25519) {
        throw bad_key("proof.key_type", vkey);
    }
    VerifierKey key(std::string(name), ByteView(*material).substr(1));
    if (key.id() != *id) {
        throw bad_key("proof.key_id", vkey);
    }
    return key;
}

std::string VerifierKey::text() const {
    return name_ + '+' + to_hex(id_) + '+' + to_base64(typed(public_key_));
}

bool VerifierKey::verifies(ByteView message, ByteView signature) const {
    require_sodium();
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(unsigned_data(signature), unsigned_data(message),
                                       message.size(), unsigned_data(ByteView(public_key_))) == 0;
}

namespace {

Bytes expand_seed(ByteView seed) {
    if (seed.size() != SigningKey::seed_bytes) {
        throw bad_key("proof.key_seed", "");
    }
    require_sodium();
    Bytes public_key(crypto_sign_PUBLICKEYBYTES, '\0');
    Bytes secret(crypto_sign_SECRETKEYBYTES, '\0');
    crypto_sign_seed_keypair(unsigned_data(public_key), unsigned_data(secret), unsigned_data(seed));
    return secret;
}

}  // namespace

SigningKey::SigningKey(std::string name, ByteView seed)
    : secret_(expand_seed(seed)),
      verifier_(std::move(name), ByteView(secret_).substr(seed_bytes)) {}

SigningKey::SigningKey(SigningKey&& other) noexcept
    : secret_(std::move(other.secret_)), verifier_(std::move(other.verifier_)) {}

SigningKey::~SigningKey() {
    sodium_memzero(secret_.data(), secret_.size());
}

Bytes SigningKey::sign(ByteView message) const {
    Bytes signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(unsigned_data(signature), nullptr, unsigned_data(message), message.size(),
                         unsigned_data(ByteView(secret_)));
    return signature;
}

std::string sign_note(std::string_view text, const std::vector<const SigningKey*>& keys) {
    if (!text.ends_with('\n') || !is_utf8(text) || has_control(text, line_feed_allowed)) {
        throw bad_note("proof.note_text");
    }
    std::string note(text);
    note += '\n';
    for (const SigningKey* key : keys) {
        const VerifierKey& verifier = key->verifier();
        note += line_start;
        note += verifier.name() + ' ' + to_base64(verifier.id() + key->sign(text)) + '\n';
    }
    return note;
}

OpenedNote open_note(std::string_view note, const std::vector<VerifierKey>& known) {
    const auto [text, lines] = split_note(note);
    OpenedNote opened{std::string(text), {}};
    for (const SignatureLine& line : parse_signature_lines(lines)) {
        for (const VerifierKey& key : known) {
            if (key.name() != line.name || key.id() != line.id) {
                continue;  // only name and id together name a key
            }
            if (!key.verifies(text, line.signature)) {
                throw bad_note("proof.note_bad_signature", {{"name", key.name()}});
            }
            if (std::find(opened.signers.begin(), opened.signers.end(), key) ==
                opened.signers.end()) {
                opened.signers.push_back(key);
            }
        }
    }
    if (opened.signers.empty()) {
        throw bad_note("proof.note_no_known_signature");
    }
    return opened;
}

}  // namespace kontor
