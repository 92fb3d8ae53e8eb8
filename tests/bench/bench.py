#!/usr/bin/env python3
"""Measures reading and indexing of PDF papers against pdftotext and omindex: same files, same run, ratios.

  bench.py [NAME…] [--size ci|normal|large]

Prints its table and writes nothing. Papers: generated ones, and the corpus' where ../shared is there (not at size ci).
Each side is measured several times in turn and its best run counts: what disturbs a measurement only makes it longer.
"""
import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support")]
import kontor  # noqa: E402
import papers  # noqa: E402

# papers, rounds, pages of the large paper
SIZES = {"ci": (20, 1, 50), "normal": (300, 3, 1000), "large": (3000, 3, 5000)}


class Taken:
    """Wall and processor seconds, the latter of all children that ended within."""

    def __enter__(self):
        self.wall, self.cpu = -time.monotonic(), -self.children()
        return self

    def __exit__(self, *_):
        self.wall += time.monotonic()
        self.cpu += self.children()

    @staticmethod
    def children():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime


def best(runs):
    """The best wall and the best processor time of several runs."""
    return min(run.wall for run in runs), min(run.cpu for run in runs)


def table(title, count, ours, theirs, name):
    print(f"{title}: {count} papers")
    print(f"  {'':22}{'kontor':>12}{name:>12}{'ratio':>8}")
    for what, one, other in (("wall per paper, ms", ours[0], theirs[0]), ("CPU per paper, ms", ours[1], theirs[1])):
        print(f"  {what:22}{one * 1000 / count:12.2f}{other * 1000 / count:12.2f}{one / other if other else 0:8.2f}")


def sets_of_papers(work, size):
    """(title, folder, names) of each set."""
    generated = os.path.join(work, "generated")
    os.mkdir(generated)
    yield "generated", generated, papers.make(generated, SIZES[size][0])
    corpus = os.path.join(kontor.SOURCE, "../shared/corpus/pdf")
    if size != "ci" and os.path.isdir(corpus):
        yield "corpus", corpus, sorted(name for name in os.listdir(corpus) if name.endswith(".pdf"))


def read_by_pdftotext(folder, names):
    with Taken() as taken:
        for name in names:
            subprocess.run(["pdftotext", os.path.join(folder, name), "-"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           check=False)
    return taken


def read_by_kontor(folder, names, out):
    with Taken() as taken:
        subprocess.run([kontor.program("read_papers"), out, folder, *names], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=True)
    return taken


def against_pdftotext(work, size):
    for title, folder, names in sets_of_papers(work, size):
        ours, theirs = [], []
        for _ in range(SIZES[size][1]):
            ours.append(read_by_kontor(folder, names, os.path.join(work, "text")))
            theirs.append(read_by_pdftotext(folder, names))
        table(f"reading, {title}", len(names), best(ours), best(theirs), "pdftotext")


def index_by_omindex(folder, names, work):
    """Only `names`, by links, for omindex takes a whole folder."""
    root, database = os.path.join(work, "omindex-papers"), os.path.join(work, "omindex-database")
    for path in (root, database):
        shutil.rmtree(path, ignore_errors=True)
    os.mkdir(root)
    for name in names:
        os.symlink(os.path.join(os.path.abspath(folder), name), os.path.join(root, name))
    with Taken() as taken:
        subprocess.run(["omindex", "--db", database, "--url", "/", "--stemmer", "german", "--follow", "--no-delete", root],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return taken


def pending(server):
    return server.get("/api/v1/jobs?state=pending").json["total"]


def index_by_kontor(folder, names):
    """From the first upload until nothing is left to do; taken in durably, which omindex does not."""
    server = kontor.Server()
    with Taken() as taken:
        server.start()
        for name in names:
            with open(os.path.join(folder, name), "rb") as f:
                answer = server.add(f.read(), "duplicates=allow&filename=" + name)
            assert answer.status == 201, answer
        kontor.wait_for(lambda: pending(server) == 0, 3600, "the last paper's turn")
        last = server.get(f"/api/v1/documents/{answer.json['id']}?wait=indexed&timeout=30").json
        assert last["state"]["index"] == "done", last
        wall = time.monotonic()
        server.stop()
    taken.wall -= time.monotonic() - wall
    shutil.rmtree(server.folder, ignore_errors=True)
    return taken


def against_omindex(work, size):
    for title, folder, names in sets_of_papers(work, size):
        ours, theirs = [], []
        for _ in range(SIZES[size][1]):
            ours.append(index_by_kontor(folder, names))
            theirs.append(index_by_omindex(folder, names, work))
        table(f"taking in, reading and indexing, {title}", len(names), best(ours), best(theirs), "omindex")


def peak_mib(command):
    """Largest resident memory of the processes of `command`, in MiB; measured beside, for the kernel keeps one maximum."""
    program = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,"
               " check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    done = subprocess.run([sys.executable, "-c", program, *command], check=True, stdout=subprocess.PIPE, text=True)
    return int(done.stdout) / 1024


def memory_of_a_child(work, size):
    pages = SIZES[size][2]
    for title, packed in (("packed", True), ("unpacked, padded to 20 KiB a page", False)):
        path = os.path.join(work, "large.pdf")
        data = papers.pdf(pages, 1, packed) if packed else pad(papers.pdf(pages, 1, packed), pages * 20 * 1024)
        with open(path, "wb") as f:
            f.write(data)
        ours = peak_mib([kontor.program("read_papers"), os.path.join(work, "text"), work, "large.pdf"])
        theirs = peak_mib(["pdftotext", path, "-"])
        print(f"memory, one paper of {pages} pages, {title}, {len(data) / 2**20:.1f} MiB")
        print(f"  {'largest process, MiB':22}{ours:12.1f}{theirs:12.1f}{ours / theirs:8.2f}")


def pad(data, size):
    """The same file, longer: comments behind the header would move every object, so they stand before the end mark."""
    end = data.rindex(b"startxref")
    return data[:end] + b"%" + b"x" * max(0, size - len(data)) + b"\n" + data[end:]


# Name of a ratio, what is measured, its yardstick, the least that is wanted.
VAULT_RATIOS = (("16 clients, 16 KB / files one by one", "kontor-16-clients-16k", "files-16k", 2.0),
                ("16 clients, 16 KB / bare loop in groups of 16", "kontor-16-clients-16k", "bare-16k", 0.6),
                ("16 clients, 100 KB / files one by one", "kontor-16-clients-100k", "files-100k", 1.2),
                ("one client, 100 KB / files one by one", "kontor-1-client-100k", "files-100k", 0.3))
# Papers in a round, rounds.
VAULT_SIZES = {"ci": (64, 1), "normal": (960, 5), "large": (4800, 5)}


def measured(command):
    """What a program that measures prints: name and figure."""
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return {line.rsplit(None, 1)[0]: float(line.rsplit(None, 1)[1]) for line in lines}


def median(values):
    return sorted(values)[len(values) // 2]


def vault(work, size):
    """Papers a second to their acknowledgement, encrypted as by default; each round on a server of its own, with nothing left to
    read when it begins. What was sent is read and indexed meanwhile, as ever."""
    count, rounds = VAULT_SIZES[size]
    runs = []
    for _ in range(rounds):
        with kontor.Server(config="[limits]\nuploads_per_actor = 32\n", init=()) as server:
            runs.append(measured([kontor.program("measure_vault"), server.host, str(server.port), server.login(), work,
                                  str(count)]))
    print(f"vault: median of {rounds} rounds of {count} papers")
    for name in runs[0]:
        print(f"  {name:46}{median([run[name] for run in runs]):10.1f} papers/s")
    for title, ours, theirs, wanted in VAULT_RATIOS:
        print(f"  {title:46}{median([run[ours] / run[theirs] for run in runs]):10.2f} (wanted {wanted})")
    syncs = measured([kontor.program("measure_syncs"), work, str(count)])
    print(f"  16 writers, 16 KB: syncs a group of papers {syncs['syncs-a-group']:14.2f} (wanted at most 4); "
          f"keys {syncs['key-syncs-a-paper']:.3f} a paper, all {syncs['syncs-a-paper']:.2f} a paper")
    subprocess.run([kontor.program("measure_blobs"), "16", "3" if size == "ci" else "25"], check=True)


BENCHES = {"pdftotext": against_pdftotext, "omindex": against_omindex, "memory": memory_of_a_child, "vault": vault}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--size", choices=SIZES, default=os.environ.get("KONTOR_BENCH_SIZE", "normal"))
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHES)
    if unknown:
        parser.error("no such measurement: " + ", ".join(sorted(unknown)))
    for name in options.names or BENCHES:
        with tempfile.TemporaryDirectory(prefix="kontor-bench-") as work:
            BENCHES[name](work, options.size)


if __name__ == "__main__":
    main()
