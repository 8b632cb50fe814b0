"""The demo district is the same at every making, whatever the process."""

import hashlib
import os
import subprocess
import sys

from tests.interfaces.demo.conftest import District

# Every third row of each table says whether the streams ran alike.
_DIGEST = """
import hashlib
from meritbook.interfaces.demo import make_district
told = repr({name: (len(rows), rows[::3]) for name, rows in make_district().items()})
print(hashlib.sha256(told.encode()).hexdigest())
"""


def test_another_process_with_another_hash_seed_makes_the_same_district(district: District) -> None:
    told = repr({name: (len(rows), rows[::3]) for name, rows in district.items()})

    elsewhere = subprocess.run(
        [sys.executable, "-c", _DIGEST],
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()

    assert elsewhere == hashlib.sha256(told.encode()).hexdigest()
