#include "indexer/extract/compound/code_pages.h"

#include <fmt/format.h>

namespace kontor::compound {

namespace {

std::string converter_name(unsigned code_page) {
    switch (code_page) {
        case 0:
        case 20127:  // ASCII, which its users do not keep to
        case 32769:  // as old workbooks call it
            return "windows-1252";
        case 1200:
            return "UTF-16LE";
        case 1201:
            return "UTF-16BE";
        case 10000:
        case 32768:
            return "macintosh";
        case 20866:
            return "KOI8-R";
        case 21866:
            return "KOI8-U";
        case 50220:
        case 50221:
        case 50222:
            return "ISO-2022-JP";
        case 51932:
            return "EUC-JP";
        case 51936:
            return "GB2312";
        case 51949:
            return "EUC-KR";
        case 54936:
            return "GB18030";
        case 65000:
            return "UTF-7";
        case 65001:
            return "UTF-8";
        default:
            return code_page > 28590 && code_page < 28610
                       ? fmt::format("ISO-8859-{}", code_page - 28590)
                       : fmt::format("cp{}", code_page);
    }
}

}  // namespace

CodePages::CodePages() : utf16_("UTF-16LE") {}

std::string CodePages::utf8(ByteView bytes, unsigned code_page) {
    constexpr std::size_t kept_max = 32;  // real documents have two
    auto known = others_.find(code_page);
    if (known == others_.end()) {
        const bool is_kept = others_.size() < kept_max;
        auto made = std::make_unique<Decoder>(converter_name(is_kept ? code_page : 0));
        if (!made->is_known()) {
            made = std::make_unique<Decoder>(converter_name(0));
        }
        known = others_.insert_or_assign(is_kept ? code_page : 0, std::move(made)).first;
    }
    return known->second->to_utf8(bytes);
}

unsigned code_page_of_language(unsigned language) {
    switch (language) {
        case 0x0804:
        case 0x1004:
            return 936;
        case 0x0404:
        case 0x0C04:
            return 950;
        case 0x0C1A:  // Serbian in Cyrillic letters
            return 1251;
        default:
            break;
    }
    switch (language & 0x3FF) {
        case 0x01:  // Arabic
        case 0x29:  // Persian
        case 0x20:  // Urdu
            return 1256;
        case 0x05:  // Czech
        case 0x0E:  // Hungarian
        case 0x15:  // Polish
        case 0x18:  // Romanian
        case 0x1A:  // Croatian
        case 0x1B:  // Slovak
        case 0x1C:  // Albanian
        case 0x24:  // Slovenian
            return 1250;
        case 0x02:  // Bulgarian
        case 0x19:  // Russian
        case 0x22:  // Ukrainian
        case 0x23:  // Belarusian
        case 0x2F:  // Macedonian
            return 1251;
        case 0x08:
            return 1253;
        case 0x0D:
            return 1255;
        case 0x11:
            return 932;
        case 0x12:
            return 949;
        case 0x1E:
            return 874;
        case 0x1F:
            return 1254;
        case 0x25:  // Estonian
        case 0x26:  // Latvian
        case 0x27:  // Lithuanian
            return 1257;
        case 0x2A:
            return 1258;
        default:
            return 1252;
    }
}

}  // namespace kontor::compound
