#!/usr/bin/env python3
"""Makes the papers of this folder anew: make.py [FOLDER]. Needs pdftoppm, ZXingWriter and DejaVu Sans."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import papers  # noqa: E402

DPI = 200
LETTER = """Tischlerei Hufnagel GmbH
Mühlenweg 14, 26789 Leer (Ostfriesland)

Frau
Annegret Weißenböck
Deichstraße 3
26723 Emden

Rechnung Nr. 2024-0815 vom 17.09.2024

Sehr geehrte Frau Weißenböck,

für die Überarbeitung der Haustür und den Einbau von zwei Fenstern
im Obergeschoss berechnen wir Ihnen wie vereinbart:

Haustür schleifen, ölen und neu einhängen        480,00 EUR
Zwei Fenster aus Lärche, dreifach verglast     1.936,50 EUR
Anfahrt und Gerüst                               125,00 EUR
Zwischensumme                                  2.541,50 EUR
Umsatzsteuer 19 %                                482,89 EUR
Gesamtbetrag                                   3.024,39 EUR

Bitte überweisen Sie den Gesamtbetrag innerhalb von vierzehn Tagen auf
das Konto DE02 1203 0000 0000 2020 51 bei der Deutschen Kreditbank.
Bewahren Sie diese Rechnung zwei Jahre lang auf, § 14b UStG.

Mit freundlichen Grüßen
Gerhard Hufnagel
"""
SECOND = """Anlage zur Rechnung Nr. 2024-0815

Arbeitszeiten der Gesellen
Montag       7.30 bis 16.15 Uhr      Jens Ohlsen
Dienstag     7.30 bis 15.45 Uhr      Jens Ohlsen, Meike Brandt
Mittwoch     9.00 bis 12.00 Uhr      Meike Brandt

Die verwendeten Hölzer stammen aus nachhaltiger Forstwirtschaft.
"""
FEW = "Vertraulich\nAkte Bürgermeister\n"
PAYMENT = "BCD\n002\n1\nSCT\nBYLADEM1001\nTischlerei Hufnagel GmbH\nDE02120300000000202051\nEUR3024.39\n\n\nRE 2024-0815\n"


def letter(**place):
    sheet = papers.Sheet(**place)
    sheet.lines(25, 40, LETTER)
    return sheet


def second():
    sheet = papers.Sheet()
    sheet.lines(25, 40, SECOND)
    return sheet


def few(**place):
    sheet = papers.Sheet(**place)
    sheet.lines(60, 90, FEW, points=16, leading=10)
    return sheet


def blank():
    sheet = papers.Sheet()
    sheet.dust(seed=7)
    sheet.box(0, 0, 1.5, 297)  # the lid of the scanner
    return sheet


def payment():
    sheet = papers.Sheet()
    sheet.lines(25, 40, "Rechnung Nr. 2024-0815\nZahlen mit Code")
    sheet.code("Code128", "RE-2024-0815", 120, 30, 50, 12)
    sheet.code("QRCode", PAYMENT, 120, 60, 35)
    return sheet


def separator(**place):
    sheet = papers.Sheet(**place)
    sheet.lines(40, 100, "Trennblatt", points=30)
    sheet.code("QRCode", "KONTOR-CUT", 80, 120, 40)
    return sheet


def patch(**place):
    sheet = papers.Sheet(**place)
    sheet.patch(60, 20, 90)
    sheet.lines(60, 100, "Trennblatt für den Scanner", points=14)
    return sheet


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    sheets = {
        "letter": letter(), "letter_skewed_3": letter(skew=3), "letter_skewed_m3": letter(skew=-3),
        "letter_turned_90": letter(turned=90), "letter_turned_180": letter(turned=180), "letter_turned_270": letter(turned=270),
        "few_turned_180": few(turned=180), "few_turned_90": few(turned=90), "blank": blank(), "payment": payment(),
        "separator": separator(skew=2), "patch_t": patch(), "patch_t_turned_90": patch(turned=90, skew=-4),
    }
    files = {f"{name}.png": papers.png(page, DPI) for name, page in
             zip(sheets, papers.pixels(list(sheets.values()), DPI))}
    files["two_pages.tif"] = papers.tiff(papers.pixels([letter(), second()], DPI), DPI)
    files |= {"letter.txt": LETTER.encode(), "second.txt": SECOND.encode(), "few.txt": FEW.encode()}
    for name, data in files.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)


if __name__ == "__main__":
    main()
