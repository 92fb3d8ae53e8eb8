"""The form of a record: made from its type's schema, typed in German, kept exactly, filed with Ctrl+Enter."""
import unittest

import page_case


class Records(page_case.PageCase):
    def setUp(self):
        self.first = self.add(f"Erste Rechnung fuer {self.id()}".encode(), "eins.txt", title="Rechnung eins")
        self.second = self.add(f"Zweite Rechnung fuer {self.id()}".encode(), "zwei.txt", title="Rechnung zwei")
        super().setUp()

    def field(self, pointer):
        return f'.record [data-pointer="{pointer}"]'

    def open_invoice(self, document):
        self.open(f"document/{document}")
        self.browser.choose('[data-pointer="type"]', "finance.invoice")
        self.browser.see(".record .field label", "Rechnungsnummer")

    def record_of(self, document):
        paper = self.server.get(f"/api/v1/documents/{document}").json
        return paper, {record["type"]: record["fields"] for record in paper["records"]}.get("finance.invoice")

    def test_german_dates_and_amounts_are_kept_as_iso_and_decimals(self):
        self.open_invoice(self.second)
        for pointer, text in (("/number", "R-17"), ("/issue_date", "1.3.25"), ("/gross_total", "1.234,56"), ("/net_total", "1037,44")):
            self.browser.fill(self.field(pointer), text)
        self.assertEqual(self.browser.run(f"document.querySelector('{self.field('/issue_date')}').value"), "01.03.2025")
        self.browser.click(".actions button", "Speichern")
        self.browser.see(".actions .good", "Gespeichert")
        _, record = self.record_of(self.second)
        self.assertEqual({name: record[name] for name in ("number", "issue_date", "gross_total", "net_total")},
                         {"number": "R-17", "issue_date": "2025-03-01", "gross_total": "1234.56", "net_total": "1037.44"})

    def test_what_cannot_be_read_is_told_beside_its_field_and_nothing_is_sent(self):
        self.open_invoice(self.second)
        self.browser.fill(self.field("/number"), "R-18")
        self.browser.fill(self.field("/gross_total"), "zwölf")
        self.browser.press("Enter", control=True)
        self.browser.see(".field.wrong .error", "Kein Betrag")
        self.assertEqual(self.browser.run("document.activeElement.dataset.pointer"), "/gross_total")
        self.assertIsNone(self.record_of(self.second)[1])

    def test_what_the_server_refuses_stands_beside_its_field_in_german(self):
        self.open_invoice(self.second)
        self.browser.fill(self.field("/number"), "R-19")
        self.browser.run(f"document.querySelector('{self.field('/iban')}').closest('details')?.setAttribute('open', '')")
        self.browser.fill(self.field("/iban"), "DE00 1234 5678 9012 3456 78")
        self.browser.press("Enter", control=True)
        said = self.browser.see(".field.iban.wrong .error", "IBAN")
        self.assertTrue(said)
        self.assertEqual(self.record_of(self.second)[0]["filing"], "new")

    def test_control_enter_files_the_paper_and_opens_the_next(self):
        self.open_invoice(self.second)
        self.browser.fill(self.field("/number"), "R-20")
        self.browser.fill('[data-pointer="/document_date"]', "2.4.26")
        self.browser.press("Enter", control=True)
        self.browser.wait_for(lambda: self.browser.run("location.hash").startswith(f"#/document/{self.first}?"), "the next paper")
        self.browser.wait_for(lambda: self.browser.run("document.querySelector('[data-pointer=\"/title\"]')?.value") == "Rechnung eins", "its title")
        paper, record = self.record_of(self.second)
        self.assertEqual((paper["filing"], paper["document_date"], record["number"]), ("filed", "2026-04-02", "R-20"))

    def test_who_was_overtaken_keeps_what_was_typed(self):
        self.open(f"document/{self.second}")
        self.browser.fill('[data-pointer="/title"]', "Mein Titel")
        etag = self.server.get(f"/api/v1/documents/{self.second}").headers["ETag"]
        self.server.request("PATCH", f"/api/v1/documents/{self.second}", {"title": "Anderer Titel"}, headers={"If-Match": etag})
        self.browser.press("s", control=True)
        self.browser.see(".actions .error", "inzwischen geändert")
        self.assertEqual(self.browser.run("document.querySelector('[data-pointer=\"/title\"]').value"), "Mein Titel")

    def test_rows_of_a_list_are_added_and_removed(self):
        self.open_invoice(self.second)
        self.browser.run("document.querySelectorAll('.record details').forEach((e) => { e.open = true; })")
        rows = '[data-pointer^="/tax_breakdown/%d/rate"]'
        for number, rate in enumerate(("19", "7")):
            self.browser.run("[...document.querySelectorAll('.list')].find((e) => e.querySelector('legend').textContent.startsWith('Steuer')).querySelector(':scope > button').click()")
            self.browser.fill(rows % number, rate)
        self.browser.run("document.querySelector('[data-pointer=\"/tax_breakdown/0/rate\"]').closest('fieldset').querySelector('.remove').click()")
        self.browser.click(".actions button", "Speichern")
        self.browser.see(".actions .good", "Gespeichert")
        self.assertEqual(self.record_of(self.second)[1]["tax_breakdown"], [{"rate": "7"}])


if __name__ == "__main__":
    unittest.main()
