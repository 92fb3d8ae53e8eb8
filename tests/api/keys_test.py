"""Encrypted archives: the recovery sheet, confirming, rotating and restoring the master key, and what check finds."""
import glob
import os
import shutil
import subprocess
import tempfile
import unittest

import kontor
from recovery_words import words_in


class Keys(unittest.TestCase):
    def written(self, server, text, name="words"):
        path = os.path.join(server.folder, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text + "\n")
        return path

    def refused(self, server, *arguments, language="C"):
        done = server.call(*arguments, language=language)
        self.assertNotEqual(done.returncode, 0, done)
        return done.stderr

    def warnings(self, server):
        ready = server.raw("GET", "/readyz")
        self.assertEqual(ready.status, 200)
        return ready.json["warnings"]

    def test_the_sheet_is_shown_at_init_and_asked_for_until_it_is_confirmed(self):
        with kontor.Server(init=()) as server:
            words = words_in(server.said_at_init)
            self.assertEqual(len(words.split()), 17)
            self.assertEqual(self.warnings(server), ["recovery_not_confirmed"])
            wrong = self.written(server, words.replace(words[:5], words[6:11], 1), "wrong")
            self.assertIn("17 Wörter", self.refused(server, "key", "confirm", "--data", server.data, "--words-file", wrong,
                                                    language="de_DE"))
            self.assertEqual(self.warnings(server), ["recovery_not_confirmed"])
            server.run("key", "confirm", "--data", server.data, "--words-file", self.written(server, words.replace(" ", "\n")))
            self.assertEqual(self.warnings(server), [])
            server.stop()
            server.start()
            self.assertEqual(self.warnings(server), [])
            self.assertEqual(server.check()[0], 0)

    def test_the_code_on_the_sheet_says_the_words(self):
        with kontor.Server(init=()) as server:
            rows = [line for line in server.said_at_init.splitlines() if line and not line.strip(" █▀▄")]
            rows = [row.ljust(max(map(len, rows))) for row in rows]
            modules = []  # two rows a line
            for row in rows:
                modules += [["1" if character in "█▀" else "0" for character in row], ["1" if character in "█▄" else "0" for character in row]]
            side, scale = len(modules[0]), 4
            picture = os.path.join(server.folder, "code.pgm")
            with open(picture, "wb") as file:
                file.write(f"P5 {side * scale} {len(modules) * scale} 255\n".encode())
                for line in modules:
                    file.write(b"".join((b"\x00" if module == "1" else b"\xff") * scale for module in line) * scale)
            read = subprocess.run(["ZXingReader", "-format", "QRCode", picture], capture_output=True, text=True, check=False)
            self.assertIn(words_in(server.said_at_init), read.stdout, server.said_at_init)

    def test_an_archive_without_encryption_warns_of_nothing_and_has_no_key(self):
        with kontor.Server() as server:
            self.assertEqual(words_in(server.said_at_init), "")
            self.assertEqual(self.warnings(server), [])
            self.assertIn("no master key", self.refused(server, "key", "rotate", "--data", server.data))

    def test_keys_are_rotated_under_a_running_server_and_the_old_key_file_fits_no_more(self):
        with kontor.Server(init=()) as server:
            made = server.add(b"ein Papier" * 1000)
            old = server.data + ".key.old"
            with open(server.data + ".key", "rb") as f, open(old, "wb") as g:
                g.write(f.read())
            os.chmod(old, 0o600)
            words = words_in(server.run("key", "rotate", "--data", server.data))
            self.assertEqual(len(words.split()), 17)
            self.assertNotEqual(words, words_in(server.said_at_init))
            again = server.add(b"noch ein Papier", "filename=zwei.txt")
            server.stop()
            code, said = server.check()
            self.assertEqual(code, 0, said)
            self.assertIn("does not belong", self.refused(server, "check", "--data", server.data, "--key-file", old))
            server.start()
            self.assertEqual(server.get(made.headers["Location"] + "/content").body, b"ein Papier" * 1000)
            self.assertEqual(server.get(again.headers["Location"] + "/content").body, b"noch ein Papier")

    def test_a_lost_key_file_is_said_at_once_and_restored_from_the_words(self):
        with kontor.Server(init=()) as server:
            made = server.add(b"ein Papier" * 1000)
            key = server.get("/api/v1/log/key").body
            server.stop()
            os.remove(server.data + ".key")
            self.assertIn("is missing", self.refused(server, "serve", "--data", server.data))
            words = self.written(server, words_in(server.said_at_init))
            server.run("key", "restore", "--data", server.data, "--words-file", words)
            self.assertEqual(os.stat(server.data + ".key").st_mode & 0o777, 0o600)
            server.start()
            self.assertEqual(server.get(made.headers["Location"] + "/content").body, b"ein Papier" * 1000)
            self.assertEqual(server.get("/api/v1/log/key").body, key)

    def test_a_master_key_under_a_passphrase_opens_with_it_only(self):
        folder = tempfile.mkdtemp(prefix="kontor-test-")
        self.addCleanup(shutil.rmtree, folder)
        passphrase = os.path.join(folder, "passphrase")
        with open(passphrase, "w", encoding="utf-8") as f:
            f.write("ein langer Satz, den niemand errät\n")
        with kontor.Server(init=("--passphrase-file", passphrase),
                           config=f'passphrase_file = "{passphrase}"\n') as server:
            self.assertIn("at least 8", self.refused(
                server, "init", "--data", os.path.join(folder, "archive"), "--admin-password-file",
                os.path.join(server.folder, "password"), "--passphrase-file", self.written(server, "", "short")))
            made = server.add(b"ein Papier")
            self.assertEqual(server.get(made.headers["Location"] + "/content").body, b"ein Papier")
            server.run("key", "confirm", "--data", server.data, "--words-file",
                       self.written(server, words_in(server.said_at_init)))
            server.run("key", "rotate", "--data", server.data)
            server.stop()
            self.assertIn("passphrase", self.refused(server, "check", "--data", server.data))
            wrong = self.written(server, "ein anderer Satz", "wrong")
            self.assertIn("does not fit", self.refused(server, "check", "--data", server.data, "--passphrase-file", wrong))
            server.run("check", "--data", server.data, "--passphrase-file", passphrase)

    def test_check_names_a_flipped_bit_in_a_key_or_a_chunk(self):
        with kontor.Server(init=()) as server:
            server.add(os.urandom(300_000))
            server.stop()
            self.assertEqual(server.check()[0], 0)
            for path, at, said in ((glob.glob(os.path.join(server.data, "keys", "*.seg"))[0], 64 + 40, "slot 1 in segment 1"),
                                   (os.path.join(server.data, "blobs", "000001.mdb"), 200_000, "blob 1, chunk")):
                for flipped in (True, False):  # there and back
                    with open(path, "r+b") as f:
                        f.seek(at)
                        byte = f.read(1)[0]
                        f.seek(at)
                        f.write(bytes([byte ^ 1]))
                    code, told = server.check()
                    if flipped:
                        self.assertEqual(code, 1, path)
                        self.assertIn(said, told)
                    else:
                        self.assertEqual(code, 0, told)


if __name__ == "__main__":
    unittest.main()
