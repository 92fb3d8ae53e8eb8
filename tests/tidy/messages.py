#!/usr/bin/env python3
"""Every coded reason in the sources has its two sentences in storage/base/messages*, and no sentence is left unused.

  messages.py ROOT

A code is a string literal of the form "area.words" that stands as the first member of a Reason or is passed to a function
that makes one; areas are those of the table itself, so a literal such as "kontor.toml" is not mistaken for a code.
"""
import os
import re
import sys

LINE = re.compile(r'\{"([a-z_0-9]+(?:\.[a-z_0-9]+)*)",')
LITERAL = re.compile(r'"([a-z_0-9]+\.[a-z_0-9.]+)"')
NOT_CODES = re.compile(r"\.(toml|json|txt|md|mdb|h|html|js|css|xml|csv|sock|lock|key|pdf|zip|png)$|^(finance|hr|logistics|org|www)\.")


def main():
    root = sys.argv[1]
    table, used = {}, {}
    for top in ("storage", "indexer", "server", "clients", "config"):
        for folder, _, files in os.walk(os.path.join(root, top)):
            for name in sorted(files):
                if not name.endswith((".cc", ".h", ".inc")):
                    continue
                path = os.path.join(folder, name)
                relative = os.path.relpath(path, root)
                with open(path, encoding="utf-8") as f:
                    text = f.read()
                if relative.startswith("storage/base/messages"):
                    for code in LINE.findall(text):
                        table.setdefault(code, relative)
                else:
                    for number, line in enumerate(text.splitlines(), 1):
                        for code in LITERAL.findall(re.sub(r"//.*", "", line)):
                            used.setdefault(code, f"{relative}:{number}")
    areas = {code.split(".")[0] for code in table}
    found = [f"{where}: {code} has no sentence in storage/base/messages" for code, where in sorted(used.items())
             if code not in table and code.split(".")[0] in areas and not NOT_CODES.search(code)]
    for line in found:
        print(line)
    print(f"{len(table)} codes with sentences, {len(found)} missing")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
