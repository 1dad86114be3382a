"""Writes what Hugging Face's tokenizers know of every code point, asked of them one by one.

    python make_unicode_tables.py ../../main/resources/io/nibble/text/unicode/tables.txt

The library's parts use tables of different versions of Unicode, and the JDK has its own: these are theirs,
of the version that requirements-text.txt pins.
"""

import base64
import json
import struct
import sys
import unicodedata
from itertools import groupby

from tokenizers import Tokenizer, normalizers, pre_tokenizers

HANGUL = range(0xAC00, 0xD7A4)
POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def bert(**on):
    off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**off | on).normalize_str


def between(function, c):
    """What becomes of a code point between two letters that nothing changes."""
    text = function("a" + chr(c) + "b")
    assert text[0] == "a" and text[-1] == "b", hex(c)
    return text[1:-1]


def pieces(c):
    split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str("a" + chr(c) + "b")
    return [piece for piece, _ in split]


def byte_level_pieces(text):
    return len(pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str(text))


def split_in(pre_tokenizer, c):
    return len(pre_tokenizer.pre_tokenize_str("a" + chr(c) + "b"))


def clusters():
    """Counts what the library takes for one when it applies a map of characters (normalizer Precompiled):
    a grapheme cluster of less than six bytes, or else a code point."""
    root, nodes, leaf = 0, 256, 512
    units = [0] * (leaf + 256)
    units[root] = nodes << 10
    for byte in range(1, 256):
        node = nodes ^ byte
        units[node] = byte | 1 << 8 | (node ^ leaf) << 10
    units[leaf] = 1 << 31
    charsmap = struct.pack(f"<{len(units) + 1}I", 4 * len(units), *units) + b"Q\0"
    state = json.dumps({"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap).decode()})
    made = Tokenizer.from_str(
        json.dumps({"version": "1.0", "added_tokens": [], "normalizer": json.loads(state), "pre_tokenizer": None,
                    "post_processor": None, "decoder": None, "truncation": None, "padding": None,
                    "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0]]}})
    ).normalizer  # fmt: skip
    return lambda text: len(made.normalize_str(text))


def grapheme_sets():
    """Classes of grapheme clusters as far as they can be told from what counts as one. A probe ends with
    an accent of two bytes: if the cluster before it is a new one, it has less than six."""
    count = clusters()
    ka, virama, accent, joiner, sign = "\u0915", "\u094d", "\u0301", "\u200d", "\u00a9"
    joins = {c for c in POINTS if count("a" + chr(c)) == 1}
    others = [c for c in POINTS if c not in joins]
    return {
        "joins": joins,
        "extends": [c for c in joins if count(sign + chr(c) + joiner + sign + accent) == 5],
        "breaks": [c for c in POINTS if count(chr(c) + accent + accent) == 2],
        "prepended": [c for c in POINTS if count(chr(c) + "a") == 1],
        "pictograph": [c for c in others if count(sign + joiner + chr(c) + accent) == 4],
        "consonant": [c for c in others if count(chr(c) + virama + ka + accent) == 4],
        "linker": [c for c in joins if count(ka + chr(c) + ka + accent) == 4],
        "conjunct": [c for c in joins if count(ka + virama + chr(c) + ka + accent) == 5],
    }


def ranges(points):
    for _, run in groupby(enumerate(sorted(points)), lambda pair: pair[1] - pair[0]):
        run = [c for _, c in run]
        yield f"{run[0]:X}" if len(run) == 1 else f"{run[0]:X}..{run[-1]:X}"


def mapping(function):
    for c in POINTS:
        text = function(chr(c))
        if text != chr(c):
            yield c, text


def classes():
    """Canonical combining classes, as Python has them where the library agrees."""
    nfd = normalizers.NFD().normalize_str
    guess = {c: unicodedata.combining(chr(c)) for c in POINTS if unicodedata.combining(chr(c))}
    known = {c: k for c, k in guess.items() if moves(nfd, c)}
    examples = {k: c for c, k in known.items()}
    for c, k in known.items():
        for other, example in examples.items():
            first, second = (example, c) if other <= k else (c, example)
            expected = "a" + nfd(chr(first)) + nfd(chr(second))
            assert nfd("a" + chr(example) + chr(c)) == expected, (hex(example), hex(c))
    return known


def moves(nfd, c):
    """Whether the library puts it before a mark of the highest class or after one of the lowest."""
    high, low = "\u0345", "\u0334"  # 240 and 1
    k = unicodedata.combining(chr(c))
    if k < 240:
        return nfd("a" + high + chr(c)) == "a" + nfd(chr(c)) + high
    return nfd("a" + chr(c) + low) == "a" + low + nfd(chr(c))


def main():
    clean = {c: between(bert(clean_text=True), c) for c in POINTS}
    pieces_of = {c: pieces(c) for c in POINTS}
    nfd = {c: text for c, text in mapping(normalizers.NFD().normalize_str) if c not in HANGUL}
    nfkd = {
        c: text
        for c, text in mapping(normalizers.NFKD().normalize_str)
        if c not in HANGUL and text != nfd.get(c)
    }
    nfc = normalizers.NFC().normalize_str
    strip = bert(strip_accents=True)
    sets = {
        "removed": [c for c in POINTS if clean[c] == ""],
        "space": [c for c in POINTS if clean[c] == " " and c != 0x20],
        "ideograph": [c for c in POINTS if between(bert(handle_chinese_chars=True), c) == f" {chr(c)} "],
        "mark": [c for c in POINTS if c not in nfd and between(strip, c) == ""],
        "white": [c for c in POINTS if pieces_of[c] == ["a", "b"]],
        # Of the pattern that splits before byte-level BPE.
        "letter": [c for c in POINTS if byte_level_pieces("a" + chr(c)) == 1],
        "number": [c for c in POINTS if byte_level_pieces("1" + chr(c)) == 1],
        "blank": [c for c in POINTS if byte_level_pieces("!" + chr(c)) == byte_level_pieces("a" + chr(c)) == 2
                  == byte_level_pieces("1" + chr(c))],
        "punctuation": [c for c in POINTS if pieces_of[c] == ["a", chr(c), "b"]],
        "accent": [c for c in POINTS if between(normalizers.StripAccents().normalize_str, c) == ""],
        "digit": [c for c in POINTS if split_in(pre_tokenizers.Digits(), c) == 3],
        # What is never composed again.
        "decomposed": [c for c in nfd if nfc(chr(c)) != chr(c)],
        **grapheme_sets(),
    }
    with open(sys.argv[1], "w", encoding="ascii") as file:
        print("# Made by make_unicode_tables.py with tokenizers; code points are hexadecimal.", file=file)
        for name, points in sets.items():
            print(f"set {name}", *ranges(points), file=file)
        for name, pairs in ("lower", mapping(normalizers.Lowercase().normalize_str)), ("nfd", nfd.items()), ("nfkd", nfkd.items()):
            for c, text in pairs:
                print(name, f"{c:X}", *(f"{ord(d):X}" for d in text), file=file)
        for k, group in groupby(sorted(classes().items(), key=lambda p: (p[1], p[0])), lambda p: p[1]):
            print("class", k, *ranges(c for c, _ in group), file=file)


if __name__ == "__main__":
    main()
