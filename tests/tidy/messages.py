#!/usr/bin/env python3
"""Every coded reason in the sources has its two sentences in storage/base/messages*.

  messages.py ROOT

A code is the first member of a Reason: `Reason{"area.words"`, or in an initializer that goes on with the parameters,
`{"area.words", {`, or what is assigned to a member `code`. Names of events and fault points stand elsewhere.
"""
import os
import re
import sys

LINE = re.compile(r'\{"([a-z_0-9]+(?:\.[a-z_0-9]+)*)",')
CODE = re.compile(r'(?:Reason\s*\{\s*|\{\s*|\bcode = )"([a-z_0-9]+\.[a-z_0-9.]+)"(?=\s*,\s*\{|\s*;)')


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
                    bare = re.sub(r"//.*", "", text)
                    for match in CODE.finditer(bare):
                        used.setdefault(match.group(1), f"{relative}:{bare.count(chr(10), 0, match.start()) + 1}")
    found = [f"{where}: {code} has no sentence in storage/base/messages" for code, where in sorted(used.items())
             if code not in table]
    for line in found:
        print(line)
    print(f"{len(table)} codes with sentences, {len(used)} codes used, {len(found)} missing")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
