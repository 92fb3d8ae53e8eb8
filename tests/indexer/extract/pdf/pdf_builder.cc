#include "tests/indexer/extract/pdf/pdf_builder.h"

#include "indexer/extract/pdf/pdf_reader.h"
#include "storage/base/error.h"

#include <fmt/format.h>
#include <zlib.h>

namespace kontor::test {

namespace {

class Keeper final : public ResultSink {
  public:
    explicit Keeper(ReadPdf& result) : result_(result) {}
    void media_type(std::string_view /*type*/) override {}
    void fact(std::string_view name, std::string_view value) override {
        result_.facts.emplace_back(name, value);
    }
    void page(std::uint32_t number, std::string_view text) override {
        result_.pages.resize(number);
        result_.pages.back() = text;
        result_.text += text;
    }

  private:
    ReadPdf& result_;
};

class PartsKeeper final : public Parts {
  public:
    explicit PartsKeeper(ReadPdf& result) : result_(result) {}
    bool add(std::string_view name, ByteView bytes) override {
        result_.parts.emplace_back(name, bytes);
        return true;
    }
    bool add_unread(std::string_view name, const ReadingEnd& why) override {
        result_.parts.emplace_back(name, why.reason);
        return true;
    }
    std::size_t room_bytes() const override { return 1U << 20; }

  private:
    ReadPdf& result_;
};

}  // namespace

std::string reference(int number) {
    return fmt::format("{} 0 R", number);
}

std::string deflated(std::string_view plain) {
    uLongf length = compressBound(static_cast<uLong>(plain.size()));
    std::string out(length, '\0');
    compress(reinterpret_cast<Bytef*>(out.data()), &length,
             reinterpret_cast<const Bytef*>(plain.data()), static_cast<uLong>(plain.size()));
    out.resize(length);
    return out;
}

int PdfBuilder::add(std::string body) {
    objects_.push_back(std::move(body));
    return static_cast<int>(objects_.size());
}

int PdfBuilder::add_stream(std::string_view content, std::string_view entries) {
    return add(
        fmt::format("<</Length {}{}>>\nstream\n{}\nendstream", content.size(), entries, content));
}

int PdfBuilder::add_flate(std::string_view content, std::string_view entries) {
    return add_stream(deflated(content), fmt::format("/Filter/FlateDecode{}", entries));
}

std::string PdfBuilder::bytes(int root, std::string_view trailer) const {
    std::string out = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
    std::string table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects_.size() + 1);
    for (std::size_t i = 0; i < objects_.size(); ++i) {
        table += fmt::format("{:010} 00000 n \n", out.size());
        out += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects_[i]);
    }
    const std::size_t at = out.size();
    out += table;
    out += fmt::format("trailer\n<</Size {}/Root {}{}>>\nstartxref\n{}\n%%EOF\n",
                       objects_.size() + 1, reference(root), trailer, at);
    return out;
}

std::string one_page(PdfBuilder& builder,
                     std::string_view content,
                     std::string_view resources,
                     std::string_view page) {
    const int stream = builder.add_flate(content);
    const int pages = builder.next() + 1;
    const int leaf = builder.add(
        fmt::format("<</Type/Page/Parent {}/MediaBox[0 0 595 842]/Contents {}/Resources<<{}>>{}>>",
                    reference(pages), reference(stream), resources, page));
    builder.add(fmt::format("<</Type/Pages/Count 1/Kids[{}]>>", reference(leaf)));
    const int root = builder.add(fmt::format("<</Type/Catalog/Pages {}>>", reference(pages)));
    return builder.bytes(root);
}

std::string one_page(std::string_view content) {
    PdfBuilder builder;
    const int font = builder.add(std::string(helvetica));
    return one_page(builder, content, fmt::format("/Font<</F1 {}>>", reference(font)));
}

std::string ReadPdf::fact(std::string_view name) const {
    for (const auto& [key, value] : facts) {
        if (key == name) {
            return value;
        }
    }
    return "(none)";
}

ReadPdf read(std::string_view bytes) {
    ReadPdf result;
    Keeper keeper(result);
    try {
        PartsKeeper parts(result);
        const ReadingEnd end = read_pdf(bytes, keeper, parts);
        result.state = name_of(end.state);
        if (!end.reason.empty()) {
            result.state += " " + end.reason;
        }
    } catch (const Error& error) {
        result.state = "error";
        for (const Reason& reason : error.reasons()) {
            result.state += " " + reason.code;
        }
    }
    return result;
}

}  // namespace kontor::test
