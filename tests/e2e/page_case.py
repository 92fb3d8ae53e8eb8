"""A server and a browser for the tests of the page: logged in, in German, and at the end without a single complaint."""
import unittest
import urllib.parse

import browser
import kontor


@unittest.skipUnless(browser.CHROMIUM, "chromium is not installed")
class PageCase(unittest.TestCase):
    language = "de-DE"
    server_options = {}

    @classmethod
    def setUpClass(cls):
        cls.server = kontor.Server(**cls.server_options).start()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)
        cls.prepare()
        cls.browser = browser.Browser(cls.language).__enter__()
        cls.addClassCleanup(cls.browser.__exit__, None, None, None)

    @classmethod
    def prepare(cls):
        """Papers that a class needs before the first page is shown."""

    @classmethod
    def add(cls, body, name, **query):
        query = urllib.parse.urlencode({"filename": name, **query})
        answer = cls.server.add(body, query)
        assert answer.status == 201, answer
        indexed = cls.server.get(f"/api/v1/documents/{answer.json['id']}?wait=indexed&timeout=60").json
        assert indexed["state"]["index"] == "done", indexed
        return answer.json["id"]

    def setUp(self):
        self.browser.forget(self.server.url)
        self.browser.size(1280, 800)
        self.log_in()

    def tearDown(self):
        self.assertEqual(self.browser.complaints, [])

    def log_in(self):
        self.browser.go(self.server.url + "/")
        self.browser.fill("#login-user", "admin")
        self.browser.fill("#login-password", kontor.PASSWORD)
        self.browser.press("Enter")
        self.browser.see(".bar .brand")

    def open(self, view, **values):
        self.browser.go(f"{self.server.url}/#/{view}" + (f"?{urllib.parse.urlencode(values)}" if values else ""))

    def ask(self, question):
        self.browser.press("/")
        self.browser.fill("#search", question)
        self.browser.press("Enter")
        self.browser.see("h1", question)
