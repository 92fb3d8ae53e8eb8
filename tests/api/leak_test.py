"""Two archives with the same serials that differ only in what one person may not see: every call answers that person alike.

Different are texts, records, tags, titles, folders and the number of hidden papers, where they were moved, and what was
exported of them. The table of calls is openapi.json itself, so a new call is asked from the day it is added. What may
differ is listed here: VOLATILE and OF_THE_LOG.
"""
import json
import os
import random
import re
import unittest

import kontor

API = "/api/v1/"
WORD = "ein gutes Passwort"
WORDS = ("Rechnung Prüfung Vertrag Straße Gehalt Lieferschein Mahnung Kündigung Umsatz Steuer Konto Eingangsrechnung Müller Schreiner Gebühr "
         "Versicherung Beitrag Umsatzsteuererklärung Auftrag Bestellung Werkzeug Reise Mietvertrag invoice delivery Hochregal Quarz "
         "Quarzlampe Quarzuhr Zebra RE-2024-17 4711 1.234,56").split()
QUESTIONS = ["", "Rechnung", "quarz*", "Quarzlmape~", "Hydraulik", "title:Gehalt", "\"Rechnung Prüfung\"", "Gehalt -Konto", "tag:eilig", "is:trashed",
             "has:record", "type:finance.invoice", "folder:Personnel", "folder:Finance", "in:3", "id:2..9", "pages:1..", "added:2020..", "Zebr",
             "nummer:4711", "seller:Geheim", "Geheimnis", "partner:Geheim", "gross_total:1..", "Rehnung"]
# Times of the worlds' own, names of requests, how long it took.
VOLATILE = ((rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", b"TIME"), (rb'"request_id":"[^"]*"', b""), (rb'"took_ms":[0-9.e-]+', b""),
            (rb'"csrf":"[^"]*"', b""))
VOLATILE_HEADERS = {"date", "x-request-id", "last-modified"}
# What vouches for the whole log, and who runs the house.
OF_THE_LOG = re.compile(r"/log/|/documents/{id}/proof$|/health|/metrics|/ready")

PAPERS = 24  # in both; the second has more
LAST = 32    # serials asked for


def words(rng, most=30):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randrange(4, most)))


class World:
    """An archive with a person, `asker`, who may read one folder and list another."""

    def __init__(self, seen, unseen, more):
        self.server = kontor.Server()
        self.server.__enter__()
        self.open = self.made("folders", {"name": "Finance"})["id"]
        self.listed = self.made("folders", {"name": "Board", "private": True})["id"]
        # Names of the same length would hide what depends on it.
        self.hidden = [self.made("folders", {"name": name + "x" * unseen.randrange(1, 9), "private": True})["id"] for name in ("Personnel", "Council")]
        self.asker = self.made("users", {"name": "clerk", "password": WORD})["id"]
        for folder, role in ((self.open, "read"), (self.listed, "list")):
            self.made("grants", {"folder": folder, "role": role, "user": self.asker})
        answer = self.server.raw("POST", API + "session", json.dumps({"user": "clerk", "password": WORD}), {"Content-Type": "application/json"})
        self.token = answer.json["token"]
        self.fill(seen, unseen, more)

    def made(self, path, body):
        answer = self.server.post(API + path, body)
        assert answer.status == 201, answer
        return answer.json

    def done(self, method, path, body, revision=None):
        headers = {"If-Match": f'"{revision}"'} if revision else {}
        answer = self.server.request(method, API + path, body, headers=headers)
        assert answer.status < 300, answer
        return answer

    def revision(self, paper):
        return int(self.server.get(f"{API}documents/{paper}").headers["ETag"].strip('"'))

    def add(self, text, folder):
        answer = self.server.add(text.encode(), kontor.query(filename="scan.txt", duplicates="allow", folder=folder))
        assert answer.status == 201, answer
        return answer.json["id"]

    def hide(self, unseen):
        """A paper of which the asker knows nothing."""
        paper = self.add(words(unseen) + " Geheimnis", unseen.choice(self.hidden))
        if unseen.random() < .5:
            self.done("PATCH", f"documents/{paper}", {"title": words(unseen, 6), "tags": ["eilig", "geheim"]}, self.revision(paper))
        if unseen.random() < .7:
            self.record(paper, {"number": words(unseen, 5), "seller": "Geheim " + words(unseen, 5), "gross_total": f"{unseen.randrange(1, 999)}.00"})
        while unseen.random() < .4:
            self.done("PATCH", f"documents/{paper}", {"folder": unseen.choice(self.hidden)}, self.revision(paper))

    def record(self, paper, fields):
        self.done("PUT", f"documents/{paper}/records/finance.invoice", fields)

    def fill(self, seen, unseen, more):
        for number in range(PAPERS):
            kind = number % 6
            if kind in (0, 2):
                paper = self.add(words(seen), self.open)
                if kind == 2:
                    self.record(paper, {"number": "RE-2024-17", "seller": "Schreiner Müller", "gross_total": "119.00"})
            elif kind == 1:
                self.hide(unseen)
            elif kind == 3:  # of it the title is known
                paper = self.add(words(unseen), self.listed)
                self.done("PATCH", f"documents/{paper}", {"title": words(seen, 6)}, self.revision(paper))
            elif kind == 4:  # in the trash, where who could read it still can
                paper = self.add(words(seen), self.open)
                self.done("DELETE", f"documents/{paper}", {"reason": words(seen)}, self.revision(paper))
            else:  # was there, and is not any more
                paper = self.add(words(unseen), self.open)
                self.done("PATCH", f"documents/{paper}", {"folder": self.hidden[0]}, self.revision(paper))
        for _ in range(more):
            self.hide(unseen)
        if more:
            self.made("saved-searches", {"name": "geheim", "query": "Geheimnis"})
            self.done("POST", "exports", {"query": "Geheimnis"})
        kontor.wait_for(lambda: all(state["state"]["index"] == "done" for state in self.papers()), 60, "the index")

    def papers(self):
        return [self.server.get(f"{API}documents/{paper}").json for paper in range(1, PAPERS + 1) if paper % 6 != 5]

    def ask(self, method, path, body=None):
        headers = {"Authorization": "Bearer " + self.token, "If-Match": '"1"'}
        answer = self.server.request(method, path, body, headers=headers)
        bytes_ = answer.body
        for what, instead in VOLATILE:
            bytes_ = re.sub(what, instead, bytes_)
        return answer.status, sorted((k, v) for k, v in answer.headers.items() if k.lower() not in VOLATILE_HEADERS | {"content-length"}), bytes_


class Leak(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.seed = int(os.environ.get("KONTOR_SEED", random.SystemRandom().randrange(1 << 32)))
        cls.worlds = [World(random.Random(cls.seed), random.Random(f"{cls.seed} {more}"), more) for more in (0, 7)]
        for world in cls.worlds:
            cls.addClassCleanup(world.server.__exit__, None, None, None)
        cls.api = cls.worlds[0].server.raw("GET", API + "openapi.json").json

    def calls(self):
        for path, operations in self.api["paths"].items():
            for method, operation in operations.items():
                if not OF_THE_LOG.search(path):
                    yield method.upper(), path, operation

    def resolved(self, schema):
        while "$ref" in schema:
            schema = self.api["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def paths(self, path):
        """With each serial there may be."""
        path = path.replace("{type}", "finance.invoice").replace("{name}", "finance.invoice")
        path = re.sub(r"{(page|part|member)}", "1", path)
        serial = re.search(r"{\w+}", path)
        if not serial:
            return [path]
        serials = [*range(1, LAST + 1 if serial.group() == "{id}" else 12), 999999]
        return [path[:serial.start()] + str(number) + path[serial.end():] for number in serials]

    def queries(self, operation):
        """Sets of parameters, for a call that has any."""
        known = {p["name"]: self.resolved(p["schema"]) for p in operation.get("parameters", []) if p["in"] == "query"}
        if "q" in known:
            more = [{}]
            if "facets" in known:
                more = [{"facets": "type,folder,partner,year,tag,language,media_type,amount", "explain": "1"}, {"sort": "-added"}, {"sort": "gross_total"}]
            return [dict(each, q=q) for q in QUESTIONS for each in more]
        required = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query" and p.get("required")}
        every = [dict.fromkeys(required, "1")]
        for name in {"at", "folder", "in", "path", "user", "document", "version", "rendition", "include", "limit"} & set(known):
            values = ("2100-01-01T00:00:00Z", "2000-01-01T00:00:00Z") if name == "at" else ("1", "2", "3", "4", "9", "99999", "Personnel", "Finance")
            every += [dict(every[0], **{name: value}) for value in values]
        return every

    def alike(self, method, path, body=None):
        said = [world.ask(method, path, body) for world in self.worlds]
        self.assertEqual(said[0], said[1], f"{method} {path}, KONTOR_SEED={self.seed}")
        self.asked += 1
        self.answered += said[0][0] == 200
        return said[0]

    def test_what_is_hidden_changes_no_answer(self):
        self.asked = self.answered = 0
        for method, path, operation in self.calls():
            if method == "GET":
                for concrete in self.paths(path):
                    for parameters in self.queries(operation):
                        with self.subTest(call=f"GET {path}"):
                            self.alike("GET", concrete + ("?" + kontor.query(**parameters) if parameters else ""))
        # Worth something: a good part of it was answered.
        self.assertGreater(self.answered, self.asked / 8)

    def test_what_is_hidden_cannot_be_told_from_what_is_not_there(self):
        self.asked = self.answered = 0
        for method, path, operation in self.calls():
            if "{id}" not in path or not path.startswith(API + "documents/"):
                continue
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            body = self.example(schema) if schema else (b"x" if method in ("POST", "PUT") else None)
            required = {p["name"]: "1" for p in operation.get("parameters", []) if p["in"] == "query" and p.get("required")}
            query = "?" + kontor.query(**required) if required else ""
            absent = None
            for paper in (999999, 2, 8, 6, 12, PAPERS + 1, PAPERS + 7):  # none, hidden, moved away, hidden in one world only
                with self.subTest(call=f"{method} {path}", paper=paper):
                    place = path.replace("{type}", "finance.invoice").replace("{id}", str(paper))
                    said = self.alike(method, re.sub(r"{\w+}", "1", place) + query, body)
                    self.assertGreaterEqual(said[0], 400)
                    said = (said[0], said[1], said[2].replace(str(paper).encode(), b"ID"))
                    absent = absent or said
                    self.assertEqual(said, absent)

    def example(self, schema):
        schema = self.resolved(schema)
        for choice in ("anyOf", "oneOf"):
            if choice in schema:
                return self.example(schema[choice][0])
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type", "string")
        if "object" in kind:
            return {name: self.example(schema["properties"][name]) for name in schema.get("required", [])}
        if "array" in kind:
            return []
        return {"integer": 1, "boolean": True}.get(kind, "x")


if __name__ == "__main__":
    unittest.main()
