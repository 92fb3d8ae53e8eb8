// Sentences about what the archive keeps: papers, folders, jobs, people; and about its disk and
// store.
#include "storage/base/messages_areas.h"

namespace kontor {

namespace {

// clang-format off
constexpr MessageTemplate table[] = {
    {"archive.exists", "In {path} liegt schon etwas. Ein neues Archiv braucht ein leeres oder neues Verzeichnis.", "There is something in {path} already. A new archive needs an empty or a new directory."},
    {"archive.in_use", "Das Archiv {path} ist schon geöffnet. Es kann nur von einem Server zugleich benutzt werden.", "The archive {path} is already open. Only one server at a time can use it."},
    {"archive.key_exists", "Die Schlüsseldatei {path} gibt es schon; sie wird nicht überschrieben. Bitte wählen Sie einen anderen Ort.", "The key file {path} exists already and is not overwritten. Please choose another place."},
    {"archive.key_mode", "Die Schlüsseldatei {path} ist für andere lesbar. Bitte setzen Sie ihre Rechte auf 0600.", "The key file {path} can be read by others. Please set its mode to 0600."},
    {"archive.newer", "Das Archiv {path} wurde von einer neueren Fassung des Programms angelegt. Bitte benutzen Sie diese.", "The archive {path} was made by a newer version of the program. Please use that one."},
    {"archive.none", "In {path} liegt kein Archiv. Bitte prüfen Sie den Pfad, oder legen Sie mit „kontord init“ eines an.", "There is no archive in {path}. Please check the path, or make one with “kontord init”."},

    {"check.ended", "Wer {file} las, wurde dabei beendet ({how}). Die Datei ist beschädigt oder lässt sich nicht lesen; bitte stellen Sie sie aus einer Sicherung wieder her.", "What read {file} was ended by it ({how}). The file is damaged or cannot be read; please restore it from a backup."},
    {"check.hung", "Wer {file} las, war nach {seconds} Sekunden nicht fertig. Die Datei ist beschädigt, oder ihr Datenträger antwortet nicht; bitte prüfen Sie ihn.", "What read {file} was not done after {seconds} seconds. The file is damaged, or its disk does not answer; please check the disk."},
    {"check.index_missing", "Dokument {id} fehlt im Suchindex. Bitte lassen Sie es mit »kontord rebuild-index --differing« neu aufnehmen.", "Document {id} is missing in the search index. Please have it brought anew with \"kontord rebuild-index --differing\"."},
    {"check.index_outdated", "Dokument {id} steht anders im Suchindex als im Archiv. Bitte lassen Sie es mit »kontord rebuild-index --differing« neu aufnehmen.", "Document {id} is in the search index otherwise than in the archive. Please have it brought anew with \"kontord rebuild-index --differing\"."},
    {"check.index_surplus", "Dokument {id} steht im Suchindex, aber nicht im Archiv. Bitte lassen Sie es mit »kontord rebuild-index --differing« entfernen.", "Document {id} is in the search index, but not in the archive. Please have it removed with \"kontord rebuild-index --differing\"."},
    {"check.index_unreadable", "Der Suchindex lässt sich nicht lesen: {why}. Bitte lassen Sie ihn mit »kontord rebuild-index« neu anlegen.", "The search index cannot be read: {why}. Please have it made anew with \"kontord rebuild-index\"."},
    {"check.unreadable", "{file} lässt sich nicht lesen: {why}. Bitte prüfen Sie den Datenträger, oder stellen Sie die Datei aus einer Sicherung wieder her.", "{file} cannot be read: {why}. Please check the disk, or restore the file from a backup."},

    {"backup.damaged", "Die Datei {path} der Sicherung ist beschädigt oder fehlt. Bitte nehmen Sie eine andere Sicherung.", "The file {path} of the backup is damaged or missing. Please take another backup."},
    {"backup.foreign", "In {path} liegt die Sicherung eines anderen Archivs. Bitte wählen Sie ein anderes Verzeichnis.", "The backup of another archive lies in {path}. Please choose another folder."},
    {"backup.in_use", "In das Verzeichnis {path} wird gerade schon gesichert. Bitte warten Sie, bis das beendet ist.", "A backup to {path} is being made already. Please wait until that has ended."},
    {"backup.inside", "Eine Sicherung in {path} läge im Archiv selbst oder umschlösse es. Bitte wählen Sie ein Verzeichnis außerhalb, am besten auf einem anderen Rechner.", "A backup in {path} would lie inside the archive itself, or around it. Please choose a folder outside, best on another machine."},
    {"backup.newer", "Die Sicherung wurde von einer neueren Fassung des Programms gemacht. Bitte benutzen Sie diese.", "The backup was made by a newer version of the program. Please use that one."},
    {"backup.none", "In {path} liegt keine vollständige Sicherung. Bitte prüfen Sie den Pfad.", "There is no whole backup in {path}. Please check the path."},
    {"backup.not_empty", "In {path} liegt schon etwas, das keine Sicherung ist. Bitte wählen Sie ein leeres oder neues Verzeichnis.", "There is something in {path} that is no backup. Please choose an empty or a new folder."},

    {"disk.failing", "Die Platte des Archivs meldet Fehler; bis sie wieder arbeitet, kann nur gelesen werden. Die Verwaltung muss sie prüfen; neu gestartet werden muss nicht.", "The disk of the archive reports errors; until it works again the archive can only be read. The administrator must check it; no restart is needed."},
    {"disk.full", "Die Platte des Archivs ist voll; bis wieder Platz ist, kann nur gelesen werden. Bitte schaffen Sie Platz; neu gestartet werden muss nicht.", "The disk of the archive is full; until there is room again the archive can only be read. Please make room; no restart is needed."},
    {"disk.read_only", "Das Dateisystem des Archivs lässt sich nur lesen. Die Verwaltung muss es wieder beschreibbar machen; neu gestartet werden muss nicht.", "The file system of the archive can only be read. The administrator must make it writable again; no restart is needed."},
    {"disk.reserve", "Der Speicherplatz ist fast erschöpft, darum wartet die Annahme neuer Papiere. Bitte schaffen Sie Platz.", "The disk is nearly full, so the intake of new papers waits. Please make room."},


    {"document.destroyed", "Das Dokument {id} wurde vernichtet. Seine Nummer bleibt, sonst nichts.", "The document {id} was destroyed. Its number stays, and nothing else."},
    {"document.empty_file", "Die Datei ist leer und wird nicht aufgenommen. Bitte prüfen Sie sie.", "The file is empty and is not taken in. Please check it."},
    {"document.not_found", "Das Dokument {id} gibt es nicht, oder Sie dürfen es nicht sehen.", "There is no document {id}, or you may not see it."},
    {"document.no_picture", "Von dieser Seite gibt es kein Bild: Seiten von PDF-Dateien und Bildern werden gezeichnet, und diese hier nur, wenn es sie gibt und sie unbeschädigt ist.", "There is no picture of this page: pages of PDF files and images are drawn, and this one only when it exists and is sound."},
    {"document.no_part", "In Dokument {id} gibt es diesen Teil nicht, oder er ist nicht herauszubekommen (beschädigt, oder mit einem Passwort geschützt).", "There is no such part in document {id}, or it cannot be had (damaged, or protected by a password)."},
    {"document.no_page", "Dokument {id} hat keine Seite {page}.", "Document {id} has no page {page}."},
    {"document.not_corrected", "Der Text von Seite {page} von Dokument {id} ist nicht berichtigt.", "The text of page {page} of document {id} has not been corrected."},
    {"document.no_searchable", "Von Dokument {id} gibt es kein durchsuchbares PDF: gemacht wird es von Scans und Bildern, auf denen Wörter erkannt wurden, wenn die Datei unbeschädigt ist und kein Passwort will.", "There is no searchable PDF of document {id}: it is made of scans and pictures on which words were recognised, when the file is sound and wants no password."},
    {"document.no_text", "Von Dokument {id} gibt es (noch) keinen Text, oder nicht auf dieser Seite.", "There is no text of document {id} (yet), or none on that page."},
    {"document.not_trashed", "Das Dokument {id} liegt nicht im Papierkorb; es gibt nichts zurückzuholen.", "The document {id} is not in the trash; there is nothing to restore."},
    {"document.overtaken", "Das Dokument {id} wurde inzwischen geändert. Bitte lesen Sie es neu und wiederholen Sie Ihre Änderung.", "The document {id} has been changed in the meantime. Please read it again and repeat your change."},
    {"document.reason_required", "Dafür wird ein Grund gebraucht. Bitte geben Sie ihn an.", "A reason is needed for this. Please give one."},
    {"document.too_large", "Die Datei ist größer als {limit} Bytes und wird nicht aufgenommen. Bitte teilen Sie sie auf.", "The file is larger than {limit} bytes and is not taken in. Please split it."},
    {"document.trashed", "Das Dokument {id} liegt im Papierkorb. Bitte holen Sie es zuerst zurück.", "The document {id} is in the trash. Please restore it first."},
    {"document.unreadable", "Die Datei lässt sich vom Datenträger nicht lesen und wird nicht aufgenommen. Bitte prüfen Sie den Datenträger, und legen Sie die Datei noch einmal ab.", "The disk cannot read the file, so it is not taken in. Please check the disk, and put the file there once more."},

    {"export.not_found", "Den Export {id} gibt es nicht, oder er ist nicht Ihrer.", "There is no export {id}, or it is not yours."},
    {"export.overtaken", "Nicht mehr alle Papiere von Export {id} stehen Ihnen offen. Bitte machen Sie einen neuen Export.", "Not all papers of export {id} are open to you any more. Please make a new export."},
    {"export.too_long", "Mit der Geschichte von Papier {id} wird das Paket größer, als ein Prüfer es liest. Bitte fragen Sie enger.", "With the history of paper {id} the package becomes larger than a verifier reads. Please ask more narrowly."},
    {"export.too_many", "Ein Export kann höchstens {limit} Papiere enthalten. Bitte fragen Sie enger.", "An export can hold at most {limit} papers. Please ask more narrowly."},

    {"folder.depth", "Akten können höchstens {limit} Ebenen tief liegen. Bitte wählen Sie eine höhere Stelle.", "Folders can be at most {limit} levels deep. Please choose a place further up."},
    {"folder.exists", "Eine Akte „{name}“ gibt es hier schon. Bitte wählen Sie einen anderen Namen.", "There is already a folder “{name}” here. Please choose another name."},
    {"folder.into_itself", "Eine Akte kann nicht in sich selbst liegen. Bitte wählen Sie ein anderes Ziel.", "A folder cannot lie inside itself. Please choose another target."},
    {"folder.name", "Dieser Name geht nicht: er darf nicht leer, „.“ oder „..“ sein und keinen Schrägstrich enthalten.", "This name does not work: it must not be empty, “.” or “..”, nor contain a slash."},
    {"folder.not_empty", "Die Akte ist nicht leer. Bitte räumen Sie sie zuerst aus.", "The folder is not empty. Please clear it first."},
    {"folder.not_found", "Die Akte „{folder}“ gibt es nicht, oder Sie dürfen sie nicht sehen.", "There is no folder “{folder}”, or you may not see it."},

    {"folder.overtaken", "Die Akte {folder} wurde inzwischen geändert. Bitte lesen Sie sie neu und wiederholen Sie Ihre Änderung.", "The folder {folder} has been changed in the meantime. Please read it again and repeat your change."},
    {"folder.root", "Diese Akte braucht das Archiv selbst; sie bleibt, wie sie ist.", "The archive itself needs this folder; it stays as it is."},

    {"grant.limit", "An einer Akte können höchstens {limit} Rechte stehen. Bitte geben Sie weitere einer Gruppe.", "A folder can have at most {limit} grants. Please give further ones to a group."},
    {"grant.none", "„none“ ist keine Rolle, die man geben kann. Bitte nehmen Sie das bisherige Recht weg.", "“none” is no role to be granted. Please remove the grant there is."},
    {"grant.not_found", "Dieses Recht gibt es nicht.", "There is no such grant."},

    {"group.depth", "Gruppen können höchstens {limit} Ebenen tief ineinander liegen.", "Groups can be nested at most {limit} levels deep."},
    {"group.exists", "Eine Gruppe „{name}“ gibt es schon. Bitte wählen Sie einen anderen Namen.", "There is already a group “{name}”. Please choose another name."},
    {"group.into_itself", "Eine Gruppe kann nicht in sich selbst liegen, auch nicht über andere.", "A group cannot be in itself, not through others either."},
    {"group.is_member", "Das ist schon ein Mitglied der Gruppe.", "This is a member of the group already."},
    {"group.limit", "Hier geht es nicht weiter: mehr als {limit} sind nicht vorgesehen.", "This goes no further: more than {limit} are not provided for."},
    {"group.not_found", "Diese Gruppe gibt es nicht. Bitte prüfen Sie den Namen.", "There is no such group. Please check the name."},
    {"group.not_member", "Das ist kein Mitglied der Gruppe.", "This is no member of the group."},
    {"group.overtaken", "Diese Gruppe wurde inzwischen geändert. Bitte lesen Sie neu und wiederholen Sie Ihre Änderung.", "This group has been changed in the meantime. Please read again and repeat your change."},

    {"intake.busy", "Die Datei ist gerade nicht zugänglich. Sie wird aufgenommen, sobald das wieder geht.", "The file cannot be reached at the moment. It is taken in as soon as it can."},
    {"intake.changed", "Die Datei wurde beim Lesen geändert. Sie wird aufgenommen, sobald sie ruht.", "The file was changed while it was read. It is taken in as soon as it rests."},
    {"intake.ended", "Der Eingang Nr. {number} ist schon abgeschlossen.", "Intake no. {number} has ended already."},
    {"intake.failed", "Die Datei konnte noch nicht aufgenommen werden; es wird wieder versucht. Das Protokoll des Servers sagt, warum.", "The file could not be taken in yet; it is tried again. The server's log says why."},
    {"intake.gone", "Die Datei ist verschwunden, bevor sie aufgenommen wurde.", "The file has gone before it was taken in."},
    {"intake.in_use", "Die Datei wird noch von einem anderen Programm geschrieben. Sie wird aufgenommen, sobald es fertig ist.", "Another program is still writing the file. It is taken in as soon as that has ended."},
    {"intake.no_access", "Die Datei darf nicht gelesen werden. Bitte geben Sie dem Benutzer des Servers das Recht dazu.", "The file may not be read. Please give the user of the server the right to do so."},
    {"intake.not_found", "Einen Eingang Nr. {number} gibt es nicht.", "There is no intake no. {number}."},
    {"intake.not_ripe", "Die Datei ist noch unvollständig. Sie wird aufgenommen, sobald sie sich nicht mehr ändert.", "The file is still incomplete. It is taken in as soon as it has stopped changing."},
    {"intake.read_error", "Die Datei lässt sich vom Datenträger nicht lesen. Es wird noch einige Male versucht.", "The disk cannot read the file. It is tried a few more times."},

    {"job.not_found", "Diesen Auftrag gibt es nicht. Erledigte Aufträge verschwinden aus der Liste.", "There is no such job. Jobs that are done leave the list."},

    {"key.missing", "Die Papiere dieses Archivs sind verschlüsselt, und die Schlüsseldatei {path} fehlt. Bitte legen Sie sie dort ab, oder stellen Sie sie mit „kontord key restore“ her.", "The papers of this archive are encrypted, and the key file {path} is missing. Please put it there, or restore it with “kontord key restore”."},
    {"key.none", "Dieses Archiv wurde ohne Verschlüsselung angelegt und hat keinen Hauptschlüssel.", "This archive was made without encryption and has no master key."},
    {"key.passphrase", "Die Passphrase passt nicht zur Schlüsseldatei {path}.", "The passphrase does not fit the key file {path}."},
    {"key.passphrase_needed", "Die Schlüsseldatei {path} ist durch eine Passphrase geschützt. Bitte geben Sie die Datei an, in der sie steht (passphrase_file).", "The key file {path} is protected by a passphrase. Please name the file that holds it (passphrase_file)."},
    {"key.passphrase_short", "Die Passphrase braucht mindestens {limit} Zeichen. Bitte wählen Sie einen ganzen Satz.", "The passphrase needs at least {limit} characters. Please choose a whole sentence."},
    {"key.words", "Das sind nicht die 17 Wörter eines Wiederherstellungsblatts. Bitte prüfen Sie Schreibweise und Reihenfolge.", "These are not the 17 words of a recovery sheet. Please check their spelling and order."},
    {"key.words_other", "Diese Wörter gehören zu einem anderen oder einem abgelösten Schlüssel. Bitte nehmen Sie das neueste Blatt dieses Archivs.", "These words belong to another key, or to one that was replaced. Please take the newest sheet of this archive."},
    {"key.wrong", "Der Hauptschlüssel gehört nicht zu diesem Archiv (Schlüssel in {path}). Bitte legen Sie die richtige Schlüsseldatei hin, oder stellen Sie sie mit „kontord key restore“ her.", "The master key does not belong to this archive (keys in {path}). Please put the right key file in place, or restore it with “kontord key restore”."},

    {"log.no_key", "Die Schlüsseldatei {path} fehlt oder gehört zu einem anderen Archiv; ohne sie kann nichts unterschrieben werden. Bitte legen Sie sie dort ab.", "The key file {path} is missing or belongs to another archive; without it nothing can be signed. Please put it there."},

    {"past.before_archive", "Damals gab es dieses Archiv noch nicht. Bitte nennen Sie einen späteren Zeitpunkt.", "There was no such archive then. Please name a later time."},
    {"past.future", "Dieser Zeitpunkt kommt erst noch; jetzt ist {now}. Bitte nennen Sie einen früheren.", "That time is still to come; it is now {now}. Please name an earlier one."},
    {"past.waits", "Ein Blick in die Vergangenheit wartet auf nichts. Bitte lassen Sie {name} weg.", "A look into the past waits for nothing. Please leave {name} out."},

    {"person.exists", "Eine Person „{name}“ gibt es schon. Bitte wählen Sie einen anderen Namen.", "There is already a person “{name}”. Please choose another name."},
    {"person.last_administrator", "Das ist die letzte Person, die das Archiv verwaltet. Bitte machen Sie zuerst jemand anderen dazu.", "This is the last person who administers the archive. Please make somebody else an administrator first."},
    {"person.name", "Dieser Name geht nicht: er darf nicht nur aus Ziffern bestehen und nicht „me“ oder „ich“ sein.", "This name does not work: it must not consist of digits alone, nor be “me” or “ich”."},
    {"person.not_found", "Diese Person gibt es nicht. Bitte prüfen Sie den Namen.", "There is no such person. Please check the name."},
    {"person.overtaken", "Diese Person wurde inzwischen geändert. Bitte lesen Sie neu und wiederholen Sie Ihre Änderung.", "This person has been changed in the meantime. Please read again and repeat your change."},
    {"person.password", "Ihr bisheriges Passwort ist falsch. Bitte prüfen Sie es.", "Your password so far is wrong. Please check it."},

    {"saved_search.exists", "Eine gemerkte Suche „{name}“ gibt es schon. Bitte wählen Sie einen anderen Namen.", "There is already a saved search “{name}”. Please choose another name."},
    {"saved_search.limit", "Mehr als {limit} Suchen werden nicht gemerkt. Bitte löschen Sie eine, die Sie nicht mehr brauchen.", "No more than {limit} searches are saved. Please delete one that you no longer need."},
    {"saved_search.not_found", "Die gemerkte Suche {id} gibt es nicht.", "There is no saved search {id}."},

    {"purge.failed", "Was vernichtet wurde, konnte nicht aus dem freien Platz der Dateien entfernt werden. Das Protokoll des Servers sagt, warum.", "What was destroyed could not be taken out of the free space of the files. The server's log says why."},
    {"purge.waits", "Eine alte Datei wird noch gelesen. Der Vorgang wird von selbst wiederholt.", "An old file is still being read. It is tried again by itself."},
    {"store.busy", "Der Speicher ist gerade beschäftigt. Bitte versuchen Sie es gleich noch einmal.", "The store is busy at the moment. Please try again shortly."},

    {"version.not_found", "Diese Fassung des Dokuments gibt es nicht. Fassungen zählen ab 1.", "There is no such version of the document. Versions count from 1."},

    {"volume.absent", "Band {number} liegt auf einem Datenträger, der nicht da ist. „kontord volumes list“ zeigt, wo; bitte einhängen. Der Server sieht jede Minute nach.", "Volume {number} lies on a medium that is not there. “kontord volumes list” shows where; please mount it. The server looks every minute."},
    {"volume.changed", "Band {number} ist nicht die Datei, die im Protokoll steht ({path}). Bitte aus der Datensicherung wiederherstellen.", "Volume {number} is not the file that the log names ({path}). Please restore it from the backup."},
    {"volume.elsewhere", "Band {number} liegt auf einem anderen Datenträger. Bitte zuerst mit „kontord volumes move“ zurückholen.", "Volume {number} lies on another medium. Please bring it back first, with “kontord volumes move”."},
    {"volume.not_found", "Es gibt keinen Band {number}. „kontord volumes list“ zeigt alle.", "There is no volume {number}. “kontord volumes list” shows all."},
    {"volume.not_sealed", "Band {number} ist noch nicht versiegelt und im Protokoll. Bitte warten, bis er voll ist.", "Volume {number} is not sealed and in the log yet. Please wait until it is full."},
    {"volume.unpurged", "In freien Seiten von Band {number} kann noch liegen, was entfernt wurde. Bitte zuerst „kontord purge“ aufrufen.", "Free pages of volume {number} may hold what was taken out of it. Please call “kontord purge” first."},
    {"watch.cannot_remove", "Aus {path} lassen sich Dateien nicht entfernen, die schon aufgenommen sind. Bitte geben Sie dem Benutzer des Servers dort das Schreibrecht.", "Files that have been taken in cannot be removed from {path}. Please give the user of the server the right to write there."},
    {"watch.full", "Im überwachten Verzeichnis liegen mehr als {limit} Dateien; die übrigen kommen an die Reihe, wenn diese aufgenommen sind.", "There are more than {limit} files in the watched folder; the others follow when these have been taken in."},
    {"watch.missing", "Das überwachte Verzeichnis {path} ist nicht da. Bitte legen Sie es an, oder binden Sie das Laufwerk ein.", "The watched folder {path} is not there. Please make it, or mount its disk."},
    {"watch.no_access", "Das Verzeichnis {path} darf nicht gelesen werden. Bitte geben Sie dem Benutzer des Servers das Recht dazu.", "The folder {path} may not be read. Please give the user of the server the right to do so."},
    {"watch.other_disk", "Unter {path} liegt jetzt ein anderer Datenträger. Was vorher dort wartete, wartet weiter; bitte binden Sie den richtigen ein.", "Another disk lies at {path} now. What waited there before goes on waiting; please mount the right one."},
};
// clang-format on

}  // namespace

std::span<const MessageTemplate> archive_messages() {
    return table;
}

}  // namespace kontor
