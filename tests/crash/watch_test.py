"""kill -9 at each step of taking a file from a watched folder: every file becomes one paper, none two, and the ledger adds up."""
import hashlib
import os
import unittest

import kontor

STEPS = ("watch.opened", "watch.read", "blob.before_head", "intake.before_change", "intake.after_change", "watch.taken",
         "watch.before_claim", "watch.claimed", "watch.compared", "watch.removed")
FILES = 4


class Kill(unittest.TestCase):
    def test_every_file_becomes_exactly_one_paper_wherever_the_kill_falls(self):
        papers = {}
        server = kontor.Server()
        drop = server.data + "-drop"
        with open(server.config, "a", encoding="utf-8") as f:
            f.write(f'[[watch]]\npath = "{drop}"\nsettle_seconds = 0\npatience_seconds = 60\n')
        os.mkdir(drop)
        with server:
            for round_, step in enumerate(STEPS):
                server.stop()
                server.start({"KONTOR_FAULT_AT": f"{step}:{1 + round_ % FILES}"})
                for n in range(FILES):
                    content = f"%PDF-1.7\n{step} {n}\n%%EOF\n".encode()
                    # The same names in each round: what was taken before must not pass for what comes now.
                    with open(os.path.join(drop, f"paper {n}.pdf"), "wb") as f:
                        f.write(content)
                    papers[hashlib.sha256(content).hexdigest()] = step
                self.assertEqual(server.process.wait(timeout=60), -9, f"not killed at {step}\n{server.log_text()[-2000:]}")
                server._close()
                server.start()
                counts = kontor.wait_for(lambda: self.all_ended(server, len(papers)), 60, f"the end of all files after {step}")
                self.assertEqual(counts["stored"], len(papers), step)
                kontor.wait_for(lambda: os.listdir(drop) == [], 60, f"removal after {step}")
            found = {server.get(f"/api/v1/documents/{n}").json["sha256"] for n in range(1, len(papers) + 1)}
            self.assertEqual(found, set(papers))
            self.assertEqual(server.get(f"/api/v1/documents/{len(papers) + 1}").status, 404)
            server.stop()
            code, said = server.check()
            self.assertEqual(code, 0, said)
            server.start()

    def all_ended(self, server, count):
        counts = server.get("/api/v1/intake").json["counts"]
        return counts["waiting"] == 0 and sum(counts.values()) >= count and counts


if __name__ == "__main__":
    unittest.main()
