// Sentences about requests, about who makes them, and about the server that answers.
#include "storage/base/messages_areas.h"

namespace kontor {

namespace {

// clang-format off
constexpr MessageTemplate table[] = {
    {"access.administrator", "Das dürfen nur Administratoren.", "Only administrators may do this."},
    {"access.forbidden", "Dafür fehlt Ihnen das Recht. Bitte wenden Sie sich an die Verwaltung des Archivs.", "You are not allowed to do this. Please ask the archive's administrator."},

    {"auth.csrf", "Die Anfrage trägt nicht das Kennzeichen Ihrer Sitzung (X-CSRF-Token). Bitte laden Sie die Seite neu.", "The request lacks the token of your session (X-CSRF-Token). Please reload the page."},
    {"auth.expired", "Die Anmeldung ist abgelaufen. Bitte melden Sie sich neu an.", "The session has expired. Please log in again."},
    {"auth.failed", "Name oder Passwort ist falsch. Bitte prüfen Sie beides.", "The name or the password is wrong. Please check both."},
    {"auth.required", "Dafür müssen Sie angemeldet sein. Bitte melden Sie sich an.", "You must be logged in for this. Please log in."},

    {"body.chunk", "Der Inhalt ist nicht richtig in Stücke geteilt (chunked); nichts wurde gespeichert. Bitte prüfen Sie das sendende Programm.", "The content is not divided into chunks correctly; nothing was stored. Please check the program that sends it."},
    {"body.incomplete", "Die Verbindung endete, bevor alles angekommen war; nichts wurde gespeichert. Bitte senden Sie erneut.", "The connection ended before everything had arrived; nothing was stored. Please send it again."},
    {"body.media_type", "Diese Art von Inhalt wird hier nicht angenommen. Erwartet wird: {expected}.", "This kind of content is not accepted here. Expected is: {expected}."},
    {"body.too_large", "Die Anfrage ist größer als {limit} Bytes. Bitte kleiner senden.", "The request is larger than {limit} bytes. Please send less."},
    {"body.timeout", "Die Anfrage kam zu langsam an und wurde abgebrochen; nichts wurde gespeichert. Bitte senden Sie erneut.", "The request arrived too slowly and was given up; nothing was stored. Please send it again."},

    {"header.invalid", "Die Kopfzeile „{name}“ hat keinen gültigen Wert. Bitte prüfen Sie ihre Schreibweise.", "The header “{name}” has no valid value. Please check how it is written."},
    {"header.missing", "Die Kopfzeile „{name}“ fehlt. Bitte senden Sie sie mit.", "The header “{name}” is missing. Please send it."},

    {"idempotency.mismatch", "Dieser Idempotency-Key wurde schon für eine andere Anfrage benutzt. Bitte wählen Sie einen neuen.", "This Idempotency-Key has already been used for another request. Please choose a new one."},
    {"idempotency.running", "Eine Anfrage mit diesem Idempotency-Key läuft noch. Bitte warten Sie auf ihr Ende.", "A request with this Idempotency-Key is still running. Please wait until it ends."},

    {"internal", "Im Archiv ist ein Fehler aufgetreten. Bitte nennen Sie der Verwaltung die Anfragenummer {request_id}.", "Something went wrong in the archive. Please tell the administrator the request id {request_id}."},

    {"limit.rate", "Das waren zu viele Anfragen; erlaubt sind {limit}. Bitte versuchen Sie es später wieder.", "These were too many requests; {limit} are allowed. Please try again later."},
    {"limit.uploads", "Es laufen schon zu viele Uploads gleichzeitig. Bitte warten Sie, bis einer fertig ist.", "Too many uploads are running at once. Please wait until one has ended."},

    {"precondition.required", "Die Änderung braucht die Kopfzeile If-Match mit dem zuletzt gelesenen ETag. Bitte lesen Sie zuerst und senden Sie ihn mit.", "This change needs the header If-Match with the ETag read last. Please read first and send it."},

    {"range.unsatisfiable", "Der verlangte Bereich liegt außerhalb der Datei; sie hat {size} Bytes. Bitte einen Bereich darin verlangen.", "The requested range lies outside the file, which has {size} bytes. Please ask for a range inside it."},

    {"route.method", "Diese Methode gibt es für diese Adresse nicht. Möglich ist: {allowed}.", "This address does not know the method. Possible is: {allowed}."},
    {"route.not_found", "Diese Adresse gibt es nicht. Bitte prüfen Sie ihre Schreibweise.", "There is no such address. Please check how it is written."},

    {"server.busy", "Das Archiv ist gerade ausgelastet. Bitte versuchen Sie es gleich noch einmal.", "The archive is busy at the moment. Please try again shortly."},
    {"server.stopping", "Das Archiv wird gerade beendet und nimmt nichts Neues an. Bitte versuchen Sie es nach dem Neustart wieder.", "The archive is shutting down and takes nothing new. Please try again after its restart."},

    {"wait.timeout", "In der gewährten Zeit war es noch nicht fertig; die Arbeit geht weiter. Bitte fragen Sie später wieder.", "It was not done within the time given; the work goes on. Please ask again later."},
};
// clang-format on

}  // namespace

std::span<const MessageTemplate> http_messages() {
    return table;
}

}  // namespace kontor
