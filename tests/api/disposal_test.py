"""kontord destroy as an administrator calls it: beside the running server, and what people then see."""
import os
import subprocess
import unittest

import kontor


class Destroy(unittest.TestCase):
    def add(self, server, body, query):
        """A paper that can be found already."""
        made = server.add(body, query)
        self.assertEqual(made.status, 201, made)
        self.assertEqual(server.get(made.headers["Location"] + "?wait=indexed&timeout=30").json["state"]["index"], "done")
        return made

    def call(self, server, *arguments, language="C"):
        return subprocess.run([server.program("kontord"), *arguments], capture_output=True, text=True, timeout=120, check=False,
                              env=dict(server.environment, LANG=language))

    def destroy(self, server, *arguments, **more):
        return self.call(server, "destroy", "--data", server.data, *arguments, **more)

    def found(self, server, words):
        return server.get("/api/v1/search?" + kontor.query(q=words)).json["total"]

    def test_a_destroyed_paper_is_gone_for_everybody_at_once(self):
        with kontor.Server(init=()) as server:
            self.add(server, b"Rechnung ueber Schrauben", "filename=schrauben.txt")
            self.add(server, b"Rechnung ueber Muttern", "filename=muttern.txt")
            self.assertEqual(self.found(server, "Rechnung"), 2)
            without = self.destroy(server, "1")
            self.assertEqual(without.returncode, 2)
            self.assertIn("--reason", without.stderr)
            done = self.destroy(server, "1", "--reason", "Frist abgelaufen")
            self.assertEqual(done.returncode, 0, done)
            self.assertEqual(self.found(server, "Rechnung"), 1)
            self.assertEqual(self.found(server, "Schrauben"), 0)
            for path in ("/api/v1/documents/1", "/api/v1/documents/1/content", "/api/v1/documents/1/text",
                         "/api/v1/documents/1/proof"):
                answer = server.get(path)
                self.assertEqual((answer.status, answer.json["code"]), (404, "document.destroyed"), path)
            self.assertIn("vernichtet", self.destroy(server, "1", "--reason", "noch einmal", language="de_DE").stderr)
            self.assertEqual(self.destroy(server, "eins", "--reason", "Tippfehler").returncode, 1)
            again = self.add(server, b"Rechnung ueber Schrauben", "filename=schrauben.txt")
            self.assertEqual((again.status, again.json["id"]), (201, 3))
            self.assertEqual(self.found(server, "Schrauben"), 1)
            server.stop()
            code, said = server.check()
            self.assertEqual(code, 0, said)
            server.start()
            self.assertEqual(self.found(server, "Rechnung"), 2)

    def test_a_destruction_that_was_killed_is_finished_at_the_next_start(self):
        for point in ("disposal.changed", "disposal.key"):
            with kontor.Server(init=()) as server:
                server.add(b"Kuendigung", "filename=kuendigung.txt")
                server.stop()
                killed = subprocess.run([server.program("kontord"), "destroy", "--data", server.data, "1", "--reason", "Frist"],
                                        env=dict(server.environment, KONTOR_FAULT_AT=point + ":1"), timeout=120, check=False)
                self.assertEqual(killed.returncode, -9)
                server.start()
                self.assertEqual(server.get("/api/v1/documents/1").status, 404)
                server.stop()
                code, said = server.check()
                self.assertEqual(code, 0, said)
                self.assertIn(" 0 blobs", said)
                self.assertFalse(os.path.exists(os.path.join(server.data, "admin.sock")))


if __name__ == "__main__":
    unittest.main()
