"""kill -9 during mixed intake over HTTP, counted by where the kill fell: nothing acknowledged is lost, check is clean.

KONTOR_SEED repeats a run.
"""
import hashlib
import os
import random
import threading
import unittest
import urllib.parse

import kontor

SEED = int(os.environ.get("KONTOR_SEED", random.SystemRandom().randrange(2**32)))
ROUNDS = 200 if os.environ.get("KONTOR_TESTS_LEVEL") == "all" else 52
PLACES = {
    "inside a blob write": lambda n: {"KONTOR_FAULT_AT": f"blob.before_head:{n}"},
    "between blob and Change": lambda n: {"KONTOR_FAULT_AT": f"intake.before_change:{n}"},
    "inside a commit": lambda n: {"KONTOR_KILL_CATALOG_WRITE": str(20 + n), "LD_PRELOAD": os.environ["KILL_IN_COMMIT"],
                                  "ASAN_OPTIONS": "verify_asan_link_order=0"},
    "after commit before answer": lambda n: {"KONTOR_FAULT_AT": f"intake.after_change:{n}"},
}


class Client(threading.Thread):
    """Sends papers of mixed sizes until the server is gone; remembers what was acknowledged."""

    def __init__(self, server, seed):
        super().__init__()
        self.server, self.random, self.acknowledged, self.trashed = server, random.Random(seed), {}, set()

    def run(self):
        try:
            for n in range(40):
                body = self.random.randbytes(self.random.choice((100, 20_000, 300_000, 5_000_000)) + self.random.randrange(1000))
                made = self.server.add(body, "filename=" + urllib.parse.quote(f"Papier {n}.bin"))
                if made.status == 201:
                    self.acknowledged[made.json["id"]] = hashlib.sha256(body).hexdigest()
                    if n % 3 == 0:
                        gone = self.server.request("DELETE", made.headers["Location"], {"reason": "gemischte Arbeit"})
                        if gone.status == 200:
                            self.trashed.add(made.json["id"])
        except OSError:
            pass
        except Exception as failure:  # http.client's own kinds of a broken connection
            if type(failure).__module__ != "http.client":
                raise


class Kill(unittest.TestCase):
    def test_nothing_acknowledged_is_lost_wherever_the_kill_falls(self):
        print(f"KONTOR_SEED={SEED}")
        choose = random.Random(SEED)
        kills = dict.fromkeys(PLACES, 0)
        everything = {}
        with kontor.Server(init=()) as server:  # encrypted; the archive of test_crash is not
            server.login()
            for n in range(ROUNDS):
                server.stop()
                place = list(PLACES)[n % len(PLACES)]
                server.start(PLACES[place](choose.randrange(1, 12)))
                clients = [Client(server, choose.randrange(2**32)) for _ in range(4)]
                for client in clients:
                    client.start()
                for client in clients:
                    client.join()
                # One that is still alive is told to end; the kill may also fall into what it does then.
                server.process.terminate()
                if server.process.wait(timeout=60) == -9:
                    kills[place] += 1
                server._close()
                code, said = server.check()
                self.assertEqual(code, 0, f"round {n}, {place}: {said}")
                server.start()
                for client in clients:
                    for serial, digest in client.acknowledged.items():
                        shown = server.get(f"/api/v1/documents/{serial}").json
                        self.assertEqual(shown["sha256"], digest, f"round {n}, {place}")
                        self.assertTrue(serial not in client.trashed or shown["lifecycle"] == "trashed")
                    everything.update(client.acknowledged)
            print("kills:", kills, "acknowledged:", len(everything))
            kontor.wait_for(lambda: server.get("/api/v1/jobs?state=pending").json["total"] == 0, seconds=240, what="reading of all")
            for serial in choose.sample(sorted(everything), min(50, len(everything))):
                found = server.get("/api/v1/search?" + kontor.query(q=f"id:{serial} OR (id:{serial} is:trashed)")).json
                self.assertEqual([hit["id"] for hit in found["hits"]], [serial])
                body = server.get(f"/api/v1/documents/{serial}/content").body
                self.assertEqual(hashlib.sha256(body).hexdigest(), everything[serial])
        self.assertGreaterEqual(sum(kills.values()), 50 if ROUNDS == 52 else ROUNDS * 9 // 10)
        for place, count in kills.items():
            self.assertGreaterEqual(count * 20, sum(kills.values()), place)


if __name__ == "__main__":
    unittest.main()
