"""Logging in, the new papers, searching, reading."""
import unittest

import kontor
import page_case


class Searching(page_case.PageCase):
    @classmethod
    def prepare(cls):
        cls.rent = cls.add("Mietvertrag über die Lagerhalle.\nDie Mieterin zahlt monatlich.".encode(), "mietvertrag.txt", title="Mietvertrag Halle 2")
        cls.bowls = cls.add("Lieferschein: zwölf Müslischalen aus der Töpferei Größner.".encode(), "lieferschein.txt", document_date="2019-05-06")

    def test_a_wrong_password_is_told_in_the_language_of_the_browser(self):
        self.browser.click("nav button", "Abmelden")
        self.browser.fill("#login-user", "admin")
        self.browser.fill("#login-password", "falsch")
        self.browser.press("Enter")
        said = self.browser.wait_for(lambda: self.browser.text("#login-error"), "the error")
        german = self.server.raw("POST", "/api/v1/session", '{"user": "admin", "password": "falsch"}', {"Content-Type": "application/json", "Accept-Language": "de"})
        self.assertEqual(said, german.json["detail"])

    def test_the_page_opens_on_new_papers(self):
        self.browser.see("h1", "Neue Dokumente")
        self.browser.see(".hits .title", "Mietvertrag Halle 2")
        self.browser.see(".count", "2 Dokumente")
        self.assertEqual(self.browser.run("document.title"), "(2) Kontor")

    def test_a_word_is_marked_where_it_stands_also_behind_umlauts(self):
        self.ask("mieterin")
        self.browser.see(".snippet mark", "Mieterin")
        self.assertEqual(self.browser.texts(".snippet mark"), ["Mieterin"])
        self.ask("größner")
        self.browser.see(".snippet mark", "Größner")
        self.assertEqual(self.browser.texts(".snippet mark"), ["Größner"])

    def test_arrows_choose_and_enter_opens_the_paper_with_its_text(self):
        self.ask("müslischalen")
        self.browser.see(".hits .title")
        self.browser.press("ArrowDown")
        self.browser.press("Enter")
        self.browser.see("pre", "zwölf Müslischalen aus der Töpferei Größner")

    def test_nothing_found_says_so_and_a_broken_question_says_where(self):
        self.ask("einhorn")
        self.browser.see(".empty", "Nichts gefunden")
        self.ask("(miete")
        self.browser.see("div.error")
        self.assertEqual(self.browser.count(".hits li"), 0)

    def test_a_slip_is_answered_with_what_may_have_been_meant(self):
        self.ask("müslischlaen")
        self.browser.click(".found a", "Müslischalen")
        self.browser.see("h1", "Müslischalen")
        self.browser.see(".hits .title")

    def test_values_of_the_found_papers_narrow_the_question(self):
        self.ask("halle OR töpferei")
        self.browser.see(".count", "2 Dokumente")
        self.browser.see(".facets h2", "Jahr")
        self.assertEqual(self.browser.texts(".facets a"), ["20191"])
        self.browser.click(".facets a", "2019")
        self.browser.see("h1", '(halle OR töpferei) document_date:"2019"')
        self.browser.see(".count", "1 Dokument")
        self.assertFalse(self.browser.run("document.querySelector('.facets').checkVisibility()"))

    def test_while_typing_the_question_goes_on_by_arrow_and_enter_or_stays_as_typed(self):
        self.browser.press("/")
        self.browser.fill("#search", "müsli")
        self.browser.see(".completions li", "müslischalen")
        self.assertEqual(self.browser.run("document.getElementById('search').getAttribute('aria-expanded')"), "true")
        self.browser.press("ArrowDown")
        self.browser.press("Enter")
        self.browser.see("h1", "müslischalen")
        self.browser.see(".hits .title", "Lieferschein")
        self.browser.press("/")
        self.browser.fill("#search", "miet")
        self.browser.see(".completions li", "mietvertrag")
        self.browser.press("Escape")
        self.assertEqual(self.browser.count(".completions:not([hidden]) li"), 0)
        self.browser.press("Enter")
        self.browser.see("h1", "miet")

    def test_what_was_asked_comes_back_in_an_empty_box_and_can_be_forgotten(self):
        def press_in_an_empty_box(*keys):
            self.browser.run("(() => { const box = document.getElementById('search'); box.value = ''; box.focus(); })()")
            for key in keys:
                self.browser.press(key)

        self.ask("mieterin")
        self.ask("halle")
        press_in_an_empty_box("ArrowDown")
        self.browser.see(".completions li", "halle")
        self.assertEqual(self.browser.texts(".completions li"), ["halle", "mieterin", "Frühere Suchen vergessen"])
        press_in_an_empty_box("Escape", "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
        self.browser.see("h1", "mieterin")
        press_in_an_empty_box("ArrowDown", "ArrowUp", "Enter", "ArrowDown")
        self.assertEqual(self.browser.count(".completions:not([hidden]) li"), 0)

    def test_the_language_changes_with_one_click(self):
        self.browser.click("nav button", "English")
        self.browser.see("h1", "New documents")
        self.assertEqual(self.browser.run("document.documentElement.lang"), "en")
        self.browser.click("nav button", "Deutsch")
        self.browser.see("h1", "Neue Dokumente")

    def test_every_field_has_a_label_and_a_narrow_screen_needs_no_sideways_scrolling(self):
        self.open(f"document/{self.rent}")
        self.browser.see(".side label")
        unlabelled = ("[...document.querySelectorAll('input:not([type=file]), select, textarea')].filter((e) => !e.labels.length && !e.getAttribute('aria-label')).map((e) => e.outerHTML)")
        self.assertEqual(self.browser.run(unlabelled), [])
        self.browser.size(360, 740)
        self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), 360)
        self.open("")
        self.browser.see(".hits .title")
        self.assertLessEqual(self.browser.run("document.querySelector('main').scrollWidth"), 360)

    def test_a_session_that_ended_asks_to_log_in_again_and_goes_on_there(self):
        self.ask("mieterin")
        self.browser.see(".hits .title")
        self.browser.run("fetch('/api/v1/session').then((a) => a.json()).then((s) => fetch('/api/v1/session', {method: 'DELETE', headers: {'X-CSRF-Token': s.csrf}}))")
        self.browser.click(".hits .title")
        self.browser.fill("#login-user", "admin")
        self.browser.fill("#login-password", kontor.PASSWORD)
        self.browser.press("Enter")
        self.browser.see("pre", "Die Mieterin zahlt monatlich")


if __name__ == "__main__":
    unittest.main()
