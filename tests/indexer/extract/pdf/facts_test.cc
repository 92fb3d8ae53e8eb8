// What a document says of itself, and the files that it carries.
#include "tests/indexer/extract/pdf/pdf_builder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kontor {
namespace {

using test::PdfBuilder;
using test::read;
using test::reference;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// A document of `pages` pages; `catalog` are entries of its root, `page` of each page.
std::string document(PdfBuilder& builder,
                     std::string_view catalog,
                     int pages = 1,
                     std::string_view page = "",
                     std::string_view trailer = "") {
    const int stream = builder.add_stream("BT ET");
    const int tree = builder.next() + pages;
    std::string kids;
    for (int i = 0; i < pages; ++i) {
        kids += reference(builder.add(fmt::format("<</Type/Page/Parent {}/Contents {}{}>>",
                                                  reference(tree), reference(stream), page))) +
                " ";
    }
    builder.add(fmt::format("<</Type/Pages/Count {}/Kids[{}]>>", pages, kids));
    const int root =
        builder.add(fmt::format("<</Type/Catalog/Pages {}{}>>", reference(tree), catalog));
    return builder.bytes(root, trailer);
}

int attachment(PdfBuilder& builder, std::string_view name, std::string_view content) {
    const int stream = builder.add_flate(content, "/Type/EmbeddedFile");
    return builder.add(
        fmt::format("<</Type/Filespec/F(f){}/EF<</F {}>>>>", name, reference(stream)));
}

TEST(PdfFacts, author_subject_and_words_are_told) {
    PdfBuilder builder;
    const int info = builder.add("<</Title(Angebot)/Subject(Regale)/Keywords(Lager, Stahl)>>");
    const auto got = read(document(builder, "", 1, "", fmt::format("/Info {}", reference(info))));
    EXPECT_EQ(got.fact("title"), "Angebot");
    EXPECT_EQ(got.fact("subject"), "Regale");
    EXPECT_EQ(got.fact("keywords"), "Lager, Stahl");
    EXPECT_EQ(got.fact("outline"), "(none)");
    EXPECT_EQ(got.fact("page_labels"), "(none)");
    EXPECT_EQ(got.fact("pdfa"), "(none)");
    EXPECT_EQ(got.fact("signed"), "(none)");
}

TEST(PdfFacts, pages_are_called_what_the_document_calls_them) {
    PdfBuilder builder;
    const auto got = read(document(
        builder,
        "/PageLabels<</Kids[<</Nums[0<</S/r>>3<</S/D/St 1>>]>><</Nums[5<</P(A-)/S/A/St 26>>]>>]>>",
        8));
    EXPECT_EQ(got.fact("page_labels"), "i\nii\niii\n1\n2\nA-Z\nA-AA\nA-BB\n");
}

TEST(PdfFacts, page_labels_of_nonsense_end) {
    PdfBuilder builder;
    const int loop = builder.next();
    builder.add(fmt::format(
        "<</Kids[{} {}]/Nums[-9<</S/R/St 2000000000>>0<</S/r/St 100000>>1<</S/a/St 99999999>>]>>",
        reference(loop), reference(loop)));
    const auto got = read(document(builder, fmt::format("/PageLabels {}", reference(loop)), 3));
    EXPECT_EQ(got.fact("page_labels"), "100000\n99999999\n100000000\n");
}

TEST(PdfFacts, the_outline_is_told_by_its_levels) {
    PdfBuilder builder;
    const int second = builder.add("<</Title(Anhang)>>");
    const int inner = builder.add("<</Title(Preise\n netto)>>");
    const int first = builder.add(
        fmt::format("<</Title(Angebot)/First {}/Next {}>>", reference(inner), reference(second)));
    builder.set(second, fmt::format("<</Title(Anhang)/Next {}>>", reference(first)));  // a loop
    const auto got =
        read(document(builder, fmt::format("/Outlines<</First {}>>", reference(first))));
    EXPECT_EQ(got.fact("outline"), "Angebot\n\tPreise  netto\nAnhang\n");
}

TEST(PdfFacts, the_claim_of_pdfa_is_told_in_both_ways_of_writing_it) {
    for (const std::string_view xmp :
         {"<x pdfaid:part=\"3\" pdfaid:conformance=\"B\"/>",
          "<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>"}) {
        PdfBuilder builder;
        const int metadata = builder.add_stream(xmp, "/Type/Metadata/Subtype/XML");
        EXPECT_EQ(
            read(document(builder, fmt::format("/Metadata {}", reference(metadata)))).fact("pdfa"),
            "3b");
    }
}

TEST(PdfFacts, signatures_are_counted_and_empty_fields_are_not) {
    PdfBuilder builder;
    const auto got = read(
        document(builder,
                 "/AcroForm<</Fields[<</FT/Sig/V<</Type/Sig>>>><</FT/Sig>><</Kids[<</FT/Sig/V<<>>>>"
                 "]>><</FT/Tx/V(x)>>]>>"));
    EXPECT_EQ(got.fact("signed"), "2");
}

TEST(PdfEmbeddedFiles, are_parts_wherever_they_hang_and_each_once) {
    PdfBuilder builder;
    const int invoice = attachment(builder, "/UF(factur-x.xml)", "<Rechnung/>");
    const int photo = attachment(builder, "", "ein Bild");
    const int note = attachment(builder, "/UF(\xFE\xFF\\000\xDC)", "eine Notiz");
    const auto got = read(
        document(builder,
                 fmt::format("/Names<</EmbeddedFiles<</Kids[<</Names[(a){0}]>>]>>>>/AF[{0} {1}]",
                             reference(invoice), reference(photo)),
                 1, fmt::format("/Annots[<</Subtype/FileAttachment/FS {}>>]", reference(note))));
    EXPECT_THAT(got.parts, ElementsAre(Pair("factur-x.xml", "<Rechnung/>"), Pair("f", "ein Bild"),
                                       Pair("Ü", "eine Notiz")));
}

TEST(PdfEmbeddedFiles, that_lead_nowhere_are_passed_over) {
    PdfBuilder builder;
    const int loop = builder.next();
    builder.add(fmt::format("<</Kids[{}]/Names[(a) 99 0 R (b)<</EF 7>> (c)]>>", reference(loop)));
    const auto got = read(
        document(builder, fmt::format("/Names<</EmbeddedFiles {}>>/AF[1 null]", reference(loop))));
    EXPECT_THAT(got.parts, IsEmpty());
}

}  // namespace
}  // namespace kontor
