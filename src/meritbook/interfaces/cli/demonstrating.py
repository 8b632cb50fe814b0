"""`demo`: makes the demo district, evaluates it, prints an overview, says where all of it lies."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

import meritbook
from meritbook.engine import Facts, Findings, Rulebook, evaluate
from meritbook.engine.kinds import Label, Lang
from meritbook.interfaces import intake
from meritbook.interfaces.cli.arguments import NewFolder
from meritbook.interfaces.cli.commands import Command
from meritbook.interfaces.cli.evaluating import written
from meritbook.interfaces.cli.forming import people_of, write_forms
from meritbook.interfaces.cli.opening import checked_delivery, facts_of, opened_rulebook
from meritbook.interfaces.cli.overview import Overview
from meritbook.interfaces.cli.speaking import (
    Progress,
    both,
    checkout,
    language_option,
    program,
    writing,
)
from meritbook.interfaces.cli.terminal import USUAL_WIDTH, Screen, joined, padded, screen, width
from meritbook.interfaces.demo import DEMO_DAY, STORIES, make_district
from meritbook.interfaces.files.atomic import replacing
from meritbook.interfaces.files.rulebooks import DEFAULT

UNIT = "U07"
"""The unit whose forms are printed."""
STAMP = ".made.json"
CODE = frozenset({".py", ".toml", ".typ", ".otf"})
"""Files of the package that what is made depends on."""


def usual_folder() -> Path:
    """Return where the demo lies: in the checkout, or below the working directory."""
    return (checkout() or Path.cwd()) / "var" / "demo"


@click.command(
    "demo",
    cls=Command,
    help=both(
        "生成虚构的演示区县，评估并打印鉴定表，在终端显示概览",
        "make a fictional demo district, evaluate it, print forms, and show an overview",
    ),
)
@click.option(
    "--dir",
    "folder",
    type=NewFolder(),
    default=usual_folder,
    metavar="DIR",
    help=both("放在哪个文件夹，默认 var/demo", "folder for all of it; by default var/demo"),
)
@language_option
def demo_command(*, folder: Path, lang: Lang) -> None:
    """Make, evaluate and show the demo district."""
    rules = opened_rulebook(DEFAULT, (), lang)
    made = Made(rules, folder, lang)
    shown = screen()
    with made.watch.step(Label("核对已有文件", "looking at what is there")):
        known = made.is_there()
    if not known:
        with writing(lang, folder):
            made.make_facts()
    facts = made.read()
    with writing(lang, folder):
        findings = made.evaluate(facts, again=not known)
    for line in Overview(findings, lang, shown, made.near(made.facts)).lines():
        click.echo(line)
    for line in made.lines(shown, known=known):
        click.echo(line)


@dataclass(slots=True)
class Watch:
    """What was done and how long each step took; shown while it lasts where somebody looks."""

    progress: Progress
    lang: Lang
    steps: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def step(self, what: Label) -> Iterator[None]:
        """Time a step."""
        said, began = what.said(self.lang), time.monotonic()
        self.progress.say(f"{said} …")
        try:
            yield
        finally:
            self.progress.end()
        self.steps.append((said, time.monotonic() - began))

    def told(self) -> list[str]:
        """Return the steps with their seconds, those too short to tell apart left out."""
        unit = Label("秒", "s").said(self.lang)
        each = [f"{said} {spent:.1f} {unit}" for said, spent in self.steps if spent >= 0.05]
        total = sum(spent for _, spent in self.steps)
        return [*each, Label(f"合计 {total:.1f} 秒", f"{total:.1f} s in all").said(self.lang)]


class Made:
    """The files of the demo: made once, kept as long as the code and the files stay the same."""

    def __init__(self, rules: Rulebook, folder: Path, lang: Lang) -> None:
        self.rules, self.folder, self.lang = rules, folder, lang
        self.watch = Watch(Progress(lang), lang)
        self.facts, self.workbook = folder / "facts", folder / "facts.xlsx"
        self.results, self.forms = folder / "results", folder / "forms"

    def is_there(self) -> bool:
        """Tell whether just this code made what is there, and nobody changed it since."""
        try:
            stamp = json.loads((self.folder / STAMP).read_text(encoding="utf-8"))
            files = stamp["files"]
            same = stamp["made_by"] == self._maker()
            return same and all(_digest(self.folder / n) == d for n, d in files.items())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False

    def _maker(self) -> str:
        """Return the digest of everything that the files depend on."""
        total = hashlib.sha256(f"{self.rules.digest} {self.lang} {DEMO_DAY}".encode())
        package = Path(meritbook.__file__).parent
        for path in sorted(p for p in package.rglob("*") if p.suffix in CODE):
            total.update(f"{path.relative_to(package)} {_digest(path)}\n".encode())
        return total.hexdigest()

    def make_facts(self) -> None:
        """Make the district and write it as a folder and as a workbook."""
        (self.folder / STAMP).unlink(missing_ok=True)
        with self.watch.step(Label("生成区县", "making the district")):
            district = make_district()
        with self.watch.step(Label("写文件夹", "writing the folder")):
            intake.write_folder(district, self.facts, rulebook=self.rules, lang=self.lang)
        with self.watch.step(Label("写工作簿", "writing the workbook")):
            intake.write_workbook(district, self.workbook, rulebook=self.rules, lang=self.lang)

    def read(self) -> Facts:
        """Read and check the folder as any other delivery."""
        with self.watch.step(Label("读取和检查", "reading and checking")):
            return facts_of(checked_delivery(self.facts, self.rules, self.lang, as_json=False))

    def evaluate(self, facts: Facts, *, again: bool) -> Findings:
        """Evaluate everybody; write results and forms where they are not there already."""
        if again:
            with self.watch.step(Label("评估并写结果", "evaluating, writing results")):
                written(self.rules, facts, self.results, on=DEMO_DAY, form="csv", lang=self.lang)
            with self.watch.step(Label("打印鉴定表", "printing forms")):
                self._print(facts)
            self._stamp()
        with self.watch.step(Label("评估", "evaluating")):
            return evaluate(self.rules, facts, on=DEMO_DAY)

    def _print(self, facts: Facts) -> None:
        year = self.rules.window.of(DEMO_DAY)[-1]
        unit = people_of(facts, UNIT, on=DEMO_DAY, lang=self.lang)
        for name, people in ((UNIT, unit), ("stories", list(STORIES))):
            out = self.forms / f"{name}-{year}.pdf"
            write_forms(facts, self.rules, people, year=year, on=DEMO_DAY, out=out, lang=self.lang)

    def _stamp(self) -> None:
        """Write down who made the files and what they hold."""
        paths = [p for p in sorted(self.folder.rglob("*")) if p.is_file() and p.name != STAMP]
        files = {p.relative_to(self.folder).as_posix(): _digest(p) for p in paths}
        text = json.dumps({"made_by": self._maker(), "files": files}, indent=1)
        with replacing(self.folder / STAMP) as space:
            space.write_text(text + "\n", encoding="utf-8")

    def near(self, path: Path) -> str:
        """Return a path as the reader would type it."""
        short = os.path.relpath(path)
        return str(path) if short.startswith("..") else short

    def lines(self, shown: Screen, *, known: bool) -> Iterator[str]:
        """Yield where everything lies, what to try next, and how long it took."""
        say = self._say
        yield from ("", shown.tone(say("文件", "Files"), "strong"), "")
        places = [
            (say("资料文件夹", "facts, folder"), self.near(self.facts)),
            (say("资料工作簿", "facts, workbook"), self.near(self.workbook)),
            (say("结果表", "results"), self.near(self.results)),
            *((say("鉴定表", "forms"), self.near(p)) for p in sorted(self.forms.glob("*.pdf"))),
        ]
        longest = max(width(name) for name, _ in places)
        for name, place in places:
            yield f"  {padded(name, longest)}  {place}"
        yield from ("", shown.tone(say("接下来可以试试", "What to try next"), "strong"), "")
        for command in self._commands():
            yield f"  {command}"
        yield ""
        if known:
            yield say("文件与上次相同，没有重新生成。", "The files are those of the last run.")
        yield from joined(self.watch.told(), shown.width or USUAL_WIDTH)

    def _commands(self) -> list[str]:
        facts, book, day = self.near(self.facts), self.near(self.workbook), DEMO_DAY
        out, form = self.near(self.folder / "mine"), self.near(self.folder / "form.pdf")
        person, year = next(iter(STORIES)), self.rules.window.of(DEMO_DAY)[-1]
        run = program()
        return [
            f"{run} explain {facts} {person} --on {day}",
            f"{run} evaluate {book} --on {day} --out {out}",
            f"{run} compare {facts} --on {day} --with negative_record=any_year_both",
            f"{run} form {facts} {person} --year {year} --on {day} --out {form}",
            f"{run} rules show {self.rules.id}",
        ]

    def _say(self, zh: str, en: str) -> str:
        return Label(zh, en).said(self.lang)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
