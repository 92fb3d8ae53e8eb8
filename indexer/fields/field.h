// The fields of a paper: one table that index writer, query parser, facets, help and OpenAPI walk.
//
// Threads   Constants.
// On disk   Prefix and slot are part of the index's format: a change of one makes every index
//           unreadable and needs a new analyser_version (indexer/index/analyser.h).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace kontor {

enum class ValueKind {
    text,     // words: stemmed, phrases possible
    word,     // one exact value, whatever its case: a tag, a media type
    number,   // Decimal
    date,     // CivilDate
    instant,  // Instant; asked for by days
    flag,     // one of the values that the field lists
};

// Who can answer for a field.
enum class AnsweredBy {
    index,    // terms or values of the index
    columns,  // rights, folders and states of now, which the index may not know yet; also the value
              // has to be looked up (a folder's path, a user's name)
};

constexpr std::uint32_t no_slot = 0xffff'ffff;
constexpr std::uint32_t record_slots_begin = 1000;  // the index hands these out by name

struct Field {
    std::string_view name;
    std::array<std::string_view, 2> aliases;  // empty: none
    ValueKind kind;
    AnsweredBy answer;
    std::string_view prefix;  // of its terms: upper case; empty: the words of the pages, or none
    std::uint32_t slot;       // of its values, for ranges and sorting; no_slot: none
    bool in_words;            // a question without a field looks here too
    bool seen_by_list;        // role `list` may ask for it
    std::string_view values;  // of a flag: what it can be, separated by blanks
    std::string_view example;
    std::string_view label_de;
    std::string_view label_en;
};

// clang-format off
// NOLINTBEGIN
inline constexpr std::array known_fields = {
    //    name             aliases                   kind                answer           prefix slot     words  list   values  example                    Deutsch             English
    Field{"id",            {"serial", "nummer"},     ValueKind::number,  AnsweredBy::index,   "",    0,       false, true,  "",     "id:4711",                 "Archivnummer",     "Serial"},
    Field{"title",         {"titel", ""},            ValueKind::text,    AnsweredBy::index,   "S",   no_slot, true,  true,  "",     "title:Mietvertrag",       "Titel",            "Title"},
    Field{"text",          {"inhalt", ""},           ValueKind::text,    AnsweredBy::index,   "",    no_slot, true,  false, "",     "text:Skonto",             "Text",             "Text"},
    Field{"filename",      {"file", "datei"},        ValueKind::text,    AnsweredBy::index,   "F",   no_slot, true,  false, "",     "filename:scan.pdf",       "Dateiname",        "File name"},
    Field{"source",        {"quelle", ""},           ValueKind::word,    AnsweredBy::index,   "O",   no_slot, false, false, "",     "source:watch",            "Quelle",           "Source"},
    Field{"by",            {"von", ""},              ValueKind::word,    AnsweredBy::columns, "A",   no_slot, false, false, "",     "by:me",                   "Abgelegt von",     "Archived by"},
    Field{"received",      {"eingang", ""},          ValueKind::instant, AnsweredBy::index,   "",    1,       false, false, "",     "received:today",          "Eingegangen",      "Received"},
    Field{"archived",      {"archiviert", ""},       ValueKind::instant, AnsweredBy::index,   "",    2,       false, false, "",     "archived:2024-03",        "Archiviert",       "Archived"},
    Field{"filed",         {"abgelegt", ""},         ValueKind::instant, AnsweredBy::index,   "",    3,       false, false, "",     "filed:week",              "Abgelegt",         "Filed"},
    Field{"document_date", {"date", "datum"},        ValueKind::date,    AnsweredBy::index,   "",    4,       false, true,  "",     "date:2024-01..2024-03",   "Belegdatum",       "Document date"},
    Field{"pages",         {"seiten", ""},           ValueKind::number,  AnsweredBy::index,   "",    5,       false, false, "",     "pages>=10",               "Seiten",           "Pages"},
    Field{"size",          {"bytes", ""},            ValueKind::number,  AnsweredBy::index,   "",    6,       false, false, "",     "size>1000000",            "Größe in Bytes",   "Size in bytes"},
    Field{"media",         {"media_type", ""},       ValueKind::word,    AnsweredBy::index,   "M",   no_slot, false, false, "",     "media:application/pdf",   "Dateiart",         "Media type"},
    Field{"language",      {"lang", "sprache"},      ValueKind::word,    AnsweredBy::index,   "L",   no_slot, false, false, "",     "language:de",             "Sprache",          "Language"},
    Field{"partner",       {"firma", ""},            ValueKind::text,    AnsweredBy::index,   "P",   no_slot, true,  false, "",     "partner:Drechsler",       "Geschäftspartner", "Partner"},
    Field{"in",            {"folder", "akte"},       ValueKind::word,    AnsweredBy::columns, "D",   no_slot, false, false, "",     "in:/Finance/2025",        "Akte",             "Folder"},
    Field{"type",          {"record_type", "art"},   ValueKind::word,    AnsweredBy::index,   "T",   no_slot, false, false, "",     "type:finance.invoice",    "Fachdatenart",     "Record type"},
    Field{"tag",           {"stichwort", ""},        ValueKind::word,    AnsweredBy::index,   "K",   no_slot, false, false, "",     "tag:eilig",               "Stichwort",        "Tag"},
    Field{"has",           {"hat", ""},              ValueKind::flag,    AnsweredBy::index,   "H",   no_slot, false, false, "record text date tag partner", "has:record", "Hat",    "Has"},
    Field{"is",            {"ist", ""},              ValueKind::flag,    AnsweredBy::columns, "I",   no_slot, false, false, "new filed unread batch restricted trashed", "is:new", "Ist", "Is"},
    Field{"lifecycle",     {"zustand", ""},          ValueKind::flag,    AnsweredBy::columns, "C",   no_slot, false, false, "active trashed restricted destroyed", "lifecycle:trashed", "Zustand", "Lifecycle"},
    Field{"filing",        {"ablage", ""},           ValueKind::flag,    AnsweredBy::columns, "G",   no_slot, false, false, "new filed", "filing:new",         "Ablage",           "Filing"},
};
// NOLINTEND
// clang-format on

}  // namespace kontor
