// Sentences about questions to the search.
#include "storage/base/messages_areas.h"

namespace kontor {

namespace {

// clang-format off
constexpr MessageTemplate table[] = {
    {"query.bracket_close", "Die Klammer bei Zeichen {position} schließt nichts. Bitte entfernen oder eine öffnende davor setzen.", "The bracket at character {position} closes nothing. Please remove it, or open one before it."},
    {"query.bracket_open", "Die Klammer bei Zeichen {position} wird nicht geschlossen. Bitte „)“ ergänzen.", "The bracket at character {position} is not closed. Please add “)”."},
    {"query.date", "„{value}“ bei Zeichen {position} ist kein Datum für {field}. Möglich sind zum Beispiel 2024, 2024-03, 2024-03-01, 1.3.2024 oder heute.", "“{value}” at character {position} is not a date for {field}. Possible are, for example, 2024, 2024-03, 2024-03-01 or today."},
    {"query.field_near", "Ein Feld „{field}“ (Zeichen {position}) gibt es nicht. Meinten Sie „{nearest}“? Ist es ein Wort des Textes, setzen Sie es in Anführungszeichen.", "There is no field “{field}” (character {position}). Did you mean “{nearest}”? If it is a word of the text, please put it in quotation marks."},
    {"query.field_unknown", "Ein Feld „{field}“ (Zeichen {position}) gibt es nicht. Ist es ein Wort des Textes, setzen Sie es in Anführungszeichen.", "There is no field “{field}” (character {position}). If it is a word of the text, please put it in quotation marks."},
    {"query.folder", "Eine Akte „{value}“ (Zeichen {position}) gibt es nicht. Möglich sind eine Nummer, ein Name oder ein Pfad wie /Finanzen/2025.", "There is no folder “{value}” (character {position}). Possible are a number, a name or a path like /Finance/2025."},
    {"query.near", "NEAR bei Zeichen {position} braucht auf beiden Seiten ein einzelnes Wort und höchstens {limit} Wörter Abstand.", "NEAR at character {position} needs one word on each side and a distance of at most {limit} words."},
    {"query.no_word", "Bei Zeichen {position} steht nichts, wonach gesucht werden kann: „{value}“ enthält weder Buchstaben noch Ziffern.", "There is nothing to search for at character {position}: “{value}” has neither letters nor digits."},
    {"query.not_comparable", "Nach {field} (Zeichen {position}) kann nicht mit größer, kleiner oder „..“ gesucht werden. Bitte {field}:Wert schreiben.", "{field} (character {position}) cannot be searched by greater, less or “..”. Please write {field}:value."},
    {"query.number", "„{value}“ bei Zeichen {position} ist keine Zahl für {field}. Möglich sind zum Beispiel 100, 1234.56 oder 1.234,56.", "“{value}” at character {position} is not a number for {field}. Possible are, for example, 100, 1234.56 or 1.234,56."},
    {"query.operand", "Neben {operator} bei Zeichen {position} fehlt ein Suchwort. Bitte ergänzen, oder {operator} in Anführungszeichen setzen.", "A word is missing beside {operator} at character {position}. Please add it, or put {operator} in quotation marks."},
    {"query.prefix_short", "Vor dem „*“ bei Zeichen {position} müssen mindestens {limit} Buchstaben oder Ziffern stehen.", "At least {limit} letters or digits must stand before the “*” at character {position}."},
    {"query.quote", "Das Anführungszeichen bei Zeichen {position} wird nicht geschlossen. Bitte ergänzen.", "The quotation mark at character {position} is not closed. Please add the second one."},
    {"query.range_reversed", "Der Bereich bei Zeichen {position} beginnt nach seinem Ende. Bitte die beiden Werte tauschen.", "The range at character {position} begins after its end. Please swap the two values."},
    {"query.too_deep", "Die Klammern sind ab Zeichen {position} tiefer als {limit} Ebenen geschachtelt. Bitte die Anfrage vereinfachen.", "The brackets are nested deeper than {limit} levels from character {position} on. Please simplify the question."},
    {"query.too_long", "Die Suchanfrage ist länger als {limit} Bytes. Bitte kürzen.", "The question is longer than {limit} bytes. Please shorten it."},
    {"query.too_many_terms", "Die Suchanfrage hat ab Zeichen {position} mehr als {limit} Wörter und Bedingungen. Bitte in mehrere Anfragen teilen.", "The question has more than {limit} words and conditions from character {position} on. Please divide it into several questions."},
    {"query.value_missing", "Nach {field} bei Zeichen {position} fehlt der Wert. Bitte ihn ohne Leerzeichen anschließen.", "The value of {field} at character {position} is missing. Please write it without a blank."},
    {"query.value_unknown", "„{value}“ bei Zeichen {position} kann {field} nicht sein. Möglich sind: {allowed}.", "{field} cannot be “{value}” at character {position}. Possible are: {allowed}."},
    {"query.wildcard", "„{mark}“ bei Zeichen {position} ist nur am Ende eines Suchworts möglich. Bitte entfernen, oder das Wort in Anführungszeichen setzen.", "“{mark}” at character {position} is only possible at the end of a word. Please remove it, or put the word in quotation marks."},
    {"search.cursor", "Diese Fortsetzung gehört nicht zu dieser Suche oder gilt nicht mehr. Bitte noch einmal von vorn suchen.", "This cursor does not belong to this search, or is no longer valid. Please search again from the start."},
};
// clang-format on

}  // namespace

std::span<const MessageTemplate> query_messages() {
    return table;
}

}  // namespace kontor
