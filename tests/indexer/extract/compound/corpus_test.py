#!/usr/bin/env python3
"""Old Office documents and mails of Outlook that others made: the sound ones are read whole, and the hostile ones end by themselves.

  corpus_test.py SHARED

Skipped, by exit status 77, where SHARED does not exist: it needs ../shared.
"""
import os
import subprocess
import sys
import tempfile

ENDINGS = (".doc", ".xls", ".ppt", ".msg", ".tnef")
MARKS = (b"\xd0\xcf\x11\xe0", b"\x78\x9f\x3e\x22")  # compound files, winmail.dat
BROKEN_OFF = ("extract.crashed", "extract.timeout", "extract.memory", "extract.forbidden", "extract.protocol")


def is_ours(path):
    with open(path, "rb") as f:
        return f.read(4) in MARKS


def main():
    corpus = os.path.join(sys.argv[1], "corpus")
    if not os.path.exists(os.path.join(corpus, "score.py")):
        print("needs ../shared")
        return 77
    files = [os.path.join(kind, name) for kind in ("office", "mail", "hostile") for name in sorted(os.listdir(os.path.join(corpus, kind)))
             if name.endswith(ENDINGS) and is_ours(os.path.join(corpus, kind, name))]
    read = os.path.join(os.environ["KONTOR_BUILD"], "bin", "read_papers")
    with tempfile.TemporaryDirectory() as out:
        said = subprocess.run([read, out, corpus] + files, check=True, capture_output=True, text=True).stdout
    good = True
    for line in said.splitlines()[:-1]:
        state, reason, *_, path = line.split("\t")
        is_hostile = os.path.basename(os.path.dirname(path)) == "hostile"
        if reason in BROKEN_OFF or (not is_hostile and state not in ("done", "none", "encrypted")):
            print(line)
            good = False
    print(f"{len(files)} files read")
    return 0 if good and len(files) > 50 else 1


if __name__ == "__main__":
    sys.exit(main())
