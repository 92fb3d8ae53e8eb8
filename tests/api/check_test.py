"""kontord check: each part in a child, which damage may end; what is found is named, and nothing is changed."""
import glob
import hashlib
import os
import re
import subprocess
import unittest

import kontor


def flip(path, at):
    with open(path, "r+b") as f:
        f.seek(at)
        byte = f.read(1)[0]
        f.seek(at)
        f.write(bytes([byte ^ 1]))


def digests(folder):
    """Every file of the archive but LMDB's tables of readers."""
    found = {}
    for path in glob.glob(os.path.join(folder, "**"), recursive=True):
        if os.path.isfile(path) and not path.endswith(("-lock", "lock.mdb")):
            with open(path, "rb") as f:
                found[path] = hashlib.sha256(f.read()).hexdigest()
    return found


class Check(unittest.TestCase):
    def known(self, server):
        """What operators are told: the warning of /readyz, and the figure of /metrics."""
        ready = server.raw("GET", "/readyz")
        self.assertEqual(ready.status, 200)
        figures = dict(re.findall(r"^(kontor_scrub_\w+) (\d+)$", server.get("/metrics").body.decode(), re.M))
        self.assertEqual(set(figures), {"kontor_scrub_age_seconds", "kontor_scrub_bytes_total", "kontor_scrub_findings"})
        return "damage_found" in ready.json["warnings"], int(figures["kontor_scrub_findings"])

    def test_each_part_is_read_by_a_child_whose_loss_is_a_finding(self):
        with kontor.Server(init=()) as server:
            server.add(b"ein Papier")
            server.stop()
            for language, said in (("C", "What read"), ("de_DE", "Wer")):
                done = subprocess.run([server.program("kontord"), "check", "--data", server.data], capture_output=True, text=True,
                                      timeout=120, check=False,
                                      env=dict(server.environment, LC_ALL=language, KONTOR_FAULT_AT="check.part:1"))
                self.assertEqual(done.returncode, 1, done)
                for file in ("catalog/000001/data.mdb", "blobs/000001.mdb", "blobs/derived/000001.mdb"):
                    self.assertRegex(done.stdout, f"{said} .*{file}.*signal 9")

    def test_check_changes_nothing(self):
        with kontor.Server(init=()) as server:
            for n in range(3):
                server.add(os.urandom(100_000), f"filename={n}.bin")
            server.stop()
            for damage in (None, "catalog/000001/data.mdb", "blobs/000001.mdb"):
                if damage:
                    path = os.path.join(server.data, damage)
                    os.truncate(path, os.path.getsize(path) * 2 // 3)
                before = digests(server.data)
                code, said = server.check()
                self.assertEqual(code, 1 if damage else 0, said)
                self.assertIn(damage or "clean", said)
                self.assertEqual(digests(server.data), before)

    def test_damage_under_a_running_server_is_found_with_its_paper_and_the_server_goes_on(self):
        with kontor.Server(init=()) as server:
            body = os.urandom(300_000)
            paper = server.add(body).json["id"]
            volume = os.path.join(server.data, "blobs", "000001.mdb")
            self.assertEqual(server.check()[0], 0)
            self.assertEqual(self.known(server), (False, 0))
            flip(volume, 200_000)
            code, said = server.check()
            self.assertEqual(code, 1, said)
            self.assertIn(f"blob 1 (document {paper} version 1)", said)
            self.assertEqual(self.known(server), (True, 1))
            flip(volume, 200_000)
            code, said = server.check()
            self.assertEqual(code, 0, said)
            self.assertEqual(self.known(server), (False, 0))
            self.assertEqual(server.get(f"/api/v1/documents/{paper}/content").body, body)


if __name__ == "__main__":
    unittest.main()
