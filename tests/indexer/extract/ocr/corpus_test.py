#!/usr/bin/env python3
"""The floor of recognition: mean word recall over the corpus' scans, those that lie straight, askew and turned.

  corpus_test.py SHARED

Read through the pool, a page a child. The command `tesseract FILE - -l deu+eng` reached 0.94 on straight scans, 0.81 on those
askew, 0.03 on those turned and 0.96 on the real ones. Skipped, by exit status 77, where SHARED does not exist.
"""
import importlib.util
import os
import re
import statistics
import subprocess
import sys
import tempfile

FLOORS = {"straight": 0.94, "askew": 0.93, "turned": 0.93, "real": 0.96}


def kind(name):
    match = re.search(r"rotm?([\d.]+)_", name)
    return "real" if not match else "turned" if float(match[1]) >= 90 else "askew" if float(match[1]) else "straight"


def main():
    corpus = os.path.join(sys.argv[1], "corpus")
    if not os.path.exists(os.path.join(corpus, "score.py")):
        print("needs ../shared")
        return 77
    spec = importlib.util.spec_from_file_location("score", os.path.join(corpus, "score.py"))
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    rows = [r for r in score.truth() if r["kind"] == "scanned" and r["ref"] != "-"]
    references, recalls = score.references(), {}
    with tempfile.TemporaryDirectory() as out:
        said = subprocess.run([os.path.join(os.environ["KONTOR_BUILD"], "bin/read_pages"), out, "2", corpus,
                               *(r["path"] for r in rows)], stdout=subprocess.PIPE, check=True, text=True).stdout
        print(said.splitlines()[-1])
        for row in rows:
            wanted = score.tokens(references[row["ref"].split(":")[1]])
            with open(os.path.join(out, row["path"] + ".txt"), encoding="utf-8") as f:
                found = score.tokens(f.read())
            recalls.setdefault(kind(row["path"]), []).append(sum((wanted & found).values()) / sum(wanted.values()))
    failed = False
    for name, floor in FLOORS.items():
        mean = statistics.fmean(recalls[name])
        failed |= mean < floor
        print(f"{name}: {len(recalls[name])} files, recall {mean:.4f}, floor {floor}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
