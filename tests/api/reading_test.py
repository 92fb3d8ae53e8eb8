"""Reading: what is taken in gets its text from a confined child, in any common encoding, and what cannot be read says why."""
import io
import unittest
import zipfile

import kontor

SENTENCE = "Rechnung für Größenänderung über 1.234,56 €: Straße, Käse, Übermaß"


class Reading(kontor.ServerCase):
    def read(self, body, name="papier.txt"):
        made = self.server.add(body, "duplicates=allow&filename=" + name)
        self.assertEqual(made.status, 201, made)
        path = made.headers["Location"]
        document = kontor.wait_for(lambda: (d := self.server.get(path).json)["state"]["text"] != "pending" and d, what="reading")
        return path, document

    def test_text_is_read_whatever_its_encoding(self):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso8859-15"):
            with self.subTest(encoding=encoding):
                text = SENTENCE if encoding != "utf-16-le" else "\ufeff" + SENTENCE
                path, document = self.read((text + "\n").encode(encoding) * 3, encoding + ".txt")
                self.assertEqual(document["state"]["text"], "done", document["state"])
                self.assertIn(SENTENCE, self.server.get(path + "/text").body.decode())

    def test_pages_are_divided_by_form_feeds(self):
        path, document = self.read("Seite eins\fSeite zwei\fSeite drei".encode())
        self.assertEqual(document["pages"], 3)
        self.assertIn("zwei", self.server.get(path + "/text?page=2").body.decode())
        self.assertNotIn("eins", self.server.get(path + "/text?page=2").body.decode())
        self.assertEqual(self.server.get(path + "/text?page=4").status, 404)

    def test_what_is_no_text_says_why_and_is_kept(self):
        body = bytes(range(256)) * 100
        path, document = self.read(body, "bild.bin")
        self.assertIn(document["state"]["text"], ("none", "failed"))
        self.assertTrue(document["state"]["reason"].startswith("extract."), document["state"])
        self.assertEqual(self.server.get(path + "/content").body, body)
        self.assertEqual(self.server.get(path + "/text").json["code"], "document.no_text")

    def test_what_lies_in_an_archive_is_read_named_and_found(self):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr("Quittungen/März.txt", "Taxi zum Bahnhof, Quittungsnummer Zwetschgenbaum.\n")
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as archive:
            archive.writestr("Anschreiben.txt", "Anbei die Belege vom letzten Monat.\n")
            archive.writestr("Kiste.zip", inner.getvalue())
            archive.writestr("kaputt.pdf", b"%PDF-1.4\nnichts davon ist wahr")
        path, document = self.read(outer.getvalue(), "belege.zip")
        self.assertEqual((document["state"]["text"], document["state"]["reason"]), ("partial", "extract.part_unread"))
        self.assertEqual([(p["name"], p["media_type"], p["depth"], p["first_page"], p["pages"], p["state"]) for p in document["parts"]],
                         [("Anschreiben.txt", "text/plain", 1, 1, 1, "done"), ("Kiste.zip", "application/zip", 1, 2, 1, "done"),
                          ("Quittungen/März.txt", "text/plain", 2, 2, 1, "done"), ("kaputt.pdf", "application/pdf", 1, None, 0, "failed")])
        self.assertEqual(document["parts"][3]["reason"], "extract.damaged")
        self.assertIn("Zwetschgenbaum", self.server.get(path + "/text?page=2").body.decode())
        for part, body in ((1, "Anbei die Belege vom letzten Monat.\n".encode()), (2, inner.getvalue()),
                           (3, "Taxi zum Bahnhof, Quittungsnummer Zwetschgenbaum.\n".encode()), (4, b"%PDF-1.4\nnichts davon ist wahr")):
            answer = self.server.get(f"{path}/parts/{part}/content")
            self.assertEqual((answer.status, answer.body), (200, body))
        self.assertIn("M%C3%A4rz.txt", self.server.get(path + "/parts/3/content").headers["Content-Disposition"])
        for part in ("0", "5", "x"):
            self.assertEqual(self.server.get(f"{path}/parts/{part}/content").json["code"], "document.no_part")
        self.server.get(path + "?wait=indexed&timeout=30")
        for question in ("Zwetschgenbaum", "filename:Quittungen"):
            found = self.server.get("/api/v1/search?q=" + question).json
            self.assertEqual([hit["id"] for hit in found["hits"]], [document["id"]], question)

    def test_the_language_is_told(self):
        _, document = self.read("Sehr geehrte Damen und Herren, wir danken für Ihre Bestellung und liefern wie vereinbart.".encode() * 3)
        self.assertEqual(document["language"], "de")

    def test_waiting_for_the_index_ends_in_time_and_needs_a_right(self):
        path, _ = self.read(b"warten")
        answer = self.server.get(path + "?wait=indexed&timeout=1")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.json["state"]["text"], "done")
        self.assertEqual(self.server.get("/api/v1/documents/999999?wait=indexed").status, 404)
        self.assertEqual(self.server.get(path + "?wait=soon").json["code"], "value.not_one_of")

    def test_reading_goes_on_where_a_kill_ended_it(self):
        with kontor.Server() as server:
            paths = [server.add(f"Papier {n} nach dem Halt".encode(), f"filename={n}.txt").headers["Location"] for n in range(20)]
            server.kill()
            server.start()
            for n, path in enumerate(paths):
                kontor.wait_for(lambda path=path: server.get(path).json["state"]["text"] == "done", what="reading after a kill")
                self.assertIn(f"Papier {n} ", server.get(path + "/text").body.decode())


if __name__ == "__main__":
    unittest.main()
