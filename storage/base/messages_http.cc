// Sentences about requests, about who makes them, and about the server that answers.
#include "storage/base/messages_areas.h"

namespace kontor {

namespace {

// clang-format off
constexpr MessageTemplate table[] = {
    {"access.administrator", "Das dürfen nur Administratoren.", "Only administrators may do this."},
    {"access.forbidden", "Dafür fehlt Ihnen das Recht. Bitte wenden Sie sich an die Verwaltung des Archivs.", "You are not allowed to do this. Please ask the archive's administrator."},
    {"access.people", "Personen und Gruppen sieht, wer das Archiv oder eine Akte verwaltet.", "People and groups are seen by who administers the archive or manages a folder."},

    {"auth.csrf", "Die Anfrage trägt nicht das Kennzeichen Ihrer Sitzung (X-CSRF-Token). Bitte laden Sie die Seite neu.", "The request lacks the token of your session (X-CSRF-Token). Please reload the page."},
    {"auth.expired", "Die Anmeldung ist abgelaufen. Bitte melden Sie sich neu an.", "The session has expired. Please log in again."},
    {"auth.failed", "Name oder Passwort ist falsch. Bitte prüfen Sie beides.", "The name or the password is wrong. Please check both."},
    {"auth.required", "Dafür müssen Sie angemeldet sein. Bitte melden Sie sich an.", "You must be logged in for this. Please log in."},

    {"body.chunk", "Der Inhalt ist nicht richtig in Stücke geteilt (chunked); nichts wurde gespeichert. Bitte prüfen Sie das sendende Programm.", "The content is not divided into chunks correctly; nothing was stored. Please check the program that sends it."},
    {"body.incomplete", "Die Verbindung endete, bevor alles angekommen war; nichts wurde gespeichert. Bitte senden Sie erneut.", "The connection ended before everything had arrived; nothing was stored. Please send it again."},
    {"body.media_type", "Diese Art von Inhalt wird hier nicht angenommen. Erwartet wird: {expected}.", "This kind of content is not accepted here. Expected is: {expected}."},
    {"body.multipart", "Das Formular (multipart/form-data) ist nicht richtig aufgebaut. Bitte prüfen Sie das sendende Programm.", "The form (multipart/form-data) is not built correctly. Please check the program that sends it."},
    {"body.too_large", "Die Anfrage ist größer als {limit} Bytes. Bitte kleiner senden.", "The request is larger than {limit} bytes. Please send less."},
    {"body.timeout", "Die Anfrage kam zu langsam an und wurde abgebrochen; nichts wurde gespeichert. Bitte senden Sie erneut.", "The request arrived too slowly and was given up; nothing was stored. Please send it again."},

    {"header.invalid", "Die Kopfzeile „{name}“ hat keinen gültigen Wert. Bitte prüfen Sie ihre Schreibweise.", "The header “{name}” has no valid value. Please check how it is written."},
    {"header.missing", "Die Kopfzeile „{name}“ fehlt. Bitte senden Sie sie mit.", "The header “{name}” is missing. Please send it."},

    {"http.expect", "Diese Erwartung (Expect) kann der Server nicht erfüllen; er kennt nur „100-continue“. Bitte ohne sie senden.", "The server cannot meet this expectation (Expect); it knows “100-continue” only. Please send without it."},
    {"http.header_timeout", "Die Kopfzeilen der Anfrage kamen zu langsam an. Bitte senden Sie erneut.", "The headers of the request arrived too slowly. Please send it again."},
    {"http.header_too_large", "Die Kopfzeilen der Anfrage sind zu groß oder zu viele; die Grenze ist {limit}. Bitte weniger senden, etwa weniger Cookies.", "The headers of the request are too large or too many; the limit is {limit}. Please send less, fewer cookies for example."},
    {"http.percent", "In der Adresse steht ein „%“ ohne zwei Hexadezimalziffern dahinter. Bitte als %25 schreiben.", "The address has a “%” without two hexadecimal digits behind it. Please write it as %25."},
    {"http.syntax", "Das ist keine gültige HTTP-Anfrage. Bitte prüfen Sie das sendende Programm.", "This is not a valid HTTP request. Please check the program that sends it."},
    {"http.target", "Diese Form der Adresse wird nicht bedient. Sie muss mit „/“ beginnen und darf keine Teile „.“ oder „..“ haben.", "This form of address is not served. It must begin with “/” and have no parts “.” or “..”."},
    {"http.target_too_long", "Die Adresse ist länger als {limit} Bytes. Bitte kürzen, etwa die Suchanfrage.", "The address is longer than {limit} bytes. Please shorten it, the query for example."},
    {"http.transfer_encoding", "Diese Übertragungsform (Transfer-Encoding) kennt der Server nicht; möglich ist nur „chunked“.", "The server does not know this Transfer-Encoding; only “chunked” is possible."},
    {"http.version", "Diese HTTP-Version wird nicht bedient. Möglich sind HTTP/1.1 und HTTP/1.0.", "This version of HTTP is not served. Possible are HTTP/1.1 and HTTP/1.0."},

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

    {"tls.certificate", "Das Zertifikat {path} ist nicht zu lesen. Bitte prüfen Sie, ob es im PEM-Format und für den Server lesbar ist.", "The certificate {path} cannot be read. Please check that it is PEM and readable for the server."},
    {"tls.key", "Der Schlüssel {path} ist nicht zu lesen oder passt nicht zum Zertifikat. Er muss im PEM-Format und ohne Passwort sein.", "The key {path} cannot be read or does not fit the certificate. It must be PEM and without a password."},

    {"wait.timeout", "In der gewährten Zeit war es noch nicht fertig; die Arbeit geht weiter. Bitte fragen Sie später wieder.", "It was not done within the time given; the work goes on. Please ask again later."},
};
// clang-format on

}  // namespace

std::span<const MessageTemplate> http_messages() {
    return table;
}

}  // namespace kontor
