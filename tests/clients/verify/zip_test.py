"""Zips that show kontor-verify one package and other programs another one, written byte by byte; and honest zips of others."""
import io
import os
import resource
import shutil
import struct
import subprocess
import time
import unittest
import zipfile
import zlib

from verify_case import GOOD, KEY, PROGRAM, VerifyCase

UTF8, DESCRIPTOR = 1 << 11, 1 << 3


class Entry:
    """One entry and its record in the directory, every field to be bent; `local` and `central` bend one side only."""

    def __init__(self, name, data=b"", local=None, central=None, **both):
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        common = dict(name=name.encode() if isinstance(name, str) else name, version=20, flags=0, method=8, time=0x21 << 16,
                      crc=zlib.crc32(data), packed=packed, size=len(data), extra=b"", behind=b"", at=None, attributes=0o100644 << 16,
                      comment=b"", disk=0)
        common.update(both)
        common.setdefault("packed_size", len(common["packed"]))
        self.local, self.central = dict(common, **local or {}), dict(common, **central or {})

    def body(self):
        e = self.local
        return struct.pack("<IHHHIIIIHH", 0x04034B50, e["version"], e["flags"], e["method"], e["time"], e["crc"], e["packed_size"],
                           e["size"], len(e["name"]), len(e["extra"])) + e["name"] + e["extra"] + e["packed"] + e["behind"]

    def record(self, at):
        e = self.central
        at = at if e["at"] is None else e["at"]
        return struct.pack("<IHHHHIIIIHHHHHII", 0x02014B50, 3 << 8 | 20, e["version"], e["flags"], e["method"], e["time"], e["crc"],
                           e["packed_size"], e["size"], len(e["name"]), len(e["extra"]), len(e["comment"]), e["disk"], 0,
                           e["attributes"], at) + e["name"] + e["extra"] + e["comment"]


def end(count, size, at, comment=b"", disks=0):
    return struct.pack("<IHHHHIIH", 0x06054B50, disks, disks, count, count, size, at, len(comment)) + comment


def end64(count, size, at, own_at, version=45, locator_at=None):
    return struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, version, 0, 0, count, count, size, at) + struct.pack(
        "<IIQI", 0x07064B50, 0, own_at if locator_at is None else locator_at, 1)


def laid_out(entries, start=0):
    """(bodies, directory) of a zip that begins at `start`."""
    body, directory = b"", b""
    for entry in entries:
        directory += entry.record(start + len(body))
        body += entry.body()
    return body, directory


def whole(entries, before=b"", between=b"", behind=b"", count=None, comment=b""):
    body, directory = laid_out(entries, len(before))
    at = len(before) + len(body) + len(between)
    return before + body + between + directory + end(len(entries) if count is None else count, len(directory), at, comment) + behind


def unicode_path(name, said):
    return struct.pack("<HHBI", 0x7075, 5 + len(said), 1, zlib.crc32(name)) + said


class Zip(VerifyCase):
    def entries(self, bent=None):
        """Of the good package; `bent`: name -> arguments of Entry."""
        return [Entry(name, data, **(bent or {}).get(name, {})) for name, data in self.files.items()]

    def judged(self, data, code, **options):
        with open(self.path("raw.zip"), "wb") as f:
            f.write(data)
        return self.verify(self.path("raw.zip"), "--key", KEY, code=code, **options)

    def refused(self, data):
        said = self.judged(data, 1)
        self.assertNotIn("{", said)
        return said

    def test_the_good_files_byte_by_byte(self):
        self.judged(whole(self.entries()), 0)

    def test_names_in_the_directory_are_those_of_the_entries(self):
        swapped = {self.paper: {"central": {"name": self.other.encode()}}, self.other: {"central": {"name": self.paper.encode()}}}
        for label, bent in (("swapped", swapped),
                            ("renamed", {self.paper: {"central": {"name": self.paper.encode() + b".exe"}}}),
                            ("up and away", {self.report: {"central": {"name": b"../../evil"}}}),
                            ("zero byte on one side", {self.report: {"central": {"name": self.report.encode() + b"\0.exe"}}})):
            with self.subTest(label):
                self.assertIn("name", self.refused(whole(self.entries(bent))))

    def test_names_that_programs_read_differently(self):
        report = self.report.encode()
        for label, entry in (("zero byte", Entry(report + b"\0.exe", self.files[self.report])),
                             ("no UTF-8", Entry(report + b"\xff", b"x", flags=UTF8)),
                             ("UTF-8 that is not said", Entry(report + "ä".encode(), b"x")),
                             ("empty", Entry(b"", b"x")),
                             ("unicode path, central", Entry(report, self.files[self.report],
                                                             central={"extra": unicode_path(report, b"evil")})),
                             ("unicode path, local", Entry(b"evil", self.files[self.report], extra=unicode_path(b"evil", report))),
                             ("longer than any path", Entry(report + b"x" * 5000, b"x"))):
            with self.subTest(label):
                self.refused(whole([e for e in self.entries() if e.local["name"] != report] + [entry]))

    def test_a_record_more_on_the_bytes_of_another_entry(self):
        entries = self.entries()
        body, directory = laid_out(entries)
        at = len(laid_out(entries[:next(i for i, n in enumerate(self.files) if n == self.paper)])[0])
        more = Entry(self.top + "/data/documents/99/v1/erfunden.pdf", self.files[self.paper]).record(at)
        for label, records in (("last", directory + more), ("first", more + directory)):
            with self.subTest(label):
                self.refused(body + records + end(len(entries) + 1, len(records), len(body)))

    def test_an_entry_without_a_record(self):
        hidden = Entry(self.report, b"<h1>evil</h1>").body()
        self.refused(whole(self.entries(), between=hidden))
        self.refused(whole(self.entries(), before=hidden))
        half = len(self.files) // 2
        body, directory = laid_out(self.entries()[:half])
        rest, records = laid_out(self.entries()[half:], len(body) + len(hidden))
        body, directory = body + hidden + rest, directory + records
        self.refused(body + directory + end(len(self.files), len(directory), len(body)))

    def test_bytes_before_between_and_behind(self):
        for label, places in (("before", {"before": b"#!/bin/sh\n"}), ("between", {"between": b"x"}), ("behind", {"behind": b"x"}),
                              ("far behind", {"behind": b"x" * 100000}), ("comment", {"comment": b"x"})):
            with self.subTest(label):
                self.refused(whole(self.entries(), **places))
        good = whole(self.entries())
        evil = whole([Entry(n, d + b" " if n == self.report else d) for n, d in self.files.items()])
        self.refused(evil + good)
        self.refused(good + evil)
        entry = self.entries({self.report: {"local": {"behind": b"slack"}}})
        self.refused(whole(entry))

    def test_an_end_inside_the_comment_of_another(self):
        entries = self.entries()
        body, directory = laid_out(entries)
        evil_body, _ = laid_out([Entry(self.report, b"evil")])
        evil = Entry(self.report, b"evil").record(len(body))
        for first, second in (((directory, len(entries)), (evil, 1)), ((evil, 1), (directory, len(entries)))):
            start = len(body) + len(evil_body)
            inner_at = start + len(first[0]) + 22
            for pad in (0, 20000):
                comment = second[0] + end(second[1], len(second[0]), inner_at, b"\0" * pad)
                with self.subTest(count=first[1], pad=pad):
                    self.refused(body + evil_body + first[0] + end(first[1], len(first[0]), start, comment))

    def test_the_end_says_the_truth(self):
        entries = self.entries()
        body, directory = laid_out(entries)
        n, size, at = len(entries), len(directory), len(body)
        self.judged(body + directory + end(n, size, at), 0)
        for label, last in (("fewer", end(n - 1, size, at)), ("more", end(n + 1, size, at)), ("shorter", end(n, size - 1, at)),
                            ("longer", end(n, size + 1, at)), ("earlier", end(n, size, at - 1)), ("later", end(n, size, at + 1)),
                            ("disks", end(n, size, at, disks=1)), ("none", end(0, size, at)), ("nothing", end(0, 0, 0)),
                            ("counts differ", struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, n - 1, n, size, at, 0))):
            with self.subTest(label):
                self.refused(body + directory + last)
        self.refused(end(0, 0, 0))

    def test_zip64_agrees_with_the_end_or_is_refused(self):
        entries = self.entries()
        body, directory = laid_out(entries)
        n, size, at, own = len(entries), len(directory), len(body), len(body) + len(directory)
        good64 = end64(n, size, at, own)
        elsewhere = end(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
        self.judged(body + directory + good64 + end(n, size, at), 0)
        self.judged(body + directory + good64 + elsewhere, 0)
        for label, tail in (("no zip64", elsewhere), ("count", end64(n - 1, size, at, own) + end(n, size, at)),
                            ("both counts", end64(n - 1, size, at, own) + end(n - 1, size, at)),
                            ("size", end64(n, size - 1, at, own) + end(n, size, at)),
                            ("place", end64(n, size, at - 1, own) + elsewhere),
                            ("locator elsewhere", end64(n, size, at, own, locator_at=0) + elsewhere),
                            ("a gap", good64[:56] + b"x" + good64[56:] + end(n, size, at)),
                            ("a gap before", b"x" + end64(n, size, at, own + 1) + end(n, size, at)),
                            ("only the locator", good64[56:] + end(n, size, at)),
                            ("a version of the future", end64(n, size, at, own, version=99) + elsewhere)):
            with self.subTest(label):
                self.refused(body + directory + tail)
        evil_body, evil = laid_out([Entry(self.report, b"evil")], at)
        start, own = at + len(evil_body), at + len(evil_body) + size + len(evil)
        for first, second in ((directory, evil), (evil, directory)):
            places = {id(first): start, id(second): start + len(first)}
            counts = {id(directory): n, id(evil): 1}
            for one, two in ((first, second), (second, first)):
                self.refused(body + evil_body + first + second + end64(counts[id(one)], len(one), places[id(one)], own) +
                             end(counts[id(two)], len(two), places[id(two)]))

    def test_sizes_in_zip64_fields(self):
        def large(name, central=None, local=None):
            data = self.files[name]
            packed = Entry(name, data).local["packed"]
            numbers = struct.pack("<QQ", len(data), len(packed))
            field = struct.pack("<HH", 1, 16) + numbers
            return {name: dict(packed_size=0xFFFFFFFF, size=0xFFFFFFFF, extra=field, packed=packed, version=45, central=central,
                               local=local)}
        self.judged(whole(self.entries(large(self.report))), 0)
        wrong = struct.pack("<HHQQ", 1, 16, 1, 1)
        for bent in (large(self.report, central={"extra": b""}), large(self.report, local={"extra": b""}),
                     large(self.report, central={"extra": wrong}), large(self.report, local={"extra": wrong}),
                     large(self.report, central={"extra": struct.pack("<HHQ", 1, 8, 1)}),
                     large(self.report, central={"extra": struct.pack("<HHQQQ", 1, 24, 1, 1, 1)}),
                     {self.report: dict(extra=struct.pack("<HH", 1, 0))}):
            with self.subTest(bent=bent):
                self.refused(whole(self.entries(bent)))

    def test_descriptors(self):
        def described(mark=0x08074B50, crc=0, size=0, wide=False, **more):
            data, packed = self.files[self.report], Entry("x", self.files[self.report]).local["packed"]
            numbers = struct.pack("<QQ" if wide else "<II", len(packed), len(data) + size)
            return {self.report: dict(flags=DESCRIPTOR, local=dict(crc=0, packed_size=0, size=0, behind=struct.pack(
                "<II", mark, zlib.crc32(data) ^ crc) + numbers), **more)}
        self.judged(whole(self.entries(described())), 0)
        for bent in (described(mark=0), described(crc=1), described(size=1), described(wide=True)):
            self.refused(whole(self.entries(bent)))

    def test_an_entry_and_its_record_say_the_same(self):
        data = self.files[self.report]
        packed = Entry("x", data).local["packed"]
        for one in ("local", "central"):
            for label, bent in (("method", dict(method=0)), ("flags", dict(flags=UTF8)), ("encrypted", dict(flags=1)),
                                ("time", dict(time=0)), ("crc", dict(crc=1)), ("size", dict(size=len(data) + 1)),
                                ("packed", dict(packed_size=len(packed) - 1)), ("version", dict(version=99)),
                                ("absent size", dict(size=0)), ("extra", dict(extra=b"\0\0\0\0")),
                                ("half an extra", dict(extra=b"UT"))):
                with self.subTest(label, side=one):
                    self.refused(whole(self.entries({self.report: {one: bent}})))
        for label, bent in (("comment", dict(comment=b"x")), ("disk", dict(disk=1)), ("device", dict(attributes=0o060644 << 16)),
                            ("link", dict(attributes=0o120777 << 16)), ("folder", dict(attributes=0x10)),
                            ("label", dict(attributes=0x08)), ("encrypted", dict(flags=1)), ("masked", dict(flags=1 << 13)),
                            ("patch", dict(flags=1 << 5)), ("extra of a stranger", dict(extra=struct.pack("<HH", 0xCAFE, 0))),
                            ("an extra twice", dict(extra=struct.pack("<HHBHHB", 0x5455, 1, 0, 0x5455, 1, 0))),
                            ("version", dict(version=99)), ("bzip2", dict(method=12)), ("lzma", dict(method=14))):
            with self.subTest(label):
                self.refused(whole(self.entries({self.report: bent})))

    def test_content_is_what_the_directory_says_to_the_last_bit(self):
        data = self.files[self.report]
        packed = Entry("x", data).local["packed"]
        for label, bent in (("slack behind the stream", dict(packed=packed + b"x")), ("a stream cut off", dict(packed=packed[:-1])),
                            ("a check of other bytes", dict(crc=1)), ("shorter", dict(size=len(data) - 1)),
                            ("longer", dict(size=len(data) + 1)), ("noise", dict(packed=b"\xff" * 50)),
                            ("nothing", dict(packed=b"")), ("stored with a false check", dict(method=0, packed=data, crc=1)),
                            ("stored with another size", dict(method=0, packed=data, size=len(data) - 1))):
            with self.subTest(label):
                self.refused(whole(self.entries({self.report: bent})))
        self.judged(whole(self.entries({self.report: dict(method=0, packed=data)})), 0)

    def test_folders_are_empty_and_stand_once(self):
        def folder(name, data=b"", **more):
            return Entry(self.top + name, data, **{**dict(method=0, packed=data, attributes=0o040755 << 16 | 0x10), **more})
        self.judged(whole([folder("/"), folder("/data/"), *self.entries()]), 0)
        self.judged(whole([folder("/"), folder("/data/", method=8, packed=b"\x03\0"), *self.entries()]), 0)
        for label, more in (("bytes", [folder("/data/", b"evil")]), ("twice", [folder("/data/"), folder("/data/")]),
                            ("empty", [folder("/data/leer/")]), ("a file's name", [folder("/data/report.html/")]),
                            ("packed", [folder("/data/", method=8, packed=b"\x03\1")]),
                            ("packed longer", [folder("/data/", method=8, packed=b"\x03\0\0")]),
                            ("stored, with bytes", [folder("/data/", method=0, packed=b"\x03\0")]),
                            ("elsewhere", [Entry("other/", method=0, packed=b"")]),
                            ("no folder's kind", [folder("/data/", attributes=0o120777 << 16)])):
            with self.subTest(label):
                self.refused(whole([*self.entries(), *more]))

    def test_the_top_folder_does_not_lead_elsewhere(self):
        for top in ("..", ".", "", "C:", "~", "a\\b"):
            with self.subTest(top=top):
                self.refused(whole([Entry(n.replace(self.top, top, 1), d) for n, d in self.files.items()]))
        self.judged(whole([Entry(n.replace(self.top, "anders", 1), d) for n, d in self.files.items()]), 0)

    def test_a_name_that_stands_often_is_said_and_read_once(self):
        large = self.files[self.report] + b" " * (60 << 20)
        bloated = [Entry(n, large if n == self.report else d) for n, d in self.files.items()]
        evidence = self.top + "/data/audit/documents/7.json"
        bloated += [Entry(evidence, b'{"rows":[' + b" " * (60 << 20))] + [Entry(n, b"") for n in [evidence, self.report] * 500]
        start = time.monotonic()
        said = self.refused(whole(bloated))
        self.assertLess(time.monotonic() - start, 60)
        self.assertEqual(said.count("more than once"), 2, said)

    def test_files_in_any_order_are_found_at_once(self):
        entry = b'{"event":"x","object":"","rows":"1","rows_root":"' + b"0" * 64 + b'","sequence":"%d"}'
        folder = self.top + "/data/audit/entries/"
        more = [Entry(f"{folder}{100 + i}.tlog-proof", b"x") for i in range(6000)]
        more += [Entry(f"{folder}{100 + i}.json", entry % (100 + i)) for i in range(6000)]
        body, directory = io.BytesIO(), io.BytesIO()
        for e in [*self.entries(), *more]:
            directory.write(e.record(body.tell()))
            body.write(e.body())
        data = body.getvalue() + directory.getvalue() + end(len(self.files) + len(more), directory.tell(), body.tell())
        start = time.monotonic()
        self.judged(data, 1)
        self.assertLess(time.monotonic() - start, 60)

    def test_no_byte_of_the_zip_itself_can_change_but_times_and_owners(self):
        with open(GOOD, "rb") as f:
            good = f.read()
        at = struct.unpack("<I", good[-6:-2])[0]
        name, extra = struct.unpack("<HH", good[26:30])
        own = [i for i in range(30 + name) if i not in (4, 5)]  # the version may be an older one
        own += list(range(len(good) - 22, len(good)))
        own += [i for i in range(at, at + 46 + name) if i - at not in range(4, 8) and i - at not in range(36, 42)]
        for i in own:
            with self.subTest(at=i):
                self.judged(good[:i] + bytes([good[i] ^ 0x40]) + good[i + 1:], 1)

    # Honest zips of others.

    def unpacked(self):
        with zipfile.ZipFile(GOOD) as package:
            package.extractall(self.path("unpacked"))
        return self.path("unpacked")

    def test_packed_again_by_python(self):
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            shutil.make_archive(self.path("again"), "zip", self.unpacked())
            self.verify(self.path("again.zip"), "--key", KEY, code=0)
            with zipfile.ZipFile(self.path("plain.zip"), "w", method) as package:
                for name, data in self.files.items():
                    package.writestr(name, data)
            self.verify(self.path("plain.zip"), "--key", KEY, code=0)
            with zipfile.ZipFile(self.path("large.zip"), "w", method) as package:
                for name, data in self.files.items():
                    with package.open(name, "w", force_zip64=True) as f:
                        f.write(data)
            self.verify(self.path("large.zip"), "--key", KEY, code=0)

    def test_packed_again_by_python_into_a_pipe(self):
        class Pipe(io.RawIOBase):
            def __init__(self):
                self.data = b""

            def writable(self):
                return True

            def write(self, data):
                self.data += bytes(data)
                return len(data)
        for large in (False, True):
            pipe = Pipe()
            with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as package:
                for name, data in self.files.items():
                    with package.open(name, "w", force_zip64=large) as f:
                        f.write(data)
            self.judged(pipe.data, 0)

    def test_packed_again_by_info_zip(self):
        folder = self.unpacked()
        for options in (["-r"], ["-r", "-0"], ["-r", "-9"], ["-r", "-D"], ["-r", "-X"], ["-r", "-fz"], ["-r", "-fd"]):
            with self.subTest(options=options):
                subprocess.run(["zip", "-q", *options, self.path("again.zip"), self.top], cwd=folder, check=True)
                self.verify(self.path("again.zip"), "--key", KEY, code=0)
                os.remove(self.path("again.zip"))
        for options in (["-r"], ["-r", "-0"]):
            with self.subTest(options=options, into="a pipe"):
                done = subprocess.run(f"zip -q {' '.join(options)} - {self.top} | cat", cwd=folder, check=True, shell=True,
                                      stdout=subprocess.PIPE)
                self.judged(done.stdout, 0)


class Memory(VerifyCase):
    """In a program that is not sanitized these take what an auditor's machine has; here the limit is on the resident set."""

    def peak_mib(self, extra):
        path = self.zip(extra)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        process = subprocess.Popen([PROGRAM, path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=dict(os.environ, ASAN_OPTIONS="quarantine_size_mb=16"))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 1)
        self.assertGreaterEqual(before, 0)
        return usage.ru_maxrss // 1024

    def test_json_of_very_many_values(self):
        many = b",".join(b'"%x":0' % i for i in range(3_000_000))
        name = self.top + "/data/audit/documents/7.json"
        self.assertLess(self.peak_mib([(name, b'{"rows":[{' + many + b'}],"schema":"evidence@1","subject":"document:7"}')]), 700)
        files = {n: d for n, d in self.files.items() if not n.endswith("kontor-package.json")}
        self.files = files
        self.assertLess(self.peak_mib([(self.top + "/kontor-package.json", b"{" + many + b"}")]), 700)

    def test_manifests_nobody_asked_for(self):
        lines = b"".join(b"0 data/%07x\n" % i for i in range(1_500_000))
        names = ["manifest-a.txt", "manifest-b.txt", "Manifest-sha256.txt", "tagmanifest-c.txt", "fetch.txt"]
        self.assertLess(self.peak_mib([(f"{self.top}/{name}", lines) for name in names]), 500)

    def test_a_manifest_of_very_many_lines(self):
        lines = b"".join(b"0 data/%07x\n" % i for i in range(3_000_000))
        self.files[self.top + "/manifest-sha256.txt"] += lines
        self.assertLess(self.peak_mib([]), 500)

    def test_tag_files_of_very_many_lines(self):
        self.files[self.top + "/bag-info.txt"] += b"a: b\n" * 5_000_000
        self.assertLess(self.peak_mib([]), 500)


if __name__ == "__main__":
    unittest.main()
