"""The rows of one entity's findings: found by key, in the rulebook's order, and described."""

from __future__ import annotations

from dataclasses import dataclass, field

from meritbook.engine.deciding import Row
from meritbook.engine.findings import Findings
from meritbook.engine.kinds import Kind, Label
from meritbook.engine.rulebook import Grain, GrainKind, Rulebook, Table
from meritbook.engine.saying import Held, Sayer, join, phrase, same
from meritbook.engine.terms import Reduce
from meritbook.engine.wording import Wording

Index = dict[tuple[Held, ...], list[Row]]


@dataclass(slots=True)
class Rows:
    """The rows of findings that hold one entity."""

    findings: Findings
    held: dict[str, list[Row]] = field(default_factory=dict)
    index: dict[tuple[str, tuple[str, ...]], Index] = field(default_factory=dict)

    @property
    def rulebook(self) -> Rulebook:
        """The rules that made the findings."""
        return self.findings.rulebook

    def rows(self, grain: str) -> list[Row]:
        """Return the rows of a grain."""
        if grain not in self.held:
            frame = self.findings.frames.get(grain)
            rows = [] if frame is None else frame.to_dicts()
            keys = self.rulebook.grains[grain].keys
            self.held[grain] = sorted(rows, key=lambda row: [self._order(k, row) for k in keys])
        return self.held[grain]

    def _order(self, key: str, row: Row) -> tuple[bool, int, str]:
        """Order rows by key as their rulebook lists its words, not by spelling."""
        value = row.get(key)
        for table in self.rulebook.tables.values():
            column = table.columns.get(key)
            if column is not None and column.type.options is not None:
                words = list(self.rulebook.options[column.type.options].values)
                return (False, words.index(value) if value in words else len(words), "")
        if isinstance(value, int):
            return (False, value, "")
        return (value is None, 0, str(value))

    def by(self, grain: str, keys: tuple[str, ...]) -> Index:
        """Return the rows of a grain by some of their keys."""
        if (grain, keys) not in self.index:
            found: Index = {}
            for row in self.rows(grain):
                found.setdefault(tuple(row.get(key) for key in keys), []).append(row)
            self.index[(grain, keys)] = found
        return self.index[(grain, keys)]

    def row_at(self, grain: Grain, row: Row) -> Row | None:
        """Return the row of a grain to which a row belongs."""
        if grain.kind in (GrainKind.TABLE, GrainKind.PAIR):
            return row
        rows = self.by(grain.name, grain.keys).get(tuple(row.get(key) for key in grain.keys), [])
        return rows[0] if rows else None

    def place(self, row: Row, grain: Grain) -> Label:
        """Say which row of a grain this is, the entity apart."""
        wording = Wording(self.findings, grain.name, row, _no_rows)
        return join((wording.key(key) for key in grain.keys[1:]), " ")

    def label(self, source: Grain, row: Row) -> Label:
        """Describe a row of facts by the columns that its table names for that."""
        if source.kind not in (GrainKind.TABLE, GrainKind.PAIR):
            return source.label
        tables = [self.rulebook.tables[name] for name in source.sources]
        return join((self.described(table, row) for table in tables), "；", "; ")

    def described(self, table: Table, row: Row) -> Label:
        """Describe a row by its key and the columns that its table names for that."""
        sayer, said = Sayer(self.rulebook.options), []
        for name in table.describe:
            value = row.get(f"{table.name}.{name}")
            if value is not None:
                column = table.columns[name]
                words = sayer.value(value, column.type)
                if column.type.kind in (Kind.DECIMAL, Kind.BOOLEAN, Kind.DATE) or column.refers:
                    words = phrase(
                        "{label} {value}", "{label} {value}", label=column.label, value=words
                    )
                said.append(words)
        key = row.get(f"{table.name}.{table.key}") if table.key else None
        return join([*([same(str(key))] if key else []), *said], "，", ", ")


def _no_rows(reduce: Reduce, row: Row) -> tuple[Wording, ...]:
    return ()
