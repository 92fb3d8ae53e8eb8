"""A till receipt as a PNG, printed in the fourteen strokes of an old cash register: a picture without any text layer."""
import struct
import zlib

# The strokes of a character cell, from corner to corner of a grid of 3 × 3 points: (x1, y1, x2, y2).
STROKES = {"a": (0, 0, 2, 0), "b": (2, 0, 2, 1), "c": (2, 1, 2, 2), "d": (0, 2, 2, 2), "e": (0, 1, 0, 2), "f": (0, 0, 0, 1),
           "g": (0, 1, 1, 1), "h": (1, 1, 2, 1), "i": (0, 0, 1, 1), "j": (1, 0, 1, 1), "k": (2, 0, 1, 1), "l": (0, 2, 1, 1),
           "m": (1, 1, 1, 2), "n": (1, 1, 2, 2)}
LETTERS = {"0": "abcdef", "1": "bc", "2": "abghed", "3": "abcdh", "4": "fghbc", "5": "afghcd", "6": "afghcde", "7": "abc",
           "8": "abcdefgh", "9": "abcdfgh", "A": "abcefgh", "B": "abcdjmh", "C": "adef", "D": "abcdjm", "E": "adefgh", "F": "aefgh",
           "G": "acdefh", "H": "bcefgh", "I": "adjm", "J": "bcde", "K": "efgkn", "L": "def", "M": "bcefik", "N": "bcefin",
           "O": "abcdef", "P": "abefgh", "Q": "abcdefn", "R": "abefghn", "S": "afghcd", "T": "ajm", "U": "bcdef", "V": "efkl",
           "W": "bcefln", "X": "ikln", "Y": "ikm", "Z": "adkl", "-": "gh", "+": "ghjm", "*": "ghjmikln", "/": "kl"}
CELL, GAP, LINE, PEN = 14, 6, 34, 3  # pixels
WIDTH, HEIGHT = 430, 620


def _dot(pixels, x, y, grey):
    for row in range(y, y + PEN):
        for column in range(x, x + PEN):
            if 0 <= row < HEIGHT and 0 <= column < WIDTH:
                pixels[row][column] = grey


def _stroke(pixels, x1, y1, x2, y2):
    steps = max(abs(x2 - x1), abs(y2 - y1), 1)
    for step in range(steps + 1):
        _dot(pixels, x1 + (x2 - x1) * step // steps, y1 + (y2 - y1) * step // steps, 60)


def _letter(pixels, x, y, letter):
    if letter in ".,":
        _stroke(pixels, x + 4, y + 20, x + 5, y + 21)
    for name in LETTERS.get(letter, ""):
        x1, y1, x2, y2 = STROKES[name]
        _stroke(pixels, x + x1 * CELL // 2, y + y1 * 10, x + x2 * CELL // 2, y + y2 * 10)


def png(lines):
    """Grey picture of the lines (capitals, digits, - + * / . ,)."""
    pixels = [bytearray(246 - (row * 7 + column * 3) % 5 for column in range(WIDTH)) for row in range(HEIGHT)]
    for number, line in enumerate(lines):
        for place, letter in enumerate(line):
            _letter(pixels, 24 + place * (CELL + GAP), 28 + number * LINE, letter)
    packed = zlib.compress(b"".join(b"\0" + bytes(row) for row in pixels), 9)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts)
