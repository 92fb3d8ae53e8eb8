"""Archives of earlier builds are opened, checked, searched and exported by this one; their packages still prove themselves."""
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import unittest
from urllib.parse import quote

import kontor

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDERS = sorted(os.path.join(HERE, name) for name in os.listdir(HERE) if name.isdigit())


def verify(*arguments):
    return subprocess.run([kontor.program("kontor-verify"), *arguments], capture_output=True, text=True, timeout=120, check=False,
                          env=dict(os.environ, LC_ALL="C"))


class Archives(unittest.TestCase):
    def each(self):
        """The folders that hold an archive, with what is expected of it."""
        folders = [folder for folder in FOLDERS if os.path.exists(os.path.join(folder, "archive.tar.xz"))]
        self.assertTrue(folders, "no archive is kept here")
        for folder in folders:
            with open(os.path.join(folder, "expected.json"), encoding="utf-8") as f:
                expected = json.load(f)
            with self.subTest(folder=folder):
                yield folder, expected

    def opened(self, folder):
        """A server on a copy of the archive."""
        place = tempfile.mkdtemp(prefix="kontor-test-")
        self.addCleanup(shutil.rmtree, place)
        with tarfile.open(os.path.join(folder, "archive.tar.xz")) as tar:
            tar.extractall(place)
        return kontor.Server(data=os.path.join(place, "archive"))

    def test_the_archive_opens_and_is_sound(self):
        for folder, expected in self.each():
            server = self.opened(folder)
            code, said = server.check()  # as it was left, before a server of this build has it open
            self.assertEqual(code, 0, said)
            with server:
                for number, sha256 in expected["papers"].items():
                    self.assertEqual(server.get(f"/api/v1/documents/{number}").json["sha256"], sha256)
                    self.assertEqual(server.get(f"/api/v1/documents/{number}/content").status, 200)
                server.stop()
                self.assertEqual(server.check()[0], 0, server.check()[1])

    def test_its_papers_are_found(self):
        for folder, expected in self.each():
            with self.opened(folder) as server:
                for number in expected["papers"]:
                    server.get(f"/api/v1/documents/{number}?wait=indexed&timeout=60")
                for question, papers in expected["questions"].items():
                    hits = server.get("/api/v1/search?q=" + quote(question)).json["hits"]
                    self.assertEqual(sorted(hit["id"] for hit in hits), papers, question)

    def test_its_package_still_proves_itself(self):
        self.assertTrue(FOLDERS)
        for folder in FOLDERS:
            with self.subTest(folder=folder):
                done = verify(os.path.join(folder, "package.zip"), "--key", os.path.join(folder, "log.vkey"))
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_its_exports_are_given_out_again_under_the_same_key(self):
        for folder, expected in self.each():
            with self.opened(folder) as server:
                again = os.path.join(server.folder, "again.zip")
                with open(again, "wb") as f:
                    f.write(server.get("/api/v1/exports/1/content").body)
                done = verify(again, "--key", os.path.join(folder, "log.vkey"))
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertIn(f"Papers in the package: {expected['export']}", done.stdout)


if __name__ == "__main__":
    unittest.main()
