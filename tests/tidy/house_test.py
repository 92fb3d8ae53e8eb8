#!/usr/bin/env python3
"""The watchman can fail: a small house with one fault of each kind, and each is named."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import house  # noqa: E402

PAGE = """# x
## Rooms and what they may include
| room | sentence | may include |
|---|---|---|
| `storage/base` | words | |
| `storage/kv` | rows | `storage/base` |
| `server/api` | counter | `storage/base` |
## Libraries and their rooms
| library | headers | rooms |
|---|---|---|
| LMDB | `lmdb.h` | `storage/kv` |
| CLI11 | `CLI/*` | main |
| fmt | `fmt/*` | everywhere |
"""


class House(unittest.TestCase):
    def check(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {"docs/ARCHITECTURE.md": PAGE, **files}.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as f:
                    f.write(text)
            return house.problems(root)

    def test_a_clean_house_has_no_problem(self):
        self.assertEqual(self.check({
            "storage/kv/a.cc": '#include "storage/base/b.h"\n#include <lmdb.h>\n#include <vector>\n#include <fmt/format.h>\n',
            "server/api/main.cc": "#include <CLI/CLI.hpp>\n#include <sys/stat.h>\n"}), [])

    def test_an_include_across_the_table_is_named(self):
        self.assertIn("server/api may not include storage/kv", self.check({"server/api/a.h": '#include "storage/kv/a.h"\n'})[0])

    def test_a_library_outside_its_room_is_named(self):
        self.assertIn("LMDB leaves its rooms", self.check({"storage/base/a.cc": "#include <lmdb.h>\n"})[0])
        self.assertIn("CLI11 leaves its rooms", self.check({"server/api/a.cc": "#include <CLI/CLI.hpp>\n"})[0])

    def test_an_unknown_library_is_named(self):
        self.assertIn("no library", self.check({"storage/base/a.cc": "#include <boost/any.hpp>\n"})[0])

    def test_a_room_without_a_line_is_named(self):
        self.assertIn("has no line", self.check({"storage/cellar/a.cc": "\n"})[0])

    def test_rooms_that_include_each_other_are_named(self):
        found = self.check({"storage/kv/a.h": '#include "storage/base/b.h"\n', "storage/base/b.h": '#include "storage/kv/a.h"\n'})
        self.assertTrue(any("include each other" in f for f in found))

    def test_a_relative_include_is_named(self):
        self.assertIn("from the top", self.check({"storage/kv/a.cc": '#include "a.h"\n'})[0])


if __name__ == "__main__":
    unittest.main()
