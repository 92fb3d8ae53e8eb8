"""Documents through HTTP: taken in, read, changed, filed, binned, and the same after a restart."""
import hashlib
import json
import unittest

import kontor


class Documents(kontor.ServerCase):
    def add(self, body, query="filename=paper.txt", **more):
        answer = self.server.add(body, query, **more)
        self.assertIn(answer.status, (200, 201), answer)
        return answer

    def problem(self, answer, status, code, pointer=None):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertEqual(answer.json["code"], code, answer)
        self.assertEqual(answer.json["request_id"], answer.headers["X-Request-Id"])
        self.assertTrue(answer.json["detail"])
        if pointer is not None:
            self.assertIn(pointer, [e["pointer"] for e in answer.json["errors"]], answer)

    def test_a_raw_upload_is_kept_with_its_digests_and_can_be_read_back(self):
        body = "Rechnung über 100 €\n".encode() * 5000
        answer = self.add(body, "filename=Rechnung%2012.txt&title=Titel%20mit%20%C3%84")
        self.assertEqual(answer.status, 201)
        document = answer.json
        self.assertEqual(answer.headers["Location"], f"/api/v1/documents/{document['id']}")
        self.assertEqual(document["title"], "Titel mit Ä")
        self.assertEqual(document["filename"], "Rechnung 12.txt")
        self.assertEqual(document["size"], len(body))
        self.assertEqual(document["sha256"], hashlib.sha256(body).hexdigest())
        self.assertEqual(document["sha512"], hashlib.sha512(body).hexdigest())
        self.assertEqual(document["folder"], "/Inbox")
        self.assertEqual(document["filing"], "new")
        self.assertEqual(document["lifecycle"], "active")
        self.assertEqual(len(document["versions"]), 1)
        shown = self.server.get(answer.headers["Location"])
        for name in set(document) - {"state", "pages", "media_type", "title"}:
            self.assertEqual(shown.json[name], document[name])
        self.assertEqual(shown.headers["ETag"], answer.headers["ETag"])
        content = self.server.get(answer.headers["Location"] + "/content")
        self.assertEqual(content.body, body)
        self.assertEqual(content.headers["Content-Type"], "text/plain")
        self.assertIn("filename", content.headers["Content-Disposition"])
        self.assertIn("sandbox", content.headers["Content-Security-Policy"])

    def test_multipart_with_metadata_says_the_same_as_parameters(self):
        boundary = "kontor-boundary"
        metadata = json.dumps({"title": "Aus dem Formular", "tags": ["b", "a"], "document_date": "2026-01-31", "folder": "Inbox"})
        body = (f"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Müller.txt\"\r\n"
                f"Content-Type: text/plain\r\n\r\nInhalt\r\n"
                f"--{boundary}\r\nContent-Disposition: form-data; name=\"metadata\"\r\n"
                f"Content-Type: application/json\r\n\r\n{metadata}\r\n--{boundary}--\r\n").encode()
        answer = self.server.post("/api/v1/documents", body, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(answer.json["title"], "Aus dem Formular")
        self.assertEqual(answer.json["tags"], ["a", "b"])
        self.assertEqual(answer.json["document_date"], "2026-01-31")
        self.assertEqual(answer.json["filename"], "Müller.txt")
        self.assertEqual(self.server.get(answer.headers["Location"] + "/content").body, b"Inhalt")

    def test_the_same_bytes_again_are_that_document_and_elsewhere_point_to_it(self):
        first = self.add(b"doppelt").json
        again = self.add(b"doppelt")
        self.assertEqual(again.status, 200)
        self.assertTrue(again.json["duplicate"])
        self.assertEqual(again.json["id"], first["id"])
        folder = self.server.post("/api/v1/folders", {"name": "Anderswo"}).json
        elsewhere = self.add(b"doppelt", f"filename=x.txt&folder={folder['id']}")
        self.assertEqual(elsewhere.status, 201)
        self.assertEqual(elsewhere.json["same_as"], first["id"])
        allowed = self.add(b"doppelt", "filename=x.txt&duplicates=allow")
        self.assertEqual(allowed.status, 201)

    def test_an_idempotency_key_makes_sending_twice_harmless(self):
        headers = {"Idempotency-Key": "abc-1"}
        first = self.add(b"einmal", "filename=a.txt&duplicates=allow", headers=headers)
        second = self.add(b"einmal", "filename=a.txt&duplicates=allow", headers=headers)
        self.assertEqual((first.status, first.json["id"]), (second.status, second.json["id"]))
        self.problem(self.server.add(b"anders", "filename=a.txt&duplicates=allow", headers=headers), 422, "idempotency.mismatch")

    def test_ranges_are_served_as_rfc_9110_says(self):
        body = bytes(range(256)) * 2000
        path = self.add(body, "filename=a.bin").headers["Location"] + "/content"

        def ranged(value, **more):
            return self.server.get(path, headers={"Range": value, **more})
        part = ranged("bytes=1000-1999")
        self.assertEqual((part.status, part.body), (206, body[1000:2000]))
        self.assertEqual(part.headers["Content-Range"], f"bytes 1000-1999/{len(body)}")
        self.assertEqual(ranged("bytes=-5").body, body[-5:])
        self.assertEqual(ranged("bytes=511990-").body, body[511990:])
        self.assertEqual(ranged("bytes=262120-262150").body, body[262120:262151])
        self.problem(ranged(f"bytes={len(body)}-"), 416, "range.unsatisfiable")
        self.assertEqual(ranged("lines=1-2").status, 200)
        etag = part.headers["ETag"]
        self.assertEqual(ranged("bytes=0-1", **{"If-Range": etag}).status, 206)
        self.assertEqual(ranged("bytes=0-1", **{"If-Range": '"other"'}).status, 200)
        self.assertEqual(self.server.get(path, headers={"If-None-Match": etag}).status, 304)

    def test_a_new_version_is_added_and_the_one_before_stays(self):
        made = self.add(b"Vertrag, erste Fassung", "filename=vertrag.txt&title=Vertrag")
        place, read = made.headers["Location"], {"If-Match": made.headers["ETag"]}
        versions = place + "/versions?" + kontor.query(filename="vertrag-2.txt", reason="Anlage ergänzt")
        second = self.server.post(versions, b"Vertrag, zweite Fassung", headers=read)
        self.assertEqual((second.status, second.json["id"], second.json["title"]), (201, made.json["id"], "Vertrag"), second)
        self.assertEqual([(v["version"], v["filename"], v["reason"]) for v in second.json["versions"]],
                         [(1, "vertrag.txt", "first"), (2, "vertrag-2.txt", "Anlage ergänzt")])
        self.assertEqual(self.server.get(place + "/content").body, b"Vertrag, zweite Fassung")
        self.assertEqual(self.server.get(place + "/content?version=1").body, b"Vertrag, erste Fassung")
        self.problem(self.server.post(versions, b"von gestern", headers=read), 412, "document.overtaken")
        self.problem(self.server.post(versions, b"ungelesen"), 428, "precondition.required")
        self.problem(self.server.post(versions + "&title=Nein", b"x", headers=read), 400, "value.unknown_field")
        now = {"If-Match": second.headers["ETag"]}
        self.problem(self.server.post(versions, b"", headers=now), 422, "document.empty_file")
        again = dict(now, **{"Idempotency-Key": "fassung-3-" + str(made.json["id"])})
        third = self.server.post(versions, b"Vertrag, dritte Fassung", headers=again)
        self.assertEqual(len(third.json["versions"]), 3, third)
        self.assertEqual(self.server.post(versions, b"Vertrag, dritte Fassung", headers=again).json["versions"], third.json["versions"])
        now = {"If-Match": third.headers["ETag"]}
        self.problem(self.server.post(place + "/versions?" + kontor.query(reason="\x07" * 3), b"x", headers=now), 422,
                     "value.control_characters", "/reason")
        form = {"Content-Type": "multipart/form-data; boundary=b"}
        part = '--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n--b--\r\n'
        self.problem(self.server.post(place + "/versions", part % ("metadata", '{"title": "Nein"}'), headers={**now, **form}), 422,
                     "value.unknown_field", "metadata")
        fourth = self.server.post(place + "/versions", part % ("file", "Vertrag, dritte Fassung"), headers={**now, **form})
        self.assertEqual((fourth.status, fourth.json["sha256"]), (201, third.json["sha256"]), "equal bytes are a version, too")
        self.assertEqual(self.server.get(place + "/content").body, b"Vertrag, dritte Fassung")
        self.server.request("DELETE", place, {"reason": "erledigt"})
        now = {"If-Match": self.server.get(place).headers["ETag"]}
        self.problem(self.server.post(versions, b"in der Tonne", headers=now), 409, "document.trashed")

    def test_a_patch_needs_the_revision_that_was_read(self):
        answer = self.add(b"zu aendern")
        path, etag = answer.headers["Location"], answer.headers["ETag"]
        self.problem(self.server.request("PATCH", path, {"title": "x"}), 428, "precondition.required")
        done = self.server.request("PATCH", path, {"title": "Neu", "tags": ["z", "a"], "document_date": "2025-12-31"}, headers={"If-Match": etag})
        self.assertEqual(done.status, 200, done)
        self.assertEqual((done.json["title"], done.json["tags"], done.json["document_date"]), ("Neu", ["a", "z"], "2025-12-31"))
        self.problem(self.server.request("PATCH", path, {"title": "Alt"}, headers={"If-Match": etag}), 412, "document.overtaken")
        cleared = self.server.request("PATCH", path, {"document_date": None}, headers={"If-Match": done.headers["ETag"]})
        self.assertIsNone(cleared.json["document_date"])

    def test_all_wrong_facts_are_named_at_once(self):
        answer = self.add(b"falsche Angaben")
        wrong = self.server.request("PATCH", answer.headers["Location"], {"title": 7, "tags": "x", "nonsense": 1},
                                    headers={"If-Match": answer.headers["ETag"]})
        self.problem(wrong, 422, "value.type", "/title")
        self.assertEqual({e["pointer"] for e in wrong.json["errors"]}, {"/title", "/tags", "/nonsense"})

    def test_the_trash_and_back(self):
        answer = self.add(b"wegwerfen")
        path = answer.headers["Location"]
        self.problem(self.server.request("DELETE", path), 422, "document.reason_required")
        gone = self.server.request("DELETE", path, {"reason": "doppelt gescannt"})
        self.assertEqual((gone.status, gone.json["lifecycle"]), (200, "trashed"))
        self.problem(self.server.request("DELETE", path, {"reason": "nochmal"}), 409, "document.trashed")
        back = self.server.post(path + "/restore")
        self.assertEqual((back.status, back.json["lifecycle"], back.json["id"]), (200, "active", answer.json["id"]))
        self.problem(self.server.post(path + "/restore"), 409, "document.not_trashed")

    def test_filing_answers_with_the_next_new_paper(self):
        first = self.add(b"abzulegen 1")
        second = self.add(b"abzulegen 2")
        done = self.server.post(second.headers["Location"] + "/file", {"title": "Abgelegt"}, headers={"If-Match": second.headers["ETag"]})
        self.assertEqual(done.status, 200, done)
        self.assertEqual((done.json["document"]["filing"], done.json["document"]["title"]), ("filed", "Abgelegt"))
        self.assertEqual(done.json["next"]["id"], first.json["id"])

    def test_an_empty_file_is_refused_and_in_the_ledger(self):
        self.problem(self.server.add(b"", "filename=leer.pdf"), 422, "document.empty_file")
        ledger = self.server.get("/api/v1/intake?end=refused").json
        self.assertIn("leer.pdf", [item["name"] for item in ledger["items"]])
        counts = self.server.get("/api/v1/intake?day=today").json["counts"]
        self.assertGreaterEqual(counts["refused"], 1)
        self.assertEqual(counts["waiting"], 0)

    def test_what_nobody_may_see_and_what_is_not_there_look_alike(self):
        self.problem(self.server.get("/api/v1/documents/999999"), 404, "document.not_found")
        self.problem(self.server.get("/api/v1/documents/abc"), 404, "document.not_found")
        self.problem(self.server.get("/api/v1/documents/0"), 404, "document.not_found")


class Restart(unittest.TestCase):
    def test_everything_is_there_after_a_kill_and_the_archive_is_clean(self):
        with kontor.Server(init=()) as server:
            added = [server.add(f"Papier {n}".encode() * 1000, f"filename={n}.txt").json for n in range(10)]
            server.kill()
            self.assertEqual(server.check()[0], 0)
            server.start()
            for document in added:
                shown = server.get(f"/api/v1/documents/{document['id']}").json
                # What reading it gave may have come meanwhile; all else is as it was acknowledged.
                for name in set(document) - {"state", "pages", "media_type", "title"}:
                    self.assertEqual(shown[name], document[name])
                body = server.get(f"/api/v1/documents/{document['id']}/content").body
                self.assertEqual(hashlib.sha256(body).hexdigest(), document["sha256"])


class EncryptedDocuments(Documents):
    """The same in an archive whose papers are encrypted: nobody who may read them notices."""

    init = ()


if __name__ == "__main__":
    unittest.main()
