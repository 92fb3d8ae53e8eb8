"""What is brought out of the house: time stamps by a real authority and by bad ones, checkpoints in a folder and to a program,
and the log proven against them."""
import base64
import glob
import os
import re
import shutil
import subprocess
import tempfile
import threading
import unittest

import kontor
import tsa


def figure(server, name):
    found = re.search(rf"^kontor_{name} (\d+)$", server.get("/metrics").body.decode(), re.M)
    return int(found.group(1)) if found else None


def job(server, kind):
    return next((j for j in server.get("/api/v1/jobs").json["items"] if j["kind"] == kind), None)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="kontor-outside-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)


class Stamps(Case):
    @classmethod
    def setUpClass(cls):
        cls.keys = tempfile.mkdtemp(prefix="kontor-tsa-")
        cls.addClassCleanup(shutil.rmtree, cls.keys, ignore_errors=True)
        cls.authority = tsa.Authority(os.path.join(cls.keys, "good"))
        cls.other = tsa.Authority(os.path.join(cls.keys, "other"))

    def good(self, request):
        return 200, self.authority.reply(request)

    def server(self, answer):
        self.tsa = tsa.Server(answer)
        self.addCleanup(self.tsa.close)
        return kontor.Server(f'[proof]\ntimestamp_url = "{self.tsa.url}"\ntimestamp_ca = "{self.authority.ca}"\n'
                             "timestamp_interval_seconds = 1\n")

    def test_a_checkpoint_is_stamped_and_the_archive_stays_sound(self):
        with self.server(self.good) as server:
            server.add(b"ein Papier")
            size = int(server.get("/api/v1/log/checkpoint").body.split(b"\n")[1])
            kontor.wait_for(lambda: figure(server, "checkpoint_stamped_size") >= size, what="the stamp")
            path, content_type, request = self.tsa.requests[0]
            self.assertEqual((path, content_type), ("/tsr", "application/timestamp-query"))
            # What was asked for is the checkpoint as it is handed out: openssl agrees.
            with open(self.path("q"), "wb") as f:
                f.write(request)
            said = subprocess.run(["openssl", "ts", "-query", "-in", self.path("q"), "-text"], capture_output=True, text=True,
                                  check=True, timeout=60).stdout
            self.assertIn("Hash Algorithm: sha512", said)
            self.assertIn("Certificate required: yes", said)
            self.assertNotIn("Nonce: unspecified", said)
            # The stamp can be had, and openssl believes it with nothing else at hand.
            stamp = server.get("/api/v1/log/stamps").json["items"][-1]
            self.assertGreaterEqual(stamp["size"], size)
            self.assertEqual(int(stamp["checkpoint"].split("\n")[1]), stamp["size"])
            for name, content in (("note", stamp["checkpoint"].encode()), ("token", base64.b64decode(stamp["token"]))):
                with open(self.path(name), "wb") as f:
                    f.write(content)
            tsa.openssl("ts", "-verify", "-data", self.path("note"), "-token_in", "-in", self.path("token"), "-CAfile", self.authority.ca)
            self.assertEqual(stamp["chain"].count("BEGIN CERTIFICATE"), 2)
            pages = server.get("/api/v1/log/stamps?limit=1").json
            self.assertEqual((len(pages["items"]), pages["total"] > 1), (1, pages["next"] is not None))
            # Nothing new but the word of the stamp itself: no further one is asked for.
            kontor.wait_for(lambda: figure(server, "checkpoint_unstamped_age_seconds") == 0)
            self.assertGreater(figure(server, "stamp_valid_seconds"), 3600 * 24 * 365)
            kontor.wait_for(lambda: job(server, "stamp") is None, what="the end of the job")
            server.stop()
            code, said = server.check()
            self.assertEqual(code, 0, said)

    def test_bad_answers_are_refused_seen_and_tried_again(self):
        nonce = self.other.query(b"another question")
        bad = {
            "proof.stamp_nonce": lambda r: (200, self.authority.reply(self.same_data_other_nonce(r))),
            "proof.stamp_imprint": lambda r: (200, self.authority.reply(nonce)),
            "proof.stamp_certificate": lambda r: (200, self.authority.reply(r, "expired")),
            "proof.stamp_malformed": lambda r: (200, b"<html>garbage</html>"),
            "proof.stamp_refused": lambda r: (200, bytes.fromhex("30053003020102")),  # status 2: rejection, no token
            "outside.answer": lambda r: (500, b""),
        }
        with self.server(lambda r: (503, b"")) as server:
            server.add(b"ein Papier")
            server.get("/api/v1/log/checkpoint")
            # Seeing that a stamp is due does not count the tries anew.
            kontor.wait_for(lambda: (j := job(server, "stamp")) and j["attempts"] >= 3, seconds=60, what="the third try")
            for code, answer in bad.items():
                with self.subTest(code):
                    with self.tsa.lock:
                        self.tsa.answer = answer
                    found = kontor.wait_for(lambda: (j := job(server, "stamp")) and j["reason"] == code and j,
                                            seconds=90, what=code)
                    self.assertGreater(found["attempts"], 0)
                    self.assertEqual(found["place"], 1 if found["state"] == "pending" else None)
                    self.assertEqual(figure(server, "checkpoint_stamped_size"), 0)
                    # Waiting for the next try is no part of this test.
                    self.retry(server)
            # Filing was never in the way of it, nor the other way round.
            self.assertEqual(server.add(b"noch ein Papier").status, 201)
            with self.tsa.lock:
                self.tsa.answer = self.good
            kontor.wait_for(lambda: figure(server, "checkpoint_stamped_size") > 0, seconds=90, what="the stamp after all")

    def retry(self, server):
        found = job(server, "stamp")
        if found:
            server.post(f"/api/v1/jobs/{found['id']}/retry")

    def same_data_other_nonce(self, request):
        """The same imprint, asked with another nonce: the last sixteen bytes before certReq and its value."""
        place = len(request) - 3 - 8
        return request[:place] + bytes(b ^ 1 for b in request[place:place + 8]) + request[place + 8:]

    def test_an_authority_that_hangs_keeps_nobody_waiting(self):
        gate = threading.Event()
        self.addCleanup(gate.set)

        def hang(request):
            gate.wait(120)
            return 503, b""

        with self.server(hang) as server:
            kontor.wait_for(lambda: self.tsa.requests, what="the question")
            self.assertEqual(server.add(b"waehrenddessen").status, 201)
            self.assertEqual(server.get("/api/v1/log/checkpoint").status, 200)
            kontor.wait_for(lambda: figure(server, "checkpoint_unstamped_age_seconds") > 0, what="the age of what is not stamped")
            server.stop()  # at once, though the answer is still to come

    def test_over_https_the_authority_must_be_one_that_the_system_knows(self):
        tsa.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.path("web.key"),
                    "-out", self.path("web.pem"), "-subj", "/CN=localhost", "-days", "30", "-addext", "subjectAltName=DNS:localhost")
        self.tsa = tsa.Server(self.good, (self.path("web.pem"), self.path("web.key")))
        self.addCleanup(self.tsa.close)
        config = (f'[proof]\ntimestamp_url = "{self.tsa.url}"\ntimestamp_ca = "{self.authority.ca}"\n'
                  "timestamp_interval_seconds = 1\n")
        with kontor.Server(config) as server:
            kontor.wait_for(lambda: (j := job(server, "stamp")) and j["reason"] == "outside.connect", what="the refusal")
            self.assertEqual(self.tsa.requests, [])
        with kontor.Server(config, environment={"SSL_CERT_FILE": self.path("web.pem")}) as server:
            kontor.wait_for(lambda: figure(server, "checkpoint_stamped_size") > 0, what="the stamp")
        # Known, but of another name.
        config = config.replace("localhost", "127.0.0.1")
        with kontor.Server(config, environment={"SSL_CERT_FILE": self.path("web.pem")}) as server:
            kontor.wait_for(lambda: (j := job(server, "stamp")) and j["reason"] == "outside.connect", what="the refusal")

    def test_certificates_that_are_none_are_told_at_the_start(self):
        with open(self.path("ca.pem"), "w", encoding="ascii") as f:
            f.write("nonsense")
        server = kontor.Server(f'[proof]\ntimestamp_url = "http://127.0.0.1:9/"\ntimestamp_ca = "{self.path("ca.pem")}"\n')
        self.addCleanup(shutil.rmtree, server.folder, ignore_errors=True)
        with self.assertRaisesRegex(AssertionError, "not ready"):
            server.start()


class Publishing(Case):
    def files(self):
        return sorted(glob.glob(self.path("out/*")))

    def server(self, config, **more):
        os.makedirs(self.path("out"), exist_ok=True)
        return kontor.Server(f"[proof]\n{config}\n", **more)

    def to_folder(self):
        return self.server(f'publish = "{self.path("out")}"')

    def published(self, server, size):
        return kontor.wait_for(lambda: figure(server, "checkpoint_outside_size") >= size, what="a checkpoint outside")

    def head(self, server):
        note = server.get("/api/v1/log/checkpoint").body
        return note, int(note.split(b"\n")[1])

    def test_each_new_checkpoint_is_brought_to_the_folder(self):
        with self.to_folder() as server:
            for n in range(3):
                server.add(f"Papier {n}".encode())
                note, size = self.head(server)
                self.published(server, size)
            self.assertLess(figure(server, "checkpoint_outside_age_seconds"), 60)
            self.assertEqual(server.raw("GET", "/readyz").json["warnings"], [])
            origin = note.split(b"\n")[0].decode()
            with open(self.path(f"out/{origin}-{size:012}.checkpoint"), "rb") as f:
                self.assertEqual(f.read(), note)
            self.assertFalse([f for f in self.files() if not f.endswith(".checkpoint")])
            # The command proves the log against them, beside the server and without it.
            server.run("check", "--data", server.data, "--against", *self.files())
            server.stop()
            server.run("check", "--data", server.data, "--against", *self.files())

    def test_a_folder_that_is_away_is_tried_again_and_seen(self):
        with self.server(f'publish = "{self.path("away")}"') as server:
            found = kontor.wait_for(lambda: (j := job(server, "publish")) and j["reason"] and j, what="the failure")
            self.assertEqual(found["reason"], "outside.folder")
            self.assertEqual(figure(server, "checkpoint_outside_size"), 0)
            os.mkdir(self.path("away"))
            kontor.wait_for(lambda: figure(server, "checkpoint_outside_size") > 0, seconds=60, what="the next try")

    def test_another_head_of_the_same_size_is_never_replaced(self):
        with self.to_folder() as server:
            server.add(b"eins")
            note, size = self.head(server)
            self.published(server, size)
            origin = note.split(b"\n")[0].decode()
            forged = self.path(f"out/{origin}-{size + 1:012}.checkpoint")
            with open(forged, "w", encoding="ascii") as f:
                f.write("another head\n")
            server.post("/api/v1/folders", {"name": "ein Eintrag"})
            self.assertEqual(self.head(server)[1], size + 1)
            found = kontor.wait_for(lambda: (j := job(server, "publish")) and j["reason"] and j, what="the refusal")
            self.assertEqual(found["reason"], "outside.other_checkpoint")
            with open(forged, encoding="ascii") as f:
                self.assertEqual(f.read(), "another head\n")

    def test_a_program_gets_the_checkpoint_and_nothing_else_of_ours(self):
        script = self.path("keep")
        with open(script, "w", encoding="ascii") as f:
            f.write(f'#!/bin/sh\ncat > {self.path("got")}.tmp\n(echo "$@"; env; ls /proc/self/fd | wc -w) > {self.path("said")}\n'
                    f'mv {self.path("got")}.tmp {self.path("got")}\n')
        os.chmod(script, 0o755)
        with self.server(f'publish_command = ["{script}", "a b", "$HOME;id"]', environment={"KONTOR_LOG_LEVEL": "info"}) as server:
            note, size = self.head(server)
            self.published(server, size)
            kontor.wait_for(lambda: int(open(self.path("got"), "rb").read().split(b"\n")[1]) >= size)
            with open(self.path("said"), encoding="utf-8") as f:
                said = f.read()
            self.assertTrue(said.startswith("a b $HOME;id\n"), said)  # no shell has read it
            self.assertNotIn("KONTOR_LOG", said)
            self.assertLessEqual(int(said.split()[-1]), 4)

    def test_a_program_that_fails_or_is_not_there_is_seen(self):
        for command, code in ((["/bin/false"], "outside.command_failed"), ([self.path("none")], "outside.command_start")):
            with self.subTest(code), self.server(f"publish_command = {command}".replace("'", '"')) as server:
                found = kontor.wait_for(lambda: (j := job(server, "publish")) and j["reason"] and j, what="the failure")
                self.assertEqual(found["reason"], code)
                self.assertEqual(figure(server, "checkpoint_outside_size"), 0)

    def test_a_program_that_hangs_ends_with_the_server(self):
        with self.server('publish_command = ["sleep", "600"]') as server:
            running = lambda: subprocess.run(["pgrep", "-P", str(server.process.pid), "sleep"], capture_output=True, check=False).stdout
            kontor.wait_for(running, what="the program")
            self.assertEqual(server.add(b"waehrenddessen").status, 201)
            server.stop()


class Against(Case):
    """kontord check --against, on archives that were exchanged behind our back."""

    def check(self, server, *files, data=None, code):
        done = subprocess.run([kontor.program("kontord"), "check", "--data", data or server.data, "--against", *files],
                              capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def keep(self, server, name):
        with open(self.path(name), "wb") as f:
            f.write(server.get("/api/v1/log/checkpoint").body)
        return self.path(name)

    def test_an_older_copy_and_another_history_under_the_same_key_are_caught(self):
        with kontor.Server() as server:
            server.add(b"eins")
            first = self.keep(server, "first")
            server.stop()
            copy = self.path("copy")
            shutil.copytree(server.data, copy, ignore=shutil.ignore_patterns("*.sock"))
            server.start()
            for n in range(10):
                server.add(f"die Wahrheit {n}".encode())
            second = self.keep(server, "second")
            server.stop()
            self.assertIn("continues 2 checkpoints", self.check(server, first, second, code=0))
            # The copy in its place: it lacks what the second saw, and continues the first.
            shutil.rmtree(server.data)
            shutil.copytree(copy, server.data)
            said = self.check(server, first, second, code=1)
            self.assertRegex(said, r"second: contradicts the log: it saw \d+ entries, there are \d+")
            self.assertNotIn("first:", said)
            # And with another history, signed with the same key.
            server.start()
            for n in range(20):
                server.add(f"eine Erfindung {n}".encode())
            third = self.keep(server, "third")
            said = self.check(server, first, second, third, code=1)  # beside the server
            self.assertRegex(said, r"second: contradicts the log: its first \d+ entries are others now")
            self.assertNotIn("first:", said)
            self.assertNotIn("third:", said)

    def test_what_is_no_checkpoint_of_this_archive_is_named(self):
        with kontor.Server() as server, kontor.Server() as other:
            own = self.keep(server, "own")
            foreign = self.keep(other, "foreign")
            with open(self.path("garbage"), "wb") as f:
                f.write(b"\xff\x00garbage")
            said = self.check(server, own, foreign, self.path("garbage"), code=1)
            self.assertIn(f"{foreign}: is no checkpoint of this archive", said)
            self.assertIn(f"{self.path('garbage')}: is no checkpoint of this archive", said)
            self.assertNotIn(f"{own}:", said)
            self.check(server, self.path("missing"), code=1)
            # A key that is vouched for does not make another log this one.
            with open(self.path("other.vkey"), "wb") as f:
                f.write(other.get("/api/v1/log/key").body)
            self.check(server, foreign, "--key", self.path("other.vkey"), code=1)


if __name__ == "__main__":
    unittest.main()
