"""`form`: the appraisal form of one person, or of a whole unit in one file, as PDF."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import polars as pl

from meritbook.engine import Facts, Rulebook, evaluate
from meritbook.engine.kinds import Label, Lang
from meritbook.interfaces.cli.arguments import NewFile, Year
from meritbook.interfaces.cli.commands import Command
from meritbook.interfaces.cli.opening import (
    checked_delivery,
    day_option,
    facts_argument,
    facts_of,
    in_force,
    opened_rulebook,
    person_in,
    rulebook_options,
)
from meritbook.interfaces.cli.speaking import Progress, Refusal, both, language_option, writing
from meritbook.interfaces.documents.appraisal_form.compose import (
    NoSuchForm,
    NotInService,
    YearNotPossible,
    check_form,
    check_year,
    compose,
    in_service,
)
from meritbook.interfaces.documents.appraisal_form.model import AppraisalForm
from meritbook.interfaces.documents.appraisal_form.render import (
    missing_characters,
    render_forms,
    render_previews,
)
from meritbook.interfaces.documents.glyphs import MissingCharacter
from meritbook.interfaces.files.atomic import replacing_all

NAMED = 3
"""So many of the values that a rulebook lacks are named."""


@click.command(
    "form", cls=Command,
    help=both(
        "打印一个人或一个单位的实绩鉴定表（PDF）。FACTS：资料；PERSON：人员编号，或改用 --unit",
        "print the appraisal form of a person or a whole unit as PDF. "
        "FACTS: the facts; PERSON: an id, or --unit in its place",
    ),
)  # fmt: skip
@facts_argument
@click.argument("person", required=False)
@click.option("--unit", metavar="U",
              help=both("整个单位，合为一个文件", "everybody of a unit, in one file"))  # fmt: skip
@click.option("--year", type=Year(), required=True,
              help=both("年度；当年为预览", "its year; the running one: preview"))  # fmt: skip
@day_option
@click.option("--out", type=NewFile(".pdf"), required=True, metavar="FILE.pdf",
              help=both("写入的文件", "file to write"))  # fmt: skip
@click.option(
    "--png", is_flag=True, help=both("另存每页为图片", "write each page as a picture too")
)
@rulebook_options
@click.option("--json", "as_json", is_flag=True,
              help=both("结果和错误以 JSON 输出", "files and faults as JSON"))  # fmt: skip
@language_option
def form_command(
    *,
    facts: Path,
    person: str | None,
    unit: str | None,
    year: int,
    on: dt.date,
    out: Path,
    png: bool,
    rulebook: str,
    readings: tuple[str, ...],
    as_json: bool,
    lang: Lang,
) -> None:
    """Print the appraisal form of a year."""
    _one_of(person, unit, lang)
    rules = opened_rulebook(rulebook, readings, lang, as_json=as_json)
    _check(rules, year=year, on=on, lang=lang)
    held = facts_of(checked_delivery(facts, rules, lang, as_json=as_json))
    if person is not None:
        people = [str(each) for each in person_in(held, person, lang).entities()]
    else:
        people = people_of(held, str(unit), on=on, lang=lang)
    try:
        with writing(lang):
            written = write_forms(
                held, rules, people, year=year, on=on, out=out, lang=lang, png=png,
                progress=Progress(lang),
            )  # fmt: skip
    except NotInService as error:
        raise _not_in_service(error, unit, lang) from error
    if as_json:
        click.echo(json.dumps(written.record(), ensure_ascii=False, indent=1))
        return
    for line in written.told(lang):
        click.echo(Label("提示：", "note: ").said(lang) + line, err=True)
    for file in written.files:
        click.echo(Label("已写入 ", "written: ").said(lang) + str(file))


@dataclass(frozen=True, slots=True)
class Written:
    """What was printed, and what a reader has to know about it.

    Attributes:
        count: number of forms.
        left_out: people who were not in service in the year and so have no form.
        missing: characters that no font in use can show; the form shows their code instead.
        files: the files written.
    """

    count: int
    left_out: tuple[str, ...]
    missing: tuple[MissingCharacter, ...]
    files: tuple[Path, ...]

    def record(self) -> dict[str, object]:
        """Return the same for machines."""
        return {
            "forms": self.count,
            "files": [str(file) for file in self.files],
            "left_out": list(self.left_out),
            "missing": [
                {"person": each.subject, "place": each.place, "code": each.code}
                for each in self.missing
            ],
        }

    def told(self, lang: Lang) -> list[str]:
        """Return the warnings as lines."""
        lines = [
            Label(
                f"{each.subject} {each.place}：“{each.character}”没有字形，表上印为 {each.named}",
                f"{each.subject} {each.place}: “{each.character}” has no glyph, "
                f"the form shows {each.named}",
            ).said(lang)
            for each in self.missing
        ]
        if self.left_out:
            between = "、" if lang == "zh" else ", "
            names = between.join(self.left_out)
            said = Label(
                f"当年不在职，没有鉴定表：{names}", f"not in service in the year, no form: {names}"
            )
            lines.append(said.said(lang))
        return lines


def write_forms(
    facts: Facts,
    rulebook: Rulebook,
    people: Sequence[str],
    *,
    year: int,
    on: dt.date,
    out: Path,
    lang: Lang,
    png: bool = False,
    progress: Progress | None = None,
) -> Written:
    """Write the forms of people in the order given as one PDF, from one evaluation.

    Of several people those who were not in service in the year are left out; with `png` each page
    is written as a picture beside the PDF too. Equal facts, days and people give equal bytes.

    Raises:
        NotInForce: the edition is not in force on the day.
        NoSuchForm, YearNotPossible: there is no such form.
        NotInService: nobody of the people was in service in the year.
        OSError: the file cannot be written; nothing half-written is left.
    """
    check_form(rulebook)
    provisional = check_year(rulebook, year=year, on=on)
    steps = _Steps(progress, len(people))
    part = facts.of(people).collected()
    findings = evaluate(rulebook, part, on=on, keep="reasons", provisional=provisional)
    steps.done(Label("评估", "evaluating"))
    serving = in_service(findings, year=year)
    kept = [person for person in people if person in serving] or list(people)[:1]
    forms = compose(findings, kept, year=year, lang=lang, facts_digest=facts.digest())
    steps.done(Label("填表", "composing"))
    # The day of evaluation stands for the instant of printing, so that bytes can be reproduced.
    at = dt.datetime.combine(on, dt.time(), tzinfo=dt.UTC)
    pdf = render_forms(forms, lang=lang, at=at)
    files = {out: pdf, **(_pictures(forms, out, lang) if png else {})}
    steps.done(Label("排版", "typesetting"))
    with replacing_all() as stage:
        for path, content in files.items():
            stage(path).write_bytes(content)
    steps.end()
    return Written(
        count=len(forms),
        left_out=tuple(person for person in people if person not in serving),
        missing=missing_characters(forms, lang=lang),
        files=tuple(files),
    )


class _Steps:
    """Shows how many of the stages are behind, where somebody looks."""

    def __init__(self, progress: Progress | None, people: int) -> None:
        self.progress, self.people, self.behind = progress, people, 0

    def done(self, what: Label) -> None:
        self.behind += 1
        if self.progress is not None:
            counted = Label(f"{what.zh} {self.people} 人", f"{what.en} {self.people} people")
            self.progress.step(counted, self.behind, 3)

    def end(self) -> None:
        if self.progress is not None:
            self.progress.end()


def _pictures(forms: Sequence[AppraisalForm], out: Path, lang: Lang) -> dict[Path, bytes]:
    """Return each page as a picture, named after the PDF and numbered."""
    pages = render_previews(forms, lang=lang)
    width = len(str(len(pages)))
    return {
        out.with_name(f"{out.stem}-{number:0{width}}.png"): page
        for number, page in enumerate(pages, start=1)
    }


def people_of(facts: Facts, unit: str, *, on: dt.date, lang: Lang) -> list[str]:
    """Return the people of a unit, its principals of the day first, then by id.

    Refuses an unknown unit and one without people.
    """
    units = facts.tables["units"].lazy().select("unit_id", "name").collect()
    if unit not in units["unit_id"]:
        raise _unknown_unit(unit, units, lang)
    members = pl.col("unit_id") == unit
    people = facts.tables["people"].lazy().filter(members).select("person_id").collect()
    ids: list[str] = people["person_id"].sort().to_list()
    if not ids:
        said = Label(f"单位“{unit}”名下没有人员。", f"nobody belongs to unit “{unit}”.")
        raise Refusal(said, lang=lang)
    leads = (
        members
        & pl.col("is_principal")
        & (pl.col("started_on") <= on)
        & (pl.col("ended_on").is_null() | (pl.col("ended_on") >= on))
    )
    heads = facts.tables["tenures"].lazy().filter(leads).select("person_id").collect()
    principals = set(heads["person_id"])
    return sorted(ids, key=lambda person: (person not in principals, person))


def _one_of(person: str | None, unit: str | None, lang: Lang) -> None:
    if (person is None) == (unit is None):
        said = Label(
            "请给出人员编号，或用 --unit 给出单位编号（二者之一）。",
            "give a person's id, or a unit's with --unit (one of the two).",
        )
        raise Refusal(said, lang=lang)


def _check(rules: Rulebook, *, year: int, on: dt.date, lang: Lang) -> None:
    """Refuse what cannot be printed before anything is read."""
    in_force(rules, on, lang)
    try:
        check_form(rules)
        check_year(rules, year=year, on=on)
    except NoSuchForm as error:
        lacking, count = ", ".join(error.lacking[:NAMED]), len(error.lacking)
        said = Label(
            f"规则书 {rules.id} 没有实绩鉴定表要打印的内容（{lacking} 等 {count} 项），不能出表。",
            f"rulebook {rules.id} does not state what the appraisal form prints "
            f"({lacking}; {count} in all), so there is no form.",
        )
        raise Refusal(said, lang=lang) from error
    except YearNotPossible as error:
        raise _year_not_possible(error, on, lang) from error


def _year_not_possible(error: YearNotPossible, on: dt.date, lang: Lang) -> Refusal:
    *final, running = error.possible
    said = Label(
        f"评估日 {on} 不能出具 {error.year} 年度的鉴定表。"
        f"可选：{'、'.join(map(str, final))} 年（正式），{running} 年（预览）。",
        f"as of {on} there is no form of {error.year}. There are: "
        f"{', '.join(map(str, final))} (final) and {running} (a preview).",
    )
    return Refusal(said, lang=lang)


def _not_in_service(error: NotInService, unit: str | None, lang: Lang) -> Refusal:
    if unit is not None:
        said = Label(
            f"单位“{unit}”的人员在 {error.year} 年都尚未参加工作，没有该年度的鉴定表。",
            f"nobody of unit “{unit}” was in service in {error.year}: there is no form of it.",
        )
        return Refusal(said, lang=lang)
    years = [str(year) for year in error.years]
    known = Label("、".join(years) or "无", ", ".join(years) or "none")
    said = Label(
        f"{error.person} 在 {error.year} 年尚未参加工作，没有该年度的鉴定表。"
        f"可选年度：{known.zh}。",
        f"{error.person} was not in service in {error.year} and has no form of it. "
        f"Years there are: {known.en}.",
    )
    return Refusal(said, lang=lang)


def _unknown_unit(unit: str, units: pl.DataFrame, lang: Lang) -> Refusal:
    alike = (pl.col("unit_id").str.starts_with(unit[:1])) | (
        pl.col("name").str.contains(unit, literal=True)
    )
    near = [f"{each} {name or ''}".strip() for each, name in units.filter(alike).head(5).rows()]
    hint = ("；相近的有：" + "、".join(near), "; near it: " + ", ".join(near)) if near else ("", "")
    said = Label(f"资料里没有单位“{unit}”{hint[0]}。", f"the facts hold no unit “{unit}”{hint[1]}.")
    return Refusal(said, lang=lang)
