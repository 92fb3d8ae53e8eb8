"""kill -9 under mixed load through the server's doors: uploads, versions, changed facts, records, the trash, destruction, backup,
purge. Counted by where the kill fell. Nothing acknowledged is lost, what is destroyed stays so, check is clean, the log continues
every checkpoint that was handed out, and the last backup can be restored.

KONTOR_SEED repeats a run.
"""
import hashlib
import os
import random
import threading
import unittest

import kontor

SEED = int(os.environ.get("KONTOR_SEED", random.SystemRandom().randrange(2**32)))
ROUNDS = 1040 if os.environ.get("KONTOR_TESTS_LEVEL") == "all" else 56
ROUNDS_OF_AN_ARCHIVE = 28
# Where the kill falls: what it takes, and which is the last passing that may be chosen.
PLACES = {
    "inside a blob write": ("KONTOR_FAULT_AT", "blob.before_head", 12),
    "between blob and Change": ("KONTOR_FAULT_AT", "intake.before_change", 12),
    "inside a commit": ("KONTOR_KILL_CATALOG_WRITE", None, 200),
    "after commit before answer": ("KONTOR_FAULT_AT", "catalog.after_commit", 30),
    "inside an erasure": ("KONTOR_FAULT_AT", "disposal.removed", 2),
    "inside a backup": ("KONTOR_FAULT_AT", "backup.file", 3),
    "inside a purge": ("KONTOR_FAULT_AT", "purge.catalog", 1),
}


def environment_of(place, choose):
    variable, point, most = PLACES[place]
    passing = choose.randrange(1, most + 1)
    if point:
        return {variable: f"{point}:{passing}"}
    return {variable: str(20 + passing), "LD_PRELOAD": os.environ["KILL_IN_COMMIT"], "ASAN_OPTIONS": "verify_asan_link_order=0"}


def record(n):
    return {"number": f"RE-{n}", "direction": "incoming"}


class Paper:
    """What is known of a document: as acknowledged, and how it would be if the request under way when the server fell took effect."""

    def __init__(self, body):
        self.now = {"versions": [hashlib.sha256(body).hexdigest()], "title": None, "record": None, "lifecycle": "active"}
        self.maybe = None

    def try_to(self, **change):
        self.maybe = dict(self.now, **change)

    def acknowledged(self):
        self.now, self.maybe = self.maybe, None


class Client(threading.Thread):
    """Works like a person until the server is gone; remembers what was acknowledged."""

    def __init__(self, server, seed, papers, checkpoints):
        super().__init__()
        self.server, self.random, self.papers, self.checkpoints = server, random.Random(seed), papers, checkpoints
        self.unexpected = None

    def body(self):
        return self.random.randbytes(self.random.choice((100, 20_000, 300_000, 2_000_000)) + self.random.randrange(1000))

    def run(self):
        try:
            for n in range(12):
                self.work(n)
        except (OSError, ValueError):
            pass  # the server is gone, perhaps within an answer
        except Exception as failure:  # http.client's own kinds of a broken connection
            if type(failure).__module__ != "http.client":
                self.unexpected = failure

    def work(self, n):
        added = self.body()
        made = self.server.add(added, "filename=" + kontor.quote(f"Papier {n}.bin"))
        if made.status != 201:
            return
        paper = self.papers[made.json["id"]] = Paper(added)
        place = made.headers["Location"]
        for what in self.random.sample((self.retitle, self.put_record, self.add_version, self.trash, self.destroy), 2):
            if paper.now["lifecycle"] == "active":
                what(paper, place, n)
        answer = self.server.get("/api/v1/log/checkpoint")
        if answer.status == 200:
            self.checkpoints.append(answer.body)

    def expect(self, paper, answer, *statuses):
        assert answer.status in statuses, answer
        paper.acknowledged()

    def etag(self, place):
        return {"If-Match": self.server.get(place).headers["ETag"]}

    def retitle(self, paper, place, n):
        paper.try_to(title=f"Titel {n}")
        self.expect(paper, self.server.request("PATCH", place, {"title": f"Titel {n}"}, self.etag(place)), 200)

    def put_record(self, paper, place, n):
        paper.try_to(record=f"RE-{n}")
        self.expect(paper, self.server.request("PUT", place + "/records/finance.invoice", record(n)), 200, 201)

    def add_version(self, paper, place, n):
        body = self.body()
        paper.try_to(versions=paper.now["versions"] + [hashlib.sha256(body).hexdigest()])
        self.expect(paper, self.server.post(place + "/versions?filename=zwei.bin", body, headers=self.etag(place)), 201)

    def trash(self, paper, place, n):
        paper.try_to(lifecycle="trashed")
        self.expect(paper, self.server.request("DELETE", place, {"reason": "gemischte Arbeit"}), 200)
        if n % 2:
            paper.try_to(lifecycle="active")
            self.expect(paper, self.server.post(place + "/restore"), 200)

    def destroy(self, paper, place, n):
        paper.try_to(lifecycle="destroyed")
        done = self.server.call("destroy", "--data", self.server.data, place.rsplit("/", 1)[1], "--reason", "Frist abgelaufen")
        if done.returncode != 0:
            raise ConnectionError(done.stderr)  # the server fell; with none there the command does the work itself
        paper.acknowledged()


class Kill(unittest.TestCase):
    def seen(self, server, serial):
        answer = server.get(f"/api/v1/documents/{serial}")
        if answer.status == 404:
            self.assertEqual(answer.json["code"], "document.destroyed", answer)
            return {"lifecycle": "destroyed"}
        shown = answer.json
        numbers = [one["fields"]["number"] for one in shown["records"]]
        return {"versions": [version["sha256"] for version in shown["versions"]], "title": shown["title"],
                "record": numbers[0] if numbers else None, "lifecycle": shown["lifecycle"]}

    def is_like(self, wanted, seen):
        if "destroyed" in (wanted["lifecycle"], seen["lifecycle"]):
            return wanted["lifecycle"] == seen["lifecycle"]
        return all(wanted[name] == seen[name] for name in wanted if name != "title" or wanted["title"])

    def settle(self, server, papers, where):
        for serial, paper in papers.items():
            if paper.now["lifecycle"] == "destroyed" and paper.maybe is None:
                continue
            seen = self.seen(server, serial)
            if paper.maybe and self.is_like(paper.maybe, seen):
                paper.acknowledged()
            paper.maybe = None
            self.assertTrue(self.is_like(paper.now, seen), f"{where}: document {serial} is {seen}, was {paper.now}")

    def round(self, server, place, choose, papers, checkpoints):
        """Whether the kill fell in it."""
        try:
            server.start(environment_of(place, choose))
        except kontor.NotReady as fallen:  # what a start has to finish is work, too
            self.assertEqual(fallen.code, -9, fallen)
            return True
        backup = threading.Thread(target=server.call, args=("backup", "--data", server.data, "--to", self.backup))
        purge = threading.Thread(target=server.call, args=("purge", "--data", server.data))
        workers = [Client(server, choose.randrange(2**32), papers, checkpoints) for _ in range(4)]
        clients = list(workers)
        workers += [backup] if place == "inside a backup" or choose.random() < 0.2 else []
        workers += [purge] if place == "inside a purge" else []
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        for client in clients:
            if client.unexpected:
                raise client.unexpected
        # One that is still alive is told to end; the kill may also fall into what it does then.
        server.process.terminate()
        code = server.process.wait(timeout=120)
        server._close()
        self.assertIn(code, (0, -9), f"seed {SEED}, {place}: {server.log_text()[-3000:]}")
        return code == -9

    def check(self, server, checkpoints, where):
        against = []
        for n, note in enumerate(checkpoints):
            path = os.path.join(server.folder, f"checkpoint-{n}")
            with open(path, "wb") as f:
                f.write(note)
            against += ["--against", path]
        done = server.call("check", "--data", server.data, *against)
        self.assertEqual(done.returncode, 0, f"{where}: {done}")

    def drill(self, server):
        """The last backup, elsewhere."""
        done = server.call("backup", "--data", server.data, "--to", self.backup)
        self.assertEqual(done.returncode, 0, done)
        restored = os.path.join(server.folder, "restored")
        done = server.call("restore", "--from", self.backup, "--data", restored, "--key-file", server.data + ".key")
        self.assertEqual(done.returncode, 0, done)
        done = server.call("check", "--data", restored)
        self.assertEqual(done.returncode, 0, done)

    def archive(self, rounds, init, choose, kills):
        """So many rounds on one archive; how many papers were acknowledged."""
        papers, checkpoints = {}, []
        with kontor.Server(init=init) as server:
            server.login()
            self.backup = os.path.join(server.folder, "backup")
            for n in range(rounds):
                server.stop()
                place = list(PLACES)[n % len(PLACES)]
                where = f"seed {SEED}, round {n} of {init}, {place}"
                kills[place] += self.round(server, place, choose, papers, checkpoints)
                self.check(server, choose.sample(checkpoints, min(5, len(checkpoints))), where)
                server.start()
                self.settle(server, papers, where)
            server.stop()
            self.check(server, checkpoints, "at the end")
            self.drill(server)
            server.start()
            kontor.wait_for(lambda: server.get("/api/v1/jobs?state=pending").json["total"] == 0, seconds=240, what="reading of all")
            live = sorted(serial for serial, paper in papers.items() if paper.now["lifecycle"] != "destroyed")
            for serial in choose.sample(live, min(40, len(live))):
                found = server.get("/api/v1/search?" + kontor.query(q=f"id:{serial} OR (id:{serial} is:trashed)")).json
                self.assertEqual([hit["id"] for hit in found["hits"]], [serial])
                body = server.get(f"/api/v1/documents/{serial}/content").body
                self.assertEqual(hashlib.sha256(body).hexdigest(), papers[serial].now["versions"][-1])
        return len(papers)

    def test_nothing_acknowledged_is_lost_wherever_the_kill_falls(self):
        print(f"KONTOR_SEED={SEED}")
        choose = random.Random(SEED)
        kills = dict.fromkeys(PLACES, 0)
        papers = sum(self.archive(ROUNDS_OF_AN_ARCHIVE, init, choose, kills)
                     for init, _ in zip([(), ("--no-encryption",)] * ROUNDS, range(ROUNDS // ROUNDS_OF_AN_ARCHIVE)))
        print("kills:", kills, "together", sum(kills.values()), "acknowledged:", papers)
        self.assertGreaterEqual(sum(kills.values()), 50 if ROUNDS == 56 else 1000)
        for place, count in kills.items():
            self.assertGreaterEqual(count * 20, sum(kills.values()), place)


if __name__ == "__main__":
    unittest.main()
