#!/usr/bin/env python3
"""Makes the .doc, .xls and .ppt files of this folder anew, and beside each the text that was put into it.

  documents.py

Writes them as flat OpenDocument and lets LibreOffice (soffice) turn them into the old formats. Needs
libreoffice-writer, -calc and -impress; tests do not run this.
"""
import os
import struct
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape

import mails

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SPACES = " ".join(f'xmlns:{k}="{v}"' for k, v in {
    **{k: "urn:oasis:names:tc:opendocument:xmlns:" + v for k, v in {
        "office": "office:1.0", "text": "text:1.0", "table": "table:1.0", "style": "style:1.0", "draw": "drawing:1.0",
        "fo": "xsl-fo-compatible:1.0", "svg": "svg-compatible:1.0", "number": "datastyle:1.0", "meta": "meta:1.0",
        "presentation": "presentation:1.0", "of": "of:1.2", "config": "config:1.0"}.items()},
    "dc": "http://purl.org/dc/elements/1.1/", "xlink": "http://www.w3.org/1999/xlink",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"}.items())


def flat(kind, body, styles="", automatic="", masters="", title="", author="", settings=""):
    return (f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:version="1.2" '
            f'office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:meta><dc:title>{title}</dc:title>'
            f'<meta:initial-creator>{author}</meta:initial-creator><meta:creation-date>2024-02-29T08:15:00</meta:creation-date>'
            f'</office:meta>{settings}<office:styles>{styles}</office:styles><office:automatic-styles>{automatic}</office:automatic-styles>'
            f'<office:master-styles>{masters}</office:master-styles><office:body>{body}</office:body></office:document>')


def p(text, style=""):
    return f'<text:p{f" text:style-name={chr(34)}{style}{chr(34)}" if style else ""}>{text}</text:p>'


def table(rows):
    cells = "".join("<table:table-row>" + "".join(
        "<table:table-cell>" + (c if c.startswith("<") else p(escape(c))) + "</table:table-cell>" for c in row) +
        "</table:table-row>" for row in rows)
    return f'<table:table><table:table-column table:number-columns-repeated="{len(rows[0])}"/>{cells}</table:table>'


PAGE = ('<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"/>'
        '<style:header-style/><style:footer-style/></style:page-layout>'
        '<style:style style:name="Umbruch" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>')


def writer(content, header="", footer="", **more):
    masters = ('<style:master-page style:name="Standard" style:page-layout-name="L">' +
               (f"<style:header>{p(header)}</style:header>" if header else "") +
               (f"<style:footer>{p(footer)}</style:footer>" if footer else "") + "</style:master-page>")
    return flat("text", f"<office:text>{content}</office:text>", automatic=PAGE, masters=masters, **more)


SATZ = ("Über die Prüfung der Jahresabschlüsse größerer Gesellschaften entscheidet die Gesellschafterversammlung nach Anhörung "
        "des Beirats; Änderungen bedürfen der Schriftform.")


def documents():
    lines = ["Müller & Söhne GmbH, Königstraße 12, 70173 Stuttgart", "Betreff: Mahnung zur Rechnung Nr. 2024/0815",
             "Sehr geehrte Damen und Herren,", "die Rechnung über 1.234,50 € ist seit dem 29. Februar fällig – bitte überweisen Sie „umgehend“.",
             "Mit freundlichen Grüßen", "Jürgen Groß"]
    yield ("brief.doc", writer("".join(p(escape(line)) for line in lines[:4]) + p("Zeile eins<text:line-break/>Zeile zwei<text:tab/>nach dem Tabulator") +
                               "".join(p(escape(line)) for line in lines[4:]), title="Mahnung an Müller", author="Änne Groß"),
           "\n".join(lines[:4] + ["Zeile eins", "Zeile zwei nach dem Tabulator"] + lines[4:]))
    rows = [["Position", "Menge", "Einzelpreis", "Gesamt"], ["Schreibtischlampe", "2", "39,90 €", "79,80 €"],
            ["Bürostuhl höhenverstellbar", "1", "249,00 €", "249,00 €"], ["", "", "Summe", "328,80 €"]]
    twice = p("oben in der Zelle") + p("unten in der Zelle")
    yield ("tabelle.doc", writer(p("Vor der Tabelle") + table(rows) + p("Zwischen den Tabellen") +
                                 table([["einfach", twice], [table([["innen links", "innen rechts"]]) + p("danach"), "außen"]]) + p("Nach der Tabelle")),
           "Vor der Tabelle\n" + "\n".join(" ".join(c for c in row if c) for row in rows) +
           "\nZwischen den Tabellen\neinfach oben in der Zelle unten in der Zelle\ninnen links innen rechts danach außen\nNach der Tabelle")
    note = '<text:note text:note-class="{0}"><text:note-citation>{1}</text:note-citation><text:note-body>{2}</text:note-body></text:note>'
    comment = '<office:annotation><dc:creator>Prüferin</dc:creator><dc:date>2024-03-01T09:00:00</dc:date>' + p("Bitte die Anlage prüfen") + "</office:annotation>"
    box = ('<draw:frame text:anchor-type="paragraph" svg:width="6cm" svg:height="3cm"><draw:text-box>' + p("Im Kasten steht Wichtiges") +
           "</draw:text-box></draw:frame>")
    yield ("noten.doc", writer(
        p("Der Haupttext" + note.format("footnote", "1", p("Fußnote: § 147 Abgabenordnung")) + " mit Fußnote und" +
          note.format("endnote", "i", p("Endnote zum Schluss")) + " Endnote.") + p("Ein Absatz" + comment + " mit Kommentar.") +
        p(box + "Ein Absatz mit Kasten.") + p('Ein <text:a xlink:href="https://example.org/verborgen">Verweis</text:a> auf Seite <text:page-number/>.'),
        header="Kopfzeile der Kanzlei", footer="Fußzeile mit Steuernummer"),
           "Der Haupttext mit Fußnote und Endnote.\nEin Absatz mit Kommentar.\nEin Absatz mit Kasten.\nEin Verweis auf Seite 1.\n"
           "Fußnote: § 147 Abgabenordnung\nEndnote zum Schluss\nBitte die Anlage prüfen\nIm Kasten steht Wichtiges\n"
           "Kopfzeile der Kanzlei\nFußzeile mit Steuernummer")
    words = ["Griechisch: Ελληνικά", "Russisch: Счёт-фактура", "Tschechisch: Žluťoučký kůň", "Japanisch: 請求書", "Zeichen: 𝄞 ☎ ½ ²"]
    yield ("sprachen.doc", writer("".join(p(w) for w in words) + p("Nur westlich: äöüß ÄÖÜ éèê") + p("Neue Seite: Anhang", "Umbruch")),
           "\n".join(words) + "\nNur westlich: äöüß ÄÖÜ éèê\nNeue Seite: Anhang")
    changes = ('<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>A</dc:creator>'
               '<dc:date>2024-03-01T09:00:00</dc:date></office:change-info>' + p("gestrichene Wörter ") + "</text:deletion></text:changed-region>"
               '<text:changed-region text:id="c2"><text:insertion><office:change-info><dc:creator>A</dc:creator><dc:date>2024-03-01T09:00:00</dc:date>'
               "</office:change-info></text:insertion></text:changed-region></text:tracked-changes>")
    yield ("aenderungen.doc", writer(changes + p('Es bleibt <text:change text:change-id="c1"/>der Rest und '
                                                 '<text:change-start text:change-id="c2"/>das Eingefügte<text:change-end text:change-id="c2"/>.')),
           "Es bleibt der Rest und das Eingefügte.")
    many = [f"Absatz {i}: {SATZ}" for i in range(1, 401)]
    yield "lang.doc", writer("".join(p(line) for line in many)), "\n".join(many)


def cell(value="", formula="", style="", kind="string"):
    attributes = f' table:style-name="{style}"' if style else ""
    attributes += f' table:formula="of:{escape(formula, {chr(34): "&quot;"})}"' if formula else ""
    if kind == "string":
        return f'<table:table-cell{attributes} office:value-type="string">{p(escape(value))}</table:table-cell>' if value or formula else "<table:table-cell/>"
    name = {"date": "date-value", "boolean": "boolean-value", "time": "time-value"}.get(kind, "value")
    return f'<table:table-cell{attributes} office:value-type="{kind}" office:{name}="{value}"/>'


def sheet(name, rows, more="", style=""):
    return (f'<table:table table:name="{escape(name)}"{f" table:style-name={chr(34)}{style}{chr(34)}" if style else ""}>{more}' +
            "".join("<table:table-row>" + "".join(row) + "</table:table-row>" for row in rows) + "</table:table>")


NUMBERS = ('<number:date-style style:name="N1" number:automatic-order="false"><number:day number:style="long"/><number:text>.</number:text>'
           '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/></number:date-style>'
           '<number:percentage-style style:name="N2"><number:number number:decimal-places="1" number:min-decimal-places="1" number:min-integer-digits="1"/>'
           '<number:text>%</number:text></number:percentage-style>'
           '<number:number-style style:name="N3"><number:number number:decimal-places="2" number:min-decimal-places="2" number:min-integer-digits="1" '
           'number:grouping="true"/><number:text> €</number:text></number:number-style>'
           '<number:time-style style:name="N4"><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:time-style>'
           + "".join(f'<style:style style:name="c{n}" style:family="table-cell" style:data-style-name="N{n}"/>' for n in (1, 2, 3, 4)))


def calc(sheets, settings="", masters="", automatic="", **more):
    return flat("spreadsheet", f"<office:spreadsheet>{settings}{sheets}</office:spreadsheet>", automatic=NUMBERS + automatic, masters=masters, **more)


FOOTER = "\nPage"  # LibreOffice gives a sheet "Page 1" at its foot when it has none


def workbooks():
    rows = [[cell("Datum"), cell("Kunde"), cell("Betrag"), cell("Skonto"), cell("Uhrzeit")],
            [cell("2024-02-29", style="c1", kind="date"), cell("Bäckerei Früh"), cell("1234.5", style="c3", kind="float"),
             cell("0.025", style="c2", kind="percentage"), cell("PT13H05M00S", style="c4", kind="time")],
            [cell("1999-12-31", style="c1", kind="date"), cell("Gärtnerei Öchsle"), cell("-99.9", style="c3", kind="float"), cell("0.5", style="c2", kind="percentage")],
            [cell("Summe"), cell(), cell("", "=SUM([.C2:.C3])", "c3", "float"), cell("", '=[.B2]&" zahlt"'), cell("", "=1/0", "", "float")],
            [cell("4711", kind="float"), cell("0.125", kind="float"), cell("1000000", kind="float"), cell("-7", kind="float")]]
    text = ("Rechnungen\nDatum Kunde Betrag Skonto Uhrzeit\n29.02.2024 Bäckerei Früh 1234.50 2.5% 13:05\n31.12.1999 Gärtnerei Öchsle -99.90 50.0%\n"
            "Summe 1134.60 Bäckerei Früh zahlt #DIV/0!\n4711 0.125 1000000 -7" + FOOTER)
    book = calc(sheet("Rechnungen", rows), title="Rechnungen 2024", author="Jörg Weiß")
    yield "rechnungen.xls", book, text
    yield ("blaetter.xls", calc("".join(sheet(name, [[cell(f"Inhalt von {name}"), cell(str(i), kind="float")]] if i != 2 else []) for i, name in
                                        enumerate(["Übersicht", "Erträge", "Leer", "Größe & Maß", "Ελλάδα"]))),
           "\n".join(f"{name}\nInhalt von {name} {i}{FOOTER}" if i != 2 else name + FOOTER for i, name in enumerate(["Übersicht", "Erträge", "Leer", "Größe & Maß", "Ελλάδα"])))
    long = [(f"Eintrag {i} " + (SATZ + " ") * (1 + i % 23) + ("Ωμέγα " * (i % 7) if i % 3 == 0 else "")).strip() for i in range(1, 61)]
    yield "lange_texte.xls", calc(sheet("Texte", [[cell(text)] for text in long])), "Texte\n" + "\n".join(long) + FOOTER
    note = '<office:annotation><dc:creator>Prüfer</dc:creator>' + p("Kommentar: Beleg fehlt") + "</office:annotation>"
    commented = f'<table:table-cell office:value-type="string">{note}{p("Zelle mit Kommentar")}</table:table-cell>'
    shapes = ('<table:shapes><draw:frame svg:width="5cm" svg:height="2cm" svg:x="5cm" svg:y="5cm"><draw:text-box>' + p("Textfeld auf dem Blatt") +
              "</draw:text-box></draw:frame></table:shapes>")
    masters = ('<style:master-page style:name="M" style:page-layout-name="L"><style:header>' + p("Kopf der Tabelle") + "</style:header><style:footer>" +
               p("Fuß der Tabelle") + "</style:footer></style:master-page>")
    automatic = ('<style:page-layout style:name="L"><style:page-layout-properties/><style:header-style/><style:footer-style/></style:page-layout>'
                 '<style:style style:name="t1" style:family="table" style:master-page-name="M"/>')
    yield ("kommentare.xls", calc(sheet("Anmerkungen", [[commented]], shapes, "t1"), masters=masters, automatic=automatic),
           "Anmerkungen\nZelle mit Kommentar\nKopf der Tabelle\nFuß der Tabelle\nKommentar: Beleg fehlt\nTextfeld auf dem Blatt")
    yield ("ab_1904.xls", calc(sheet("Tage", [[cell(day, style="c1", kind="date")] for day in ("1904-01-02", "2000-01-01", "2024-02-29")]),
                               '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'),
           "Tage\n02.01.1904\n01.01.2000\n29.02.2024" + FOOTER)


def slide(title, points, notes="", more=""):
    frame = '<draw:frame presentation:class="{0}" svg:width="20cm" svg:height="5cm" svg:x="2cm" svg:y="{1}cm"><draw:text-box>{2}</draw:text-box></draw:frame>'
    outline = "<text:list>" + "".join(f"<text:list-item>{p(escape(x))}</text:list-item>" for x in points) + "</text:list>"
    written = ('<presentation:notes><draw:page-thumbnail svg:width="10cm" svg:height="7cm" svg:x="2cm" svg:y="1cm"/>' +
               frame.format("notes", 10, p(escape(notes))) + "</presentation:notes>") if notes else ""
    return (f'<draw:page draw:name="{escape(title)}" draw:master-page-name="M">' + frame.format("title", 1, p(escape(title))) +
            (frame.format("outline", 7, outline) if points else "") + more + written + "</draw:page>")


def impress(pages, **more):
    automatic = '<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout>'
    return flat("presentation", f"<office:presentation>{pages}</office:presentation>", automatic=automatic,
                masters='<style:master-page style:name="M" style:page-layout-name="L"/>', **more)


def presentations():
    texts = [("Geschäftsjahr 2024", ["Umsätze gestiegen", "Kosten gesenkt", "Überschuss: 12,5 %"]), ("Ausblick", ["Neue Märkte", "Größere Läger"]),
             ("Schlussfolie", [])]
    yield ("folien.ppt", impress("".join(slide(t, x) for t, x in texts), title="Jahresbericht", author="Käthe"),
           "\n".join("\n".join([t] + x) for t, x in texts))
    yield ("notizen.ppt", impress(slide("Mit Notizen", ["Punkt"], "Hier spricht die Rednerin über Zölle.") + slide("Ohne", ["Weiter"]) +
                                  slide("Wieder mit", [], "Zweite Notiz: Fragen zulassen")),
           "Mit Notizen\nPunkt\nHier spricht die Rednerin über Zölle.\nOhne\nWeiter\nWieder mit\nZweite Notiz: Fragen zulassen")
    rows = [["Quartal", "Erlös"], ["Erstes", "1.000 €"], ["Zweites", "2.000 €"]]
    grid = '<draw:frame svg:width="20cm" svg:height="5cm" svg:x="2cm" svg:y="7cm">' + table(rows) + "</draw:frame>"
    yield "tabelle.ppt", impress(slide("Quartalszahlen", [], "", grid)), "Quartalszahlen\n" + "\n".join("\n".join(row) for row in rows)
    box = '<draw:frame svg:width="9cm" svg:height="2cm" svg:x="{0}cm" svg:y="9cm"><draw:text-box>{1}</draw:text-box></draw:frame>'
    shape = '<draw:rect svg:width="9cm" svg:height="2cm" svg:x="15cm" svg:y="15cm">' + p("Im Rechteck") + "</draw:rect>"
    group = "<draw:g>" + box.format(2, p("Gruppe links")) + box.format(12, p("Gruppe rechts")) + shape + "</draw:g>"
    yield ("formen.ppt", impress(slide("Formen", [], "", group + box.format(3, p("Erste Zeile<text:line-break/>Zweite Zeile")))),
           "Formen\nGruppe links\nGruppe rechts\nIm Rechteck\nErste Zeile\nZweite Zeile")
    words = ["Ελληνικά", "Счёт", "請求書", "Žluťoučký", "äöüß €"]
    many = [(f"Folie {i}", [f"{w} auf Folie {i}" for w in words]) for i in range(1, 31)]
    yield "viele.ppt", impress("".join(slide(t, x) for t, x in many)), "\n".join("\n".join([t] + x) for t, x in many)


def streams(data):
    """The streams at the root of a compound file."""
    def numbers(chain):
        return [n for sector in chain for n in struct.unpack("<128I", sector)]

    def sector(n):
        return data[512 + n * 512:1024 + n * 512]
    table = numbers(sector(n) for n in struct.unpack("<109I", data[76:512]) if n < 0xFFFFFFFA)

    def chain(n, following):
        while n < 0xFFFFFFFA:
            yield n
            n = following[n]
    entries = [entry[i:i + 128] for entry in map(sector, chain(struct.unpack("<I", data[48:52])[0], table)) for i in range(0, 512, 128)]
    starts = [struct.unpack("<IQ", entry[116:128]) for entry in entries]
    small_table = numbers(map(sector, chain(struct.unpack("<I", data[60:64])[0], table)))
    small = b"".join(map(sector, chain(starts[0][0], table)))
    for entry, (start, size) in zip(entries, starts):
        if entry[66] == 2:
            name = entry[:entry[64] - 2].decode("utf-16-le")
            pieces = map(sector, chain(start, table)) if size >= 4096 else (small[n * 64:n * 64 + 64] for n in chain(start, small_table) if size)
            yield name, b"".join(pieces)[:size]


def without_picture(path):
    """LibreOffice puts a picture of the first slide, 600 KB of it, beside a presentation's title."""
    with open(path, "rb") as f:
        kept = {name: data for name, data in streams(f.read()) if len(data) < 100_000 or "PowerPoint" in name}
    with open(path, "wb") as f:
        f.write(mails.compound(kept))


FILTERS = {".doc": ("fodt", "doc:MS Word 97"), ".xls": ("fods", "xls:MS Excel 97"), ".ppt": ("fodp", "ppt:MS PowerPoint 97")}


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, source, text in [*documents(), *workbooks(), *presentations()]:
            stem, ending = os.path.splitext(name)
            flat_ending, target = FILTERS[ending]
            path = os.path.join(folder, f"{stem}.{flat_ending}")
            with open(path, "w", encoding="utf-8") as f:
                f.write(source)
            subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target, "--outdir", HERE, path],
                           check=True, stdout=subprocess.DEVNULL)
            if ending == ".ppt":
                without_picture(os.path.join(HERE, name))
            with open(os.path.join(HERE, name + ".txt"), "w", encoding="utf-8") as f:
                f.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
