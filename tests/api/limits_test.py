"""Limits that hold at once: uploads per person, the same idempotency key, logins, the disk reserve; and TLS."""
import hashlib
import json
import os
import socket
import ssl
import stat
import subprocess
import unittest

import kontor


class HalfUpload:
    """An upload that has sent its head and half of its body, and waits."""

    def __init__(self, server, path, body, headers=None):
        self.body = body
        self.socket = socket.create_connection((server.host, server.port), timeout=60)
        head = {"Host": "x", "Authorization": "Bearer " + server.login(), "Content-Length": str(len(body)), "Expect": "100-continue",
                **(headers or {})}
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        self.socket.sendall(f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode())
        # The server asks for the body once it has begun to work on the request: from then on it counts.
        asked = b""
        while b"\r\n\r\n" not in asked:
            got = self.socket.recv(65536)
            assert got, asked
            asked += got
        assert b" 100 " in asked.split(b"\r\n")[0], asked
        self.socket.sendall(body[:len(body) // 2])

    def finish(self):
        self.socket.sendall(self.body[len(self.body) // 2:])
        answer = b""
        while b"\r\n\r\n" not in answer:
            got = self.socket.recv(65536)
            if not got:
                break
            answer += got
        self.socket.close()
        return int(answer.split()[1])


BODY = b"halb und halb " * 100_000


class AtOnce(unittest.TestCase):
    def test_one_person_cannot_take_all_the_uploads(self):
        with kontor.Server("[limits]\nuploads_per_actor = 1\n") as server:
            half = HalfUpload(server, "/api/v1/documents?filename=a.txt", BODY)
            answer = server.add(b"x", "filename=b.txt&duplicates=allow")
            self.assertEqual(answer.status, 429, answer)
            self.assertEqual(answer.json["code"], "limit.uploads")
            self.assertEqual(half.finish(), 201)
            self.assertEqual(server.add(b"jetzt", "filename=c.txt").status, 201)

    def test_a_key_that_is_being_worked_on_is_said_so(self):
        with kontor.Server() as server:
            key = {"Idempotency-Key": "k"}
            path = "/api/v1/documents?filename=a.txt"
            half = HalfUpload(server, path, BODY, key)
            answer = server.post(path, BODY, headers=key)
            self.assertEqual((answer.status, answer.json["code"]), (409, "idempotency.running"))
            self.assertEqual(half.finish(), 201)
            documents = {server.post(path, BODY, headers=key).json["id"] for _ in range(2)}
            self.assertEqual(len(documents), 1)
            self.assertEqual(server.get("/api/v1/intake").json["counts"]["stored"], 1)


class DiskReserve(unittest.TestCase):
    def test_under_the_reserve_papers_wait_and_reading_goes_on(self):
        with kontor.Server() as server:
            document = server.add(b"noch Platz").json["id"]
            server.stop()
            with open(server.config, "w", encoding="utf-8") as f:
                f.write("[archive]\nreserve_mib = 16777216\nreserve_percent = 100\n")
            server.start()
            answer = server.add(b"kein Platz")
            self.assertEqual((answer.status, answer.json["code"]), (507, "disk.reserve"))
            self.assertEqual(server.get(f"/api/v1/documents/{document}/content").body, b"noch Platz")
            ready = server.raw("GET", "/readyz")
            self.assertEqual((ready.status, ready.json["problems"]), (503, ["disk_reserve"]))
            self.assertEqual(server.raw("GET", "/healthz").status, 200)


class Tls(unittest.TestCase):
    def test_the_same_over_tls(self):
        with kontor.Server() as server:
            server.stop()
            certificate, key = (os.path.join(server.folder, name) for name in ("cert.pem", "key.pem"))
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                           check=True, capture_output=True)
            with open(server.config, "a", encoding="utf-8") as f:
                f.write(f'[server]\ncertificate = "{certificate}"\ncertificate_key = "{key}"\n')
            server.start()
            self.assertTrue(server.url.startswith("https://"))
            made = server.add(BODY, "filename=a.txt")
            self.assertEqual(made.status, 201, made)
            self.assertEqual(server.get(made.headers["Location"] + "/content").body, BODY)
            login = server.raw("POST", "/api/v1/session", json.dumps({"user": "admin", "password": kontor.PASSWORD}),
                               {"Content-Type": "application/json"})
            self.assertIn("Secure", login.headers["Set-Cookie"])
            context = ssl.create_default_context(cafile=certificate)
            with socket.create_connection((server.host, server.port)) as plain, context.wrap_socket(plain, server_hostname="127.0.0.1") as secure:
                self.assertIn(secure.version(), ("TLSv1.2", "TLSv1.3"))


class OwnCertificate(unittest.TestCase):
    def shown(self, server):
        """The fingerprint that the server prints behind its address, and that of the certificate it shows."""
        certificate = ssl.get_server_certificate((server.host, server.port))
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest().upper()
        return server.process.stdout.readline().split()[-1], ":".join(digest[i:i + 2] for i in range(0, 64, 2))

    def test_beyond_this_machine_a_server_makes_a_certificate_once_and_prints_its_fingerprint(self):
        with kontor.Server(listen="0.0.0.0:0") as server:
            self.assertTrue(server.secure)
            printed, served = self.shown(server)
            self.assertEqual(printed, served)
            self.assertEqual(stat.S_IMODE(os.stat(server.data + ".crt.key").st_mode), 0o600)
            self.assertEqual(server.add(BODY, "filename=a.txt").status, 201)
            self.assertEqual(server.run("certificate", "--data", server.data).strip(), served)
            server.stop()
            server.start()
            self.assertEqual(self.shown(server), (printed, printed))

    def test_the_client_takes_it_by_its_fingerprint(self):
        with kontor.Server(listen="0.0.0.0:0") as server:
            printed, _ = self.shown(server)
            home = os.path.join(server.folder, "home")
            os.mkdir(home)
            client = [server.program("kontor"), "login", f"https://127.0.0.1:{server.port}", "--user", "admin", "--password-file",
                      os.path.join(server.folder, "password")]
            environment = dict(server.environment, HOME=home, XDG_CONFIG_HOME="")
            known = subprocess.run([*client, "--fingerprint", printed], env=environment, capture_output=True, text=True, check=False)
            self.assertEqual(known.returncode, 0, known.stderr)
            listed = subprocess.run([server.program("kontor"), "jobs"], env=environment, capture_output=True, text=True, check=False)
            self.assertEqual(listed.returncode, 0, listed.stderr)
            unknown = subprocess.run(client, env=environment, capture_output=True, text=True, check=False)
            self.assertEqual(unknown.returncode, 1)
            self.assertIn(printed, unknown.stderr)

    def test_on_this_machine_and_behind_a_proxy_none_is_made(self):
        for listen, options in (("127.0.0.1:0", ()), ("0.0.0.0:0", ("--behind-proxy",))):
            with kontor.Server(listen=listen, options=options) as server:
                self.assertFalse(server.secure)
                self.assertFalse(os.path.exists(server.data + ".crt"))


class Configuration(unittest.TestCase):
    def test_all_problems_of_a_file_are_said_at_once_with_their_lines(self):
        with kontor.Server() as server:
            server.stop()
            with open(server.config, "w", encoding="utf-8") as f:
                f.write('[server]\nlisten = 7\nworkers = "many"\nnonsense = 1\n')
            with self.assertRaises(AssertionError):
                server.start()
            said = server.log_text()
            for line in ("2", "3", "4"):
                self.assertIn(line, said)
            self.assertIn("nonsense", said)
            with open(server.config, "w", encoding="utf-8") as f:
                f.write("[archive]\nreserve_mib = 0\n")
            server.start()


if __name__ == "__main__":
    unittest.main()
