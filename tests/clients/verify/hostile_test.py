"""kontor-verify on foreign files: what it says, with which exit code, and that nothing hostile gets further."""
import os
import shutil
import struct
import subprocess
import sys
import unittest
import zipfile

from verify_case import GOOD, KEY, SOURCE, VerifyCase

TAMPER = os.path.join(SOURCE, "config/demo/tamper")


class Hostile(VerifyCase):
    def test_a_good_package_proves_itself(self):
        said = self.verify(GOOD, code=0)
        self.assertIn("Unchanged in itself: yes.", said)
        self.assertIn("Contained in the log with root ", said)
        self.assertTrue(said.endswith("origin not checked\n"), said)
        self.assertTrue(self.verify(GOOD, "--key", KEY, code=0).endswith("Root known from outside: yes.\n"))
        root = said.split("with root ")[1].split(":")[0]
        self.verify(GOOD, "--root", root, code=0)
        self.assertIn("Unverändert in sich: ja", self.verify(GOOD, code=0, language="de_DE.UTF-8"))

    def test_origin_can_be_demanded(self):
        self.verify(GOOD, "--require-origin", code=1)
        self.verify(GOOD, "--require-origin", "--key", KEY, code=0)
        self.assertIn("Root known from outside: NO", self.verify(GOOD, "--root", "0" * 64, code=1))

    def test_wrong_use_is_told_apart_from_a_bad_package(self):
        self.verify(code=2)
        self.verify(GOOD, "--root", "abc", code=2)
        with open(self.path("nonsense.vkey"), "w", encoding="ascii") as f:
            f.write("nonsense\n")
        self.verify(GOOD, "--key", self.path("nonsense.vkey"), code=2)
        self.verify(GOOD, "--key", KEY, "--root", "0" * 64, code=2)
        for empty in (["--key", ""], ["--key="], ["--root", ""], ["--root="]):
            with self.subTest(empty=empty):
                self.verify(GOOD, *empty, code=2)
        self.verify(GOOD, "--key", self.path("nothing.vkey"), code=2)
        self.verify(GOOD, "--key", self.folder, code=2)
        os.mkfifo(self.path("pipe"))
        for key in (self.path("pipe"), "/dev/zero", "/dev/null"):
            with self.subTest(key=key):
                self.verify(GOOD, "--key", key, code=2, timeout=20)
        self.verify(self.path("nothing.zip"), code=1)

    def test_a_folder_is_judged_like_the_zip(self):
        with zipfile.ZipFile(GOOD) as package:
            package.extractall(self.path("unpacked"))
        self.verify(self.path("unpacked"), "--key", KEY, code=0)
        self.verify(os.path.join(self.path("unpacked"), self.top), "--key", KEY, code=0)

    def test_a_link_in_a_folder_is_not_followed(self):
        with zipfile.ZipFile(GOOD) as package:
            package.extractall(self.folder)
        report = os.path.join(self.folder, self.top, "data/report.html")
        shutil.move(report, self.path("elsewhere.html"))
        os.symlink(self.path("elsewhere.html"), report)
        self.assertIn("report.html", self.verify(os.path.join(self.folder, self.top), code=1))

    def test_a_device_or_pipe_in_a_folder_is_not_waited_for(self):
        with zipfile.ZipFile(GOOD) as package:
            package.extractall(self.folder)
        os.mkfifo(os.path.join(self.folder, self.top, "data/pipe"))
        self.verify(os.path.join(self.folder, self.top), code=1)

    def test_a_device_or_pipe_as_the_package_is_not_waited_for(self):
        os.mkfifo(self.path("pipe"))
        for package in (self.path("pipe"), "/dev/zero", "/dev/null"):
            with self.subTest(package=package):
                self.verify(package, code=1, timeout=20)

    def test_a_file_of_another_size_than_its_paper_has_is_not_read_to_its_end(self):
        with zipfile.ZipFile(GOOD) as package:
            package.extractall(self.folder)
        entry = next(name for name in self.files if "/data/audit/entries/" in name)
        for name in (self.paper, self.report, entry, self.top + "/data/more"):
            path = os.path.join(self.folder, name)
            with self.subTest(name=name):
                before = self.files.get(name)
                with open(path, "ab") as f:
                    f.truncate(1 << 43)
                said = self.verify(os.path.join(self.folder, self.top), code=1, timeout=60)
                self.assertIn(name.removeprefix(self.top + "/"), said)
                os.remove(path)
                if before is not None:
                    with open(path, "wb") as f:
                        f.write(before)
        self.verify(os.path.join(self.folder, self.top), "--key", KEY, code=0)

    def test_a_forger_who_mends_all_checksums_is_caught_and_the_paper_named(self):
        forged = self.path("forged.zip")
        subprocess.run([sys.executable, TAMPER, GOOD, "-o", forged], check=True, stdout=subprocess.DEVNULL)
        said = self.verify(forged, code=1)
        self.assertRegex(said, r"Document \d+: ")
        self.assertNotIn("digest", said)  # the bag itself is sound
        self.assertRegex(self.verify(forged, code=1, language="de_DE.UTF-8"), r"Dokument \d+: ")

    def test_no_zip_or_half_of_one(self):
        for size in (0, 1, 1000, os.path.getsize(GOOD) - 1):
            with open(GOOD, "rb") as whole, open(self.path("half.zip"), "wb") as half:
                half.write(whole.read(size))
            with self.subTest(size=size):
                self.verify(self.path("half.zip"), code=1)

    def test_an_entry_that_stands_twice(self):
        import warnings
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            name = self.top + "/data/report.html"
            self.assertIn("more than once", self.verify(self.zip([(name, self.files[name])]), code=1))

    def test_names_that_lead_elsewhere(self):
        for name in ("../evil", "/etc/evil", self.top + "/../../evil", "other/file", self.top + "/data/a\\b",
                     self.top + "/data/~/x", self.top + "/data/./x"):
            with self.subTest(name=name):
                self.verify(self.zip([(name, b"x")]), code=1)
                self.assertFalse(os.path.exists(self.path("evil")))

    def test_links_and_empty_folders_in_a_zip(self):
        link = zipfile.ZipInfo(self.top + "/data/link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        self.verify(self.zip([(link, "/etc/passwd")]), code=1)
        self.verify(self.zip([(self.top + "/data/empty/", b"")]), code=1)

    def test_names_do_not_steer_the_terminal(self):
        said = self.verify(self.zip([(self.top + "/data/\x1b]0;evil\x07", b"x")]), code=1)
        self.assertNotIn("\x1b", said)

    def test_a_bomb_of_overlapping_entries_is_refused_unread(self):
        bomb = self.path("bomb.zip")
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("top/data/a", bytes(8 << 20))
        with open(bomb, "rb") as f:
            data = f.read()
        end = data.rindex(b"PK\5\6")
        size, start = struct.unpack("<LL", data[end + 12:end + 20])
        record = data[start:start + size]
        count = 20000
        directory = record * count
        tail = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), start, 0)
        with open(bomb, "wb") as f:
            f.write(data[:start] + directory + tail)
        self.verify(bomb, code=1)

    def test_huge_numbers_in_evidence_are_no_way_in(self):
        for old, new in ((b'"index":"0"', b'"index":"18446744073709551615"'), (b'"index":"0"', b'"index":"99999999999999999999"'),
                         (b'"rows":[', b'"rows":[' + b"[" * 5000), (b'"salt":"', b'"salt":"zz')):
            name = next(n for n in self.files if "/data/audit/documents/" in n)
            files = dict(self.files, **{name: self.files[name].replace(old, new, 1)})
            with self.subTest(new=new[:20]):
                self.verify(self.zip(files=files), code=1)


if __name__ == "__main__":
    unittest.main()
