"""Where deliveries for measuring are kept between runs."""

import tempfile
from pathlib import Path


def default_root() -> Path:
    """Return the folder that deliveries and results lie in unless another is named."""
    return Path(tempfile.gettempdir()) / "meritbook-benchmarks"


def folder_of(root: Path, *, people: int, form: str, seed: int) -> Path:
    """Return where the delivery of this size and form of votes lies under `root`."""
    return root / f"facts-{people}-{form}-{seed}"
