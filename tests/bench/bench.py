#!/usr/bin/env python3
"""Measures reading and indexing of PDF papers against pdftotext and omindex: same files, same run, ratios.

  bench.py [NAME…] [--size ci|normal|large]

Prints its table and writes nothing. Papers: generated ones, and the corpus' where ../shared is there (not at size ci).
Each side is measured several times in turn and its best run counts: what disturbs a measurement only makes it longer.
"""
import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support")]
import kontor  # noqa: E402
import papers  # noqa: E402
import search_flood  # noqa: E402
import search_questions  # noqa: E402
import search_speed  # noqa: E402
from figures import (Taken, anonymous_mib, best, index_by_kontor, index_by_omindex, measured, median, pending,  # noqa: E402
                     percentile, seconds_of)

# papers, rounds, pages of the large paper
SIZES = {"ci": (20, 1, 50), "normal": (300, 3, 1000), "large": (3000, 3, 5000)}


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


# Papers in the archive, rounds of the check, documents asked for.
MILLION_SIZES = {"ci": (2_000, 1, 200), "normal": (20_000, 3, 5_000), "large": (1_000_000, 1, 5_000)}


def family(pid):
    """A process and its children of all degrees."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
            return [pid, *(one for child in f.read().split() for one in family(int(child)))]
    except OSError:
        return [pid]


def largest_while(process, what):
    """The largest figure of `what()` until the process ends well."""
    largest = 0
    while process.poll() is None:
        largest = max(largest, what())
        time.sleep(0.05)
    assert process.returncode == 0, process.returncode
    return largest


def checked_files(data):
    """What check reads: rows, bytes and keys, no lock files and no index."""
    for folder in ("catalog", "blobs", "keys"):
        for path, _, names in os.walk(os.path.join(data, folder)):
            yield from (os.path.join(path, name) for name in names if not name.endswith("lock") and name != "lock.mdb")


def make_cold(data):
    os.sync()
    for path in checked_files(data):
        with open(path, "rb") as f:
            os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def hash_files(data):
    """Both hashes of each file, which is what a paper's bytes get when they come in."""
    buffer = bytearray(1 << 20)
    for path in checked_files(data):
        hashers = hashlib.sha256(), hashlib.sha512()
        with open(path, "rb", buffering=0) as f:
            while count := f.readinto(buffer):
                for hasher in hashers:
                    hasher.update(memoryview(buffer)[:count])


def start_checking(server):
    return subprocess.Popen([kontor.program("kontord"), "check", "--data", server.data], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def open_archive(server):
    """Until the server says that it is ready and gives out a document's bytes."""
    token = server.token
    server.start()
    assert server.raw("GET", "/readyz").status == 200
    if token:
        assert server.get("/api/v1/documents/1/content").status == 200


def open_and_ask(server, count, asked):
    """Prints how long the server takes to open and what memory it takes, then and later."""
    server.start()
    server.login()  # passwords are made slow
    server.stop()
    make_cold(server.data)
    cold = seconds_of(lambda: open_archive(server))
    server.stop()
    warm = seconds_of(lambda: open_archive(server))
    searched = seconds_of(lambda: server.get("/api/v1/search?q=rechnung"))  # waits until all is loaded
    opened = anonymous_mib(server.process.pid)
    rng = random.Random(count)
    for _ in range(asked):
        assert server.get(f"/api/v1/documents/{rng.randint(1, count)}").status == 200
    after = anonymous_mib(server.process.pid)
    beside = largest_while(start_checking(server), lambda: anonymous_mib(server.process.pid))
    server.stop()
    print(f"  {'opens, files cold, s':46}{cold:10.2f} (wanted at most 1)")
    print(f"  {'opens, files in memory, s':46}{warm:10.2f}")
    print(f"  {'the first search after it, s':46}{searched:10.2f}")
    print(f"  {'anonymous memory of kontord, opened, MiB':46}{opened:10.1f} (wanted at most 300)")
    print(f"  {f'after {asked} documents':46}{after:10.1f}")
    print(f"  {'the most while it is checked':46}{beside:10.1f}")


def check_against_hashing(server, rounds):
    ours, theirs, memory = [], [], []
    for _ in range(rounds):
        make_cold(server.data)
        theirs.append(seconds_of(lambda: hash_files(server.data)))
        make_cold(server.data)

        def check():
            process = start_checking(server)
            memory.append(largest_while(process, lambda: max(anonymous_mib(pid) for pid in family(process.pid))))
        ours.append(seconds_of(check))
    size = sum(os.path.getsize(path) for path in checked_files(server.data))
    print(f"  {'kontord check, cold, MB/s':46}{size / min(ours) / 1e6:10.1f} ({min(ours):.1f} s)")
    print(f"  {'both hashes of the same files, cold, MB/s':46}{size / min(theirs) / 1e6:10.1f} ({min(theirs):.1f} s)")
    print(f"  {'ratio of speeds':46}{min(theirs) / min(ours):10.2f} (wanted 0.5)")
    print(f"  {'largest process of the check, anonymous, MiB':46}{max(memory):10.1f}")


def million(_, size):
    """A large archive: opening it, its memory, checking it. Encrypted as by default, all papers read, the index not made."""
    count, rounds, asked = MILLION_SIZES[size]
    server = kontor.Server(init=())
    try:
        rate = measured([kontor.program("fill_archive"), server.data, str(count)])["taken-in-and-read"]
        files = sum(os.path.getsize(path) for path in checked_files(server.data))
        print(f"archive of {count} papers, {files / 2**20:.0f} MiB; taken in and read at {rate:.0f} a second")
        open_and_ask(server, count, asked)
        check_against_hashing(server, rounds)
    finally:
        server.kill()
        shutil.rmtree(server.folder, ignore_errors=True)


# Scanned pages, questions asked while nothing else is done.
RECOGNITION_SIZES = {"ci": (4, 40), "normal": (120, 500), "large": (600, 1000)}


def scan_pages(work, size):
    """(folder, names) of A4 pages at 300 dpi, as a scanner makes them: business letters where ../shared is there."""
    count = RECOGNITION_SIZES[size][0]
    letters, pages = os.path.join(kontor.SOURCE, "../shared/corpus/business"), os.path.join(work, "scans")
    os.mkdir(pages)
    if size == "ci" or not os.path.isdir(letters):
        letters = os.path.join(work, "letters")
        os.mkdir(letters)
        papers.make(letters, count)
    made, turn = [], 0
    while len(made) < count:
        for name in sorted(name for name in os.listdir(letters) if name.endswith(".pdf")):
            stem = os.path.join(pages, f"{turn:02}-{os.path.splitext(name)[0]}")
            # Another resolution each turn by a hair, so that no two files are equal.
            subprocess.run(["pdftoppm", "-r", str(300 + turn), "-gray", "-jpeg", os.path.join(letters, name), stem], check=True)
        turn += 1
        made = sorted(os.listdir(pages))
    return pages, made[:count]


def recognise_by_tesseract(folder, names, out):
    """As many at once as there are processors, each with one thread, as its handbook advises."""
    os.makedirs(out, exist_ok=True)
    command = 'tesseract "$0/$1" "$2/$1" -l deu+eng >/dev/null 2>&1'
    with Taken() as taken:
        subprocess.run(["xargs", "-P", str(os.cpu_count()), "-I{}", "sh", "-c", command, folder, "{}", out],
                       input="\n".join(names).encode(), env=dict(os.environ, OMP_THREAD_LIMIT="1"), check=True)
    return taken.wall


def ask_until(server, is_over, seconds):
    """Milliseconds of each of many searches, asked one after another with a pause."""
    rng, spent = random.Random(5), []
    questions = ["rechnung", "lieferung", "konto", "vertrag", "urlaub", "menge preis", "gesamtbetrag", "bestellung", '"sehr geehrte"', "rechn*"]
    while not is_over(len(spent)):
        began = time.monotonic()
        assert server.get("/api/v1/search?q=" + urllib.parse.quote(rng.choice(questions))).status == 200
        spent.append((time.monotonic() - began) * 1000)
        time.sleep(seconds)
    return spent


def recognition(work, size):
    """Scanned pages through the server, and the tesseract command on the same pages; searches meanwhile."""
    folder, names = scan_pages(work, size)
    theirs = recognise_by_tesseract(folder, names, os.path.join(work, "tesseract"))
    with kontor.Server() as server:
        texts = os.path.join(work, "texts")
        os.mkdir(texts)
        for name in papers.make(texts, SIZES[size][0]):
            with open(os.path.join(texts, name), "rb") as f:
                server.add(f.read(), "filename=" + name)
        kontor.wait_for(lambda: pending(server) == 0, 3600, "the texts")
        quiet = ask_until(server, lambda asked: asked >= RECOGNITION_SIZES[size][1], 0.01)
        began = time.monotonic()
        for name in names:
            with open(os.path.join(folder, name), "rb") as f:
                answer = server.add(f.read(), "duplicates=allow&filename=" + name)
            assert answer.status == 201, answer
        busy = ask_until(server, lambda _: pending(server) == 0, 0.2)
        ours = time.monotonic() - began
        found = server.get("/api/v1/search?q=media:image/jpeg%20has:text").json["total"]
    print(f"recognition: {len(names)} pages, A4 at 300 dpi, {found} of them with text")
    print(f"  {'kontor, pages a minute':46}{60 * len(names) / ours:10.1f}")
    print(f"  {'tesseract, in parallel, pages a minute':46}{60 * len(names) / theirs:10.1f}")
    print(f"  {'ratio of rates':46}{theirs / ours:10.2f} (wanted at least 1)")
    print(f"  {'search p50 and p99, quiet, ms':46}{median(quiet):10.1f}{percentile(quiet, .99):10.1f} ({len(quiet)} searches)")
    print(f"  {'meanwhile':46}{median(busy):10.1f}{percentile(busy, .99):10.1f} ({len(busy)} searches)")
    print(f"  {'ratio of p99':46}{percentile(busy, .99) / percentile(quiet, .99):10.2f} (wanted at most 2)")


BENCHES = {"pdftotext": against_pdftotext, "omindex": against_omindex, "memory": memory_of_a_child, "vault": vault,
           "million": million, "recognition": recognition, "search-questions": search_questions.questions,
           "search-intake": search_questions.intake, "search-speed": search_speed.speed,
           "search-flood": search_flood.flood}
GROUPS = {"search": [name for name in BENCHES if name.startswith("search-")]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*BENCHES, *GROUPS]))
    parser.add_argument("--size", choices=SIZES, default=os.environ.get("KONTOR_BENCH_SIZE", "normal"))
    options = parser.parse_args()
    names = [one for name in options.names for one in GROUPS.get(name, [name])]
    unknown = set(names) - set(BENCHES)
    if unknown:
        parser.error("no such measurement: " + ", ".join(sorted(unknown)))
    for name in names or BENCHES:
        with tempfile.TemporaryDirectory(prefix="kontor-bench-") as work:
            BENCHES[name](work, options.size)


if __name__ == "__main__":
    main()
