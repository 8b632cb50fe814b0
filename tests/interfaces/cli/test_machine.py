"""Where the machine fails, a sentence says so, nothing is half written, older files stay."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.interfaces.cli.calling import Called, called, command, done, environment, started
from tests.interfaces.cli.conftest import DAY

resource = pytest.importorskip("resource", reason="limits of a process are a Unix matter")

NOBODY = 65534
LIMIT = 1000


def small_files() -> None:
    """Let no file of this process grow beyond a few bytes, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


def on_a_full_disk(*arguments: object) -> Called:
    """Call the program where no file can be written to its end."""
    return started(*arguments, limits=small_files)


@pytest.fixture
def without_rights() -> Iterator[None]:
    """Run as somebody who owns nothing here, where tests are run by root."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(was)


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder into which nobody may look or write."""
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_a_full_disk_leaves_older_results_as_they_were(
    facts: Path, tmp_path: Path, form: str
) -> None:
    done("evaluate", facts, "--on", "2025-06-30", "--out", tmp_path, "--format", form)
    before = contents(tmp_path)

    call = on_a_full_disk("evaluate", facts, "--on", DAY, "--out", tmp_path, "--format", form)

    assert (call.code, call.out) == (3, "")
    assert call.err.startswith(f"无法写入 {tmp_path}：文件")
    assert len(call.err.splitlines()) == 1
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "words",
    [
        ["evaluate", "FACTS", "--on", DAY, "--out", "OUT/results"],
        ["template", "OUT/template.xlsx"],
        ["check", "FAULTY", "--annotate", "OUT/marked.xlsx"],
        ["form", "FACTS", "YX0934", "--year", "2025", "--on", DAY, "--out", "OUT/form.pdf"],
        ["demo", "--dir", "OUT/demo"],
    ],
    ids=lambda words: words[0],
)
def test_a_full_disk_leaves_nothing_half_written(
    facts: Path, faulty: Path, tmp_path: Path, words: list[str]
) -> None:
    out = tmp_path / "out"
    places = {"FACTS": facts, "FAULTY": faulty, "OUT": out}
    given = [_placed(word, places) for word in words]

    call = on_a_full_disk(*given, "--lang", "en")

    assert call.code == 3
    assert "cannot write" in call.err
    assert "Traceback" not in call.err
    assert contents(out) == {}


def _placed(word: str, places: dict[str, Path]) -> str:
    for name, path in places.items():
        if word == name or word.startswith(f"{name}/"):
            return str(path) + word.removeprefix(name)
    return word


def test_a_folder_without_rights_to_write_is_named(
    facts: Path, tmp_path: Path, locked: Path, without_rights: None
) -> None:
    calls = [
        called("template", locked / "t.xlsx", "--lang", "en"),
        called("template", locked / "deeper" / "t.xlsx", "--lang", "en"),
    ]

    for call in calls:
        assert (call.code, call.out) == (3, "")
        assert call.err.startswith(f"cannot write {locked}")
        assert ": no permission." in call.err


@pytest.mark.parametrize("part", ["", "ledger.csv"])
def test_facts_without_rights_to_read_are_named(
    faulty: Path, without_rights: None, part: str
) -> None:
    path = faulty / part
    was = os.geteuid()
    os.seteuid(os.getuid())
    path.chmod(0)
    os.seteuid(was)

    call = called("check", faulty, "--lang", "en")

    os.seteuid(os.getuid())
    path.chmod(0o700)
    assert (call.code, call.out) == (2, "")
    assert str(faulty) in call.err
    assert "permission" in call.err


def test_a_reader_who_stops_reading_ends_the_program_quietly() -> None:
    with subprocess.Popen(
        command("rules", "show", "qixingguan-2018"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        said = child.stderr.read()
        code = child.wait(timeout=60)

    assert (code, said) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_output_that_cannot_be_printed_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            command("rules", "list"), env=environment(), stdout=full, stderr=subprocess.PIPE,
            encoding="utf-8", check=False, timeout=60,
        )  # fmt: skip

    assert (ended.returncode, ended.stderr) == (3, "无法完成：磁盘空间已满。\n")


def waited_for(seen: Callable[[], bool]) -> None:
    """Wait until something is seen, a minute at most."""
    until = time.monotonic() + 60
    while not seen() and time.monotonic() < until:
        time.sleep(0.02)
    assert seen()


def test_ctrl_c_ends_with_a_word_and_without_results(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    with subprocess.Popen(
        command("demo", "--dir", out), env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8",
    ) as child:  # fmt: skip
        waited_for((out / "facts" / "people.csv").exists)
        child.send_signal(signal.SIGINT)
        printed, said = child.communicate(timeout=60)

    assert (child.returncode, printed, said) == (130, "", "\n已中断。\n")
    assert not (out / "facts.xlsx").exists()
    assert list(out.glob(".*")) == []
