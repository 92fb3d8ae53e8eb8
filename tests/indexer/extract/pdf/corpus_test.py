#!/usr/bin/env python3
"""The first form's floor: mean word recall of 0.95 over the corpus' business and PDF papers, nine in ten at 0.90.

  corpus_test.py SHARED

Skipped, by exit status 77, where SHARED does not exist: it needs ../shared.
"""
import json
import os
import subprocess
import sys
import tempfile

FLOOR, SHARE, AT = 0.95, 0.90, 0.90


def main():
    corpus = os.path.join(sys.argv[1], "corpus")
    if not os.path.exists(os.path.join(corpus, "score.py")):
        print("needs ../shared")
        return 77
    score = [sys.executable, os.path.join(corpus, "score.py")]
    with tempfile.TemporaryDirectory() as out:
        files = subprocess.run(score + [out, "--list"], check=True, capture_output=True, text=True).stdout.split("\n")
        dump = os.path.join(os.environ["KONTOR_BUILD"], "bin", "pdf_text_dump")
        subprocess.run([dump, out, corpus] + [name for name in files if name], check=True)
        figures = os.path.join(out, "figures.json")
        code = subprocess.run(score + [out, "--floor", str(FLOOR), "--json", figures]).returncode
        with open(figures, encoding="utf-8") as f:
            recalls = [entry["recall"] for entry in json.load(f)["files"]]
    share = sum(recall >= AT for recall in recalls) / len(recalls)
    print(f"{share:.4f} of the files at {AT} or more")
    return code or (0 if share >= SHARE else 1)


if __name__ == "__main__":
    sys.exit(main())
