"""Scans: pages that are pictures are recognised, in a lane of their own; barcodes are told; pages are drawn for people; and what is
encrypted is read once a person gives the password."""
import email.message
import os
import re
import unittest
import urllib.parse

import kontor

SCANS = os.path.join(kontor.SOURCE, "tests/data/scans")


def scan(name):
    with open(os.path.join(SCANS, name), "rb") as file:
        return file.read()


def words(text):
    return set(re.findall(r"\w+", text.casefold()))


class Scans(kontor.ServerCase):
    def add(self, body, name):
        made = self.server.add(body, "duplicates=allow&filename=" + name)
        self.assertEqual(made.status, 201, made)
        return made.headers["Location"]

    def read(self, body, name):
        path = self.add(body, name)
        return path, self.read_to_its_end(path)

    def read_to_its_end(self, path):
        return kontor.wait_for(lambda: (d := self.server.get(path).json)["state"]["text"] != "pending" and d, what="recognising", seconds=300)

    def text(self, path, page=None):
        return self.server.get(path + "/text" + (f"?page={page}" if page else "")).body.decode()

    def assert_has(self, text, reference):
        wanted = words(scan(reference).decode())
        self.assertGreaterEqual(len(wanted & words(text)) / len(wanted), 0.9, text)

    def test_a_picture_of_a_letter_gets_its_text_and_is_found(self):
        path, document = self.read(scan("letter_turned_90.png"), "brief.png")
        self.assertEqual((document["state"]["text"], document["pages"], document["media_type"]), ("done", 1, "image/png"))
        self.assert_has(self.text(path), "letter.txt")
        self.assertEqual(document["language"], "de")
        self.assertNotEqual(document["title"], "")
        self.server.get(path + "?wait=indexed&timeout=30")
        longest = max(words(scan("letter.txt").decode()), key=len)
        hits = self.server.get("/api/v1/search?q=" + urllib.parse.quote(longest)).json["hits"]
        self.assertEqual([hit["id"] for hit in hits], [document["id"]])

    def test_every_page_of_a_tiff_is_recognised(self):
        path, document = self.read(scan("two_pages.tif"), "zwei.tif")
        self.assertEqual((document["state"]["text"], document["pages"]), ("done", 2))
        self.assert_has(self.text(path, 2), "second.txt")

    def test_the_scan_in_a_mail_is_recognised_where_it_lies(self):
        mail = email.message.EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "lager@example.org", "einkauf@example.org", "Ihre Unterlagen"
        mail["Date"] = "Thu, 26 Nov 2026 10:15:00 +0100"
        mail.set_content("Anbei der Scan.\n")
        mail.add_attachment(b"nichts von Belang\n", maintype="text", subtype="plain", filename="notiz.txt")
        mail.add_attachment(scan("two_pages.tif"), maintype="image", subtype="tiff", filename="scan.tif")
        path, document = self.read(mail.as_bytes(), "mail.eml")
        self.assertEqual((document["state"]["text"], document["pages"], document["title"]), ("done", 4, "Ihre Unterlagen"))
        self.assertEqual([(p["name"], p["first_page"], p["pages"]) for p in document["parts"]], [("notiz.txt", 2, 1), ("scan.tif", 3, 2)])
        self.assert_has(self.text(path, 4), "second.txt")
        self.assertIn("Anbei der Scan", self.text(path, 1))
        picture = self.server.get(path + "/pages/4.png?pixels=400")
        self.assertEqual((picture.status, picture.headers["Content-Type"]), (200, "image/png"))

    def test_barcodes_are_told_with_their_page(self):
        _, payment = self.read(scan("payment.png"), "giro.png")
        self.assertIn({"page": 1, "kind": "code128", "text": "RE-2024-0815"}, payment["barcodes"])
        [code] = [mark["text"] for mark in payment["barcodes"] if mark["kind"] == "qrcode"]
        self.assertTrue(code.startswith("BCD\n"), code)
        _, separator = self.read(scan("patch_t.png"), "trenner.png")
        self.assertIn({"page": 1, "kind": "separator", "text": "PATCH-T"}, separator["barcodes"])

    def test_a_blank_page_has_no_text_and_no_reason(self):
        _, document = self.read(scan("blank.png"), "leer.png")
        self.assertEqual((document["state"]["text"], document["state"]["reason"]), ("none", None))

    def test_pages_are_drawn_for_those_who_may_see_them(self):
        path, _ = self.read(scan("letter.png"), "brief.png")
        thumbnail = self.server.get(path + "/thumbnail")
        self.assertEqual((thumbnail.status, thumbnail.headers["Content-Type"]), (200, "image/png"))
        self.assertEqual(thumbnail.body[:8], b"\x89PNG\r\n\x1a\n")
        width, height = (int.from_bytes(thumbnail.body[at:at + 4], "big") for at in (16, 20))
        self.assertEqual(max(width, height), 320)
        again = self.server.get(path + "/thumbnail", headers={"If-None-Match": thumbnail.headers["ETag"]})
        self.assertEqual((again.status, again.body), (304, b""))
        for missing in ("/pages/2.png", "/pages/0.png", "/pages/x.png", "/pages/1"):
            self.assertEqual(self.server.get(path + missing).json["code"], "document.no_picture", missing)
        self.assertEqual(self.server.get(path + "/pages/1.png?pixels=5").json["code"], "value.out_of_range")
        text = self.add(b"Nur Text.\n", "text.txt")
        self.assertEqual(self.server.get(text + "/thumbnail").json["code"], "document.no_picture")
        self.assertEqual(self.server.get("/api/v1/documents/999999/thumbnail").status, 404)

    def test_what_is_encrypted_is_read_once_somebody_gives_the_password_and_stays_read(self):
        for name, password, word in (("letter.pdf", "Käse geheim", "Zwetschgenlieferung"), ("letter.zip", "geheim", "Mirabellenlieferung"),
                                     ("letter_agile.docx", "Käse geheim", "Quittenlieferung"), ("letter.odt", "Käse geheim", "Quittenlieferung")):
            with self.subTest(name=name):
                with open(os.path.join(SCANS, "../locked", name), "rb") as file:
                    path, document = self.read(file.read(), name)
                self.assertEqual((document["state"]["text"], document["state"]["reason"]), ("encrypted", "extract.encrypted"))
                self.assertEqual(self.server.post(path + "/unlock", {}).json["code"], "value.required")
                self.assertEqual(self.server.post(path + "/unlock", {"password": "falsch"}).status, 202)
                refused = self.read_to_its_end(path)
                self.assertEqual((refused["state"]["text"], refused["state"]["reason"]), ("encrypted", "extract.wrong_password"))
                self.assertEqual(self.server.post(path + "/unlock", {"password": password}).status, 202)
                self.assertEqual(self.read_to_its_end(path)["state"]["text"], "done")
                self.assertIn(word, self.text(path))
                self.server.post(path + "/reread", {})
                self.assertEqual(self.read_to_its_end(path)["state"]["text"], "done")
                self.assertIn(word, self.text(path))

    def test_a_scan_is_read_again_when_asked(self):
        path, _ = self.read(scan("letter.png"), "brief.png")
        self.assertEqual(self.server.post(path + "/reread", {}).status, 202)
        self.assertEqual(self.read_to_its_end(path)["state"]["text"], "done")
        self.assert_has(self.text(path), "letter.txt")


if __name__ == "__main__":
    unittest.main()
