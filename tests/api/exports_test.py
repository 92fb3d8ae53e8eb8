"""Exports: what a question finds, as a package that proves itself; by HTTP and by kontor export."""
import io
import os
import subprocess
import sys
import unittest
import zipfile

import kontor


class Exports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = kontor.Server().start()
        for name, text in (("Rechnung.txt", "Rechnung der Tischlerei über Stühle"), ("Brief.txt", "Ein Brief ohne Zahlen")):
            number = cls.server.add(text.encode(), "filename=" + name).json["id"]
            cls.server.get(f"/api/v1/documents/{number}?wait=indexed&timeout=60")
        cls.key = os.path.join(cls.server.folder, "log.vkey")
        with open(cls.key, "wb") as f:
            f.write(cls.server.get("/api/v1/log/key").body)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)

    def path(self, name):
        return os.path.join(self.server.folder, name)

    def client(self, *arguments, code=0):
        done = subprocess.run([kontor.program("kontor"), *arguments], capture_output=True, text=True, timeout=120, check=False,
                              env=dict(os.environ, KONTOR_URL=self.server.url, KONTOR_TOKEN=self.server.login(), LC_ALL="C.UTF-8"))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def verify(self, path, *arguments, code=0):
        done = subprocess.run([kontor.program("kontor-verify"), path, *arguments], capture_output=True, text=True, timeout=120,
                              check=False, env=dict(os.environ, LC_ALL="C"))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def test_an_export_is_made_listed_and_fetched(self):
        made = self.server.post("/api/v1/exports", {"query": "Stuhl"})
        self.assertEqual(made.status, 201, made)
        self.assertEqual((made.json["hits"], made.json["query"], made.json["asker"]["name"]), (1, "Stuhl", "admin"))
        place = made.headers["Location"]
        self.assertEqual(self.server.get(place).json, made.json)
        listing = self.server.get("/api/v1/exports").json
        self.assertIn(made.json, listing["items"])
        self.assertEqual(listing["total"], len(listing["items"]))
        package = self.server.get(place + "/content")
        self.assertEqual(package.headers["Content-Type"], "application/zip")
        names = zipfile.ZipFile(io.BytesIO(package.body)).namelist()
        self.assertTrue(any(name.endswith("/data/documents/1/v1/Rechnung.txt") for name in names), names)
        self.assertFalse(any("Brief" in name for name in names), names)

    def test_the_client_writes_a_package_that_proves_itself(self):
        target = self.path("stuhl.zip")
        done = self.client("export", "--query", "Stuhl", "-o", target)
        self.assertEqual((done.stdout, done.stderr), (f"{target}  1 paper\n", ""))
        self.assertIn("Papers in the package: 1", self.verify(target, "--key", self.key))

    def test_a_forged_package_of_the_client_is_caught(self):
        target, forged = self.path("alles.zip"), self.path("forged.zip")
        self.client("export", "--query", "*", "-o", target)
        tamper = os.path.join(kontor.SOURCE, "config/demo/tamper")
        subprocess.run([sys.executable, tamper, target, "-o", forged], check=True, stdout=subprocess.DEVNULL)
        self.assertRegex(self.verify(forged, code=1), r"Document \d+: ")

    def test_a_question_that_cannot_be_parsed_leaves_no_file_and_no_export(self):
        before = self.server.get("/api/v1/exports").json["total"]
        target = self.path("nothing.zip")
        self.client("export", "--query", "date:(", "-o", target, code=1)
        self.assertFalse([name for name in os.listdir(self.server.folder) if name.startswith("nothing.zip")])
        answer = self.server.post("/api/v1/exports", {"query": "date:("})
        self.assertEqual(answer.status, 400, answer)
        self.assertEqual(self.server.get("/api/v1/exports").json["total"], before)

    def test_wrong_bodies_are_told_by_field(self):
        for body, pointer in (({}, "/query"), ({"query": 7}, "/query"), ({"query": "x", "more": 1}, "/more"),
                              ({"query": "x" * 5000}, "/query")):
            answer = self.server.post("/api/v1/exports", body)
            self.assertEqual(answer.status, 422, answer)
            self.assertEqual(answer.json["errors"][0]["pointer"], pointer)
        for place in ("4711", "x"):
            self.assertEqual(self.server.get(f"/api/v1/exports/{place}").json["code"], "export.not_found")

    def test_the_log_gives_its_head_and_the_place_of_a_document(self):
        head = self.server.get("/api/v1/log/checkpoint")
        origin, size, root = head.body.decode().split("\n")[:3]
        self.assertTrue(origin.startswith("kontor-"))
        proof = self.server.get("/api/v1/documents/1/proof").body.decode()
        self.assertTrue(proof.startswith("c2sp.org/tlog-proof@v1\nextra "), proof)
        self.assertIn(f"\n{origin}\n", proof)
        self.assertEqual(self.server.get("/api/v1/documents/99/proof").status, 404)


if __name__ == "__main__":
    unittest.main()
