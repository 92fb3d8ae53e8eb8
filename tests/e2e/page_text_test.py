"""The text of a paper: shown page by page, and corrected where it was read wrongly."""
import unittest

import kontor
import page_case

PAGES = "Frachtbrief Nummer eins\fAbsender Zwetschgnbaum\fEnde".encode()


class PageText(page_case.PageCase):
    def show_text(self, body, name):
        self.paper = self.add(body, name)
        self.open(f"document/{self.paper}")
        self.browser.see(".viewer")
        self.browser.click(".tabs button", "Text")

    def correct(self, page, text):
        self.browser.click(f"article[data-page='{page}'] button", "Text berichtigen")
        self.browser.see("form.correct textarea")
        self.browser.fill("form.correct textarea", text)
        self.browser.click("form.correct button", "Speichern")

    def test_a_page_is_corrected_and_the_correction_taken_back(self):
        self.show_text(PAGES, "frachtbrief.txt")
        self.browser.see("article[data-page='2'] pre", "Zwetschgnbaum")
        self.correct(2, "Absender Zwetschgenbaum GmbH")
        self.browser.see("article[data-page='2'] pre", "Zwetschgenbaum GmbH")
        self.browser.see("article[data-page='2'] .badge", "von Hand berichtigt")
        self.assertEqual(self.browser.text("article[data-page='1'] pre"), "Frachtbrief Nummer eins")
        self.server.get(f"/api/v1/documents/{self.paper}?wait=indexed&timeout=60")
        self.ask("Zwetschgenbaum")
        self.browser.see(".hit, li, article", "Zwetschgenbaum")
        self.open(f"document/{self.paper}")
        self.browser.see(".viewer")
        self.browser.click(".tabs button", "Text")
        self.browser.see("article[data-page='2'] .badge", "von Hand berichtigt")
        self.browser.click("article[data-page='2'] button", "Berichtigung zurücknehmen")
        self.browser.see("article[data-page='2'] pre", "Zwetschgnbaum")
        self.assertEqual(self.browser.count("article .badge"), 0)

    def test_nothing_typed_is_lost_when_it_is_cancelled_or_refused(self):
        self.show_text(PAGES.replace(b"eins", b"zwei"), "frachtbrief2.txt")
        self.browser.see("article[data-page='3'] pre", "Ende")
        self.browser.click("article[data-page='3'] button", "Text berichtigen")
        self.browser.fill("form.correct textarea", "Schluss")
        self.browser.click("form.correct button", "Abbrechen")
        self.browser.see("article[data-page='3'] pre", "Ende")
        self.server.request("DELETE", f"/api/v1/documents/{self.paper}", {"reason": "doppelt"})
        self.correct(3, "Schluss")
        self.browser.see("form.correct [role=status]", "Papierkorb")
        self.assertEqual(self.browser.run("document.querySelector('form.correct textarea').value"), "Schluss")
        self.browser.complaints.clear()  # the browser's own note of a refused call

    def test_a_paper_that_nobody_could_read_gets_its_words_by_hand(self):
        self.show_text(bytes(range(256)) * 7, "aufnahme.bin")
        self.browser.see(".empty", "kein Text zu lesen")
        self.correct(1, "Lageskizze Regalfach Quitte")
        self.browser.see("article[data-page='1'] pre", "Regalfach")


if __name__ == "__main__":
    unittest.main()
