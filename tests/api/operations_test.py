"""Health, readiness, metrics, the description of the API, folders and jobs as the operator sees them."""
import os
import re
import unittest

import kontor


class Operations(kontor.ServerCase):
    def test_health_and_readiness(self):
        self.assertEqual(self.server.raw("GET", "/healthz").json["status"], "ok")
        self.assertEqual(self.server.raw("GET", "/readyz").json["status"], "ready")

    def test_an_address_that_is_taken_ends_the_start(self):
        other = kontor.Server(listen=f"127.0.0.1:{self.server.port}")
        self.addCleanup(other.__exit__, None, None, None)
        with self.assertRaises(kontor.NotReady) as fallen:
            other.start()
        self.assertEqual(fallen.exception.code, 1, fallen.exception)
        self.assertIn("listen", str(fallen.exception))

    def test_metrics_are_prometheus_text(self):
        self.server.add(b"fuer die Zahlen")
        answer = self.server.get("/metrics")
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        figures = dict(re.findall(r"^(kontor_\w+) (\d+)$", answer.body.decode(), re.M))
        self.assertGreaterEqual(int(figures["kontor_documents"]), 1)
        self.assertGreaterEqual(int(figures["kontor_log_entries"]), 2)
        for name in figures:
            self.assertIn(f"# HELP {name} ", answer.body.decode())

    def test_every_described_call_is_served_and_described_fully(self):
        described = self.server.raw("GET", "/api/v1/openapi.json").json
        self.assertEqual(described["openapi"], "3.1.0")
        for path, operations in described["paths"].items():
            for method, operation in operations.items():
                with self.subTest(path=path, method=method):
                    self.assertTrue(operation["summary"])
                    self.assertTrue(any(status.startswith("2") for status in operation["responses"]))
                    named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
                    self.assertEqual(named, set(re.findall(r"{(\w+)}", path)))
                    concrete = re.sub(r"{\w+}", "4711", path)
                    answer = self.server.raw(method.upper(), concrete)
                    # Served: whoever is not logged in is told so, or gets the open page; never "no such route".
                    self.assertNotIn(answer.status, (404, 405), answer)

    def test_what_is_not_described_is_not_served(self):
        self.assertEqual(self.server.raw("GET", "/api/v1/nothing").json["code"], "route.not_found")
        answer = self.server.raw("PUT", "/api/v1/folders")
        self.assertEqual((answer.status, answer.json["code"]), (405, "route.method"))
        self.assertEqual(set(answer.headers["Allow"].split(", ")), {"GET", "POST"})

    def test_folders_come_and_go(self):
        made = self.server.post("/api/v1/folders", {"name": "Finanzen"})
        self.assertEqual(made.status, 201, made)
        year = self.server.post("/api/v1/folders", {"name": "2025", "parent": "/Finanzen"}).json
        self.assertEqual(year["path"], "/Finanzen/2025")
        paths = [f["path"] for f in self.server.get("/api/v1/folders").json["items"]]
        self.assertLess(paths.index("/Finanzen"), paths.index("/Finanzen/2025"))
        moved = self.server.request("PATCH", f"/api/v1/folders/{year['id']}", {"name": "2026", "parent": "/"},
                                    headers={"If-Match": self.server.get(f"/api/v1/folders/{year['id']}").headers["ETag"]})
        self.assertEqual(moved.json["path"], "/2026")
        self.assertEqual(self.server.request("DELETE", f"/api/v1/folders/{year['id']}").status, 204)
        self.assertEqual(self.server.get(f"/api/v1/folders/{year['id']}").status, 404)

    def test_lists_come_in_pages(self):
        for n in range(5):
            self.server.post("/api/v1/folders", {"name": f"Seite {n}"})
        seen, cursor = [], ""
        while cursor is not None:
            page = self.server.get("/api/v1/folders?limit=2" + (f"&cursor={cursor}" if cursor else "")).json
            self.assertLessEqual(len(page["items"]), 2)
            seen += [f["id"] for f in page["items"]]
            cursor = page["next"]
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(len(seen), page["total"])


class Stopping(unittest.TestCase):
    def test_sigterm_ends_with_zero_and_a_second_start_works(self):
        with kontor.Server() as server:
            server.add(b"vor dem Halt")
            server.stop()
            server.start()
            self.assertEqual(server.get("/api/v1/documents/1").status, 200)
            server.stop()
            self.assertEqual(server.check()[0], 0)

    def test_two_servers_cannot_have_the_same_archive(self):
        with kontor.Server() as server:
            second = kontor.Server(data=server.data)
            with self.assertRaisesRegex(AssertionError, "already open"):
                second.start()
            self.assertEqual(server.get("/healthz").status, 200)


class Administration(unittest.TestCase):
    """kontord's own commands, with a server running and without."""

    def test_check_asks_the_running_server_and_works_alone(self):
        with kontor.Server() as server:
            server.add(b"zu pruefen")
            code, said = server.check()
            self.assertEqual(code, 0, said)
            self.assertIn("1 documents, 1 blobs", said)
            server.stop()
            code, said = server.check()
            self.assertEqual(code, 0, said)
            self.assertIn("clean", said)

    def test_a_new_password_counts_at_once_and_ends_sessions(self):
        with kontor.Server() as server:
            server.login()
            new = os.path.join(server.folder, "new")
            with open(new, "w", encoding="utf-8") as f:
                f.write("ein neues Passwort\n")
            server.run("passwd", "ADMIN", "--data", server.data, "--password-file", new)
            self.assertEqual(server.get("/api/v1/folders").status, 401)
            login = server.raw("POST", "/api/v1/session", '{"user": "admin", "password": "ein neues Passwort"}',
                               {"Content-Type": "application/json"})
            self.assertEqual(login.status, 200)
            server.run("passwd", "nobody", "--data", server.data, "--password-file", new, code=1)

    def test_an_archive_that_is_not_there_is_said_so(self):
        with kontor.Server() as server:
            missing = os.path.join(server.folder, "missing")
            server.run("check", "--data", missing, code=1)
            self.assertFalse(os.path.exists(missing))


if __name__ == "__main__":
    unittest.main()
