"""The fonts that documents are printed with, and which characters each of them can show."""

import dataclasses
import functools
import os
import pathlib
from collections.abc import Iterable

import typst
from fontTools.ttLib import TTFont

BUNDLED_DIRECTORY = pathlib.Path(__file__).parent / "fonts"
BUNDLED_FAMILY = "Meritbook Serif SC"

# The faces that official documents are usually set in. They are not free, so they are used only
# where an office keeps them in its own font directory.
_TITLE_FAMILIES = ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05")
_STRONG_FAMILIES = ("黑体", "SimHei")
_BODY_FAMILIES = ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong")


@dataclasses.dataclass(frozen=True, slots=True)
class Typefaces:
    """The fonts in use.

    Attributes:
        fonts: the fonts as Typst takes them.
        families: per role (`title`, `strong`, `body`) the families in order of preference.
        characters: every character that some family of the lists can show in each of its styles.
    """

    fonts: typst.Fonts
    families: dict[str, tuple[str, ...]]
    characters: frozenset[str]

    def lacking(self, text: str) -> frozenset[str]:
        """Return the characters of a text that no font in use can show."""
        return frozenset(text) - self.characters


def _preferred(wanted: Iterable[str], present: frozenset[str]) -> tuple[str, ...]:
    first = [family for family in wanted if family in present]
    rest = sorted(present - {*first, BUNDLED_FAMILY})
    return (*first, BUNDLED_FAMILY, *rest)


@functools.cache
def _characters_of(path: str, index: int) -> frozenset[str]:
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(chr(point) for point in font.getBestCmap() or {})


def _shown_by(fonts: typst.Fonts) -> frozenset[str]:
    """Join the families; within one, only what all of its styles hold is sure to be shown."""
    families: dict[str, frozenset[str]] = {}
    for face in fonts.fonts():
        held = _characters_of(str(face.path), face.index)
        families[face.family] = families.get(face.family, held) & held
    return frozenset().union(*families.values())


def load_typefaces(extra_directory: str) -> Typefaces:
    """Load the bundled fonts and those of an office's own directory.

    Args:
        extra_directory: a folder with fonts, or empty for none.

    Raises:
        NotADirectoryError: the folder is named but not there.
    """
    if extra_directory and not os.path.isdir(extra_directory):
        raise NotADirectoryError(extra_directory)
    directories = [str(BUNDLED_DIRECTORY), *([extra_directory] if extra_directory else [])]
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=directories
    )
    present = frozenset(fonts.families())
    families = {
        "title": _preferred(_TITLE_FAMILIES, present),
        "strong": _preferred(_STRONG_FAMILIES, present),
        "body": _preferred(_BODY_FAMILIES, present),
    }
    return Typefaces(fonts=fonts, families=families, characters=_shown_by(fonts))
