// Sentences of the command line client about what it finds out by itself; what the server says
// comes from the server.
#include "storage/base/messages_areas.h"

namespace kontor {

namespace {

// clang-format off
constexpr MessageTemplate table[] = {
    {"client.answer_too_large", "Die Antwort ist größer als {limit} Bytes. Bitte fragen Sie nach weniger.", "The answer is larger than {limit} bytes. Please ask for less."},
    {"client.broken_off", "Die Verbindung zu {url} brach ab, bevor alles da war. Bitte versuchen Sie es noch einmal.", "The connection to {url} broke off before everything had arrived. Please try again."},
    {"client.cancelled", "Abgebrochen; es ist nichts geschehen.", "Cancelled; nothing was done."},
    {"client.certificate", "Dem Zertifikat von {url} ist nicht zu trauen ({words}). Sein Fingerabdruck ist {found}. Nennt der Server beim Start denselben, geben Sie ihn mit --fingerprint an.", "The certificate of {url} cannot be trusted ({words}). Its fingerprint is {found}. If the server prints the same at its start, give it with --fingerprint."},
    {"client.changed", "Die Datei änderte sich, während sie gesendet wurde; sie wurde nicht aufgenommen. Bitte versuchen Sie es noch einmal.", "The file changed while it was being sent; it was not taken in. Please try again."},
    {"client.damaged", "Was ankam, hat nicht die Prüfsumme des Archivs; es wurde verworfen. Bitte versuchen Sie es noch einmal.", "What arrived does not have the archive's digest; it was discarded. Please try again."},
    {"client.fingerprint", "Das Zertifikat von {url} ist ein anderes als angegeben. Sein Fingerabdruck ist {found}.", "The certificate of {url} is another than the one given. Its fingerprint is {found}."},
    {"client.fingerprint_form", "Das ist kein Fingerabdruck. Erwartet werden 64 hexadezimale Ziffern (SHA-256), auch mit Doppelpunkten.", "This is not a fingerprint. 64 hexadecimal digits (SHA-256) are expected, colons allowed."},
    {"client.is_directory", "Das ist ein Verzeichnis. Bitte nennen Sie eine Datei.", "This is a directory. Please name a file."},
    {"client.key_value", "„{value}“ ist keine Angabe zu einem Feld. Bitte als Feld=Wert schreiben, zum Beispiel gross_total=119.00; Listen beginnen mit 0.", "“{value}” says nothing of a field. Please write field=value, for example gross_total=119.00; lists begin with 0."},
    {"client.login_file", "Die Anmeldung in {path} ist nicht zu lesen. Bitte melden Sie sich mit „kontor login“ neu an.", "The login in {path} cannot be read. Please log in again with “kontor login”."},
    {"client.no_connection", "Keine Verbindung zu {url} ({words}). Bitte prüfen Sie die Adresse, und ob der Server läuft.", "No connection to {url} ({words}). Please check the address, and whether the server runs."},
    {"client.no_file", "Die Datei gibt es nicht. Bitte prüfen Sie den Namen.", "There is no such file. Please check the name."},
    {"client.no_home", "Weder XDG_CONFIG_HOME noch HOME ist gesetzt; für die Anmeldung gibt es keinen Ort. Bitte setzen Sie HOME.", "Neither XDG_CONFIG_HOME nor HOME is set; there is no place for the login. Please set HOME."},
    {"client.no_server", "Es ist kein Archiv angegeben. Bitte melden Sie sich mit „kontor login URL“ an, oder setzen Sie KONTOR_URL.", "No archive is given. Please log in with “kontor login URL”, or set KONTOR_URL."},
    {"client.no_terminal", "Hier gibt es kein Terminal für eine Rückfrage. Bitte geben Sie --user und --password-file an.", "There is no terminal to ask at. Please give --user and --password-file."},
    {"client.passwords_differ", "Die beiden Passwörter sind nicht gleich; es ist nichts geschehen.", "The two passwords are not the same; nothing was done."},
    {"client.not_http", "Was {url} antwortet, ist kein HTTP. Bitte prüfen Sie Anschluss und http oder https.", "What {url} answers is not HTTP. Please check the port, and http or https."},
    {"client.not_kontor", "Was {url} antwortet, kommt nicht von einem Archiv. Bitte prüfen Sie die Adresse.", "What {url} answers does not come from an archive. Please check the address."},
    {"client.not_logged_in", "Sie sind an {url} nicht angemeldet. Bitte melden Sie sich mit „kontor login {url}“ an, oder setzen Sie KONTOR_TOKEN.", "You are not logged in at {url}. Please log in with “kontor login {url}”, or set KONTOR_TOKEN."},
    {"client.not_secret", "{url} ist nicht verschlüsselt: Passwort und Papiere sind unterwegs lesbar.", "{url} is not encrypted: password and papers can be read on their way."},
    {"client.not_understood", "Die Antwort des Servers ist nicht zu verstehen. Bitte prüfen Sie, ob Programm und Server zusammenpassen.", "The server's answer cannot be understood. Please check that program and server fit together."},
    {"client.status", "Der Server antwortete mit dem Status {status} und ohne Erklärung. Bitte versuchen Sie es später wieder.", "The server answered with status {status} and no explanation. Please try again later."},
    {"client.timeout", "{url} antwortet nicht mehr. Bitte versuchen Sie es später wieder.", "{url} does not answer any more. Please try again later."},
    {"client.tls", "Mit {url} kommt keine gesicherte Verbindung zustande ({words}). Bitte prüfen Sie die Adresse.", "No secure connection to {url} can be made ({words}). Please check the address."},
    {"client.to_terminal", "Ein Papier würde das Terminal durcheinanderbringen. Bitte geben Sie mit -o eine Datei an, oder -o - für das Terminal.", "A paper would upset the terminal. Please give a file with -o, or -o - for the terminal."},
    {"client.token_form", "KONTOR_TOKEN enthält Zeichen, die kein Token hat. Bitte prüfen Sie den Wert auf Leerzeichen und Zeilenumbrüche.", "KONTOR_TOKEN contains characters that no token has. Please check the value for blanks and line breaks."},
    {"client.unvouched", "Für das Zertifikat von {url} bürgt niemand. Sein Fingerabdruck ist {found}. Der Server nennt seinen beim Start.", "Nobody vouches for the certificate of {url}. Its fingerprint is {found}. The server prints its own at the start."},
    {"client.url", "„{url}“ ist keine Adresse eines Archivs. Erwartet wird http://HOST:PORT oder https://HOST, ohne Namen und Passwort.", "“{url}” is not the address of an archive. http://HOST:PORT or https://HOST is expected, without name and password."},
};
// clang-format on

}  // namespace

std::span<const MessageTemplate> client_messages() {
    return table;
}

}  // namespace kontor
