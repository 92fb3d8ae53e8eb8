"""What the tests of kontor share: the program in an environment of its own."""
import json
import os
import subprocess
import tempfile
import unittest

PROGRAM = os.path.join(os.environ["KONTOR_BUILD"], "bin", "kontor")


class ClientCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.home = self.folder.name
        self.addCleanup(self.folder.cleanup)

    def environment(self, server=None, **extra):
        keep = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "LD_LIBRARY_PATH")
        env = {k: os.environ[k] for k in keep if k in os.environ}
        env.update(HOME=self.home, LANG="en_GB.UTF-8")
        if server is not None:
            env.update(KONTOR_URL=server.url, KONTOR_TOKEN="secret-token-env")
        env.update(extra)
        return {k: v for k, v in env.items() if v is not None}

    def run_client(self, *args, server=None, stdin=b"", stdout=subprocess.PIPE, **env):
        done = subprocess.run([PROGRAM, *args], input=stdin, stdout=stdout, stderr=subprocess.PIPE,
                              env=self.environment(server, **env), timeout=120, cwd=self.home, check=False)
        out = done.stdout or b""
        for secret in (b"secret", b"Bearer"):
            self.assertNotIn(secret, out + done.stderr, "a secret was printed")
        self.assertNotIn(b"Sanitizer", done.stderr)
        return done.returncode, out.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "surrogateescape")

    def path(self, name):
        return os.path.join(self.home, name)

    def file(self, name, data=b"%PDF-1.4 paper"):
        with open(self.path(name), "wb") as f:
            f.write(data)
        return name

    def login_file(self):
        return self.path(".config/kontor/session.json")


def body(value):
    return json.dumps(value).encode()


def stored(number, status=201):
    """A handler that takes an upload and files it under `number`."""
    def handler(talk):
        talk.read()
        talk.answer(status, body({"id": number, "title": "x", "document_date": None}))
    return handler


def answering(value, status=200, **headers):
    def handler(talk):
        talk.read()
        talk.answer(status, body(value), **headers)
    return handler


def problem(status, code, detail, errors=None):
    def handler(talk):
        talk.read()
        german = talk.headers["accept-language"].startswith("de")
        words = detail[0] if german else detail[1]
        value = {"type": "about:blank", "title": "Unprocessable Content", "status": status, "code": code,
                 "detail": words, "request_id": "r1",
                 "errors": errors if errors is not None else [{"code": code, "pointer": "", "params": {}, "detail": words}]}
        talk.answer(status, body(value), "application/problem+json")
    return handler
