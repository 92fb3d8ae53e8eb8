#include "storage/proof/checkpoint.h"

#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <charconv>

namespace kontor {

namespace {

Error bad_line(int number) {
    return {ErrorCode::invalid, "read a checkpoint",
            Reason{"proof.checkpoint_line", {{"number", std::to_string(number)}}, ""}};
}

Error wrong_origin(std::string_view expected, std::string_view found) {
    return {ErrorCode::invalid, "open a checkpoint",
            Reason{"proof.checkpoint_origin",
                   {{"expected", shown_value(expected)}, {"found", shown_value(found)}},
                   ""}};
}

// Takes the line up to its LF; nothing when there is no LF.
std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

}  // namespace

std::optional<std::uint64_t> parse_tree_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stopped != end || (text.size() > 1 && text.front() == '0')) {
        return std::nullopt;
    }
    return number;
}

std::string format_checkpoint(const Checkpoint& checkpoint) {
    return checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' +
           checkpoint.root.to_base64() + '\n';
}

Checkpoint parse_checkpoint(std::string_view text) {
    const auto origin = take_line(text);
    if (!origin || origin->empty()) {
        throw bad_line(1);
    }
    const auto size_line = take_line(text);
    const auto size = size_line ? parse_tree_number(*size_line) : std::nullopt;
    if (!size) {
        throw bad_line(2);
    }
    const auto root_line = take_line(text);
    const auto root = root_line ? Digest::from_base64(*root_line) : std::nullopt;
    if (!root) {
        throw bad_line(3);
    }
    if (!text.empty()) {
        throw bad_line(4);
    }
    return {std::string(*origin), *size, *root};
}

std::string sign_checkpoint(const Checkpoint& checkpoint,
                            const std::vector<const SigningKey*>& keys) {
    for (const SigningKey* key : keys) {
        if (key->verifier().name() != checkpoint.origin) {
            throw wrong_origin(checkpoint.origin, key->verifier().name());
        }
    }
    return sign_note(format_checkpoint(checkpoint), keys);
}

Checkpoint open_checkpoint(std::string_view note,
                           std::string_view origin,
                           const std::vector<VerifierKey>& known) {
    const OpenedNote opened = open_note(note, known);
    Checkpoint checkpoint = parse_checkpoint(opened.text);
    if (checkpoint.origin != origin) {
        throw wrong_origin(origin, checkpoint.origin);
    }
    // A key of another log among the known ones says nothing about this one.
    if (std::none_of(opened.signers.begin(), opened.signers.end(),
                     [origin](const VerifierKey& key) { return key.name() == origin; })) {
        throw wrong_origin(origin, opened.signers.front().name());
    }
    return checkpoint;
}

}  // namespace kontor
