"""kontord destroy as an administrator calls it: beside the running server, and what people then see."""
import os
import unittest

import kontor


class Destroy(unittest.TestCase):
    def destroy(self, server, *arguments, **more):
        return server.call("destroy", "--data", server.data, *arguments, **more)

    def found(self, server, words):
        return server.get("/api/v1/search?" + kontor.query(q=words)).json["total"]

    def test_a_destroyed_paper_is_gone_for_everybody_at_once(self):
        with kontor.Server(init=()) as server:
            server.add_found(b"Rechnung ueber Schrauben", "filename=schrauben.txt")
            server.add_found(b"Rechnung ueber Muttern", "filename=muttern.txt")
            self.assertEqual(self.found(server, "Rechnung"), 2)
            then = server.get("/api/v1/documents/1").json["archived"]
            self.assertEqual(server.get(f"/api/v1/documents/1?at={then}").status, 200)
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
            # Nor as it was before.
            for path in ("/api/v1/documents/1", "/api/v1/documents/1/content"):
                self.assertEqual(server.get(f"{path}?at={then}").status, 404, path)
            self.assertIn("vernichtet", self.destroy(server, "1", "--reason", "noch einmal", language="de_DE").stderr)
            self.assertEqual(self.destroy(server, "eins", "--reason", "Tippfehler").returncode, 1)
            again = server.add_found(b"Rechnung ueber Schrauben", "filename=schrauben.txt")
            self.assertEqual((again.status, again.json["id"]), (201, 3))
            self.assertEqual(self.found(server, "Schrauben"), 1)
            server.stop()
            code, said = server.check()
            self.assertEqual(code, 0, said)
            server.start()
            self.assertEqual(self.found(server, "Rechnung"), 2)

    def test_a_destruction_that_was_killed_is_finished_at_the_next_start(self):
        for point in ("disposal.changed", "disposal.removed"):
            with kontor.Server(init=()) as server:
                server.add(b"Kuendigung", "filename=kuendigung.txt")
                server.stop()
                killed = self.destroy(server, "1", "--reason", "Frist", environment={"KONTOR_FAULT_AT": point + ":1"})
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
