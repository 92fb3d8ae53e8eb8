"""A real server for tests that come through the door: starts kontord on a free port, talks HTTP to it, stops or kills it.

Python standard library only. The programs come from $KONTOR_BUILD/bin.
"""
import http.client
import json
import os
import select
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import unittest
import urllib.parse

BUILD = os.environ.get("KONTOR_BUILD", os.path.join(os.path.dirname(__file__), "../../build/dev"))
SOURCE = os.environ.get("KONTOR_SOURCE", os.path.join(os.path.dirname(__file__), "../.."))
PASSWORD = "correct horse battery"


def program(name):
    return os.path.join(BUILD, "bin", name)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


class NotReady(AssertionError):
    """The server ended before it was ready."""

    def __init__(self, code, what):
        super().__init__(f"ended with {code}, {what}")
        self.code = code


class Server:
    """An archive of its own and the server on it. Use as a context manager."""

    def __init__(self, config="", environment=None, data=None, options=(), listen="127.0.0.1:0", build=BUILD, init=("--no-encryption",)):
        self.folder = tempfile.mkdtemp(prefix="kontor-test-")
        self.data = data or os.path.join(self.folder, "archive")
        self.config = os.path.join(self.folder, "kontor.toml")
        with open(self.config, "w", encoding="utf-8") as f:
            f.write("[archive]\nreserve_mib = 0\n" + config)
        self.environment = dict(os.environ, **(environment or {}))
        self.options = ["--listen", listen, *options]
        self.build = build
        self.init_options = init  # () makes an archive whose papers are encrypted, as init does by itself
        self.runner = []  # what starts the server in its place: setpriv and its like
        self.process = None
        self.token = None
        if data is None:
            self.init()

    def program(self, name):
        return os.path.join(self.build, "bin", name)

    def init(self):
        password_file = os.path.join(self.folder, "password")
        with open(password_file, "w", encoding="utf-8") as f:
            f.write(PASSWORD + "\n")
        self.said_at_init = self.run("init", "--data", self.data, "--admin-password-file", password_file, *self.init_options)

    def run(self, *arguments, code=0, environment=None):
        done = subprocess.run([self.program("kontord"), *arguments], capture_output=True, text=True,
                              env=dict(self.environment, **(environment or {})), timeout=300, check=False)
        assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def call(self, *arguments, language="C", environment=None):
        """kontord as an administrator calls it: how it ended and what it said, whatever that is."""
        return subprocess.run([self.program("kontord"), *arguments], capture_output=True, text=True, timeout=300, check=False,
                              env=dict(self.environment, LANG=language, **(environment or {})))

    def start(self, environment=None):
        self.log = open(os.path.join(self.folder, "log"), "a+", encoding="utf-8")
        self.process = subprocess.Popen(
            [*self.runner, self.program("kontord"), "serve", "--config", self.config, "--data", self.data, *self.options],
            stdout=subprocess.PIPE, stderr=self.log, text=True, env=dict(self.environment, **(environment or {})))
        line = self._line(60)
        if "ready:" not in line:
            code = self.process.wait(timeout=30)
            self._close()
            raise NotReady(code, f"not ready: {line!r}\n{self.log_text()}")
        self.url = line.split("ready:")[1].strip()
        self.secure = self.url.startswith("https")
        self.host, self.port = self.url.split("//")[1].split(":")
        self.port = int(self.port)
        return self

    def _line(self, seconds):
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        return self.process.stdout.readline() if ready else ""

    def log_text(self):
        with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as f:
            return f.read()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            code = self.process.wait(timeout=60)
            assert code == 0, f"kontord ended with {code}\n{self.log_text()[-4000:]}"
        self._close()

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait(timeout=30)
        self._close()

    def _close(self):
        if self.process:
            self.process.stdout.close()
            self.log.close()
            self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *failure):
        try:
            if failure[0]:
                self.kill()
            else:
                self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    # Requests
    def connection(self, timeout=60):
        if self.secure:
            # No certificates of the system's: reading them takes longer than the server's whole answer.
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            return http.client.HTTPSConnection(self.host, self.port, timeout=timeout, context=context)
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def raw(self, method, path, body=None, headers=None, timeout=60):
        """One request exactly as given: no token, no content type added."""
        connection = self.connection(timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def request(self, method, path, body=None, headers=None, timeout=60):
        """As the administrator; a dict or list becomes JSON."""
        headers = dict(headers or {})
        headers.setdefault("Authorization", "Bearer " + self.login())
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        return self.raw(method, path, body, headers, timeout)

    def login(self):
        if self.token is None:
            answer = self.raw("POST", "/api/v1/session", json.dumps({"user": "admin", "password": PASSWORD}),
                              {"Content-Type": "application/json"})
            assert answer.status == 200, answer
            self.token = answer.json["token"]
        return self.token

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.request("POST", path, body, **more)

    def add(self, body, query="filename=paper.txt", **more):
        return self.post("/api/v1/documents?" + query, body, **more)

    def add_found(self, body, query):
        """A paper that can be found already."""
        made = self.add(body, query)
        assert made.status == 201, made
        state = self.get(made.headers["Location"] + "?wait=indexed&timeout=30").json["state"]
        assert state["index"] == "done", state
        return made

    def check(self):
        """kontord check on the stopped archive: its exit code and findings."""
        done = subprocess.run([self.program("kontord"), "check", "--data", self.data], capture_output=True, text=True, timeout=600,
                              env=self.environment, check=False)
        return done.returncode, done.stdout + done.stderr


class ServerCase(unittest.TestCase):
    """Tests that share one server, started for the class."""

    init = ("--no-encryption",)

    @classmethod
    def setUpClass(cls):
        cls.server = Server(init=cls.init).start()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)


def query(**parameters):
    """A query string of these parameters."""
    return urllib.parse.urlencode(parameters)


quote = urllib.parse.quote


def wait_for(question, seconds=30, what="it"):
    """Asks until the answer is true; the bound is for failing, not for waiting."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not happen within {seconds} s")
        select.select([], [], [], 0.02)
