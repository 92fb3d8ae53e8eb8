#!/usr/bin/env python3
"""The floor of reading: mean word recall over the corpus' business and PDF papers, files that reach it, reading order.

Read through the pool, in confined children. Order is the longest common subsequence of words with the reference's.

  corpus_test.py SHARED

Skipped, by exit status 77, where SHARED does not exist: it needs ../shared.
"""
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile

FLOOR, SHARE, AT, ORDER = 0.99, 0.97, 0.98, 0.97
ORDERED_WORDS_MAX = 20_000  # the comparison costs the square of it


def load_score(corpus):
    spec = importlib.util.spec_from_file_location("score", os.path.join(corpus, "score.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words(score, text):
    return score.WORD.findall(score.unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold())


def common(a, b):
    """Length of the longest common subsequence; one bit of a row for each word of `a`."""
    places = {}
    for i, word in enumerate(a):
        places[word] = places.get(word, 0) | 1 << i
    full = (1 << len(a)) - 1
    row = full
    for word in b:
        match = row & places.get(word, 0)
        row = (row + match | row - match) & full
    return len(a) - row.bit_count()


def order(score, out):
    references, shares = score.references(), []
    for row in score.truth():
        if row["status"] == "agreed" and row["kind"] in ("pdf", "business") and row["ref"] != "-":
            wanted = words(score, references[row["ref"].split(":")[1]])
            if 0 < len(wanted) <= ORDERED_WORDS_MAX:
                with open(os.path.join(out, row["path"] + ".txt"), encoding="utf-8") as f:
                    shares.append(common(wanted, words(score, f.read())) / len(wanted))
    return statistics.median(shares)


def main():
    corpus = os.path.join(sys.argv[1], "corpus")
    if not os.path.exists(os.path.join(corpus, "score.py")):
        print("needs ../shared")
        return 77
    command = [sys.executable, os.path.join(corpus, "score.py")]
    with tempfile.TemporaryDirectory() as out:
        listed = subprocess.run(command + [out, "--list"], check=True, capture_output=True, text=True).stdout
        files = [name for name in listed.split("\n") if name]
        read = os.path.join(os.environ["KONTOR_BUILD"], "bin", "read_papers")
        subprocess.run([read, out, corpus] + files, check=True, stdout=subprocess.DEVNULL)
        figures = os.path.join(out, "figures.json")
        code = subprocess.run(command + [out, "--floor", str(FLOOR), "--json", figures], check=False).returncode
        with open(figures, encoding="utf-8") as f:
            recalls = [entry["recall"] for entry in json.load(f)["files"]]
        share = sum(recall >= AT for recall in recalls) / len(recalls)
        in_order = order(load_score(corpus), out)
    print(f"{share:.4f} of the files at {AT} or more; words in the reference's order, median {in_order:.4f}")
    return code or (0 if share >= SHARE and in_order >= ORDER else 1)


if __name__ == "__main__":
    sys.exit(main())
