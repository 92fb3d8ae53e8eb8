"""What an administrator must not overlook stands above the page, and goes when it is done."""
import os
import unittest

import page_case
from recovery_words import words_in


class Health(page_case.PageCase):
    server_options = {"init": ()}  # encrypted: its recovery sheet wants to be confirmed

    def test_the_unconfirmed_sheet_is_asked_for_until_it_is_confirmed(self):
        self.browser.see(".warnings .recovery_not_confirmed", "Wiederherstellungsblatt ist nicht bestätigt")
        self.browser.see("footer #outside", "Letzter Prüfpunkt außer Haus: keiner")
        words = os.path.join(self.server.folder, "words")
        with open(words, "w", encoding="utf-8") as file:
            file.write(words_in(self.server.said_at_init))
        self.server.run("key", "confirm", "--data", self.server.data, "--words-file", words)
        self.browser.go(self.server.url + "/#/search?q=x")
        self.browser.wait_for(lambda: self.browser.run("!!document.querySelector('footer #outside b') && !document.querySelector('.warnings .warning')"), "no warning")


class NotReady(page_case.PageCase):
    # More than any disk has free: as if it were full.
    server_options = {"environment": {"KONTOR_ARCHIVE_RESERVE_MIB": "16777216", "KONTOR_ARCHIVE_RESERVE_PERCENT": "100"}}

    def test_why_nothing_is_taken_in_stands_above_the_page(self):
        self.assertEqual(self.server.raw("GET", "/readyz").status, 503)
        self.browser.see(".warnings .disk_reserve", "unter der Reserve")
        self.browser.see("footer #outside", "keiner")


if __name__ == "__main__":
    unittest.main()
