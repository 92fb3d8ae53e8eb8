"""Searchable PDFs: what a scan shows, with the words that were recognised on it where a viewer finds, marks and copies them."""
import base64
import collections
import html
import os
import re
import struct
import subprocess
import tempfile
import unicodedata
import unittest
import zlib

import kontor

SCANS = os.path.join(kontor.SOURCE, "tests/data/scans")


def scan(name):
    with open(os.path.join(SCANS, name), "rb") as file:
        return file.read()


def words(text):
    return collections.Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def recall(wanted, got):
    return sum((words(wanted) & words(got)).values()) / sum(words(wanted).values())


class Png:
    """A picture without colour and interlacing, as the sample scans are: the packed rows fit into a PDF as they are."""

    def __init__(self, data):
        at, packed = 8, b""
        while at < len(data):
            size, kind = struct.unpack(">I4s", data[at:at + 8])
            body = data[at + 8:at + 8 + size]
            if kind == b"IHDR":
                self.width, self.height, self.bits = struct.unpack(">IIB", body[:9])
            if kind == b"IDAT":
                packed += body
            at += 12 + size
        self.packed = packed

    def stream(self):
        head = (f"<</Type/XObject/Subtype/Image/Width {self.width}/Height {self.height}/BitsPerComponent {self.bits}/ColorSpace/DeviceGray"
                f"/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 1/BitsPerComponent {self.bits}/Columns {self.width}>>/Length {len(self.packed)}>>")
        return head.encode() + b"\nstream\n" + self.packed + b"\nendstream"


def stream(content):
    return b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content)


def file_of(objects, root=1):
    """A PDF of these objects, which count from 1, with a table as its cross reference."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + table + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, len(out))


def scanned(names, page=b"/MediaBox[0 0 595 842]", place=b"595 0 0 842 0 0", before=b"", behind=b""):
    """A PDF with a page for each of these scans, as a scanner makes it."""
    kids = b" ".join(b"%d 0 R" % (3 + 3 * i) for i in range(len(names)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(names), kids)]
    for i, name in enumerate(names):
        at = 3 + 3 * i
        objects += [b"<</Type/Page/Parent 2 0 R%s/Contents %d 0 R/Resources<</XObject<</Im %d 0 R>>>>>>" % (page, at + 1, at + 2),
                    stream(before + b"q " + place + b" cm /Im Do Q" + behind), Png(scan(name)).stream()]
    return file_of(objects)


def program(*command, data):
    """What a program makes of a file: its name is put for "{}"."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        done = subprocess.run([part if part != "{}" else file.name for part in command], capture_output=True, check=False)
        assert done.returncode == 0 and not done.stderr, (command, done.returncode, done.stderr[:2000])
        return done.stdout


def text_of(pdf, *options):
    return program("pdftotext", *options, "{}", "-", data=pdf).decode()


def boxes_of(pdf):
    """word -> places, each (left, top, right, bottom) as shares of its page."""
    found, page, size = {}, 0, None
    for line in program("pdftotext", "-bbox", "{}", "-", data=pdf).decode().splitlines():
        if "<page " in line:
            # What it says of the size is of a page that nobody has turned.
            page += 1
            size = drawn(pdf, page, dpi=72)[:2] * 2
        elif match := re.search(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>', line):
            place = tuple(float(number) / whole for number, whole in zip(match.groups()[:4], size))
            found.setdefault(html.unescape(match.group(5)), []).append(place)
    return found


def drawn(pdf, page=1, dpi=50):
    """Width, height and grey pixels of a page."""
    out = program("pdftoppm", "-gray", "-r", str(dpi), "-f", str(page), "-l", str(page), "{}", data=pdf)
    head = re.match(rb"P5\s(\d+)\s(\d+)\s255\s", out)
    return int(head.group(1)), int(head.group(2)), out[head.end():]


def difference(one, other):
    """The mean difference of pixels, from 0 to 255."""
    assert one[:2] == other[:2], (one[:2], other[:2])
    return sum(abs(a - b) for a, b in zip(one[2], other[2])) / len(one[2])


def ink_of(picture):
    """The smallest box, in shares, around what is dark."""
    width, height, pixels = picture
    rows = [y for y in range(height) if min(pixels[y * width:(y + 1) * width]) < 128]
    columns = [x for x in range(width) if min(pixels[x::width]) < 128]
    return columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height


class Searchable(kontor.ServerCase):
    def read(self, body, name):
        made = self.server.add(body, "duplicates=allow&filename=" + kontor.quote(name))
        self.assertEqual(made.status, 201, made)
        path = made.headers["Location"]
        document = kontor.wait_for(lambda: (d := self.server.get(path).json)["state"]["text"] != "pending" and d, what="recognising", seconds=600)
        return path, document

    def searchable(self, path, **more):
        answer = self.server.get(path + "/searchable.pdf", timeout=300, **more)
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "application/pdf"), answer)
        return answer.body

    def made_of(self, body, name):
        path, document = self.read(body, name)
        self.assertIn(document["state"]["text"], ("done", "partial"), document["state"])
        self.assertTrue(document["searchable"])
        pdf = self.searchable(path)
        program("qpdf", "--check", "{}", data=pdf)
        self.assertGreaterEqual(recall(self.server.get(path + "/text").body.decode(), text_of(pdf)), 0.98)
        return path, pdf

    def assert_words_where_they_are(self, pdf):
        """All words together cover what is dark on the page, no less and not much more."""
        places = [place for some in boxes_of(pdf).values() for place in some]
        box = [min(p[0] for p in places), min(p[1] for p in places), max(p[2] for p in places), max(p[3] for p in places)]
        for told, seen in zip(box, ink_of(drawn(pdf))):
            self.assertAlmostEqual(told, seen, delta=0.02)

    def test_a_scanned_pdf_keeps_its_bytes_and_its_pictures_and_gets_words(self):
        original = scanned(["letter.png", "few_turned_180.png"])
        path, pdf = self.made_of(original, "scan.pdf")
        self.assertEqual(pdf[:len(original)], original)
        self.assertEqual(text_of(original).strip(), "")
        for page in (1, 2):
            self.assertEqual(difference(drawn(original, page), drawn(pdf, page)), 0)
        text = text_of(pdf, "-layout")
        for word in ("Mühlenweg", "Weißenböck", "Deichstraße"):
            self.assertIn(word, text)
        # In lines, not as a heap of words.
        self.assertRegex(text, r"(?m)^\s*Mühlenweg\s+14,\s+26789\s+Leer\s+\(Ostfriesland\)\s*$")
        self.assertEqual(self.searchable(path), pdf)

    def test_a_word_stands_where_it_is_printed(self):
        _, pdf = self.made_of(scanned(["letter.png"]), "scan.pdf")
        self.assert_words_where_they_are(pdf)
        [place] = boxes_of(pdf)["Tischlerei"]
        dpi = 100
        width, height, pixels = drawn(pdf, dpi=dpi)
        # Of the dark of its line, the first letters: a word's box is full of ink, and left of it is none.
        left, top, right, bottom = (round(share * whole) for share, whole in zip(place, (width, height) * 2))
        row = lambda from_x, to_x: min(min(pixels[y * width + from_x:y * width + to_x]) for y in range(top, bottom))
        self.assertLess(row(left, left + 6), 128)
        self.assertLess(row(right - 6, right), 128)
        self.assertGreater(row(max(0, left - 20), left - 3), 128)
        self.assertAlmostEqual(bottom - top, 12, delta=6)

    def test_pages_that_are_turned_cut_out_or_left_in_a_mess_have_their_words_in_place(self):
        cases = {
            "turned by the page": scanned(["letter_turned_270.png"], b"/MediaBox[0 0 842 595]/Rotate 90", b"842 0 0 595 0 0"),
            "turned by the page, twice": scanned(["letter_turned_180.png"], b"/MediaBox[0 0 595 842]/Rotate 180"),
            "turned the other way": scanned(["letter_turned_90.png"], b"/MediaBox[0 0 842 595]/Rotate 270", b"842 0 0 595 0 0"),
            "an origin elsewhere, and cut out": scanned(["letter.png"], b"/MediaBox[-20 50 745 1062]/CropBox[100 200 695 1042]",
                                                        b"595 0 0 842 100 200"),
            "scaled for good": scanned(["letter.png"], before=b"q q 0.24 0 0 0.24 7 9 cm q ", place=b"2479 0 0 3508 -29 -37"),
            "a state left behind": scanned(["letter.png"], behind=b" q 3 0 0 3 50 50 cm q"),
        }
        for name, original in cases.items():
            with self.subTest(name):
                _, pdf = self.made_of(original, "scan.pdf")
                self.assertEqual(difference(drawn(original), drawn(pdf)), 0)
                self.assert_words_where_they_are(pdf)
                self.assertIn("Weißenböck", boxes_of(pdf))

    def test_a_page_that_lies_wrong_or_askew_has_its_words_along_its_lines(self):
        for name in ("letter_turned_90.png", "letter_turned_180.png", "letter_turned_270.png", "letter_skewed_3.png"):
            with self.subTest(name):
                turned = b"/MediaBox[0 0 842 595]" if "90" in name or "270" in name else b"/MediaBox[0 0 595 842]"
                place = b"842 0 0 595 0 0" if "90" in name or "270" in name else b"595 0 0 842 0 0"
                _, pdf = self.made_of(scanned([name], turned, place), "scan.pdf")
                self.assert_words_where_they_are(pdf)

    def test_pictures_become_a_pdf_of_their_pages(self):
        letter = scanned(["letter.png"])
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "in.pdf"), "wb") as file:
                file.write(letter)
            subprocess.run(["pdftoppm", "-jpeg", "-r", "200", os.path.join(folder, "in.pdf"), os.path.join(folder, "out")], check=True)
            with open(os.path.join(folder, "out-1.jpg"), "rb") as file:
                jpeg = file.read()
        _, pdf = self.made_of(jpeg, "foto.jpg")
        self.assertIn(jpeg, pdf)
        self.assertLess(difference(drawn(letter), drawn(pdf)), 4)
        self.assert_words_where_they_are(pdf)
        _, pdf = self.made_of(scan("letter.png"), "brief.png")
        self.assertLess(difference(drawn(letter), drawn(pdf)), 1)
        self.assert_words_where_they_are(pdf)
        path, pdf = self.made_of(scan("two_pages.tif"), "zwei.tif")
        for page in (1, 2):
            picture = self.server.get(f"{path}/pages/{page}.png?pixels=585").body
            self.assertGreater(len(picture), 1000)
            self.assertGreater(recall(self.server.get(f"{path}/text?page={page}").body.decode(),
                                      program("pdftotext", "-f", str(page), "-l", str(page), "{}", "-", data=pdf).decode()), 0.98)

    def test_files_in_streams_broken_or_encrypted_ones_work_too(self):
        plain = scanned(["letter.png"])
        cases = {
            "in object streams": program("qpdf", "--object-streams=generate", "{}", "-", data=plain),
            "encrypted without a password": program("qpdf", "--encrypt", "", "owner", "256", "--", "{}", "-", data=plain),
            "without a cross reference": plain[:plain.rindex(b"xref\n0 ")] + b"trailer\n<</Root 1 0 R>>\n",
        }
        for name, original in cases.items():
            with self.subTest(name):
                _, pdf = self.made_of(original, "scan.pdf")
                self.assertEqual(difference(drawn(plain), drawn(pdf)), 0)
                self.assert_words_where_they_are(pdf)

    def test_a_page_that_was_read_as_it_is_stays_as_it_is(self):
        both = scanned(["letter.png"])
        letter = b"BT /F 12 Tf 14 TL 72 700 Td " + b" ".join([b"(Das Angebot der Werft liegt bei) '"] * 8) + b" ET"
        objects = [body[:body.rindex(b"\nendobj")] for body in re.split(rb"(?m)^\d+ 0 obj\n", both[:both.rindex(b"xref\n0 ")])[1:]]
        objects[1] = b"<</Type/Pages/Count 2/Kids[3 0 R 6 0 R]>>"
        objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 7 0 R/Resources<</Font<</F 8 0 R>>>>>>", stream(letter),
                    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
        _, pdf = self.made_of(file_of(objects), "gemischt.pdf")
        self.assertEqual(words(program("pdftotext", "-f", "2", "{}", "-", data=pdf).decode())["angebot"], 8)

    def test_it_is_told_by_its_name_its_tag_and_its_version(self):
        path, document = self.read(scan("letter.png"), "Brief an Frau Weißenböck.png")
        answer = self.server.get(path + "/searchable.pdf")
        self.assertIn(".pdf", answer.headers["Content-Disposition"])
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"), answer.headers["Content-Disposition"])
        self.assertEqual(int(answer.headers["Content-Length"]), len(answer.body))
        again = self.server.get(path + "/searchable.pdf", headers={"If-None-Match": answer.headers["ETag"]})
        self.assertEqual((again.status, again.body), (304, b""))
        self.assertEqual(self.searchable(path), self.server.get(path + "/searchable.pdf?version=1").body)
        missing = self.server.get(path + "/searchable.pdf?version=2")
        self.assertEqual((missing.status, missing.json["code"]), (404, "version.not_found"))

    def test_what_was_not_recognised_has_none(self):
        mail = (b"From: a@example.org\r\nSubject: Scan\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                b"Content-Type: image/tiff; name=scan.tif\r\nContent-Transfer-Encoding: base64\r\n\r\n")
        mail += base64.encodebytes(scan("two_pages.tif")) + b"\r\n--b--\r\n"
        for body, name in ((b"Nur Text.\n", "text.txt"), (scan("blank.png"), "leer.png"), (mail, "mail.eml")):
            with self.subTest(name):
                path, document = self.read(body, name)
                self.assertFalse(document["searchable"])
                answer = self.server.get(path + "/searchable.pdf")
                self.assertEqual((answer.status, answer.json["code"]), (404, "document.no_searchable"), answer)

    def test_a_missing_paper_and_nobody_are_answered_as_by_content(self):
        # Of a person who may not read a paper: tests/server/api/permissions_test.cc.
        for number in ("999999", "0", "abc"):
            told = [self.server.get(f"/api/v1/documents/{number}/{call}").json for call in ("searchable.pdf", "content")]
            for answer in told:
                self.assertEqual(answer["code"], "document.not_found")
        path = self.server.add(b"Nur Text.\n", "duplicates=allow&filename=text.txt").headers["Location"]
        self.assertEqual(self.server.raw("GET", path + "/searchable.pdf").status, 401)


if __name__ == "__main__":
    unittest.main()
