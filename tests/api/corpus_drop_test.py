"""Everything of ../shared/corpus, good, broken and hostile, dropped at once into the folder of a release server.

Skipped where there is no corpus or no release build. KONTOR_CORPUS names another corpus.
"""
import os
import shutil
import threading
import time
import unittest

import kontor

CORPUS = os.environ.get("KONTOR_CORPUS", os.path.join(kontor.SOURCE, "../shared/corpus"))
RELEASE = os.path.join(kontor.SOURCE, "build/release")
HEALTH_SECONDS_MAX = 1.0
MEMORY_KIB_MAX = 300 * 1024
PASSED_OVER = (".tmp", ".part", "~")


class Observer(threading.Thread):
    """Asks for health and looks at memory until told to stop; keeps the worst."""

    def __init__(self, server):
        super().__init__()
        self.server, self.is_over = server, threading.Event()
        self.slowest_seconds, self.memory_kib, self.failures = 0.0, 0, []

    def run(self):
        while not self.is_over.is_set():
            began = time.monotonic()
            answer = self.server.raw("GET", "/healthz", timeout=30)
            self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - began)
            if answer.status != 200:
                self.failures.append(answer.status)
            with open(f"/proc/{self.server.process.pid}/status", encoding="utf-8") as f:
                rss = next(line for line in f if line.startswith("RssAnon"))
            self.memory_kib = max(self.memory_kib, int(rss.split()[1]))
            self.is_over.wait(0.05)


@unittest.skipUnless(os.path.isdir(CORPUS), "there is no ../shared/corpus")
@unittest.skipUnless(os.path.exists(os.path.join(RELEASE, "bin/kontord")), "there is no release build")
class Corpus(unittest.TestCase):
    def files(self):
        for folder, _, names in os.walk(CORPUS):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path) and not os.path.islink(path) and not name.startswith(".") and not name.endswith(PASSED_OVER):
                    yield path

    def drop_all(self, drop):
        """Under a name of its own each; returns how many, and how many of them are empty."""
        count = empty = 0
        for count, path in enumerate(self.files(), 1):
            target = os.path.join(drop, f"{count} {os.path.basename(path)}")
            shutil.copyfile(path, target + ".part")
            os.rename(target + ".part", target)
            empty += os.path.getsize(path) == 0
        for name in ("empty one.pdf", "empty two.txt"):
            open(os.path.join(drop, name), "wb").close()
        return count + 2, empty + 2

    def test_all_at_once(self):
        server = kontor.Server(build=RELEASE)
        drop = server.data + "-drop"
        os.mkdir(drop)
        with open(server.config, "a", encoding="utf-8") as f:
            f.write(f'[[watch]]\npath = "{drop}"\nsettle_seconds = 1\npatience_seconds = 10\n')
        with server:
            server.login()
            observer = Observer(server)
            observer.start()
            began = time.monotonic()
            try:
                count, empty = self.drop_all(drop)
                counts = kontor.wait_for(lambda: self.all_ended(server, count), 600, "the end of every file")
                took = time.monotonic() - began
                kontor.wait_for(lambda: self.nothing_pending(server), 600, "the reading of every paper")
            finally:
                observer.is_over.set()
                observer.join()
            print(f"files {count}, {counts}, taken in {took:.1f} s, read in {time.monotonic() - began:.1f} s, "
                  f"slowest health {observer.slowest_seconds * 1000:.0f} ms, RssAnon {observer.memory_kib // 1024} MiB")
            self.assertEqual(observer.failures, [])
            self.assertLessEqual(observer.slowest_seconds, HEALTH_SECONDS_MAX)
            self.assertLessEqual(observer.memory_kib, MEMORY_KIB_MAX)
            self.assertEqual(counts["refused"], empty)
            self.assertEqual(counts["withdrawn"], 0)
            self.assertEqual(sum(counts.values()), count)
            self.assertEqual(os.listdir(drop), ["failed"])
            failed = os.listdir(os.path.join(drop, "failed"))
            self.assertEqual(len(failed), 2 * empty)
            for name in failed:
                if not name.endswith(".reason.txt"):
                    self.assertEqual(os.path.getsize(os.path.join(drop, "failed", name)), 0, name)
            server.stop()
            code, said = server.check()
            self.assertEqual(code, 0, said)
            server.start()

    def all_ended(self, server, count):
        counts = server.get("/api/v1/intake").json["counts"]
        return counts["waiting"] == 0 and sum(counts.values()) == count and counts

    def nothing_pending(self, server):
        return server.get("/api/v1/jobs?state=pending&limit=1").json["total"] == 0


if __name__ == "__main__":
    unittest.main()
