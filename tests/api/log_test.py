"""The log as others see it: checkpoint, tiles, bundles of entries and proofs, judged by a second implementation of RFC 6962
and of C2SP tlog-tiles that shares no line with the server's; and kontor-verify on a paper's proof."""
import base64
import hashlib
import os
import re
import subprocess
import unittest

import kontor


def leaf(data):
    return hashlib.sha256(b"\0" + data).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(hashes):
    """MTH of RFC 6962 section 2.1, as it is written there."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node(root_of(hashes[:k]), root_of(hashes[k:]))


def tile_name(number):
    text = f"{number % 1000:03}"
    while number >= 1000:
        number //= 1000
        text = f"x{number % 1000:03}/" + text
    return text


def tiles_of(size):
    """(level, number, width) of every tile of a tree of this size."""
    level, count = 0, size
    while count:
        for number in range(count // 256):
            yield level, number, 256
        if count % 256:
            yield level, count // 256, count % 256
        level, count = level + 1, count // 256


def tile_path(level, number, width):
    return f"{level}/{tile_name(number)}" + (f".p/{width}" if width < 256 else "")


class Checkpoint:
    def __init__(self, note):
        self.note = note
        text, _, self.signatures = note.decode().partition("\n\n")
        self.origin, size, root = text.split("\n")
        self.size, self.root = int(size), base64.b64decode(root, validate=True)


def entries_of(bundle):
    found = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        assert len(bundle) >= 2 + length
        found.append(bundle[2:2 + length])
        bundle = bundle[2 + length:]
    return found


class Log(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = kontor.Server().start()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)
        cls.server.add(b"ein Papier", "filename=a.txt")
        cls.first = Checkpoint(cls.server.get("/api/v1/log/checkpoint").body)
        # Over one full tile, so that there is a second level.
        for n in range(265):
            cls.server.post("/api/v1/folders", {"name": f"Ordner {n}"})
        cls.head = Checkpoint(cls.server.get("/api/v1/log/checkpoint").body)

    def tile(self, path):
        return self.server.get("/api/v1/log/tile/" + path)

    def test_entries_and_tiles_lead_to_the_signed_root(self):
        self.assertGreater(self.head.size, 256)
        levels, entries = {}, []
        for level, number, width in tiles_of(self.head.size):
            answer = self.tile(tile_path(level, number, width))
            self.assertEqual(answer.status, 200, answer)
            self.assertEqual(len(answer.body), 32 * width)
            levels.setdefault(level, []).extend(answer.body[i:i + 32] for i in range(0, len(answer.body), 32))
            if level == 0:
                bundle = self.tile("entries/" + tile_path(level, number, width).partition("/")[2])
                self.assertEqual(bundle.status, 200, bundle)
                found = entries_of(bundle.body)
                self.assertEqual(len(found), width)
                entries += found
        self.assertEqual([leaf(e) for e in entries], levels[0])
        self.assertEqual(root_of(levels[0]), self.head.root)
        for number, value in enumerate(levels[1]):
            self.assertEqual(value, root_of(levels[0][256 * number:256 * (number + 1)]))
        # The head that was signed before is the root of the same log's beginning: consistency, by definition.
        self.assertLess(self.first.size, self.head.size)
        self.assertEqual(root_of(levels[0][:self.first.size]), self.first.root)
        self.assertEqual(self.first.origin, self.head.origin)

    def test_a_tile_may_be_kept_for_ever_and_a_partial_one_of_an_earlier_head_stays(self):
        answer = self.tile(tile_path(0, 0, self.first.size))
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/octet-stream")
        self.assertEqual(answer.headers["Cache-Control"], "private, max-age=31536000, immutable")
        self.assertEqual(answer.body, self.tile("0/000").body[:32 * self.first.size])

    def test_what_no_checkpoint_covers_is_not_there(self):
        before = Checkpoint(self.server.get("/api/v1/log/checkpoint").body).size
        self.server.post("/api/v1/folders", {"name": "nach dem Kopf"})  # an entry that is not signed yet
        full, rest = divmod(before, 256)
        absent = [f"0/{tile_name(full)}.p/{rest + 1}", f"entries/{tile_name(full)}.p/{rest + 1}", f"0/{tile_name(full)}",
                  f"0/{tile_name(full + 1)}", "1/000", "1/000.p/0", "1/000.p/2", "2/000.p/1", "1/001.p/1", "64/000", "63/000.p/1",
                  "0/x001/000", "0/x018/x446/x744/x073/x709/x551/615", "0/x999/x999/x999/x999/x999/x999/x999/999"]
        malformed = ["0", "0/0", "0/00", "0/0000", "0/x000/000", "00/000", "0/000.p/01", "0/000.p/256", "0/000.p", "0/000/", "-1/000",
                     "0/000.P/1", "0//000", "entries/", "entries/0", "entries/1/000", "0/000.p/1/2", "a/000", "0/000%20"]
        for path in absent + malformed:
            with self.subTest(path=path):
                answer = self.tile(path)
                self.assertEqual(answer.status, 404, answer)
                self.assertNotIn("immutable", answer.headers.get("Cache-Control", ""))

    def test_the_log_is_the_operators(self):
        for path in ("/api/v1/log/checkpoint", "/api/v1/log/tile/0/000"):
            self.assertEqual(self.server.raw("GET", path).status, 401)
        described = self.server.raw("GET", "/api/v1/openapi.json").json["paths"]
        for path in ("/api/v1/log/checkpoint", "/api/v1/log/tile/{tile}", "/api/v1/documents/{id}/proof"):
            self.assertIn("get", described[path])


class Proof(unittest.TestCase):
    """kontor-verify on a .tlog-proof, offline."""

    @classmethod
    def setUpClass(cls):
        cls.server = kontor.Server().start()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)
        for text in (b"eins", b"zwei", b"drei"):
            cls.server.add(text, f"filename={text.decode()}.txt")
        cls.proof = cls.server.get("/api/v1/documents/2/proof").body.decode()
        cls.key = cls.file("log.vkey", cls.server.get("/api/v1/log/key").body.decode())
        cls.other = cls.file("other.vkey", open(os.path.join(kontor.SOURCE, "tests/data/archives/1/log.vkey"), encoding="ascii").read())

    @classmethod
    def file(cls, name, text):
        path = os.path.join(cls.server.folder, name)
        with open(path, "w", encoding="utf-8", newline="", errors="surrogateescape") as f:
            f.write(text)
        return path

    def verify(self, text, *arguments, code=0, language="C"):
        done = subprocess.run([kontor.program("kontor-verify"), self.file("x.tlog-proof", text), *arguments], capture_output=True,
                              text=True, timeout=60, check=False, env=dict(os.environ, LC_ALL=language))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertNotIn("Sanitizer", done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_the_proof_is_judged_by_the_second_implementation(self):
        head, _, note = self.proof.partition("\n\n")
        lines = head.split("\n")
        entry = base64.b64decode(lines[1].removeprefix("extra "))
        index = int(lines[2].removeprefix("index "))
        checkpoint = Checkpoint(note.encode())
        self.assertIn(b'"object":"document:2"', entry)
        # RFC 9162 section 2.1.3.2
        fn, sn, r = index, checkpoint.size - 1, leaf(entry)
        for text in lines[3:]:
            p = base64.b64decode(text)
            self.assertNotEqual(sn, 0)
            if fn & 1 or fn == sn:
                r = node(p, r)
                while not fn & 1 and fn:
                    fn, sn = fn >> 1, sn >> 1
            else:
                r = node(r, p)
            fn, sn = fn >> 1, sn >> 1
        self.assertEqual((sn, r), (0, checkpoint.root))

    def test_a_good_proof_says_entry_log_and_origin(self):
        said = self.verify(self.proof, "--key", self.key)
        self.assertRegex(said, r"^Entry \d+ of 20\d\d-.*: .* document:2\.\n")
        self.assertIn("Contained in the log with root ", said)
        self.assertTrue(said.endswith("Root known from outside: yes.\n"), said)
        self.assertTrue(self.verify(self.proof).endswith("origin not checked\n"))
        self.verify(self.proof, "--require-origin", code=1)
        root = re.search("root ([0-9a-f]{64})", said).group(1)
        self.verify(self.proof, "--root", root)
        self.assertIn("Eintrag", self.verify(self.proof, "--key", self.key, language="de_DE.UTF-8"))

    def test_another_key_or_root_is_not_the_origin(self):
        self.assertIn("None of the given keys", self.verify(self.proof, "--key", self.other, code=1))
        self.assertIn("from outside: NO", self.verify(self.proof, "--root", "0" * 64, code=1))

    def test_hostile_proofs_are_refused_with_and_without_a_key(self):
        lines = self.proof.split("\n")
        entry = base64.b64decode(lines[1].removeprefix("extra "))
        index = int(lines[2].removeprefix("index "))
        forged = base64.b64encode(entry.replace(b"document:2", b"document:1")).decode()
        hashes = [n for n in range(3, lines.index(""))]
        self.assertGreater(len(hashes), 1)

        def changed(number, text):
            return "\n".join(lines[:number] + ([text] if text is not None else []) + lines[number + 1:])

        swapped = list(lines)
        swapped[3], swapped[4] = swapped[4], swapped[3]
        no_extra = "\n".join(lines[:1] + lines[2:])
        cases = {
            "another entry": changed(1, "extra " + forged),
            "no entry": no_extra,
            "another index": changed(2, f"index {index + 1}"),
            "index beyond 64 bits": changed(2, "index 99999999999999999999"),
            "index with leading zero": changed(2, f"index 0{index}"),
            "index not below size": changed(2, "index 4711"),
            "a hash less": changed(3, None),
            "a hash more": changed(3, lines[3] + "\n" + lines[3]),
            "hashes exchanged": "\n".join(swapped),
            "too many hashes": changed(3, "\n".join([lines[3]] * 70)),
            "short hash": changed(3, "AAAA"),
            "cut off": self.proof[:len(self.proof) // 2],
            "only the first line": lines[0] + "\n",
            "another version": changed(0, "c2sp.org/tlog-proof@v2"),
            "crlf": self.proof.replace("\n", "\r\n"),
            "no signature": self.proof[:self.proof.index("\n\n", self.proof.index("\n\n") + 2)],
            "size of another tree": re.sub(r"(\nkontor-\w+\n)\d+\n", r"\g<1>4711\n", self.proof),
            "not UTF-8": self.proof.replace("index", "\udcff\udcfe", 1),
            "too large": self.proof + "x" * 3_000_000,
        }
        for name, text in cases.items():
            with self.subTest(name):
                self.assertNotEqual(text, self.proof)
                self.verify(text, "--key", self.key, code=1)
                # Without a key nothing is known of the signature; all else is refused the same.
                if name not in ("no signature", "too large"):
                    self.assertIn("Contained in the log with root", self.verify(text, code=1))

    def test_a_signature_by_nobody_is_seen_with_the_key(self):
        place = self.proof.rindex("=")
        text = self.proof[:place - 6] + ("AAAA" if self.proof[place - 6:place - 2] != "AAAA" else "BBBB") + self.proof[place - 2:]
        self.verify(text, "--key", self.key, code=1)

    def test_an_entry_cannot_steer_the_terminal(self):
        # A log of one entry that somebody made; without a key it is only consistent in itself.
        entry = '{"event":"\\u001b[2Jx","object":"a\\nUnchanged in itself: yes.","time":"t"}'.encode()
        root = base64.b64encode(leaf(entry)).decode()
        text = (f"c2sp.org/tlog-proof@v1\nextra {base64.b64encode(entry).decode()}\nindex 0\n\nforged\n1\n{root}\n\n"
                "— forged " + base64.b64encode(b"x" * 68).decode() + "\n")
        said = self.verify(text)
        self.assertNotIn("\x1b", said)
        self.assertNotIn("\nUnchanged", said)
        self.verify(text, "--key", self.key, code=1)


if __name__ == "__main__":
    unittest.main()
