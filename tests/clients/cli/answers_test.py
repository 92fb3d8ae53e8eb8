#!/usr/bin/env python3
"""What kontor makes of answers and of the lack of them: problems in both languages, exit codes, lists, downloads."""
import hashlib
import json
import os
import signal
import subprocess
import unittest

from client_case import PROGRAM, ClientCase, answering, problem
from fake_server import FakeServer

TWO = [{"code": "value.date", "pointer": "/due_date", "params": {}, "detail": "no date"},
       {"code": "value.required", "pointer": "/seller", "params": {}, "detail": "missing"}]


def content(data, **headers):
    def handler(talk):
        talk.read()
        talk.answer(200, data, "application/pdf", **headers)
    return handler


def etag(data):
    return '"' + hashlib.sha256(data).hexdigest() + '"'


class Past(ClientCase):
    def test_show_at_asks_for_a_time_and_says_which(self):
        def handler(talk):
            talk.read()
            talk.answer(200, json.dumps({"id": 5, "title": "Rechnung", "as_of": {"time": "2024-03-01T10:00:00.000Z", "sequence": 7}}).encode())
        with FakeServer(handler) as server:
            code, out, _ = self.run_client("show", "5", "--at", "2024-03-01T12:00:00+02:00", server=server)
        self.assertEqual(code, 0)
        self.assertEqual(server.talks[0].target, "/api/v1/documents/5?at=2024-03-01T12%3A00%3A00%2B02%3A00")
        self.assertIn("As of          2024-03-01T10:00:00.000Z\n", out)


class Problems(ClientCase):
    def test_the_detail_is_asked_for_and_printed_in_the_language_of_the_environment(self):
        handler = problem(404, "document.not_found", ("Das gibt es nicht.", "There is none."))
        for variables, words in (({"LANG": "de_DE.UTF-8"}, "Das gibt es nicht."), ({"LANG": "en_US.UTF-8"}, "There is none."),
                                 ({"LANG": "C"}, "There is none."), ({"LANG": None}, "There is none."),
                                 ({"LANG": "en_US", "LC_ALL": "de_AT"}, "Das gibt es nicht."),
                                 ({"LANG": "de_DE", "LC_MESSAGES": "en_US"}, "There is none.")):
            with self.subTest(variables), FakeServer(handler) as server:
                code, out, err = self.run_client("show", "5", server=server, **variables)
                self.assertEqual((code, out, err), (1, "", f"kontor: {words}\n"))

    def test_every_error_is_a_line_with_its_pointer(self):
        with FakeServer(problem(422, "x", ("x", "Two things are wrong."), TWO)) as server:
            code, _, err = self.run_client("show", "5", server=server)
        self.assertEqual(code, 1)
        self.assertEqual(err, "kontor: Two things are wrong.\nkontor:   /due_date: no date\nkontor:   /seller: missing\n")

    def test_a_single_error_shows_its_pointer(self):
        with FakeServer(problem(422, "x", ("x", "no date"), TWO[:1])) as server:
            _, _, err = self.run_client("show", "5", server=server)
        self.assertEqual(err, "kontor: no date (/due_date)\n")

    def test_a_single_error_that_says_more_is_a_line(self):
        with FakeServer(problem(422, "x", ("x", "The record is wrong."), TWO[:1])) as server:
            _, _, err = self.run_client("show", "5", server=server)
        self.assertEqual(err, "kontor: The record is wrong.\nkontor:   /due_date: no date\n")

    def test_with_json_the_problem_is_printed_as_it_is(self):
        with FakeServer(problem(404, "document.not_found", ("x", "There is none."))) as server:
            code, out, err = self.run_client("--json", "show", "5", server=server)
        self.assertEqual((code, json.loads(out)["code"]), (1, "document.not_found"))
        self.assertIn("There is none.", err)

    def test_words_of_the_server_cannot_steer_the_terminal(self):
        with FakeServer(problem(404, "x", ("x", "a\x1b[31mb\u202ec\nd"))) as server:
            _, _, err = self.run_client("show", "5", server=server)
        self.assertEqual(err, "kontor: a\ufffd[31mb\ufffdc\ufffdd\n")

    def test_an_error_without_a_problem_is_told_by_its_status(self):
        for status, kind, data in ((500, "text/html", b"<html>"), (502, "application/problem+json", b"{"), (500, "text/plain", b"")):
            def handler(talk, status=status, kind=kind, data=data):
                talk.read()
                talk.answer(status, data, kind)
            with self.subTest(status=status, data=data), FakeServer(handler) as server:
                code, _, err = self.run_client("show", "5", server=server)
                self.assertEqual(code, 1)
                self.assertIn(f"status {status}", err)

    def test_a_problem_of_odd_shape_is_survived(self):
        for value in ({}, {"errors": 5}, {"errors": [5, None, {}]}, {"detail": 7, "title": "Bad"}, []):
            def handler(talk, value=value):
                talk.read()
                talk.answer(400, json.dumps(value).encode(), "application/problem+json")
            with self.subTest(value=value), FakeServer(handler) as server:
                code, _, err = self.run_client("show", "5", server=server)
                self.assertEqual(code, 1)
                self.assertTrue(err.startswith("kontor: "))


class Faults(ClientCase):
    def fails(self, handler, words):
        with FakeServer(handler) as server:
            code, out, err = self.run_client("show", "5", server=server)
        self.assertEqual((code, out), (1, ""))
        self.assertIn(words, err)

    def test_a_connection_closed_before_any_answer(self):
        def handler(talk):
            talk.read_head()
        self.fails(handler, "broke off")

    def test_a_connection_closed_within_the_head(self):
        def handler(talk):
            talk.read_head()
            talk.send(b"HTTP/1.1 200 OK\r\nContent-Ty")
        self.fails(handler, "kontor: ")

    def test_fewer_bytes_than_promised(self):
        def handler(talk):
            talk.read_head()
            talk.answer(200, b'{"id":5}', content_length=9)
        self.fails(handler, "broke off")

    def test_a_length_that_is_none(self):
        for length in ("x", "-1", "99999999999999999999999"):
            def handler(talk, length=length):
                talk.read_head()
                talk.answer(200, b'{"id":5}', content_length=length)
            with self.subTest(length=length):
                self.fails(handler, "broke off")

    def test_chunks_that_end_early_or_are_none(self):
        for data in (b"5\r\n{\"id\"", b"5\r\n{\"id\"\r\n", b"9\r\n{\"id\": 5}\r\n", b"zz\r\n", b"\r\n", b"-1\r\n", b"9\r\n{\"id\": 5}xx0\r\n\r\n",
                     b"fffffffffffffffff\r\n"):
            def handler(talk, data=data):
                talk.read_head()
                talk.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + data)
            with self.subTest(data=data):
                self.fails(handler, "broke off")

    def test_an_answer_in_chunks_is_put_together(self):
        def handler(talk):
            talk.read_head()
            talk.send(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                      b"5;x=y\r\n{\"id\"\r\nA\r\n: 5, \"a\":1\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n")
        with FakeServer(handler) as server:
            code, out, _ = self.run_client("show", "5", "--json", server=server)
        self.assertEqual((code, json.loads(out)), (0, {"id": 5, "a": 1}))

    def test_what_is_not_http(self):
        def handler(talk):
            talk.read_head()
            talk.send(b"220 mail.example ESMTP\r\n")
        self.fails(handler, "is not HTTP")

    def test_an_answer_of_another_kind_of_server(self):
        def handler(talk):
            talk.read()
            talk.answer(200, b"<html>welcome</html>", "text/html")
        self.fails(handler, "does not come from an archive")

    def test_an_answer_too_large_to_hold(self):
        def handler(talk):
            talk.read()
            talk.answer(200, b" " * (17 * 1024 * 1024))
        self.fails(handler, "larger than")

    def test_nobody_listens(self):
        with FakeServer() as server:
            server.thread.join()
            code, _, err = self.run_client("show", "5", server=server)
        self.assertEqual(code, 1)
        self.assertIn("No connection to", err)

    def test_a_redirect_is_not_followed(self):
        def handler(talk):
            talk.read()
            talk.answer(302, b"", Location="http://127.0.0.1:1/")
        self.fails(handler, "status 302")


class Use(ClientCase):
    def test_wrong_use_is_exit_code_2(self):
        for args in ((), ("frobnicate",), ("show",), ("show", "x"), ("show", "-1"), ("add",), ("get", "1", "--version", "x"),
                     ("show", "1", "--nonsense"), ("--fingerprint", "12", "show", "1")):
            with self.subTest(args):
                code, _, err = self.run_client(*args, KONTOR_URL="http://127.0.0.1:1", KONTOR_TOKEN="x")
                self.assertEqual(code, 2)
                self.assertTrue(err)

    def test_help_and_version_are_exit_code_0(self):
        for args in (("--help",), ("add", "--help"), ("--version",)):
            with self.subTest(args):
                code, out, _ = self.run_client(*args)
                self.assertEqual(code, 0)
                self.assertTrue(out)

    def test_an_address_that_is_none_is_wrong_use_and_its_password_not_repeated(self):
        for url in ("127.0.0.1:8480", "ftp://x", "http://", "http://a b", "http://x:0", "http://x:99999", "http://me:secret@x",
                    "http://x/?a=b", "http://x\r\nX: y", "http://[::1", "http://::1:80"):
            with self.subTest(url):
                code, _, err = self.run_client("show", "1", KONTOR_URL=url, KONTOR_TOKEN="x")
                self.assertEqual(code, 2)
                self.assertIn("address", err)

    def test_a_token_that_would_be_a_header_of_its_own_is_refused(self):
        code, _, err = self.run_client("show", "1", KONTOR_URL="http://127.0.0.1:1", KONTOR_TOKEN="x\r\nX-Evil: 1")
        self.assertEqual(code, 2)
        self.assertIn("KONTOR_TOKEN", err)

    def test_an_archive_below_another_site_is_found(self):
        with FakeServer(answering({"id": 1})) as server:
            self.run_client("show", "1", server=server, KONTOR_URL=server.url + "/archive/")
        self.assertEqual(server.talks[0].target, "/archive/api/v1/documents/1")


class Show(ClientCase):
    DOCUMENT = {"id": 12, "title": "Rechnung\x1b[2J", "folder": "/Inbox", "size": 5, "tags": ["a", "b"], "pages": None,
                "state": {"text": "pending", "index": "done", "reason": None}}

    def test_facts_are_lines_in_the_language_of_the_environment(self):
        with FakeServer(answering(self.DOCUMENT)) as server:
            code, out, _ = self.run_client("show", "12", server=server, LANG="de_DE.UTF-8")
        self.assertEqual(code, 0)
        self.assertIn("Archivnummer   12\n", out)
        self.assertIn("Titel          Rechnung\ufffd[2J\n", out)
        self.assertIn("Stichwörter    a, b\n", out)
        self.assertNotIn("Seiten", out)
        self.assertEqual(server.talks[0].target, "/api/v1/documents/12")

    def test_whoever_may_list_only_sees_little(self):
        with FakeServer(answering({"id": 12, "title": "Rechnung", "document_date": None})) as server:
            code, out, _ = self.run_client("show", "12", server=server)
        self.assertEqual((code, out), (0, "Number         12\nTitle          Rechnung\n"))

    def test_json_is_what_the_server_says(self):
        with FakeServer(answering(self.DOCUMENT)) as server:
            _, out, _ = self.run_client("show", "12", "--json", server=server)
        self.assertEqual(json.loads(out), self.DOCUMENT)


class Lists(ClientCase):
    def test_jobs_of_all_pages_are_printed(self):
        def job(number):
            return {"id": number, "kind": "text", "subject": "7", "state": "failed", "attempts": 5, "reason": "x.y"}
        with FakeServer(answering({"items": [job(1), job(2)], "total": 3, "next": 2}),
                        answering({"items": [job(3)], "total": 3, "next": None})) as server:
            code, out, _ = self.run_client("jobs", "--state", "failed", server=server)
        self.assertEqual(code, 0)
        self.assertEqual(out, "1  failed  text  7  5  x.y\n2  failed  text  7  5  x.y\n3  failed  text  7  5  x.y\nJobs: 3\n")
        self.assertEqual([t.target for t in server.talks], ["/api/v1/jobs?state=failed", "/api/v1/jobs?state=failed&cursor=2"])

    def test_a_server_that_sends_the_same_page_for_ever_is_left(self):
        page = answering({"items": [], "total": 0, "next": 5})
        with FakeServer(page, page, page) as server:
            code, _, _ = self.run_client("jobs", server=server)
            self.assertEqual(len(server.talks), 2)
        self.assertEqual(code, 0)

    def test_intake_of_a_day_with_its_counts(self):
        item = {"number": 4, "offered": "2026-03-01T12:00:00.000Z", "end": "refused", "document": None, "source": "upload",
                "name": "a.pdf", "reason": "document.empty_file"}
        counts = {"stored": 1, "duplicate": 0, "refused": 1, "withdrawn": 0, "waiting": 0}
        with FakeServer(answering({"items": [item], "total": 1, "next": None, "counts": counts})) as server:
            code, out, _ = self.run_client("intake", "--day", "2026-03-01", server=server, LANG="de_DE")
        self.assertEqual(code, 0)
        self.assertEqual(out, "4  2026-03-01T12:00:00.000Z  abgewiesen  -  upload  a.pdf  document.empty_file\n"
                              "aufgenommen: 1, doppelt: 0, abgewiesen: 1, zurückgezogen: 0, wartend: 0\n")
        self.assertEqual(server.talks[0].target, "/api/v1/intake?day=2026-03-01")

    def test_json_is_one_page(self):
        page = {"items": [], "total": 9, "next": 5}
        with FakeServer(answering(page)) as server:
            code, out, _ = self.run_client("jobs", "--json", "--limit", "3", "--cursor", "2", server=server)
        self.assertEqual((code, json.loads(out)), (0, page))
        self.assertEqual(server.talks[0].target, "/api/v1/jobs?limit=3&cursor=2")

    def test_a_search_shows_number_title_place_and_the_words_found(self):
        hits = [{"id": 7, "title": "Rechnung", "page": 2, "snippet": {"text": "über Käse und Kohle", "matches": [[5, 9]],
                                                                      "cut_before": True, "cut_after": False},
                 "fields": {"document_date": "2024-03-01", "folder": "/Inbox"}},
                {"id": 8, "title": "Nur der Titel", "page": None, "snippet": None, "fields": {"document_date": None}}]
        answer = {"total": 5, "exact": True, "hits": hits, "facets": {}, "suggestion": None, "next": "abc", "took_ms": 1}
        with FakeServer(answering(answer), answering(answer)) as server:
            code, out, _ = self.run_client("search", "käse", "und -tag:alt", "--sort", "-received", "--limit", "2", server=server, LANG="de_DE")
            self.assertEqual(code, 0)
            self.assertEqual(out, "7  Rechnung  2024-03-01  /Inbox  Seite 2\n      … über Käse und Kohle\n8  Nur der Titel\n"
                                  "5 Treffer, gezeigt: 2\n")
            self.assertEqual(server.talks[0].target, "/api/v1/search?q=k%C3%A4se%20und%20-tag%3Aalt&sort=-received&limit=2")
            _, out, _ = self.run_client("search", "--json", "*", server=server)
            self.assertEqual(json.loads(out), answer)

    def test_what_may_have_been_meant_is_said_when_nothing_was_found(self):
        answer = {"total": 0, "exact": True, "hits": [], "facets": {}, "suggestion": "Käse\x1b[2J", "next": None, "took_ms": 1}
        with FakeServer(answering(answer)) as server:
            code, out, _ = self.run_client("search", "kese", server=server)
        self.assertEqual(code, 0)
        self.assertTrue(out.startswith("0 hits\nDid you mean: Käse"), out)
        self.assertNotIn("\x1b", out)

    def test_hits_of_odd_shape_are_a_failure_with_a_sentence(self):
        for hits in (["x"], 7, [{"id": 1, "snippet": {"text": "a", "matches": ["x"]}}], [{"id": 1, "fields": 3}]):
            with self.subTest(hits=hits), FakeServer(answering({"total": 1, "hits": hits, "next": None})) as server:
                code, _, err = self.run_client("search", "x", server=server)
                self.assertEqual(code, 1)
                self.assertIn("cannot be understood", err)

    def test_items_of_odd_shape_are_a_failure_with_a_sentence(self):
        with FakeServer(answering({"items": ["x"], "total": 1, "next": None})) as server:
            code, _, err = self.run_client("jobs", server=server)
        self.assertEqual(code, 1)
        self.assertIn("cannot be understood", err)

    def test_a_reader_that_has_gone_ends_the_program_quietly(self):
        items = [{"id": i, "subject": "x" * 1000} for i in range(1000)]
        with FakeServer(answering({"items": items, "total": 1000, "next": None})) as server:
            process = subprocess.Popen([PROGRAM, "jobs"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       env=self.environment(server), cwd=self.home)
            process.stdout.readline()
            process.stdout.close()
            err = process.stderr.read()
            process.stderr.close()
            code = process.wait(60)
        self.assertEqual((code, err), (-signal.SIGPIPE, b""))


class Get(ClientCase):
    DATA = os.urandom(700_000)

    def names(self):
        return sorted(n for n in os.listdir(self.home) if n != ".config")

    def test_a_file_is_written_whole_under_its_name(self):
        with FakeServer(content(self.DATA, ETag=etag(self.DATA))) as server:
            code, out, err = self.run_client("get", "5", "-o", "a.pdf", "--version", "2", server=server)
        self.assertEqual((code, out, err), (0, "", ""))
        with open(self.path("a.pdf"), "rb") as f:
            self.assertEqual(f.read(), self.DATA)
        self.assertEqual(server.talks[0].target, "/api/v1/documents/5/content?version=2")
        self.assertEqual(self.names(), ["a.pdf"])

    def test_standard_output_gets_the_bytes_alone(self):
        with FakeServer(content(self.DATA)) as server:
            done = subprocess.run([PROGRAM, "get", "5"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  env=self.environment(server), cwd=self.home, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, self.DATA, b""))

    def test_what_fails_leaves_the_old_file_and_no_litter(self):
        self.file("a.pdf", b"old")
        cases = [(content(self.DATA[:-1], content_length=len(self.DATA)), "broke off"),
                 (content(self.DATA, ETag=etag(b"other")), "digest"),
                 (problem(404, "x", ("x", "There is none.")), "There is none.")]
        for handler, words in cases:
            with self.subTest(words), FakeServer(handler) as server:
                code, out, err = self.run_client("get", "5", "-o", "a.pdf", server=server)
                self.assertEqual((code, out), (1, ""))
                self.assertIn(words, err)
                with open(self.path("a.pdf"), "rb") as f:
                    self.assertEqual(f.read(), b"old")
                self.assertEqual(self.names(), ["a.pdf"])

    def test_an_end_that_only_the_connection_marks_is_not_believed_without_a_digest(self):
        def without_length(**headers):
            def handler(talk):
                talk.read()
                lines = "".join(f"{k}: {v}\r\n" for k, v in headers.items())
                talk.send(f"HTTP/1.1 200 OK\r\n{lines}Connection: close\r\n\r\n".encode() + self.DATA)
            return handler
        with FakeServer(without_length()) as server:
            code, _, err = self.run_client("get", "5", "-o", "a.pdf", server=server)
        self.assertEqual(code, 1)
        self.assertIn("broke off", err)
        with FakeServer(without_length(ETag=etag(self.DATA))) as server:
            code, _, _ = self.run_client("get", "5", "-o", "a.pdf", server=server)
        self.assertEqual(code, 0)

    def test_a_link_is_followed_and_a_device_stays_one(self):
        self.file("real.pdf", b"old")
        os.symlink("real.pdf", self.path("link.pdf"))
        with FakeServer(content(b"new")) as server:
            code, _, _ = self.run_client("get", "5", "-o", "link.pdf", server=server)
        self.assertEqual(code, 0)
        self.assertTrue(os.path.islink(self.path("link.pdf")))
        with open(self.path("real.pdf"), "rb") as f:
            self.assertEqual(f.read(), b"new")
        os.mkfifo(self.path("pipe"))
        reader = os.open(self.path("pipe"), os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        with FakeServer(content(b"new")) as server:
            code, _, _ = self.run_client("get", "5", "-o", "pipe", server=server)
        self.assertEqual((code, os.read(reader, 10)), (0, b"new"))

    def test_a_folder_is_no_file(self):
        os.mkdir(self.path("d"))
        code, _, err = self.run_client("get", "5", "-o", "d", KONTOR_URL="http://127.0.0.1:1", KONTOR_TOKEN="x")
        self.assertEqual(code, 2)
        self.assertIn("directory", err)

    def test_json_tells_the_document_beside_the_file(self):
        with FakeServer(content(b"new"), answering({"id": 5})) as server:
            code, out, _ = self.run_client("get", "5", "-o", "a.pdf", "--json", server=server)
        self.assertEqual((code, json.loads(out)), (0, {"id": 5}))


if __name__ == "__main__":
    unittest.main()
