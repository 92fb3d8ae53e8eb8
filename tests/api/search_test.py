"""GET /search: what was taken in is found by its words, its facts and its states, and nothing else is."""
import os
import shutil
import unittest

import kontor

API = "/api/v1/"


class SearchCase(kontor.ServerCase):
    def add(self, text, query="filename=papier.txt"):
        made = self.server.add(text.encode(), "duplicates=allow&" + query)
        self.assertEqual(made.status, 201, made)
        return made.json["id"]

    def indexed(self, *ids):
        for id_ in ids:
            answer = self.server.get(f"{API}documents/{id_}?wait=indexed&timeout=60")
            self.assertEqual(answer.json["state"]["index"], "done", answer)

    def search(self, question, **more):
        query = kontor.query(q=question, **more)
        answer = self.server.get(f"{API}search?{query}")
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def found(self, question, **more):
        return [hit["id"] for hit in self.search(question, **more)["hits"]]


class Words(SearchCase):
    def test_inflected_umlaut_and_sharp_s_forms_find_each_other_whatever_the_capitals(self):
        paper = self.add("Vermerk vom Mai\nDie Mietverträge für das Gebäude in der Großen Straße wurden gekündigt.")
        self.indexed(paper)
        for question in ("mietvertrag", "MIETVERTRÄGE", "Mietvertraege", "gebaeude", "Gebäudes", "strasse", "STRASSE", "Straßen",
                         "grosse", "\"großen straße\"", "miet*", "Mietvertrge~", "text:gekündigt", "mietverträge NEAR/3 gebäude"):
            with self.subTest(question):
                self.assertIn(paper, self.found(question))
        for question in ("\"straße großen\"", "mietvertrag -gebäude", "title:gebäude", "Kaufvertrag"):
            with self.subTest(question):
                self.assertNotIn(paper, self.found(question))

    def test_english_words_are_stemmed_too(self):
        paper = self.add("The deliveries were shipped with two invoices.")
        self.indexed(paper)
        self.assertIn(paper, self.found("delivery invoice"))

    def test_a_hit_knows_its_page_and_shows_the_place_with_its_matches(self):
        pages = ["Deckblatt des Vorgangs", "Auf dieser Seite steht nichts davon.", "Hier steht die Größenänderung der Käsetheke."]
        paper = self.add("\f".join(pages))
        self.indexed(paper)
        hit = self.search("Größenänderungen Käsetheke")["hits"][0]
        self.assertEqual((hit["id"], hit["page"]), (paper, 3))
        snippet = hit["snippet"]
        self.assertIn("Käsetheke", snippet["text"])
        self.assertEqual([snippet["text"][begin:end] for begin, end in snippet["matches"]], ["Größenänderung", "Käsetheke"])

    def test_the_title_is_the_first_line_that_says_something_and_its_matches_are_shown(self):
        paper = self.add("- 1 -\n\nLieferschein Nr. 0815\nan die Werkstatt", "filename=scan0001.txt")
        self.indexed(paper)
        self.assertEqual(self.server.get(f"{API}documents/{paper}").json["title"], "Lieferschein Nr. 0815")
        hit = self.search("title:lieferscheine")["hits"][0]
        self.assertEqual([hit["title"][begin:end] for begin, end in hit["title_matches"]], ["Lieferschein"])
        named = self.add("Lieferschein Nr. 0816", "filename=a.txt&title=" + kontor.quote("Was ein Mensch schrieb"))
        self.indexed(named)
        self.assertEqual(self.server.get(f"{API}documents/{named}").json["title"], "Was ein Mensch schrieb")

    def test_markup_stays_text(self):
        paper = self.add("Xylophon & <script>alert(1)</script> <b>fett</b>")
        self.indexed(paper)
        snippet = self.search("xylophon")["hits"][0]["snippet"]
        self.assertIn("<script>alert(1)</script>", snippet["text"])


class Help(SearchCase):
    """What is offered to who searches: parts of words, counts, other questions, other papers."""

    def test_the_parts_of_a_compound_find_it_and_are_shown_in_it(self):
        whole = self.add("Vermerk\nDie Kautionsrückzahlungsvereinbarung wurde geschlossen.\nDer Mieter zieht im Mai aus der Wohnung aus.", "filename=a.txt")
        part = self.add("Vermerk\nEine Vereinbarung wurde geschlossen.\nDer Mieter zieht im Mai aus der Wohnung aus.", "filename=b.txt")
        self.indexed(whole, part)
        self.assertEqual(self.found("vereinbarungen"), [part, whole])
        self.assertEqual(self.found("Kaution Rückzahlung"), [whole])
        snippet = self.search("kautionen")["hits"][0]["snippet"]
        self.assertEqual([snippet["text"][begin:end] for begin, end in snippet["matches"]], ["Kautionsrückzahlungsvereinbarung"])

    def test_the_question_as_it_was_understood_is_shown_when_asked_for(self):
        self.assertEqual(self.search("granit -tag:alt", explain=1)["explain"], '(and (word "granit") (not (value tag "alt")))')
        self.assertNotIn("explain", self.search("granit"))

    def test_every_value_of_a_facet_has_a_condition_that_finds_as_many(self):
        folder = self.server.post(API + "folders", {"name": "Steine", "parent": "/"})
        self.assertEqual(folder.status, 201, folder)
        self.assertEqual(self.server.post(API + "folders", {"name": "Edel \u0026 fein", "parent": "/Steine"}).status, 201)
        papers = [self.add(f"Der Basalt Nummer {n} liegt in der Sammlung und wird im Lager gezeigt.",
                           f"filename={n}.txt&tags={tags}&document_date={date}&folder={kontor.quote(place)}")
                  for n, (tags, date, place) in enumerate([("grau,schwer", "2023-05-06", "/Steine"), ("grau", "2024-05-06", "/Steine/Edel & fein"),
                                                          ("Grau", "2024-12-31", "Inbox"), ("", "1999-01-01", "/Steine/Edel & fein")])]
        for paper, gross in zip(papers, ("99.99", "100.00", "-5.00", "123456.78")):
            path = f"{API}documents/{paper}"
            done = self.server.request("PUT", path + "/records/finance.invoice",
                                       {"number": f"RE-{paper}", "gross_total": gross, "currency": "EUR", "seller": "Zoll \u0026 Söhne"})
            self.assertIn(done.status, (200, 201), done)
        self.indexed(*papers)
        names = "type,folder,partner,year,tag,language,media_type,amount"
        answer = self.search("basalt", facets=names, limit=1)
        self.assertEqual((answer["total"], list(answer["facets"])), (4, sorted(names.split(","))))
        for name, values in answer["facets"].items():
            self.assertEqual([value["count"] for value in values], sorted((value["count"] for value in values), reverse=True), name)
            for value in values:
                with self.subTest(facet=name, **value):
                    self.assertEqual(self.search("basalt " + value["query"])["total"], value["count"])
        counts = {name: {value["value"]: value["count"] for value in values} for name, values in answer["facets"].items()}
        self.assertEqual(counts["year"], {"2024": 2, "2023": 1, "1999": 1})
        self.assertEqual(counts["folder"], {"/": 4, "/Steine": 3, "/Steine/Edel & fein": 2, "/Inbox": 1})
        self.assertEqual(counts["amount"], {"..100": 2, "100..1000": 1, "100000..": 1})
        self.assertEqual(counts["type"], {"finance.invoice": 4})
        self.assertEqual(counts["media_type"], {"text/plain": 4})
        self.assertEqual(list(self.search("basalt", facets="year,year")["facets"]), ["year"])

    def test_a_facet_that_is_none_is_refused_with_those_there_are(self):
        answer = self.server.get(API + "search?facets=farbe")
        self.assertEqual((answer.status, answer.json["code"]), (400, "value.not_one_of"), answer)
        self.assertIn("media_type", answer.json["errors"][0]["params"]["allowed"])

    def test_when_nothing_is_found_a_question_near_it_is_offered_and_never_taken(self):
        paper = self.add("Die Prüfung der Sandsteinfassade ist fällig.")
        self.indexed(paper)
        for question, offered in (("Sandsteinfasade", "Sandsteinfassade"), ("prüfung sandsteinfasade", "prüfung Sandsteinfassade"),
                                  ("prüfung sandsteinfassade nirgendwozufinden", "prüfung sandsteinfassade"),
                                  ("text:sandsteinfasade", "text:Sandsteinfassade"), ("(pruefnug OR nichts) sandsteinfassade", None)):
            with self.subTest(question):
                answer = self.search(question)
                self.assertEqual((answer["total"], answer["hits"]), (0, []))
                if offered is not None:
                    self.assertEqual(answer["suggestion"], offered)
                if answer["suggestion"] is not None:
                    self.assertIn(paper, self.found(answer["suggestion"]))
        self.assertIsNone(self.search("sandsteinfassade")["suggestion"])
        self.assertIsNone(self.search("tag:gibtsnicht")["suggestion"])

    def complete(self, question):
        answer = self.server.get(f"{API}search/complete?{kontor.query(q=question)}")
        self.assertEqual(answer.status, 200, answer)
        return [(item["kind"], item["q"]) for item in answer.json["items"]]

    def test_a_question_goes_on_with_words_fields_and_values(self):
        papers = [self.add("Dolomitenwanderung und Dolomit", "filename=a.txt&tags=" + kontor.quote("Größe,grün")),
                  self.add("Noch ein Dolomit", "filename=b.txt")]
        self.indexed(*papers)
        self.assertEqual(self.complete("Dolo"), [("word", "Dolomit"), ("word", "Dolomitenwanderung")])
        self.assertEqual(self.complete("noch -dolomite"), [("word", "noch -dolomitenwanderung")])
        self.assertIn(("field", "x document_date:"), self.complete("x dat"))
        self.assertEqual(self.complete("tag:grö"), [("value", 'tag:"Größe"')])
        self.assertEqual(self.complete('x tag:"GR'), [("value", 'x tag:"Größe"'), ("value", 'x tag:"grün"')])
        self.assertIn(("value", "has:partner"), self.complete("has:"))
        self.assertIn(("value", 'in:"/Inbox"'), self.complete("in:inb"))
        for nothing in ("", " ", "zz", "farbe:r", "((((", '"', "dolomitxyz", "-", ":", "\u00e4"):
            self.assertEqual(self.complete(nothing), [], nothing)

    def test_papers_like_one_are_found_by_what_tells_it_from_others(self):
        one = self.add("Wartungsvertrag für die Gabelstapler im Hochregal, Prüfung der Hydraulik.")
        like = self.add("Die Hydraulik der Gabelstapler wurde im Hochregal geprüft.")
        other = self.add("Gehaltsabrechnung Januar, Monatslohn Pfennigfuchser.")
        self.indexed(one, like, other)
        answer = self.server.get(f"{API}documents/{one}/similar")
        self.assertEqual(answer.status, 200, answer)
        found = [hit["id"] for hit in answer.json["hits"]]
        self.assertEqual(found[0], like)
        self.assertNotIn(one, found)
        self.assertNotIn(other, found)
        self.assertEqual(self.server.get(f"{API}documents/999999/similar").status, 404)

    def test_in_a_paper_every_place_is_found_page_by_page(self):
        pages = ["Der Feldspat und die Feldspäte", "Auf dieser Seite steht nichts.", "Ä Feldspat am Ende"]
        paper = self.add("\f".join(pages))
        self.indexed(paper)
        answer = self.server.get(f"{API}documents/{paper}/find?{kontor.query(q='Feldspat')}")
        self.assertEqual(answer.status, 200, answer)
        places = {page["page"]: [pages[page["page"] - 1][begin:end] for begin, end in page["matches"]] for page in answer.json["pages"]}
        self.assertEqual(places, {1: ["Feldspat", "Feldspäte"], 3: ["Feldspat"]})
        self.assertIsNone(answer.json["next_page"])
        from_second = self.server.get(f"{API}documents/{paper}/find?{kontor.query(q='Feldspat', page=2)}").json["pages"]
        self.assertEqual([page["page"] for page in from_second], [3])
        self.assertEqual(self.server.get(f"{API}documents/{paper}/find?{kontor.query(q='farbe:rot')}").json["code"], "query.field_unknown")
        self.assertEqual(self.server.get(f"{API}documents/{paper}/find").json["code"], "value.required")
        self.assertEqual(self.server.get(f"{API}documents/999999/find?q=x").status, 404)


class Saved(SearchCase):
    """Searches that a person keeps, with how many papers came since."""
    PLACE = API + "saved-searches"

    def new(self, id_):
        return self.server.get(f"{self.PLACE}/{id_}").json["new"]

    def test_a_saved_search_counts_what_came_since_it_was_seen(self):
        before = self.add("Amethyst eins")
        self.indexed(before)
        made = self.server.post(self.PLACE, {"name": "Edelsteine", "query": "amethyst OR lazulith"})
        self.assertEqual((made.status, made.json["new"]), (201, 0), made)
        id_ = made.json["id"]
        self.assertEqual(made.headers["Location"], f"{self.PLACE}/{id_}")
        later = [self.add("Amethyst zwei"), self.add("Lazulith"), self.add("Schotter")]
        self.indexed(*later)
        self.assertEqual(self.new(id_), 2)
        listed = self.server.get(self.PLACE).json
        self.assertEqual([(item["name"], item["new"]) for item in listed["items"] if item["id"] == id_], [("Edelsteine", 2)])
        self.assertEqual(self.server.post(f"{self.PLACE}/{id_}/seen").json["new"], 0)
        changed = self.server.request("PATCH", f"{self.PLACE}/{id_}", {"name": "Steine"})
        self.assertEqual((changed.status, changed.json["name"], changed.json["query"]), (200, "Steine", "amethyst OR lazulith"), changed)
        self.assertEqual(self.server.request("DELETE", f"{self.PLACE}/{id_}").status, 204)
        self.assertEqual(self.server.get(f"{self.PLACE}/{id_}").json["code"], "saved_search.not_found")

    def test_what_cannot_be_kept_is_refused_with_the_reason(self):
        self.assertEqual(self.server.post(self.PLACE, {"name": "Doppelt", "query": "*"}).status, 201)
        for body, status, code in (({"name": "doppelt", "query": "x"}, 409, "saved_search.exists"), ({"name": "", "query": "x"}, 422, "value.required"),
                                   ({"name": "a"}, 422, "value.required"), ({"name": "a", "query": "(x"}, 400, "query.bracket_open"),
                                   ({"name": "a" * 300, "query": "x"}, 422, "value.too_long")):
            with self.subTest(body):
                answer = self.server.post(self.PLACE, body)
                self.assertEqual((answer.status, answer.json["code"]), (status, code), answer)
        for path in ("999", "x", "0"):
            self.assertEqual(self.server.post(f"{self.PLACE}/{path}/seen").json["code"], "saved_search.not_found")


class Facts(SearchCase):
    def test_fields_ranges_and_states_find_papers(self):
        paper = self.add("Quittung Zebrastreifen", "filename=beleg-77.txt&tags=eilig,steuer&document_date=2024-03-15")
        self.indexed(paper)
        for question in ("zebrastreifen", "tag:EILIG zebrastreifen", "date:2024 zebrastreifen", "date:2024-02..2024-03 zebrastreifen",
                         "datum:15.3.2024 zebrastreifen", "filename:beleg zebrastreifen", f"id:{paper}", "received:today zebrastreifen",
                         "received:heute zebrastreifen", "in:Inbox zebrastreifen", "by:me zebrastreifen", "by:admin zebrastreifen",
                         "is:new zebrastreifen", "has:date zebrastreifen", "source:upload zebrastreifen", "size>5 zebrastreifen",
                         "pages:1 zebrastreifen", "media:text/plain zebrastreifen", "zebrastreifen OR nirgends"):
            with self.subTest(question):
                self.assertEqual(self.found(question), [paper])
        for question in ("date:2023 zebrastreifen", "date>2024-03-15 zebrastreifen", "tag:ruhig zebrastreifen", "is:filed zebrastreifen",
                         "by:niemand zebrastreifen", "is:unread zebrastreifen", "size>100000 zebrastreifen", "has:record zebrastreifen"):
            with self.subTest(question):
                self.assertEqual(self.found(question), [])

    def test_a_correction_is_found_and_the_old_value_is_not(self):
        paper = self.add("Vermerk Quarzlampe", "filename=alt.txt")
        self.indexed(paper)
        path = f"{API}documents/{paper}"
        etag = self.server.get(path).headers["ETag"]
        done = self.server.request("PATCH", path, {"title": "Nordlichtprotokoll", "tags": ["neu"], "document_date": "2020-02-29"},
                                   headers={"If-Match": etag})
        self.assertEqual(done.status, 200, done)
        self.indexed(paper)
        for question in ("nordlichtprotokoll", "quarzlampe tag:neu", "date:29.2.2020 quarzlampe"):
            self.assertEqual(self.found(question), [paper], question)

    def test_a_move_counts_with_the_next_question(self):
        paper = self.add("Umzug Bergkristall")
        self.indexed(paper)
        folder = self.server.post(API + "folders", {"name": "Bergwerk", "parent": "/"})
        self.assertEqual(folder.status, 201, folder)
        below = self.server.post(API + "folders", {"name": "Stollen", "parent": "/Bergwerk"})
        self.assertEqual(below.status, 201, below)
        path = f"{API}documents/{paper}"
        moved = self.server.request("PATCH", path, {"folder": "/Bergwerk/Stollen"},
                                    headers={"If-Match": self.server.get(path).headers["ETag"]})
        self.assertEqual(moved.status, 200, moved)
        self.assertEqual(self.found("in:/Bergwerk bergkristall"), [paper])
        self.assertEqual(self.found("in:/Bergwerk/Stollen bergkristall"), [paper])
        self.assertEqual(self.found("in:Inbox bergkristall"), [])

    def test_the_trash_is_searched_only_when_asked_for_and_at_once(self):
        paper = self.add("Papierkorb Smaragd")
        self.indexed(paper)
        self.assertEqual(self.found("smaragd"), [paper])
        self.assertEqual(self.server.request("DELETE", f"{API}documents/{paper}", {"reason": "doppelt"}).status, 200)
        self.assertEqual(self.search("smaragd")["total"], 0)
        self.assertEqual(self.found("smaragd is:trashed"), [paper])
        self.assertEqual(self.found("smaragd lifecycle:trashed"), [paper])
        self.assertEqual(self.server.post(f"{API}documents/{paper}/restore").status, 200)
        self.assertEqual(self.found("smaragd"), [paper])

    def test_filing_moves_a_paper_out_of_the_new_ones(self):
        paper = self.add("Ablage Turmalin")
        self.indexed(paper)
        path = f"{API}documents/{paper}"
        self.assertEqual(self.found("turmalin is:new"), [paper])
        done = self.server.post(path + "/file", {}, headers={"If-Match": self.server.get(path).headers["ETag"]})
        self.assertEqual(done.status, 200, done)
        self.assertEqual(self.found("turmalin is:new"), [])
        self.assertEqual(self.found("turmalin is:filed"), [paper])

    def test_what_has_no_text_is_found_by_its_facts(self):
        made = self.server.add(bytes(range(256)) * 40, "filename=Obsidian.bin")
        self.indexed(made.json["id"])
        self.assertEqual(self.found("obsidian is:unread"), [made.json["id"]])


class Answers(SearchCase):
    def test_pages_neither_repeat_nor_skip_while_papers_come_in(self):
        papers = [self.add(f"Serie Achat Blatt {n}") for n in range(25)]
        self.indexed(*papers)
        for question, more in (("achat", {}), ("achat", {"sort": "-id"}), ("achat", {"sort": "id"})):
            seen, cursor = [], None
            while True:
                page = self.search(question, limit=7, **more, **({"cursor": cursor} if cursor else {}))
                self.assertEqual((page["total"], page["exact"]), (len(papers), True))
                seen += [hit["id"] for hit in page["hits"]]
                late = self.add("Serie Achat Nachzügler")
                self.indexed(late)
                cursor = page["next"]
                if cursor is None:
                    break
            self.assertEqual(sorted(seen), papers)
            papers = self.found(question, limit=200)
            papers.sort()

    def test_a_cursor_of_another_question_or_a_changed_one_is_refused(self):
        papers = [self.add(f"Opal {n}") for n in range(3)]
        self.indexed(*papers)
        cursor = self.search("opal", limit=1)["next"]
        for query in (kontor.query(q="granit", cursor=cursor), kontor.query(q="opal", cursor=cursor[:-1] + ("A" if cursor[-1] != "A" else "B")),
                      kontor.query(q="opal", cursor="x"), kontor.query(q="opal", sort="id", cursor=cursor)):
            answer = self.server.get(f"{API}search?{query}")
            self.assertEqual((answer.status, answer.json["code"]), (400, "search.cursor"), answer)

    def test_without_words_the_newest_come_first(self):
        papers = [self.add(f"Reihe {n}") for n in range(3)]
        self.indexed(*papers)
        self.assertEqual(self.found("is:new")[:3], papers[::-1])
        self.assertEqual(self.found("*")[:3], papers[::-1])
        self.assertEqual([hit["id"] for hit in self.server.get(API + "search").json["hits"]][:3], papers[::-1])

    def test_a_question_that_is_not_understood_names_the_place(self):
        for question, code, position in (("rechnung (", "query.bracket_open", "10"), ("farbe:rot", "query.field_unknown", "1"),
                                         ("a date:bald", "query.date", "3"), ("in:/Nirgends", "query.folder", "1"),
                                         ("is:grün", "query.value_unknown", "1")):
            with self.subTest(question):
                answer = self.server.get(f"{API}search?{kontor.query(q=question)}", headers={"Accept-Language": "de"})
                self.assertEqual((answer.status, answer.json["code"]), (400, code), answer)
                self.assertEqual(answer.json["errors"][0]["params"]["position"], position)
        self.assertEqual(self.server.get(API + "search?sort=farbe").json["code"], "value.not_one_of")
        self.assertEqual(self.server.get(API + "search?limit=0").json["code"], "value.out_of_range")

    def test_every_field_is_listed_and_its_example_is_understood(self):
        fields = self.server.get(API + "search/fields").json["items"]
        self.assertIn("document_date", [field["name"] for field in fields])
        for field in fields:
            self.assertTrue(field["label"]["de"] and field["label"]["en"], field)
            if field["example"] and field["name"] != "in":
                self.search(field["example"])

    def test_nobody_searches_without_a_session(self):
        self.assertEqual(self.server.raw("GET", API + "search?q=x").status, 401)


class TheIndex(unittest.TestCase):
    """What becomes of it: a kill, a loss, a rebuild."""

    def found(self, server, question):
        return [hit["id"] for hit in server.get(f"{API}search?{kontor.query(q=question, limit=200)}").json["hits"]]

    def settle(self, server, ids):
        for id_ in ids:
            kontor.wait_for(lambda id_=id_: server.get(f"{API}documents/{id_}").json["state"]["index"] == "done", what=f"index of {id_}")

    def test_it_catches_up_after_a_kill_and_is_made_again_when_it_is_gone(self):
        with kontor.Server() as server:
            ids = [server.add(f"Bernstein Stück {n}".encode(), f"filename={n}.txt").json["id"] for n in range(30)]
            server.kill()
            server.start()
            self.settle(server, ids)
            self.assertEqual(sorted(self.found(server, "bernstein")), ids)
            server.stop()
            shutil.rmtree(os.path.join(server.data, "index"))
            server.start()
            self.settle(server, ids)
            self.assertEqual(sorted(self.found(server, "bernstein")), ids)

    def test_it_can_be_made_anew_beside_a_running_server_and_without_one(self):
        with kontor.Server() as server:
            ids = [server.add(f"Lapislazuli Stück {n}".encode(), f"filename={n}.txt").json["id"] for n in range(20)]
            self.settle(server, ids)
            before = os.listdir(os.path.join(server.data, "index"))
            server.run("rebuild-index", "--data", server.data)
            after = os.listdir(os.path.join(server.data, "index"))
            self.assertNotEqual(sorted(before), sorted(after))
            self.assertEqual(sorted(self.found(server, "lapislazuli")), ids)
            late = server.add(b"Lapislazuli danach", "filename=spaet.txt").json["id"]
            self.settle(server, [late])
            self.assertEqual(sorted(self.found(server, "lapislazuli")), ids + [late])
            server.stop()
            server.run("rebuild-index", "--data", server.data)
            server.start()
            self.settle(server, ids)
            self.assertEqual(sorted(self.found(server, "lapislazuli")), ids + [late])

    def test_check_compares_it_with_the_archive(self):
        with kontor.Server() as server:
            ids = [server.add(f"Turmalin Stück {n}".encode(), f"filename={n}.txt").json["id"] for n in range(5)]
            self.settle(server, ids)
            server.run("check", "--data", server.data)
            told = server.call("rebuild-index", "--differing", "--data", server.data)
            self.assertEqual((told.returncode, told.stderr), (0, "Papers that the server brings anew into the index: 0.\n"))
            server.stop()
            server.run("check", "--data", server.data)
            index = os.path.join(server.data, "index")
            with open(os.path.join(index, "current")) as f:
                os.truncate(os.path.join(index, f.read().strip(), "postlist.glass"), 0)
            self.assertIn("kontord rebuild-index", server.run("check", "--data", server.data, code=1))
            server.start()  # and it is made anew
            self.settle(server, ids)
            self.assertEqual(sorted(self.found(server, "turmalin")), ids)
            server.run("check", "--data", server.data)


class AdministratorsWords(unittest.TestCase):
    def test_a_word_named_in_the_configuration_is_found_in_compounds_also_of_papers_that_were_there_before(self):
        with kontor.Server() as server:
            paper = server.add_found("Vermerk\n\nDie Zyloxrechnungen wurden geprüft.".encode(), "filename=a.txt").json["id"]

            def hits():
                return server.get(f"{API}search?q=Zylox").json["hits"]

            self.assertEqual(hits(), [])
            server.stop()
            with open(server.config, "a", encoding="utf-8") as f:
                f.write('[search]\ngerman_words = ["Zylox"]\n')
            server.start()
            kontor.wait_for(hits, 60, "the index with the new words")
            hit = hits()[0]
            self.assertEqual(hit["id"], paper)
            self.assertEqual([hit["snippet"]["text"][begin:end] for begin, end in hit["snippet"]["matches"]], ["Zyloxrechnungen"])


if __name__ == "__main__":
    unittest.main()
