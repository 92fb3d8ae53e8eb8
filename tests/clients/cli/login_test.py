#!/usr/bin/env python3
"""Logging in and out, where the login is kept, which server gets the token, and whom TLS trusts."""
import hashlib
import json
import os
import pty
import select
import signal
import ssl
import stat
import subprocess
import termios
import unittest

from client_case import PROGRAM, ClientCase, answering, body, problem
from fake_server import LOGGED_IN, FakeServer


def session(talk):
    talk.read()
    talk.answer(200, body(LOGGED_IN))


def looked_at(talk):
    """The client wants the certificate only."""
    talk.sock.recv(1)


def gone(talk):
    talk.read()
    talk.send(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


class Login(ClientCase):
    def log_in(self, server, *args, **env):
        self.file("password", "pässword\n".encode())
        return self.run_client("login", server.url, "--user", "anna", "--password-file", "password", *args, **env)

    def test_name_and_password_travel_as_json_and_the_token_is_kept_for_its_owner_only(self):
        with FakeServer(session, answering({"id": 1}), answering({"id": 1})) as server:
            code, out, err = self.log_in(server)
            self.assertEqual((code, err), (0, ""))
            self.assertIn(f"anna at {server.url} until 2026-11-24T12:00:00.000Z", out)
            self.run_client("show", "1")
            self.run_client("show", "1", KONTOR_TOKEN="other-token")
        self.assertEqual(json.loads(server.talks[0].body), {"user": "anna", "password": "pässword"})
        self.assertNotIn("authorization", server.talks[0].headers)
        self.assertEqual([t.headers["authorization"] for t in server.talks[1:]], ["Bearer secret-token-1", "Bearer other-token"])
        self.assertEqual(stat.S_IMODE(os.stat(self.login_file()).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(self.login_file())).st_mode), 0o700)

    def test_xdg_config_home_takes_the_login_when_it_is_absolute(self):
        with FakeServer(session, session) as server:
            self.log_in(server, XDG_CONFIG_HOME=self.path("xdg"))
            self.assertTrue(os.path.exists(self.path("xdg/kontor/session.json")))
            self.log_in(server, XDG_CONFIG_HOME="relative")
        self.assertTrue(os.path.exists(self.login_file()))
        self.assertFalse(os.path.exists(self.path("relative")))

    def test_json_does_not_show_the_token(self):
        with FakeServer(session) as server:
            code, out, _ = self.log_in(server, "--json")
        self.assertEqual(code, 0)
        self.assertEqual(set(json.loads(out)), {"url", "user", "expires"})

    def test_a_wrong_password_is_refused_and_nothing_is_kept(self):
        with FakeServer(problem(401, "auth.failed", ("Falsch.", "Wrong."))) as server:
            code, _, err = self.log_in(server)
        self.assertEqual((code, err), (1, "kontor: Wrong.\n"))
        self.assertFalse(os.path.exists(self.login_file()))

    def test_an_answer_without_a_token_is_a_failure(self):
        with FakeServer(answering({"expires": "x"})) as server:
            code, _, err = self.log_in(server)
        self.assertEqual(code, 1)
        self.assertIn("cannot be understood", err)
        self.assertFalse(os.path.exists(self.login_file()))

    def test_without_a_login_every_command_says_so(self):
        code, _, err = self.run_client("show", "1")
        self.assertEqual(code, 2)
        self.assertIn("kontor login", err)
        code, _, err = self.run_client("show", "1", KONTOR_URL="http://127.0.0.1:1")
        self.assertEqual(code, 1)
        self.assertIn("not logged in", err)

    def test_a_stored_token_never_goes_to_another_server(self):
        with FakeServer(session) as server:
            self.log_in(server)
        with FakeServer(answering({"id": 1})) as other:
            code, _, err = self.run_client("show", "1", KONTOR_URL=other.url)
            self.assertEqual(other.talks, [])
        self.assertEqual(code, 1)
        self.assertIn("not logged in", err)

    def test_a_broken_login_file_is_named_and_not_quoted(self):
        os.makedirs(os.path.dirname(self.login_file()))
        for text in ("", "{", '{"token": "secret"}', '{"token": secret}', "[]", "\0"):
            with open(self.login_file(), "w", encoding="utf-8") as f:
                f.write(text)
            code, _, err = self.run_client("show", "1")
            self.assertEqual(code, 2)
            self.assertIn("session.json", err)

    def test_logging_out_ends_the_session_and_forgets_it(self):
        with FakeServer(session, gone) as server:
            self.log_in(server)
            code, _, _ = self.run_client("logout")
        self.assertEqual(code, 0)
        self.assertEqual((server.talks[1].method, server.talks[1].target), ("DELETE", "/api/v1/session"))
        self.assertEqual(server.talks[1].headers["authorization"], "Bearer secret-token-1")
        self.assertFalse(os.path.exists(self.login_file()))

    def test_a_session_that_is_over_is_forgotten_without_complaint(self):
        with FakeServer(session, problem(401, "auth.expired", ("x", "x"))) as server:
            self.log_in(server)
            code, _, err = self.run_client("logout")
        self.assertEqual((code, err), (0, ""))

    def test_a_server_that_is_away_does_not_keep_the_login_here(self):
        with FakeServer(session) as server:
            self.log_in(server)
            server.thread.join()
            code, _, _ = self.run_client("logout")
        self.assertEqual(code, 1)
        self.assertFalse(os.path.exists(self.login_file()))


class WithTerminal(ClientCase):
    """With a terminal of its own, which shows what is typed unless the program forbids it."""

    def start(self, *args):
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.home)
            os.execve(PROGRAM, [PROGRAM, *args], self.environment())
        self.addCleanup(os.close, terminal)
        return pid, terminal

    def read_until(self, terminal, words):
        seen = b""
        while words not in seen:
            ready, _, _ = select.select([terminal], [], [], 60)
            self.assertTrue(ready, f"no {words} in {seen}")
            seen += os.read(terminal, 1024)
        return seen

    def read_to_end(self, terminal):
        seen = b""
        while True:
            try:
                data = os.read(terminal, 1024)
            except OSError:  # the other end is closed
                return seen
            if not data:
                return seen
            seen += data



class Terminal(WithTerminal):
    def test_name_and_password_are_asked_for_and_the_password_does_not_show(self):
        with FakeServer(session) as server:
            pid, terminal = self.start("login", server.url)
            self.read_until(terminal, b"Name: ")
            os.write(terminal, b"anna\n")
            self.read_until(terminal, b"Password: ")
            os.write(terminal, b"hush-hush\n")
            rest = self.read_to_end(terminal)
            _, status = os.waitpid(pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0)
        self.assertNotIn(b"hush", rest)
        self.assertEqual(json.loads(server.talks[0].body), {"user": "anna", "password": "hush-hush"})

    def test_breaking_off_at_the_password_leaves_the_terminal_as_it_was(self):
        with FakeServer() as server:
            pid, terminal = self.start("login", server.url, "--user", "anna")

            before = termios.tcgetattr(terminal)[3] | termios.ECHO
            self.read_until(terminal, b"Password: ")
            self.assertFalse(termios.tcgetattr(terminal)[3] & termios.ECHO)
            os.kill(pid, signal.SIGINT)
            seen = self.read_until(terminal, b"Cancelled")
            self.assertEqual(termios.tcgetattr(terminal)[3], before)
            self.read_to_end(terminal)
            _, status = os.waitpid(pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 1)
        self.assertIn(b"Cancelled", seen)

    def test_a_paper_does_not_go_to_the_terminal_unasked(self):
        pid, terminal = self.start("get", "5")
        self.assertIn(b"-o", self.read_to_end(terminal))
        _, status = os.waitpid(pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 2)

    def test_without_a_terminal_the_options_are_named(self):
        done = subprocess.run([PROGRAM, "login", "http://127.0.0.1:1"], stdin=subprocess.DEVNULL, capture_output=True,
                              env=self.environment(), cwd=self.home, start_new_session=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"--password-file", done.stderr)


class Tls(WithTerminal):
    def setUp(self):
        super().setUp()
        self.certificate, self.fingerprint = self.make("a", "IP:127.0.0.1")

    def make(self, name, names):
        """A self-signed certificate for `names`, and its fingerprint."""
        crt, key = self.path(name + ".crt"), self.path(name + ".key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=test", "-addext", "subjectAltName=" + names, "-keyout", key, "-out", crt],
                       check=True, capture_output=True)
        with open(crt, encoding="ascii") as f:
            der = ssl.PEM_cert_to_DER_cert(f.read())
        return (crt, key), hashlib.sha256(der).hexdigest()

    def shown(self):
        return ":".join(self.fingerprint[i:i + 2] for i in range(0, 64, 2)).upper()

    def show(self, server, *args, **env):
        return self.run_client(*args, "show", "1", server=server, **env)

    def test_a_certificate_nobody_vouches_for_gets_no_token(self):
        with FakeServer(looked_at, looked_at, certificate=self.certificate) as server:
            code, _, err = self.show(server)
            self.assertEqual([t.headers for t in server.talks], [{}] * len(server.talks))
        self.assertEqual(code, 1)
        self.assertIn("cannot be trusted", err)
        self.assertIn("--fingerprint", err)
        self.assertIn(self.shown(), err)

    def test_a_certificate_of_a_known_authority_is_trusted(self):
        with FakeServer(answering({"id": 1}), certificate=self.certificate) as server:
            code, _, err = self.show(server, SSL_CERT_FILE=self.certificate[0])
        self.assertEqual((code, err), (0, ""))

    def test_a_certificate_for_another_name_gets_no_token(self):
        certificate, _ = self.make("b", "DNS:archive.example,IP:127.0.0.2")
        with FakeServer(looked_at, looked_at, certificate=certificate) as server:
            code, _, err = self.show(server, SSL_CERT_FILE=certificate[0])
            self.assertEqual([t.headers for t in server.talks], [{}] * len(server.talks))
        self.assertEqual(code, 1)
        self.assertIn("cannot be trusted", err)

    def test_a_fingerprint_is_trusted_in_any_spelling(self):
        for spelling in (self.fingerprint, self.fingerprint.upper(), self.shown()):
            with FakeServer(answering({"id": 1}), certificate=self.certificate) as server:
                code, _, err = self.show(server, "--fingerprint", spelling)
            self.assertEqual((code, err), (0, ""))

    def test_another_fingerprint_gets_no_token_whoever_vouches_for_it(self):
        with FakeServer(answering({"id": 1}), certificate=self.certificate) as server:
            code, _, err = self.show(server, "--fingerprint", "00" * 32, SSL_CERT_FILE=self.certificate[0])
            self.assertEqual([t.headers for t in server.talks], [{}] * len(server.talks))
        self.assertEqual(code, 1)
        self.assertIn(self.shown(), err)

    def test_a_login_keeps_the_fingerprint_it_was_made_with(self):
        self.file("password", b"x")
        with FakeServer(session, answering({"id": 1}), certificate=self.certificate) as server:
            code, _, _ = self.run_client("login", server.url, "--fingerprint", self.fingerprint, "--user", "a",
                                         "--password-file", "password")
            self.assertEqual(code, 0)
            code, _, err = self.run_client("show", "1")
        self.assertEqual((code, err), (0, ""))

    def test_a_person_judges_a_certificate_nobody_vouches_for_once(self):
        with FakeServer(looked_at, looked_at, session, answering({"id": 1}), certificate=self.certificate) as server:
            pid, terminal = self.start("login", server.url, "--user", "anna")
            self.assertIn(self.shown().encode(), self.read_until(terminal, b"[y/N] "))
            os.write(terminal, b"y\n")
            self.read_until(terminal, b"Password: ")
            os.write(terminal, b"hush-hush\n")
            self.read_to_end(terminal)
            _, status = os.waitpid(pid, 0)
            self.assertEqual(os.waitstatus_to_exitcode(status), 0)
            code, _, err = self.run_client("show", "1")
            self.assertEqual((code, err), (0, ""))

    def test_a_certificate_that_the_person_does_not_know_gets_no_password(self):
        for answer in (b"n\n", b"\n", b"what?\n"):
            with FakeServer(looked_at, looked_at, certificate=self.certificate) as server:
                pid, terminal = self.start("login", server.url, "--user", "anna")
                self.read_until(terminal, b"[y/N] ")
                os.write(terminal, answer)
                self.assertNotIn(b"Password", self.read_to_end(terminal))
                _, status = os.waitpid(pid, 0)
                self.assertEqual(os.waitstatus_to_exitcode(status), 1)
        self.assertFalse(os.path.exists(self.login_file()))

    def test_a_large_paper_goes_over_tls_and_comes_back(self):
        data = os.urandom(5_000_000)
        self.file("big.pdf", data)

        def take(talk):
            talk.read()
            talk.answer(201, b'{"id":1}')

        def give(talk):
            talk.read()
            talk.answer(200, data, "application/pdf")
        with FakeServer(take, give, certificate=self.certificate) as server:
            code, _, err = self.run_client("--fingerprint", self.fingerprint, "add", "big.pdf", server=server)
            self.assertEqual((code, err), (0, ""))
            code, _, err = self.run_client("--fingerprint", self.fingerprint, "get", "1", "-o", "back.pdf", server=server)
            self.assertEqual((code, err), (0, ""))
        self.assertEqual(server.talks[0].body, data)
        with open(self.path("back.pdf"), "rb") as f:
            self.assertEqual(f.read(), data)

    def test_a_server_that_never_says_continue_is_not_waited_for_over_tls(self):
        self.file("big.pdf", bytes(2_000_000))

        def silent(talk):
            talk.read_head()
            talk.read_body()
            talk.answer(201, b'{"id":1}')
        with FakeServer(silent, certificate=self.certificate) as server:
            code, out, _ = self.run_client("--fingerprint", self.fingerprint, "add", "big.pdf", server=server)
        self.assertEqual((code, out), (0, "1  big.pdf\n"))

    def test_an_answer_cut_off_under_tls_is_noticed(self):
        def cut(talk):
            talk.read()
            talk.answer(200, b'{"id":1}', content_length=99)
        with FakeServer(cut, certificate=self.certificate) as server:
            code, _, err = self.show(server, "--fingerprint", self.fingerprint)
        self.assertEqual(code, 1)
        self.assertIn("broke off", err)

    def test_plain_http_at_a_tls_port_and_tls_at_a_plain_one_fail_with_a_sentence(self):
        with FakeServer(answering({"id": 1}), certificate=self.certificate) as server:
            code, _, err = self.show(server, KONTOR_URL=server.url.replace("https", "http"))
        self.assertEqual(code, 1)
        self.assertTrue(err.startswith("kontor: "))

        def refuse(talk):
            talk.sock.recv(1024)
            talk.answer(400, b"what?", "text/plain")
        with FakeServer(refuse) as server:
            code, _, err = self.show(server, KONTOR_URL=server.url.replace("http", "https"))
        self.assertEqual(code, 1)
        self.assertTrue(err.startswith("kontor: "))


if __name__ == "__main__":
    unittest.main()
