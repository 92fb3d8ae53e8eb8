#!/usr/bin/env python3
"""kontor add: papers go whole or not at all, and one that fails does not keep the others back."""
import json
import os
import subprocess
import unittest
from urllib.parse import parse_qs, urlsplit

from client_case import PROGRAM, ClientCase, problem, stored
from fake_server import FakeServer

MIB = 1024 * 1024
LARGE = 24 * MIB  # more than the sockets in between hold


class Add(ClientCase):
    def test_each_file_is_a_line_with_its_number(self):
        a, b = self.file("a.pdf"), self.file("b.pdf", b"other")
        with FakeServer(stored(7), stored(8)) as server:
            code, out, err = self.run_client("add", a, b, server=server)
        self.assertEqual((code, out, err), (0, "7  a.pdf\n8  b.pdf\n", ""))
        self.assertEqual([t.body for t in server.talks], [b"%PDF-1.4 paper", b"other"])
        self.assertEqual(server.talks[0].headers["authorization"], "Bearer secret-token-env")
        keys = [t.headers["idempotency-key"] for t in server.talks]
        self.assertNotEqual(keys[0], keys[1])

    def test_name_folder_and_title_travel_as_they_are(self):
        name = "Rechnung & mehr ä=1%.pdf"
        self.file(name)
        with FakeServer(stored(1)) as server:
            code, _, _ = self.run_client("add", name, "--folder", "/Finance/2025", "--title", "Fünf #1", server=server)
        self.assertEqual(code, 0)
        target = urlsplit(server.talks[0].target)
        self.assertEqual(target.path, "/api/v1/documents")
        self.assertEqual(parse_qs(target.query), {"filename": [name], "folder": ["/Finance/2025"], "title": ["Fünf #1"]})

    def test_a_name_that_is_not_utf8_arrives_byte_by_byte(self):
        with open(os.fsencode(self.home) + b"/\xff.pdf", "wb") as f:
            f.write(b"x")
        with FakeServer(stored(1)) as server:
            code, out, _ = self.run_client("add", b"\xff.pdf", server=server)
        self.assertEqual((code, out), (0, "1  \udcff.pdf\n"))
        self.assertIn("filename=%FF.pdf", server.talks[0].target)

    def test_json_prints_what_the_server_says(self):
        self.file("a.pdf")
        with FakeServer(stored(7)) as server:
            code, out, _ = self.run_client("add", "--json", "a.pdf", server=server)
        self.assertEqual((code, json.loads(out)), (0, {"id": 7, "title": "x", "document_date": None}))

    def test_one_that_fails_does_not_keep_the_others_back(self):
        self.file("a.pdf")
        self.file("b.pdf")
        with FakeServer(problem(422, "document.empty_file", ("leer", "empty")), stored(3)) as server:
            code, out, err = self.run_client("add", "a.pdf", "missing.pdf", ".", "b.pdf", server=server)
        self.assertEqual((code, out), (1, "3  b.pdf\n"))
        self.assertEqual(len(err.splitlines()), 3)
        self.assertIn("kontor: a.pdf: empty", err)
        self.assertIn("kontor: missing.pdf: There is no such file", err)
        self.assertIn("kontor: .: This is a directory", err)

    def test_standard_input_is_sent_in_chunks(self):
        data = os.urandom(3 * MIB + 17)
        with FakeServer(stored(5)) as server:
            process = subprocess.Popen([PROGRAM, "add", "-", "--filename", "scan.pdf"], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, env=self.environment(server), cwd=self.home)
            out, _ = process.communicate(data, timeout=60)
        self.assertEqual((process.returncode, out), (0, b"5  -\n"))
        self.assertEqual(server.talks[0].headers["transfer-encoding"], "chunked")
        self.assertEqual(server.talks[0].body, data)
        self.assertIn("filename=scan.pdf", server.talks[0].target)

    def test_standard_input_that_is_a_file_is_sent_with_its_length(self):
        self.file("a.pdf", b"0123456789")
        with FakeServer(stored(5)) as server, open(self.path("a.pdf"), "rb") as source:
            os.lseek(source.fileno(), 3, os.SEEK_SET)
            done = subprocess.run([PROGRAM, "add", "-"], stdin=source, stdout=subprocess.PIPE,
                                  env=self.environment(server), cwd=self.home, timeout=60, check=False)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(server.talks[0].body, b"3456789")

    def test_a_connection_lost_before_the_answer_is_tried_once_more_with_the_same_key(self):
        self.file("a.pdf")

        def lose(talk):
            talk.read()
            talk.hang_up()
        with FakeServer(lose, stored(9, 200)) as server:
            code, out, err = self.run_client("add", "a.pdf", server=server)
        self.assertEqual((code, out, err), (0, "9  a.pdf\n", ""))
        first, second = server.talks
        self.assertEqual(first.headers["idempotency-key"], second.headers["idempotency-key"])
        self.assertEqual(first.target, second.target)
        self.assertEqual(second.body, b"%PDF-1.4 paper")

    def test_a_connection_lost_twice_is_a_failure(self):
        self.file("a.pdf")

        def lose(talk):
            talk.read_head()
            talk.reset()
        with FakeServer(lose, lose, stored(1)) as server:
            code, out, err = self.run_client("add", "a.pdf", server=server)
            self.assertEqual(len(server.talks), 2)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("broke off", err)

    def test_an_answer_cut_off_midway_counts_as_lost(self):
        self.file("a.pdf")

        def cut(talk):
            talk.read()
            talk.answer(201, b'{"id": 9', content_length=500)
        with FakeServer(cut, stored(9)) as server:
            code, out, _ = self.run_client("add", "a.pdf", server=server)
        self.assertEqual((code, out), (0, "9  a.pdf\n"))

    def test_a_first_try_still_at_work_is_waited_for(self):
        self.file("a.pdf")

        def lose(talk):
            talk.read()
            talk.hang_up()
        running = problem(409, "idempotency.running", ("läuft", "running"))
        with FakeServer(lose, running, stored(4)) as server:
            code, out, _ = self.run_client("add", "a.pdf", server=server)
        self.assertEqual((code, out), (0, "4  a.pdf\n"))
        self.assertEqual(len({t.headers["idempotency-key"] for t in server.talks}), 1)

    def test_a_key_running_elsewhere_is_no_reason_to_wait(self):
        self.file("a.pdf")
        with FakeServer(problem(409, "idempotency.running", ("läuft", "running")), stored(4)) as server:
            code, _, _ = self.run_client("add", "a.pdf", server=server)
            self.assertEqual(len(server.talks), 1)
        self.assertEqual(code, 1)

    def test_another_refusal_of_the_second_try_is_final(self):
        self.file("a.pdf")

        def lose(talk):
            talk.read()
            talk.hang_up()
        with FakeServer(lose, problem(409, "document.trashed", ("Papierkorb", "in the trash")), stored(4)) as server:
            code, _, err = self.run_client("add", "a.pdf", server=server)
            self.assertEqual(len(server.talks), 2)
        self.assertEqual((code, err), (1, "kontor: a.pdf: in the trash\n"))

    def test_a_pipe_cannot_be_sent_twice(self):
        def lose(talk):
            talk.read()
            talk.hang_up()
        with FakeServer(lose, stored(1)) as server:
            code, _, err = self.run_client("add", "-", server=server, stdin=b"x")
            self.assertEqual(len(server.talks), 1)
        self.assertEqual(code, 1)
        self.assertIn("kontor: -: ", err)

    def test_a_large_file_asks_first_and_a_refusal_costs_no_transfer(self):
        self.file("big.pdf", bytes(2 * MIB))

        def refuse(talk):
            talk.read_head()
            assert talk.headers["expect"] == "100-continue"
            talk.answer(413, b'{"detail":"too large here","errors":[]}', "application/problem+json")
            talk.read_body()
        with FakeServer(refuse) as server:
            code, _, err = self.run_client("add", "big.pdf", server=server)
        self.assertEqual(code, 1)
        self.assertIn("big.pdf: too large here", err)
        self.assertEqual(server.talks[0].buffer, b"", "bytes were sent after the refusal")

    def test_a_server_that_never_says_continue_gets_the_file_all_the_same(self):
        self.file("big.pdf", bytes(2 * MIB))

        def silent(talk):
            talk.read_head()
            talk.read_body()
            talk.answer(201, b'{"id":6}')
        with FakeServer(silent) as server:
            code, out, _ = self.run_client("add", "big.pdf", server=server)
        self.assertEqual((code, out), (0, "6  big.pdf\n"))

    def test_a_refusal_in_the_middle_is_heard(self):
        self.file("big.pdf", bytes(LARGE))

        def refuse(talk):
            talk.read_head()
            talk.go_on()
            talk.sock.recv(65536)
            talk.answer(507, b'{"detail":"no room","errors":[]}', "application/problem+json")
            while talk.sock.recv(65536):  # as a polite server does, lest a reset overtakes the answer
                pass
        with FakeServer(refuse) as server:
            code, _, err = self.run_client("add", "big.pdf", server=server)
        self.assertEqual(code, 1)
        self.assertIn("big.pdf: no room", err)

    def cut_meanwhile(self, change):
        self.file("big.pdf", bytes(LARGE))

        def handler(talk):
            talk.read_head()
            talk.go_on()
            change()
            talk.read_body()
            raise AssertionError("the body was ended as if it were whole")
        with FakeServer(handler, stored(1)) as server:
            code, out, err = self.run_client("add", "big.pdf", server=server)
            self.assertEqual(len(server.talks), 1)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("big.pdf: The file changed", err)
        self.assertEqual([type(f) for f in server.faults], [ConnectionError])

    def test_a_file_that_shrinks_meanwhile_is_not_sent_as_a_whole_one(self):
        self.cut_meanwhile(lambda: os.truncate(self.path("big.pdf"), LARGE - MIB))

    def test_a_file_that_grows_meanwhile_is_not_sent_as_a_whole_one(self):
        def grow():
            with open(self.path("big.pdf"), "ab") as f:
                f.write(b"more")
        self.cut_meanwhile(grow)

    def test_an_empty_file_is_the_servers_to_judge(self):
        self.file("a.pdf", b"")
        with FakeServer(problem(422, "document.empty_file", ("leer", "The file is empty."))) as server:
            code, _, err = self.run_client("add", "a.pdf", server=server)
        self.assertEqual((code, err), (1, "kontor: a.pdf: The file is empty.\n"))
        self.assertEqual(server.talks[0].headers["content-length"], "0")

    def test_a_full_disk_behind_standard_output_is_a_failure(self):
        self.file("a.pdf")
        with FakeServer(stored(7)) as server, open("/dev/full", "wb") as full:
            code, _, err = self.run_client("add", "a.pdf", server=server, stdout=full)
        self.assertEqual(code, 1)
        self.assertIn("standard output", err)


if __name__ == "__main__":
    unittest.main()
