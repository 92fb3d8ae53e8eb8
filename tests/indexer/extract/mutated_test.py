#!/usr/bin/env python3
"""Damaged papers of every kind, read by the worker as it is shipped: 2,000 in CI, 100,000 in `tests/run all`, none of which may
harm the server or another paper.

  mutated_test.py SOURCE

Its own papers (tests/data) and, where they are, those of ../shared/corpus: small ones, so that time goes into many.
"""
import os
import random
import subprocess
import sys

SIZE_MAX = 256 * 1024
KINDS = ("archives", "business", "hostile", "html", "mail", "office", "pdf")


def papers(source):
    folders = [os.path.join(source, "tests/data"), os.path.join(source, "tests/indexer/extract")]
    folders += [os.path.join(source, "../shared/corpus", kind) for kind in KINDS]
    for folder in folders:
        for top, names, files in os.walk(folder):
            names[:] = sorted(name for name in names if name != "archives" or "shared" in top)
            for name in sorted(files):
                path = os.path.join(top, name)
                if not name.endswith((".cc", ".h", ".py", ".md")) and 0 < os.path.getsize(path) <= SIZE_MAX:
                    yield path


def main():
    source = sys.argv[1]
    count = 100_000 if os.environ.get("KONTOR_TESTS_LEVEL") == "all" else 2_000
    seed = int(os.environ.get("KONTOR_SEED", random.randrange(1 << 32)))
    # Those that tests/run builds for this: the programs as they are shipped, and the one that damages.
    worker = os.path.join(source, "build/release/bin/kontor-extract")
    if not os.path.exists(worker):
        worker = os.path.join(os.environ["KONTOR_BUILD"], "bin/kontor-extract")
        print("no release worker is built; the one of this tree reads")
    program = os.path.join(os.environ["KONTOR_BUILD"], "bin/read_mutated")
    done = subprocess.run([program, worker, str(seed), str(count), *papers(source)], check=False, stdout=subprocess.PIPE, text=True)
    print(done.stdout)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
