"""The five stories of the demo, from its own page: each link is followed, and what it promises is seen."""
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import kontor
import page_case

DEMO = os.path.join(kontor.SOURCE, "config/demo")


class Stories(page_case.PageCase):
    @classmethod
    def setUpClass(cls):
        cls.drop = tempfile.mkdtemp(prefix="kontor-drop-")
        cls.addClassCleanup(shutil.rmtree, cls.drop, ignore_errors=True)
        cls.server_options = {"environment": {"KONTOR_PAGE_DEMO": "true"}, "config": f'[[watch]]\npath = "{cls.drop}"\n'}
        super().setUpClass()

    @classmethod
    def prepare(cls):
        cls.load()
        kontor.wait_for(lambda: cls.server.get("/api/v1/jobs?state=pending").json["total"] == 0, 120, "reading of the sample papers")

    @classmethod
    def load(cls):
        done = subprocess.run([sys.executable, os.path.join(DEMO, "load"), cls.server.url, os.path.join(cls.server.folder, "password")],
                              capture_output=True, text=True, timeout=170, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def follow(self, story, link):
        self.open("")
        self.browser.click(f"#story-{story} a", link)

    def titles(self):
        return self.browser.texts(".hits .title")

    def test_0_the_papers_are_there_once_however_often_they_are_loaded(self):
        total = self.server.get("/api/v1/search?q=*").json["total"]
        self.assertGreaterEqual(total, 30)
        self.load()
        self.assertEqual(self.server.get("/api/v1/search?q=*").json["total"], total)
        self.browser.see(".stories h2", "Deutsch suchen")
        self.assertEqual(self.browser.count(".stories li"), 5)

    def test_1_a_german_search_finds_every_inflection_and_spelling(self):
        self.follow(1, "Mietvertrag")
        self.browser.see(".snippet mark", "Mietverträge")
        for question, found in (("mietverträge", "Mietvertrag Lagerhalle 2"), ("kündigungsfristen", "Mietvertrag Lagerhalle 2"), ("müller", "Arbeitsvertrag Tom Mueller"),
                                ("mueller", "Arbeitsvertrag Jana Müller"), ("grosse strasse", "Arbeitsvertrag Jana Müller"), ("ringstraße", "Arbeitsvertrag Tom Mueller")):
            with self.subTest(question=question):
                self.ask(question)
                self.browser.see(".hits .title", found)
                self.assertGreater(self.browser.count(".snippet mark"), 0)

    def test_2_papers_in_the_folder_appear_by_themselves_and_the_line_adds_up(self):
        self.open("")
        self.browser.see(".hits .title")
        before = self.server.get("/api/v1/intake?day=today").json["counts"]
        files = sorted(os.listdir(os.path.join(DEMO, "drop")))
        for name in files:
            shutil.copyfile(os.path.join(DEMO, "drop", name), os.path.join(self.drop, name))
        self.browser.see(".hits", "Packzettel 88")
        self.browser.see(".hits", "Rechnung MB-20455")
        kontor.wait_for(lambda: not [name for name in os.listdir(self.drop) if name in files], 60, "the empty folder")
        counts = kontor.wait_for(lambda: (lambda now: now["duplicate"] > before["duplicate"] and not now["waiting"] and now)(
            self.server.get("/api/v1/intake?day=today").json["counts"]), 60, "the end of every file")
        self.assertEqual({end: counts[end] - before[end] for end in counts}, {"stored": len(files) - 1, "duplicate": 1, "refused": 0, "withdrawn": 0, "waiting": 0})
        line = self.browser.wait_for(lambda: (lambda now: now if f"{sum(counts.values())} angeboten" in now else None)(self.browser.text("#ledger").replace("\n", " ")), "the line")
        self.assertIn(f"{counts['stored']} aufgenommen", line)
        self.follow(2, "Heute eingegangen")
        self.browser.see(".count", f"{len(files) - 1} Dokumente")

    def pair(self, link):
        self.follow(3, link)
        self.browser.see(".pair h2 a")
        self.browser.wait_for(lambda: self.browser.count(".pair article") == 2, "two papers")
        return self.browser.texts(".pair h2")

    def differing(self):
        return set(self.browser.run("[...document.querySelectorAll('.differences .differs')].map((e) => e.dataset.field)"))

    def test_3a_an_invoice_lies_beside_the_order_it_exceeds(self):
        titles = self.pair("Rechnung über der Bestellung")
        self.assertIn("Bestellung 4500-1187", titles[0])
        self.assertIn("Rechnung MB-20418", titles[1])

    def test_3b_one_invoice_lies_beside_itself(self):
        self.pair("Rechnung doppelt")
        rows = self.browser.run("Object.fromEntries([...document.querySelectorAll('.differences tr')].map((e) => [e.dataset.field, [...e.querySelectorAll('td')].map((c) => c.textContent)]))")
        self.assertEqual(rows["number"], ["RE-2291", "RE-2291"])
        self.assertNotIn("gross_total", self.differing())

    def test_3c_the_same_supplier_has_another_account(self):
        self.pair("Neue IBAN")
        self.assertIn("iban", self.differing())
        self.assertEqual(self.browser.run("document.querySelector('.differences tr').dataset.field"), "iban")
        self.assertNotIn("seller", self.differing())

    def test_4_a_range_over_records_finds_the_large_open_invoices(self):
        self.follow(4, "Über 1.000 Euro")
        self.browser.see(".hits .title", "Rechnung MB-20418")
        asked = self.server.get("/api/v1/search?q=type:finance.invoice&limit=100").json["hits"]
        fields = [{r["type"]: r["fields"] for r in self.server.get(f"/api/v1/documents/{hit['id']}").json["records"]}["finance.invoice"] for hit in asked]
        wanted = [f for f in fields if float(f["gross_total"]) > 1000 and f["payment_state"] == "open"]
        self.browser.see(".count", f"{len(wanted)} Dokumente")

    def test_5_a_forged_package_is_caught_though_all_its_checksums_are_mended(self):
        self.follow(5, "Was ausgegeben wird")
        self.browser.see(".hits .title", "RE-2291")
        package = os.path.join(self.server.folder, "paket.zip")
        environment = dict(os.environ, KONTOR_URL=self.server.url, KONTOR_TOKEN=self.server.login())
        subprocess.run([kontor.program("kontor"), "export", "--query", "type:finance.invoice number:RE-2291", "-o", package], env=environment, timeout=120, check=True,
                       capture_output=True)
        good = subprocess.run([kontor.program("kontor-verify"), package], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(good.returncode, 0, good.stdout + good.stderr)
        subprocess.run([sys.executable, os.path.join(DEMO, "tamper"), package], timeout=60, check=True, capture_output=True)
        forged = subprocess.run([kontor.program("kontor-verify"), package], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(forged.returncode, 1, forged.stdout + forged.stderr)

    def test_the_files_to_drop_are_what_the_generator_makes(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, os.path.join(DEMO, "make"), "--drop", folder, "--today", "2026-11-24"], check=True, timeout=60)
            names = sorted(os.listdir(folder))
            self.assertEqual(names, sorted(os.listdir(os.path.join(DEMO, "drop"))))
            self.assertEqual(filecmp.cmpfiles(folder, os.path.join(DEMO, "drop"), names, shallow=False)[0], names)


if __name__ == "__main__":
    unittest.main()
