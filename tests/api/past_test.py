"""GET …?at=TIME: document, content, record and folder as they were, by the rights of today."""
import datetime
import unittest

import kontor


class Past(kontor.ServerCase):
    def now(self):
        """A time after all that has happened, and before all that comes."""
        last = datetime.datetime.now(datetime.timezone.utc)
        mark = last.replace(microsecond=last.microsecond // 1000 * 1000) + datetime.timedelta(milliseconds=1)
        while datetime.datetime.now(datetime.timezone.utc) < mark + datetime.timedelta(milliseconds=1):
            pass  # a millisecond
        return mark.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def add(self, content, query="filename=a.txt"):
        document = self.server.add(content, query).json["id"]
        return self.server.get(f"/api/v1/documents/{document}?wait=indexed").json["id"]

    def patch(self, path, body):
        etag = self.server.get(path).headers["ETag"]
        answer = self.server.request("PATCH", path, body, headers={"If-Match": etag})
        self.assertEqual(answer.status, 200, answer)

    def at(self, path, time):
        return self.server.get(f"{path}{'&' if '?' in path else '?'}at={kontor.quote(time)}")

    def problem(self, answer, status, code, pointer=None):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertEqual(answer.json["code"], code)
        if pointer is not None:
            self.assertEqual(answer.json["errors"][0]["pointer"], pointer)

    def expect_as_it_was(self, path, time, then):
        shown = self.at(path, time)
        self.assertEqual(shown.status, 200, shown)
        json = shown.json
        self.assertEqual(json.pop("as_of")["time"], time)
        then = dict(then)
        then.pop("state", None)
        self.assertEqual(json, then)

    def test_a_document_is_shown_as_it_was_at_each_time(self):
        document = self.add(b"Rechnung 1", "filename=rechnung.txt&title=Eins")
        path = f"/api/v1/documents/{document}"
        folder = self.server.post("/api/v1/folders", {"name": "Einkauf"}).json["id"]
        history = []
        for change in (lambda: None,
                       lambda: self.patch(path, {"title": "Zwei", "tags": ["wichtig"]}),
                       lambda: self.server.request("PUT", path + "/records/finance.invoice", {"number": "1"}),
                       lambda: self.patch(path, {"folder": folder, "document_date": "2024-03-01"}),
                       lambda: self.patch(f"/api/v1/folders/{folder}", {"name": "Beschaffung"}),
                       lambda: self.server.request("PUT", path + "/records/finance.invoice", {"number": "2"}),
                       lambda: self.server.request("DELETE", path, {"reason": "doppelt"}),
                       lambda: self.server.post(path + "/restore"),
                       lambda: self.server.request("DELETE", path + "/records/finance.invoice")):
            change()
            history.append((self.now(), self.server.get(path).json))
        self.assertEqual(len({str(shown) for _, shown in history}), 8)  # restored is as before
        for time, then in history:
            with self.subTest(time=time):
                self.expect_as_it_was(path, time, then)

    def test_a_record_and_a_folder_are_shown_as_they_were(self):
        document = self.add(b"Rechnung mit Fachdaten")
        record = f"/api/v1/documents/{document}/records/finance.invoice"
        before = self.now()
        self.server.request("PUT", record, {"number": "A"})
        first, then = self.now(), self.server.get(record).json
        self.server.request("PUT", record, {"number": "B"})
        self.expect_as_it_was(record, first, then)
        self.problem(self.at(record, before), 404, "record.not_found")

        folder = self.server.post("/api/v1/folders", {"name": "Alt"}).json["id"]
        path = f"/api/v1/folders/{folder}"
        named, then = self.now(), self.server.get(path).json
        plan = self.server.get("/api/v1/folders?limit=500").json
        self.patch(path, {"name": "Neu"})
        self.expect_as_it_was(path, named, then)
        self.expect_as_it_was("/api/v1/folders/Alt", named, then)
        self.expect_as_it_was("/api/v1/folders?limit=500", named, plan)
        self.problem(self.at("/api/v1/folders/Neu", named), 404, "folder.not_found")
        self.assertEqual(self.server.request("DELETE", path).status, 204)
        self.expect_as_it_was(path, named, then)
        self.problem(self.server.get(path), 404, "folder.not_found")

    def test_content_and_text_are_those_of_the_version_of_then(self):
        document = self.add(b"Die erste Fassung")
        time = self.now()
        self.assertEqual(self.at(f"/api/v1/documents/{document}/content", time).body, b"Die erste Fassung")
        self.assertIn(b"erste", self.at(f"/api/v1/documents/{document}/text", time).body)

    def test_before_it_was_there_a_document_is_as_unknown_as_any(self):
        time = self.now()
        document = self.add(b"Noch nicht da")
        for moment in (time, "1999-01-01T00:00:00Z"):
            for rest in ("", "/content", "/text", "/records/finance.invoice"):
                with self.subTest(moment=moment, rest=rest):
                    early = self.at(f"/api/v1/documents/{document}{rest}", moment)
                    self.problem(early, 404, "document.not_found")
                    unknown = self.at(f"/api/v1/documents/999999{rest}", moment)
                    self.problem(unknown, 404, "document.not_found")
                    self.assertEqual(early.json["detail"].replace(str(document), "999999"), unknown.json["detail"])

    def test_what_is_no_time_and_what_is_still_to_come_is_said(self):
        document = self.add(b"Jetzt")
        for path in (f"/api/v1/documents/{document}", f"/api/v1/documents/{document}/content", "/api/v1/folders", "/api/v1/folders/Inbox"):
            for time in ("gestern", "2024-03-01", "2024-13-01T00:00:00Z", ""):
                with self.subTest(path=path, time=time):
                    self.problem(self.at(path, time), 400, "value.instant", "at")
            self.problem(self.at(path, "2999-01-01T00:00:00Z"), 400, "past.future", "at")
        self.problem(self.server.get(f"/api/v1/documents/{document}?wait=indexed&at=2024-03-01T12:00:00Z"), 400, "past.waits", "wait")

    def test_a_time_may_have_an_offset(self):
        document = self.add(b"Zeitzone")
        moment = datetime.datetime.fromisoformat(self.now().replace("Z", "+00:00"))
        local = moment.astimezone(datetime.timezone(datetime.timedelta(hours=2))).isoformat(timespec="milliseconds")
        self.assertEqual(self.at(f"/api/v1/documents/{document}", local).status, 200)


if __name__ == "__main__":
    unittest.main()
