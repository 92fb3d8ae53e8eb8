#!/usr/bin/env python3
"""kontor record, and records with kontor add and show: against a real server."""
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["KONTOR_SOURCE"], "tests/support"))

import kontor  # noqa: E402

from client_case import ClientCase  # noqa: E402


class Record(ClientCase):
    @classmethod
    def setUpClass(cls):
        cls.server = kontor.Server().start()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)

    def kontor(self, *args):
        return self.run_client(*args, KONTOR_URL=self.server.url, KONTOR_TOKEN=self.server.login())

    def paper(self, text):
        return str(self.server.add(text).json["id"])

    def test_fields_are_typed_as_the_type_says(self):
        paper = self.paper("typed")
        code, out, err = self.kontor("--json", "record", paper, "finance.invoice", "number=2025-117", "gross_total=1190.00",
                                     "fiscal_year=2025", "service_period.from=2025-02-01", "lines.0.quantity=2",
                                     "lines.0.description=Schränke", "lines.1.quantity=1")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(json.loads(out)["fields"], {
            "number": "2025-117", "gross_total": "1190.00", "fiscal_year": 2025, "service_period": {"from": "2025-02-01"},
            "lines": [{"quantity": "2", "description": "Schränke"}, {"quantity": "1"}]})

    def test_what_is_not_named_stays_and_an_empty_value_takes_away(self):
        paper = self.paper("merged")
        self.kontor("record", paper, "finance.invoice", "number=1", "seller=Drechsler GmbH")
        code, out, _ = self.kontor("record", paper, "finance.invoice", "number=", "currency=EUR")
        self.assertEqual((code, out), (0, "currency=EUR\nseller=Drechsler GmbH\n"))
        self.assertEqual(self.kontor("record", paper, "finance.invoice")[1], out)

    def test_what_is_wrong_is_told_by_its_place(self):
        paper = self.paper("wrong")
        code, out, err = self.kontor("record", paper, "finance.invoice", "iban=DE00", "nummer=1", "fiscal_year=bald")
        self.assertEqual((code, out), (1, ""))
        for place in ("/iban", "/nummer", "/fiscal_year"):
            self.assertIn(place, err)
        self.assertEqual(self.kontor("record", paper, "finance.invoice", "number")[0], 2)
        self.assertEqual(self.kontor("record", paper, "finance.invoice", "lines.1.quantity=2")[0], 2)
        code, _, err = self.kontor("record", paper, "finance.receipt", "number=1")
        self.assertEqual(code, 1)
        self.assertIn("finance.invoice, hr.contract", err)

    def test_a_paper_is_added_with_its_record_and_shown_with_it(self):
        self.file("scan.txt", b"added with a record")
        code, out, err = self.kontor("add", "scan.txt", "--record", "logistics.delivery_note", "number=LS-1", "supplier=Holz KG",
                                     "packages=3")
        self.assertEqual((code, err), (0, ""))
        number = out.split()[0]
        shown = self.kontor("show", number)[1]
        self.assertIn("Lieferschein LS-1, Holz KG", shown)
        self.assertIn("Record         logistics.delivery_note\n  number=LS-1\n  packages=3\n  supplier=Holz KG\n", shown)
        answer = self.server.get(f"/api/v1/documents/{number}").json
        self.assertEqual((answer["filename"], answer["size"]), ("scan.txt", 19))

    def test_a_paper_with_a_wrong_record_is_not_added(self):
        self.file("scan.txt", b"never added")
        code, out, err = self.kontor("add", "scan.txt", "--record", "finance.invoice", "issue_date=30.2.2025")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("/record/fields/issue_date", err)


if __name__ == "__main__":
    unittest.main()
