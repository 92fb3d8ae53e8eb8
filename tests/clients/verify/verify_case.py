"""What the tests of kontor-verify share: the good package, and a run of the program with the code it must end with."""
import os
import subprocess
import tempfile
import unittest
import zipfile

BUILD, SOURCE = os.environ["KONTOR_BUILD"], os.environ["KONTOR_SOURCE"]
PROGRAM = os.path.join(BUILD, "bin", "kontor-verify")
GOOD = os.path.join(SOURCE, "tests/data/archives/1/package.zip")
KEY = os.path.join(SOURCE, "tests/data/archives/1/log.vkey")


class VerifyCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with zipfile.ZipFile(GOOD) as package:
            self.files = {name: package.read(name) for name in package.namelist()}
        self.top = next(iter(self.files)).split("/")[0]
        self.report = self.top + "/data/report.html"
        originals = [name for name in self.files if "/data/documents/" in name and "/v1/" in name]
        self.paper, self.other = originals[:2]

    def path(self, name):
        return os.path.join(self.folder, name)

    def verify(self, *arguments, code, language="en_GB.UTF-8", timeout=120):
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=timeout, check=False,
                              env=dict(os.environ, LC_ALL=language))
        out = (done.stdout + done.stderr).decode("utf-8")
        self.assertEqual(done.returncode, code, out)
        self.assertNotIn("Sanitizer", out)
        return out

    def zip(self, extra=(), files=None):
        """The good package, and more entries: (name or ZipInfo, bytes)."""
        path = self.path("changed.zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in [*(self.files if files is None else files).items(), *extra]:
                package.writestr(name, data)
        return path
