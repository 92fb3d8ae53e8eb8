// What a page is made of besides plain content: forms, replacements, layers, annotations, images in
// between.
#include "tests/indexer/extract/pdf/pdf_builder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace kontor::test {

namespace {

struct Document {
    PdfBuilder builder;
    std::string font = reference(builder.add(std::string(helvetica)));

    ReadPdf read_page(std::string_view content,
                      std::string_view resources = "",
                      std::string_view page = "") {
        return read(
            one_page(builder, content, fmt::format("/Font<</F1 {}>>{}", font, resources), page));
    }
};

}  // namespace

TEST(PdfContent, forms_are_drawn_where_they_are_placed) {
    Document document;
    const int form = document.builder.add_flate(
        "BT /F1 10 Tf 0 0 Td (Briefkopf) Tj ET",
        fmt::format("/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Matrix[1 0 0 1 10 "
                    "0]/Resources<</Font<</F1 {}>>>>",
                    document.font));
    EXPECT_EQ(document
                  .read_page("BT /F1 10 Tf 72 700 Td (Text) Tj ET q 1 0 0 1 72 750 cm /X Do Q",
                             fmt::format("/XObject<</X {}>>", reference(form)))
                  .text,
              "Briefkopf\nText\n");
}

TEST(PdfContent, a_form_that_draws_itself_ends_and_says_so) {
    Document document;
    const int self = document.builder.next();
    document.builder.add_flate(
        "BT /F1 10 Tf 0 0 Td (Kreis) Tj ET /X Do",
        fmt::format("/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 {}>>"
                    "/XObject<</X {}>>>>",
                    document.font, reference(self)));
    const ReadPdf result = document.read_page("1 0 0 1 72 700 cm /X Do",
                                              fmt::format("/XObject<</X {}>>", reference(self)));
    EXPECT_EQ(result.text, "Kreis\n");
    EXPECT_EQ(result.state, "partial extract.too_large");
}

TEST(PdfContent, actual_text_stands_for_what_is_drawn) {
    Document document;
    EXPECT_EQ(document
                  .read_page("BT /F1 10 Tf 72 700 Td (Aufbe) Tj /Span<</ActualText(wahrung)>>BDC "
                             "(wxhrxng) Tj EMC "
                             "( gilt) Tj ET")
                  .text,
              "Aufbewahrung gilt\n");
    EXPECT_EQ(
        document
            .read_page(
                "BT /F1 10 Tf 72 700 Td /Span<</ActualText<FEFF00FC>>>BDC (ue) Tj EMC ET BT ET")
            .text,
        "ü\n");
}

TEST(PdfContent, a_layer_that_is_off_is_not_read) {
    PdfBuilder builder;
    const int font = builder.add(std::string(helvetica));
    const int group = builder.add("<</Type/OCG/Name(Entwurf)>>");
    const int stream = builder.add_flate(
        "BT /F1 10 Tf 72 700 Td (da) Tj ET /OC /P1 BDC BT /F1 10 Tf 72 600 Td (versteckt) Tj ET "
        "EMC");
    const int page = builder.add(fmt::format(
        "<</Type/Page/Parent {}/MediaBox[0 0 595 842]/Contents {}/Resources<</Font<</F1 "
        "{}>>/Properties<</P1 {}>>>>>>",
        reference(builder.next() + 1), reference(stream), reference(font), reference(group)));
    builder.add(fmt::format("<</Type/Pages/Count 1/Kids[{}]>>", reference(page)));
    const int root = builder.add(
        fmt::format("<</Type/Catalog/Pages {}/OCProperties<</OCGs[{}]/D<</OFF[{}]>>>>>>",
                    reference(page + 1), reference(group), reference(group)));
    EXPECT_EQ(read(builder.bytes(root)).text, "da\n");
}

TEST(PdfContent, inline_images_are_stepped_over_whatever_their_bytes_say) {
    Document document;
    const std::string image = std::string("BI /W 4 /H 4 /BPC 8 /CS /G ID ") +
                              "\x01 EI (x\x02\xFF"
                              "1234567 EI\n";
    EXPECT_EQ(document.read_page(image + "BT /F1 10 Tf 72 700 Td (danach) Tj ET").text, "danach\n");
    EXPECT_EQ(document
                  .read_page("BI /W 9 /H 9 /F /DCT ID \xFF\xD8\xFF EI\x80 (\xFF\xD9 EI BT /F1 10 "
                             "Tf 72 700 Td (danach) Tj ET")
                  .text,
              "danach\n");
}

TEST(PdfContent, appearances_of_annotations_are_read_and_hidden_ones_are_not) {
    Document document;
    const auto form = [&](std::string_view text) {
        return reference(document.builder.add_flate(
            fmt::format("BT /F1 10 Tf 2 5 Td ({}) Tj ET", text),
            fmt::format("/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 {}>>>>",
                        document.font)));
    };
    const std::string seen = form("Bezahlt");
    const std::string hidden = form("Geheim");
    EXPECT_EQ(
        document
            .read_page("BT /F1 10 Tf 72 700 Td (Rechnung) Tj ET", "",
                       fmt::format("/Annots[<</Subtype/Stamp/Rect[100 100 300 140]/AP<</N {}>>>>"
                                   "<</Subtype/Stamp/F 2/Rect[100 200 300 240]/AP<</N {}>>>>]",
                                   seen, hidden))
            .text,
        "Rechnung\nBezahlt\n");
}

TEST(PdfContent, a_text_field_without_appearance_shows_its_value) {
    Document document;
    EXPECT_EQ(document
                  .read_page("BT /F1 10 Tf 72 700 Td (Name:) Tj ET", "",
                             "/Annots[<</Subtype/Widget/Rect[72 600 300 "
                             "620]/Parent<</FT/Tx/V<FEFF004D00FC006C006C00650072>>>>>"
                             "<</Subtype/Widget/FT/Tx/Ff 8192/V(passwort)/Rect[72 500 300 520]>>]")
                  .text,
              "Name:\nMüller\n");
}

TEST(PdfContent, facts_of_the_document_are_given_as_unicode) {
    PdfBuilder builder;
    const std::string page = one_page(builder, "", "");
    const int root = builder.next() - 1;
    const int info = builder.add(
        "<</Title<FEFF00DC0062006500720073006900630068 0074>/Author(M\xFCller)/Producer(kontor)"
        "/CreationDate(D:20240229133000+01'00')>>");
    const ReadPdf result = read(builder.bytes(root, fmt::format("/Info {}", reference(info))));
    EXPECT_EQ(result.fact("title"), "Übersicht");
    EXPECT_EQ(result.fact("author"), "Müller");
    EXPECT_EQ(result.fact("producer"), "kontor");
    EXPECT_EQ(result.fact("created"), "2024-02-29T13:30:00+01:00");
    EXPECT_EQ(result.fact("pages"), "1");
}

TEST(PdfContent, pages_without_text_count_and_a_document_of_them_has_none) {
    const ReadPdf result = read(one_page("0 0 100 100 re f"));
    EXPECT_EQ(result.state, "none");
    ASSERT_EQ(result.pages.size(), 1U);
    EXPECT_EQ(result.pages[0], "");
}

}  // namespace kontor::test
