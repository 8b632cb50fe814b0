"""Cut the two fonts of the official documents out of Noto Serif CJK SC (maintainers only).

Needs what the product does not: the Debian package `fonts-noto-cjk` (any copy of the two font
collections will do, see `--collections`) and the Python packages `fonttools` and `pypinyin-dict`,
whose table of readings lists the 8 105 characters of 通用规范汉字表 (2013).

    python tools/make_fonts.py

The output is deterministic: the same collections give the same bytes.
"""

import argparse
import hashlib
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont
from pypinyin_dict.pinyin_data import kmandarin_8105

FAMILY = "Meritbook Serif SC"
FACE = "Noto Serif CJK SC"
STYLES = ("Regular", "Bold")
DESTINATION = pathlib.Path(__file__).parent.parent / "src/meritbook/interfaces/documents/fonts"
COLLECTIONS = pathlib.Path("/usr/share/fonts/opentype/noto")

# Beside the two national character lists: what forms, citations and names in Latin script need.
SYMBOL_RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x0100, 0x017F),  # Latin Extended-A: pinyin and names
    (0x01CD, 0x01DC),  # pinyin vowels with a third tone
    (0x0391, 0x03C9),  # Greek
    (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    (0x2030, 0x203B),  # per mille, primes, reference mark
    (0x2070, 0x208E),  # superscripts and subscripts
    (0x20AC, 0x20AC),  # euro
    (0x2103, 0x2122),  # degree Celsius, numero, trade mark
    (0x2150, 0x218B),  # fractions and Roman numerals
    (0x2190, 0x21D4),  # arrows
    (0x2200, 0x22A5),  # mathematical operators: − ≤ ≥ ≠ ∑
    (0x2460, 0x24FF),  # circled and bracketed numbers
    (0x2500, 0x257F),  # box drawing
    (0x25A0, 0x25EF),  # geometric shapes: □ ■ ▲ ▽ ○ ●
    (0x2605, 0x2606),  # stars
    (0x2610, 0x2612),  # ballot boxes
    (0x2713, 0x2717),  # check marks
    (0x27E6, 0x27E7),  # white square brackets
    (0x3000, 0x303F),  # CJK punctuation
    (0x31C0, 0x31E3),  # CJK strokes
    (0x3220, 0x3243),  # bracketed ideographs
    (0x32A3, 0x32A3),  # ㊣
    (0x338E, 0x33D5),  # metric units: ㎎ ㎏ ㎡
    (0xFE30, 0xFE4F),  # vertical and compatibility punctuation
    (0xFF01, 0xFFE6),  # full-width forms
)


def gb2312_characters() -> set[int]:
    """Return the code points of GB 2312-1980, taken from Python's own codec."""
    found: set[int] = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            text = bytes((row, cell)).decode("gb2312", errors="ignore")
            found.update(ord(character) for character in text)
    return found


def wanted_characters() -> set[int]:
    """Return every code point that the fonts should hold."""
    symbols = {point for first, last in SYMBOL_RANGES for point in range(first, last + 1)}
    return gb2312_characters() | set(kmandarin_8105.pinyin_dict) | symbols


def face_of(collection: pathlib.Path) -> TTFont:
    """Return the simplified Chinese face of a collection.

    Raises:
        SystemExit: the collection has no such face.
    """
    for font in TTCollection(str(collection), lazy=True).fonts:
        if font["name"].getBestFamilyName() == FACE:
            return font
    sys.exit(f"{collection}: no face named {FACE}")


def rename(font: TTFont, style: str) -> None:
    """Give the subset its own family name, so that it never hides the full face beside it."""
    names = font["name"]
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    own = {1: FAMILY, 2: style, 3: f"{postscript};subset", 4: f"{FAMILY} {style}", 6: postscript}
    names.names = [
        record
        for record in names.names
        if record.platformID == 3 and record.langID == 0x409 and record.nameID not in (16, 17)
    ]
    for identifier, text in own.items():
        names.setName(text, identifier, 3, 1, 0x409)
    font["CFF "].cff.fontNames = [postscript]


def cut(collection: pathlib.Path, style: str, characters: set[int]) -> TTFont:
    """Return the subset of one face."""
    options = subset.Options()
    options.layout_features = ["kern", "halt", "palt"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.notdef_outline = True
    options.hinting = False
    options.desubroutinize = False
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    options.recalc_timestamp = False
    font = face_of(collection)
    font.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    rename(font, style)
    return font


def main() -> None:
    """Write both fonts and say what is in them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--collections", type=pathlib.Path, default=COLLECTIONS)
    parser.add_argument("--to", type=pathlib.Path, default=DESTINATION)
    arguments = parser.parse_args()
    characters = wanted_characters()
    for style in STYLES:
        font = cut(arguments.collections / f"NotoSerifCJK-{style}.ttc", style, characters)
        path = arguments.to / f"{FAMILY.replace(' ', '')}-{style}.otf"
        font.save(path, reorderTables=True)
        content = path.read_bytes()
        held = TTFont(path).getBestCmap()
        print(f"{path.name}: {len(content):,} bytes, {len(held):,} code points")
        print(f"  from {FACE} {font['name'].getDebugName(5)}")
        print(f"  sha256 {hashlib.sha256(content).hexdigest()}")
    ideographs = gb2312_characters() | set(kmandarin_8105.pinyin_dict)
    lacking = "".join(map(chr, sorted(ideographs - set(held))))
    print(f"  of the two national lists, not in the face: {lacking or 'none'}")


if __name__ == "__main__":
    main()
