"""Dates and amounts as people type them, asked of the page's own code in a browser."""
import json
import unittest

import page_case


class Values(page_case.PageCase):
    def values(self, function, cases):
        script = f"import('/web/values.js').then((m) => {json.dumps(list(cases))}.map((text) => m.{function}(text, new Date(2026, 4, 1))))"
        return dict(zip(cases, self.browser.run(script)))

    def test_dates_are_understood_as_germans_write_them(self):
        wanted = {"1.3.25": "2025-03-01", "01.03.2025": "2025-03-01", "1.3.": "2026-03-01", "31.12.": "2026-12-31", "010325": "2025-03-01", "01032025": "2025-03-01",
                  "2025-03-01": "2025-03-01", "29.2.24": "2024-02-29", "1/3/25": "2025-03-01", "1.1.71": "1971-01-01"}
        self.assertEqual(self.values("readDate", wanted), wanted)

    def test_what_is_no_day_of_the_calendar_is_no_date(self):
        wanted = dict.fromkeys(("29.2.25", "31.4.2025", "0.1.25", "1.13.25", "gestern", "", "1.3.2", "1.3.25x", "3.2025"))
        self.assertEqual(self.values("readDate", wanted), wanted)

    def test_amounts_are_understood_as_germans_write_them(self):
        wanted = {"1.234,56": "1234.56", "1234,5": "1234.5", "1.234": "1234", "12,5": "12.5", "12.5": "12.5", "1.234.567,89": "1234567.89", "-3,00": "-3.00",
                  "1 234,56 €": "1234.56", "1,234.56": "1234.56", "0,05": "0.05", "007": "7", "19": "19", "1'234,50": "1234.50"}
        self.assertEqual(self.values("readDecimal", wanted), wanted)

    def test_what_is_ambiguous_or_no_number_is_no_amount(self):
        wanted = dict.fromkeys(("1.23.4", "1,2,3", "zwölf", "", "1.234,56,7", "12.34,5", "--1", ",5", "1e3", "5 %"))
        self.assertEqual(self.values("readDecimal", wanted), wanted)

    def test_english_marks_are_the_other_way_round(self):
        script = "Promise.all([import('/web/texts.js'), import('/web/values.js')]).then(([t, v]) => { t.setLanguage('en'); return [v.readDecimal('1,234'), v.readDecimal('1.234'), v.showDecimal('1234567.5', 2)]; })"
        self.assertEqual(self.browser.run(script), ["1234", "1.234", "1,234,567.50"])

    def test_what_is_shown_is_read_back_as_it_was(self):
        script = ("import('/web/values.js').then((m) => ['0.10', '1234567.89', '-0.05', '12', '1000', '999999999999.99'].map((v) => m.readDecimal(m.showDecimal(v, 2))))")
        self.assertEqual(self.browser.run(script), ["0.10", "1234567.89", "-0.05", "12.00", "1000.00", "999999999999.99"])


if __name__ == "__main__":
    unittest.main()
