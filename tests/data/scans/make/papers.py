"""Papers as a scanner gives them: drawn as PDF, made to pixels by pdftoppm, written as small PNG and TIFF files.

Lengths are in millimetres from the upper left corner of an A4 sheet. Standard library only.
"""
import math
import os
import random
import struct
import subprocess
import tempfile
import zlib

A4 = (210.0, 297.0)
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


class TrueType:
    """What a PDF must know of a font that it holds."""

    def __init__(self, path):
        with open(path, "rb") as f:
            self.bytes = f.read()
        count = struct.unpack(">H", self.bytes[4:6])[0]
        tables = {}
        for i in range(count):
            tag, _, offset, length = struct.unpack(">4sIII", self.bytes[12 + 16 * i:28 + 16 * i])
            tables[tag] = (offset, length)
        head = tables[b"head"][0]
        self.unit = struct.unpack(">H", self.bytes[head + 18:head + 20])[0]
        advances = struct.unpack(">H", self.bytes[tables[b"hhea"][0] + 34:tables[b"hhea"][0] + 36])[0]
        hmtx = tables[b"hmtx"][0]
        self.advance = lambda glyph: struct.unpack(">H", self.bytes[hmtx + 4 * min(glyph, advances - 1):][:2])[0]
        self.glyphs = self._character_map(tables[b"cmap"][0])

    def _character_map(self, cmap):
        data = self.bytes
        for i in range(struct.unpack(">H", data[cmap + 2:cmap + 4])[0]):
            start = cmap + struct.unpack(">HHI", data[cmap + 4 + 8 * i:cmap + 12 + 8 * i])[2]
            if struct.unpack(">H", data[start:start + 2])[0] != 4:
                continue
            n = struct.unpack(">H", data[start + 6:start + 8])[0] // 2
            row = lambda at: struct.unpack(f">{n}H", data[at:at + 2 * n])
            ends, starts = row(start + 14), row(start + 16 + 2 * n)
            deltas, offsets = row(start + 16 + 4 * n), row(start + 16 + 6 * n)
            glyphs = {}
            for k in range(n):
                for c in range(starts[k], min(ends[k], 0xFFFE) + 1):
                    at = start + 16 + 6 * n + 2 * k + offsets[k] + 2 * (c - starts[k])
                    glyph = struct.unpack(">H", data[at:at + 2])[0] if offsets[k] else c
                    glyphs[c] = (glyph + deltas[k]) & 0xFFFF
            return glyphs
        raise ValueError("no character map of format 4")

    def width(self, code):
        character = bytes([code]).decode("cp1252", "replace")
        return self.advance(self.glyphs.get(ord(character), 0)) * 1000 // self.unit


class Sheet:
    """One page. `skew` in degrees clockwise as it lies, `turned` in degrees clockwise: 0, 90, 180, 270."""

    def __init__(self, skew=0.0, turned=0, size=A4):
        self.skew, self.turned, self.size = skew, turned, size
        self.commands = []

    def box(self, x, y, width, height):
        self.commands.append(f"{x:.3f} {self.size[1] - y - height:.3f} {width:.3f} {height:.3f} re f")

    def line(self, x, y, text, points=11):
        codes = text.encode("cp1252")
        escaped = codes.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").decode("latin-1")
        size = points * 25.4 / 72
        self.commands.append(f"BT /F {size:.3f} Tf {x:.3f} {self.size[1] - y:.3f} Td ({escaped}) Tj ET")

    def lines(self, x, y, text, points=11, leading=6):
        for i, line in enumerate(text.splitlines()):
            self.line(x, y + i * leading, line, points)

    def code(self, kind, text, x, y, width, height=None, extra=()):
        """A barcode by ZXingWriter, `width` wide without its quiet zone; a matrix is as high as it is wide."""
        rows = modules(kind, text, extra)
        step = width / len(rows[0])
        high = (height or width) / len(rows)
        for r, row in enumerate(rows):
            c = 0
            while c < len(row):
                end = c
                while end < len(row) and row[end] == row[c]:
                    end += 1
                if row[c]:
                    self.box(x + c * step, y + r * high, (end - c) * step, high)
                c = end

    def patch(self, x, y, length, pattern="NWNW", scale=1.0):
        """Bars below each other: narrow 0.08 inch, wide 0.20 inch (Kodak A-61599)."""
        for bar in pattern:
            height = (5.08 if bar == "W" else 2.032) * scale
            self.box(x, y, length, height)
            y += height + 2.032 * scale

    def dust(self, seed, count=40):
        """Specks as a scanner sees them: up to half a millimetre."""
        chance = random.Random(seed)
        for _ in range(count):
            size = chance.uniform(0.05, 0.45)
            self.box(chance.uniform(5, self.size[0] - 5), chance.uniform(5, self.size[1] - 5), size, size)

    def content(self):
        width, height = self.size
        angle = -math.radians(self.skew + self.turned)
        cos, sin = math.cos(angle), math.sin(angle)
        wide, high = (height, width) if self.turned % 180 else (width, height)
        scale = 72 / 25.4
        # Around the middle of the sheet, which stays the middle of the page.
        e = wide / 2 - (cos * width / 2 - sin * height / 2)
        f = high / 2 - (sin * width / 2 + cos * height / 2)
        matrix = [scale * v for v in (cos, sin, -sin, cos, e, f)]
        body = " ".join(f"{v:.6f}" for v in matrix) + " cm\n" + "\n".join(self.commands)
        return body.encode("latin-1"), wide * scale, high * scale


def modules(kind, text, extra=()):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "code.png")
        subprocess.run(["ZXingWriter", "-size", "1x1", "-margin", "0", *extra, kind, text, path], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        width, height, rows = read_grey_png(path)
    return [[value < 128 for value in row] for row in rows]


def read_grey_png(path):
    with open(path, "rb") as f:
        data = f.read()
    at, packed, width, height = 8, b"", 0, 0
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert (depth, colour) == (8, 0), "8 bits of grey"
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    raw, rows, before = zlib.decompress(packed), [], bytes(width)
    for y in range(height):
        kind, line = raw[y * (width + 1)], bytearray(raw[y * (width + 1) + 1:(y + 1) * (width + 1)])
        for x in range(width):
            a, b = (line[x - 1] if x else 0), before[x]
            c = before[x - 1] if x else 0
            if kind == 4:
                p = a + b - c
                best = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            else:
                best = (0, a, b, (a + b) // 2)[kind]
            line[x] = (line[x] + best) & 255
        before = bytes(line)
        rows.append(before)
    return width, height, rows


def pdf(sheets):
    font = TrueType(FONT)
    program = zlib.compress(font.bytes)
    widths = " ".join(str(font.width(code)) for code in range(32, 256))
    first_page = 6
    kids = " ".join(f"{first_page + 2 * i} 0 R" for i in range(len(sheets)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(sheets)}>>".encode(),
        f"<</Type/Font/Subtype/TrueType/BaseFont/Sans/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255"
        f"/Widths[{widths}]/FontDescriptor 4 0 R>>".encode(),
        b"<</Type/FontDescriptor/FontName/Sans/Flags 32/FontBBox[-1000 -300 1500 1000]/ItalicAngle 0/Ascent 900"
        b"/Descent -200/CapHeight 700/StemV 80/FontFile2 5 0 R>>",
        f"<</Length {len(program)}/Length1 {len(font.bytes)}/Filter/FlateDecode>>stream\n".encode() + program +
        b"\nendstream",
    ]
    for i, sheet in enumerate(sheets):
        content, wide, high = sheet.content()
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {wide:.3f} {high:.3f}]/Resources<</Font<</F 3 0 R>>>>"
                       f"/Contents {first_page + 2 * i + 1} 0 R>>".encode())
        objects.append(f"<</Length {len(content)}>>stream\n".encode() + content + b"\nendstream")
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj ".encode() + body + b" endobj\n"
    table = b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return (out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + table +
            f"trailer <</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{len(out)}\n%%EOF\n".encode())


def pixels(sheets, dpi, kind="mono"):
    """(width, height, rows' bytes) of each sheet: "mono" 1 bit, 1 is black; "gray" 8 bits, 255 is white."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "papers.pdf")
        with open(path, "wb") as f:
            f.write(pdf(sheets))
        subprocess.run(["pdftoppm", "-r", str(dpi), f"-{kind}", path, os.path.join(folder, "page")], check=True)
        for name in sorted(n for n in os.listdir(folder) if n.startswith("page")):
            with open(os.path.join(folder, name), "rb") as f:
                data = f.read()
            words = data.split(None, 4 if kind == "gray" else 3)
            width, height = int(words[1]), int(words[2])
            row = width if kind == "gray" else (width + 7) // 8
            body = data[len(data) - row * height:]
            found.append((width, height, [body[y * row:(y + 1) * row] for y in range(height)]))
    return found


def png(page, dpi, kind="mono"):
    width, height, rows = page
    if kind == "mono":  # in PNG 1 is white
        rows = [bytes(b ^ 255 for b in row) for row in rows]
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    metre = round(dpi / 0.0254)
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1 if kind == "mono" else 8, 0, 0, 0, 0)) +
            chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1)) +
            chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9)) + chunk(b"IEND", b""))


def tiff(pages, dpi):
    """1 bit, deflated; one directory a page."""
    out, last = b"II*\0" + struct.pack("<I", 0), 4
    for width, height, rows in pages:
        body = zlib.compress(b"".join(rows), 9)
        strip = len(out)
        out += body + b"\0" * (len(body) % 2)
        resolution = len(out)
        out += struct.pack("<II", dpi, 1)
        entries = [(256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 8), (262, 3, 0), (273, 4, strip), (277, 3, 1),
                   (278, 4, height), (279, 4, len(body)), (282, 5, resolution), (283, 5, resolution), (296, 3, 2)]
        out = out[:last] + struct.pack("<I", len(out)) + out[last + 4:]
        out += struct.pack("<H", len(entries))
        out += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
        last = len(out)
        out += struct.pack("<I", 0)
    return out
