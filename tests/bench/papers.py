"""Papers to measure with: PDF files of German sentences, the same at each call. Python standard library only."""
import os
import random
import zlib

STEMS = """rechnung liefer auftrag kunde vertrag zahlung konto betrag steuer gewicht palette lager ware frist monat bestell
mahn versand spedition zoll artikel menge preis rabatt skonto netto brutto summe datum nummer firma anschrift bank
urlaub gehalt lohn arbeit stunde bericht pruefung abnahme maschine teil schraube blech rohr farbe holz glas beton""".split()
ENDS = ["", "en", "e", "er", "ung", "ungen", "s", "schein", "stelle", "nummer", "satz", "plan"]
LINES = 46


def sentence(rng):
    """About eleven words; the small ones are frequent, as in a real text."""
    return " ".join(rng.choice(("der", "die", "und", "wir", "mit", "zum", "auf")) if rng.random() < 0.35 else
                    (rng.choice(STEMS) + rng.choice(ENDS) if rng.random() < 0.85 else f"{rng.randrange(1, 99999)},{rng.randrange(100):02d}")
                    for _ in range(11))


def page(rng, mark):
    lines = [f"BT /F1 10 Tf 12 TL 60 780 Td (Blatt {mark}) Tj T*"]
    lines += [f"({sentence(rng)}) Tj T*" for _ in range(LINES)]
    return ("\n".join(lines) + "\nET\n").encode("latin-1")


def pdf(pages, seed, packed=True):
    """A whole file; its pages carry different words."""
    rng = random.Random(seed)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>",
               b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(pages))),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    for i in range(pages):
        content = page(rng, f"{seed}x{i}")
        data = zlib.compress(content) if packed else content
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>" % (5 + 2 * i))
        objects.append(b"<<%s/Length %d>>stream\n%s\nendstream" % (b"/Filter/FlateDecode" if packed else b"", len(data), data))
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def make(folder, count):
    """`count` papers of one to five pages in `folder`; their names."""
    names = []
    for i in range(count):
        names.append(f"paper-{i:05d}.pdf")
        with open(os.path.join(folder, names[-1]), "wb") as f:
            f.write(pdf(1 + i % 5, i))
    return names
