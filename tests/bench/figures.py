"""What measurements share: clocks, figures, and the two that take papers in. Python standard library only."""
import os
import resource
import shutil
import subprocess
import time

import kontor


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


def measured(command):
    """What a program that measures prints: name and figure."""
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return {line.rsplit(None, 1)[0]: float(line.rsplit(None, 1)[1]) for line in lines}


def median(values):
    return sorted(values)[len(values) // 2]


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def anonymous_mib(pid):
    """Anonymous memory of a process in MiB; 0 when it has ended."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as f:
            return sum(int(line.split()[1]) for line in f if line.startswith("RssAnon")) / 1024
    except OSError:
        return 0


def seconds_of(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start


def report(name, value, verdict=None, least=None, most=None):
    """One line: name, value, what is wanted, whether it is met. Without a value: why it was not measured."""
    if value is None:
        print(f"  {name:46}{'-':>10} {verdict}")
        return
    wanted = f" (wanted at least {least})" if least is not None else f" (wanted at most {most})" if most is not None else ""
    met = (least is None or value >= least) and (most is None or value <= most)
    print(f"  {name:46}{value:10.2f}{wanted}{'' if not wanted else ' met' if met else ' MISSED'}")


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


def pending(server, kind=""):
    return server.get("/api/v1/jobs?state=pending&kind=" + kind).json["total"]


def index_by_kontor(folder, names, with_scans=True):
    """From the first upload until nothing is left to do; taken in durably, which omindex does not. `searchable` is when all was read
    and indexed that needs no recognition; with `with_scans` false it is the end."""
    server = kontor.Server()
    try:
        with Taken() as taken:
            server.start()
            for name in names:
                with open(os.path.join(folder, name), "rb") as f:
                    answer = server.add(f.read(), "duplicates=allow&filename=" + name)
                assert answer.status == 201, answer
            kontor.wait_for(lambda: pending(server, "read") == 0 and pending(server, "index") == 0, 3600, "the last paper's turn")
            taken.searchable = time.monotonic() + taken.wall
            if with_scans:
                kontor.wait_for(lambda: pending(server) == 0, 3600, "the last scan's turn")
                last = server.get(f"/api/v1/documents/{answer.json['id']}?wait=indexed&timeout=30").json
                assert last["state"]["index"] == "done", last
            wall = time.monotonic()
            if with_scans:
                server.stop()
            else:
                server.kill()
        taken.wall -= time.monotonic() - wall
    finally:
        server.kill()
        shutil.rmtree(server.folder, ignore_errors=True)
    return taken
