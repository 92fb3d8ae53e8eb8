"""Logging in, tokens, the cookie and its CSRF value."""
import unittest

import kontor


class Sessions(kontor.ServerCase):
    def login(self, user="admin", password=kontor.PASSWORD):
        return self.server.raw("POST", "/api/v1/session", '{"user": "%s", "password": "%s"}' % (user, password),
                               {"Content-Type": "application/json"})

    def test_a_wrong_name_and_a_wrong_password_look_alike(self):
        one, two = self.login(password="falsch"), self.login(user="niemand")
        self.assertEqual((one.status, one.json["code"]), (401, "auth.failed"))
        self.assertEqual((two.status, two.json["code"]), (401, "auth.failed"))
        self.assertEqual(one.json["detail"], two.json["detail"])

    def test_without_a_session_nothing_but_the_open_routes_answers(self):
        for path in ("/api/v1/documents/1", "/api/v1/folders", "/api/v1/jobs", "/api/v1/intake", "/metrics"):
            answer = self.server.raw("GET", path)
            self.assertEqual((answer.status, answer.json["code"]), (401, "auth.required"), path)
            self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
        for path in ("/healthz", "/readyz", "/api/v1/openapi.json"):
            self.assertEqual(self.server.raw("GET", path).status, 200, path)

    def test_a_forged_token_is_nobody(self):
        for value in ("Bearer x", "Bearer ", "Basic YWRtaW46eA==", "Bearer " + "a" * 52):
            self.assertEqual(self.server.raw("GET", "/api/v1/folders", headers={"Authorization": value}).status, 401, value)

    def test_the_cookie_alone_reads_and_with_csrf_it_changes(self):
        answer = self.login()
        cookie = answer.headers["Set-Cookie"]
        self.assertIn("HttpOnly", cookie)
        self.assertIn("SameSite=Strict", cookie)
        jar = {"Cookie": cookie.split(";")[0]}
        self.assertEqual(self.server.raw("GET", "/api/v1/folders", headers=jar).status, 200)
        body, json_type = '{"name": "X"}', {"Content-Type": "application/json"}
        refused = self.server.raw("POST", "/api/v1/folders", body, {**jar, **json_type})
        self.assertEqual((refused.status, refused.json["code"]), (403, "auth.csrf"))
        wrong = self.server.raw("POST", "/api/v1/folders", body, {**jar, **json_type, "X-CSRF-Token": "x"})
        self.assertEqual(wrong.status, 403)
        done = self.server.raw("POST", "/api/v1/folders", body, {**jar, **json_type, "X-CSRF-Token": answer.json["csrf"]})
        self.assertEqual(done.status, 201, done)

    def test_logging_out_ends_the_session(self):
        token = {"Authorization": "Bearer " + self.login().json["token"]}
        self.assertEqual(self.server.raw("GET", "/api/v1/session", headers=token).json["user"], "admin")
        self.assertEqual(self.server.raw("DELETE", "/api/v1/session", headers=token).status, 204)
        self.assertEqual(self.server.raw("GET", "/api/v1/session", headers=token).status, 401)

    def test_errors_speak_the_language_of_who_asks(self):
        german = self.server.raw("GET", "/api/v1/folders", headers={"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"})
        english = self.server.raw("GET", "/api/v1/folders", headers={"Accept-Language": "en"})
        self.assertEqual(german.headers["Content-Language"], "de")
        self.assertEqual(english.headers["Content-Language"], "en")
        self.assertNotEqual(german.json["detail"], english.json["detail"])
        self.assertEqual(german.json["code"], english.json["code"])

    def test_a_password_is_in_no_log(self):
        self.login(password="geheimes-passwort-123")
        self.assertNotIn("geheimes-passwort-123", self.server.log_text())
        self.assertNotIn(kontor.PASSWORD, self.server.log_text())


if __name__ == "__main__":
    unittest.main()
