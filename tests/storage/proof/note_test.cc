#include "storage/proof/note.h"

#include "tests/storage/proof/vectors.h"

#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::code_of;

const Json& log_vectors() {
    static const Json vectors = test::file_json(test::own_data() / "log.json");
    return vectors;
}
std::string vector(const char* name) {
    return log_vectors()[name].get<std::string>();
}
VerifierKey key(const char* name) {
    return VerifierKey::parse(vector(name));
}
SigningKey signing_key(const char* seed) {
    return {vector("origin"), from_hex(vector(seed)).value()};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Note, signing_gives_the_bytes_that_openssl_gives) {
    const SigningKey old_key = signing_key("seed");
    const SigningKey new_key = signing_key("next_seed");
    const std::string note = vector("checkpoint");
    const std::string text = note.substr(0, note.find("\n\n") + 1);
    EXPECT_EQ(old_key.verifier().text(), vector("vkey"));
    EXPECT_EQ(sign_note(text, {&old_key}), note);
    EXPECT_EQ(sign_note(text, {&old_key, &new_key}), vector("rotation"));
}

TEST(Note, the_public_example_of_the_format_opens) {
    const auto neumann =
        VerifierKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    const std::string text =
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n";
    const std::string note =
        text +
        "\n\xE2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUg"
        "YN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    EXPECT_EQ(open_note(note, {neumann}).text, text);
}

TEST(Note, lines_of_unknown_keys_are_passed_over) {
    const auto opened = open_note(vector("witnessed"), {key("vkey")});
    EXPECT_EQ(opened.signers, std::vector{key("vkey")});
    EXPECT_EQ(open_note(vector("rotation"), {key("next_vkey")}).signers.size(), 1U);
    EXPECT_EQ(open_note(vector("rotation"), {key("next_vkey"), key("vkey")}).signers.size(), 2U);
}

TEST(Note, without_a_good_known_signature_nothing_is_opened) {
    EXPECT_EQ(code_of([] { open_note(vector("checkpoint"), {}); }),
              "proof.note_no_known_signature");
    EXPECT_EQ(code_of([] { open_note(vector("checkpoint"), {key("next_vkey")}); }),
              "proof.note_no_known_signature");
}

TEST(Note, one_bad_signature_of_a_known_key_condemns_the_note_whatever_stands_beside_it) {
    const std::string note = vector("rotation");
    const std::string line = note.substr(note.find("\n\n") + 2);
    const std::string first = line.substr(0, line.find('\n') + 1);
    const std::string bad = replaced(first, "mJ1Yr75k", "mJ1Yr75l");
    for (const std::string& wrong :
         {replaced(note, first, bad), note + bad, replaced(note, first, bad + first)}) {
        EXPECT_EQ(code_of([&] {
                      open_note(wrong, {key("vkey"), key("next_vkey")});
                  }),
                  "proof.note_bad_signature");
    }
    // The same line is nobody's to a reader who does not know the key.
    EXPECT_NO_THROW(open_note(note + bad, {key("next_vkey")}));
}

TEST(Note, every_changed_byte_of_text_or_signature_is_noticed) {
    const std::string note = vector("checkpoint");
    for (std::size_t i = 0; i < note.size(); ++i) {
        std::string changed = note;
        changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ 1U);
        EXPECT_NE(code_of([&] { open_note(changed, {key("vkey")}); }), "") << "byte " << i;
    }
}

TEST(Note, a_note_of_another_shape_is_refused_with_its_reason) {
    const std::string note = vector("checkpoint");
    const auto code = [](const std::string& changed) {
        return code_of([&] { open_note(changed, {key("vkey")}); });
    };
    EXPECT_EQ(code(""), "proof.note_no_last_line_feed");
    EXPECT_EQ(code(note.substr(0, note.size() - 1)), "proof.note_no_last_line_feed");
    EXPECT_EQ(code(replaced(note, "\n\n", "\n")), "proof.note_no_empty_line");
    EXPECT_EQ(code(replaced(note, "\n", "\r\n")), "proof.note_control");
    EXPECT_EQ(code(replaced(note, "log", std::string("l\0g", 3))), "proof.note_control");
    EXPECT_EQ(code(replaced(note, "log", "l\xFFg")), "proof.note_utf8");
    EXPECT_EQ(code(replaced(note, "\xE2\x80\x94", "-")), "proof.note_signature_line");
    EXPECT_EQ(code(replaced(note, "archive mJ1", "archive  mJ1")), "proof.note_signature_line");
    EXPECT_EQ(code(note + "\xE2\x80\x94 name AAAAAA==\n"), "proof.note_signature_line");  // id only
    EXPECT_EQ(code(note + "\xE2\x80\x94 name\n"), "proof.note_signature_line");
    EXPECT_EQ(code(note + "\n"), "proof.note_no_known_signature");  // now all of it is text
    EXPECT_EQ(code(note + std::string(limits::note_max_bytes, 'x')), "proof.note_too_large");
}

TEST(Note, sixteen_signatures_are_read_and_not_any_number) {
    const std::string note = vector("checkpoint");
    const std::string line = "\xE2\x80\x94 somebody AAAAAAAA\n";
    std::string sixteen = note;
    for (int i = 0; i < 15; ++i) {
        sixteen += line;
    }
    EXPECT_NO_THROW(open_note(sixteen, {key("vkey")}));
    std::string many = note;
    for (std::size_t i = 0; i < limits::note_signatures_max; ++i) {
        many += line;
    }
    EXPECT_EQ(code_of([&] { open_note(many, {key("vkey")}); }), "proof.note_too_many_signatures");
}

TEST(Note, the_text_may_hold_empty_lines_and_ends_at_the_last_one) {
    const SigningKey signer = signing_key("seed");
    const std::string text = "one\n\ntwo\n\n";
    EXPECT_EQ(open_note(sign_note(text, {&signer}), {signer.verifier()}).text, text);
}

TEST(Note, text_that_could_not_be_read_back_is_not_signed) {
    const SigningKey signer = signing_key("seed");
    for (const char* text : {"", "no end", "tab\t\n", "\xFF\n"}) {
        EXPECT_EQ(code_of([&] { sign_note(text, {&signer}); }), "proof.note_text") << text;
    }
}

TEST(VerifierKey, its_text_comes_back_and_a_wrong_one_is_refused_with_its_reason) {
    const std::string vkey = vector("vkey");
    EXPECT_EQ(VerifierKey::parse(vkey).text(), vkey);
    const auto code = [](const std::string& text) {
        return code_of([&] { VerifierKey::parse(text); });
    };
    EXPECT_EQ(code(replaced(vkey, "989d58af", "989d58ae")), "proof.key_id");
    EXPECT_EQ(code(replaced(vkey, "989d58af", "989D58AF")), "proof.key_malformed");
    EXPECT_EQ(code(replaced(vkey, "log", "lob")), "proof.key_id");
    EXPECT_EQ(code(replaced(vkey, "log", "l g")), "proof.key_name");
    EXPECT_EQ(code(replaced(vkey, "log", "l\xC2\xA0g")), "proof.key_name");
    EXPECT_EQ(code(vkey.substr(1)), "proof.key_id");
    EXPECT_EQ(code(vkey + "AA"), "proof.key_malformed");
    EXPECT_EQ(code(vkey + "\n"), "proof.key_malformed");
    EXPECT_EQ(code("name"), "proof.key_malformed");
    EXPECT_EQ(code("name+00000000+"), "proof.key_malformed");
    EXPECT_EQ(code("name+00000000+AQ=="), "proof.key_malformed");
    EXPECT_EQ(code("name+00000000+BAAA"), "proof.key_type");
}

TEST(VerifierKey, plus_signs_in_the_base64_do_not_divide) {
    // Looks for a key whose base64 holds one; some seed among these has it.
    bool found = false;
    for (char i = 0; i < 100 && !found; ++i) {
        const SigningKey signer("name", Bytes(31, 'k') + i);
        const std::string text = signer.verifier().text();
        found = std::count(text.begin(), text.end(), '+') > 2;
        EXPECT_EQ(VerifierKey::parse(text), signer.verifier());
    }
    EXPECT_TRUE(found);
}

TEST(SigningKey, a_seed_of_another_length_or_a_bad_name_is_refused) {
    EXPECT_EQ(code_of([] { SigningKey("name", Bytes(31, 's')); }), "proof.key_seed");
    EXPECT_EQ(code_of([] { SigningKey("na me", Bytes(32, 's')); }), "proof.key_name");
    EXPECT_EQ(code_of([] { SigningKey("", Bytes(32, 's')); }), "proof.key_name");
    EXPECT_EQ(code_of([] { SigningKey("a+b", Bytes(32, 's')); }), "proof.key_name");
}

}  // namespace
}  // namespace kontor
