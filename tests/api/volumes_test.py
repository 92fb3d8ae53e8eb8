"""Volumes: sealed beside the work, moved to other media, verified there, absent for a while, and written anew."""
import hashlib
import os
import random
import unittest

import kontor


def paper(seed):
    return random.Random(seed).randbytes(1_300_000)  # more than a volume of the smallest size


class Volumes(unittest.TestCase):
    def setUp(self):
        self.server = kontor.Server(init=())  # encrypted
        with open(self.server.config, "a", encoding="utf-8") as f:
            f.write("volume_mib = 1\n")
        self.enterContext(self.server)
        self.papers = [self.server.add(paper(i), f"filename={i}.bin").json["id"] for i in range(3)]
        self.medium = os.path.join(self.server.folder, "medium")
        os.mkdir(self.medium)

    def volumes(self, *arguments, code=0, language="C"):
        done = self.server.call("volumes", *arguments, "--data", self.server.data, language=language)
        self.assertEqual(done.returncode, code, done)
        return done.stdout + done.stderr

    def listed(self):
        rows = [line.split() for line in self.volumes("list").splitlines()]
        return {int(row[0]): {"state": row[1], "sha256": row[4], "file": row[5]} for row in rows if row[0].isdigit() and len(row) == 6}

    def content(self, index):
        return self.server.get(f"/api/v1/documents/{self.papers[index]}/content")

    def home(self, number):
        return os.path.join(self.server.data, "blobs", f"{number:06}.mdb")

    def test_a_full_volume_is_sealed_and_its_file_named(self):
        listed = self.listed()
        self.assertEqual([volume["state"] for volume in listed.values()], ["sealed", "sealed", "open"])
        for number in (1, 2):
            with open(self.home(number), "rb") as f:
                self.assertEqual(listed[number]["sha256"], hashlib.sha256(f.read()).hexdigest())
            self.assertEqual(listed[number]["file"], self.home(number))
        self.assertEqual(listed[3]["sha256"], "-")
        self.volumes("verify")
        self.assertEqual(self.server.check()[0], 0)
        size = int(self.server.get("/api/v1/log/checkpoint").body.split(b"\n")[1])
        entries = self.server.get(f"/api/v1/log/tile/entries/000.p/{size}").body
        self.assertEqual(entries.count(b'"volume.sealed"'), 2, entries)
        self.assertIn(listed[1]["sha256"].encode(), entries)

    def test_a_moved_volume_is_read_backed_up_and_missed_when_it_is_not_there(self):
        self.volumes("move", "1", "--to", self.medium)
        self.assertEqual(self.listed()[1]["file"], os.path.join(self.medium, "000001.mdb"))
        self.assertTrue(os.path.islink(self.home(1)))
        for index in range(3):
            self.assertEqual(self.content(index).body, paper(index))
        self.server.run("backup", "--data", self.server.data, "--to", os.path.join(self.server.folder, "backup"))
        self.assertEqual(self.server.check()[0], 0)
        self.volumes("verify", "1")
        self.assertIn("Bring it back first".lower(), self.volumes("rewrite", "1", code=1).lower())

        self.server.stop()
        os.rename(self.medium, self.medium + " in a drawer")
        self.server.start()
        gone = self.content(0)
        self.assertEqual((gone.status, gone.json["code"]), (503, "volume.absent"), gone)
        self.assertNotIn(self.medium, gone.body.decode())  # who reads papers need not know of paths
        self.assertEqual(self.content(1).body, paper(1))
        self.assertEqual(self.server.add(b"goes on", "filename=on.txt").status, 201)
        self.assertIn("volume_absent", self.server.raw("GET", "/readyz").json["warnings"])
        self.assertEqual(self.listed()[1]["state"], "absent")
        code, said = self.server.check()
        self.assertEqual(code, 1)
        self.assertIn("Volume 1 lies on a medium that is not there", said)
        self.assertIn("Band 1 liegt auf einem Datenträger, der nicht da ist", self.volumes("verify", "1", code=1, language="de_DE.UTF-8"))

        os.rename(self.medium + " in a drawer", self.medium)
        self.assertEqual(self.listed()[1]["state"], "sealed")
        self.assertEqual(self.content(0).body, paper(0))
        self.assertNotIn("volume_absent", self.server.raw("GET", "/readyz").json["warnings"])
        self.volumes("move", "1", "--to", os.path.join(self.server.data, "blobs"))
        self.assertFalse(os.path.islink(self.home(1)))
        self.assertEqual(os.listdir(self.medium), [])
        self.assertEqual(self.content(0).body, paper(0))
        self.assertEqual(self.server.check()[0], 0)

    def test_what_was_destroyed_leaves_a_volume_when_it_is_written_anew(self):
        self.volumes("list")
        full = os.path.getsize(self.home(1))
        self.server.run("destroy", str(self.papers[0]), "--reason", "over", "--data", self.server.data)
        self.assertEqual(os.path.getsize(self.home(1)), full)  # its key is gone: that is all that is needed
        self.volumes("rewrite", "1")
        self.assertLess(os.path.getsize(self.home(1)), full / 4)
        self.assertEqual(self.listed()[1]["state"], "sealed")
        self.assertEqual(self.content(1).body, paper(1))
        self.assertEqual(self.server.check()[0], 0)

    def test_plain_bytes_that_were_removed_go_on_no_medium(self):
        with kontor.Server(init=("--no-encryption",)) as self.server:
            self.server.stop()
            with open(self.server.config, "a", encoding="utf-8") as f:
                f.write("volume_mib = 1\n")
            self.server.start()
            first, second = (self.server.add(paper(i), f"filename={i}.bin").json["id"] for i in range(2))
            medium = os.path.join(self.server.folder, "medium")
            os.mkdir(medium)
            self.assertIn("purge", self.volumes("move", "1", "--to", medium, code=1))
            self.server.run("purge", "--data", self.server.data)
            self.volumes("move", "1", "--to", medium)
            done = self.server.call("destroy", str(first), "--reason", "over", "--data", self.server.data)
            self.assertEqual(done.returncode, 1, done)
            self.assertIn("bring it back", done.stderr)
            self.server.run("destroy", str(second), "--reason", "over", "--data", self.server.data)
            self.assertEqual(self.server.check()[0], 0)

    def test_what_cannot_be_done_is_said(self):
        self.assertIn("There is no volume 9", self.volumes("move", "9", "--to", self.medium, code=1))
        self.assertIn("not sealed", self.volumes("move", "3", "--to", self.medium, code=1))
        self.assertIn("not sealed", self.volumes("verify", "3", code=1))
        self.assertIn("--to", self.volumes("move", "1", code=2))
        self.assertIn("No such file", self.volumes("move", "1", "--to", os.path.join(self.medium, "nowhere"), code=1))
        self.server.stop()
        self.volumes("verify")  # without a server, too
        os.chmod(self.home(2), 0o600)
        with open(self.home(2), "r+b") as f:
            f.seek(-1, os.SEEK_END)
            f.write(b"x")
        self.assertIn("Volume 2 is not the file that the log names", self.volumes("verify", code=1))


if __name__ == "__main__":
    unittest.main()
