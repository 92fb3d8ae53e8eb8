"""Records through HTTP: put, refused with every violation, revised, filed, and the same after kill -9."""
import json
import unittest

import kontor

INVOICE = {"number": "2025-117", "type_code": "380", "direction": "incoming", "issue_date": "2025-03-01", "due_date": "2025-03-31",
           "seller": "Drechsler GmbH", "buyer": "Kontor AG", "seller_vat_id": "DE123456789", "iban": "DE89370400440532013000",
           "service_period": {"from": "2025-02-01", "to": "2025-02-28"}, "currency": "EUR", "net_total": "1000.00",
           "tax_total": "190.00", "gross_total": "1190.00", "payable": "1190.00", "payment_state": "open", "fiscal_year": 2025,
           "tax_breakdown": [{"category": "S", "rate": "19", "base": "1000.00", "tax": "190.00"}],
           "discounts": [{"until": "2025-03-10", "percent": "2", "amount": "23.80"}],
           "lines": [{"position": "1", "description": "Schränke", "quantity": "2", "unit": "C62", "unit_price": "500.00"}]}


def form(boundary, metadata, content):
    return (f"--{boundary}\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{json.dumps(metadata)}\r\n"
            f"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"scan.txt\"\r\n"
            f"Content-Type: text/plain\r\n\r\n{content}\r\n--{boundary}--\r\n").encode()


class Records(kontor.ServerCase):
    count = 0

    def paper(self):
        Records.count += 1
        answer = self.server.add(f"paper {Records.count}", f"filename=scan{Records.count}.txt")
        self.assertEqual(answer.status, 201, answer)
        return f"/api/v1/documents/{answer.json['id']}"

    def put(self, paper, fields, kind="finance.invoice", **headers):
        return self.server.request("PUT", f"{paper}/records/{kind}", fields, headers=headers)

    def errors(self, answer, status=422):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        return {e["pointer"]: e["code"] for e in answer.json["errors"]}

    def test_a_whole_invoice_is_kept_as_it_was_put(self):
        paper = self.paper()
        before = self.server.get(paper).headers["ETag"]
        answer = self.put(paper, INVOICE)
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json["fields"], INVOICE)
        self.assertEqual(answer.json["type"], "finance.invoice")
        self.assertEqual(answer.headers["ETag"], f'"{answer.json["revision"]}"')
        self.assertEqual(set(answer.json["sources"].values()), {"person"})
        self.assertEqual(set(answer.json["confirmed"]), set(INVOICE))
        self.assertEqual(self.server.get(f"{paper}/records/finance.invoice").json, answer.json)
        document = self.server.get(paper)
        self.assertEqual(document.json["records"], [answer.json])
        # Each counts its own changes, and a record is one of its paper's.
        self.assertEqual((before, document.headers["ETag"], answer.headers["ETag"]), ('"1"', '"2"', '"1"'))
        self.assertEqual(document.json["title"], "Rechnung 2025-117, Drechsler GmbH, 1.190,00 EUR")
        self.assertEqual(document.json["document_date"], "2025-03-01")

    def test_every_violation_is_told_with_pointer_code_and_parameters(self):
        paper = self.paper()
        answer = self.put(paper, {"issue_date": "2025-02-30", "gross_total": "1.190,00", "iban": "DE89370400440532013001",
                                  "currency": "Euro", "payment_state": "soon", "rechnungsnummer": "1",
                                  "service_period": {"from": "2025-03-01", "to": "2025-02-01"},
                                  "lines": [{"quantity": 2}]})
        self.assertEqual(self.errors(answer), {
            "/issue_date": "value.date", "/gross_total": "value.decimal", "/iban": "record.iban_sum",
            "/currency": "record.currency", "/payment_state": "value.not_one_of", "/rechnungsnummer": "value.unknown_field",
            "/service_period/to": "record.before", "/lines/0/quantity": "value.type"})
        by_pointer = {e["pointer"]: e for e in answer.json["errors"]}
        self.assertEqual(by_pointer["/payment_state"]["params"]["allowed"], "open, partly_paid, paid, refunded")
        self.assertEqual(self.server.get(paper).json["records"], [])

    def test_violations_are_said_in_german_too(self):
        answer = self.put(self.paper(), {"iban": "DE89370400440532013001"}, **{"Accept-Language": "de"})
        self.assertEqual(answer.headers["Content-Language"], "de")
        self.assertEqual(answer.json["errors"][0]["detail"],
                         "Die Prüfziffer der IBAN „DE89370400440532013001“ stimmt nicht. Bitte vergleichen Sie sie mit dem Papier.")

    def test_an_incomplete_record_is_kept(self):
        self.assertEqual(self.put(self.paper(), {}).status, 200)
        self.assertEqual(self.put(self.paper(), {"number": "1", "seller": None}).json["fields"], {"number": "1"})

    def test_each_kind_of_record_has_its_place_on_a_paper(self):
        paper = self.paper()
        self.assertEqual(self.put(paper, {"number": "LS-1", "packages": 2, "weight_kg": "12.5"},
                                  "logistics.delivery_note").status, 200)
        self.assertEqual(self.put(paper, {"employee": "Erika Muster", "start_date": "2025-01-01", "weekly_hours": "38.5"},
                                  "hr.contract").status, 200)
        self.assertEqual([r["type"] for r in self.server.get(paper).json["records"]],
                         ["hr.contract", "logistics.delivery_note"])

    def test_an_unknown_type_is_answered_with_the_known_ones(self):
        paper = self.paper()
        for method, body in (("PUT", {}), ("GET", None), ("DELETE", None)):
            answer = self.server.request(method, f"{paper}/records/finance.receipt", body)
            self.assertEqual(self.errors(answer, 404), {"": "record_type.not_found"})
            self.assertIn("finance.invoice, hr.contract, logistics.delivery_note", answer.json["detail"])

    def test_what_is_not_there_is_not_found(self):
        paper = self.paper()
        self.assertEqual(self.errors(self.server.get(f"{paper}/records/finance.invoice"), 404), {"": "record.not_found"})
        self.assertEqual(self.errors(self.server.request("DELETE", f"{paper}/records/finance.invoice"), 404),
                         {"": "record.not_found"})
        self.assertEqual(self.errors(self.put("/api/v1/documents/99999", {}), 404), {"": "document.not_found"})

    def test_a_body_that_is_no_object_of_fields_is_refused(self):
        paper = self.paper()
        self.assertEqual(self.errors(self.put(paper, [])), {"": "value.type"})
        answer = self.server.request("PUT", f"{paper}/records/finance.invoice", b"{", headers={"Content-Type": "application/json"})
        self.assertEqual(self.errors(answer, 400), {"": "json.syntax"})

    def test_who_saw_an_older_revision_is_told(self):
        paper = self.paper()
        first = self.put(paper, {"number": "1"}).headers["ETag"]
        second = self.put(paper, {"number": "2"}, **{"If-Match": first})
        self.assertEqual(second.status, 200)
        self.assertEqual(self.errors(self.put(paper, {"number": "3"}, **{"If-Match": first}), 412),
                         {"If-Match": "record.overtaken"})
        self.assertEqual(self.server.get(f"{paper}/records/finance.invoice").json, second.json)

    def test_a_record_can_be_taken_away(self):
        paper = self.paper()
        self.put(paper, {"number": "1"})
        self.assertEqual(self.server.request("DELETE", f"{paper}/records/finance.invoice").status, 204)
        self.assertEqual(self.server.get(paper).json["records"], [])

    def test_filing_puts_and_confirms_the_record_in_one_change(self):
        paper = self.paper()
        seen = self.server.get(paper).headers["ETag"]
        body = {"title": "Abgelegt", "record": {"type": "finance.invoice", "fields": {"number": "9"}}}
        answer = self.server.post(paper + "/file", body, headers={"If-Match": seen})
        self.assertEqual(answer.status, 200, answer)
        document = answer.json["document"]
        self.assertEqual((document["filing"], document["title"]), ("filed", "Abgelegt"))
        self.assertEqual(document["records"][0]["confirmed"], {"number": True})
        self.assertEqual((seen, answer.headers["ETag"], document["records"][0]["revision"]), ('"1"', '"2"', 1))

    def test_filing_with_a_wrong_record_files_nothing(self):
        paper = self.paper()
        seen = self.server.get(paper).headers["ETag"]
        for record, pointer in (({"type": "finance.invoice", "fields": {"issue_date": "gestern"}}, "/record/fields/issue_date"),
                                ({"type": "finance.invoice", "fields": 7}, "/record/fields"), ({"type": 7}, "/record/type"),
                                ({"type": "finance.invoice", "felder": {}}, "/record/felder"), ("finance.invoice", "/record")):
            answer = self.server.post(paper + "/file", {"record": record}, headers={"If-Match": seen})
            self.assertIn(pointer, self.errors(answer), record)
        self.assertEqual(self.server.get(paper).json["filing"], "new")

    def test_a_record_put_meanwhile_keeps_the_unseen_from_being_filed(self):
        paper = self.paper()
        seen = self.server.get(paper).headers["ETag"]
        self.put(paper, {"number": "1"})
        self.assertEqual(self.errors(self.server.post(paper + "/file", {}, headers={"If-Match": seen}), 412),
                         {"If-Match": "document.overtaken"})

    def test_a_form_may_carry_the_record_in_its_metadata(self):
        kind = {"Content-Type": "multipart/form-data; boundary=limit"}
        answer = self.server.add(form("limit", {"record": {"type": "finance.invoice", "fields": INVOICE}}, "with a record"),
                                 "", headers=kind)
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(answer.json["records"][0]["fields"], INVOICE)
        self.assertEqual(answer.json["title"], "Rechnung 2025-117, Drechsler GmbH, 1.190,00 EUR")
        wrong = form("limit", {"record": {"type": "finance.invoice", "fields": {"iban": "x"}}}, "with a wrong record")
        self.assertEqual(self.errors(self.server.add(wrong, "", headers=kind)), {"/record/fields/iban": "record.iban"})

    def test_the_types_tell_what_a_form_needs(self):
        listing = self.server.get("/api/v1/record-types").json
        self.assertEqual([t["name"] for t in listing["items"]], ["finance.invoice", "hr.contract", "logistics.delivery_note"])
        self.assertEqual((listing["total"], listing["next"]), (3, None))
        first = self.server.get("/api/v1/record-types?limit=2").json
        rest = self.server.get(f"/api/v1/record-types?limit=2&cursor={first['next']}").json
        self.assertEqual(first["items"] + rest["items"], listing["items"])
        for item in listing["items"]:
            answer = self.server.get("/api/v1/record-types/" + item["name"])
            self.assertEqual(answer.json["version"], 1)
            schema = answer.json["schema"]
            groups = {g["name"] for g in schema["x-kontor-groups"]}
            for name, field in schema["properties"].items():
                self.assertTrue(field["x-kontor-label"]["de"] and field["x-kontor-label"]["en"], name)
                self.assertIn(field["x-kontor-group"], groups)
                self.assertIsInstance(field["x-kontor-order"], int)
        self.assertEqual(self.errors(self.server.get("/api/v1/record-types/x"), 404), {"": "record_type.not_found"})


class Search(kontor.ServerCase):
    def with_record(self, text, fields, kind="finance.invoice"):
        number = self.server.add(text).json["id"]
        answer = self.server.request("PUT", f"/api/v1/documents/{number}/records/{kind}", fields)
        self.assertEqual(answer.status, 200, answer)
        self.indexed(number)
        return number

    def indexed(self, number):
        answer = self.server.get(f"/api/v1/documents/{number}?wait=indexed&timeout=60")
        self.assertEqual(answer.json["state"]["index"], "done", answer)

    def found(self, question):
        answer = self.server.get("/api/v1/search?" + kontor.query(q=question))
        self.assertEqual(answer.status, 200, answer)
        return [hit["id"] for hit in answer.json["hits"]]

    def test_papers_are_found_by_their_records(self):
        invoice = self.with_record("eins", INVOICE)
        small = self.with_record("zwei", {"number": "2025-9", "gross_total": "99.99", "issue_date": "2024-12-31", "seller": "Holz KG"})
        note = self.with_record("drei", {"number": "LS-1", "supplier": "Holz KG", "lines": [{"description": "Bretter"}]},
                                "logistics.delivery_note")
        for question, papers in (("type:finance.invoice", {invoice, small}), ("type:finance.invoice gross_total>100", {invoice}),
                                 ("gross_total:50..1190", {invoice, small}), ("gross_total<=99.99", {small}),
                                 ("issue_date:2025", {invoice}), ("service_period_from:2025-02", {invoice}),
                                 ("number:2025-117", {invoice}), ("iban:DE89370400440532013000", {invoice}),
                                 ("partner:Drechsler", {invoice}), ("partner:holz", {small, note}), ("seller:holz", {small}),
                                 ("Drechsler", {invoice}), ("lines_description:bretter", {note}), ("fiscal_year:2025", {invoice}),
                                 ("payment_state:open", {invoice}), ("has:record", {invoice, small, note}),
                                 ("has:partner -type:finance.invoice", {note}), ("date:2024", {small})):
            with self.subTest(question):
                self.assertEqual(set(self.found(question)), papers)

    def test_a_changed_record_is_found_as_it_is_now(self):
        paper = self.with_record("vier", {"booking_reference": "B-1"})
        self.assertEqual(self.found("booking_reference:B-1"), [paper])
        place = f"/api/v1/documents/{paper}/records/finance.invoice"
        self.server.request("PUT", place, {"booking_reference": "B-2"})
        self.indexed(paper)
        self.assertEqual((self.found("booking_reference:B-1"), self.found("booking_reference:B-2")), ([], [paper]))
        self.server.request("DELETE", place)
        self.indexed(paper)
        self.assertEqual(self.found("booking_reference:B-2"), [])


class Survival(unittest.TestCase):
    def test_a_record_survives_kill_9_and_check_is_clean(self):
        with kontor.Server() as server:
            paper = "/api/v1/documents/" + str(server.add("paper").json["id"])
            kept = server.request("PUT", paper + "/records/finance.invoice", INVOICE).json
            types = server.get("/api/v1/record-types").json
            server.kill()
            server.start()
            self.assertEqual(server.get(paper).json["records"], [kept])
            self.assertEqual(server.get("/api/v1/record-types").json, types, "seeds are taken over once")
            self.assertEqual(server.get(paper + "?wait=indexed&timeout=60").json["state"]["index"], "done")
            found = server.get("/api/v1/search?" + kontor.query(q="type:finance.invoice gross_total>100")).json["hits"]
            self.assertEqual([hit["id"] for hit in found], [int(paper.rsplit("/", 1)[1])])
            server.stop()
            self.assertEqual(server.check()[0], 0)


if __name__ == "__main__":
    unittest.main()
