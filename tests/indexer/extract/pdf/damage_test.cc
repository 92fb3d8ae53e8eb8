// Files that are broken, hostile or locked.
#include "tests/indexer/extract/pdf/pdf_builder.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace kontor::test {

namespace {

std::string good() {
    return one_page("BT /F1 10 Tf 72 700 Td (Rechnung Nr. 12) Tj ET");
}

std::string data(std::string_view name) {
    std::ifstream file(std::filesystem::path(KONTOR_PDF_DATA) / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST(PdfDamage, a_cross_reference_that_points_nowhere_is_replaced_by_a_scan) {
    std::string bytes = good();
    const std::size_t at = bytes.find("startxref\n") + 10;
    bytes.replace(at, 3, "999");
    EXPECT_EQ(read(bytes).text, "Rechnung Nr. 12\n");
}

TEST(PdfDamage, offsets_that_are_all_wrong_are_replaced_by_a_scan) {
    std::string bytes = good();
    bytes.insert(bytes.find("1 0 obj"), "% moved by an editor\n");
    EXPECT_EQ(read(bytes).text, "Rechnung Nr. 12\n");
}

TEST(PdfDamage, junk_before_the_header_does_not_matter) {
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + good()).text,
              "Rechnung Nr. 12\n");
}

TEST(PdfDamage, a_file_cut_off_gives_the_pages_that_are_whole) {
    PdfBuilder builder;
    const int font = builder.add(std::string(helvetica));
    std::string kids;
    std::vector<int> leaves;
    for (int i = 1; i <= 3; ++i) {
        const int stream =
            builder.add_flate(fmt::format("BT /F1 10 Tf 72 700 Td (Seite {}) Tj ET", i));
        leaves.push_back(builder.add(fmt::format(
            "<</Type/Page/MediaBox[0 0 595 842]/Contents {}/Resources<</Font<</F1 {}>>>>>>",
            reference(stream), reference(font))));
        kids += reference(leaves.back()) + " ";
    }
    const int pages = builder.add(fmt::format("<</Type/Pages/Count 3/Kids[{}]>>", kids));
    std::string bytes =
        builder.bytes(builder.add(fmt::format("<</Type/Catalog/Pages {}>>", reference(pages))));
    EXPECT_EQ(read(bytes).text, "Seite 1\nSeite 2\nSeite 3\n");
    bytes.resize(bytes.find(fmt::format("\n{} 0 obj", leaves[2])));
    EXPECT_EQ(read(bytes).text, "Seite 1\nSeite 2\n");
}

TEST(PdfDamage, objects_within_object_streams_are_found_by_the_scan) {
    PdfBuilder builder;
    const std::string font = std::string(helvetica);
    const std::string first = "<</Type/Catalog/Pages 11 0 R>>";
    const std::string second = "<</Type/Pages/Count 1/Kids[12 0 R]>>";
    const std::string third =
        "<</Type/Page/Parent 11 0 R/MediaBox[0 0 595 842]/Contents 1 0 R/Resources<</Font<</F1 13 "
        "0 R>>>>>>";
    const std::string numbers =
        fmt::format("10 0 11 {} 12 {} 13 {} ", first.size() + 1, first.size() + second.size() + 2,
                    first.size() + second.size() + third.size() + 3);
    builder.add_flate("BT /F1 10 Tf 72 700 Td (verpackt) Tj ET");
    builder.add_flate(numbers + first + " " + second + " " + third + " " + font,
                      fmt::format("/Type/ObjStm/N 4/First {}", numbers.size()));
    std::string bytes = builder.bytes(10);
    bytes.resize(bytes.find("xref\n"));
    EXPECT_EQ(read(bytes).text, "verpackt\n");
}

TEST(PdfDamage, a_damaged_stream_gives_what_can_be_inflated_and_says_so) {
    std::string content;
    for (int i = 0; i < 200; ++i) {
        content += fmt::format("BT /F1 10 Tf 72 {} Td (Zeile {} von vielen {}) Tj ET\n",
                               800 - 4 * i, i, i * 7919);
    }
    PdfBuilder builder;
    const int font = builder.add(std::string(helvetica));
    std::string packed = deflated(content);
    for (std::size_t i = packed.size() / 2; i < packed.size() / 2 + 8; ++i) {
        packed[i] = '\xFF';
    }
    const int stream = builder.add_stream(packed, "/Filter/FlateDecode");
    const int page = builder.add(fmt::format(
        "<</Type/Page/Parent {}/MediaBox[0 0 595 842]/Contents {}/Resources<</Font<</F1 {}>>>>>>",
        reference(builder.next() + 1), reference(stream), reference(font)));
    builder.add(fmt::format("<</Type/Pages/Count 1/Kids[{}]>>", reference(page)));
    const ReadPdf result = read(
        builder.bytes(builder.add(fmt::format("<</Type/Catalog/Pages {}>>", reference(page + 1)))));
    EXPECT_EQ(result.state, "partial extract.damaged");
    EXPECT_NE(result.text.find("Zeile 20 von vielen"), std::string::npos);
}

TEST(PdfDamage, a_wrong_length_of_a_stream_is_seen_through) {
    std::string bytes = good();
    const std::size_t at = bytes.find("/Length ") + 8;
    const std::size_t end = bytes.find('/', at);
    bytes.replace(at, end - at, std::string(end - at - 1, ' ') + "9");
    const ReadPdf result = read(bytes);
    EXPECT_EQ(result.text, "Rechnung Nr. 12\n");
    EXPECT_EQ(result.state, "done");
}

TEST(PdfDamage, a_page_tree_in_a_circle_ends) {
    PdfBuilder builder;
    const int font = builder.add(std::string(helvetica));
    const int stream = builder.add_flate("BT /F1 10 Tf 72 700 Td (einmal) Tj ET");
    const int page = builder.add(
        fmt::format("<</Type/Page/MediaBox[0 0 595 842]/Contents {}/Resources<</Font<</F1 {}>>>>>>",
                    reference(stream), reference(font)));
    const int pages = builder.next();
    builder.add(fmt::format("<</Type/Pages/Count 3/Kids[{} {} {}]>>", reference(page),
                            reference(pages), reference(page)));
    const ReadPdf result = read(
        builder.bytes(builder.add(fmt::format("<</Type/Catalog/Pages {}>>", reference(pages)))));
    EXPECT_EQ(result.text, "einmal\n");
}

TEST(PdfDamage, a_page_tree_too_deep_is_left_and_says_so) {
    PdfBuilder builder;
    const int font = builder.add(std::string(helvetica));
    const int stream = builder.add_flate("BT /F1 10 Tf 72 700 Td (oben) Tj ET");
    int node = builder.add(
        fmt::format("<</Type/Page/MediaBox[0 0 595 842]/Contents {}/Resources<</Font<</F1 {}>>>>>>",
                    reference(stream), reference(font)));
    const int page = node;
    for (int i = 0; i < 300; ++i) {
        node = builder.add(fmt::format("<</Type/Pages/Count 1/Kids[{}]>>", reference(node)));
    }
    node = builder.add(
        fmt::format("<</Type/Pages/Count 2/Kids[{} {}]>>", reference(page), reference(node)));
    const ReadPdf result = read(
        builder.bytes(builder.add(fmt::format("<</Type/Catalog/Pages {}>>", reference(node)))));
    EXPECT_EQ(result.text, "oben\n");
    EXPECT_EQ(result.state, "partial extract.too_large");
}

TEST(PdfDamage, forms_that_multiply_are_stopped) {
    PdfBuilder builder;
    const int font = builder.add(std::string(helvetica));
    int form = builder.add_flate(
        "BT /F1 10 Tf 0 0 Td (x) Tj ET",
        fmt::format("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 {}>>>>",
                    reference(font)));
    for (int i = 0; i < 10; ++i) {
        form = builder.add_flate(
            "/X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do",
            fmt::format("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {}>>>>",
                        reference(form)));
    }
    EXPECT_EQ(
        read(one_page(builder, "/X Do", fmt::format("/XObject<</X {}>>", reference(form)))).state,
        "partial extract.too_large");
}

TEST(PdfDamage, content_of_deeply_nested_brackets_is_read_through) {
    const std::string deep(100'000, '[');
    const std::string dicts(100'000, '<');
    EXPECT_EQ(
        read(one_page(deep + " Tj " + dicts + " Tj BT /F1 10 Tf 72 700 Td (danach) Tj ET")).text,
        "danach\n");
}

TEST(PdfDamage, a_bomb_is_cut_at_the_limit_and_says_so) {
    const std::string zeros(70u << 20, ' ');
    EXPECT_EQ(read(one_page("BT /F1 10 Tf 72 700 Td (davor) Tj ET " + zeros)).state,
              "partial extract.too_large");
}

TEST(PdfDamage, what_is_no_document_is_refused) {
    EXPECT_EQ(read("").state, "error extract.damaged");
    EXPECT_EQ(read("%PDF-1.4\n").state, "error extract.damaged");
    EXPECT_EQ(read("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n").state, "error extract.damaged");
}

TEST(PdfDamage, an_empty_password_opens_an_encrypted_document) {
    const ReadPdf result = read(data("encrypted_empty.pdf"));
    EXPECT_EQ(result.text, "Nur vor dem Kopieren geschuetzt\n");
    EXPECT_EQ(result.fact("title"), "Geheim");
}

TEST(PdfDamage, an_encrypted_document_with_a_broken_cross_reference_is_opened_too) {
    std::string bytes = data("encrypted_empty.pdf");
    bytes.replace(bytes.find("startxref\n") + 10, 3, "999");
    EXPECT_EQ(read(bytes).text, "Nur vor dem Kopieren geschuetzt\n");
}

TEST(PdfDamage, a_document_that_needs_a_password_says_so) {
    const ReadPdf result = read(data("encrypted_locked.pdf"));
    EXPECT_EQ(result.state, "encrypted extract.encrypted");
    EXPECT_TRUE(result.pages.empty());
}

}  // namespace kontor::test
