// Sentences about records and their types.
#include "storage/base/messages_areas.h"

namespace kontor {

namespace {

// clang-format off
constexpr MessageTemplate table[] = {
    {"record.before", "Das Ende {end} liegt vor dem Beginn {begin}. Bitte prüfen Sie beide Daten.", "The end {end} lies before the begin {begin}. Please check both dates."},
    {"record.currency", "„{value}“ ist keine Währung. Bitte drei Großbuchstaben nach ISO 4217 angeben, zum Beispiel EUR.", "“{value}” is not a currency. Please give three capital letters as in ISO 4217, for example EUR."},
    {"record.empty", "Dieses Feld ist leer. Bitte ausfüllen oder ganz weglassen.", "This field is empty. Please fill it in or leave it out."},
    {"record.iban", "„{value}“ ist keine IBAN. Sie beginnt mit zwei Buchstaben und zwei Prüfziffern, zum Beispiel DE89 3704 0044 0532 0130 00.", "“{value}” is not an IBAN. It begins with two letters and two check digits, for example DE89 3704 0044 0532 0130 00."},
    {"record.iban_sum", "Die Prüfziffer der IBAN „{value}“ stimmt nicht. Bitte vergleichen Sie sie mit dem Papier.", "The check digits of the IBAN “{value}” are wrong. Please compare it with the paper."},
    {"record.not_found", "Zu Dokument {id} gibt es keine Fachdaten der Art {type}.", "Document {id} has no record of the type {type}."},
    {"record.overtaken", "Die Fachdaten {type} von Dokument {id} wurden inzwischen geändert. Bitte lesen Sie sie neu und wiederholen Sie Ihre Änderung.", "The record {type} of document {id} has been changed in the meantime. Please read it again and repeat your change."},
    {"record.too_large", "Die Fachdaten sind größer als {limit} Bytes. Bitte kürzen Sie sie.", "The record is larger than {limit} bytes. Please shorten it."},
    {"record.too_long", "Der Text ist zu lang. Erlaubt sind höchstens {limit} Zeichen.", "The text is too long. At most {limit} characters are allowed."},
    {"record.vat_id", "„{value}“ ist keine USt-IdNr. Sie beginnt mit dem Land, in Deutschland DE und neun Ziffern.", "“{value}” is not a VAT id. It begins with the country; a German one is DE and nine digits."},

    {"record_type.breaks", "Das Feld „{field}“ nähme nicht mehr alles an, was es bisher annahm. Bitte lassen Sie es bestehen und legen Sie ein neues an.", "The field “{field}” would no longer take all that it took. Please keep it and add a new one."},
    {"record_type.keyword", "„{keyword}“ passt nicht zur Art dieses Feldes. Bitte entfernen.", "“{keyword}” does not go with the kind of this field. Please remove it."},
    {"record_type.keyword_missing", "Die Art dieses Feldes braucht „{keyword}“. Bitte ergänzen.", "The kind of this field needs “{keyword}”. Please add it."},
    {"record_type.kind", "Die Art „{kind}“ gibt es nicht, oder sie passt nicht zum „type“ des Feldes.", "There is no kind “{kind}”, or it does not go with the “type” of the field."},
    {"record_type.name", "„{name}“ geht nicht als Name: erlaubt sind Kleinbuchstaben, Ziffern und „_“; eine Fachdatenart heißt wie „finance.invoice“.", "“{name}” does not work as a name: allowed are small letters, digits and “_”; a record type is named like “finance.invoice”."},
    {"record_type.not_found", "Die Fachdatenart „{type}“ gibt es nicht. Bekannt sind: {known}.", "There is no record type “{type}”. Known are: {known}."},
    {"record_type.reference", "„{name}“ gibt es hier nicht, oder es ist nicht von der nötigen Art.", "There is no “{name}” here, or it is not of the kind that is needed."},
    {"record_type.shape", "Diese Stelle gehört nicht zu dem Teil von JSON Schema, in dem Fachdatenarten geschrieben werden.", "This place does not belong to the part of JSON Schema in which record types are written."},
};
// clang-format on

}  // namespace

std::span<const MessageTemplate> record_messages() {
    return table;
}

}  // namespace kontor
