#!/usr/bin/env python3
"""Runs one fuzzer: its seeds and earlier finds, then new inputs for a while.

  run.py PROGRAM CORPUS

KONTOR_FUZZ_SECONDS says how long (4 when it is not set). What is new stays in a folder that goes; a find is kept beside
the program, in finds/, and named: give it a test, mend it, and add it to the corpus.
"""
import os
import subprocess
import sys
import tempfile


def main():
    program, corpus = sys.argv[1:]
    finds = os.path.join(os.path.dirname(program), "finds", "")
    os.makedirs(finds, exist_ok=True)
    # Optional: a dictionary of words that the reader knows.
    words = corpus + ".dict"
    with tempfile.TemporaryDirectory() as grown:
        return subprocess.run(
            [program, "-max_total_time=" + os.environ.get("KONTOR_FUZZ_SECONDS", "4"), "-timeout=20", "-rss_limit_mb=3000",
             "-max_len=16384", "-print_final_stats=0", "-verbosity=0", "-artifact_prefix=" + finds + os.path.basename(program) + "-",
             *(["-dict=" + words] if os.path.exists(words) else []), grown, corpus], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
