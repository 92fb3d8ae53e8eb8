// Sentences about values: JSON, fields and parameters, the query language.
#include "storage/base/messages_areas.h"

namespace kontor {

namespace {

// clang-format off
constexpr MessageTemplate table[] = {
    {"json.depth", "Das JSON ist tiefer als {limit} Ebenen geschachtelt. Bitte flacher aufbauen.", "The JSON is nested deeper than {limit} levels. Please make it flatter."},
    {"json.duplicate", "Der Name „{name}“ kommt in einem JSON-Objekt doppelt vor. Jeder Name darf nur einmal stehen.", "The name “{name}” occurs twice in one JSON object. Each name may stand only once."},
    {"json.number", "Eine Zahl im JSON ist zu groß. Bitte als Zeichenkette oder kleiner angeben.", "A number in the JSON is too large. Please give it as a string, or smaller."},
    {"json.syntax", "Das ist kein gültiges JSON; gelesen wurde bis Byte {offset}. Bitte dort die Schreibweise und UTF-8 prüfen.", "This is not valid JSON; it could be read up to byte {offset}. Please check the syntax and UTF-8 there."},
    {"json.too_large", "Das JSON ist größer als {limit} Bytes. Bitte in mehreren kleineren Anfragen senden.", "The JSON is larger than {limit} bytes. Please send several smaller requests."},

    {"query.syntax", "Die Suchanfrage ist ab Zeichen {position} nicht zu verstehen. Bitte dort Klammern, Anführungszeichen und Feldnamen prüfen.", "The query cannot be understood from character {position} on. Please check brackets, quotation marks and field names there."},

    {"value.boolean", "Hier wird „true“ oder „false“ erwartet.", "This must be “true” or “false”."},
    {"value.control_characters", "Der Text enthält Steuerzeichen, etwa einen Zeilenumbruch. Bitte entfernen.", "The text contains control characters, such as a line break. Please remove them."},
    {"value.date", "„{value}“ ist kein Datum. Bitte als JJJJ-MM-TT angeben, zum Beispiel 2024-03-01.", "“{value}” is not a date. Please write it as YYYY-MM-DD, for example 2024-03-01."},
    {"value.decimal", "„{value}“ ist keine Dezimalzahl. Erlaubt sind bis zu 18 Stellen vor und 9 nach dem Punkt, zum Beispiel -1234.56.", "“{value}” is not a decimal number. Up to 18 digits before and 9 behind the point are allowed, for example -1234.56."},
    {"value.id", "„{value}“ ist keine gültige Nummer. Erwartet wird eine ganze Zahl ab 1 ohne führende Nullen.", "“{value}” is not a valid id. A whole number from 1 without leading zeros is expected."},
    {"value.instant", "„{value}“ ist kein Zeitpunkt. Bitte nach RFC 3339 angeben, zum Beispiel 2024-03-01T12:00:00Z.", "“{value}” is not a point in time. Please write it as in RFC 3339, for example 2024-03-01T12:00:00Z."},
    {"value.not_one_of", "Dieser Wert ist hier nicht vorgesehen. Erlaubt sind: {allowed}.", "This value is not provided for here. Allowed are: {allowed}."},
    {"value.number", "Hier wird eine ganze Zahl erwartet.", "A whole number is expected here."},
    {"value.one_of_two", "Bitte geben Sie genau eines von beiden an: {one} oder {other}.", "Please give exactly one of the two: {one} or {other}."},
    {"value.out_of_range", "Der Wert liegt nicht zwischen {min} und {max}. Bitte einen Wert aus diesem Bereich angeben.", "The value is not between {min} and {max}. Please give a value from this range."},
    {"value.repeated", "Der Wert „{name}“ steht mehrmals da. Bitte geben Sie ihn einmal an.", "The value “{name}” is given more than once. Please give it once."},
    {"value.required", "Diese Angabe fehlt. Bitte ergänzen.", "This value is missing. Please add it."},
    {"value.too_long", "Der Text ist zu lang. Erlaubt sind höchstens {limit} Bytes; ein Umlaut zählt zwei.", "The text is too long. At most {limit} bytes are allowed; an accented letter counts two."},
    {"value.too_many", "Das sind zu viele Angaben. Erlaubt sind höchstens {limit}.", "These are too many values. At most {limit} are allowed."},
    {"value.too_short", "Der Text ist zu kurz. Nötig sind mindestens {limit} Bytes.", "The text is too short. At least {limit} bytes are needed."},
    {"value.twice", "Der Parameter „{name}“ steht mehrfach da. Bitte nur einmal angeben.", "The parameter “{name}” is given more than once. Please give it once."},
    {"value.type", "Die Angabe hat die falsche Art. Erwartet wird: {expected}.", "The value is of the wrong kind. Expected is: {expected}."},
    {"value.unknown_field", "Ein Feld „{name}“ gibt es hier nicht. Bitte den Namen prüfen oder das Feld weglassen.", "There is no field “{name}” here. Please check the name or leave the field out."},
    {"value.utf8", "Der Text ist kein gültiges UTF-8. Bitte in UTF-8 senden.", "The text is not valid UTF-8. Please send it as UTF-8."},
    {"value.zone", "Die Zeitzone „{value}“ ist unbekannt. Bitte einen Namen wie Europe/Berlin angeben.", "The time zone “{value}” is not known. Please give a name such as Europe/Berlin."},
};
// clang-format on

}  // namespace

std::span<const MessageTemplate> value_messages() {
    return table;
}

}  // namespace kontor
