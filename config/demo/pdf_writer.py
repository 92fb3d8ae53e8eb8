"""Writes small PDFs with real text: Helvetica, lines, grey boxes; several pages. Positions are millimetres from the top left.

The same calls give the same bytes: no clock, no random number. Text is WinAnsi, so umlauts, ß and € are there.
"""
import zlib

A4_WIDTH, A4_HEIGHT = 210.0, 297.0
POINTS = 72 / 25.4  # of a millimetre

# Widths of Helvetica in thousandths of the size, by groups of letters; what is missing is as wide as a digit.
WIDTHS = {}
for width, letters in ((191, "'"), (222, "ijl"), (278, " !,./:;I[]\\ft"), (333, "()-r`"), (355, '"'), (389, "*"), (469, "^"),
                       (500, "Jckszvxy"), (584, "+<=>"), (611, "FTZßÖ"), (667, "&ABEKPSVXYÄ"), (722, "CDHNRUwÜ"),
                       (778, "GOQ"), (833, "Mm"), (889, "%"), (944, "W"), (1000, "—"), (1015, "@")):
    for letter in letters:
        WIDTHS[letter] = width


def width_of(text, size):
    """In millimetres."""
    return sum(WIDTHS.get(letter, 556) for letter in text) * size / 1000 / POINTS


def wrap(text, size, width):
    """Lines no wider than `width` millimetres; a line end in `text` stays one."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and width_of(longer, size) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


class Pdf:
    def __init__(self, title, producer="Kontor-Musterpapiere", scale=1.0):
        self.title, self.producer, self.scale = title, producer, scale
        self.pages = []
        self.add_page()

    def add_page(self):
        self.pages.append([])

    def _draw(self, line):
        self.pages[-1].append(line)

    def _at(self, x, y):
        return f"{x * POINTS * self.scale:.2f} {(A4_HEIGHT - y) * POINTS * self.scale:.2f}"

    def text(self, x, y, text, size=10, bold=False, align="left", grey=0.0):
        if align == "right":
            x -= width_of(text, size)
        elif align == "middle":
            x -= width_of(text, size) / 2
        shown = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").decode("latin-1")
        self._draw(f"BT {grey:.2f} g /{'B' if bold else 'R'} {size * self.scale:.2f} Tf {self._at(x, y)} Td ({shown}) Tj ET")

    def paragraph(self, x, y, text, size=10, width=170.0, leading=5.0, bold=False):
        """Returns the y below its last line."""
        for line in wrap(text, size, width):
            self.text(x, y, line, size, bold)
            y += leading
        return y

    def line(self, x1, y1, x2, y2, width=0.2, grey=0.0):
        self._draw(f"{grey:.2f} G {width * POINTS:.2f} w {self._at(x1, y1)} m {self._at(x2, y2)} l S")

    def box(self, x, y, width, height, grey):
        self._draw(f"{grey:.2f} g {self._at(x, y + height)} {width * POINTS * self.scale:.2f} "
                   f"{height * POINTS * self.scale:.2f} re f")

    def stamp(self, x, y, lines):
        """A rubber stamp in a frame a little askew, as on a paper that came by post; its words stand straight."""
        height = 5.2 * len(lines) + 3
        corners = [self._at(x + dx, y + dy) for dx, dy in ((0, 1.5), (44, -1), (44.5, height - 1), (0.5, height + 1.5))]
        self._draw(f"0.75 0.1 0.1 rg 0.75 0.1 0.1 RG 1.4 w {corners[0]} m {corners[1]} l {corners[2]} l {corners[3]} l s")
        for number, line in enumerate(lines):
            shown = line.encode("cp1252").decode("latin-1")
            self._draw(f"BT /B {(10 if number else 11) * self.scale:.2f} Tf {self._at(x + 4, y + 6 + 5.2 * number)} Td ({shown}) Tj ET")

    def bytes(self):
        objects = [b"<< /Type /Catalog /Pages 2 0 R /Lang (de) >>", None]
        fonts = []
        for name in ("Helvetica", "Helvetica-Bold"):
            objects.append(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode())
            fonts.append(len(objects))
        kids = []
        size = f"{A4_WIDTH * POINTS * self.scale:.2f} {A4_HEIGHT * POINTS * self.scale:.2f}"
        for page in self.pages:
            packed = zlib.compress("\n".join(page).encode("latin-1"), 9)
            objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
            objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Contents {len(objects)} 0 R "
                           f"/Resources << /Font << /R {fonts[0]} 0 R /B {fonts[1]} 0 R >> >> >>".encode())
            kids.append(f"{len(objects)} 0 R")
        objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
        told = "".join(f"{ord(letter):04X}" for letter in self.title)
        objects.append(f"<< /Title <FEFF{told}> /Producer ({self.producer}) >>".encode())
        return self._file(objects)

    @staticmethod
    def _file(objects):
        body, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
        for number, content in enumerate(objects, 1):
            offsets.append(len(body))
            body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        return body + table + b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
            len(objects) + 1, len(objects), len(body))
