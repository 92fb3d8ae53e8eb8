"""Markup in a title, a file name or a text is shown as it stands, and runs nowhere."""
import os
import tempfile
import unittest

import page_case

ATTACK = "<img src=x onerror=\"top.hit=1\"><script>top.hit=1</script>"


class Hostile(page_case.PageCase):
    @classmethod
    def prepare(cls):
        cls.text = cls.add(f"Angebot {ATTACK} Ende".encode(), ATTACK.replace("/", "_") + ".txt", title=f"Titel {ATTACK}")
        cls.page = cls.add(f"<html><body>Seite {ATTACK}</body></html>".encode(), "seite.html")
        cls.picture = cls.add('<svg xmlns="http://www.w3.org/2000/svg"><script>top.hit=1</script></svg>'.encode(), "bild.svg")

    def not_hit(self):
        self.assertFalse(self.browser.run("'hit' in window"))
        self.assertEqual(self.browser.count("#page script, #page img[onerror]"), 0)

    def test_in_a_list_and_its_snippets(self):
        self.ask("angebot")
        self.browser.see(".hits .title", ATTACK)
        self.browser.see(".hits .snippet", "<script>")
        self.not_hit()

    def test_in_a_paper_its_facts_and_its_text(self):
        self.open(f"document/{self.text}")
        self.browser.see("pre", ATTACK)
        self.browser.see("dd", "onerror")
        self.not_hit()

    def test_in_the_name_of_an_upload(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "<img src=x onerror=alert(1)>.txt")
            with open(path, "wb") as file:
                file.write(b"harmlos")
            self.browser.give_files("#files", [path])
            self.browser.see("#uploads li.done", "onerror=alert(1)")
        self.not_hit()

    def test_papers_that_are_pages_run_nothing_when_opened_by_themselves(self):
        for document in (self.page, self.picture):
            answer = self.server.get(f"/api/v1/documents/{document}/content")
            self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
            self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"), answer.headers["Content-Disposition"])
            self.open(f"document/{document}")
            self.browser.see(".viewer")
            self.not_hit()

    def test_in_the_question(self):
        self.open("search", q=f"\"{ATTACK}\"")
        self.browser.see("h1", "onerror")
        self.not_hit()


if __name__ == "__main__":
    unittest.main()
