"""Watched folders, as people use them: files are put there, become papers by themselves, and the ledger adds up."""
import os
import shutil
import subprocess
import tempfile
import unittest

import kontor

PDF = b"%PDF-1.7\n% paper no. "
END = b"\n%%EOF\n"


def drop_of(server):
    return server.data + "-drop"


def put(folder, name, content):
    with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "wb") as f:
        f.write(content)


def papers(server):
    return server.get("/api/v1/intake?source=watch:" + drop_of(server)).json


def ended(server, count):
    counts = papers(server)["counts"]
    return counts["waiting"] == 0 and sum(counts.values()) == count and counts


def left(folder):
    return sorted(os.listdir(folder))


class Dropping(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = kontor.Server().start()
        cls.drop = drop_of(cls.server)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)

    def total(self):
        return sum(papers(self.server)["counts"].values())

    def test_the_folder_beside_the_archive_is_watched_when_no_other_is_named(self):
        line = self.server.process.stdout.readline()
        self.assertEqual(line.strip(), "Watched folder: " + self.drop)
        kontor.wait_for(lambda: self.server.get("/api/v1/watches").json["items"][0]["state"] == "watching")
        watch = self.server.get("/api/v1/watches").json["items"][0]
        self.assertEqual((watch["path"], watch["folder"], watch["problem"]), (self.drop, "Inbox", None))

    def test_files_become_papers_by_themselves_and_the_ledger_adds_up(self):
        before = self.total()
        for n in range(30):
            put(self.drop, f"Rechnung {n}.pdf", PDF + str(n % 25).encode() + END)
        put(self.drop, "Notiz.txt", "Bitte prüfen.".encode())
        put(self.drop, "half.pdf.part", b"%PDF-1.7")
        counts = kontor.wait_for(lambda: ended(self.server, before + 31), what="the end of all offers")
        self.assertEqual(counts["duplicate"], 5)
        self.assertEqual(left(self.drop), ["half.pdf.part"])
        os.remove(os.path.join(self.drop, "half.pdf.part"))
        stored = self.server.get("/api/v1/intake?end=stored&limit=500&source=watch:" + self.drop).json
        self.assertEqual(stored["total"], counts["stored"])
        document = stored["items"][0]["document"]
        shown = self.server.get(f"/api/v1/documents/{document}").json
        self.assertEqual(shown["filing"], "new")
        self.assertTrue(shown["source"].startswith("watch:"))
        figures = self.server.get("/metrics").body.decode()
        self.assertIn("kontor_watches 1\n", figures)
        self.assertIn("kontor_watches_with_problem 0\n", figures)

    def test_names_of_raw_bytes_and_with_line_feeds(self):
        before = self.total()
        for name in (b"L\xf6schung.pdf", b"two\nlines.pdf", b"-rf.pdf", b"%2e%2e.pdf"):
            put(self.drop, name, PDF + name + END)
        kontor.wait_for(lambda: ended(self.server, before + 4), what="the end of all offers")
        self.assertEqual(left(self.drop), [])

    def test_links_and_pipes_are_left_where_they_are(self):
        before = self.total()
        os.symlink("/etc/hostname", os.path.join(self.drop, "link.txt"))
        os.mkfifo(os.path.join(self.drop, "pipe.pdf"))
        put(self.drop, "behind.pdf", PDF + b"behind the pipe" + END)
        kontor.wait_for(lambda: ended(self.server, before + 1), what="the end of the one paper")
        self.assertEqual(left(self.drop), ["link.txt", "pipe.pdf"])
        self.assertEqual(self.server.get("/api/v1/watches").json["items"][0]["passed_over"], 2)
        for name in left(self.drop):
            os.remove(os.path.join(self.drop, name))

    def test_a_waiting_offer_is_listed_retried_and_withdrawn(self):
        put(self.drop, "waits.pdf", b"%PDF-1.7\nno end")
        listed = kontor.wait_for(lambda: self.server.get("/api/v1/intake?end=waiting").json["items"])
        number = listed[0]["number"]
        self.assertEqual((listed[0]["name"], listed[0]["reason"]), ("waits.pdf", "intake.not_ripe"))
        self.assertEqual(self.server.post(f"/api/v1/intake/{number}/retry").status, 202)
        os.remove(os.path.join(self.drop, "waits.pdf"))
        kontor.wait_for(lambda: papers(self.server)["counts"]["withdrawn"] == 1)
        again = self.server.post(f"/api/v1/intake/{number}/retry")
        self.assertEqual((again.status, again.json["code"]), (409, "intake.ended"))
        for number in ("999999", "x", "0"):
            missing = self.server.post(f"/api/v1/intake/{number}/retry")
            self.assertEqual((missing.status, missing.json["code"]), (404, "intake.not_found"))

    def test_the_folders_are_the_administrators_business(self):
        self.assertEqual(self.server.raw("GET", "/api/v1/watches").status, 401)
        self.assertEqual(self.server.raw("POST", "/api/v1/intake/1/retry").status, 401)


class Configured(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="kontor-watch-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.drop = os.path.join(self.folder, "in")

    def server(self, more=""):
        return kontor.Server(config=f'[[watch]]\npath = "{self.drop}"\nsettle_seconds = 0\npatience_seconds = 1\n{more}')

    def watch(self, server):
        return server.get("/api/v1/watches").json["items"][0]

    def counts(self, server):
        return server.get("/api/v1/intake").json["counts"]

    def test_a_folder_that_is_missing_is_said_so_and_served_when_it_comes(self):
        with self.server() as server:
            watch = kontor.wait_for(lambda: self.watch(server)["problem"] and self.watch(server))
            self.assertEqual((watch["state"], watch["problem"]["code"]), ("missing", "watch.missing"))
            self.assertIn(self.drop, watch["problem"]["message"])
            self.assertFalse(os.path.exists(self.drop), "it may be a disk that is not mounted yet")
            os.mkdir(self.drop)
            put(self.drop, "paper.pdf", PDF + END)
            kontor.wait_for(lambda: self.counts(server)["stored"] == 1)
            self.assertEqual(self.watch(server)["problem"], None)

    def test_done_and_failed_get_what_belongs_there(self):
        os.mkdir(self.drop)
        with self.server('on_success = "archive"\ntags = ["Scan"]\n') as server:
            put(self.drop, "paper.pdf", PDF + END)
            put(self.drop, "empty.pdf", b"")
            kontor.wait_for(lambda: self.counts(server)["stored"] + self.counts(server)["refused"] == 2)
            kontor.wait_for(lambda: left(self.drop) == ["done", "failed"])
            self.assertEqual(left(os.path.join(self.drop, "done")), ["paper.pdf"])
            failed = left(os.path.join(self.drop, "failed"))
            self.assertRegex(" ".join(failed), r"^empty\.#\d+\.pdf empty\.#\d+\.pdf\.reason\.txt$")
            self.assertEqual(server.get("/api/v1/documents/1").json["tags"], ["Scan"])

    def test_what_is_not_served_yet_is_refused_at_the_start(self):
        for line in ('subfolders = "tag"', 'sidecar = "xml"', 'split = "separator"'):
            server = self.server(line)
            self.addCleanup(shutil.rmtree, server.folder, True)
            with self.assertRaisesRegex(AssertionError, line.split('"')[1] + ".*not yet possible"):
                server.start()


@unittest.skipUnless(os.geteuid() == 0 and shutil.which("setpriv"), "needs root and setpriv to serve as somebody else")
class AsAnotherUser(unittest.TestCase):
    """The server's user owns neither the files nor, at times, the folder."""

    NOBODY = 65534

    def setUp(self):
        real = kontor.program("kontord")
        if subprocess.run(["setpriv", f"--reuid={self.NOBODY}", "--clear-groups", "test", "-x", real], check=False).returncode:
            self.skipTest("that user cannot reach the program")
        self.server = kontor.Server(config="")
        self.addCleanup(shutil.rmtree, self.server.folder, True)
        self.drop = os.path.join(self.server.folder, "in")
        os.mkdir(self.drop)
        with open(self.server.config, "a", encoding="utf-8") as f:
            f.write(f'[[watch]]\npath = "{self.drop}"\nsettle_seconds = 0\npatience_seconds = 600\n')
        for folder, folders, files in os.walk(self.server.folder):
            for name in [".", *files]:
                os.chown(os.path.join(folder, name), self.NOBODY, self.NOBODY)
        self.server.runner = ["setpriv", f"--reuid={self.NOBODY}", f"--regid={self.NOBODY}", "--clear-groups"]

    def watch(self):
        return self.server.get("/api/v1/watches").json["items"][0]

    def counts(self):
        return self.server.get("/api/v1/intake").json["counts"]

    def test_foreign_files_are_taken_as_soon_as_they_are_closed_and_may_be_read(self):
        with self.server:
            kontor.wait_for(lambda: self.watch()["events"])
            path = os.path.join(self.drop, "paper.pdf")
            with open(path, "wb") as f:
                os.fchmod(f.fileno(), 0o644)
                f.write(PDF + b"open" + END)
                f.flush()
                kontor.wait_for(lambda: self.counts()["waiting"] == 1)
                offers = lambda: self.server.get("/api/v1/intake?end=waiting").json["items"]
                kontor.wait_for(lambda: offers()[0]["reason"] == "intake.in_use")
            kontor.wait_for(lambda: self.counts()["stored"] == 1)
            put(self.drop, "note.txt", b"plain text has no end")
            kontor.wait_for(lambda: self.counts()["stored"] == 2)
            put(self.drop, "mine.pdf.tmp", PDF + b"mine" + END)
            os.chmod(os.path.join(self.drop, "mine.pdf.tmp"), 0o600)
            os.rename(os.path.join(self.drop, "mine.pdf.tmp"), os.path.join(self.drop, "mine.pdf"))
            kontor.wait_for(lambda: offers() and offers()[0]["reason"] == "intake.no_access")
            os.chmod(os.path.join(self.drop, "mine.pdf"), 0o644)
            kontor.wait_for(lambda: self.counts()["stored"] == 3)
            kontor.wait_for(lambda: left(self.drop) == [])

    def test_a_folder_that_may_not_be_written_gives_each_paper_once(self):
        os.chown(self.drop, 0, 0)
        put(self.drop, "paper.pdf", PDF + END)
        with self.server:
            kontor.wait_for(lambda: self.watch()["problem"])
            self.assertEqual(self.watch()["problem"]["code"], "watch.cannot_remove")
            self.server.stop()
            self.server.start()
            kontor.wait_for(lambda: self.watch()["problem"])
            counts = self.counts()
            self.assertEqual((counts["stored"], sum(counts.values())), (1, 1))
            self.assertEqual(left(self.drop), ["paper.pdf"])
            os.chown(self.drop, self.NOBODY, self.NOBODY)
            kontor.wait_for(lambda: left(self.drop) == [])
            self.assertEqual(sum(self.counts().values()), 1)


if __name__ == "__main__":
    unittest.main()
