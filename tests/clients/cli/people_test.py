#!/usr/bin/env python3
"""kontor user, group and grant: against a real server."""
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["KONTOR_SOURCE"], "tests/support"))

import kontor  # noqa: E402

from client_case import ClientCase  # noqa: E402


class People(ClientCase):
    @classmethod
    def setUpClass(cls):
        cls.server = kontor.Server().start()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)

    def kontor(self, *args, token=None):
        return self.run_client(*args, KONTOR_URL=self.server.url, KONTOR_TOKEN=token or self.server.login())

    def done(self, *args, token=None):
        code, out, err = self.kontor(*args, token=token)
        self.assertEqual((code, err), (0, ""), (args, out))
        return out

    def token(self, user, password):
        answer = self.server.raw("POST", "/api/v1/session", json.dumps({"user": user, "password": password}),
                                 {"Content-Type": "application/json"})
        return answer.json["token"]

    def test_from_a_person_to_a_paper_he_may_read(self):
        self.file("password", b"ein gutes Passwort\n")
        self.file("new", b"noch ein gutes\n")
        anna = self.done("user", "add", "anna", "--password-file", "password").split()[0]
        inner = self.done("group", "add", "Buchhaltung").split()[0]
        self.done("group", "add", "Verwaltung")
        self.assertEqual(self.done("group", "add-member", "Buchhaltung", "--user", "anna"), f"user {anna}  anna\n")
        self.done("group", "add-member", "Verwaltung", "--group", inner)
        self.assertEqual(self.done("group", "members", "Verwaltung"), f"group {inner}  Buchhaltung\n")
        granted = self.done("grant", "set", "Inbox", "read", "--group", "Verwaltung")
        self.assertEqual(self.done("grant", "list", "--folder", "/Inbox"), granted)
        paper = str(self.server.add(b"ein Papier").json["id"])
        token = self.token("anna", "ein gutes Passwort")
        self.assertEqual(self.done("grant", "access", paper, token=token),
                         f"user {anna}  anna  read\n  read  /Inbox  > Buchhaltung  > Verwaltung\n")
        self.assertIn(f"{anna}  anna", self.done("user", "list"))
        self.assertIn("  group " + inner, self.done("user", "show", "me", token=token))
        self.done("grant", "remove", "Inbox", "--group", "Verwaltung")
        self.assertEqual(self.kontor("show", paper, token=token)[0], 1)
        self.done("user", "password", "me", "--current-password-file", "password", "--password-file", "new", token=token)
        self.assertTrue(self.token("anna", "noch ein gutes"))
        self.done("group", "remove-member", "Buchhaltung", "--user", "anna")
        self.assertEqual(self.done("group", "members", "Buchhaltung"), "")
        self.assertEqual(self.done("group", "change", "Buchhaltung", "--inactive", "--name", "Alt"), f"{inner}  Alt  inactive\n")
        self.assertEqual(self.done("user", "change", "anna", "--inactive"), f"{anna}  anna  inactive\n")

    def test_wrong_use_and_refusals_are_told_apart(self):
        self.assertEqual(self.kontor("grant", "set", "Inbox", "read")[0], 2)
        self.assertEqual(self.kontor("grant", "set", "Inbox", "read", "--user", "a", "--group", "b")[0], 2)
        self.assertEqual(self.kontor("group")[0], 2)
        self.assertEqual(self.kontor("grant", "remove", "Inbox", "--user", "admin")[0], 1)
        code, out, _ = self.kontor("--json", "grant", "set", "Inbox", "read", "--user", "niemand")
        self.assertEqual((code, json.loads(out)["code"]), (1, "person.not_found"))


if __name__ == "__main__":
    unittest.main()
