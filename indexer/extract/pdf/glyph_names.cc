#include "indexer/extract/pdf/glyph_names.h"

#include "indexer/extract/pdf/content_lexer.h"
#include "indexer/extract/pdf/encodings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <unordered_map>

namespace kontor::pdf {

namespace {

struct Name {
    std::string_view name;
    char16_t character;
};

// clang-format off
constexpr Name names[] = {
    {"space", 0x20}, {"exclam", '!'}, {"quotedbl", '"'}, {"numbersign", '#'}, {"dollar", '$'}, {"percent", '%'},
    {"ampersand", '&'}, {"quotesingle", '\''}, {"quoteright", 0x2019}, {"parenleft", '('}, {"parenright", ')'},
    {"asterisk", '*'}, {"plus", '+'}, {"comma", ','}, {"hyphen", '-'}, {"period", '.'}, {"slash", '/'},
    {"zero", '0'}, {"one", '1'}, {"two", '2'}, {"three", '3'}, {"four", '4'}, {"five", '5'}, {"six", '6'},
    {"seven", '7'}, {"eight", '8'}, {"nine", '9'}, {"colon", ':'}, {"semicolon", ';'}, {"less", '<'}, {"equal", '='},
    {"greater", '>'}, {"question", '?'}, {"at", '@'}, {"bracketleft", '['}, {"backslash", '\\'},
    {"bracketright", ']'}, {"asciicircum", '^'}, {"underscore", '_'}, {"grave", '`'}, {"quoteleft", 0x2018},
    {"braceleft", '{'}, {"bar", '|'}, {"braceright", '}'}, {"asciitilde", '~'}, {"nbspace", 0xA0},
    {"nonbreakingspace", 0xA0}, {"exclamdown", 0xA1}, {"cent", 0xA2}, {"sterling", 0xA3}, {"currency", 0xA4},
    {"yen", 0xA5}, {"brokenbar", 0xA6}, {"section", 0xA7}, {"dieresis", 0xA8}, {"copyright", 0xA9},
    {"ordfeminine", 0xAA}, {"guillemotleft", 0xAB}, {"guillemetleft", 0xAB}, {"logicalnot", 0xAC},
    {"softhyphen", 0xAD}, {"sfthyphen", 0xAD}, {"registered", 0xAE}, {"macron", 0xAF}, {"overscore", 0xAF},
    {"degree", 0xB0}, {"plusminus", 0xB1}, {"twosuperior", 0xB2}, {"threesuperior", 0xB3}, {"acute", 0xB4},
    {"mu", 0xB5}, {"paragraph", 0xB6}, {"periodcentered", 0xB7}, {"middot", 0xB7}, {"cedilla", 0xB8},
    {"onesuperior", 0xB9}, {"ordmasculine", 0xBA}, {"guillemotright", 0xBB}, {"guillemetright", 0xBB},
    {"onequarter", 0xBC}, {"onehalf", 0xBD}, {"threequarters", 0xBE}, {"questiondown", 0xBF}, {"AE", 0xC6},
    {"Eth", 0xD0}, {"multiply", 0xD7}, {"Oslash", 0xD8}, {"Thorn", 0xDE}, {"germandbls", 0xDF}, {"Germandbls", 0x1E9E},
    {"ae", 0xE6}, {"eth", 0xF0}, {"divide", 0xF7}, {"oslash", 0xF8}, {"thorn", 0xFE}, {"Dcroat", 0x110},
    {"Dslash", 0x110}, {"dcroat", 0x111}, {"dmacron", 0x111}, {"Hbar", 0x126}, {"hbar", 0x127}, {"dotlessi", 0x131},
    {"IJ", 0x132}, {"ij", 0x133}, {"kgreenlandic", 0x138}, {"Ldot", 0x13F}, {"ldot", 0x140}, {"Lslash", 0x141},
    {"lslash", 0x142}, {"napostrophe", 0x149}, {"quoterightn", 0x149}, {"Eng", 0x14A}, {"eng", 0x14B}, {"OE", 0x152},
    {"oe", 0x153}, {"Tbar", 0x166}, {"tbar", 0x167}, {"longs", 0x17F}, {"slong", 0x17F}, {"florin", 0x192},
    {"Ohorn", 0x1A0}, {"ohorn", 0x1A1}, {"Uhorn", 0x1AF}, {"uhorn", 0x1B0}, {"dotlessj", 0x237}, {"schwa", 0x259},
    {"circumflex", 0x2C6}, {"caron", 0x2C7}, {"breve", 0x2D8}, {"dotaccent", 0x2D9}, {"ring", 0x2DA},
    {"ogonek", 0x2DB}, {"tilde", 0x2DC}, {"ilde", 0x2DC}, {"hungarumlaut", 0x2DD}, {"commaaccent", 0x326},
    // Greek
    {"tonos", 0x384}, {"dieresistonos", 0x385}, {"Alphatonos", 0x386}, {"anoteleia", 0x387}, {"Epsilontonos", 0x388},
    {"Etatonos", 0x389}, {"Iotatonos", 0x38A}, {"Omicrontonos", 0x38C}, {"Upsilontonos", 0x38E},
    {"Omegatonos", 0x38F}, {"iotadieresistonos", 0x390}, {"Alpha", 0x391}, {"Beta", 0x392}, {"Gamma", 0x393},
    {"Delta", 0x394}, {"Epsilon", 0x395}, {"Zeta", 0x396}, {"Eta", 0x397}, {"Theta", 0x398}, {"Iota", 0x399},
    {"Kappa", 0x39A}, {"Lambda", 0x39B}, {"Mu", 0x39C}, {"Nu", 0x39D}, {"Xi", 0x39E}, {"Omicron", 0x39F},
    {"Pi", 0x3A0}, {"Rho", 0x3A1}, {"Sigma", 0x3A3}, {"Tau", 0x3A4}, {"Upsilon", 0x3A5}, {"Phi", 0x3A6},
    {"Chi", 0x3A7}, {"Psi", 0x3A8}, {"Omega", 0x3A9}, {"Iotadieresis", 0x3AA}, {"Upsilondieresis", 0x3AB},
    {"alphatonos", 0x3AC}, {"epsilontonos", 0x3AD}, {"etatonos", 0x3AE}, {"iotatonos", 0x3AF},
    {"upsilondieresistonos", 0x3B0}, {"alpha", 0x3B1}, {"beta", 0x3B2}, {"gamma", 0x3B3}, {"delta", 0x3B4},
    {"epsilon", 0x3B5}, {"epsilon1", 0x3F5}, {"zeta", 0x3B6}, {"eta", 0x3B7}, {"theta", 0x3B8}, {"iota", 0x3B9},
    {"kappa", 0x3BA}, {"lambda", 0x3BB}, {"nu", 0x3BD}, {"xi", 0x3BE}, {"omicron", 0x3BF}, {"pi", 0x3C0},
    {"rho", 0x3C1}, {"rho1", 0x3F1}, {"sigma1", 0x3C2}, {"sigmafinal", 0x3C2}, {"sigma", 0x3C3}, {"tau", 0x3C4},
    {"upsilon", 0x3C5}, {"phi", 0x3C6}, {"chi", 0x3C7}, {"psi", 0x3C8}, {"omega", 0x3C9}, {"iotadieresis", 0x3CA},
    {"upsilondieresis", 0x3CB}, {"omicrontonos", 0x3CC}, {"upsilontonos", 0x3CD}, {"omegatonos", 0x3CE},
    {"theta1", 0x3D1}, {"Upsilon1", 0x3D2}, {"phi1", 0x3D5}, {"omega1", 0x3D6}, {"pi1", 0x3D6}, {"kappa1", 0x3F0},
    {"Ohm", 0x2126}, {"increment", 0x2206}, {"mu1", 0xB5},
    // Punctuation, signs and arrows
    {"enspace", 0x2002}, {"emspace", 0x2003}, {"thinspace", 0x2009}, {"hyphentwo", 0x2010}, {"figuredash", 0x2012},
    {"endash", 0x2013}, {"emdash", 0x2014}, {"afii00208", 0x2015}, {"horizontalbar", 0x2015}, {"quotesinglbase", 0x201A},
    {"quotereversed", 0x201B}, {"quotedblleft", 0x201C}, {"quotedblright", 0x201D}, {"quotedblbase", 0x201E},
    {"dagger", 0x2020}, {"daggerdbl", 0x2021}, {"bullet", 0x2022}, {"onedotenleader", 0x2024},
    {"twodotenleader", 0x2025}, {"ellipsis", 0x2026}, {"perthousand", 0x2030}, {"minute", 0x2032}, {"second", 0x2033},
    {"prime", 0x2032}, {"guilsinglleft", 0x2039}, {"guilsinglright", 0x203A}, {"exclamdbl", 0x203C}, {"fraction", 0x2044},
    {"zerosuperior", 0x2070}, {"foursuperior", 0x2074}, {"fivesuperior", 0x2075}, {"sixsuperior", 0x2076},
    {"sevensuperior", 0x2077}, {"eightsuperior", 0x2078}, {"ninesuperior", 0x2079}, {"nsuperior", 0x207F},
    {"zeroinferior", 0x2080}, {"oneinferior", 0x2081}, {"twoinferior", 0x2082}, {"threeinferior", 0x2083},
    {"fourinferior", 0x2084}, {"fiveinferior", 0x2085}, {"sixinferior", 0x2086}, {"seveninferior", 0x2087},
    {"eightinferior", 0x2088}, {"nineinferior", 0x2089}, {"franc", 0x20A3}, {"lira", 0x20A4}, {"peseta", 0x20A7},
    {"dong", 0x20AB}, {"Euro", 0x20AC}, {"euro", 0x20AC}, {"Ifraktur", 0x2111}, {"afii61289", 0x2113}, {"afii61352", 0x2116},
    {"numero", 0x2116}, {"weierstrass", 0x2118}, {"Rfraktur", 0x211C}, {"trademark", 0x2122}, {"estimated", 0x212E},
    {"aleph", 0x2135}, {"onethird", 0x2153}, {"twothirds", 0x2154}, {"oneeighth", 0x215B}, {"threeeighths", 0x215C},
    {"fiveeighths", 0x215D}, {"seveneighths", 0x215E}, {"arrowleft", 0x2190}, {"arrowup", 0x2191},
    {"arrowright", 0x2192}, {"arrowdown", 0x2193}, {"arrowboth", 0x2194}, {"arrowupdn", 0x2195},
    {"carriagereturn", 0x21B5}, {"arrowdblleft", 0x21D0}, {"arrowdblup", 0x21D1}, {"arrowdblright", 0x21D2},
    {"arrowdbldown", 0x21D3}, {"arrowdblboth", 0x21D4}, {"universal", 0x2200}, {"partialdiff", 0x2202},
    {"existential", 0x2203}, {"emptyset", 0x2205}, {"gradient", 0x2207}, {"nabla", 0x2207}, {"element", 0x2208}, {"notelement", 0x2209},
    {"suchthat", 0x220B}, {"product", 0x220F}, {"summation", 0x2211}, {"minus", 0x2212}, {"minusplus", 0x2213},
    {"asteriskmath", 0x2217}, {"radical", 0x221A}, {"proportional", 0x221D}, {"infinity", 0x221E}, {"angle", 0x2220},
    {"logicaland", 0x2227}, {"logicalor", 0x2228}, {"intersection", 0x2229}, {"union", 0x222A}, {"integral", 0x222B},
    {"therefore", 0x2234}, {"similar", 0x223C}, {"congruent", 0x2245}, {"approxequal", 0x2248}, {"notequal", 0x2260},
    {"equivalence", 0x2261}, {"lessequal", 0x2264}, {"greaterequal", 0x2265}, {"lessmuch", 0x226A}, {"greatermuch", 0x226B},
    {"propersubset", 0x2282}, {"propersuperset", 0x2283}, {"notsubset", 0x2284}, {"reflexsubset", 0x2286},
    {"reflexsuperset", 0x2287}, {"circleplus", 0x2295}, {"circlemultiply", 0x2297}, {"perpendicular", 0x22A5},
    {"dotmath", 0x22C5}, {"angleleft", 0x2329}, {"angleright", 0x232A}, {"blacksquare", 0x25A0}, {"filledbox", 0x25A0},
    {"H22073", 0x25A1}, {"filledrect", 0x25AC}, {"triagup", 0x25B2}, {"triagrt", 0x25BA}, {"triagdn", 0x25BC},
    {"triaglf", 0x25C4}, {"lozenge", 0x25CA}, {"circle", 0x25CB}, {"H18533", 0x25CF}, {"invbullet", 0x25D8},
    {"openbullet", 0x25E6}, {"blackcircle", 0x25CF}, {"spade", 0x2660}, {"club", 0x2663}, {"heart", 0x2665}, {"diamond", 0x2666},
    {"musicalnote", 0x266A}, {"checkmark", 0x2713}, {"registerserif", 0xAE}, {"registersans", 0xAE}, {"copyrightserif", 0xA9},
    {"copyrightsans", 0xA9}, {"trademarkserif", 0x2122}, {"trademarksans", 0x2122}, {"ff", 0xFB00}, {"fi", 0xFB01},
    {"fl", 0xFB02}, {"ffi", 0xFB03}, {"ffl", 0xFB04}, {"visiblespace", 0x2423}, {"copyleft", 0x2184},
    // Figures and capitals drawn in another way are the same characters
    {"zerooldstyle", '0'}, {"oneoldstyle", '1'}, {"twooldstyle", '2'}, {"threeoldstyle", '3'}, {"fouroldstyle", '4'},
    {"fiveoldstyle", '5'}, {"sixoldstyle", '6'}, {"sevenoldstyle", '7'}, {"eightoldstyle", '8'}, {"nineoldstyle", '9'},
    {"dollaroldstyle", '$'}, {"centoldstyle", 0xA2}, {"ampersandsmall", '&'}, {"questionsmall", '?'},
    {"exclamsmall", '!'}, {"commainferior", ','}, {"periodinferior", '.'}, {"commasuperior", ','},
    {"periodsuperior", '.'}, {"hyphensuperior", '-'}, {"hypheninferior", '-'}, {"dollarsuperior", '$'},
    {"parenleftsuperior", 0x207D}, {"parenrightsuperior", 0x207E}, {"parenleftinferior", 0x208D},
    {"parenrightinferior", 0x208E}, {"asuperior", 'a'}, {"bsuperior", 'b'}, {"dsuperior", 'd'}, {"esuperior", 'e'},
    {"isuperior", 'i'}, {"lsuperior", 'l'}, {"msuperior", 'm'}, {"osuperior", 'o'}, {"rsuperior", 'r'},
    {"ssuperior", 's'}, {"tsuperior", 't'},
    // Hebrew
    {"afii57664", 0x5D0}, {"afii57665", 0x5D1}, {"afii57666", 0x5D2}, {"afii57667", 0x5D3}, {"afii57668", 0x5D4},
    {"afii57669", 0x5D5}, {"afii57670", 0x5D6}, {"afii57671", 0x5D7}, {"afii57672", 0x5D8}, {"afii57673", 0x5D9},
    {"afii57674", 0x5DA}, {"afii57675", 0x5DB}, {"afii57676", 0x5DC}, {"afii57677", 0x5DD}, {"afii57678", 0x5DE},
    {"afii57679", 0x5DF}, {"afii57680", 0x5E0}, {"afii57681", 0x5E1}, {"afii57682", 0x5E2}, {"afii57683", 0x5E3},
    {"afii57684", 0x5E4}, {"afii57685", 0x5E5}, {"afii57686", 0x5E6}, {"afii57687", 0x5E7}, {"afii57688", 0x5E8},
    {"afii57689", 0x5E9}, {"afii57690", 0x5EA},
};

struct Accent {
    std::string_view name;
    std::string_view letters;    // one for each character below
    std::u16string_view composed;
};

constexpr Accent accents[] = {
    {"acute", "AEIOUYaeiouyCcLlNnRrSsZzGg", u"\u00C1\u00C9\u00CD\u00D3\u00DA\u00DD\u00E1\u00E9\u00ED\u00F3\u00FA\u00FD\u0106\u0107\u0139\u013A\u0143\u0144\u0154\u0155\u015A\u015B\u0179\u017A\u01F4\u01F5"},
    {"grave", "AEIOUaeiouYyWw", u"\u00C0\u00C8\u00CC\u00D2\u00D9\u00E0\u00E8\u00EC\u00F2\u00F9\u1EF2\u1EF3\u1E80\u1E81"},
    {"circumflex", "AEIOUaeiouCcGgHhJjSsWwYy", u"\u00C2\u00CA\u00CE\u00D4\u00DB\u00E2\u00EA\u00EE\u00F4\u00FB\u0108\u0109\u011C\u011D\u0124\u0125\u0134\u0135\u015C\u015D\u0174\u0175\u0176\u0177"},
    {"dieresis", "AEIOUaeiouyYWw", u"\u00C4\u00CB\u00CF\u00D6\u00DC\u00E4\u00EB\u00EF\u00F6\u00FC\u00FF\u0178\u1E84\u1E85"},
    {"tilde", "ANOanoIiUu", u"\u00C3\u00D1\u00D5\u00E3\u00F1\u00F5\u0128\u0129\u0168\u0169"},
    {"ring", "AaUu", u"\u00C5\u00E5\u016E\u016F"},
    {"cedilla", "CcSsTtGgKkLlNnRr", u"\u00C7\u00E7\u015E\u015F\u0162\u0163\u0122\u0123\u0136\u0137\u013B\u013C\u0145\u0146\u0156\u0157"},
    {"commaaccent", "GgKkLlNnRrSsTt", u"\u0122\u0123\u0136\u0137\u013B\u013C\u0145\u0146\u0156\u0157\u0218\u0219\u0162\u0163"},
    {"caron", "CcDdEeNnRrSsTtZzLlAaGgIiOoUu", u"\u010C\u010D\u010E\u010F\u011A\u011B\u0147\u0148\u0158\u0159\u0160\u0161\u0164\u0165\u017D\u017E\u013D\u013E\u01CD\u01CE\u01E6\u01E7\u01CF\u01D0\u01D1\u01D2\u01D3\u01D4"},
    {"breve", "AaEeGgIiOoUu", u"\u0102\u0103\u0114\u0115\u011E\u011F\u012C\u012D\u014E\u014F\u016C\u016D"},
    {"macron", "AaEeIiOoUu", u"\u0100\u0101\u0112\u0113\u012A\u012B\u014C\u014D\u016A\u016B"},
    {"ogonek", "AaEeIiUuOo", u"\u0104\u0105\u0118\u0119\u012E\u012F\u0172\u0173\u01EA\u01EB"},
    {"dotaccent", "CcEeGgIZz", u"\u010A\u010B\u0116\u0117\u0120\u0121\u0130\u017B\u017C"},
    {"dot", "CcEeGgIZz", u"\u010A\u010B\u0116\u0117\u0120\u0121\u0130\u017B\u017C"},
    {"hungarumlaut", "OoUu", u"\u0150\u0151\u0170\u0171"},
    {"dblacute", "OoUu", u"\u0150\u0151\u0170\u0171"},
};

// ZapfDingbats by code from 0x21: the numbers of the glyph names "a<number>", 0 for no glyph.
constexpr std::uint8_t dingbat_numbers[] = {
    1, 2, 202, 3, 4, 5, 119, 118, 117, 11, 12, 13, 14, 15, 16, 105, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 6,
    7, 8, 9, 10, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53,
    54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 203, 75, 204, 76, 77, 78, 79,
    81, 82, 83, 84, 97, 98, 99, 100};
// and from 0xA1
constexpr std::uint8_t dingbat_numbers_high[] = {
    101, 102, 103, 104, 106, 107, 108, 112, 111, 110, 109, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131,
    132, 133, 134, 135, 136, 137, 138, 139, 140, 141, 142, 143, 144, 145, 146, 147, 148, 149, 150, 151, 152, 153, 154,
    155, 156, 157, 158, 159, 160, 161, 163, 164};
// clang-format on

std::unordered_map<std::string_view, char16_t> make_index() {
    std::unordered_map<std::string_view, char16_t> index;
    index.reserve(std::size(names) * 2);
    for (const Name& name : names) {
        index.emplace(name.name, name.character);
    }
    return index;
}

char32_t named(std::string_view name) {
    static const auto index = make_index();
    const auto found = index.find(name);
    return found == index.end() ? 0 : found->second;
}

char32_t composed(std::string_view name) {
    if (name.size() < 4) {
        return 0;
    }
    for (const Accent& accent : accents) {
        if (name.substr(1) == accent.name) {
            const auto at = accent.letters.find(name[0]);
            return at == std::string_view::npos ? 0 : accent.composed[at];
        }
    }
    return 0;
}

// afii10017 and on are the Cyrillic letters in Unicode's order, with Io and the letters of other
// languages apart.
char32_t cyrillic(std::string_view name) {
    if (name.size() != 9 || !name.starts_with("afii10")) {
        return 0;
    }
    int number = 0;
    std::from_chars(name.data() + 6, name.data() + 9, number);
    static constexpr char16_t further[] =
        u"\u0490\u0402\u0403\u0404\u0405\u0406\u0407\u0408\u0409\u040A\u040B\u040C\u040E";
    static constexpr char16_t further_small[] =
        u"\u0491\u0452\u0453\u0454\u0455\u0456\u0457\u0458\u0459\u045A\u045B\u045C\u045E";
    const auto in = [number](int first, int last) { return number >= first && number <= last; };
    const auto from = [number](int first, char32_t base) {
        return base + static_cast<char32_t>(number - first);
    };
    if (in(17, 22)) {
        return from(17, 0x410);
    }
    if (in(24, 49)) {
        return from(24, 0x416);
    }
    if (in(65, 70)) {
        return from(65, 0x430);
    }
    if (in(72, 97)) {
        return from(72, 0x436);
    }
    if (in(50, 62)) {
        return further[number - 50];
    }
    if (in(98, 110)) {
        return further_small[number - 98];
    }
    return number == 23    ? 0x401
           : number == 71  ? 0x451
           : number == 145 ? 0x40F
           : number == 193 ? 0x45F
                           : 0;
}

bool is_hex(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return hex_digit(c) >= 0; });
}

char32_t from_hex(std::string_view text) {
    char32_t value = 0;
    for (const char c : text) {
        value = value * 16 + static_cast<char32_t>(hex_digit(c));
    }
    return value;
}

bool is_character(char32_t c) {
    return c >= 0x20 && c < 0x110000 && (c < 0xD800 || c >= 0xE000);
}

// "uni" and groups of four digits, or "u" and four to six.
std::u32string numbered(std::string_view name) {
    std::u32string out;
    if (name.starts_with("uni") && name.size() >= 7) {
        const std::string_view digits = name.substr(3);
        const std::size_t groups = digits.size() / 4;
        for (std::size_t i = 0; i < groups && is_hex(digits.substr(4 * i, 4)); ++i) {
            const char32_t c = from_hex(digits.substr(4 * i, 4));
            if (is_character(c)) {
                out.push_back(c);
            }
        }
        return out;
    }
    if (name.size() >= 5 && name.size() <= 7 && name[0] == 'u' && is_hex(name.substr(1))) {
        const char32_t c = from_hex(name.substr(1));
        if (is_character(c)) {
            out.push_back(c);
        }
    }
    return out;
}

std::u32string one_component(std::string_view name) {
    if (name.size() == 1) {
        const auto c = static_cast<unsigned char>(name[0]);
        return c > 0x20 && c < 0x7F ? std::u32string(1, c) : std::u32string();
    }
    for (const auto find : {named, composed, cyrillic}) {
        if (const char32_t c = find(name); c != 0) {
            return std::u32string(1, c);
        }
    }
    if (std::u32string text = numbered(name); !text.empty()) {
        return text;
    }
    // Small capitals of the expert set: "Asmall", "Adieresissmall".
    if (name.size() > 5 && name.ends_with("small")) {
        const std::string_view base = name.substr(0, name.size() - 5);
        if (base.size() == 1 || composed(base) != 0) {
            return one_component(base);
        }
    }
    return {};
}

}  // namespace

std::u32string characters_of_glyph(std::string_view name) {
    name = name.substr(0, name.find('.'));  // a suffix names the form: "a.sc", "one.tab"
    if (name.empty() || name.size() > 128) {
        return {};
    }
    if (name.find('_') == std::string_view::npos) {
        return one_component(name);
    }
    std::u32string out;  // a ligature names its parts: "f_f_i"
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('_', begin), name.size());
        out += one_component(name.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

int code_in_glyph_name(std::string_view name, bool hexadecimal) {
    std::size_t letters = 0;
    const auto is_digit = [hexadecimal](char c) {
        return hexadecimal ? hex_digit(c) >= 0 : c >= '0' && c <= '9';
    };
    while (letters < name.size() && letters < 3 &&
           !(name[letters] >= '0' && name[letters] <= '9')) {
        ++letters;
    }
    if (hexadecimal) {
        // The letters in front may be hexadecimal digits themselves: "g4F" has one, "4F" none.
        letters = std::min<std::size_t>(letters, name.size() >= 2 ? name.size() - 2 : 0);
    }
    const std::string_view digits = name.substr(letters);
    if (letters > 2 || digits.empty() || digits.size() > 4 ||
        !std::all_of(digits.begin(), digits.end(), is_digit)) {
        return -1;
    }
    int value = -1;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, hexadecimal ? 16 : 10);
    return value;
}

char16_t dingbat_of_glyph(std::string_view name) {
    int number = 0;
    if (name.size() < 2 || name[0] != 'a' ||
        std::from_chars(name.data() + 1, name.data() + name.size(), number).ptr !=
            name.data() + name.size()) {
        return 0;
    }
    for (std::size_t i = 0; i < std::size(dingbat_numbers); ++i) {
        if (dingbat_numbers[i] == number) {
            return zapf_dingbats_encoding()[0x21 + i];
        }
    }
    for (std::size_t i = 0; i < std::size(dingbat_numbers_high); ++i) {
        if (dingbat_numbers_high[i] == number) {
            return zapf_dingbats_encoding()[0xA1 + i];
        }
    }
    return 0;
}

}  // namespace kontor::pdf
