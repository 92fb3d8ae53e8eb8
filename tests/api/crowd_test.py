"""Many who say nothing, and many who say it slowly: the next person is answered as if they were not there. Plain and TLS.

What is measured runs against the programs as shipped when they are built, because a sanitizer's time says nothing.
"""
import os
import resource
import selectors
import socket
import ssl
import time
import unittest

import kontor

IDLE = 1000
TRICKLING = 200
ANSWER_MS_MAX = 100
# An idle connection holds its socket, a few hundred bytes of ours and, under TLS, a session of some 20 KiB.
MEMORY_MIB_MAX = 60
RELEASE = os.path.join(kontor.SOURCE, "build", "release")


def build():
    return RELEASE if os.path.exists(os.path.join(RELEASE, "bin", "kontord")) else kontor.BUILD


def resident_mib(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) / 1024 for line in f if line.startswith("VmRSS:"))


class Crowd:
    """Connections that are made and then say as little as told."""

    def __init__(self, server):
        self.server = server
        self.context = None
        if server.secure:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self.context.check_hostname = False
            self.context.verify_mode = ssl.CERT_NONE
        self.idle, self.trickling = [], []

    def join(self):
        plain = socket.create_connection((self.server.host, self.server.port), timeout=60)
        return self.context.wrap_socket(plain) if self.context else plain

    def gather(self):
        self.idle = [self.join() for _ in range(IDLE)]
        self.trickling = [self.join() for _ in range(TRICKLING)]
        for guest in self.trickling:
            guest.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")

    def trickle(self):
        """One byte more of each head that never ends."""
        for guest in self.trickling:
            guest.sendall(b"x")

    def left(self):
        """How many the server has sent away."""
        with selectors.DefaultSelector() as selector:
            for guest in self.idle + self.trickling:
                selector.register(guest, selectors.EVENT_READ)
            ended = 0
            for key, _ in selector.select(0):
                try:
                    key.fileobj.settimeout(0)
                    ended += key.fileobj.recv(1) == b""
                except (BlockingIOError, ssl.SSLWantReadError):  # a session ticket
                    pass
            return ended

    def leave(self):
        for guest in self.idle + self.trickling:
            guest.close()


class NextPerson(unittest.TestCase):
    def setUp(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard != resource.RLIM_INFINITY and hard < IDLE + TRICKLING + 100:
            self.skipTest(f"only {hard} descriptors a process")
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        # The server is started with the limit that Debian gives a login: it must help itself.
        resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
        self.hard = hard

    def ask(self, server, token):
        """Milliseconds of one request of somebody who comes new: connection, handshake, a call that reads the catalog."""
        begin = time.perf_counter()
        answer = server.raw("GET", "/api/v1/documents/1", headers={"Authorization": "Bearer " + token})
        self.assertEqual(answer.status, 200)
        return (time.perf_counter() - begin) * 1000

    def measure(self, server):
        self.assertEqual(server.add(b"die naechste bitte").status, 201)
        token = server.login()
        self.ask(server, token)
        quiet_mib = resident_mib(server.process)
        wanted = 2 * (IDLE + TRICKLING) + 100
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if self.hard == resource.RLIM_INFINITY else min(wanted, self.hard), self.hard))
        crowd = Crowd(server)
        try:
            crowd.gather()
            times = []
            for _ in range(20):
                crowd.trickle()
                times.append(self.ask(server, token))
            more_mib = resident_mib(server.process) - quiet_mib
            print(f"{'TLS' if server.secure else 'plain'}: slowest of {len(times)} {max(times):.1f} ms, {more_mib:.1f} MiB more")
            ended = crowd.left()
        finally:
            crowd.leave()
        self.assertEqual(ended, 0)
        if server.build == RELEASE:
            self.assertLessEqual(max(times), ANSWER_MS_MAX, times)
            self.assertLessEqual(more_mib, MEMORY_MIB_MAX)

    def test_plain(self):
        with kontor.Server(build=build()) as server:
            self.measure(server)

    def test_tls(self):
        with kontor.Server(build=build(), listen="0.0.0.0:0") as server:
            self.assertTrue(server.secure)
            self.measure(server)


if __name__ == "__main__":
    unittest.main()
