#!/usr/bin/env python3
"""Makes the vectors of this folder, straight from the definitions and with no code of the product.

  make.py        writes tree.json, tiles.json and log.json beside itself; needs the openssl command for Ed25519

The first eight leaves are the well-known ones of Certificate Transparency (RFC 6962). Keys are for tests only.
"""
import base64
import hashlib
import json
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]


def sha(data):
    return hashlib.sha256(data).digest()


def leaf(data):
    return sha(b"\0" + data)


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d):
    if not d:
        return sha(b"")
    if len(d) == 1:
        return leaf(d[0])
    k = split(len(d))
    return sha(b"\1" + mth(d[:k]) + mth(d[k:]))


def path(m, d):
    if len(d) == 1:
        return []
    k = split(len(d))
    return path(m, d[:k]) + [mth(d[k:])] if m < k else path(m - k, d[k:]) + [mth(d[:k])]


def subproof(m, d, whole):
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return subproof(m, d[:k], whole) + [mth(d[k:])]
    return subproof(m - k, d[k:], False) + [mth(d[:k])]


def hexes(hashes):
    return [h.hex() for h in hashes]


def write(name, value):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as f:
        json.dump(value, f, indent=1, ensure_ascii=False)
        f.write("\n")


def tree():
    d = [bytes.fromhex(x) for x in LEAVES]
    sizes = range(len(d) + 1)
    write("tree.json", {
        "leaves": [{"data": x.hex(), "leaf_hash": leaf(x).hex()} for x in d],
        "roots": [mth(d[:n]).hex() for n in sizes],
        "inclusion": [{"index": m, "size": n, "proof": hexes(path(m, d[:n]))} for n in sizes for m in range(n)],
        "consistency": [{"first": m, "second": n, "proof": hexes(subproof(m, d[:n], True)) if m else []}
                        for n in sizes for m in range(n + 1)],
    })


def tiles():
    logs = []
    for size in (1, 256, 300, 513):
        d = [str(i).encode() for i in range(size)]
        levels = [[leaf(x) for x in d]]
        levels.append([mth(d[i:i + 256]) for i in range(0, size - 255, 256)])
        found = {}
        for level, hashes in enumerate(levels):
            for n in range(0, len(hashes), 256):
                part = hashes[n:n + 256]
                name = f"tile/{level}/{n // 256:03d}" + (f".p/{len(part)}" if len(part) < 256 else "")
                found[name] = sha(b"".join(part)).hex()
        logs.append({"size": size, "root": mth(d).hex(), "tiles": found})
    write("tiles.json", logs)


class Key:
    def __init__(self, name, seed):
        self.name, self.seed = name, seed
        self.der = bytes.fromhex("302e020100300506032b657004220420") + seed
        self.public = self.openssl(["pkey", "-inform", "DER", "-pubout", "-outform", "DER"])[-32:]
        self.id = sha(name.encode() + b"\n\1" + self.public)[:4]
        self.vkey = f"{name}+{self.id.hex()}+{base64.b64encode(b'%c' % 1 + self.public).decode()}"

    def openssl(self, command, data=None):
        with tempfile.TemporaryDirectory() as folder:
            key, text = os.path.join(folder, "key"), os.path.join(folder, "text")
            with open(key, "wb") as f:
                f.write(self.der)
            if data is not None:
                with open(text, "wb") as f:
                    f.write(data)
                command = command + ["-in", text, "-inkey", key]
            else:
                command = command + ["-in", key]
            return subprocess.run(["openssl"] + command, check=True, capture_output=True).stdout

    def line(self, text):
        signature = self.openssl(["pkeyutl", "-sign", "-rawin", "-keyform", "DER"], text.encode())
        return f"\u2014 {self.name} {base64.b64encode(self.id + signature).decode()}\n"


def log():
    origin = "log.example/archive"
    old, new = (Key(origin, sha(f"test key {n}, public by intent".encode())) for n in (1, 2))
    witness = Key("witness.example/w", sha(b"test witness, public by intent"))
    entries = [json.dumps({"event": "document.taken_in", "sequence": str(i)}, separators=(",", ":"), sort_keys=True)
               for i in range(11)]
    d = [e.encode() for e in entries]
    b64 = lambda raw: base64.b64encode(raw).decode()
    text = f"{origin}\n{len(d)}\n{b64(mth(d))}\n"
    note = text + "\n" + old.line(text)
    proof = lambda i, extra: ("c2sp.org/tlog-proof@v1\n" + extra + f"index {i}\n" +
                              "".join(b64(h) + "\n" for h in path(i, d)) + "\n" + note)
    first = f"{origin}\n1\n{b64(mth(d[:1]))}\n"
    write("log.json", {
        "origin": origin, "seed": old.seed.hex(), "vkey": old.vkey, "next_seed": new.seed.hex(), "next_vkey": new.vkey,
        "witness_vkey": witness.vkey, "entries": entries, "checkpoint": note,
        "rotation": text + "\n" + old.line(text) + new.line(text),
        "witnessed": text + "\n" + witness.line(text) + old.line(text),
        "proof_5": proof(5, ""), "proof_10_extra": proof(10, "extra " + b64(b"aside") + "\n"),
        "proof_of_one": "c2sp.org/tlog-proof@v1\nindex 0\n\n" + first + "\n" + old.line(first),
    })


tree()
tiles()
log()
