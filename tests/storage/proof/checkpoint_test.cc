#include "storage/proof/checkpoint.h"

#include "storage/proof/tlog_proof.h"
#include "tests/storage/proof/random_tree.h"
#include "tests/storage/proof/vectors.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

namespace fs = std::filesystem;
using test::code_of;

const Json& log_vectors() {
    static const Json vectors = test::file_json(test::own_data() / "log.json");
    return vectors;
}
std::string vector(const char* name) {
    return log_vectors()[name].get<std::string>();
}
std::vector<VerifierKey> known() {
    return {VerifierKey::parse(vector("vkey"))};
}
std::string entry(int index) {
    return log_vectors()["entries"].at(static_cast<std::size_t>(index)).get<std::string>();
}
std::string code_of_verdict(const TlogVerdict& verdict) {
    return verdict.ruling.allowed() ? "" : verdict.ruling.reasons.front().code;
}
std::string verify(const std::string& proof, const std::string& entry_bytes) {
    return code_of_verdict(verify_tlog_proof(proof, entry_bytes, vector("origin"), known()));
}

Digest root_of_entries() {
    std::vector<Digest> leaves;
    for (const Json& text : log_vectors()["entries"]) {
        leaves.push_back(leaf_hash(text.get<std::string>()));
    }
    return merkle_root(leaves);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Checkpoint, it_is_signed_and_opened_byte_for_byte) {
    const SigningKey signer(vector("origin"), from_hex(vector("seed")).value());
    const Checkpoint checkpoint{vector("origin"), 11, root_of_entries()};
    EXPECT_EQ(sign_checkpoint(checkpoint, {&signer}), vector("checkpoint"));
    EXPECT_EQ(open_checkpoint(vector("checkpoint"), vector("origin"), known()), checkpoint);
    EXPECT_EQ(open_checkpoint(vector("witnessed"), vector("origin"), known()), checkpoint);
}

TEST(Checkpoint, the_empty_tree_has_size_zero_and_the_empty_root) {
    const Checkpoint empty{"log", 0, empty_root()};
    EXPECT_EQ(format_checkpoint(empty), "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    EXPECT_EQ(parse_checkpoint(format_checkpoint(empty)), empty);
}

TEST(Checkpoint, a_text_of_another_shape_is_refused_with_the_line) {
    const std::string root = empty_root().to_base64();
    const std::string good = "log\n7\n" + root + "\n";
    EXPECT_EQ(parse_checkpoint(good).size, 7U);
    for (const std::string& text :
         {std::string(), std::string("log"), std::string("log\n7\n"), "\n7\n" + root + "\n",
          "log\n07\n" + root + "\n", "log\n-7\n" + root + "\n", "log\n+7\n" + root + "\n",
          "log\n\n" + root + "\n", "log\n7 \n" + root + "\n",
          "log\n18446744073709551616\n" + root + "\n", "log\n0x7\n" + root + "\n",
          "log\n7\n" + root, "log\n7\n" + root.substr(1) + "\n",
          "log\n7\n" + to_base64url(empty_root().bytes()) + "\n", good + "extension\n",
          good + "\n"}) {
        EXPECT_EQ(code_of([&] { parse_checkpoint(text); }), "proof.checkpoint_line") << text;
    }
}

TEST(Checkpoint, another_logs_checkpoint_is_refused_even_when_a_known_key_signed_it) {
    const SigningKey signer(vector("origin"), from_hex(vector("seed")).value());
    const Checkpoint other{"other.example/log", 11, root_of_entries()};
    EXPECT_EQ(code_of([&] { sign_checkpoint(other, {&signer}); }), "proof.checkpoint_origin");
    // Our key under another origin, as a stolen or confused signer would make it.
    const std::string note = sign_note(format_checkpoint(other), {&signer});
    EXPECT_EQ(code_of([&] { open_checkpoint(note, vector("origin"), known()); }),
              "proof.checkpoint_origin");
    EXPECT_EQ(code_of([&] { open_checkpoint(note, "other.example/log", known()); }),
              "proof.checkpoint_origin");
}

TEST(Checkpoint, a_trusted_key_of_another_log_does_not_speak_for_this_one) {
    const SigningKey other("other.example/log", Bytes(32, 'o'));
    const Checkpoint checkpoint{vector("origin"), 11, root_of_entries()};
    const std::string note = sign_note(format_checkpoint(checkpoint), {&other});
    EXPECT_EQ(code_of([&] {
                  open_checkpoint(note, vector("origin"), {known().front(), other.verifier()});
              }),
              "proof.checkpoint_origin");
}

TEST(TlogProof, an_entry_proves_itself_and_no_other_does) {
    EXPECT_EQ(verify(vector("proof_5"), entry(5)), "");
    EXPECT_EQ(verify(vector("proof_10_extra"), entry(10)), "");
    EXPECT_EQ(verify(vector("proof_of_one"), entry(0)), "");
    EXPECT_EQ(verify(vector("proof_5"), entry(6)), "proof.inclusion");
    EXPECT_EQ(verify(vector("proof_5"), entry(5) + "\n"), "proof.inclusion");
    const auto verdict = verify_tlog_proof(vector("proof_5"), "forged", vector("origin"), known());
    EXPECT_EQ(verdict.checkpoint->size, 11U);  // what was signed can still be told
}

TEST(TlogProof, it_is_written_as_it_was_read) {
    for (const char* name : {"proof_5", "proof_10_extra", "proof_of_one"}) {
        EXPECT_EQ(format_tlog_proof(parse_tlog_proof(vector(name))), vector(name));
    }
    EXPECT_EQ(parse_tlog_proof(vector("proof_10_extra")).extra, "aside");
    EXPECT_FALSE(parse_tlog_proof(vector("proof_5")).extra);
    EXPECT_TRUE(parse_tlog_proof(vector("proof_of_one")).path.empty());
}

TEST(TlogProof, every_change_of_a_byte_but_the_unauthenticated_extra_is_noticed) {
    const std::string proof = vector("proof_5");
    for (std::size_t i = 0; i < proof.size(); ++i) {
        std::string changed = proof;
        changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ 1U);
        EXPECT_NE(verify(changed, entry(5)), "") << "byte " << i;
    }
    EXPECT_EQ(verify(replaced(vector("proof_10_extra"), "YXNpZGU=", "YXNpZGQ="), entry(10)), "");
}

TEST(TlogProof, a_file_of_another_shape_is_refused_with_the_line) {
    const std::string proof = vector("proof_5");
    const auto line = [](const std::string& text) -> std::string {
        try {
            parse_tlog_proof(text);
        } catch (const Error& error) {
            return error.reasons().front().code + " " + error.reasons().front().params.at("number");
        }
        return "read";
    };
    EXPECT_EQ(line(""), "proof.file_line 1");
    EXPECT_EQ(line(replaced(proof, "@v1", "@v2")), "proof.file_line 1");
    EXPECT_EQ(line(replaced(proof, "@v1\n", "@v1\r\n")), "proof.file_line 1");
    EXPECT_EQ(line(replaced(proof, "index 5", "index 05")), "proof.file_line 2");
    EXPECT_EQ(line(replaced(proof, "index 5", "index  5")), "proof.file_line 2");
    EXPECT_EQ(line(replaced(proof, "index 5\n", "")), "proof.file_line 2");
    EXPECT_EQ(line(replaced(proof, "index 5\n", "index 5\nextra AA==\n")), "proof.file_line 3");
    EXPECT_EQ(line(replaced(proof, "index 5", "extra A\nindex 5")), "proof.file_line 2");
    EXPECT_EQ(line(replaced(proof, "\n\n", "\n")), "proof.file_line 7");
    std::string high = proof;
    for (int i = 0; i < 65; ++i) {
        high = replaced(high, "index 5\n", "index 5\n" + empty_root().to_base64() + "\n");
    }
    EXPECT_EQ(line(high), "proof.file_line 67");
    EXPECT_EQ(
        code_of([&] { parse_tlog_proof(proof + std::string(limits::tlog_proof_max_bytes, 'x')); }),
        "proof.file_too_large");
}

TEST(TlogProof, the_right_path_under_another_size_or_index_is_refused) {
    EXPECT_EQ(verify(replaced(vector("proof_5"), "index 5", "index 4"), entry(5)),
              "proof.inclusion");
    EXPECT_EQ(verify(replaced(vector("proof_5"), "index 5", "index 11"), entry(5)),
              "proof.inclusion");
    EXPECT_EQ(verify(replaced(vector("proof_5"), "\n11\n", "\n12\n"), entry(5)),
              "proof.note_bad_signature");
}

class SharedLog : public testing::Test {
  protected:
    void SetUp() override {
        if (!test::has_shared_data()) {
            GTEST_SKIP() << "needs ../shared";
        }
    }
    static fs::path folder() { return test::shared_data() / "merkle/audit-log"; }
    static constexpr const char* origin = "kontor.example/test-log";
    static std::vector<VerifierKey> keys() {
        std::string text = test::file_bytes(folder() / "test-log-key.vkey");
        text.resize(text.find_last_not_of('\n') + 1);
        return {VerifierKey::parse(text)};
    }
    static std::vector<std::string> entries() {
        std::vector<std::string> all;
        std::string text = test::file_bytes(folder() / "entries.jsonl");
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = text.find('\n', begin);
            all.push_back(text.substr(begin, end - begin));
            begin = end + 1;
        }
        return all;
    }
};

TEST_F(SharedLog, checkpoints_are_signed_and_opened_as_the_golden_ones) {
    const Json file = test::file_json(folder() / "keys.json");
    const SigningKey signer(origin, from_hex(file["log"]["seed"].get<std::string>()).value());
    EXPECT_EQ(signer.verifier().text(), file["log"]["vkey"]);
    test::RandomTree tree(0);
    for (const std::string& text : entries()) {
        tree.add(leaf_hash(text));
    }
    for (const Json& v : file["roots"]) {
        EXPECT_EQ(root_at(v["size"], tree.reader()), test::digest(v["root"]));
    }
    for (const auto& [name, size] : {std::pair("00", 0), {"01", 1}, {"12", 12}, {"20", 20}}) {
        const Bytes note =
            test::file_bytes(folder() / (std::string("checkpoint-") + name + ".txt"));
        const Checkpoint expected{origin, static_cast<std::uint64_t>(size),
                                  tree.root(static_cast<std::uint64_t>(size))};
        EXPECT_EQ(open_checkpoint(note, origin, keys()), expected);
        EXPECT_EQ(sign_checkpoint(expected, {&signer}), note);
    }
    EXPECT_EQ(
        open_checkpoint(test::file_bytes(folder() / "checkpoint-20-cosigned.txt"), origin, keys())
            .size,
        20U);
    for (const Json& v : file["consistency"]) {
        const auto proof = consistency_proof(v["first"], v["second"], tree.reader());
        EXPECT_EQ(proof, test::digests(v["proof"]));
    }
}

TEST_F(SharedLog, proof_files_hold_for_their_entries) {
    const auto all = entries();
    for (const auto& [name, index] : {std::pair("entry-00-size-1", 0),
                                      {"entry-03-extra", 3},
                                      {"entry-07", 7},
                                      {"entry-19", 19}}) {
        const Bytes proof = test::file_bytes(folder() / (std::string(name) + ".tlog-proof"));
        const std::string& text = all.at(static_cast<std::size_t>(index));
        EXPECT_EQ(code_of_verdict(verify_tlog_proof(proof, text, origin, keys())), "") << name;
        EXPECT_EQ(format_tlog_proof(parse_tlog_proof(proof)), proof);
    }
}

TEST_F(SharedLog, everything_that_must_be_rejected_is) {
    const std::string entry_7 = entries().at(7);
    int count = 0;
    for (const auto& file : fs::directory_iterator(folder() / "must-reject")) {
        const Bytes text = test::file_bytes(file.path());
        ++count;
        if (file.path().extension() == ".tlog-proof") {
            EXPECT_NE(code_of_verdict(verify_tlog_proof(text, entry_7, origin, keys())), "")
                << file.path();
        } else {
            EXPECT_NE(code_of([&] { open_checkpoint(text, origin, keys()); }), "") << file.path();
        }
    }
    EXPECT_EQ(count, 21);
}

}  // namespace
}  // namespace kontor
