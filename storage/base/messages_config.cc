// Sentences about kontor.toml and the KONTOR_… variables. Each begins with the place, as compilers
// say it, so that an editor can jump there.
#include "storage/base/messages_areas.h"

namespace kontor {

namespace {

// clang-format off
constexpr MessageTemplate table[] = {
    {"config.certificate_alone", "{place}: {key} steht ohne {other} da. Zertifikat und Schlüssel werden beide gebraucht.", "{place}: {key} is given without {other}. Certificate and key are both needed."},
    {"config.control_characters", "{place}: {key} enthält Steuerzeichen, etwa einen Zeilenumbruch. Bitte entfernen.", "{place}: {key} contains control characters, such as a line break. Please remove them."},
    {"config.empty", "{place}: {key} ist leer. Bitte geben Sie einen Wert an, oder lassen Sie die Zeile weg.", "{place}: {key} is empty. Please give a value, or leave the line out."},
    {"config.folder_inside", "{place}: {key} liegt im überwachten Verzeichnis {path}. Erlaubt ist es außerhalb oder unmittelbar darin.", "{place}: {key} lies in the watched folder {path}. It may be outside, or directly in it."},
    {"config.folders_meet", "{place}: {key} und {other} liegen ineinander. Bitte wählen Sie zwei getrennte Verzeichnisse.", "{place}: {key} and {other} lie inside each other. Please choose two separate folders."},
    {"config.in_archive", "{place}: {key} liegt im Archiv {path}. Dort hat nur der Server Dateien; bitte wählen Sie einen anderen Ort.", "{place}: {key} lies in the archive {path}. Only the server keeps files there; please choose another place."},
    {"config.no_file", "Die Konfiguration {path} gibt es nicht. Bitte prüfen Sie den Pfad.", "There is no configuration {path}. Please check the path."},
    {"config.not_address", "{place}: {key} ist keine Adresse. Erwartet wird HOST:PORT, zum Beispiel \"127.0.0.1:8480\" oder \"[::1]:8480\".", "{place}: {key} is not an address. HOST:PORT is expected, for example \"127.0.0.1:8480\" or \"[::1]:8480\"."},
    {"config.not_boolean", "{place}: {key} muss true oder false sein, ohne Anführungszeichen.", "{place}: {key} must be true or false, without quotation marks."},
    {"config.not_number", "{place}: {key} muss eine ganze Zahl von {min} bis {max} sein, ohne Anführungszeichen.", "{place}: {key} must be a whole number from {min} to {max}, without quotation marks."},
    {"config.not_one_of", "{place}: {key} hat einen Wert, den es hier nicht gibt. Erlaubt sind: {allowed}.", "{place}: {key} has a value that does not exist here. Allowed are: {allowed}."},
    {"config.not_text", "{place}: {key} muss ein Text in Anführungszeichen sein.", "{place}: {key} must be a text in quotation marks."},
    {"config.not_texts", "{place}: {key} muss eine Liste von Texten sein, zum Beispiel [\"Post\", \"2026\"].", "{place}: {key} must be a list of texts, for example [\"mail\", \"2026\"]."},
    {"config.not_word", "{place}: {key} enthält „{word}“. Erlaubt sind einzelne Wörter aus mindestens {min} Buchstaben, ohne Ziffern, Leer- und Satzzeichen.", "{place}: {key} contains \"{word}\". Allowed are single words of at least {min} letters, without digits, blanks and punctuation."},
    {"config.not_yet", "{place}: {key} = \"{value}\" kann dieses Programm noch nicht. Möglich ist: {allowed}.", "{place}: {key} = \"{value}\" is not yet possible with this program. Possible is: {allowed}."},
    {"config.not_web_address", "{place}: {key} ist keine Adresse, die mit http:// oder https:// beginnt.", "{place}: {key} is no address that begins with http:// or https://."},
    {"config.out_of_range", "{place}: {key} liegt nicht zwischen {min} und {max}. Bitte wählen Sie einen Wert aus diesem Bereich.", "{place}: {key} is not between {min} and {max}. Please choose a value from this range."},
    {"config.patience", "{place}: {key} ist kürzer als {other}. Eine Datei hätte nie Zeit zu ruhen; bitte erhöhen.", "{place}: {key} is shorter than {other}. A file would never have the time to rest; please raise it."},
    {"config.required", "{place}: {key} fehlt. Bitte ergänzen.", "{place}: {key} is missing. Please add it."},
    {"config.section_form", "{place}: Der Abschnitt {name} muss als {form} geschrieben werden.", "{place}: The section {name} must be written as {form}."},
    {"config.stamps_alone", "{place}: {key} steht ohne {other} da. Für Zeitstempel werden die Adresse und die Zertifikate gebraucht, denen vertraut wird.", "{place}: {key} is given without {other}. For time stamps both the address and the certificates to trust are needed."},
    {"config.syntax", "{place}: Das ist kein gültiges TOML ({words}). Bitte prüfen Sie dort Anführungszeichen, Klammern und Gleichheitszeichen.", "{place}: This is not valid TOML ({words}). Please check quotation marks, brackets and equals signs there."},
    {"config.too_long", "{place}: {key} ist zu lang. Erlaubt sind höchstens {limit} Bytes.", "{place}: {key} is too long. At most {limit} bytes are allowed."},
    {"config.too_many", "{place}: {key} hat zu viele Einträge. Erlaubt sind höchstens {limit}.", "{place}: {key} has too many entries. At most {limit} are allowed."},
    {"config.unknown_key", "{place}: {key} gibt es nicht. In diesem Abschnitt gibt es: {allowed}.", "{place}: There is no {key}. This section knows: {allowed}."},
    {"config.unknown_section", "{place}: Einen Abschnitt {name} gibt es nicht. Es gibt: {allowed}.", "{place}: There is no section {name}. There are: {allowed}."},
    {"config.unknown_variable", "{place}: Eine Einstellung zu dieser Umgebungsvariablen gibt es nicht. In diesem Abschnitt gibt es: {allowed}.", "{place}: There is no setting for this environment variable. This section knows: {allowed}."},
    {"config.watch_meets", "{place}: {key} liegt in {path}, das schon überwacht wird. Eine Datei darf nur einer von beiden nehmen; bitte trennen Sie die Verzeichnisse.", "{place}: {key} lies in {path}, which is watched already. Only one of the two may take a file; please separate the folders."},
    {"config.watch_takes", "{place}: {key} würde auch {path} aufnehmen ({other}). Bitte überwachen Sie ein Verzeichnis, das nur Papiere enthält.", "{place}: {key} would take in {path} as well ({other}). Please watch a folder that holds nothing but papers."},
};
// clang-format on

}  // namespace

std::span<const MessageTemplate> config_messages() {
    return table;
}

}  // namespace kontor
