"""What is destroyed is in no file of the archive after a purge, nor in a backup after its next run."""
import os
import random
import unittest

import kontor

WORDS = (b"Zwetschgenkuchen", b"Abmahnungsgrund", b"Quarkstrudel")


def files_with(folder, word):
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if os.path.isfile(path):
                with open(path, "rb") as f:
                    if word.lower() in f.read().lower():
                        found.append(os.path.relpath(path, folder))
    return found


class Purge(unittest.TestCase):
    def call(self, server, command, *arguments):
        done = server.call(command, "--data", server.data, *arguments)
        self.assertEqual(done.returncode, 0, done)

    def purge(self, init, sealed=False):
        server = kontor.Server(init=init)
        with open(server.config, "a", encoding="utf-8") as f:
            f.write("volume_mib = 1\n")
        with server:
            kept = server.add_found(b"Ein anderes Papier: Apfelstrudel", "filename=apfel.txt").json["id"]
            body = b"Zwetschgenkuchen und Abmahnungsgrund. " * 20
            gone = server.add_found(body, "filename=Quarkstrudel.txt").json["id"]
            if sealed:
                server.add(random.Random(1).randbytes(1_300_000), "filename=voll.bin")
                server.add(b"im naechsten Band", "filename=danach.txt")
                self.assertIn(" sealed ", server.run("volumes", "list", "--data", server.data))
            backup = os.path.join(os.path.dirname(server.data), "backup")
            self.call(server, "backup", "--to", backup)
            for word in WORDS:  # else the search below would find nothing whatever is done
                self.assertTrue(files_with(server.data, word), word)
            self.call(server, "destroy", str(gone), "--reason", "Frist abgelaufen")
            self.assertTrue(any(files_with(server.data, word) for word in WORDS))
            self.call(server, "purge")
            self.call(server, "backup", "--to", backup)
            for word in WORDS:
                self.assertEqual(files_with(server.data, word), [], word)
                self.assertEqual(files_with(backup, word), [], word)
            self.assertEqual(sorted(os.listdir(os.path.join(server.data, "catalog"))), ["000002", "current"])
            code, said = server.check()
            self.assertEqual(code, 0, said)
            again = server.add_found(body, "filename=wieder.txt").json["id"]
            self.assertEqual(server.get(f"/api/v1/documents/{again}/content").body, body)
            for word, paper in (("Zwetschgenkuchen", again), ("Apfelstrudel", kept)):
                found = server.get(f"/api/v1/search?q={word}").json
                self.assertEqual([hit["id"] for hit in found["hits"]], [paper], found)
            server.stop()
            self.call(server, "purge")  # without a server, too
            self.assertEqual(sorted(os.listdir(os.path.join(server.data, "catalog"))), ["000003", "current"])
            self.assertEqual(server.check()[0], 0)

    def test_an_encrypted_archive(self):
        self.purge(())

    def test_an_archive_without_encryption(self):
        self.purge(("--no-encryption",))

    def test_sealed_volumes(self):
        self.purge((), sealed=True)
        self.purge(("--no-encryption",), sealed=True)


if __name__ == "__main__":
    unittest.main()
