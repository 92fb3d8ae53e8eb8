"""Corrections: a person says what a page says; it is shown and found, however often the paper is read again."""
import unittest

import kontor

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
PAGES = "Frachtbrief Nummer eins\fAbsender Zwetschgnbaum Gbmh\fEnde".encode()


class Corrections(kontor.ServerCase):
    def setUp(self):
        made = self.server.add(PAGES, "duplicates=allow&filename=frachtbrief.txt")
        self.path = made.headers["Location"]
        self.settled()

    def settled(self):
        document = self.server.get(self.path + "?wait=indexed&timeout=60").json
        self.assertEqual(document["state"]["index"], "done", document["state"])
        return document

    def text(self, query=""):
        answer = self.server.get(self.path + "/text" + query)
        self.assertEqual(answer.status, 200, answer)
        return answer.body.decode()

    def put(self, page, text, **headers):
        return self.server.request("PUT", f"{self.path}/text?page={page}", text.encode(), headers=dict(PLAIN, **headers))

    def found(self, question):
        return any(hit["id"] == int(self.path.rsplit("/", 1)[1]) for hit in self.server.get("/api/v1/search?q=" + question).json["hits"])

    def test_it_is_shown_found_and_kept_through_every_reading(self):
        self.assertTrue(self.found("Zwetschgnbaum"))
        answer = self.put(2, "Absender Zwetschgenbaum GmbH")
        self.assertEqual(answer.status, 204, answer)
        document = self.settled()
        self.assertEqual(answer.headers["ETag"], self.server.get(self.path).headers["ETag"])
        self.assertEqual([c["page"] for c in document["corrections"]], [2])
        for _ in range(2):
            self.assertEqual(self.text("?page=2"), "Absender Zwetschgenbaum GmbH")
            self.assertIn("Zwetschgenbaum GmbH", self.text())
            self.assertIn("Frachtbrief", self.text())
            self.assertIn("Zwetschgnbaum", self.text("?page=2&as=read"))
            self.assertFalse(self.found("Zwetschgnbaum"))
            hit = self.server.get("/api/v1/search?q=Zwetschgenbaum").json["hits"][0]
            self.assertEqual(hit["page"], 2)
            self.assertIn("Zwetschgenbaum", hit["snippet"]["text"])
            self.server.post(self.path + "/reread", {})
            self.settled()

        self.assertEqual(self.server.request("DELETE", self.path + "/text?page=2").status, 204)
        self.settled()
        self.assertIn("Zwetschgnbaum", self.text("?page=2"))
        self.assertTrue(self.found("Zwetschgnbaum"))
        self.assertEqual(self.server.request("DELETE", self.path + "/text?page=2").json["code"], "document.not_corrected")

    def test_a_client_may_send_json(self):
        answer = self.server.request("PUT", self.path + "/text?page=3", {"text": "Schluss"})
        self.assertEqual(answer.status, 204, answer)
        self.assertEqual(self.text("?page=3"), "Schluss")

    def test_a_paper_without_text_gets_some(self):
        self.path = self.server.add(bytes(range(256)) * 9, "duplicates=allow&filename=foto.bin").headers["Location"]
        self.settled()
        self.assertEqual(self.put(1, "Lageskizze Regalfach Quitte").status, 204)
        document = self.settled()
        self.assertEqual(document["pages"], 1)
        self.assertTrue(self.found("Regalfach"))
        self.assertTrue(self.found("has:text%20Quitte"))

    def test_what_cannot_be_is_refused(self):
        self.assertEqual(self.put(4, "x").json["code"], "document.no_page")
        self.assertEqual(self.put(0, "x").status, 400)
        self.assertEqual(self.server.request("PUT", self.path + "/text", b"x", headers=PLAIN).json["code"], "value.required")
        for other in ('"0"', '"9"', '"18446744073709551615"'):
            self.assertEqual(self.put(1, "x", **{"If-Match": other}).status, 412)
        self.assertEqual(self.server.request("PUT", self.path + "/text?page=1", b"\xff\xfe", headers=PLAIN).json["code"], "value.utf8")
        self.assertEqual(self.server.request("PUT", self.path + "/text?page=1", b"x", headers={"Content-Type": "image/png"}).status, 415)
        self.assertEqual(self.put(1, "x" * (1024 * 1024 + 1)).status, 413)
        self.assertEqual(self.server.get("/api/v1/documents/99999/text?page=1").status, 404)
        self.assertIn("Frachtbrief", self.text("?page=1"))


if __name__ == "__main__":
    unittest.main()
