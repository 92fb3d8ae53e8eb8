"""The files of the page, asked without a browser: what they are, and what they may do."""
import os
import unittest

import kontor


class PageFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = kontor.Server().start()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)

    def test_every_file_comes_as_it_stands_in_the_tree_and_says_what_it_is(self):
        types = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
        folder = os.path.join(kontor.SOURCE, "clients/web")
        for name in sorted(name for name in os.listdir(folder) if not name.endswith(".md")):
            with self.subTest(file=name), open(os.path.join(folder, name), "rb") as file:
                answer = self.server.raw("GET", "/web/" + name)
                self.assertEqual((answer.status, answer.body), (200, file.read()))
                self.assertEqual(answer.headers["Content-Type"], types[os.path.splitext(name)[1]])
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")

    def test_the_policy_lets_in_nothing_but_the_page_itself(self):
        policy = dict(part.strip().split(" ", 1) for part in self.server.raw("GET", "/").headers["Content-Security-Policy"].split(";"))
        self.assertEqual(policy["default-src"], "'none'")
        self.assertEqual(policy["script-src"], "'self'")
        self.assertEqual(policy["style-src"], "'self'")
        self.assertEqual(policy["frame-ancestors"], "'self'")
        self.assertNotIn("unsafe", str(policy))

    def test_nothing_in_the_page_asks_for_what_the_policy_forbids(self):
        page = self.server.raw("GET", "/").body.decode()
        self.assertNotRegex(page, r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|https?://")

    def test_a_known_file_is_not_sent_again(self):
        first = self.server.raw("GET", "/web/main.js")
        again = self.server.raw("GET", "/web/main.js", headers={"If-None-Match": first.headers["ETag"]})
        self.assertEqual((again.status, again.body), (304, b""))
        self.assertEqual(first.headers["Cache-Control"], "no-cache")

    def test_what_is_no_file_of_the_page_is_not_found(self):
        for name in ("nothing.js", "README.md", "", "%2e%2e", "..%2Fpage.h", "main.js%00"):
            with self.subTest(name=name):
                self.assertIn(self.server.raw("GET", "/web/" + name).status, (400, 404))
        self.assertEqual(self.server.raw("POST", "/").status, 405)

    def test_only_the_demo_says_that_it_is_one(self):
        self.assertIsNone(self.server.raw("GET", "/page.json").json["demo"])
        with kontor.Server(environment={"KONTOR_PAGE_DEMO": "true"}) as demo:
            self.assertTrue(demo.raw("GET", "/page.json").json["demo"]["drop"].endswith("-drop"))


if __name__ == "__main__":
    unittest.main()
