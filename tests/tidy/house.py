#!/usr/bin/env python3
"""Holds the include table and the library list of docs/ARCHITECTURE.md against every C++ file.

  house.py ROOT

Fails when a file includes a room that the table does not allow, when a foreign header leaves its rooms, when two rooms
include each other, or when a room has no line. The tables are the two Markdown tables below the headings
"Rooms and what they may include" and "Libraries and their rooms".
"""
import os
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^">]+)[">]')
STANDARD = re.compile(r"^[a-z_0-9]+$")  # <vector>, <cstdint>
# What the system itself gives: libc and the kernel. Allowed everywhere.
SYSTEM = re.compile(r"^(sys/|linux/|net/|netinet/|arpa/|bits/)|^(assert|dirent|dlfcn|errno|fcntl|grp|iconv|limits|math|poll|pthread|"
                    r"netdb|pwd|sched|signal|spawn|stddef|stdint|stdio|stdlib|string|strings|syscall|syslog|termios|time|unistd|wait)\.h$")
TOP = ("storage", "indexer", "server", "clients", "config")


def tables(text):
    """All Markdown tables by the heading above them: heading -> list of rows (lists of cells)."""
    found, heading = {}, ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("#").strip()
        elif line.startswith("|") and not re.match(r"^\|[\s|:-]+\|$", line):
            found.setdefault(heading, []).append([c.strip() for c in line.strip().strip("|").split("|")])
    return {name: rows[1:] for name, rows in found.items()}


def words(cell):
    return [w.strip("`") for w in re.split(r"[,\s]+", cell) if w.strip("`")]


def room_of(path, rooms):
    """The longest room that holds `path`, or None."""
    best = None
    for room in rooms:
        if path.startswith(room + "/") and (best is None or len(room) > len(best)):
            best = room
    return best


def sources(root):
    for top in TOP:
        for folder, folders, files in os.walk(os.path.join(root, top)):
            folders[:] = sorted(f for f in folders if f not in ("node_modules", "demo"))
            for name in sorted(files):
                if name.endswith((".cc", ".h", ".inc")):
                    yield os.path.relpath(os.path.join(folder, name), root)


def problems(root):
    with open(os.path.join(root, "docs/ARCHITECTURE.md"), encoding="utf-8") as f:
        page = tables(f.read())
    rooms = {row[0].strip("`"): words(row[2]) for row in page["Rooms and what they may include"]}
    libraries = [(re.compile("|".join("^" + re.escape(p).replace(r"\*", ".*") + "$" for p in words(row[1]))),
                  row[0], words(row[2])) for row in page["Libraries and their rooms"]]
    found, edges = [], {}
    for path in sources(root):
        room = room_of(path, rooms)
        if room is None:
            found.append(f"{path}: its room has no line in docs/ARCHITECTURE.md")
            continue
        program = os.path.basename(path).endswith("main.cc")
        with open(os.path.join(root, path), encoding="utf-8") as f:
            lines = f.read().splitlines()
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            quote, target = match.groups()
            where = f"{path}:{number}"
            if target.split("/")[0] in TOP:
                other = room_of(target, rooms)
                if other is None:
                    found.append(f"{where}: {target} is in no room")
                elif other != room:
                    edges.setdefault((room, other), where)
                    if other not in rooms[room] and not any(a.endswith("/*") and other.startswith(a[:-1]) for a in rooms[room]):
                        found.append(f"{where}: {room} may not include {other}")
                continue
            if quote == '"':
                found.append(f"{where}: write {target} from the top of the tree")
                continue
            if STANDARD.match(target) or SYSTEM.match(target):
                continue
            for pattern, name, allowed in libraries:
                if pattern.match(target):
                    good = "everywhere" in allowed or room in allowed or (program and "main" in allowed)
                    if not good:
                        found.append(f"{where}: {name} leaves its rooms ({', '.join(allowed)})")
                    break
            else:
                found.append(f"{where}: <{target}> belongs to no library that docs/ARCHITECTURE.md names")
    for (a, b), where in sorted(edges.items()):
        if (b, a) in edges and a < b:
            found.append(f"{where}: {a} and {b} include each other (see {edges[(b, a)]})")
    return found


def main():
    found = problems(sys.argv[1])
    for line in found:
        print(line)
    print(f"{len(found)} problems in the house")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
