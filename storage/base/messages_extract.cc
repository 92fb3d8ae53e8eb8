// Sentences about reading and indexing papers: why a paper has no text, or not all of it.
#include "storage/base/messages_areas.h"

namespace kontor {

namespace {

// clang-format off
constexpr MessageTemplate table[] = {
    {"extract.crashed", "Das Lesen dieses Papiers brach ab; die Datei ist wohl beschädigt. Das Papier ist sicher verwahrt, sein Text fehlt ganz oder teilweise.", "Reading this paper broke off; the file is probably damaged. The paper is kept safely, its text is missing in whole or in part."},
    {"extract.damaged", "Die Datei ist beschädigt und konnte nicht oder nur teilweise gelesen werden. Bitte öffnen Sie das Original.", "The file is damaged and could not be read, or only in part. Please open the original."},
    {"extract.encoding", "Die Zeichenkodierung dieses Textes ist nicht bekannt. Bitte öffnen Sie das Original.", "The character encoding of this text is not known. Please open the original."},
    {"extract.encrypted", "Die Datei ist mit einem Passwort geschützt und konnte nicht gelesen werden. Wer das Passwort kennt, kann sie entsperren.", "The file is protected by a password and could not be read. Whoever knows the password can unlock it."},
    {"extract.encryption_too_costly", "Die Datei ist so verschlüsselt, dass ein Passwort zu prüfen zu lange dauern würde. Bitte öffnen Sie das Original.", "The file is encrypted in such a way that trying a password would take too long. Please open the original."},
    {"extract.encryption_unsupported", "Die Datei ist auf eine Art verschlüsselt, die hier kein Passwort öffnet. Bitte öffnen Sie das Original.", "The file is encrypted in a way that no password opens here. Please open the original."},
    {"extract.forbidden", "Diese Datei versuchte beim Lesen, aus dem geschützten Bereich auszubrechen. Bitte öffnen Sie sie nicht und wenden Sie sich an die Verwaltung.", "While it was read, this file tried to break out of the protected area. Please do not open it and turn to your administrator."},
    {"extract.memory", "Das Lesen dieses Papiers brauchte zu viel Speicher und wurde abgebrochen.", "Reading this paper needed too much memory and was stopped."},
    {"extract.no_such_page", "Diese Seite gibt es in dem Papier nicht.", "This page is not in the paper."},
    {"extract.not_text", "Die Datei enthält keinen lesbaren Text. Sie wird über ihre Angaben gefunden.", "The file holds no readable text. It is found by its facts."},
    {"extract.page_unrecognised", "Auf mindestens einer Seite konnte das Bild nicht erkannt werden. Bitte öffnen Sie das Original.", "On at least one page the picture could not be recognised. Please open the original."},
    {"extract.part_unread", "Etwas, das in diesem Papier liegt, konnte nicht oder nur teilweise gelesen werden; die Liste der Teile sagt, was und warum.", "Something that lies in this paper could not be read, or only in part; the list of its parts says what and why."},
    {"extract.protocol", "Das Lesen dieses Papiers ergab nichts Brauchbares; die Datei ist wohl beschädigt.", "Reading this paper gave nothing usable; the file is probably damaged."},
    {"extract.timeout", "Das Lesen dieses Papiers dauerte zu lange und wurde abgebrochen.", "Reading this paper took too long and was stopped."},
    {"extract.too_deep", "Die Datei ist ungewöhnlich tief verschachtelt und konnte nur teilweise gelesen werden. Bitte öffnen Sie das Original.", "The file is nested unusually deep and could be read only in part. Please open the original."},
    {"extract.too_large", "Die Datei ist zu groß, um ganz gelesen zu werden.", "The file is too large to be read in full."},
    {"extract.too_many_parts", "In diesem Papier liegen mehr Teile, als gelesen werden. Die ersten sind auffindbar.", "More parts lie in this paper than are read. The first ones can be found."},
    {"extract.too_much_text", "Das Papier hat mehr Text, als gelesen wird. Der Anfang ist auffindbar.", "The paper has more text than is read. Its beginning can be found."},
    {"extract.unsupported", "Diese Art von Datei wird nicht gelesen. Sie wird über ihre Angaben gefunden.", "This kind of file is not read. It is found by its facts."},
    {"extract.worker", "Das Papier konnte gerade nicht gelesen werden. Es wird von selbst noch einmal versucht.", "The paper could not be read just now. It will be tried again by itself."},
    {"extract.wrong_password", "Das Passwort öffnet diese Datei nicht. Bitte noch einmal versuchen.", "The password does not open this file. Please try again."},
    {"index.busy", "Das Suchverzeichnis wird gerade neu angelegt. Bitte später noch einmal versuchen.", "The index is being made anew just now. Please try again later."},
    {"index.failed", "Das Suchverzeichnis konnte nicht geschrieben werden. Das Protokoll des Servers sagt, warum.", "The index could not be written. The server's log says why."},
    {"pictures.busy", "Gerade werden zu viele Seitenbilder auf einmal verlangt. Bitte gleich noch einmal versuchen.", "Too many pictures of pages are asked for at once. Please try again in a moment."},
    {"searchable.busy", "Gerade werden zu viele durchsuchbare PDFs auf einmal verlangt. Bitte gleich noch einmal versuchen.", "Too many searchable PDFs are asked for at once. Please try again in a moment."},
};
// clang-format on

}  // namespace

std::span<const MessageTemplate> extract_messages() {
    return table;
}

}  // namespace kontor
