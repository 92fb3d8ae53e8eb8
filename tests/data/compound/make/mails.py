#!/usr/bin/env python3
"""Makes the .msg and .tnef files of this folder anew, and beside each the text that was put into it.

  mails.py

Writes compound files ([MS-CFB], [MS-OXMSG]), TNEF ([MS-OXTNEF]) and compressed RTF ([MS-OXRTFCP]) byte by byte.
"""
import datetime
import os
import struct
import sys

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
INT, BOOLEAN, OBJECT, STRING8, STRING, TIME, BINARY = 0x3, 0xB, 0xD, 0x1E, 0x1F, 0x40, 0x102
(SUBJECT, SUBMITTED, REPRESENTED, RECIPIENT_TYPE, SENDER, SENDER_ADDRESS, BODY, RTF, HTML, NAME, ADDRESS, DATA, FILE, METHOD, LONG_FILE, SMTP,
 CPID, CODE_PAGE, SENDER_SMTP) = (0x37, 0x39, 0x42, 0xC15, 0xC1A, 0xC1F, 0x1000, 0x1009, 0x1013, 0x3001, 0x3003, 0x3701, 0x3704, 0x3705, 0x3707,
                                  0x39FE, 0x3FDE, 0x3FFD, 0x5D01)
COMMON = (rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New "
          rb"RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx")


def compound(tree):
    """A compound file of a dict: bytes are streams, dicts are storages."""
    entries, small, large = [], bytearray(), []

    def add(name, value):
        place = len(entries)
        entry = {"name": name, "kind": 2 if isinstance(value, bytes) else 1, "left": FREE, "right": FREE, "child": FREE, "start": END, "size": 0}
        entries.append(entry)
        if isinstance(value, dict):
            entry["child"] = family(value)
        elif value:
            entry["size"] = len(value)
            if len(value) < 4096:
                entry["start"] = ("small", len(small) // 64)
                small.extend(value + bytes(-len(value) % 64))
            else:
                entry["start"] = ("large", len(large))
                large.append(value)
        return place

    def family(children):
        places = [add(name, children[name]) for name in sorted(children, key=lambda n: (len(n), n.upper()))]

        def root_of(some):
            if not some:
                return FREE
            middle = len(some) // 2
            entries[some[middle]]["left"], entries[some[middle]]["right"] = root_of(some[:middle]), root_of(some[middle + 1:])
            return some[middle]
        return root_of(places)

    add("Root Entry", tree)
    entries[0]["kind"] = 5
    chains = []  # bytes of chains of large sectors
    small_table = []
    for entry in entries:
        if isinstance(entry["start"], tuple) and entry["start"][0] == "small":
            first, count = entry["start"][1], (entry["size"] + 63) // 64
            small_table += [first + i + 1 for i in range(count - 1)] + [END]
            entry["start"] = first
    starts = {}

    def place(key, data):
        starts[key] = sum(len(c) // 512 for c in chains)
        chains.append(data + bytes(-len(data) % 512))
    for i, data in enumerate(large):
        place(("large", i), data)
    if small:
        place("small", bytes(small))
        place("small_table", b"".join(struct.pack("<I", n) for n in small_table + [FREE] * (-len(small_table) % 128)))
    for entry in entries:
        entry["start"] = starts.get(entry["start"], entry["start"]) if isinstance(entry["start"], tuple) else entry["start"]
    if small:
        entries[0]["start"], entries[0]["size"] = starts["small"], len(small)
    directory = b""
    for entry in entries:
        name = entry["name"].encode("utf-16-le") + b"\0\0"
        directory += struct.pack("<64sHBBIII16sIQQIQ", name, len(name), entry["kind"], 1, entry["left"], entry["right"], entry["child"], bytes(16), 0, 0, 0,
                                 entry["start"], entry["size"])
    place("directory", directory)
    body = b"".join(chains)
    count = len(body) // 512
    tables = 1
    while tables * 128 < count + tables:
        tables += 1
    numbers = []
    for chain in chains:
        n = len(chain) // 512
        numbers += [len(numbers) + i + 1 for i in range(n - 1)] + [END]
    numbers += [FAT] * tables
    numbers += [FREE] * (-len(numbers) % 128)
    small_tables = (len(small_table) + 127) // 128
    header = struct.pack("<8s16sHHHHH6s10I", bytes.fromhex("D0CF11E0A1B11AE1"), bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0, tables,
                         starts["directory"], 0, 4096, starts.get("small_table", END), small_tables, END, 0, count)
    header += b"".join(struct.pack("<I", count + i if i < tables else FREE) for i in range(1, 109))
    return header + body + b"".join(struct.pack("<I", n) for n in numbers)


def moment(text):
    given = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)
    return int((given - datetime.datetime(1601, 1, 1, tzinfo=datetime.timezone.utc)).total_seconds()) * 10_000_000


def storage(properties, header, more=None, encoding="cp1252"):
    """Properties of an object: {(id, type): value}."""
    out, table = dict(more or {}), header
    for (number, kind), value in properties.items():
        if kind in (INT, BOOLEAN):
            table += struct.pack("<HHIQ", kind, number, 6, int(value))
        elif kind == TIME:
            table += struct.pack("<HHIQ", kind, number, 6, moment(value))
        else:
            data = value.encode("utf-16-le") if kind == STRING else value.encode(encoding) if kind == STRING8 else value
            if kind != OBJECT:
                out[f"__substg1.0_{number:04X}{kind:04X}"] = data
            table += struct.pack("<HHIII", kind, number, 6, 0xFFFFFFFF if kind == OBJECT else len(data), 0)
    out["__properties_version1.0"] = table
    return out


def message(properties, recipients=(), attachments=(), embedded=False, text=STRING, encoding="cp1252"):
    """`recipients`: (type, name, address); `attachments`: (name, bytes) or (name, storage of a message)."""
    more = {}
    for i, (kind, name, address) in enumerate(recipients):
        more[f"__recip_version1.0_#{i:08X}"] = storage({(RECIPIENT_TYPE, INT): kind, (NAME, text): name, (SMTP, text): address}, bytes(8), encoding=encoding)
    for i, (name, data) in enumerate(attachments):
        if isinstance(data, bytes):
            more[f"__attach_version1.0_#{i:08X}"] = storage({(LONG_FILE, text): name, (METHOD, INT): 1, (DATA, BINARY): data}, bytes(8), encoding=encoding)
        else:
            more[f"__attach_version1.0_#{i:08X}"] = storage({(NAME, text): name, (METHOD, INT): 5}, bytes(8), {f"__substg1.0_{DATA:04X}{OBJECT:04X}": data}, encoding)
    counts = struct.pack("<8xIIII", len(recipients), len(attachments), len(recipients), len(attachments)) + (b"" if embedded else bytes(8))
    return storage(properties, counts, more, encoding)


def compressed(rtf):
    """LZFu, with references to the longest match in the window."""
    window, at, out, units = bytearray(4096), len(COMMON), bytearray(), []
    window[:at] = COMMON
    filled = at
    i = 0
    while i < len(rtf):
        best, where = 0, 0
        for place in range(filled):
            length = 0
            while (length < 17 and i + length < len(rtf) and (place + length) % 4096 != at and window[(place + length) % 4096] == rtf[i + length]):
                length += 1
            if length > best:
                best, where = length, place
        take = best if best >= 2 and where != at else 1
        units.append(struct.pack(">H", where << 4 | best - 2) if take > 1 else rtf[i:i + 1])
        for byte in rtf[i:i + take]:
            window[at] = byte
            at = (at + 1) % 4096
            filled = min(4096, filled + 1)
        i += take
    units.append(struct.pack(">H", at << 4))
    for first in range(0, len(units), 8):
        group = units[first:first + 8]
        out.append(sum(1 << n for n, unit in enumerate(group) if len(unit) == 2))
        out += b"".join(group)
    return struct.pack("<IIII", len(out) + 12, len(rtf), 0x75465A4C, 0) + bytes(out)


def row(properties, encoding="cp1252"):
    """Properties as winmail.dat has them: (id, type, value) or (name, type, value)."""
    out = struct.pack("<I", len(properties))
    for number, kind, value in properties:
        if isinstance(number, str):
            name = number.encode("utf-16-le") + b"\0\0"
            out += struct.pack("<HH", kind, 0x8001) + bytes(16) + struct.pack("<II", 1, len(name)) + name + bytes(-len(name) % 4)
        else:
            out += struct.pack("<HH", kind, number)
        values = value if kind & 0x1000 else [value]
        out += struct.pack("<I", len(values)) if kind in (INT | 0x1000, TIME | 0x1000) else b""
        kind &= 0xEFFF
        if kind in (INT, BOOLEAN):
            out += b"".join(struct.pack("<I", v) for v in values)
        elif kind == TIME:
            out += b"".join(struct.pack("<Q", moment(v)) for v in values)
        else:
            out += struct.pack("<I", len(values))
            for v in values:
                data = (v + "\0").encode("utf-16-le") if kind == STRING else (v + "\0").encode(encoding) if kind == STRING8 else v
                out += struct.pack("<I", len(data)) + data + bytes(-len(data) % 4)
    return out


def tnef(attributes):
    """Attributes (level, number, bytes)."""
    kinds = {0x8000: 0, 0x8004: 1, 0x800C: 2, 0x8005: 3, 0x8010: 1, 0x800F: 6, 0x9002: 6, 0x9003: 6, 0x9004: 6, 0x9005: 6, 0x9007: 6}
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        struct.pack("<BHHI", level, number, kinds[number], len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF) for level, number, data in attributes)


BRIEF = ["Sehr geehrte Frau Müller,", "anbei die Rechnung über 1.234,50 € – zahlbar bis 31. März.", "Grüße aus Köln", "Jörg Weiß"]
RTF_BODY = (rb"{\rtf1\ansi\ansicpg1252\fromtext\deff0{\fonttbl{\f0\fswiss Arial;}}\pard\plain\f0\fs20 " + b"\\par\r\n".join(
    line.encode("cp1252", "replace").replace(b"\xfc", rb"\'fc").replace(b"\xf6", rb"\'f6").replace(b"\xdf", rb"\'df").replace(b"\x80", rb"\'80").replace(
        b"\x96", rb"\endash ") for line in BRIEF) + b"\\par\r\n}")
HTML_BODY = "<html><body>" + "".join(f"<p>{line}</p>" for line in BRIEF) + "</body></html>"
HEAD = {(SUBJECT, STRING): "Rechnung für März", (REPRESENTED, STRING): "Jörg Weiß", (SENDER_SMTP, STRING): "joerg@example.org", (SUBMITTED, TIME): "2024-03-01T09:30:00"}
PEOPLE = [(1, "Änne Müller", "aenne@example.org"), (1, "buchhaltung@example.org", "buchhaltung@example.org"), (2, "Björn", "bjoern@example.org")]
SHOWN = ["From: Jörg Weiß <joerg@example.org>", "To: Änne Müller <aenne@example.org>, buchhaltung@example.org", "Cc: Björn <bjoern@example.org>",
         "Date: 2024-03-01T09:30:00Z", "Subject: Rechnung für März"]


def mails():
    yield ("klartext.msg", compound(message({**HEAD, (BODY, STRING): "\r\n".join(BRIEF)}, PEOPLE,
                                            [("Rechnung März.txt", b"Anhang eins"), ("bild.bin", bytes(range(256)) * 40)])), SHOWN + BRIEF)
    yield ("html.msg", compound(message({**HEAD, (HTML, BINARY): HTML_BODY.encode("cp1252"), (CPID, INT): 1252}, PEOPLE)), SHOWN + BRIEF)
    yield "rtf.msg", compound(message({**HEAD, (RTF, BINARY): compressed(RTF_BODY)}, PEOPLE)), SHOWN + BRIEF
    czech = ["Žluťoučký kůň úpěl ďábelské ódy", "a účet"]
    yield ("ansi.msg", compound(message({(SUBJECT, STRING8): "Účet č. 7", (SENDER, STRING8): "Jiří Novák", (SENDER_ADDRESS, STRING8): "/O=FIRMA/CN=JIRI",
                                         (CODE_PAGE, INT): 1250, (BODY, STRING8): "\r\n".join(czech)}, [(1, "Řehoř", "rehor@example.org")], text=STRING8,
                                        encoding="cp1250")), ["From: Jiří Novák", "To: Řehoř <rehor@example.org>", "Subject: Účet č. 7"] + czech)
    inner = message({(SUBJECT, STRING): "Ursprünglich", (REPRESENTED, STRING): "Käthe", (BODY, STRING): "Im Inneren"}, [], [("innen.txt", b"Anhang innen")], embedded=True)
    middle = message({(SUBJECT, STRING): "WG: Ursprünglich", (BODY, STRING): "In der Mitte"}, [], [("Ursprünglich", inner)], embedded=True)
    yield ("weitergeleitet.msg", compound(message({(SUBJECT, STRING): "WG: WG: Ursprünglich", (BODY, STRING): "Ganz außen"}, [],
                                                  [("WG: Ursprünglich", middle), ("außen.txt", "Anhang außen".encode())])),
           ["Subject: WG: WG: Ursprünglich", "Ganz außen", "Subject: WG: Ursprünglich", "In der Mitte", "From: Käthe", "Subject: Ursprünglich", "Im Inneren"])

    page = (1, 0x9007, struct.pack("<II", 1252, 0))
    author = "Jörg Weiß\0".encode("cp1252")
    address = b"SMTP:joerg@example.org\0"
    old = [page, (1, 0x8000, struct.pack("<HHHH", 4, 0, len(author), len(address)) + author + address), (1, 0x8004, "Rechnung für März\0".encode("cp1252")),
           (1, 0x8005, struct.pack("<HHHHHHH", 2024, 3, 1, 9, 30, 0, 5)), (1, 0x800C, ("\r\n".join(BRIEF) + "\0").encode("cp1252")),
           (2, 0x9002, bytes(14)), (2, 0x8010, "Anhang für Sie.txt\0".encode("cp1252")), (2, 0x800F, b"Anhang eins")]
    yield "attribute.tnef", tnef(old), ["From: Jörg Weiß", "Date: 2024-03-01T09:30:00Z", "Subject: Rechnung für März"] + BRIEF
    head = [(n, k, v) for (n, k), v in HEAD.items()]
    people = struct.pack("<I", len(PEOPLE)) + b"".join(row([(RECIPIENT_TYPE, INT, k), (NAME, STRING, n), (SMTP, STRING, a)]) for k, n, a in PEOPLE)
    inside = tnef([page, (1, 0x8004, "Innen\0".encode("cp1252")), (1, 0x800C, "Im Inneren\0".encode("cp1252"))])
    kind = bytes.fromhex("0703020000000000C000000000000046")
    yield ("eigenschaften.tnef", tnef([page, (1, 0x9003, row([("Schlüssel", STRING, "nein"), (0x4001, INT | 0x1000, [1, 2, 3]), ("Liste", STRING | 0x1000, ["a", "bc"])] + head +
                                                             [(RTF, BINARY, compressed(RTF_BODY))])), (1, 0x9004, people),
                                       (2, 0x9002, bytes(14)), (2, 0x8010, b"KURZ~1.TXT\0"), (2, 0x800F, b"Anhang eins"), (2, 0x9005, row([(LONG_FILE, STRING, "Länger als früher.txt")])),
                                       (2, 0x9002, bytes(14)), (2, 0x9005, row([(NAME, STRING, "Weitergeleitet"), (METHOD, INT, 5), (DATA, OBJECT, kind + inside)]))]), SHOWN + BRIEF)
    yield ("html.tnef", tnef([page, (1, 0x9003, row(head + [(CPID, INT, 65001), (HTML, BINARY, HTML_BODY.encode())])), (1, 0x9004, people)]), SHOWN + BRIEF)
    yield ("ansi.tnef", tnef([(1, 0x9007, struct.pack("<II", 1250, 0)), (1, 0x9003, row([(SUBJECT, STRING8, "Účet č. 7"), (BODY, STRING8, "\r\n".join(czech))], "cp1250"))]),
           ["Subject: Účet č. 7"] + czech)
    yield "nur_anhang.tnef", tnef([page, (2, 0x9002, bytes(14)), (2, 0x8010, b"allein.txt\0"), (2, 0x800F, b"Anhang eins")]), []


def main():
    for name, data, lines in mails():
        with open(os.path.join(HERE, name), "wb") as f:
            f.write(data)
        with open(os.path.join(HERE, name + ".txt"), "w", encoding="utf-8") as f:
            f.write("".join(line + "\n" for line in lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
