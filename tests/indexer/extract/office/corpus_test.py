#!/usr/bin/env python3
"""The floor of reading office documents and HTML: median word recall and precision over the corpus' files, by their kind.

Read through the pool, in confined children. Besides: whatever else of these kinds the corpus has, and what is hostile, must
end by itself, not by a limit of its child.

  corpus_test.py SHARED

Skipped, by exit status 77, where SHARED does not exist: it needs ../shared.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile

RECALL, PRECISION = 0.99, 0.98
ENDINGS = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".rtf", ".html", ".csv", ".txt")
BROKEN_OFF = ("extract.crashed", "extract.timeout", "extract.memory", "extract.forbidden", "extract.protocol")


def ending(path):
    return os.path.splitext(path)[1]


def main():
    corpus = os.path.join(sys.argv[1], "corpus")
    if not os.path.exists(os.path.join(corpus, "score.py")):
        print("needs ../shared")
        return 77
    files = sorted(os.path.join(kind, name) for kind in ("office", "html", "hostile")
                   for name in os.listdir(os.path.join(corpus, kind)) if ending(name) in ENDINGS)
    read = os.path.join(os.environ["KONTOR_BUILD"], "bin", "read_papers")
    with tempfile.TemporaryDirectory() as out:
        said = subprocess.run([read, out, corpus] + files, check=True, capture_output=True, text=True).stdout
        figures = os.path.join(out, "figures.json")
        subprocess.run([sys.executable, os.path.join(corpus, "score.py"), out, "--kind", "office,html", "--status", "expected",
                        "--json", figures], check=False)
        with open(figures, encoding="utf-8") as f:
            scored = json.load(f)["files"]
    good = True
    for kind in sorted({ending(entry["path"]) for entry in scored}):
        # A file without words has neither figure.
        of_kind = [entry for entry in scored if ending(entry["path"]) == kind and entry["ref"] > 0]
        recall, precision = (statistics.median(entry[name] for entry in of_kind) for name in ("recall", "precision"))
        print(f"{kind}: {len(of_kind)} files, median recall {recall:.4f}, precision {precision:.4f}")
        good = good and recall >= RECALL and precision >= PRECISION
    for line in said.splitlines():
        if line.split("\t")[1] in BROKEN_OFF:
            print(line)
            good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
