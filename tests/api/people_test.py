"""People, groups, grants and who may see a paper; and what those without rights get told."""
import json
import unittest

import kontor

API = "/api/v1/"
WORD = "ein gutes Passwort"


class PeopleCase(kontor.ServerCase):
    """Each test has people and folders of its own: names carry its number."""

    count = 0

    def setUp(self):
        PeopleCase.count += 1
        self.mark = f"{type(self).__name__}{PeopleCase.count}"

    def name(self, word):
        return f"{word}-{self.mark}"

    def made(self, path, body):
        answer = self.server.post(API + path, body)
        self.assertEqual(answer.status, 201, answer)
        return answer.json

    def person(self, word, **more):
        return self.made("users", {"name": self.name(word), "password": WORD, **more})["id"]

    def group(self, word, *members, **more):
        group = self.made("groups", {"name": self.name(word)})["id"]
        for member in members:
            self.made(f"groups/{group}/members", member)
        return group

    def folder(self, word, private=True, **more):
        return self.made("folders", {"name": self.name(word), "private": private, **more})["id"]

    def grant(self, folder, role, **holder):
        return self.made("grants", {"folder": folder, "role": role, **holder})["id"]

    def token(self, word, password=WORD):
        answer = self.server.raw("POST", API + "session", json.dumps({"user": self.name(word), "password": password}),
                                 {"Content-Type": "application/json"})
        return answer.json["token"] if answer.status == 200 else None

    def ask(self, token, method, path, body=None, **headers):
        return self.server.request(method, API + path, body, headers={"Authorization": "Bearer " + token, **headers})

    def refused(self, answer, status, code):
        self.assertEqual((answer.status, answer.json["code"]), (status, code), answer)

    def entries(self):
        return int(self.server.raw("GET", API + "log/checkpoint", headers={"Authorization": "Bearer " + self.server.login()})
                   .body.splitlines()[1])


class Users(PeopleCase):
    def test_a_person_is_added_logs_in_and_sees_himself(self):
        id_ = self.person("anna")
        token = self.token("anna")
        me = self.ask(token, "GET", "users/me")
        self.assertEqual((me.status, me.json["id"], me.json["administrator"], me.json["groups"]), (200, id_, False, []))
        for way in (f"users/{id_}", "users/" + self.name("anna"), "users/me"):
            self.assertEqual(self.ask(token, "GET", way).json["id"], id_, way)

    def test_names_are_unique_and_are_no_numbers(self):
        self.person("anna")
        self.refused(self.server.post(API + "users", {"name": self.name("ANNA"), "password": WORD}), 409, "person.exists")
        for name, code in (("", "value.required"), ("77", "person.name"), ("me", "person.name"), ("x" * 200, "value.too_long"),
                           ("a\nb", "value.utf8")):
            with self.subTest(name):
                answer = self.server.post(API + "users", {"name": name, "password": WORD})
                self.assertEqual(answer.status, 422, answer)
                self.assertEqual(answer.json["errors"][0]["code"], code)
        answer = self.server.post(API + "users", {"name": self.name("kurz"), "password": "x"})
        self.assertEqual((answer.status, answer.json["errors"][0]["pointer"]), (422, "/password"))

    def test_who_is_deactivated_is_out_at_once(self):
        id_ = self.person("anna")
        token = self.token("anna")
        changed = self.server.request("PATCH", f"{API}users/{id_}", {"active": False})
        self.assertEqual((changed.status, changed.json["active"]), (200, False), changed)
        self.assertEqual(self.ask(token, "GET", "users/me").status, 401)
        self.assertIsNone(self.token("anna"))
        self.server.request("PATCH", f"{API}users/{id_}", {"active": True})
        self.assertEqual(self.ask(token, "GET", "users/me").status, 401, "the old session stays ended")
        self.assertIsNotNone(self.token("anna"))

    def test_a_change_that_was_overtaken_is_refused(self):
        id_ = self.person("anna")
        etag = self.server.get(f"{API}users/{id_}").headers["ETag"]
        first = self.server.request("PATCH", f"{API}users/{id_}", {"name": self.name("berta")}, headers={"If-Match": etag})
        self.assertEqual(first.status, 200, first)
        self.refused(self.server.request("PATCH", f"{API}users/{id_}", {"active": False}, headers={"If-Match": etag}),
                     412, "person.overtaken")

    def test_the_last_administrator_stays(self):
        self.refused(self.server.request("PATCH", API + "users/admin", {"administrator": False}), 409, "person.last_administrator")
        self.refused(self.server.request("PATCH", API + "users/admin", {"active": False}), 409, "person.last_administrator")

    def test_ones_own_password_needs_the_current_one(self):
        id_ = self.person("anna")
        self.person("berta")
        token = self.token("anna")
        put = lambda path, body: self.ask(token, "PUT", path, body)  # noqa: E731
        self.refused(put("users/me/password", {"password": "noch ein gutes", "current": "falsch"}), 403, "person.password")
        self.assertEqual(put("users/me/password", {"password": "noch ein gutes"}).status, 422)
        self.refused(put(f"users/{self.name('berta')}/password", {"password": "noch ein gutes"}), 403, "access.people")
        self.assertEqual(put("users/me/password", {"password": "noch ein gutes", "current": WORD}).status, 204)
        self.assertEqual(self.ask(token, "GET", "users/me").status, 401)
        self.assertIsNone(self.token("anna"))
        self.assertIsNotNone(self.token("anna", "noch ein gutes"))
        set_ = self.server.request("PUT", f"{API}users/{id_}/password", {"password": "und ein drittes"})
        self.assertEqual(set_.status, 204, set_)
        self.assertIsNotNone(self.token("anna", "und ein drittes"))

    def test_lists_come_in_pages(self):
        ids = [self.person(f"p{i}") for i in range(3)]
        seen, cursor = [], None
        while True:
            page = self.server.get(API + "users?limit=2" + (f"&cursor={cursor}" if cursor else "")).json
            seen += [item["id"] for item in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        self.assertEqual(seen, sorted(set(seen)))
        self.assertEqual(len(seen), page["total"])
        self.assertLessEqual(set(ids), set(seen))


class GroupsAndGrants(PeopleCase):
    def test_a_grant_reaches_through_groups_and_says_so(self):
        anna = self.person("anna")
        inner = self.group("buchhaltung", {"user": anna})
        outer = self.group("verwaltung", {"group": self.name("buchhaltung")})
        folder = self.folder("akte")
        paper = self.server.add(b"geheim", f"folder={folder}&filename=a.txt").json["id"]
        token = self.token("anna")
        self.assertEqual(self.ask(token, "GET", f"documents/{paper}").status, 404)
        self.grant(folder, "read", group=outer)
        self.assertEqual(self.ask(token, "GET", f"documents/{paper}").status, 200)
        access = self.ask(token, "GET", f"documents/{paper}/access").json
        self.assertEqual((access["role"], access["user"]["id"], len(access["ways"])), ("read", anna, 1))
        way = access["ways"][0]
        self.assertEqual((way["folder"], way["holder"]["id"]), (folder, outer))
        self.assertEqual([group["id"] for group in way["groups"]], [inner, outer])
        self.assertEqual([group["id"] for group in self.ask(token, "GET", "users/me").json["groups"]], [inner, outer])
        gone = self.server.request("DELETE", f"{API}groups/{outer}/members/{inner}")
        self.assertEqual(gone.status, 204, gone)
        self.assertEqual(self.ask(token, "GET", f"documents/{paper}").status, 404)
        self.assertEqual(self.ask(token, "GET", f"documents/{paper}/access").status, 404)

    def test_a_removed_grant_counts_with_the_next_question(self):
        anna = self.person("anna")
        folder = self.folder("akte")
        made = self.server.add_found(b"Xanthippe " + self.mark.encode(), f"folder={folder}&filename=a.txt").json["id"]
        token = self.token("anna")
        total = lambda: self.ask(token, "GET", "search?q=xanthippe").json["total"]  # noqa: E731
        self.assertEqual(total(), 0)
        grant = self.grant(folder, "read", user=anna)
        self.assertEqual(self.ask(token, "GET", "search?q=xanthippe").json["hits"][0]["id"], made)
        self.assertEqual(self.server.request("PATCH", f"{API}grants/{grant}", {"role": "list"}).json["role"], "list")
        self.assertEqual(total(), 1, "in the title, which is the first line")
        self.assertEqual(self.server.request("DELETE", f"{API}grants/{grant}").status, 204)
        self.assertEqual(total(), 0)
        group = self.group("gruppe", {"user": anna})
        self.grant(folder, "read", group=group)
        self.assertEqual(total(), 1)
        self.server.request("PATCH", f"{API}groups/{group}", {"active": False})
        self.assertEqual(total(), 0)

    def test_a_second_grant_takes_the_place_of_the_first(self):
        anna, folder = self.person("anna"), self.folder("akte")
        first = self.grant(folder, "read", user=self.name("anna"))
        second = self.server.post(API + "grants", {"folder": folder, "role": "edit", "user": anna})
        self.assertEqual((second.status, second.json["id"], second.json["role"]), (200, first, "edit"))
        listed = self.server.get(f"{API}grants?folder={folder}&user={anna}").json
        self.assertEqual([(g["id"], g["role"], g["holder"]["name"]) for g in listed["items"]], [(first, "edit", self.name("anna"))])
        self.assertEqual(self.server.get(f"{API}grants/{first}").json, listed["items"][0])

    def test_a_circle_is_refused(self):
        one, two = self.group("eins"), self.group("zwei")
        self.made(f"groups/{one}/members", {"group": two})
        self.refused(self.server.post(f"{API}groups/{two}/members", {"group": one}), 409, "group.into_itself")
        self.refused(self.server.post(f"{API}groups/{one}/members", {"group": one}), 409, "group.into_itself")
        self.refused(self.server.post(f"{API}groups/{one}/members", {"group": two}), 409, "group.is_member")

    def test_what_is_wrong_is_told_by_its_place(self):
        anna, folder = self.person("anna"), self.folder("akte")
        for body, pointer in (({"folder": folder, "role": "king", "user": anna}, "/role"),
                              ({"folder": folder, "role": "none", "user": anna}, "/role"),
                              ({"folder": folder, "user": anna}, "/role"),
                              ({"role": "read", "user": anna}, "/folder"),
                              ({"folder": folder, "role": "read"}, ""),
                              ({"folder": folder, "role": "read", "user": anna, "group": 1}, ""),
                              ({"folder": folder, "role": "read", "user": anna, "more": 1}, "/more")):
            with self.subTest(body):
                answer = self.server.post(API + "grants", body)
                self.assertEqual((answer.status, answer.json["errors"][0]["pointer"]), (422, pointer), answer)
        self.refused(self.server.post(API + "grants", {"folder": folder, "role": "read", "user": 999999}), 404, "person.not_found")
        self.refused(self.server.post(API + "grants", {"folder": 999999, "role": "read", "user": anna}), 404, "folder.not_found")
        for name in ("1", "1-", "-", "x-y", "1-999999", f"{folder}-{anna}"):
            self.refused(self.server.get(f"{API}grants/{name}"), 404, "grant.not_found")

    def test_every_change_is_one_entry(self):
        before = self.entries()
        anna = self.person("anna")
        group = self.group("gruppe", {"user": anna})
        grant = self.grant(self.folder("akte"), "read", group=group)
        self.server.request("DELETE", f"{API}grants/{grant}")
        self.assertEqual(self.entries() - before, 6)

    def test_long_names_are_nobodys(self):
        name = "ä" * 300
        self.refused(self.server.get(f"{API}users/{kontor.quote(name)}"), 404, "person.not_found")
        self.refused(self.server.get(f"{API}groups/{kontor.quote(name)}"), 404, "group.not_found")
        self.assertEqual(self.server.get(f"{API}search?" + kontor.query(q=f"by:{name}")).json["total"], 0)


class Strangers(PeopleCase):
    """What somebody without rights gets, which tells nothing of what there is."""

    def test_who_manages_nothing_sees_nobody_else(self):
        anna = self.person("anna")
        berta, group = self.person("berta"), self.group("gruppe")
        token = self.token("anna")
        for path in ("users", f"users/{berta}", "users/999999", "users/" + self.name("berta"), "users/niemand",
                     "groups", f"groups/{group}", "groups/999999", "groups/niemand", "grants", f"grants?user={berta}"):
            with self.subTest(path):
                self.refused(self.ask(token, "GET", path), 403, "access.people")
        for method, path, body in (("POST", "users", {"name": "x"}), ("PATCH", f"users/{berta}", {}), ("PATCH", "users/999999", {}),
                                   ("POST", "groups", {"name": "x"}), ("PATCH", f"groups/{group}", {}), ("PATCH", "groups/99999", {}),
                                   ("PATCH", f"users/{anna}", {"administrator": True}),
                                   ("GET", f"groups/{group}/members", None), ("GET", "groups/999999/members", None),
                                   ("POST", f"groups/{group}/members", {"user": berta}), ("POST", "groups/99999/members", {}),
                                   ("DELETE", f"groups/{group}/members/{berta}", None), ("DELETE", "groups/99999/members/1", None)):
            with self.subTest((method, path)):
                self.refused(self.ask(token, method, path, body), 403, "access.administrator")
        self.assertFalse(self.ask(token, "GET", "users/me").json["administrator"])

    def test_a_folder_one_may_not_see_and_one_that_is_not_there_look_alike(self):
        anna, berta = self.person("anna"), self.person("berta")
        hidden, known = self.folder("geheim"), self.folder("bekannt")
        self.grant(hidden, "read", user=berta)
        self.grant(known, "file", user=anna)
        token = self.token("anna")
        for folder in (hidden, 999999, self.name("geheim"), "/" + self.name("geheim")):
            with self.subTest(folder):
                answer = self.ask(token, "POST", "grants", {"folder": folder, "role": "read", "user": anna})
                self.refused(answer, 404, "folder.not_found")
                self.refused(self.ask(token, "GET", f"grants?folder={kontor.quote(str(folder))}"), 404, "folder.not_found")
        for folder in (hidden, 999999):
            for holder in (berta, anna, 999999):
                for method in ("GET", "DELETE", "PATCH"):
                    with self.subTest((folder, holder, method)):
                        answer = self.ask(token, method, f"grants/{folder}-{holder}", {"role": "manage"} if method == "PATCH" else None)
                        self.refused(answer, 404, "folder.not_found")
        for holder in (berta, anna, 999999):
            answer = self.ask(token, "POST", "grants", {"folder": known, "role": "manage", "user": holder})
            self.refused(answer, 403, "access.forbidden")
            self.refused(self.ask(token, "GET", f"grants/{known}-{holder}"), 403, "access.forbidden")

    def test_who_manages_a_folder_grants_there_and_sees_names(self):
        anna, berta = self.person("anna"), self.person("berta")
        gone = self.person("gone")
        self.server.request("PATCH", f"{API}users/{gone}", {"active": False})
        folder, other = self.folder("akte"), self.folder("andere")
        below = self.folder("darunter", private=False, parent=folder)
        self.grant(folder, "manage", user=anna)
        self.grant(other, "read", user=berta)
        token = self.token("anna")
        shown = self.ask(token, "GET", f"users/{berta}").json
        self.assertEqual(set(shown), {"id", "name", "active"})
        self.assertNotIn(gone, [person["id"] for person in self.ask(token, "GET", "users?limit=500").json["items"]])
        self.refused(self.ask(token, "GET", f"users/{gone}"), 404, "person.not_found")
        self.refused(self.ask(token, "GET", "users/999999"), 404, "person.not_found")
        made = self.ask(token, "POST", "grants", {"folder": below, "role": "edit", "user": self.name("berta")})
        self.assertEqual(made.status, 201, made)
        listed = self.ask(token, "GET", "grants").json["items"]
        self.assertEqual({grant["folder"] for grant in listed}, {folder, below})
        self.assertEqual(self.ask(token, "DELETE", f"grants/{below}-{berta}").status, 204)
        self.refused(self.ask(token, "GET", f"groups/{self.group('gruppe')}/members"), 403, "access.administrator")

    def test_access_of_others_is_for_who_manages_the_folder(self):
        anna, berta = self.person("anna"), self.person("berta")
        folder = self.folder("akte")
        paper = self.server.add(b"geheim " + self.mark.encode(), f"folder={folder}&filename=a.txt").json["id"]
        self.grant(folder, "read", user=anna)
        token = self.token("anna")
        self.assertEqual(self.ask(token, "GET", f"documents/{paper}/access?user=me").json["role"], "read")
        for user in (berta, 999999, self.name("berta"), "niemand"):
            self.refused(self.ask(token, "GET", f"documents/{paper}/access?user={user}"), 403, "access.forbidden")
        self.refused(self.ask(self.token("berta"), "GET", f"documents/{paper}/access"), 404, "document.not_found")
        self.refused(self.ask(self.token("berta"), "GET", f"documents/{paper}/access?user={anna}"), 404, "document.not_found")
        answer = self.server.get(f"{API}documents/{paper}/access?user={self.name('berta')}").json
        self.assertEqual((answer["role"], answer["ways"]), ("none", []))
        self.assertEqual(self.server.get(f"{API}documents/{paper}/access?user={anna}").json["role"], "read")

    def test_an_administrator_without_a_role_grants_and_sees_no_paper(self):
        self.person("chef", administrator=True)
        anna, folder = self.person("anna"), self.folder("akte")
        paper = self.server.add(b"geheim " + self.mark.encode(), f"folder={folder}&filename=a.txt").json["id"]
        token = self.token("chef")
        self.assertEqual(self.ask(token, "GET", f"documents/{paper}").status, 404)
        self.assertEqual(self.ask(token, "GET", f"documents/{paper}/access?user={anna}").status, 404)
        self.assertEqual(self.ask(token, "GET", "search?q=geheim").json["total"], 0)
        self.assertEqual(self.ask(token, "GET", f"folders/{folder}").status, 404)
        self.assertEqual(self.ask(token, "POST", "grants", {"folder": folder, "role": "read", "user": anna}).status, 201)
        self.assertEqual(self.ask(self.token("anna"), "GET", f"documents/{paper}").status, 200)
        self.assertEqual(self.ask(token, "GET", f"documents/{paper}").status, 404)

    def test_no_call_answers_without_a_session(self):
        for method, path in (("GET", "users"), ("GET", "users/me"), ("POST", "users"), ("GET", "groups"), ("GET", "grants"),
                             ("GET", "documents/1/access"), ("PUT", "users/me/password")):
            self.refused(self.server.raw(method, API + path), 401, "auth.required")


class Afterwards(PeopleCase):
    def test_the_archive_is_sound(self):
        with kontor.Server() as server:
            made = server.post(API + "groups", {"name": "Gruppe"})
            self.assertEqual(made.status, 201, made)
            server.post(f"{API}groups/{made.json['id']}/members", {"user": "admin"})
            server.post(API + "grants", {"folder": "Inbox", "role": "read", "group": "Gruppe"})
            server.stop()
            code, said = server.check()
            self.assertEqual(code, 0, said)
            server.start()


if __name__ == "__main__":
    unittest.main()
