#include "storage/proof/tlog_proof.h"

#include "storage/base/error.h"
#include "storage/base/limits.h"

namespace kontor {

namespace {

constexpr std::string_view magic = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_word = "extra ";
constexpr std::string_view index_word = "index ";

// Hands out the lines of a proof one by one and knows which one is wrong.
class Lines {
  public:
    explicit Lines(std::string_view text) : rest_(text) {}

    std::string_view take() {
        ++number_;
        const std::size_t end = rest_.find('\n');
        if (end == std::string_view::npos) {
            throw wrong();
        }
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return line;
    }
    bool next_starts_with(std::string_view word) const { return rest_.starts_with(word); }
    std::string_view rest() const { return rest_; }
    // Of the line taken last.
    Error wrong() const {
        return {ErrorCode::invalid, "read a tlog-proof",
                Reason{"proof.file_line", {{"number", std::to_string(number_)}}, ""}};
    }

  private:
    std::string_view rest_;
    int number_ = 0;
};

}  // namespace

std::string format_tlog_proof(const TlogProof& proof) {
    std::string text(magic);
    text += '\n';
    if (proof.extra) {
        text += std::string(extra_word) + to_base64(*proof.extra) + '\n';
    }
    text += std::string(index_word) + std::to_string(proof.index) + '\n';
    for (const Digest& hash : proof.path) {
        text += hash.to_base64() + '\n';
    }
    return text + '\n' + proof.checkpoint;
}

TlogProof parse_tlog_proof(std::string_view text) {
    if (text.size() > limits::tlog_proof_max_bytes) {
        throw Error(ErrorCode::invalid, "read a tlog-proof",
                    Reason{"proof.file_too_large",
                           {{"limit", std::to_string(limits::tlog_proof_max_bytes)}},
                           ""});
    }
    Lines lines(text);
    if (lines.take() != magic) {
        throw lines.wrong();
    }
    TlogProof proof;
    if (lines.next_starts_with(extra_word)) {
        proof.extra = from_base64(lines.take().substr(extra_word.size()));
        if (!proof.extra) {
            throw lines.wrong();
        }
    }
    const std::string_view index_line = lines.take();
    const auto index = index_line.starts_with(index_word)
                           ? parse_tree_number(index_line.substr(index_word.size()))
                           : std::nullopt;
    if (!index) {
        throw lines.wrong();
    }
    proof.index = *index;
    for (std::string_view line = lines.take(); !line.empty(); line = lines.take()) {
        const auto hash = Digest::from_base64(line);
        if (!hash || proof.path.size() == 64) {  // a tree of 64-bit size is no higher
            throw lines.wrong();
        }
        proof.path.push_back(*hash);
    }
    proof.checkpoint = lines.rest();
    return proof;
}

TlogVerdict verify_tlog_proof(std::string_view text,
                              ByteView entry,
                              std::string_view origin,
                              const std::vector<VerifierKey>& known) {
    TlogVerdict verdict;
    try {
        const TlogProof proof = parse_tlog_proof(text);
        verdict.checkpoint = open_checkpoint(proof.checkpoint, origin, known);
        if (!verify_inclusion(proof.index, verdict.checkpoint->size, leaf_hash(entry), proof.path,
                              verdict.checkpoint->root)) {
            verdict.ruling = Ruling::refuse({"proof.inclusion",
                                             {{"index", std::to_string(proof.index)},
                                              {"size", std::to_string(verdict.checkpoint->size)}},
                                             ""});
        }
    } catch (const Error& error) {
        // Only the proof's own faults are an answer.
        if (error.code() != ErrorCode::invalid) {
            throw;
        }
        verdict.ruling = Ruling{error.reasons()};
    }
    return verdict;
}

}  // namespace kontor
