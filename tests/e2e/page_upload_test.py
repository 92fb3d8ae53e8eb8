"""Files chosen or dropped; what becomes of each is shown, and the line of the day adds up."""
import os
import re
import tempfile
import unittest

import page_case


class Uploads(page_case.PageCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, name, body):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(body)
        return path

    def numbers(self):
        """The line of the day, by its words."""
        words = {"angeboten": "offered", "aufgenommen": "stored", "doppelt": "duplicate", "abgelehnt": "refused", "zurückgezogen": "withdrawn", "wartend": "waiting"}
        line = self.browser.see("#ledger", "wartend")
        return {words[word]: int(number) for number, word in re.findall(r"(\d+)\s+(\w+)", line)}

    def test_chosen_files_are_taken_in_found_and_shown_among_the_new(self):
        self.browser.give_files("#files", [self.file("Brief eins.txt", "Der Hubwagen quietscht.".encode()), self.file("Brief zwei.txt", b"Zweiter Brief.")])
        self.browser.see("#uploads li.done", "Brief eins.txt")
        self.browser.see("#uploads li.done", "Brief zwei.txt")
        self.browser.see(".hits .snippet", "Der Hubwagen quietscht.")
        self.browser.click("#uploads li.done a", "")
        self.browser.see("pre", "Brief")

    def test_a_file_that_is_there_already_and_one_that_is_refused_say_so_and_the_line_adds_up(self):
        before = self.numbers()
        self.browser.give_files("#files", [self.file("a.txt", b"einmal und noch einmal")])
        self.browser.see("#uploads li.done", "aufgenommen")
        self.browser.give_files("#files", [self.file("b.txt", b"einmal und noch einmal"), self.file("leer.txt", b"")])
        self.browser.see("#uploads li.done", "schon vorhanden")
        refused = self.browser.see("#uploads li.failed", "leer.txt")
        self.assertRegex(refused, "nicht aufgenommen: .{10,}Noch einmal")
        after = self.browser.wait_for(lambda: (lambda now: now["duplicate"] > before["duplicate"] and now)(self.numbers()), "the duplicate in the line")
        self.assertEqual(after["offered"], sum(number for name, number in after.items() if name != "offered"))

    def test_files_dropped_anywhere_are_taken_in(self):
        drop = ("(() => { const data = new DataTransfer(); data.items.add(new File(['Vom Schreibtisch gezogen.'], 'gezogen.txt', {type: 'text/plain'}));"
                "for (const type of ['dragenter', 'dragover', '%s']) document.querySelector('main').dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data})); })()")
        self.browser.run(drop % "dragleave")
        self.assertFalse(self.browser.run("!document.querySelector('.veil').hidden"))
        self.browser.run(drop % "drop")
        self.browser.see("#uploads li.done", "gezogen.txt")
        self.browser.see(".hits .snippet", "Vom Schreibtisch gezogen.")


if __name__ == "__main__":
    unittest.main()
