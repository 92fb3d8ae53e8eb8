"""Every call, asked wrongly: wrong types, unknown fields, bodies that are no JSON, broken UTF-8, oversize, wrong methods.

The table is openapi.json itself, so a new call is asked from the day it is added. Whatever comes in, the answer is a
problem with a code and, where a field is to blame, a pointer; never a fault of ours, and nothing is done.
"""
import json
import re
import unittest

import kontor


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = kontor.Server().start()
        cls.document = cls.server.add(b"steht schon da").json["id"]
        cls.folder = cls.server.post("/api/v1/folders", {"name": "Akte"}).json["id"]
        cls.api = cls.server.raw("GET", "/api/v1/openapi.json").json

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)

    def concrete(self, path):
        values = {"id": self.document, "folder": self.folder, "type": "finance.invoice", "name": "finance.invoice"}
        return re.sub(r"{(\w+)}", lambda m: str(values[m.group(1)]), path)

    def calls(self):
        for path, operations in self.api["paths"].items():
            for method, operation in operations.items():
                yield method.upper(), path, operation

    def ask(self, method, path, body=None, headers=None):
        headers = dict({"If-Match": '"1"'}, **(headers or {}))
        return self.server.request(method, path, body, headers=headers)

    def expect_problem(self, answer, statuses, pointer=None):
        self.assertIn(answer.status, statuses, answer)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json", answer)
        problem = answer.json
        self.assertRegex(problem["code"], r"^[a-z_]+(\.[a-z_0-9]+)?$")
        self.assertTrue(problem["detail"] and problem["request_id"])
        if pointer is not None:
            self.assertIn(pointer, [e["pointer"] for e in problem["errors"]], answer)

    def test_an_unknown_parameter_is_named(self):
        for method, path, _ in self.calls():
            with self.subTest(call=f"{method} {path}"):
                answer = self.ask(method, self.concrete(path) + "?nonsense=1")
                self.expect_problem(answer, {400}, "nonsense")

    def test_a_parameter_given_twice_is_named(self):
        for method, path, operation in self.calls():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query":
                    with self.subTest(call=f"{method} {path}", parameter=parameter["name"]):
                        name = parameter["name"]
                        answer = self.ask(method, f"{self.concrete(path)}?{name}=1&{name}=2")
                        self.expect_problem(answer, {400}, name)

    def test_a_number_parameter_takes_only_numbers_in_range(self):
        for method, path, operation in self.calls():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query" and parameter["schema"].get("type") == "integer":
                    for value in ("x", "-1", "1e3", "99999999999999999999", "0x10", "%00", ""):
                        with self.subTest(call=f"{method} {path}", parameter=parameter["name"], value=value):
                            answer = self.ask(method, f"{self.concrete(path)}?{parameter['name']}={value}")
                            self.expect_problem(answer, {400, 404}, None)

    def bodies(self):
        for method, path, operation in self.calls():
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if schema:
                yield method, path, schema

    def test_a_body_that_is_no_json_object_is_refused_by_place(self):
        json_type = {"Content-Type": "application/json"}
        for method, path, _ in self.bodies():
            for body in (b"{", b"", b"[]", b"7", b'"x"', b"null", b'{"a":1}x', b'{"a":1,"a":2}', b"{'a':1}", b"\xff\xfe",
                         b'{"title":"\xc3\x28"}', b'{"title":"\xed\xa0\x80"}', b"[" * 100_000, b'{"a":' * 1000):
                with self.subTest(call=f"{method} {path}", body=body[:20]):
                    # A call whose body may be left out takes an empty one for none.
                    statuses = {400, 422} | ({200, 412} if body == b"" else set())
                    answer = self.ask(method, self.concrete(path), body, json_type)
                    if answer.status not in (200, 412):
                        self.expect_problem(answer, statuses)

    def test_another_media_type_is_refused(self):
        for method, path, _ in self.bodies():
            for media_type in ("text/plain", "application/xml", "application/jsonx", "multipart/form-data"):
                with self.subTest(call=f"{method} {path}", media_type=media_type):
                    answer = self.ask(method, self.concrete(path), b"{}", {"Content-Type": media_type})
                    self.expect_problem(answer, {415}, "Content-Type")

    def test_each_field_of_a_wrong_type_and_each_unknown_one_is_named(self):
        for method, path, schema in self.bodies():
            for name, kind in schema.get("properties", {}).items():
                types = kind.get("type", "string")
                types = types if isinstance(types, list) else [types]
                for value, of in (({"x": 1}, "object"), ([1], "array"), (1.5, "number"), (True, "boolean"), ("x", "string")):
                    if of in types or (of == "array" and "array" in types):
                        continue
                    with self.subTest(call=f"{method} {path}", field=name, value=value):
                        body = {n: "x" for n in schema.get("required", [])} | {name: value}
                        answer = self.ask(method, self.concrete(path), body)
                        self.expect_problem(answer, {422}, "/" + name)
            with self.subTest(call=f"{method} {path}", field="unknown"):
                body = {n: "x" for n in schema.get("required", [])} | {"nonsense": 1}
                self.expect_problem(self.ask(method, self.concrete(path), body), {422}, "/nonsense")
            for name in schema.get("required", []):
                with self.subTest(call=f"{method} {path}", missing=name):
                    body = {n: "x" for n in schema["required"] if n != name} | {"nonsense": 1}
                    self.expect_problem(self.ask(method, self.concrete(path), body), {422}, "/" + name)

    def test_an_oversize_json_body_is_refused(self):
        for method, path, _ in self.bodies():
            with self.subTest(call=f"{method} {path}"):
                body = b'{"title":"' + b"x" * (5 * 1024 * 1024) + b'"}'
                answer = self.ask(method, self.concrete(path), body, {"Content-Type": "application/json"})
                self.expect_problem(answer, {413})

    def test_what_is_not_there_is_not_found(self):
        for method, path, operation in self.calls():
            for parameter in re.findall(r"{(\w+)}", path):
                for value in ("999999", "0", "-1", "x", "%C3%BC", "18446744073709551616", "1%00", "..%2F..%2Fetc"):
                    with self.subTest(call=f"{method} {path}", value=value):
                        answer = self.ask(method, path.replace("{" + parameter + "}", value), {"reason": "x"} if method == "DELETE" else None)
                        self.expect_problem(answer, {400, 404, 415, 422})

    def test_broken_utf8_and_broken_escapes_in_the_path_are_refused(self):
        for target in ("/api/v1/documents/%ff", "/api/v1/documents/%zz", "/api/v1/documents?filename=%c3%28", "/api/v1/%2e%2e/x"):
            with self.subTest(target=target):
                self.expect_problem(self.ask("GET", target), {400, 404, 405})

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
