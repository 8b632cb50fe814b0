"""What the rounds say, as a Markdown table: medians, and ratios with their extremes."""

from dataclasses import dataclass
from statistics import median
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Run:
    """What one contestant cost in one round, starting up left out.

    CPU and wall seconds are those of the phases that count; `apart` holds CPU seconds and peak of
    memory in megabytes of the others by name, checking of the input above all.
    """

    cpu: float
    wall: float
    peak_mb: float
    apart: dict[str, tuple[float, float]]

    @classmethod
    def of(cls, measured: dict[str, Any]) -> Self:
        """Read what a contestant's process printed."""
        phases = measured["phases"]
        return cls(
            cpu=sum(phase["cpu"] for phase in phases if phase["counts"]),
            wall=sum(phase["wall"] for phase in phases if phase["counts"]),
            peak_mb=measured["peak_mb"],
            apart={
                phase["name"]: (phase["cpu"], phase["peak_mb_so_far"])
                for phase in phases
                if not phase["counts"]
            },
        )


Round = dict[str, Run]

# The contestants that others are divided by, with the column's heading.
_BASES = {"sql": "CPU ÷ sql", "scan": "CPU ÷ scan", "product": "CPU ÷ product"}
_HEADINGS = ("contestant", "CPU s", "wall s", *_BASES.values(), "peak MB", "apart")


def table(rounds: list[Round]) -> str:
    """Return a row for each contestant; a ratio is the median of the rounds (least–most)."""
    lines = [_row(_HEADINGS), _row(["---"] * len(_HEADINGS))]
    lines += [_row(_cells(name, rounds)) for name in sorted(rounds[0], key=_place)]
    return "\n".join(lines) + "\n"


def _place(name: str) -> tuple[bool, bool, str]:
    """Sort the scan before the SQL and both before the product."""
    return (not name.startswith("scan"), name != "sql", name)


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(name: str, rounds: list[Round]) -> list[str]:
    runs = [each[name] for each in rounds]
    apart = [
        f"{phase} {median(run.apart[phase][0] for run in runs):.2f} s, "
        f"{max(run.apart[phase][1] for run in runs):.0f} MB"
        for phase in runs[0].apart
    ]
    return [
        name,
        f"{median(run.cpu for run in runs):.2f}",
        f"{median(run.wall for run in runs):.2f}",
        *(_ratio(name, base, rounds) for base in _BASES),
        f"{max(run.peak_mb for run in runs):.0f}",
        ", ".join(apart),
    ]


def _ratio(name: str, base: str, rounds: list[Round]) -> str:
    """Return one contestant's CPU in units of another's, round by round."""
    if name == base or base not in rounds[0]:
        return ""
    ratios = [each[name].cpu / each[base].cpu for each in rounds]
    return f"{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
