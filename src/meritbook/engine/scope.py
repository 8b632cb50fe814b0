"""What the names in a rulebook can mean, and how its grains nest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from meritbook.engine.expressions import ExpressionError
from meritbook.engine.items import nearest
from meritbook.engine.kinds import Kind, Type
from meritbook.engine.rulebook import (
    Grain,
    GrainKind,
    Ladder,
    Node,
    Options,
    Parameter,
    Pick,
    Scalar,
    Table,
)
from meritbook.engine.terms import Ref


@dataclass(slots=True)
class Scope:
    """What the names in a rulebook's expressions can mean."""

    decimals: int
    options: Mapping[str, Options]
    tables: Mapping[str, Table]
    parameters: Mapping[str, Parameter]
    ladders: Mapping[str, Ladder]
    settings: Mapping[str, frozenset[str]]
    """Name set by readings → the words that some reading sets."""
    grains: dict[str, Grain] = field(default_factory=dict)
    picks: dict[str, Pick] = field(default_factory=dict)
    node: Callable[[str], Node | None] = lambda _: None
    """Resolve and return the node of a name."""
    node_names: frozenset[str] = frozenset()

    def keys(self, grain: str) -> tuple[str, ...]:
        """Return the keys that the rows of a grain (or table) carry."""
        return self.grains[grain].keys

    def is_coarser(self, coarse: str, fine: str) -> bool:
        """Tell whether each row of `fine` belongs to at most one row of `coarse`."""
        if coarse == fine or self.grains[coarse].kind in (GrainKind.TABLE, GrainKind.PAIR):
            return False
        keys, finer = set(self.keys(coarse)), set(self.keys(fine))
        if self.grains[fine].kind in (GrainKind.TABLE, GrainKind.PAIR):
            return keys <= finer
        return keys < finer

    def home(self, table: str, grain: str | None = None) -> str:
        """Return the grain at which a table's columns stand: its pair, its entity, or itself."""
        if grain is not None and table in self.grains[grain].sources:
            kind = self.grains[grain].kind
            if kind in (GrainKind.PAIR, GrainKind.ENTITY):
                return grain
        for name, held in self.grains.items():
            if held.kind is GrainKind.ENTITY and held.sources == (table,):
                return name
        return table

    def column(self, table: str, name: str, grain: str) -> Ref:
        """Return the fact `table.name` as seen from a grain."""
        declared = self.tables[table].columns
        if name not in declared:
            raise ExpressionError(
                f"table '{table}' has no column '{name}'", nearest(name, declared)
            )
        column = declared[name]
        return Ref(self.home(table, grain), f"{table}.{name}", column.type, not column.required)

    def key(self, name: str, grain: str) -> Ref:
        """Return a key of a grain as a value."""
        for table in self.tables.values():
            if name in table.columns:
                return Ref(grain, name, table.columns[name].type, optional=False)
        kind = Kind.YEAR if name == "year" else Kind.INTEGER
        return Ref(grain, name, Type(kind), optional=False)

    def pair_of(self, tables: set[str]) -> str | None:
        """Return the pair grain that joins exactly these tables."""
        for name, grain in self.grains.items():
            if grain.kind is GrainKind.PAIR and set(grain.sources) >= tables:
                return name
        return None

    def finest(self, grains: set[str]) -> str:
        """Return the one grain among these to which all others belong."""
        pairs = {g for g in grains if self.grains[g].kind is GrainKind.PAIR}
        grains = grains - {table for pair in pairs for table in self.grains[pair].sources}
        tables = {g for g in grains if self.grains[g].kind is GrainKind.TABLE}
        if len(tables) > 1:
            pair = self.pair_of(tables)
            if pair is None:
                raise ExpressionError(
                    "rows of " + " and ".join(sorted(tables)) + " are mixed",
                    "declare a grain that pairs the tables on a shared column",
                )
            grains = (grains - tables) | {pair}
        for fine in grains:
            if all(other == fine or self.is_coarser(other, fine) for other in grains):
                return fine
        raise ExpressionError(
            "grains that do not contain each other are mixed: " + ", ".join(sorted(grains)),
            "bring both to one grain first, by a node of its own",
        )


def held_values(parameter: Parameter, words: Iterable[str]) -> list[Scalar]:
    """Return every value that a parameter ever has; of a table those for the given words."""
    held = [value for _, value in parameter.values]
    plain = [value for value in held if not isinstance(value, Mapping)]
    tables = [value for value in held if isinstance(value, Mapping)]
    return plain + [table.get(word) for table in tables for word in words]
