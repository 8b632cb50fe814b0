"""Putting a rulebook together from its sections: grains, picks, nodes, readings, outputs.

Nodes are resolved when first named, so that files may stand in any order and a circle is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from meritbook.engine.declaring import (
    Words,
    read_day,
    read_ladder,
    read_options,
    read_parameter,
    read_source,
    read_table,
)
from meritbook.engine.expressions import Expression, ExpressionError, parse
from meritbook.engine.items import Item, nearest
from meritbook.engine.kinds import BOOLEAN, Type
from meritbook.engine.problems import ItemError, Problem, Problems
from meritbook.engine.resolving import resolve
from meritbook.engine.rulebook import (
    Grain,
    GrainKind,
    Node,
    Order,
    Outcomes,
    Output,
    Pick,
    Reading,
    Readings,
    RowCheck,
    Rulebook,
    Table,
    Window,
)
from meritbook.engine.scope import Scope

T = TypeVar("T")
NOTHING = Item({}, "", 0)


@dataclass(slots=True)
class Builder:
    """Builds one rulebook; `problems` collects what is wrong on the way."""

    sections: Mapping[str, Item]
    problems: Problems
    nodes: dict[str, Node] = field(default_factory=dict)
    resolving: list[str] = field(default_factory=list)

    def build(self) -> Rulebook:
        """Return the rulebook, or raise `RulebookError`."""
        head = self.sections.get("rulebook", NOTHING)
        with self.problems.caught():
            head.only("id", "title", "jurisdiction", "in_force", "extends", "decimals")
            force = head.need("in_force")
            start, end = read_day(force.need("from")), force.get("to")
        self.problems.stop_if_any()
        documents = self._each("documents", lambda _, item: item.label())
        options = self._each("options", read_options)
        sources = self._each("sources", lambda n, i: read_source(n, i, documents))
        words = Words(options, sources)
        declared = self.section("tables").entries()
        tables = self._each("tables", lambda n, i: read_table(n, i, words, declared))
        parameters = self._each("parameters", lambda n, i: read_parameter(n, i, words, start))
        ladders = self._each("ladders", lambda n, i: read_ladder(n, i, words, start))
        self.problems.stop_if_any()
        decimals = head.get("decimals")
        scope = Scope(
            decimals=int(decimals.text()) if decimals else 2,
            options=options,
            tables=tables,
            parameters=parameters,
            ladders=ladders,
            settings=self._settings(),
        )
        self._grains(scope, tables)
        tables = {name: self._expressions_of(table, scope) for name, table in tables.items()}
        scope.tables = tables
        scope.picks.update(self._each("picks", lambda n, i: self._pick(n, i, scope, words)))
        scope.node_names = frozenset(
            {*self.section("nodes").entries(), *self.section("gates").entries()}
        )
        scope.node = lambda name: self._node(name, scope, words)
        for name in sorted(scope.node_names):
            with self.problems.caught():
                self._node(name, scope, words)
        readings = self._each("readings", lambda n, i: self._readings(n, i, words))
        outputs = self._each("outputs", lambda n, i: self._output(n, i, scope))
        outcomes = self._outcomes(words)
        window = self._window(words)
        self.problems.stop_if_any()
        assert window is not None
        return Rulebook(
            id=head.need("id").text(),
            title=head.need("title").label(),
            jurisdiction=head.need("jurisdiction").label(),
            in_force_from=start,
            in_force_to=read_day(end) if end else None,
            digest="",
            options=options,
            tables=tables,
            sources=sources,
            parameters=parameters,
            ladders=ladders,
            window=window,
            grains=scope.grains,
            picks=scope.picks,
            nodes=self.nodes,
            readings=readings,
            outcomes=outcomes,
            outputs=outputs,
        )

    def section(self, name: str) -> Item:
        """Return a section, empty where the rulebook has none."""
        return self.sections.get(name, NOTHING)

    def _each(self, section: str, make: Callable[[str, Item], T]) -> dict[str, T]:
        made: dict[str, T] = {}
        for name, item in self.section(section).entries().items():
            with self.problems.caught(item.file, item.line):
                made[name] = make(name, item)
        return made

    def _settings(self) -> dict[str, frozenset[str]]:
        words: dict[str, set[str]] = {}
        for choices in self.section("readings").entries().values():
            for choice in choices.entries().values():
                sets = choice.get("sets")
                for name, word in sets.entries().items() if sets else ():
                    words.setdefault(name, set()).add(word.text())
        return {name: frozenset(held) for name, held in words.items()}

    def _grains(self, scope: Scope, tables: Mapping[str, Table]) -> None:
        """Read the grains in the order in which they build on each other, then add the tables'."""
        self._declared_grains(scope)
        self._table_grains(scope, tables)
        with self.problems.caught():
            self._check_sources(scope)
        self.problems.stop_if_any()
        for name, item in self.section("grains").entries().items():
            exists = item.get("exists")
            if exists is not None:
                with self.problems.caught(exists.file, exists.line):
                    term = self._expression(exists, scope, name, BOOLEAN)
                    scope.grains[name] = replace(scope.grains[name], exists=term)

    def _declared_grains(self, scope: Scope) -> None:
        waiting = dict(self.section("grains").entries())
        while waiting:
            ready = [n for n, i in waiting.items() if self._parent(i) not in waiting]
            if not ready:
                name, item = next(iter(waiting.items()))
                with self.problems.caught():
                    item.fail(f"grain '{name}' stands within itself", "within: a coarser grain")
                break
            for name in ready:
                item = waiting.pop(name)
                with self.problems.caught(item.file, item.line):
                    scope.grains[name] = self._grain(name, item, scope)

    def _table_grains(self, scope: Scope, tables: Mapping[str, Table]) -> None:
        keys = {key for grain in scope.grains.values() for key in grain.keys}
        own = {
            name: tuple(k for k in (*table.columns, *self._derived(name)) if k in keys)
            for name, table in tables.items()
        }
        for name, table in tables.items():
            scope.grains[name] = Grain(name, table.label, GrainKind.TABLE, own[name], (name,))
        for name, grain in list(scope.grains.items()):
            if grain.kind is GrainKind.PAIR:
                both = tuple(dict.fromkeys(k for t in grain.sources for k in own[t]))
                scope.grains[name] = replace(grain, keys=both)

    def _parent(self, item: Item) -> str:
        parent = item.get("within") or item.get("years")
        return parent.text() if parent else ""

    def _derived(self, table: str) -> tuple[str, ...]:
        derived = self.section("tables").entries()[table].get("derived")
        return tuple(derived.entries()) if derived else ()

    def _grain(self, name: str, item: Item, scope: Scope) -> Grain:
        item.only("label", "entity", "years", "exists", "within", "keys", "from", "pair", "on")
        label = item.need("label").label()
        entity, years, pair = item.get("entity"), item.get("years"), item.get("pair")
        if entity is not None:
            table = self._known(entity, scope.tables, "table")
            key = scope.tables[table].key
            if key is None:
                entity.fail(f"'{table}' has no key", "give the table a `key:`")
            return Grain(name, label, GrainKind.ENTITY, (key,), (table,))
        if years is not None:
            parent = scope.grains[self._known(years, scope.grains, "grain")]
            return Grain(name, label, GrainKind.YEARS, (*parent.keys, "year"), (parent.name,))
        if pair is not None:
            names = pair.texts()
            if len(names) != 2 or any(n not in scope.tables for n in names):
                pair.fail("a pair joins two tables", "pair: [tenures, unit_awards]")
            column = item.need("on")
            if any(column.text() not in scope.tables[n].columns for n in names):
                column.fail(f"not both tables have '{column.text()}'", "a column that both have")
            return Grain(name, label, GrainKind.PAIR, (), names, on=column.text())
        parent = scope.grains[self._known(item.need("within"), scope.grains, "grain")]
        keys = (*parent.keys, *item.need("keys").texts())
        return Grain(name, label, GrainKind.GROUP, keys, item.need("from").texts())

    def _known(self, item: Item, known: Mapping[str, object], what: str) -> str:
        if item.text() not in known:
            item.fail(f"there is no {what} '{item.text()}'", nearest(item.text(), known))
        return item.text()

    def _check_sources(self, scope: Scope) -> None:
        for name, item in self.section("grains").entries().items():
            source = item.get("from")
            for other in source.texts() if source else ():
                if other not in scope.grains:
                    item.need("from").fail(
                        f"there is no grain '{other}'", nearest(other, scope.grains)
                    )
                if name in scope.grains and not scope.is_coarser(name, other):
                    keys = ", ".join(scope.keys(name))
                    item.need("from").fail(
                        f"rows of '{other}' lack keys of '{name}'", f"needs {keys}"
                    )

    def _expressions_of(self, table: Table, scope: Scope) -> Table:
        item = self.section("tables").entries()[table.name]
        derived: dict[str, Expression] = {}
        for name, each in (item.get("derived") or NOTHING).entries().items():
            with self.problems.caught(each.file, each.line):
                derived[name] = self._expression(each, scope, table.name)
        checks: list[RowCheck] = []
        for name, each in (item.get("checks") or NOTHING).entries().items():
            with self.problems.caught(each.file, each.line):
                each.only("column", "fault", "right")
                column = self._known(each.need("column"), table.columns, "column")
                fault = self._expression(each.need("fault"), scope, table.name, BOOLEAN)
                checks.append(RowCheck(name, column, fault, each.need("right").label()))
        return replace(table, derived=derived, checks=tuple(checks))

    def _expression(
        self, item: Item, scope: Scope, grain: str, expect: Type | None = None
    ) -> Expression:
        """Resolve an expression; what is wrong with it is told with its place."""
        text = item.text()
        try:
            term = resolve(parse(text), scope=scope, grain=grain, expect=expect)
        except ExpressionError as error:
            raise ItemError(Problem(item.file, item.line, error.wrong, error.remedy)) from error
        if expect is not None and term.type != expect:
            item.fail(f"'{text}' is not {expect.options or expect.kind}", "see the type asked for")
        return Expression(text, item.file, item.line, term)

    def _pick(self, name: str, item: Item, scope: Scope, words: Words) -> Pick:
        item.only("label", "at", "from", "where", "order", "citation")
        grain = self._known(item.need("at"), scope.grains, "grain")
        table = self._known(item.need("from"), scope.tables, "table")
        if not scope.is_coarser(grain, table):
            item.need("from").fail(f"rows of '{table}' lack keys of '{grain}'", "another table")
        where = item.get("where")
        return Pick(
            name=name,
            label=item.need("label").label(),
            grain=grain,
            table=table,
            order=tuple(
                self._order(entry, scope.tables[table]) for entry in item.need("order").list()
            ),
            where=self._expression(where, scope, table, BOOLEAN) if where else None,
            citation=words.citation(item.get("citation"), item),
        )

    def _order(self, item: Item, table: Table) -> Order:
        which, _, column = item.text().partition(" ")
        if which not in ("highest", "lowest") or column not in table.columns:
            item.fail(f"'{item.text()}' is no order", "highest surveyed_on, or lowest score")
        if which == "lowest" and not table.columns[column].type.is_number:
            item.fail(f"'{column}' is no number, so it has no lowest", f"highest {column}")
        return Order(column, highest=which == "highest")

    def _node(self, name: str, scope: Scope, words: Words) -> Node | None:
        if name in self.nodes:
            return self.nodes[name]
        gate = name in self.section("gates").entries()
        item = self.section("gates" if gate else "nodes").entries().get(name)
        if item is None:
            return None
        if name in self.resolving:
            circle = " → ".join([*self.resolving[self.resolving.index(name) :], name])
            item.fail(f"rules go in a circle: {circle}", "break it: a rule cannot rest on itself")
        self.resolving.append(name)
        try:
            self.nodes[name] = self._made(name, item, scope, words, gate=gate)
        finally:
            self.resolving.pop()
        return self.nodes[name]

    def _made(self, name: str, item: Item, scope: Scope, words: Words, *, gate: bool) -> Node:
        rule = "excludes" if gate else "is"
        item.only("label", "at", rule, "type", "citation")
        if name in scope.parameters or name in scope.settings:
            item.fail(f"'{name}' is a parameter too", "another name")
        grain = self._known(item.need("at"), scope.grains, "grain")
        kind = item.get("type")
        expect = BOOLEAN if gate else (words.type(kind) if kind else None)
        expression = self._expression(item.need(rule), scope, grain, expect)
        return Node(
            name=name,
            label=item.need("label").label(),
            grain=grain,
            expression=expression,
            type=expression.term.type,
            citation=words.citation(item.get("citation"), item),
            optional=expression.term.optional,
            gate=gate,
        )

    def _readings(self, rule: str, item: Item, words: Words) -> Readings:
        choices: dict[str, Reading] = {}
        for name, choice in item.entries().items():
            choice.only("label", "sets", "citation")
            choices[name] = Reading(
                name=name,
                label=choice.need("label").label(),
                sets={key: word.text() for key, word in choice.need("sets").entries().items()},
                citation=words.citation(choice.get("citation"), choice),
            )
        first = next(iter(choices.values()), None)
        if first is None:
            item.fail(f"'{rule}' states no reading", "name: {label: …, sets: …, citation: …}")
        for name, reading in choices.items():
            if set(reading.sets) != set(first.sets):
                item.entries()[name].fail(
                    "does not set what the first reading sets", ", ".join(first.sets)
                )
        return Readings(rule, choices, chosen=first.name)

    def _output(self, name: str, item: Item, scope: Scope) -> Output:
        item.only("label", "grain", "columns", "gates")
        grain = self._known(item.need("grain"), scope.grains, "grain")
        gates = item.get("gates")
        for gate in gates.texts() if gates else ():
            if gate not in self.section("gates").entries():
                item.need("gates").fail(f"there is no gate '{gate}'", nearest(gate, self.nodes))
        columns: dict[str, str] = {}
        for column in item.need("columns").texts():
            node = self.nodes.get(column)
            known = column in scope.keys(grain) or (node is not None and node.grain == grain)
            if not known and not (gates and column in ("gate", "outcome")):
                here = {n for n, held in self.nodes.items() if held.grain == grain}
                item.need("columns").fail(
                    f"'{column}' is no value at '{grain}'", nearest(column, here)
                )
            columns[column] = column
        label = item.need("label").label()
        return Output(name, label, grain, columns, gates.texts() if gates else ())

    def _outcomes(self, words: Words) -> Outcomes | None:
        item = self.sections.get("outcomes")
        if item is None:
            if self.section("gates").entries():
                with self.problems.caught():
                    self.section("gates").fail(
                        "gates need `outcomes`", "outcomes: {of: …, true: …}"
                    )
            return None
        with self.problems.caught():
            item.only("of", "true", "false", "unknown")
            options = self._known(item.need("of"), words.options, "list")
            known = words.options[options].values
            said = [self._known(item.need(k), known, "word") for k in ("true", "false", "unknown")]
            return Outcomes(options, *said)
        return None

    def _window(self, words: Words) -> Window | None:
        item = self.section("window")
        with self.problems.caught():
            item.only("years", "citation")
            years = item.need("years").text()
            if not years.isdigit() or int(years) < 1:
                item.need("years").fail(f"'{years}' is no number of years", "3")
            return Window(int(years), words.citation(item.get("citation"), item))
        return None
