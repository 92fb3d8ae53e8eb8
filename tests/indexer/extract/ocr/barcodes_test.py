#!/usr/bin/env python3
"""Sixty pages with codes, made here: what ZXingReader finds must be found, and every patch code of our own list.

  barcodes_test.py [SEED]

Code 128, QR codes, payment codes and patch codes of type T, at 150 to 300 dpi, askew and turned. Needs zxing-cpp-tools and
poppler-utils; skipped, by exit status 77, without them. The environment names the tree: KONTOR_BUILD, KONTOR_SOURCE.
"""
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE, BUILD = os.environ["KONTOR_SOURCE"], os.environ["KONTOR_BUILD"]
sys.path.insert(0, os.path.join(SOURCE, "tests/data/scans/make"))
sys.dont_write_bytecode = True
import papers  # noqa: E402

PAYMENT = "BCD\n002\n1\nSCT\nBYLADEM1001\nTischlerei Hufnagel GmbH\nDE02120300000000202051\nEUR{}.39\n\n\nRE {}\n"


def sheet(kind, chance, number):
    page = papers.Sheet(skew=chance.choice([0, 0, 1, -2, 3, -4, 6, -8]), turned=chance.choice([0, 90, 180, 270]))
    page.lines(25, 200, f"Seite {number} von sechzig\nDieser Text steht unter dem Code.\nUnd noch eine Zeile, damit es eine Seite ist.")
    page.dust(number)
    wanted = []
    if kind == "patch":
        page.patch(chance.uniform(30, 60), chance.uniform(20, 120), chance.uniform(50, 100), scale=chance.uniform(0.9, 1.1))
        wanted.append("separator=PATCH-T")
    elif kind == "payment":
        page.code("QRCode", PAYMENT.format(number, number), chance.uniform(30, 130), chance.uniform(30, 120), chance.uniform(30, 45))
        wanted += ["QRCode BCD", "epc=BCD"]
    elif kind == "qr":
        text = "KONTOR-CUT" if number % 2 else f"https://example.org/akte/{number}"
        page.code("QRCode", text, chance.uniform(30, 130), chance.uniform(30, 120), chance.uniform(25, 40))
        wanted += [f"QRCode {text}"] + (["separator=KONTOR-CUT"] if number % 2 else [])
    else:
        for i in range(chance.randint(1, 2)):
            text = f"AZ-2024-{number:03}-{i}"
            page.code("Code128", text, chance.uniform(25, 90), 30 + 60 * i, chance.uniform(60, 90), chance.uniform(12, 20))
            wanted.append(f"Code128 {text}")
    return page, wanted


def seen_by_zxing(path):
    said = subprocess.run(["ZXingReader", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    text = said.stdout.decode("utf-8", "replace")
    return {f"{kind} {value.split('<LF>')[0].splitlines()[0]}" for value, kind in
            re.findall(r'Text:\s+"(.*?)"\n.*?Format:\s+(\S+)', text, re.S) if value}


def main():
    if not shutil.which("ZXingReader") or not shutil.which("pdftoppm") or not os.path.exists(papers.FONT):
        print("needs zxing-cpp-tools, poppler-utils and fonts-dejavu-core")
        return 77
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(1 << 32)
    print("seed", seed)
    chance, wanted = random.Random(seed), {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(60):
            page, codes = sheet(("patch", "payment", "qr", "code128")[number % 4], chance, number)
            dpi = (150, 200, 300)[number // 4 % 3]
            name = f"{number:02}.png"
            with open(os.path.join(folder, name), "wb") as f:
                f.write(papers.png(papers.pixels([page], dpi, "gray")[0], dpi, "gray"))
            wanted[name] = (codes, page, dpi)
        said = subprocess.run([os.path.join(BUILD, "bin/read_pages"), os.path.join(folder, "out"), "2", folder, *wanted],
                              stdout=subprocess.PIPE, check=True, text=True).stdout
        found = {}
        for line in said.splitlines():
            cells = line.split("\t")
            if len(cells) > 5:
                found[cells[5]] = {re.sub(r"^barcode_\d+=", "", c) for c in cells[6:]}
        missed, complete, zxing_complete, strangers = [], 0, 0, []
        for name, (codes, page, dpi) in wanted.items():
            theirs = seen_by_zxing(os.path.join(folder, name))
            have = found.get(name, set())
            complete += have >= set(codes)
            barcodes = {c for c in codes if "=" not in c}
            zxing_complete += bool(barcodes) and theirs >= barcodes
            must = {c for c in codes if c == "separator=PATCH-T" or c in theirs}
            lacks = must - have
            where = f"{name} at {dpi} dpi, askew {page.skew}, turned {page.turned}"
            if lacks:
                missed.append(f"{where}: {sorted(lacks)}")
            elif not have >= set(codes):
                print("neither finds", where, sorted(set(codes) - have))
            strange = {c for c in have if c.startswith("separator=") and c not in codes}
            if strange:
                strangers.append(f"{where}: {sorted(strange)}")
    print(f"{complete} of 60 pages complete; ZXingReader alone {zxing_complete} of the 45 that it can know")
    for line in missed:
        print("missed", line)
    for line in strangers:
        print("not on the page", line)
    return 1 if missed or strangers else 0


if __name__ == "__main__":
    sys.exit(main())
