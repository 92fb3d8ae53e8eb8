#include "indexer/extract/office/rtf_words.h"

#include <unordered_map>

namespace kontor::office {

RtfMeaning rtf_meaning(std::string_view word) {
    using W = RtfWord;
    static const std::unordered_map<std::string_view, RtfMeaning> meanings{
        {"par", {W::paragraph_end, ""}},
        {"sect", {W::line_end, ""}},
        {"page", {W::line_end, ""}},
        {"column", {W::line_end, ""}},
        {"line", {W::line_end, ""}},
        {"softline", {W::line_end, ""}},
        {"cell", {W::cell_end, ""}},
        {"nestcell", {W::cell_end, ""}},
        {"row", {W::row_end, ""}},
        {"nestrow", {W::row_end, ""}},
        {"tab", {W::blank, ""}},
        {"emspace", {W::blank, ""}},
        {"enspace", {W::blank, ""}},
        {"qmspace", {W::blank, ""}},
        {"emdash", {W::character, "\u2014"}},
        {"endash", {W::character, "\u2013"}},
        {"bullet", {W::character, "\u2022"}},
        {"lquote", {W::character, "\u2018"}},
        {"rquote", {W::character, "\u2019"}},
        {"ldblquote", {W::character, "\u201C"}},
        {"rdblquote", {W::character, "\u201D"}},
        {"zwj", {W::character, "\u200D"}},
        {"zwnj", {W::character, "\u200C"}},
        {"intbl", {W::in_table, ""}},
        {"pard", {W::paragraph_reset, ""}},
        {"plain", {W::plain, ""}},
        {"deleted", {W::deleted, ""}},
        {"f", {W::font, ""}},
        {"deff", {W::default_font, ""}},
        {"ansicpg", {W::code_page, ""}},
        {"fcharset", {W::charset, ""}},
        {"cpg", {W::font_code_page, ""}},
        {"u", {W::unicode, ""}},
        {"uc", {W::unicode_fallbacks, ""}},
        {"bin", {W::binary, ""}},
        {"mac", {W::mac, ""}},
        {"pc", {W::pc, ""}},
        {"pca", {W::pca, ""}},
        {"fonttbl", {W::font_table, ""}},
        {"info", {W::info, ""}},
        {"title", {W::fact, "title"}},
        {"subject", {W::fact, "subject"}},
        {"author", {W::fact, "author"}},
        {"keywords", {W::fact, "keywords"}},
        {"doccomm", {W::fact, "description"}},
        {"generator", {W::fact, "producer"}},
        {"creatim", {W::moment, "created"}},
        {"revtim", {W::moment, "modified"}},
        {"yr", {W::year, ""}},
        {"mo", {W::month, ""}},
        {"dy", {W::day, ""}},
        {"hr", {W::hour, ""}},
        {"min", {W::minute, ""}},
        {"footnote", {W::note, ""}},
        {"annotation", {W::note, ""}},
        {"shptxt", {W::note, ""}},
        {"dptxbxtext", {W::note, ""}},
        {"shpinst", {W::entered, ""}},
        {"do", {W::entered, ""}},
        {"ud", {W::entered, ""}},
        {"nesttableprops", {W::entered, ""}},
        {"upr", {W::alternative, ""}},
        {"colortbl", {W::left_out, ""}},
        {"stylesheet", {W::left_out, ""}},
        {"pict", {W::left_out, ""}},
        {"nonshppict", {W::left_out, ""}},
        {"shprslt", {W::left_out, ""}},
        {"sp", {W::left_out, ""}},
        {"objdata", {W::left_out, ""}},
        {"fldinst", {W::left_out, ""}},
        {"datafield", {W::left_out, ""}},
        {"formfield", {W::left_out, ""}},
        {"xe", {W::left_out, ""}},
        {"tc", {W::left_out, ""}},
        {"tcn", {W::left_out, ""}},
        {"rxe", {W::left_out, ""}},
        {"nonesttables", {W::left_out, ""}},
        {"listtable", {W::left_out, ""}},
        {"listoverridetable", {W::left_out, ""}},
        {"filetbl", {W::left_out, ""}},
        {"revtbl", {W::left_out, ""}},
        {"rsidtbl", {W::left_out, ""}},
        {"themedata", {W::left_out, ""}},
        {"colorschememapping", {W::left_out, ""}},
        {"datastore", {W::left_out, ""}},
        {"latentstyles", {W::left_out, ""}},
        {"ftnsep", {W::left_out, ""}},
        {"ftnsepc", {W::left_out, ""}},
        {"ftncn", {W::left_out, ""}},
        {"aftnsep", {W::left_out, ""}},
        {"aftnsepc", {W::left_out, ""}},
        {"aftncn", {W::left_out, ""}},
        {"atnid", {W::left_out, ""}},
        {"atnauthor", {W::left_out, ""}},
        {"atnref", {W::left_out, ""}},
        {"atndate", {W::left_out, ""}},
        {"template", {W::left_out, ""}},
        {"operator", {W::left_out, ""}},
        {"private", {W::left_out, ""}},
        {"falt", {W::left_out, ""}},
    };
    const auto found = meanings.find(word);
    return found == meanings.end() ? RtfMeaning{} : found->second;
}

int rtf_code_page(int charset) {
    switch (charset) {
        case 0:
            return 1252;
        case 77:
            return 10000;
        case 128:
            return 932;
        case 129:
            return 949;
        case 134:
            return 936;
        case 136:
            return 950;
        case 161:
            return 1253;
        case 162:
            return 1254;
        case 163:
            return 1258;
        case 177:
            return 1255;
        case 178:
            return 1256;
        case 186:
            return 1257;
        case 204:
            return 1251;
        case 222:
            return 874;
        case 238:
            return 1250;
        case 254:
            return 437;
        case 255:
            return 850;
        default:
            return 0;
    }
}

}  // namespace kontor::office
