"""Putting a rulebook together from its sections: picks, nodes, readings, outputs.

Nodes are resolved when first named, so that files may stand in any order and a circle is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from meritbook.engine.building_grains import GrainReader
from meritbook.engine.building_names import Names
from meritbook.engine.building_nodes import NodeReader
from meritbook.engine.building_results import ResultReader
from meritbook.engine.building_rules import read_rule
from meritbook.engine.declaring import Head, Words, read_head, read_options, read_source, read_table
from meritbook.engine.declaring_numbers import read_ladder, read_parameter
from meritbook.engine.expressions import Expression
from meritbook.engine.items import Item
from meritbook.engine.kinds import BOOLEAN
from meritbook.engine.problems import Problems
from meritbook.engine.restricting import CHECK, DERIVED, EXISTS, WHERE
from meritbook.engine.rulebook import Order, Pick, RowCheck, Rulebook, Table
from meritbook.engine.scope import Scope

T = TypeVar("T")


@dataclass(slots=True)
class Builder:
    """Builds one rulebook; `problems` collects what is wrong on the way."""

    sections: Mapping[str, Item]
    problems: Problems
    missing: Item
    """Stands for a section that the rulebook does not have."""

    def build(self) -> Rulebook:
        """Return the rulebook, or raise `RulebookError`."""
        made: list[Rulebook] = []
        with self.problems.caught():
            made.append(self._built())
        self.problems.stop_if_any()
        return made[0]

    def _built(self) -> Rulebook:
        head = read_head(self.section("rulebook"))
        Names(self.sections, self.problems).check()
        documents = self._each("documents", lambda _, item: item.phrase())
        options = self._each("options", read_options)
        sources = self._each("sources", lambda n, i: read_source(n, i, documents))
        words = Words(options, sources)
        scope = self._scope(head, words)
        tables = self._layered(scope)
        scope.picks.update(self._each("picks", lambda n, i: self._pick(n, i, scope, words)))
        nodes = NodeReader(
            gates=self.section("gates"),
            nodes=self.section("nodes"),
            scope=scope,
            words=words,
            problems=self.problems,
        ).read()
        results = ResultReader(self.sections, self.problems, self.missing, scope, words, nodes)
        window = results.window()
        outcomes = results.outcomes()
        readings = self._each("readings", results.readings)
        outputs = self._each("outputs", results.output)
        self.problems.stop_if_any()
        assert window is not None
        return Rulebook(
            id=head.id,
            title=head.title,
            jurisdiction=head.jurisdiction,
            in_force_from=head.start,
            in_force_to=head.end,
            digest="",
            options=options,
            tables=tables,
            sources=sources,
            parameters=scope.parameters,
            ladders=scope.ladders,
            window=window,
            grains=scope.grains,
            picks=scope.picks,
            nodes=nodes,
            readings=readings,
            outcomes=outcomes,
            outputs=outputs,
        )

    def section(self, name: str) -> Item:
        """Return a section, empty where the rulebook has none."""
        return self.sections.get(name, self.missing)

    def _each(self, section: str, make: Callable[[str, Item], T]) -> dict[str, T]:
        made: dict[str, T] = {}
        for name, item in self.section(section).entries().items():
            with self.problems.caught(name):
                made[name] = make(name, item)
        return made

    def _scope(self, head: Head, words: Words) -> Scope:
        """Read what rules can name: facts, numbers, bands, and what readings set."""
        declared = self.section("tables").entries()
        tables = self._each("tables", lambda n, i: read_table(n, i, words, declared))
        scope = Scope(
            decimals=head.decimals,
            options=words.options,
            tables=tables,
            parameters=self._each(
                "parameters", lambda n, i: read_parameter(n, i, words, head.start)
            ),
            ladders=self._each("ladders", lambda n, i: read_ladder(n, i, words, head.start)),
            settings=self._settings(),
        )
        self.problems.stop_if_any()
        return scope

    def _check_references(self, table: Table, tables: Mapping[str, Table]) -> None:
        """Refuse references to what has no key, or another kind of key."""
        columns = self.section("tables").entries()[table.name].need("columns")
        for column in table.columns.values():
            other = tables.get(column.refers or "")
            if other is None:
                continue
            with self.problems.caught():
                place = columns.need(column.name)
                if other.key is None:
                    place.fail(f"'{other.name}' has no key to refer to", "give it a `key:`")
                if other.columns[other.key].type != column.type:
                    place.fail(
                        f"'{column.name}' is not of the type of '{other.name}.{other.key}'",
                        "the same type in both tables",
                    )

    def _settings(self) -> dict[str, frozenset[str]]:
        words: dict[str, set[str]] = {}
        for choices in self.section("readings").entries().values():
            with self.problems.caught():
                for choice in choices.entries().values():
                    sets = choice.get("sets")
                    for name, word in sets.entries().items() if sets else ():
                        words.setdefault(name, set()).add(word.text())
        return {name: frozenset(held) for name, held in words.items()}

    def _layered(self, scope: Scope) -> Mapping[str, Table]:
        """Add the grains to the scope and return the tables with their expressions."""
        for table in scope.tables.values():
            self._check_references(table, scope.tables)
        grains = GrainReader(self.section("grains"), self.section("tables"), scope, self.problems)
        grains.read()
        for name, item in self.section("grains").entries().items():
            with self.problems.caught():
                exists = item.get("exists")
                if exists is not None:
                    rule = read_rule(exists, scope, name, expect=BOOLEAN, place=EXISTS)
                    scope.grains[name] = replace(scope.grains[name], exists=rule)
        tables = {name: self._ruled(table, scope) for name, table in scope.tables.items()}
        grains.check_keys(tables)
        scope.tables = tables
        return tables

    def _ruled(self, table: Table, scope: Scope) -> Table:
        """Return a table with its derived keys and its checks."""
        item = self.section("tables").entries()[table.name]
        derived: dict[str, Expression] = {}
        for name, each in (item.get("derived") or self.missing).entries().items():
            with self.problems.caught():
                derived[name] = read_rule(each, scope, table.name, place=DERIVED)
        checks: list[RowCheck] = []
        for name, each in (item.get("checks") or self.missing).entries().items():
            with self.problems.caught():
                each.only("column", "fault", "right")
                column = each.need("column").named(table.columns, "column")
                rule = each.need("fault")
                fault = read_rule(rule, scope, table.name, expect=BOOLEAN, place=CHECK)
                checks.append(RowCheck(name, column, fault, each.need("right").phrase()))
        return replace(table, derived=derived, checks=tuple(checks))

    def _pick(self, name: str, item: Item, scope: Scope, words: Words) -> Pick:
        item.only("label", "at", "from", "where", "order", "citation")
        grain = item.need("at").named(scope.grains, "grain")
        table = item.need("from").named(scope.tables, "table")
        if not scope.is_coarser(grain, table):
            keys = ", ".join(scope.keys(grain))
            item.need("from").fail(f"rows of '{table}' lack keys of '{grain}'", f"needs {keys}")
        where, order = item.get("where"), item.need("order").list()
        return Pick(
            name=name,
            label=item.need("label").phrase(),
            grain=grain,
            table=table,
            order=tuple(self._order(entry, scope.tables[table]) for entry in order),
            where=read_rule(where, scope, table, expect=BOOLEAN, place=WHERE) if where else None,
            citation=words.citation(item.get("citation"), item),
        )

    def _order(self, item: Item, table: Table) -> Order:
        which, _, column = item.text().partition(" ")
        if which not in ("highest", "lowest") or column not in table.columns:
            item.fail(f"'{item.text()}' is no order", "highest surveyed_on, or lowest score")
        if which == "lowest" and not table.columns[column].type.is_number:
            item.fail(f"'{column}' is no number, so it has no lowest", f"highest {column}")
        return Order(column, highest=which == "highest")
