"""A disk that is full or refuses: 507 and 503 with the reason, reading goes on, and writing comes back by itself.

The full disk is a real one: a tmpfs of some MiB, mounted in a namespace of this test's own. Where that is not allowed its
tests are skipped by name.
"""
import errno
import http.client
import os
import subprocess
import sys
import tempfile
import unittest

import kontor

INSIDE = "KONTOR_TEST_MAY_MOUNT"  # set in the namespace
MIB = 1 << 20


def may_mount():
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", folder],
                              capture_output=True, check=False)
    return done.returncode == 0


class DiskCase(unittest.TestCase):
    def problem(self, answer, status, *codes):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertIn(answer.json["code"], codes)
        self.assertTrue(answer.headers["Retry-After"])
        return answer.json

    def ready(self):
        answer = self.server.raw("GET", "/readyz")
        self.assertEqual(answer.status, 200 if answer.json["status"] == "ready" else 503, answer)
        return answer.json["problems"]

    def rename(self, document, title):
        path = f"/api/v1/documents/{document}"
        return self.server.request("PATCH", path, {"title": title}, headers={"If-Match": self.server.get(path).headers["ETag"]})

    def expect_reading_goes_on(self, document, content):
        self.assertEqual(self.server.get(f"/api/v1/documents/{document}").status, 200)
        self.assertEqual(self.server.get(f"/api/v1/documents/{document}/content").body, content)
        self.assertEqual(self.server.get("/api/v1/search?q=Rechnung").json["total"], 1)
        self.assertEqual(self.server.raw("GET", "/healthz").status, 200)

    def add_found(self, content):
        """A paper that search finds."""
        document = self.server.add(content, "filename=a.txt").json["id"]
        shown = self.server.get(f"/api/v1/documents/{document}?wait=indexed")
        self.assertEqual(shown.json["state"]["index"], "done", shown)
        return document

    def expect_clean(self):
        self.server.stop()
        code, said = self.server.check()
        self.assertEqual(code, 0, said)


@unittest.skipUnless(os.environ.get(INSIDE), "a small file system cannot be mounted here")
class FullDisk(DiskCase):
    SIZE = 64 * MIB

    def setUp(self):
        self.disk = tempfile.mkdtemp(prefix="kontor-disk-")
        self.addCleanup(os.rmdir, self.disk)
        self.mount("-t", "tmpfs", "-o", f"size={self.SIZE}", "tmpfs", self.disk)
        self.addCleanup(subprocess.run, ["umount", self.disk], check=True)
        reserve = {"KONTOR_ARCHIVE_RESERVE_MIB": "2048", "KONTOR_ARCHIVE_RESERVE_PERCENT": "10"}
        self.server = kontor.Server(data=os.path.join(self.disk, "archive"), environment=reserve)
        self.server.init()
        self.server.start()
        self.addCleanup(self.server.__exit__, None, None, None)
        self.first = "Rechnung über 119,00 €".encode()
        self.document = self.add_found(self.first)

    def mount(self, *arguments):
        subprocess.run(["mount", *arguments], check=True)

    def free(self):
        facts = os.statvfs(self.disk)
        return facts.f_bavail * facts.f_bsize

    def fill(self):
        """Takes all that is free, as another program would."""
        filler = os.path.join(self.disk, "filler")
        with open(filler, "wb", buffering=0) as file:
            for size in (MIB, 4096):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError as error:
                    self.assertEqual(error.errno, errno.ENOSPC)
        self.assertEqual(self.free(), 0)
        return filler

    def add_until_refused(self, size=MIB):
        added = []
        while True:
            content = os.urandom(size)
            answer = self.server.add(content, "filename=b.bin")
            if answer.status != 201:
                return added, answer
            added.append((answer.json["id"], content))

    def folders(self):
        page = {"next": "0"}
        while page["next"] is not None:
            page = self.server.get(f"/api/v1/folders?limit=500&cursor={page['next']}").json
            yield from page["items"]

    def test_under_the_reserve_papers_are_refused_and_all_else_works(self):
        added, refused = self.add_until_refused()
        self.problem(refused, 507, "disk.reserve")
        self.assertGreater(len(added), 20)
        self.assertEqual(self.ready(), ["disk_reserve"])
        self.expect_reading_goes_on(self.document, self.first)
        for i in range(30):
            self.assertEqual(self.rename(self.document, f"Rechnung {i}").status, 200)
            self.assertEqual(self.server.post("/api/v1/folders", {"name": f"Akte {i}"}).status, 201)
        for document, _ in added[:5]:
            self.assertEqual(self.server.request("DELETE", f"/api/v1/documents/{document}", {"reason": "doppelt"}).status, 200)
        self.assertEqual(self.server.get("/api/v1/intake").json["counts"]["stored"], len(added) + 1)
        self.mount("-o", f"remount,size={2 * self.SIZE}", self.disk)
        self.assertEqual(self.ready(), [])
        self.assertEqual(self.server.add(os.urandom(MIB)).status, 201)
        for document, content in added:
            self.assertEqual(self.server.get(f"/api/v1/documents/{document}/content").body, content)
        self.expect_clean()

    def test_a_paper_that_says_it_is_too_large_for_the_disk_is_refused_before_it_comes(self):
        connection = self.server.connection()
        connection.putrequest("POST", "/api/v1/documents?filename=c.bin")
        connection.putheader("Authorization", "Bearer " + self.server.login())
        connection.putheader("Content-Length", str(self.SIZE))
        connection.endheaders(b"x" * 65536)
        answer = connection.getresponse()
        self.assertEqual(answer.status, 507, answer.read())
        connection.close()
        self.assertGreater(self.free(), self.SIZE // 2)

    def test_a_paper_that_turns_out_too_large_leaves_the_reserve_and_room_for_others(self):
        connection = self.server.connection()
        headers = {"Authorization": "Bearer " + self.server.login()}
        try:
            connection.request("POST", "/api/v1/documents?filename=d.bin", (os.urandom(MIB) for _ in range(80)), headers, encode_chunked=True)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the answer came before the end
        try:
            self.assertEqual(connection.getresponse().status, 507)
        except (http.client.HTTPException, ConnectionError):
            pass  # and was lost with the connection
        connection.close()
        self.assertGreater(self.free(), self.SIZE * 8 // 100)
        self.assertEqual(self.server.get("/api/v1/intake").json["counts"]["stored"], 1)
        # What it took of the volume the next papers use.
        for _ in range(10):
            self.assertEqual(self.server.add(os.urandom(MIB)).status, 201)
        self.assertGreater(self.free(), self.SIZE * 8 // 100)
        self.expect_clean()

    def test_a_disk_full_to_the_last_byte_answers_507_and_comes_back_by_itself(self):
        filler = self.fill()
        done = []
        answer = None
        for i in range(2000):
            name = f"{i} " + "x" * 190
            answer = self.server.post("/api/v1/folders", {"name": name})
            if answer.status != 201:
                break
            done.append(name)
        self.problem(answer, 507, "disk.full")
        self.assertIn("disk_reserve", self.ready())
        self.problem(self.server.add(os.urandom(1000)), 507, "disk.reserve", "disk.full")
        self.expect_reading_goes_on(self.document, self.first)
        process = self.server.process.pid
        os.remove(filler)
        kontor.wait_for(lambda: self.ready() == [], what="recovery")
        self.assertEqual(self.rename(self.document, "Rechnung danach").status, 200)
        self.assertEqual(self.server.add(os.urandom(MIB)).status, 201)
        self.assertEqual(self.server.process.pid, process)
        self.assertEqual(set(done), {f["name"] for f in self.folders()} - {"", "Inbox"})
        self.expect_clean()


class RefusingDisk(DiskCase):
    """The catalog's and the volumes' commits are refused while a file is there."""

    def start(self, code):
        self.switch = os.path.join(tempfile.mkdtemp(prefix="kontor-switch-"), "refuse")
        self.addCleanup(os.rmdir, os.path.dirname(self.switch))
        self.server = kontor.Server(environment={"KONTOR_FAULT_WHILE": f"engine.commit:{code}:{self.switch}"}).start()
        self.addCleanup(self.server.__exit__, None, None, None)
        self.document = self.add_found(b"Rechnung")

    def refuse_and_recover(self, status, code):
        open(self.switch, "wb").close()
        self.addCleanup(lambda: os.path.exists(self.switch) and os.remove(self.switch))
        for _ in range(3):  # the first asks the disk, the others perhaps not
            said = self.problem(self.rename(self.document, "x"), status, code)
            self.assertTrue(said["detail"])
            self.problem(self.server.add(b"anderes"), status, code)
        self.assertEqual(self.ready(), [code.replace(".", "_")])
        self.expect_reading_goes_on(self.document, b"Rechnung")
        os.remove(self.switch)
        kontor.wait_for(lambda: self.ready() == [], what="recovery")
        self.assertEqual(self.rename(self.document, "y").status, 200)
        self.assertEqual(self.server.add(b"anderes").status, 201)
        self.expect_clean()

    def test_an_io_error_answers_503_and_recovers(self):
        self.start("io")
        self.refuse_and_recover(503, "disk.failing")

    def test_a_read_only_file_system_answers_503_and_recovers(self):
        self.start("read_only")
        self.refuse_and_recover(503, "disk.read_only")

    def test_a_full_disk_answers_507_and_recovers(self):
        self.start("no_space")
        self.refuse_and_recover(507, "disk.full")


if __name__ == "__main__":
    if INSIDE not in os.environ and may_mount():
        os.execvpe("unshare", ["unshare", "--user", "--map-root-user", "--mount", sys.executable, *sys.orig_argv[1:]],
                   dict(os.environ, **{INSIDE: "1"}))
    unittest.main()
