// Sentences about proofs and packages: the log's tree, notes, checkpoints, canonical JSON, bags.
#include "storage/base/messages_areas.h"

namespace kontor {

namespace {

// clang-format off
constexpr MessageTemplate table[] = {
    {"bag.declaration_line", "bagit.txt, Zeile {number}: so nicht erlaubt. Verlangt sind genau „BagIt-Version: 1.0“ und „Tag-File-Character-Encoding: UTF-8“.", "bagit.txt, line {number}: not allowed like this. Exactly “BagIt-Version: 1.0” and “Tag-File-Character-Encoding: UTF-8” are required."},
    {"bag.declaration_line_ends", "bagit.txt: Die Zeilen enden nicht mit LF. Das wird hingenommen.", "bagit.txt: the lines do not end in LF. This is tolerated."},
    {"bag.declaration_mark", "bagit.txt beginnt mit einer Bytereihenfolge-Marke; sie ist dort verboten.", "bagit.txt begins with a byte order mark; it is forbidden there."},
    {"bag.declaration_missing", "Die Datei bagit.txt fehlt; das Paket weist sich nicht als BagIt-Paket aus.", "The file bagit.txt is missing; the package does not declare itself a BagIt package."},
    {"bag.encoding_unsupported", "bagit.txt nennt die Zeichenkodierung „{encoding}“. Gelesen wird nur UTF-8.", "bagit.txt names the character encoding “{encoding}”. Only UTF-8 is read."},
    {"bag.fetch_line", "fetch.txt, Zeile {number}: erwartet werden Adresse, Länge und Pfad.", "fetch.txt, line {number}: address, length and path are expected."},
    {"bag.fetch_missing", "„{name}“ fehlt und müsste laut fetch.txt erst geladen werden. Es wird nichts geladen; das Paket ist unvollständig.", "“{name}” is missing and would have to be fetched, says fetch.txt. Nothing is fetched; the package is incomplete."},
    {"bag.fetch_not_listed", "fetch.txt nennt „{name}“, aber {file} führt die Datei nicht.", "fetch.txt names “{name}”, but {file} does not list the file."},
    {"bag.fetch_not_payload", "fetch.txt nennt „{name}“; erlaubt sind nur Dateien unter data/.", "fetch.txt names “{name}”; only files below data/ are allowed."},
    {"bag.file_alike", "„{name}“ und „{other}“ unterscheiden sich kaum; auf manchem System würde eine Datei die andere überschreiben.", "“{name}” and “{other}” hardly differ; on some systems one file would overwrite the other."},
    {"bag.file_changed", "„{name}“ ist verändert: Die Prüfsumme stimmt nicht mit {file} überein.", "“{name}” has been changed: its digest disagrees with {file}."},
    {"bag.file_missing", "„{name}“ fehlt; {file} führt die Datei auf.", "“{name}” is missing; {file} lists the file."},
    {"bag.file_not_regular", "„{name}“ ist keine gewöhnliche Datei, sondern etwa eine Verknüpfung. Sie wird nicht gelesen.", "“{name}” is no regular file but, for example, a link. It is not read."},
    {"bag.file_size", "„{name}“ hat {found} Bytes, angegeben sind {expected}.", "“{name}” has {found} bytes, {expected} are stated."},
    {"bag.file_twice", "„{name}“ steht im Paket mehrfach. Jede Datei darf nur einmal vorkommen.", "“{name}” stands in the package more than once. Each file may occur only once."},
    {"bag.file_unreadable", "„{name}“ konnte nicht gelesen werden ({why}).", "“{name}” could not be read ({why})."},
    {"bag.info_field", "Das Feld „{label}“ lässt sich nicht in bag-info.txt schreiben. Bitte Namen und Wert ohne Zeilenumbruch angeben, den Namen ohne Doppelpunkt.", "The field “{label}” cannot be written to bag-info.txt. Please give name and value without line breaks, and the name without a colon."},
    {"bag.info_line", "bag-info.txt, Zeile {number}: erwartet wird ein Feld der Form „Name: Wert“.", "bag-info.txt, line {number}: a field of the form “name: value” is expected."},
    {"bag.info_oxum", "Payload-Oxum nennt {expected} (Bytes.Dateien), vorhanden ist {found}.", "Payload-Oxum says {expected} (bytes.files), what is there is {found}."},
    {"bag.info_oxum_malformed", "Payload-Oxum ist nicht zu lesen oder steht mehrfach in bag-info.txt.", "Payload-Oxum cannot be read, or stands in bag-info.txt more than once."},
    {"bag.manifest_bare_percent", "{file}, Zeile {number}: ein einzelnes Prozentzeichen im Pfad. Es wird wörtlich genommen.", "{file}, line {number}: a bare percent sign in the path. It is taken literally."},
    {"bag.manifest_blank_line", "{file}, Zeile {number}: leere Zeile. Das wird hingenommen.", "{file}, line {number}: an empty line. This is tolerated."},
    {"bag.manifest_digest", "{file}, Zeile {number}: keine Prüfsumme dieses Verfahrens.", "{file}, line {number}: not a digest of this algorithm."},
    {"bag.manifest_dot_slash", "{file}, Zeile {number}: der Pfad beginnt mit „./“. Das wird hingenommen.", "{file}, line {number}: the path begins with “./”. This is tolerated."},
    {"bag.manifest_line", "{file}, Zeile {number}: erwartet werden Prüfsumme und Pfad in UTF-8.", "{file}, line {number}: digest and path in UTF-8 are expected."},
    {"bag.manifest_listed_twice", "{file} führt „{name}“ mehrfach auf. Jede Datei darf nur einmal stehen.", "{file} lists “{name}” more than once. Each file may stand only once."},
    {"bag.manifest_missing", "Das Paket hat keine Liste seiner Inhaltsdateien (manifest-….txt).", "The package has no list of its payload files (manifest-….txt)."},
    {"bag.manifest_none_known", "Keine Liste der Inhaltsdateien benutzt ein anerkanntes Verfahren (SHA-256, SHA-512); so ist nichts bewiesen.", "No list of payload files uses an accepted algorithm (SHA-256, SHA-512); nothing is proven this way."},
    {"bag.manifest_not_listed", "„{name}“ steht nicht in {file}. Jede Liste muss alle Inhaltsdateien führen.", "“{name}” is not in {file}. Every list must name all payload files."},
    {"bag.manifest_not_payload", "{file} nennt „{name}“; dort sind nur Dateien unter data/ erlaubt.", "{file} names “{name}”; only files below data/ are allowed there."},
    {"bag.manifest_star", "{file}, Zeile {number}: ein Stern vor dem Pfad, wie md5sum ihn schreibt. Das wird hingenommen.", "{file}, line {number}: an asterisk before the path, as md5sum writes it. This is tolerated."},
    {"bag.manifest_unknown_algorithm", "{file}: Das Verfahren ist nicht bekannt oder nicht sicher genug; seine Prüfsummen bleiben ungeprüft.", "{file}: the algorithm is unknown or not safe enough; its digests stay unchecked."},
    {"bag.name_absolute", "„{name}“ ist ein absoluter Pfad. Er wird nicht benutzt.", "“{name}” is an absolute path. It is not used."},
    {"bag.name_backslash", "„{name}“ enthält einen umgekehrten Schrägstrich. Der Pfad wird nicht benutzt.", "“{name}” holds a backslash. The path is not used."},
    {"bag.name_drive", "„{name}“ beginnt mit einem Laufwerksbuchstaben. Der Pfad wird nicht benutzt.", "“{name}” begins with a drive letter. The path is not used."},
    {"bag.name_empty_part", "„{name}“ enthält einen leeren Teil oder „.“ als Teil. Der Pfad wird nicht benutzt.", "“{name}” holds an empty part, or “.” as a part. The path is not used."},
    {"bag.name_home", "„{name}“ beginnt mit einer Tilde, dem Zeichen für ein Heimatverzeichnis. Der Pfad wird nicht benutzt.", "“{name}” begins with a tilde, the sign of a home folder. The path is not used."},
    {"bag.name_not_payload", "„{name}“ ist als Inhalt gemeint und liegt nicht unter data/.", "“{name}” is meant as payload and does not lie below data/."},
    {"bag.name_package", "„{name}“ ist kein Name für unsere Pakete. Erlaubt sind höchstens {limit} der Zeichen A-Z a-z 0-9 . _ -, kein Punkt am Anfang.", "“{name}” is no name for our packages. Allowed are at most {limit} of the characters A-Z a-z 0-9 . _ -, no dot in front."},
    {"bag.name_package_case", "„{name}“ und „{other}“ unterscheiden sich nur in der Groß- und Kleinschreibung.", "“{name}” and “{other}” differ in upper and lower case only."},
    {"bag.name_parent", "„{name}“ führt mit „..“ aus dem Paket hinaus. Der Pfad wird nicht benutzt.", "“{name}” leads out of the package by “..”. The path is not used."},
    {"bag.name_too_long", "„{name}“ ist länger, als Dateisysteme es zulassen. Der Pfad wird nicht benutzt.", "“{name}” is longer than file systems allow. The path is not used."},
    {"bag.name_utf8", "„{name}“ ist kein gültiges UTF-8. Der Pfad wird nicht benutzt.", "“{name}” is not valid UTF-8. The path is not used."},
    {"bag.name_variable", "„{name}“ enthält eine Umgebungsvariable. Der Pfad wird nicht benutzt.", "“{name}” holds an environment variable. The path is not used."},
    {"bag.name_zero", "„{name}“ enthält ein Nullbyte. Der Pfad wird nicht benutzt.", "“{name}” holds a zero byte. The path is not used."},
    {"bag.tag_line_too_long", "„{name}“, Zeile {number}: länger als {limit} Bytes.", "“{name}”, line {number}: longer than {limit} bytes."},
    {"bag.tag_too_large", "„{name}“ ist größer als {limit} Bytes und wird nicht ganz gelesen.", "“{name}” is larger than {limit} bytes and is not read to its end."},
    {"bag.tagmanifest_names_payload", "{file} nennt „{name}“; Inhaltsdateien gehören nicht in diese Liste.", "{file} names “{name}”; payload files do not belong in this list."},
    {"bag.tagmanifest_names_tagmanifest", "{file} nennt „{name}“; eine solche Liste darf sich und ihresgleichen nicht führen.", "{file} names “{name}”; such a list must not name itself or its like."},
    {"bag.tagmanifest_omits", "{file} führt „{name}“ nicht auf. Jede Liste der Inhaltsdateien muss darin stehen.", "{file} does not list “{name}”. Every list of payload files must stand in it."},
    {"bag.too_many_findings", "Es gibt mehr als {limit} Befunde; weitere werden nicht aufgezählt.", "There are more than {limit} findings; further ones are not listed."},
    {"bag.version_unsupported", "Das Paket hat die BagIt-Version {version}. Anerkannt wird nur 1.0.", "The package has BagIt version {version}. Only 1.0 is accepted."},

    {"proof.checkpoint_line", "Der Prüfpunkt hat in Zeile {number} nicht die vorgeschriebene Form (Ursprung, Größe, Wurzel).", "The checkpoint does not have the prescribed form in line {number} (origin, size, root)."},
    {"proof.checkpoint_origin", "Der Prüfpunkt gehört zu „{found}“, erwartet wird „{expected}“.", "The checkpoint belongs to “{found}”, “{expected}” is expected."},
    {"proof.digest_length", "Eine SHA-256-Prüfsumme hat 32 Bytes, nicht {length}.", "A SHA-256 digest has 32 bytes, not {length}."},
    {"proof.file_line", "Die Beweisdatei hat in Zeile {number} nicht die vorgeschriebene Form.", "The proof file does not have the prescribed form in line {number}."},
    {"proof.file_too_large", "Die Beweisdatei ist größer als {limit} Bytes.", "The proof file is larger than {limit} bytes."},
    {"proof.inclusion", "Der Eintrag steht nicht an Stelle {index} des Protokolls mit {size} Einträgen, oder er wurde verändert.", "The entry does not stand at place {index} of the log of {size} entries, or it has been changed."},
    {"proof.json_depth", "Das JSON ist zu tief geschachtelt, um es in kanonischer Form zu schreiben.", "The JSON is nested too deeply to be written in canonical form."},
    {"proof.json_mark", "Das JSON beginnt mit einer Bytereihenfolge-Marke. Bitte entfernen.", "The JSON begins with a byte order mark. Please remove it."},
    {"proof.json_number", "Eine Zahl im JSON hat keine kanonische Form. Bitte große Zahlen als Zeichenkette angeben.", "A number in the JSON has no canonical form. Please give large numbers as a string."},
    {"proof.json_utf8", "Ein Text im JSON ist kein gültiges UTF-8.", "A text in the JSON is not valid UTF-8."},
    {"proof.json_value", "Das JSON enthält einen Wert, den JSON nicht kennt.", "The JSON holds a value that JSON does not know."},
    {"proof.key_id", "Die Kennung im Schlüssel „{name}“ passt nicht zu Name und Schlüssel. Bitte die ganze Zeile genau übernehmen.", "The id in the key “{name}” does not fit name and key. Please copy the whole line exactly."},
    {"proof.key_malformed", "„{name}“ ist kein Prüfschlüssel. Erwartet wird name+kennung+schlüssel in einer Zeile.", "“{name}” is not a verifier key. name+id+key in one line is expected."},
    {"proof.key_name", "„{name}“ ist kein Name für einen Schlüssel. Leerzeichen, Steuerzeichen und „+“ sind nicht erlaubt.", "“{name}” is no name for a key. Blanks, control characters and “+” are not allowed."},
    {"proof.key_seed", "Das Geheimnis eines Signaturschlüssels hat 32 Bytes; dieses hat eine andere Länge.", "The secret of a signing key has 32 bytes; this one has another length."},
    {"proof.key_type", "Der Schlüssel „{name}“ ist von einer Art, die nicht gelesen wird. Erwartet wird Ed25519 (Art 1).", "The key “{name}” is of a kind that is not read. Ed25519 (type 1) is expected."},
    {"proof.note_bad_signature", "Die Unterschrift von „{name}“ passt nicht zum Text: Text oder Unterschrift wurde verändert.", "The signature of “{name}” does not fit the text: text or signature has been changed."},
    {"proof.note_control", "Der unterschriebene Text enthält Steuerzeichen, etwa Wagenrücklauf. Bitte die Datei unverändert übertragen.", "The signed text holds control characters, such as a carriage return. Please transfer the file unchanged."},
    {"proof.note_no_empty_line", "Zwischen Text und Unterschriften fehlt die leere Zeile.", "The empty line between text and signatures is missing."},
    {"proof.note_no_known_signature", "Keine Unterschrift stammt von einem bekannten Schlüssel.", "No signature is by a known key."},
    {"proof.note_no_last_line_feed", "Der unterschriebene Text endet nicht mit einem Zeilenende; vielleicht ist er abgeschnitten.", "The signed text does not end in a line feed; it may have been cut off."},
    {"proof.note_signature_line", "Die {number}. Unterschriftszeile hat nicht die vorgeschriebene Form.", "Signature line {number} does not have the prescribed form."},
    {"proof.note_text", "Dieser Text kann nicht unterschrieben werden: Er braucht gültiges UTF-8 ohne Steuerzeichen und ein Zeilenende am Schluss.", "This text cannot be signed: it needs valid UTF-8 without control characters, and a line feed at its end."},
    {"proof.note_too_large", "Der unterschriebene Text ist größer als {limit} Bytes.", "The signed text is larger than {limit} bytes."},
    {"proof.note_too_many_signatures", "Der Text trägt mehr als {limit} Unterschriften.", "The text carries more than {limit} signatures."},
    {"proof.note_utf8", "Der unterschriebene Text ist kein gültiges UTF-8.", "The signed text is not valid UTF-8."},
    {"proof.tile_absent", "Diese Kachel gibt es bei {size} Einträgen nicht.", "This tile does not exist with {size} entries."},
    {"proof.tile_entries", "Das Bündel enthält nicht genau {count} Einträge.", "The bundle does not hold exactly {count} entries."},
    {"proof.tile_entry", "Ein Eintrag mit {size} Bytes passt nicht in ein Bündel; möglich sind 65535.", "An entry of {size} bytes does not fit a bundle; 65535 are possible."},
    {"proof.tree_edge", "Der gespeicherte Rand des Protokollbaums passt nicht zu seiner Größe {size}.", "The stored edge of the log's tree does not fit its size {size}."},
    {"proof.tree_index", "Einen Eintrag {value} gibt es im Protokoll mit {size} Einträgen nicht.", "There is no entry {value} in the log of {size} entries."},
    {"proof.tree_size", "Ein Protokoll mit {size} Einträgen kann keines mit {value} fortsetzen.", "A log of {size} entries cannot continue one of {value}."},
};
// clang-format on

}  // namespace

std::span<const MessageTemplate> proof_messages() {
    return table;
}

}  // namespace kontor
