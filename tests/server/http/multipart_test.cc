#include "server/http/multipart.h"

#include "storage/base/limits.h"
#include "tests/server/http/errors.h"

#include <gtest/gtest.h>

namespace kontor::test {
namespace {

// Gives its bytes in two pieces, then in pieces of `piece`.
class SplitSource final : public ByteSource {
  public:
    SplitSource(ByteView bytes, std::size_t split, std::size_t piece)
        : rest_(bytes), next_(split), piece_(piece) {}
    std::size_t read(char* out, std::size_t size) override {
        const std::size_t count = std::min({size, next_ > 0 ? next_ : piece_, rest_.size()});
        next_ = 0;
        std::copy_n(rest_.data(), count, out);
        rest_.remove_prefix(count);
        return count;
    }

  private:
    ByteView rest_;
    std::size_t next_;
    std::size_t piece_;
};

struct Part {
    std::string name;
    std::optional<Bytes> file_name;
    std::string media_type;
    Bytes body;
    bool operator==(const Part&) const = default;
};
void PrintTo(const Part& part, std::ostream* out) {
    *out << part.name << "|" << part.file_name.value_or("-") << "|" << part.media_type << "|"
         << part.body.substr(0, 50);
}

std::vector<Part> parts_of(ByteSource& source, std::string_view type, std::size_t read_size) {
    MultipartReader reader(source, type);
    std::vector<Part> parts;
    while (std::optional<MultipartPart> part = reader.next()) {
        Bytes body;
        Bytes piece(read_size, '\0');
        while (const std::size_t count = part->body->read(piece.data(), piece.size())) {
            body.append(piece, 0, count);
        }
        parts.push_back({part->name, part->file_name, part->media_type, body});
    }
    EXPECT_FALSE(reader.next()) << "the end stays the end";
    return parts;
}

const std::string type = "multipart/form-data; boundary=\"a b\"";

std::vector<Part> parts_of(std::string_view body) {
    MemorySource source(body);
    return parts_of(source, type, 1000);
}

std::string part(std::string_view disposition, std::string_view body = "x") {
    std::string out = "--a b\r\nContent-Disposition: ";
    return out.append(disposition).append("\r\n\r\n").append(body).append("\r\n--a b--\r\n");
}

std::optional<Bytes> file_name(std::string_view parameters) {
    return parts_of(part("form-data; name=f; " + std::string(parameters))).at(0).file_name;
}

TEST(Multipart, a_form_is_the_same_however_it_is_split) {
    const std::string form =
        "preamble, to be ignored\r\n"
        "--a b\r\n"
        "Content-Disposition: form-data; name=\"metadata\"\r\n"
        "Content-Type: application/json\r\n"
        "\r\n"
        "{\"a\":1}\r\n"
        "--a b  \r\n"
        "content-disposition: form-data; name=\"empty\"\r\n"
        "\r\n"
        "\r\n--a b\r\n"
        "Content-Disposition: form-data; name=\"emptier\"\r\n"
        "\r\n"
        "--a b\r\n"
        "Content-Disposition: form-data; name=\"file\"; filename=\"M\xc3\xbcller.pdf\"\r\n"
        "X-More: y\r\n"
        "\r\n"
        "\r\n-\r\n--a\r\n--a c\r--a b\n--a b\r\r\n--a \r\n"
        "\r\n--a b--\r\nepilogue --a b\r\n";
    const std::vector<Part> expected{
        {"metadata", std::nullopt, "application/json", "{\"a\":1}"},
        {"empty", std::nullopt, "text/plain", ""},
        {"emptier", std::nullopt, "text/plain", ""},
        {"file", "M\xc3\xbcller.pdf", "text/plain",
         "\r\n-\r\n--a\r\n--a c\r--a b\n--a b\r\r\n--a \r\n"},
    };
    for (std::size_t split = 1; split < form.size(); ++split) {
        SplitSource source(form, split, SIZE_MAX);
        ASSERT_EQ(parts_of(source, type, 1 + split % 7), expected) << split;
    }
    SplitSource byte_by_byte(form, 1, 1);
    EXPECT_EQ(parts_of(byte_by_byte, type, 3), expected);
}

TEST(Multipart, a_large_part_streams) {
    Bytes body(3'000'000, '\r');
    for (std::size_t i = 0; i < body.size(); i += 3) {
        body[i] = static_cast<char>(i % 251);
    }
    const std::string form = part("form-data; name=f", body);
    for (const std::size_t piece : {std::size_t{1000}, std::size_t{65'536}, SIZE_MAX}) {
        SplitSource source(form, 1, piece);
        EXPECT_TRUE(parts_of(source, type, 50'000).at(0).body == body);
    }
}

TEST(Multipart, a_part_nobody_read_is_passed_over) {
    const std::string form = "--a b\r\nContent-Disposition: form-data; name=one\r\n\r\n" +
                             Bytes(500'000, 'x') + "\r\n" + part("form-data; name=two", "body");
    MemorySource source(form);
    MultipartReader reader(source, type);
    const auto one = reader.next();
    char c = 0;
    EXPECT_EQ(one->body->read(&c, 1), 1U);
    EXPECT_EQ(reader.next()->name, "two");
    EXPECT_FALSE(reader.next());
}

TEST(Multipart, file_names_are_the_bytes_that_were_meant) {
    EXPECT_EQ(file_name("x=y"), std::nullopt);
    EXPECT_EQ(file_name("filename=plain.pdf"), "plain.pdf");
    EXPECT_EQ(file_name("filename=\"\""), "");
    EXPECT_EQ(file_name("filename=\"a; b=\\\"c\\\".pdf\""), "a; b=\"c\".pdf");
    EXPECT_EQ(file_name("filename=\"C:\\scans\\new.pdf\""), "C:\\scans\\new.pdf");
    EXPECT_EQ(file_name("filename=\"a%22b%0D%0Ac%41.pdf\""), "a\"b\r\nc%41.pdf");
    EXPECT_EQ(file_name("filename=\"\xfc.pdf\""), "\xfc.pdf") << "bytes of any encoding";
    EXPECT_EQ(file_name("filename=a.pdf; filename*=UTF-8''%C3%BC%20%22.pdf"), "\xc3\xbc \".pdf");
    EXPECT_EQ(file_name("filename*=utf-8'de'x%2Fy"), "x/y");
    EXPECT_EQ(file_name("filename*=ISO-8859-1''%FCx; filename=a"), "\xc3\xbcx");
    EXPECT_EQ(file_name("filename=a; filename*=KOI8-R''%FC"), "a") << "not one we can read";
    EXPECT_EQ(file_name("filename=a; filename*=UTF-8''%zz"), "a");
    EXPECT_EQ(file_name("filename=a; filename*=nonsense"), "a");
}

TEST(Multipart, a_form_without_its_end_is_never_a_shorter_one) {
    const std::string form = part("form-data; name=f", "body");
    for (std::size_t size = 0; size < form.size() - 2; ++size) {
        EXPECT_EQ(refusal_of([&] { parts_of(form.substr(0, size)); }), "invalid body.multipart")
            << size;
    }
    EXPECT_EQ(parts_of(form.substr(0, form.size() - 2)).size(), 1U) << "the last line end is not";
    EXPECT_EQ(refusal_of([] { parts_of(""); }), "invalid body.multipart");
}

TEST(Multipart, what_breaks_the_grammar_or_a_bound_is_refused) {
    const std::string good = "Content-Disposition: form-data; name=f\r\n";
    const auto with_head = [](const std::string& head) {
        return "--a b\r\n" + head + "\r\nx\r\n--a b--\r\n";
    };
    EXPECT_EQ(parts_of(with_head(good)).size(), 1U);
    std::string many;
    for (std::size_t i = 0; i <= limits::multipart_parts_max; ++i) {
        many += "--a b\r\n" + good + "\r\n\r\n";
    }
    const std::vector<std::string> forms{
        with_head(""),
        with_head("Content-Disposition: form-data\r\n"),
        with_head("Content-Disposition: attachment; name=f\r\n"),
        with_head("Content-Disposition: form-data; name=\"f\r\n"),
        with_head(good + good),
        with_head(good + "no colon\r\n"),
        with_head(good + "Na me: x\r\n"),
        with_head(good + " folded: x\r\n"),
        with_head(good + "X: a\nb\r\n"),
        with_head(good + "X: " + std::string(1, '\0') + "\r\n"),
        with_head(good + "X: " + std::string(limits::multipart_head_max_bytes, 'x') + "\r\n"),
        with_head(good + std::string(limits::multipart_head_max_bytes * 2, 'x')),
        "--a bc\r\n" + good + "\r\nx\r\n--a b--\r\n",
        "--a b-x\r\n" + good + "\r\nx\r\n--a b--\r\n",
        std::string(limits::multipart_preamble_max_bytes + 1, 'x') + "\r\n" + with_head(good),
        many + "--a b--\r\n",
    };
    for (const std::string& form : forms) {
        EXPECT_EQ(refusal_of([&form] { parts_of(form); }), "invalid body.multipart")
            << form.substr(0, 100);
    }
}

TEST(Multipart, the_content_type_decides) {
    const auto open = [](std::string_view content_type) {
        MemorySource source("");
        return refusal_of([&] { const MultipartReader reader(source, content_type); });
    };
    EXPECT_EQ(open("Multipart/Form-Data; charset=x; Boundary=abc"), "nothing");
    EXPECT_EQ(open("multipart/form-data; boundary=" + std::string(70, 'x')), "nothing");
    EXPECT_EQ(open(""), "unsupported body.media_type");
    EXPECT_EQ(open("multipart/mixed; boundary=abc"), "unsupported body.media_type");
    EXPECT_EQ(open("multipart/form-data"), "invalid body.multipart");
    EXPECT_EQ(open("multipart/form-data; boundary=\"\""), "invalid body.multipart");
    EXPECT_EQ(open("multipart/form-data; boundary=\"a \""), "invalid body.multipart");
    EXPECT_EQ(open("multipart/form-data; boundary=\"a\tb\""), "invalid body.multipart");
    EXPECT_EQ(open("multipart/form-data; boundary=" + std::string(71, 'x')),
              "invalid body.multipart");
}

TEST(Multipart, an_error_of_the_source_passes_through) {
    class Breaking final : public ByteSource {
      public:
        std::size_t read(char* out, std::size_t /*size*/) override {
            const std::string begin = "--a b\r\nContent-Disposition: form-data; name=f\r\n\r\nbody";
            if (is_begun_) {
                throw Error(ErrorCode::timeout, "x", Reason{"body.timeout", {}, ""});
            }
            is_begun_ = true;
            begin.copy(out, begin.size());
            return begin.size();
        }

      private:
        bool is_begun_ = false;
    };
    Breaking source;
    EXPECT_EQ(refusal_of([&source] { parts_of(source, type, 10); }), "timeout body.timeout");
}

}  // namespace
}  // namespace kontor::test
