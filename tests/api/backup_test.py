"""Backup and restore as an administrator does them: beside a running server, to another place, and back into service."""
import os
import unittest

import kontor
from recovery_words import words_in


class Drill(unittest.TestCase):
    def backup(self, server, **more):
        return server.call("backup", "--data", server.data, "--to", os.path.join(server.folder, "backup"), **more)

    def restore(self, server, *more, **other):
        return server.call("restore", "--from", os.path.join(server.folder, "backup"),
                         "--data", os.path.join(server.folder, "restored"), *more, **other)

    def checkpoint(self, server):
        path = os.path.join(server.folder, "checkpoint")
        with open(path, "wb") as f:
            f.write(server.get("/api/v1/log/checkpoint").body)
        return path

    def test_a_drill_beside_a_running_server(self):
        with kontor.Server(init=()) as server:
            made = server.add_found(b"Rechnung ueber Schrauben", "filename=schrauben.txt")
            first = self.backup(server)
            self.assertEqual((first.returncode, first.stdout), (0, ""), first)
            self.assertIn("was read back", first.stderr)
            server.add_found(b"Rechnung ueber Muttern", "filename=muttern.txt")
            second = self.backup(server)
            self.assertEqual(second.returncode, 0, second)
            kept = self.checkpoint(server)

            # Somewhere else, with what was kept outside.
            done = self.restore(server, "--key-file", server.data + ".key", "--against", kept)
            self.assertEqual((done.returncode, done.stdout), (0, ""), done)
            self.assertIn("2 documents", done.stderr)
            restored = os.path.join(server.folder, "restored")
            server.stop()
            token, data = server.token, server.data
            server.data = restored
            server.start()
            self.assertEqual(server.raw("GET", made.headers["Location"], headers={"Authorization": f"Bearer {token}"}).status, 401)
            server.token = None
            server.login()
            self.assertEqual(server.get(made.headers["Location"] + "/content").body, b"Rechnung ueber Schrauben")
            kontor.wait_for(lambda: server.get("/api/v1/search?q=Muttern").json["total"] == 1)
            server.add(b"eine dritte", "filename=drei.txt")
            server.stop()
            self.assertEqual(server.check()[0], 0)
            self.assertEqual(server.call("check", "--data", restored, "--against", kept).returncode, 0)
            server.data = data
            server.start()

    def test_what_is_lost_and_what_is_wrong_is_said_in_words(self):
        with kontor.Server(init=()) as server:
            server.add(b"ein Papier")
            self.assertEqual(self.backup(server).returncode, 0)
            server.stop()
            told = self.restore(server, language="de_DE")
            self.assertEqual(told.returncode, 1)
            self.assertIn("Schlüsseldatei", told.stderr)
            self.assertFalse(os.path.exists(os.path.join(server.folder, "restored")))

            words = os.path.join(server.folder, "words")
            with open(words, "w", encoding="utf-8") as f:
                f.write(words_in(server.said_at_init) + "\n")
            done = self.restore(server, "--words-file", words)
            self.assertEqual(done.returncode, 0, done)
            self.assertIn("under a new name", done.stderr)
            again = self.restore(server, "--words-file", words)
            self.assertEqual(again.returncode, 1)
            self.assertIn("already", again.stderr)

            inside = server.call("backup", "--data", server.data, "--to", os.path.join(server.data, "backup"))
            self.assertEqual(inside.returncode, 1)
            self.assertIn("inside the archive", inside.stderr)

    def test_a_backup_that_was_killed_is_made_good_by_the_next(self):
        with kontor.Server(init=()) as server:
            server.add(os.urandom(3_000_000))
            server.stop()
            for point in ("backup.file:1", "backup.file:2", "backup.before_manifest:1", "backup.manifest:1"):
                killed = self.backup(server, environment={"KONTOR_FAULT_AT": point})
                self.assertEqual(killed.returncode, -9, killed)
                if point != "backup.manifest:1":
                    self.assertIn("no whole backup", self.restore(server, "--key-file", server.data + ".key").stderr)
            self.assertEqual(self.backup(server).returncode, 0)
            killed = self.restore(server, "--key-file", server.data + ".key", environment={"KONTOR_FAULT_AT": "restore.key:1"})
            self.assertEqual(killed.returncode, -9, killed)
            self.assertFalse(os.path.exists(os.path.join(server.folder, "restored")))
            self.assertEqual(self.restore(server).returncode, 0)


if __name__ == "__main__":
    unittest.main()
