"""Every call, asked wrongly: wrong types, unknown fields, bodies that are no JSON, broken UTF-8, oversize, wrong methods.

The table is openapi.json itself, so a new call is asked from the day it is added. Whatever comes in, the answer is a
problem with a code and, where a field is to blame, a pointer; never a fault of ours, and nothing is done.
"""
import json
import re
import unittest

import kontor

JSON_TYPE = {"Content-Type": "application/json"}
# One value of each type, and the words of JSON Schema that take it.
VALUES = (({"x": 1}, {"object"}), ([{"x": 1}], {"array"}), (1.5, {"number"}), (7, {"integer", "number"}), (True, {"boolean"}),
          ("x", {"string"}), (None, {"null"}))


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = kontor.Server().start()
        cls.document = cls.server.add(b"steht schon da").json["id"]
        cls.folder = cls.server.post("/api/v1/folders", {"name": "Akte"}).json["id"]
        cls.user = cls.server.post("/api/v1/users", {"name": "bea", "password": "ein langes Kennwort"}).json["id"]
        cls.group = cls.server.post("/api/v1/groups", {"name": "Gruppe"}).json["id"]
        cls.grant = cls.server.post("/api/v1/grants", {"folder": cls.folder, "user": cls.user, "role": "list"}).json["id"]
        cls.api = cls.server.raw("GET", "/api/v1/openapi.json").json

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)

    # The table
    def calls(self):
        for path, operations in self.api["paths"].items():
            for method, operation in operations.items():
                yield method.upper(), path, operation

    def parameters(self):
        for method, path, operation in self.calls():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query":
                    yield method, path, parameter["name"], parameter["schema"]

    def bodies(self):
        for method, path, operation in self.calls():
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if schema:
                yield method, path, self.resolved(schema)

    def resolved(self, schema):
        while "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            schema = self.api["components"]["schemas"][name]
        return schema

    def types(self, schema):
        """The types a schema takes; empty when it does not say."""
        schema = self.resolved(schema)
        for choice in ("anyOf", "oneOf"):
            if choice in schema:
                return set().union(*(self.types(s) for s in schema[choice]))
        found = schema.get("type", [])
        return {found} if isinstance(found, str) else set(found)

    def example(self, schema):
        """Some value of the right type."""
        schema = self.resolved(schema)
        if "enum" in schema:
            return schema["enum"][0]
        types = self.types(schema)
        if "object" in types:
            return {name: self.example(schema["properties"][name]) for name in schema.get("required", [])}
        return next((value for value, of in VALUES if of & types and of != {"array"}), [] if "array" in types else "x")

    def concrete(self, path):
        values = {"id": self.document, "folder": self.folder, "type": "finance.invoice", "name": "finance.invoice",
                  "user": self.user, "group": self.group, "grant": self.grant}
        return re.sub(r"{(\w+)}", lambda m: str(values.get(m.group(1), 1)), path)

    def absent(self, path):
        return re.sub(r"{(\w+)}", "999999", path)

    def with_required(self, method, path):
        """The path with those parameters that its call requires and that it does not have."""
        place, _, query = path.partition("?")
        for of, pattern, operation in self.calls():
            if of == method and re.fullmatch(re.sub(r"{\w+}", "[^/]*", pattern), place):
                for parameter in operation.get("parameters", []):
                    if parameter["in"] == "query" and parameter.get("required") and not re.search(rf"(^|&){parameter['name']}=", query):
                        query += f"{'&' if query else ''}{parameter['name']}={1 if 'integer' in self.types(parameter['schema']) else 'x'}"
        return f"{place}?{query}" if query else place

    # Asking
    def ask(self, method, path, body=None, headers=None):
        """As the administrator. Whatever is asked, the answer is named and no fault of ours."""
        answer = self.server.request(method, self.with_required(method, path), body, headers=dict({"If-Match": '"1"'}, **(headers or {})))
        self.assertLess(answer.status, 500, answer)
        self.assertTrue(answer.headers["X-Request-Id"])
        return answer

    def expect_problem(self, answer, statuses, pointer=None):
        self.assertIn(answer.status, statuses, answer)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json", answer)
        problem = answer.json
        self.assertEqual(problem["status"], answer.status)
        self.assertEqual(problem["request_id"], answer.headers["X-Request-Id"])
        self.assertTrue(problem["errors"], answer)
        for error in [problem, *problem["errors"]]:
            self.assertRegex(error["code"], r"^[a-z_]+(\.[a-z_0-9]+)?$")
            self.assertTrue(error["detail"])
            self.assertNotRegex(error["detail"], r"{\w+}")  # a parameter nobody filled in
        if pointer is not None:
            self.assertIn(pointer, [e["pointer"] for e in problem["errors"]], answer)

    # Who asks
    def test_without_a_token_every_call_that_needs_one_says_so(self):
        for method, path, operation in self.calls():
            if not operation["security"]:
                continue
            for headers in ({}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer "},
                            {"Cookie": "kontor_session=nobody"}):
                with self.subTest(call=f"{method} {path}", headers=headers):
                    answer = self.server.raw(method, self.concrete(path), headers=headers)
                    self.expect_problem(answer, {401}, "Authorization")
                    self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")

    def test_a_cookie_alone_changes_nothing(self):
        cookie = {"Cookie": "kontor_session=" + self.server.login()}
        for method, path, operation in self.calls():
            if operation["security"] and method != "GET":
                for csrf in ({}, {"X-CSRF-Token": "x"}):
                    with self.subTest(call=f"{method} {path}", csrf=csrf):
                        answer = self.server.raw(method, self.concrete(path), headers={**cookie, **csrf})
                        self.expect_problem(answer, {403}, "X-CSRF-Token")

    def test_problems_are_said_in_the_language_that_was_asked_for(self):
        for method, path, _ in self.calls():
            with self.subTest(call=f"{method} {path}"):
                said = {}
                for language in ("de", "en"):
                    answer = self.ask(method, self.concrete(path) + "?nonsense=1", headers={"Accept-Language": language})
                    self.assertEqual(answer.headers["Content-Language"], language)
                    said[language] = answer.json["detail"]
                self.assertNotEqual(said["de"], said["en"])

    # Parameters
    def test_an_unknown_parameter_is_named(self):
        for method, path, _ in self.calls():
            with self.subTest(call=f"{method} {path}"):
                answer = self.ask(method, self.concrete(path) + "?nonsense=1")
                self.expect_problem(answer, {400}, "nonsense")

    def test_a_parameter_given_twice_is_named(self):
        for method, path, name, _ in self.parameters():
            with self.subTest(call=f"{method} {path}", parameter=name):
                answer = self.ask(method, f"{self.concrete(path)}?{name}=1&{name}=2")
                self.expect_problem(answer, {400}, name)

    def test_a_parameter_whose_bytes_are_no_text_is_named(self):
        for method, path, name, _ in self.parameters():
            for value in ("%zz", "%", "%4", "%ff", "%c3%28", "%ed%a0%80", "%c0%af", "%00"):
                with self.subTest(call=f"{method} {path}", parameter=name, value=value):
                    answer = self.ask(method, f"{self.concrete(path)}?{name}={value}")
                    self.expect_problem(answer, {400}, name)

    def test_a_parameter_of_a_wrong_type_is_named(self):
        wrong = {"integer": ("x", "-1", "1e3", "1.5", "99999999999999999999", "0x10", "+1", "%201", ""), "boolean": ("x", "2", "")}
        for method, path, name, schema in self.parameters():
            values = wrong.get(schema.get("type"), ())
            if "enum" in schema:
                values = ("nonsense", "")
            if schema.get("format") in ("date", "date-time"):
                values = ("x", "2026-02-30", "")
            for value in values:
                with self.subTest(call=f"{method} {path}", parameter=name, value=value):
                    answer = self.ask(method, f"{self.concrete(path)}?{name}={value}")
                    self.expect_problem(answer, {400, 422})
                    # Facts of an upload have the names that they have in the form.
                    self.assertIn(name, [e["pointer"].removeprefix("/") for e in answer.json["errors"]], answer)

    def test_no_parameter_can_be_so_odd_that_it_is_a_fault_of_ours(self):
        for method, path, name, _ in self.parameters():
            for value in ("", "%20", "0", "-1", "18446744073709551616", "x" * 8000, "%f0%9f%93%84", "%e2%80%ae", "%0a", "*", "%22", "..%2f"):
                with self.subTest(call=f"{method} {path}", parameter=name, value=value[:20]):
                    target = self.concrete(path) if method == "GET" else self.absent(path)
                    self.ask(method, f"{target}?{name}={value}")

    # Bodies
    def test_a_body_that_is_no_json_object_is_refused(self):
        for method, path, schema in self.bodies():
            whole = json.dumps(self.example(schema)).encode()
            for body in (b"{", b"", b"[]", b"[" + whole + b"]", b"7", b'"x"', b"null", b'{"a":1}x', b'{"a":1,"a":2}', b"{'a':1}", b"\xff\xfe",
                         b'{"title":"\xc3\x28"}', b'{"title":"\xed\xa0\x80"}', b'{"title":"\\ud800"}', b'{"title":"\\udc00\\ud800"}',
                         b"\xef\xbb\xbf" + whole, whole.decode().encode("utf-16"), whole + b"\0", b"[" * 100_000, b'{"a":' * 1000,
                         b'{"title":1e999}', b'{"title":NaN}', b'{"title":"\x01"}'):
                with self.subTest(call=f"{method} {path}", body=body[:20]):
                    answer = self.ask(method, self.concrete(path), body, JSON_TYPE)
                    # A call whose body may be left out takes an empty one for none.
                    if body or answer.status not in (200, 412):
                        self.expect_problem(answer, {400, 422})

    def test_another_media_type_is_refused(self):
        for method, path, _ in self.bodies():
            taken = self.api["paths"][path][method.lower()]["requestBody"]["content"]
            for media_type in {"text/plain", "application/xml", "application/jsonx", "multipart/form-data"} - set(taken):
                with self.subTest(call=f"{method} {path}", media_type=media_type):
                    answer = self.ask(method, self.concrete(path), b"{}", {"Content-Type": media_type})
                    self.expect_problem(answer, {415}, "Content-Type")

    def test_each_field_of_a_wrong_type_and_each_unknown_one_is_named(self):
        for method, path, schema in self.bodies():
            whole = self.example(schema)
            for name, kind in schema.get("properties", {}).items():
                for value, place in self.wrong_values(name, kind):
                    with self.subTest(call=f"{method} {path}", field=name, value=value):
                        answer = self.ask(method, self.concrete(path), whole | {name: value})
                        self.expect_problem(answer, {422}, place)
            with self.subTest(call=f"{method} {path}", field="unknown"):
                self.expect_problem(self.ask(method, self.concrete(path), whole | {"nonsense": 1}), {422}, "/nonsense")
            for name in schema.get("required", []):
                with self.subTest(call=f"{method} {path}", missing=name):
                    body = {n: v for n, v in whole.items() if n != name} | {"nonsense": 1}
                    self.expect_problem(self.ask(method, self.concrete(path), body), {422}, "/" + name)

    def wrong_values(self, name, schema):
        """Values that the field cannot take, each with the pointer that must be told."""
        types = self.types(schema)
        if not types:
            return
        for value, of in VALUES:
            if not of & types:
                yield value, "/" + name
        items = self.types(self.resolved(schema).get("items", {}))
        if "array" in types and items:
            for value, of in VALUES:
                if not of & items:
                    yield [value], f"/{name}/0"

    def test_no_text_can_be_so_odd_that_it_is_a_fault_of_ours(self):
        for method, path, schema in self.bodies():
            whole = self.example(schema)
            for name, kind in schema.get("properties", {}).items():
                if "string" not in self.types(kind):
                    continue
                target = self.absent(path) if method == "DELETE" else self.concrete(path)
                for value in ("", " ", "\0", "a\0b", "\n", "\u202e", "\ufeff", "\U0001f4c4" * 3000, "x" * 100_000, "../..", "%s%n", "{0}"):
                    with self.subTest(call=f"{method} {path}", field=name, value=value[:10]):
                        self.ask(method, target, whole | {name: value}, {"If-Match": '"999999999"'})

    def test_an_oversize_json_body_is_refused(self):
        body = b'{"title":"' + b"x" * (5 * 1024 * 1024) + b'"}'
        for method, path, _ in self.bodies():
            with self.subTest(call=f"{method} {path}"):
                self.expect_problem(self.ask(method, self.concrete(path), body, JSON_TYPE), {413})

    # Paths
    def test_what_is_not_there_is_not_found(self):
        schemas = {(method, path): schema for method, path, schema in self.bodies()}
        for method, path, _ in self.calls():
            schema = schemas.get((method, path))
            body = None if schema is None else self.example(schema)
            for name in re.findall(r"{(\w+)}", path):
                for value in ("999999", "0", "-1", "01", "x", "%C3%BC", "18446744073709551616", "1%20", "%201", "1.0", "..%2F..%2Fetc", "x" * 5000):
                    with self.subTest(call=f"{method} {path}", parameter=name, value=value[:20]):
                        target = self.concrete(path.replace("{" + name + "}", value))
                        self.expect_problem(self.ask(method, target, body), {404})

    def test_broken_utf8_and_broken_escapes_in_the_path_are_refused(self):
        for method, path, _ in self.calls():
            for name in re.findall(r"{(\w+)}", path):
                for value in ("%ff", "%c3%28", "%zz", "%", "1%00", "%ed%a0%80"):
                    with self.subTest(call=f"{method} {path}", value=value):
                        self.expect_problem(self.ask(method, self.concrete(path.replace("{" + name + "}", value))), {400}, "path")
        self.expect_problem(self.ask("GET", "/api/v1/%2e%2e/x"), {400}, "path")

    def test_a_wrong_method_names_the_right_ones(self):
        paths = {}
        for method, path, _ in self.calls():
            paths.setdefault(path, set()).add(method)
        for path, methods in paths.items():
            for method in {"GET", "PUT", "POST", "PATCH", "DELETE"} - methods:
                with self.subTest(call=f"{method} {path}"):
                    answer = self.ask(method, self.concrete(path))
                    self.expect_problem(answer, {405})
                    self.assertEqual(set(answer.headers["Allow"].split(", ")), methods)

    # What came of it
    def test_nothing_of_all_this_was_done(self):
        shown = self.server.get(f"/api/v1/documents/{self.document}").json
        self.assertEqual(shown["lifecycle"], "active")
        code, said = self.server.check()
        self.assertEqual(code, 0, said)

    def test_wrong_facts_of_an_upload_are_all_named(self):
        answer = self.server.add(b"x", "filename=a.txt&title=%09&document_date=2026-02-30&tags=a,,b")
        self.expect_problem(answer, {422}, "/title")
        self.assertEqual({e["pointer"] for e in answer.json["errors"]}, {"/title", "/document_date", "/tags/1"})
        self.expect_problem(self.server.add(b"x", "folder=Nirgends"), {404}, "folder")

    def test_a_broken_form_takes_nothing_in(self):
        before = self.server.get("/api/v1/intake").json["total"]
        for content_type, body in (("multipart/form-data", b"x"), ("multipart/form-data; boundary=b", b"--b\r\n"),
                                   ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{}\r\n--b--'),
                                   ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--b--'),
                                   ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{"title":7}\r\n--b--')):
            with self.subTest(body=body):
                self.expect_problem(self.server.post("/api/v1/documents", body, headers={"Content-Type": content_type}), {400, 415, 422})
        self.assertEqual(self.server.get("/api/v1/intake").json["total"], before)


if __name__ == "__main__":
    unittest.main()
