"""Grains out of their entries: what they build on, their keys, and whether rows can have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from meritbook.engine.items import Item
from meritbook.engine.kinds import Label
from meritbook.engine.problems import Problems
from meritbook.engine.rulebook import Grain, GrainKind, Table
from meritbook.engine.scope import Scope

PAIRED = 2


@dataclass(slots=True)
class GrainReader:
    """Reads the grains of a rulebook into its scope."""

    grains: Item
    tables: Item
    scope: Scope
    problems: Problems

    def read(self) -> None:
        """Read the grains in the order in which they build on each other, then add the tables'."""
        self._declared()
        self.problems.stop_if_any()
        self._of_tables()
        for name, item in self.grains.entries().items():
            with self.problems.caught(name):
                self._check_sources(name, item)
        with self.problems.caught():
            self._check_entity()
        self.problems.stop_if_any()

    def check_keys(self, tables: Mapping[str, Table]) -> None:
        """Refuse groups by a key that a row may lack: such rows would make a group of their own."""
        for name, grain in self.scope.grains.items():
            tabled = [tables[s] for s in grain.sources if s in tables]
            for table in tabled if grain.kind is GrainKind.GROUP else ():
                for key in grain.keys:
                    with self.problems.caught():
                        self._check_key(name, table, key)

    def _check_key(self, name: str, table: Table, key: str) -> None:
        item = self.tables.entries()[table.name]
        if key in table.columns:
            optional = not table.columns[key].required
            place = item.need("columns").need(key)
        else:
            optional = key in table.derived and table.derived[key].term.optional
            place = item.need("derived").need(key)
        if optional:
            place.fail(
                f"'{key}' may be empty, but '{name}' groups by it", "`required: true` on the column"
            )

    def _declared(self) -> None:
        waiting = dict(self.grains.entries())
        while waiting:
            ready = [name for name, item in waiting.items() if self._parent(item) not in waiting]
            if not ready:
                name, item = next(iter(waiting.items()))
                with self.problems.caught(name):
                    item.fail(f"grain '{name}' stands within itself", "within: a coarser grain")
                return
            for name in ready:
                item = waiting.pop(name)
                with self.problems.caught(name):
                    self.scope.grains[name] = self._grain(name, item)

    def _parent(self, item: Item) -> str:
        """Return the grain on which another builds; what cannot be read is told when it is made."""
        entries = item.value if isinstance(item.value, Mapping) else {}
        parent = entries.get("within") or entries.get("years")
        return parent.value if parent is not None and isinstance(parent.value, str) else ""

    def _grain(self, name: str, item: Item) -> Grain:
        label = item.need("label").phrase()
        if item.get("entity") is not None:
            return self._entity(name, label, item)
        if item.get("years") is not None:
            return self._years(name, label, item)
        if item.get("pair") is not None:
            return self._pair(name, label, item)
        item.only("label", "within", "keys", "from")
        parent = self._parent_of(item.need("within"))
        own = item.need("keys").texts()
        for key in own:
            if key in parent.keys:
                item.need("keys").fail(f"'{key}' is a key of '{parent.name}' already", "another")
        return Grain(name, label, GrainKind.GROUP, (*parent.keys, *own), item.need("from").texts())

    def _entity(self, name: str, label: Label, item: Item) -> Grain:
        item.only("label", "entity")
        entity = item.need("entity")
        table = self.scope.tables[entity.named(self.scope.tables, "table")]
        if table.key is None:
            entity.fail(f"'{table.name}' has no key", "give the table a `key:`")
        return Grain(name, label, GrainKind.ENTITY, (table.key,), (table.name,))

    def _years(self, name: str, label: Label, item: Item) -> Grain:
        item.only("label", "years", "exists")
        parent = self._parent_of(item.need("years"))
        return Grain(name, label, GrainKind.YEARS, (*parent.keys, "year"), (parent.name,))

    def _pair(self, name: str, label: Label, item: Item) -> Grain:
        item.only("label", "pair", "on")
        pair, column = item.need("pair"), item.need("on")
        names = pair.all_named(self.scope.tables, "table")
        if len(names) != PAIRED:
            pair.fail("a pair joins two tables", "pair: [tenures, unit_awards]")
        both = [self.scope.tables[each].columns for each in names]
        if any(column.text() not in columns for columns in both):
            column.fail(f"not both tables have '{column.text()}'", "a column that both have")
        if len({columns[column.text()].type for columns in both}) > 1:
            column.fail(f"'{column.text()}' is not the same in both", "two columns of one type")
        return Grain(name, label, GrainKind.PAIR, (), names, on=column.text())

    def _parent_of(self, item: Item) -> Grain:
        declared = {*self.scope.grains, *self.grains.entries()}
        item.named(declared, "grain")
        return self.scope.grains[item.named(self.scope.grains, "grain")]

    def _of_tables(self) -> None:
        """Add the grains of the tables: each has the keys of other grains that its rows carry."""
        scope = self.scope
        keys = {key for grain in scope.grains.values() for key in grain.keys}
        own = {
            name: tuple(key for key in (*table.columns, *self._derived(name)) if key in keys)
            for name, table in scope.tables.items()
        }
        for name, table in scope.tables.items():
            scope.grains[name] = Grain(name, table.label, GrainKind.TABLE, own[name], (name,))
        for name, grain in list(scope.grains.items()):
            if grain.kind is GrainKind.PAIR:
                both = tuple(dict.fromkeys(key for table in grain.sources for key in own[table]))
                scope.grains[name] = replace(grain, keys=both)

    def _derived(self, table: str) -> tuple[str, ...]:
        derived = self.tables.entries()[table].get("derived")
        return tuple(derived.entries()) if derived else ()

    def _check_sources(self, name: str, item: Item) -> None:
        source = item.get("from")
        for other in source.all_named(self.scope.grains, "grain") if source else ():
            if source is not None and not self.scope.is_coarser(name, other):
                keys = ", ".join(self.scope.keys(name))
                source.fail(f"rows of '{other}' lack keys of '{name}'", f"needs {keys}")

    def _check_entity(self) -> None:
        """Refuse anything but one entity: it is what is evaluated, and by which work is divided."""
        kinds = {name: grain.kind for name, grain in self.scope.grains.items()}
        found = [name for name, kind in kinds.items() if kind is GrainKind.ENTITY]
        if not found:
            self.grains.fail("no grain says what is evaluated", "a grain with `entity: TABLE`")
        for name in found[1:]:
            self.grains.need(name).fail(
                f"'{found[0]}' is the entity already", "one `entity:`, other grains within it"
            )
