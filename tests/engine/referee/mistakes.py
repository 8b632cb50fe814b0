"""Mistakes that people make in a rulebook, and what the refusal of each must say."""

from __future__ import annotations

from dataclasses import dataclass

HEAVY = "is: things.weight > limit"
YEARLY = "is: total(load)"
MEAN = "is: weighted_mean((yearly, first_share), (limit, second_share))"
EXISTS = "exists: not known(boxes.opened_on) or year >= year(boxes.opened_on)"
DATED = "{2018-06-26: 40, 2020-01-01: 30}"
BANDS = "{gold: 90, silver: 80, iron: rest}"
ORDER = "order: [highest put_on, lowest weight]"
QUARTER = "    within: year\n    keys: [quarter]\n    from: [things]\n"


@dataclass(frozen=True)
class Mistake:
    """A piece of the rulebook, what somebody wrote instead, and what the refusal must say."""

    right: str
    wrong: str
    said: str
    at: str = ""
    """Text on the line that is named, if it is not the first line of what was written."""


NAMES = (
    Mistake(HEAVY, "is: things.wieght > limit", "did you mean 'weight'?"),
    Mistake(HEAVY, "is: things.weight > limt", "did you mean 'limit'?"),
    Mistake(HEAVY, "is: thing.weight > limit", "did you mean 'things'?"),
    Mistake(HEAVY, "is: latest.wight > limit", "did you mean 'weight'?"),
    Mistake(HEAVY, "is: kown(things.weight)", "did you mean 'known'?"),
    Mistake(HEAVY, "is: things.weight > tlimi", "'tlimi'"),
    Mistake(HEAVY, 'is: __import__("os")', "there is no operator '__import__'"),
    Mistake(HEAVY, "si: things.weight > limit", "unknown entry 'si'"),
    Mistake(HEAVY, "is: limit['gold']", "'limit' is no table parameter"),
    Mistake(HEAVY, "is: worth", "worth[key]"),
    Mistake(HEAVY, "is: worth['gilt']", '"gilt" is not one of metal'),
    Mistake(HEAVY, "is: band(things.weight, weight_band)", "did you mean 'weight_bands'?"),
    Mistake("at: things\n    is", "at: thngs\n    is", "did you mean 'things'?"),
    Mistake("entity: boxes", "entity: boxs", "did you mean 'boxes'?"),
    Mistake("years: box", "years: bax", "did you mean 'box'?"),
    Mistake("within: year", "within: yer", "there is no grain 'yer'"),
    Mistake("from: [things]\n\np", "from: [thngs]\n\np", "did you mean 'things'?"),
    Mistake("    at: box\n    from", "    at: bx\n    from", "did you mean 'box'?"),
    Mistake("from: things\n    order", "from: thngs\n    order", "did you mean 'things'?"),
    Mistake("required: true, refers: boxes", "refers: box", "did you mean 'boxes'?"),
    Mistake("key: box_id", "key: boxid", "did you mean 'box_id'?"),
    Mistake("dated: put_on", "dated: put_no", "did you mean 'put_on'?"),
    Mistake("[thing_id, weight]", "[thing_id, wieght]", "did you mean 'weight'?"),
    Mistake("put_on, owner]", "put_on, ownr]", "did you mean 'owner'?"),
    Mistake("column: weight", "column: wieght", "did you mean 'weight'?"),
    Mistake("type: metal}", "type: metl}", "did you mean 'metal'?"),
    Mistake("of: metal\n    value: {g", "of: metl\n    value: {g", "did you mean 'metal'?"),
    Mistake("{gold: 100", "{gld: 100", "did you mean 'gold'?"),
    Mistake("{gold: 90", "{gld: 90", "did you mean 'gold'?"),
    Mistake("ranked: [gold", "ranked: [gld", "did you mean 'gold'?"),
    Mistake("[highest put_on", "[highest put_no", "highest put_no"),
    Mistake("of: verdict, true", "of: verdct, true", "did you mean 'verdict'?"),
    Mistake("true: sold", "true: gone", "there is no word 'gone'"),
    Mistake("yearly, score]", "yearl, score]", "did you mean 'yearly'?"),
    Mistake("gates: [too_heavy]", "gates: [to_heavy]", "did you mean 'too_heavy'?"),
    Mistake("grain: year\n", "grain: yer\n", "did you mean 'year'?"),
    Mistake("document: order", "document: ordre", "did you mean 'order'?"),
    Mistake("nodes:\n", "noods:\n", "did you mean 'nodes'?"),
    Mistake("decimals: 2", "decimal: 2", "did you mean 'decimals'?"),
)

CITATIONS = (
    Mistake("    citation: [A1, example]\n", "", "a citation is missing", at="  limit:"),
    Mistake("limit\n    citation: A1", "limit", "a citation is missing", at="  heavy:"),
    Mistake(", citation: A1}", "}", "a citation is missing", at="window:"),
    Mistake("each}\n      citation: A1", "each}", "a citation is missing", at="    each_year:"),
    Mistake("[A1, example]", "[A1, exampel]", "did you mean 'example'?"),
    Mistake("[A1, example]", "[A9, example]", "there is no source 'A9'"),
    Mistake("[A1, example]", "[]", ""),
)

LABELS = (
    Mistake("{zh: 重, en: heavy}", "{zh: 重}", "lacks 'en'"),
    Mistake("{zh: 重, en: heavy}", "{en: heavy}", "lacks 'zh'"),
    Mistake("{zh: 重, en: heavy}", "heavy", "named entries"),
    Mistake("    label: {zh: 重, en: heavy}\n", "", "'label' is missing", at="  heavy:"),
    Mistake("gold: {zh: 金, en: gold}", "gold: {zh: 金}", "lacks 'en'"),
    Mistake("{zh: 《箱子办法》, en: The Order on Boxes}", "{zh: 《箱子办法》}", "lacks 'en'"),
    Mistake("{document: order, zh: 第一条, en: Article 1}", "{document: order}", "lacks 'zh'"),
    Mistake("right: {zh: 不小于 0, en: zero or more}", "right: {zh: 不小于 0}", "lacks 'en'"),
)

TYPES = (
    Mistake(HEAVY, "is: things.weight > things.metal", "compared with one of metal"),
    Mistake(HEAVY, "is: things.weight > 'gold'", "gold"),
    Mistake(HEAVY, "is: things.weight > '10'", "10"),
    Mistake(HEAVY, "is: things.put_on > '2018-01-01'", "2018-01-01"),
    Mistake(HEAVY, "is: 1 if things.fragile else 'gold'", "gold"),
    Mistake(HEAVY, "is: things.metal > 'gilt'", '"gilt" is not one of metal'),
    Mistake(HEAVY, "is: things.metal + 1", "not a number"),
    Mistake(HEAVY, "is: not things.weight", "not true or false"),
    Mistake(HEAVY, "is: things.weight and things.fragile", "not true or false"),
    Mistake(HEAVY, "is: things.weight if things.weight else 1", "not true or false"),
    Mistake(HEAVY, "is: things.weight if things.fragile else things.metal", "the same on both"),
    Mistake(HEAVY, "is: things.owner < things.thing_id", "text has no order"),
    Mistake(HEAVY, "is: things.fragile < true", "has no order"),
    Mistake(HEAVY, "is: heavy_years == 'some'", "one of: any, each"),
    Mistake(HEAVY, "is: year(things.weight)", "not a day"),
    Mistake(HEAVY, "is: year_end(things.put_on)", "not a year"),
    Mistake(HEAVY, "is: anniversary(things.put_on, limit)", "whole"),
    Mistake(HEAVY, "is: band(things.metal, weight_bands)", "not a number"),
    Mistake(HEAVY, "is: worth[things.fragile]", "keyed by metal"),
    Mistake(HEAVY, "is: unknown", "`type:`"),
    Mistake(HEAVY, "is: |\n      'gold'", "`type:`"),
    Mistake(HEAVY, f"type: metal\n    {HEAVY}", "metal", at=HEAVY),
    Mistake(HEAVY, "is: referred(things.owner)", "refers"),
    Mistake("fault: things.weight < 0", "fault: things.weight", "boolean"),
    Mistake(EXISTS, "exists: boxes.size", "boolean"),
    Mistake("excludes: |\n      some(yearly > limit)", "excludes: |\n      1", "branch"),
    Mistake("value: 10.50", "value: 10.50\n    type: metal", "not one of metal"),
    Mistake("value: 10.50", "value: maybe\n    type: boolean", "neither true nor false"),
    Mistake("value: 10.50", "value: 2018-13-01\n    type: date", "'2018-13-01' is not a day"),
    Mistake("value: 10.50", "value: 2.5\n    type: integer", "2.5"),
    Mistake("type: text, required: true, refers: boxes", "type: integer, refers: boxes", "boxes"),
    Mistake("    dated: put_on", "    dated: owner", "owner"),
    Mistake("lowest weight]", "lowest owner]", "highest owner"),
)

GRAINS = (
    Mistake(YEARLY, "is: load", "many values for one row of 'year'"),
    Mistake(YEARLY, "is: things.weight", "many values for one row of 'year'"),
    Mistake(YEARLY, "is: total(yearly + 1)", "circle", at="  yearly:"),
    Mistake(YEARLY, "is: total(limit)", "names nothing finer than 'year'"),
    Mistake(YEARLY, "is: total(latest.weight)", "names nothing finer than 'year'"),
    Mistake("is: total(things.weight)", "is: total(boxes.size)", "nothing finer than 'quarter'"),
    Mistake("is: total(things.weight)", "is: total(yearly)", "circle", at="  load:"),
    Mistake("keys: [quarter]", "keys: [month]", "lack keys of 'quarter'", at="from: [things]"),
    Mistake("from: [things]\n\np", "from: [boxes]\n\np", "lack keys of 'quarter'"),
    Mistake("from: [things]\n\np", "from: []\n\np", ""),
    Mistake("within: year", "within: quarter", "stands within itself", at="  quarter:\n"),
    Mistake("years: box", "years: quarter", "stands within itself", at="  year:\n"),
    Mistake(QUARTER, "    pair: [things]\n    on: box_id\n", "a pair joins two tables"),
    Mistake(QUARTER, "    pair: [things, boxes]\n    on: owner\n", "not both", at="on: owner"),
    Mistake("at: box\n    from", "at: things\n    from", "keys", at="    from: things\n"),
    Mistake("    key: box_id\n", "", "'boxes' has no key", at="entity: boxes"),
    Mistake("box, type: text, required: true, refers", "box, type: text, refers", "box_id"),
)

NUMBERS = (
    Mistake("value: 10.50", "value: ten", "'ten' is not a number"),
    Mistake("value: 10.50", "value: 10,5", "'10,5' is not a number"),
    Mistake("value: 10.50", "value: NaN", "'NaN' is not a number"),
    Mistake("value: 10.50", "value: inf", "'inf' is not a number"),
    Mistake("value: 10.50", "value: 1e30", "1e30"),
    Mistake("value: 10.50", "vale: 10.50", "did you mean 'value'?"),
    Mistake("    value: 10.50\n", "", "either `value` or dated `values`", at="  limit:"),
    Mistake(DATED, "{2018-06-26: 40, 2020-13-01: 30}", "'2020-13-01' is not a day"),
    Mistake(DATED, "{2018-06-26: 40, 2020-1-1: 30}", "'2020-1-1' is not a day"),
    Mistake(DATED, "{2018-06-26: 40, 20200101: 30}", "'20200101' is not a day"),
    Mistake(DATED, "{2018-06-26: 40, 2018-06-26: 30}", "stands twice"),
    Mistake(DATED, "{2018-06-26: 40, 2020-01-01: null}", ""),
    Mistake(DATED, "{}", ""),
    Mistake("value: 60", "value: 0", "weight", at=MEAN),
    Mistake("value: 60", "value: -60", "weight", at=MEAN),
    Mistake(DATED, "{2018-06-26: 40, 2020-01-01: 0}", "weight", at=MEAN),
    Mistake(MEAN, "is: weighted_mean((yearly, yearly))", "a weight must be a parameter"),
    Mistake(BANDS, "{gold: 80, silver: 80, iron: rest}", "no gap, no overlap"),
    Mistake(BANDS, "{gold: 70, silver: 80, iron: rest}", "no gap, no overlap"),
    Mistake(BANDS, "{gold: 90, silver: 80, iron: 0}", "the last band"),
    Mistake(BANDS, "{gold: 90, silver: rest, iron: rest}", "the last band"),
    Mistake(BANDS, "{gold: 90, silver: rest, iron: 10}", "the last band"),
    Mistake(BANDS, "{gold: ninety, silver: 80, iron: rest}", "'ninety' is not a number"),
    Mistake(BANDS, "{iron: rest}", ""),
    Mistake("decimals: 2", "decimals: two", "two"),
    Mistake("years: 3", "years: three", "'three' is no number of years"),
    Mistake("years: 3", "years: 0", "'0' is no number of years"),
    Mistake("from: 2018-06-26", "from: 26.06.2018", "'26.06.2018' is not a day"),
    Mistake("from: 2018-06-26", "from: 2018-02-30", "'2018-02-30' is not a day"),
    Mistake("from: 2018-06-26", "from: 2018-06-26, to: never", "'never' is not a day"),
    Mistake("from: 2018-06-26", "from: 2018-06-26, to: 2018-06-25", "2018-06-25"),
)

NOTATION = (
    Mistake(HEAVY, "is: things.weight / 2 > limit", "use ratio(a, b)"),
    Mistake(HEAVY, "is: things.weight // 2 > limit", "use ratio(a, b)"),
    Mistake(HEAVY, "is: things.weight % 2 > limit", "only + - * and named operators"),
    Mistake(HEAVY, "is: things.weight ÷ limit", "cannot be read"),
    Mistake(HEAVY, "is: things.weight \uff1e limit", "cannot be read"),
    Mistake(HEAVY, "is: things.weight > limit else", "cannot be read"),
    Mistake(HEAVY, "is: things.weight is None", "known(x)"),
    Mistake(HEAVY, "is: known(things.weight, limit)", "'known' takes 1"),
    Mistake(HEAVY, "is: clamp(things.weight, limit)", "'clamp' takes 3"),
    Mistake(HEAVY, "is: ratio(things.weight, by=limit)", "'ratio' takes 2"),
    Mistake(YEARLY, "is: total(load, limit)", "total(value)"),
    Mistake(YEARLY, "is: weighted_mean(load)", "weighted_mean(value, by=weight)"),
    Mistake(HEAVY, "is: things.metal in 'gold'", "'in' needs a list of words"),
    Mistake(HEAVY, "is: things.metal in ()", "'in' needs a list of words"),
    Mistake(HEAVY, "is:", "'is' is missing", at="  heavy:"),
    Mistake(HEAVY, "is: [things.weight]", "a single value is expected"),
    Mistake(HEAVY, "is: things.weight > 1.5e400", "1.5e400"),
)

DECLARED = (
    Mistake("  heavy:\n", "  limit:\n", "'limit'"),
    Mistake("  heavy:\n", "  load:\n", "'load' stands twice", at="  load:\n    label: {zh: 载"),
    Mistake("  heavy:\n", "  too_heavy:\n", "'too_heavy'"),
    Mistake("  heavy:\n", "  heavy_years:\n", "'heavy_years'"),
    Mistake("  heavy:\n", "  box_id:\n", "'box_id'"),
    Mistake("  heavy:\n", "  year:\n", "'year'"),
    Mistake("  heavy:\n", "  things:\n", "'things'"),
    Mistake("  heavy:\n", "  latest:\n", "'latest'"),
    Mistake("  heavy:\n", "  total:\n", "'total'"),
    Mistake("  heavy:\n", "  on:\n", "'on'"),
    Mistake("  heavy:\n", "  unknown:\n", "'unknown'"),
    Mistake("  heavy:\n", "  if:\n", "'if'"),
    Mistake("  heavy:\n", "  heavy-thing:\n", "'heavy-thing'"),
    Mistake("  first_share:\n", "  first.share:\n", "'first.share'"),
    Mistake("      fragile: {", "      frag-ile: {", "'frag-ile'"),
    Mistake("  id: boxes\n", "  id: boxes\n  id: crates\n", "'id' stands twice", at="  id: crates"),
    Mistake("  id: boxes\n", "", "'id' is missing", at="rulebook:"),
    Mistake("gates:\n", "nodes:\n", "'nodes' stands twice"),
    Mistake("nodes:\n", "nodes: 5\nnodex:\n", "named entries are expected"),
    Mistake("sets: {heavy_years: each}", "sets: {heavy_yrs: each}", "heavy_years", at="each_year:"),
    Mistake("sets: {heavy_years: each}", "sets: {}", "heavy_years", at="each_year:"),
    Mistake("sets: {heavy_years: each}", "sets: {heavy_years: }", "a single value"),
    Mistake("      sets: {heavy_years: each}\n", "", "'sets' is missing", at="each_year:"),
    Mistake("outcomes: {of: verdict,", "outcomes: {", "'of' is missing"),
    Mistake(", unknown: open", "", "'unknown' is missing", at="outcomes:"),
    Mistake("columns: [box_id, year, yearly", "columns: [box_id, year, load", "no value at 'year'"),
    Mistake("    columns: [box_id, year, yearly, score]\n", "", "'columns' is missing", "  loads:"),
    Mistake("grain: box\n    columns", "grain: year\n    columns", "too_heavy", at="gates: [too"),
    Mistake(ORDER, "order: []", ""),
    Mistake(ORDER, "order: [latest put_on]", "latest put_on"),
    Mistake(ORDER, f"{ORDER}\n    where: heavy", "heavy", at="where: heavy"),
    Mistake(EXISTS, "exists: yearly > 1", "'yearly'"),
    Mistake(HEAVY, "is: things.replaces.weight > limit", "'things.replaces'"),
)

MISTAKES = (
    *NAMES,
    *CITATIONS,
    *LABELS,
    *TYPES,
    *GRAINS,
    *NUMBERS,
    *NOTATION,
    *DECLARED,
)
