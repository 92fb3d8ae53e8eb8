"""32 people who search without a pause, by themselves and while papers pour in. Python standard library only."""
import http.client
import os
import random
import shutil
import threading
import time

import kontor
import papers
from figures import anonymous_mib, measured, median, percentile, report
from search_speed import SEED, Client, draw, found, write_papers

READERS, SENDERS = 32, 4
# Papers that are there before, seconds of searching alone, seconds of flood.
SIZES = {"ci": (2_000, 2, 3), "normal": (20_000, 60, 120), "large": (100_000, 120, 600)}


class Worker(threading.Thread):
    """Does one thing again and again until told to end, whatever is refused, or until it cannot go on."""

    def __init__(self, do, end):
        super().__init__()
        self.do, self.end, self.done, self.failed = do, end, [], []

    def run(self):
        while not self.end.is_set():
            try:
                self.done.append(self.do())
            except AssertionError as error:
                self.failed.append(repr(error))
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(repr(error))
                return


def reader(server, token, questions, number):
    client, rng = Client(server, token), random.Random(SEED + number)
    return lambda: client.ask(rng.choice(questions), True)[0]


def sender(server, token, number):
    connection, rng = http.client.HTTPConnection(server.host, server.port, timeout=120), random.Random(SEED + number)

    def send():
        text = f"Flutzettel {number} {rng.random()}\n" + "\n".join(papers.sentence(rng) for _ in range(12))
        connection.request("POST", "/api/v1/documents?filename=flood.txt", text.encode(), {"Authorization": "Bearer " + token})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 201, (answer.status, body[:300])

    return send


def work_for(seconds, things):
    """What each of these did meanwhile, and what failed."""
    end = threading.Event()
    workers = [Worker(do, end) for do in things]
    for worker in workers:
        worker.start()
    time.sleep(seconds)
    end.set()
    for worker in workers:
        worker.join()
    return [worker.done for worker in workers], [why for worker in workers for why in worker.failed]


def flood(work, size):
    """No search may fail while papers pour in, and none wait long."""
    count, alone, busy = SIZES[size]
    lines = os.path.join(work, "lines")
    vocabulary = write_papers(lines, size, count)
    server = kontor.Server(init=())
    try:
        measured([kontor.program("fill_archive"), server.data, str(count), "64", lines])
        server.start()
        kontor.wait_for(lambda: found(server, "has:text") == count, 3600, "the index")
        token, questions = server.login(), draw(vocabulary, 20)
        readers = [reader(server, token, questions, i) for i in range(READERS)]
        work_for(min(alone, 5), readers)  # warm
        quiet, failed = work_for(alone, readers)
        senders = [sender(server, token, i) for i in range(SENDERS)]
        done, failed_meanwhile = work_for(busy, [*readers, *senders])
        memory, visible = anonymous_mib(server.process.pid), found(server, "Flutzettel")
    finally:
        server.kill()
        shutil.rmtree(server.folder, ignore_errors=True)
    quiet, meanwhile = ([ms for of in some for ms in of] for some in (quiet, done[:READERS]))
    sent = sum(len(of) for of in done[READERS:])
    print(f"search, flood: {READERS} people ask without a pause in {count} papers; for {busy} s {SENDERS} send papers: {sent}, "
          f"{sent / busy:.0f} a second, of which {visible} could be found at the end")
    for what, spent in (("alone", quiet), ("in the flood", meanwhile)):
        print(f"  {f'{what}: searches, p50 and p99, ms':46}{len(spent):10}{median(spent):10.1f}{percentile(spent, .99):10.1f}")
    report("p99 in the flood / alone", percentile(meanwhile, .99) / percentile(quiet, .99), most=3)
    report("searches that failed", len(failed + failed_meanwhile), most=0)
    print(f"  {'anonymous memory at the end, MiB':46}{memory:10.1f}")
    for why in (failed + failed_meanwhile)[:5]:
        print("   ", why)
