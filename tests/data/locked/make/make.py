#!/usr/bin/env python3
"""Makes the papers under a password beside this folder: letter.pdf (AES-256, password "Käse geheim") and letter.zip (the zip's old
encryption, password "geheim"). Needs qpdf and zip.

  make.py
"""
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CONTENT = b"BT /F 14 Tf 72 720 Td (Vertraulich: die Zwetschgenlieferung an Hufnagel) Tj ET"
OBJECTS = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
           b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
           b"<</Length %d>>\nstream\n%s\nendstream" % (len(CONTENT), CONTENT),
           b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]


def pdf():
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(OBJECTS, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(places) + 1, table, len(places) + 1, len(out))


with tempfile.TemporaryDirectory() as folder:
    plain = os.path.join(folder, "letter.pdf")
    with open(plain, "wb") as file:
        file.write(pdf())
    subprocess.run(["qpdf", "--encrypt", "Käse geheim", "Besitzer", "256", "--", plain, os.path.join(HERE, "../letter.pdf")], check=True)
    text = os.path.join(folder, "brief.txt")
    with open(text, "w", encoding="utf-8") as file:
        file.write("Vertraulich: die Mirabellenlieferung an Hufnagel\n")
    archive = os.path.join(HERE, "../letter.zip")
    if os.path.exists(archive):
        os.remove(archive)
    subprocess.run(["zip", "-q", "-j", "-P", "geheim", archive, text], check=True)
