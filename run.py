"""Sets up the virtual environment once and runs the project's tasks; standard library only.

Called by `./run` (on Windows: `py run.py`). A task is a few lines below; every other first word
goes to the `meritbook` command, which keeps the caller's working directory for its files.
Nothing is said about the environment unless it has to be made or brought up to a new lock.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SETUP_LOCK = ROOT / "requirements-setup.lock"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"

EXIT_USAGE = 2
EXIT_SETUP = 3

HELP_ZH = """\
用法：./run 任务 [参数…]
  demo         生成演示区县，作出评估，显示概览
  test         运行测试；其后的参数交给 pytest
  check        检查格式、代码、类型、分层、拼写与规则集（其后有参数时：核对一份数据）
  fix          自动整理格式
  lock         按 pyproject.toml 重新锁定依赖（--upgrade：升级）
  其他任务     交给 meritbook：evaluate explain compare form template rules …（各有 --help）"""
HELP_EN = """\
Usage: ./run TASK [ARGUMENT…]
  demo         make the demo district, evaluate it, show an overview
  test         run the tests; what follows goes to pytest
  check        check format, code, types, layers, spelling, rulebooks (with arguments: a delivery)
  fix          put the format right
  lock         lock the dependencies of pyproject.toml anew (--upgrade: newer ones)
  other tasks  go to meritbook: evaluate explain compare form template rules … (each has --help)"""


class SetupFailed(Exception):
    """The environment could not be made; the message says what to do about it."""


def in_chinese() -> bool:
    """Whether to speak Chinese: in every locale but an English one, as `meritbook` does."""
    names = (os.environ.get(key, "") for key in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return not next((name for name in names if name), "").lower().startswith("en")


def choose(zh: str, en: str) -> str:
    """The sentence in the reader's language."""
    return zh if in_chinese() else en


def tell(zh: str, en: str) -> None:
    """Say something beside the task's own output."""
    print(choose(zh, en), file=sys.stderr, flush=True)


def environment() -> dict[str, str]:
    """What a child process sees: the caller's variables, and text that is always UTF-8."""
    return {**os.environ, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def run(command: Sequence[str | Path], *, cwd: Path | None = None) -> int:
    """Run a child to its end and return its exit code; Ctrl-C is left to the child."""
    child = subprocess.Popen([str(part) for part in command], cwd=cwd, env=environment())
    while True:
        try:
            code = child.wait()
        except KeyboardInterrupt:
            continue
        return code if code >= 0 else 128 - code


def hand_over(command: Sequence[str | Path], *, cwd: Path | None = None) -> int:
    """Become the child where the system can do that, so that signals and exit code are its own."""
    if os.name == "nt":
        return run(command, cwd=cwd)
    if cwd is not None:
        os.chdir(cwd)
    sys.stderr.flush()
    return os.execve(PYTHON, [str(part) for part in command], environment())


def meritbook_command(arguments: Sequence[str]) -> list[str | Path]:
    """The command line of `meritbook`; -P keeps the caller's folder from being imported from."""
    start = "import sys; from meritbook.interfaces.cli.main import main; sys.argv[0] = 'meritbook'"
    return [PYTHON, "-P", "-c", f"{start}; sys.exit(main())", *arguments]


def prepare(lock: Path) -> float:
    """Bring `.venv` up to a lock; return the seconds that downloading and installing took."""
    if PYTHON.is_file() and is_installed(lock):
        return 0.0
    if not PYTHON.is_file():
        version = ".".join(map(str, sys.version_info[:3]))
        tell(
            f"正在建立运行环境 .venv（Python {version}）…", f"Making .venv with Python {version} …"
        )
        make_venv()
    tell("正在下载并安装依赖（仅此一次）…", "Downloading and installing packages (only once) …")
    began = time.monotonic()
    installer = install(lock)
    link_source()
    for done in (lock, RUNTIME_LOCK):
        stamp(done).write_text(fingerprint(done), encoding="ascii")
    seconds = time.monotonic() - began
    tell(
        f"下载并安装完毕（{installer}）：{seconds:.1f} 秒。",
        f"Downloaded and installed with {installer} in {seconds:.1f} s.",
    )
    return seconds


def fingerprint(lock: Path) -> str:
    """The SHA-256 of a lock, written down once everything in it is installed."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def stamp(lock: Path) -> Path:
    """Where the fingerprint of an installed lock stands."""
    return VENV / f"{lock.name}.sha256"


def is_installed(lock: Path) -> bool:
    """Whether just this lock was installed to its end. The development lock holds the other."""
    return stamp(lock).exists() and stamp(lock).read_text(encoding="ascii") == fingerprint(lock)


def make_venv() -> None:
    """Make an environment without pip: Debian splits `ensurepip` off, and uv is quicker anyway."""
    made = quiet([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV])
    if made.returncode:
        raise SetupFailed(made.stderr + made.stdout)


def install(lock: Path) -> str:
    """Install a lock by uv, or by pip where uv cannot be had; return the installer's name."""
    pip = find_pip()
    tail: list[str | Path] = ["--require-hashes", "-r", lock]
    if ensure_uv(pip) and not shown([*uv("install", pip=pip), *tail]).returncode:
        return "uv"
    done = shown([*pip, "install", *tail])
    if done.returncode:
        raise SetupFailed(
            (done.stderr or "")
            + choose(
                "依赖安装失败。请检查网络或 pip 的镜像设置，然后重新运行同一命令。",
                "The packages could not be installed. Check the network or pip's mirror setting, "
                "then run the same command again.",
            )
        )
    return "pip"


def find_pip() -> list[str | Path]:
    """A pip that can install into `.venv`: its own, the system's, or the one Python carries."""
    own: list[str | Path] = [PYTHON, "-m", "pip"]
    system: list[str | Path] = [sys.executable, "-m", "pip", "--python", PYTHON]
    for candidate in (own, system):
        if not quiet([*candidate, "--version"]).returncode:
            return candidate
    if not quiet([PYTHON, "-m", "ensurepip"]).returncode:
        return own
    raise SetupFailed(
        choose(
            "此 Python 没有 pip。请安装它（Debian、Ubuntu：apt install python3-pip）后重新运行。",
            "This Python has no pip. Install it (Debian, Ubuntu: apt install python3-pip), "
            "then run the same command again.",
        )
    )


def ensure_uv(pip: Sequence[str | Path]) -> bool:
    """Whether uv is there, or could be installed, inside `.venv`."""
    if not quiet([PYTHON, "-m", "uv", "--version"]).returncode:
        return True
    return not quiet([*pip, "install", "--require-hashes", "-r", SETUP_LOCK]).returncode


def uv(subcommand: str, *, pip: Sequence[str | Path]) -> list[str | Path]:
    """A `uv pip` command that trusts the system's certificates and asks pip's own mirror."""
    command: list[str | Path] = [PYTHON, "-m", "uv", "pip", subcommand, "--system-certs"]
    if subcommand == "install":
        command += ["--python", PYTHON]
    if mirror := pip_mirror(pip):
        command += ["--default-index", mirror]
    if not has_home():
        command += ["--no-cache"]
    return command


def pip_mirror(pip: Sequence[str | Path]) -> str:
    """The package index that the user's pip is set to, or nothing. uv would not look there."""
    lines = quiet([*pip, "config", "list"]).stdout.splitlines()
    settings = [line.partition("=") for line in lines]
    return next((value.strip("'") for key, _, value in settings if key.endswith(".index-url")), "")


def has_home() -> bool:
    """Whether there is a home directory that can keep uv's cache."""
    home = os.environ.get("USERPROFILE" if os.name == "nt" else "HOME", "")
    return bool(home) and os.access(home, os.W_OK)


def link_source() -> None:
    """Make `import meritbook` find the checkout: one relative line, nothing built or copied."""
    for packages in [*VENV.glob("lib/python*/site-packages"), *VENV.glob("Lib/site-packages")]:
        line = os.path.relpath(ROOT / "src", packages)
        (packages / "meritbook.pth").write_text(line + "\n", encoding="utf-8")


def quiet(
    command: Sequence[str | Path], *, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a child and keep its words."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def shown(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run a child whose progress a person at a terminal may follow; else keep its words."""
    if not sys.stderr.isatty():
        return quiet(command)
    words = [str(part) for part in command]
    return subprocess.run(words, env=environment(), stdout=sys.stderr, text=True, check=False)


def demo(arguments: Sequence[str]) -> int:
    """Make and evaluate the demo district; tell its time apart from the download's."""
    spent = prepare(RUNTIME_LOCK)
    began = time.monotonic()
    code = run(meritbook_command(["demo", *arguments]))
    seconds = time.monotonic() - began
    tell(
        f"演示用时 {seconds:.1f} 秒（另有下载并安装 {spent:.1f} 秒）。",
        f"The demo took {seconds:.1f} s, apart from {spent:.1f} s for downloading and installing.",
    )
    return code


def test(arguments: Sequence[str]) -> int:
    """Run the tests on every core."""
    prepare(DEV_LOCK)
    return hand_over([PYTHON, "-m", "pytest", "-n", "auto", *arguments], cwd=ROOT)


def check(_arguments: Sequence[str]) -> int:
    """Run every check, the slow ones too, and show the words of those that fail."""
    prepare(DEV_LOCK)
    layers = "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"
    steps: list[tuple[str, str, list[str | Path]]] = [
        ("格式", "format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        ("代码", "code", [PYTHON, "-m", "ruff", "check", "."]),
        ("类型", "types", [PYTHON, "-m", "mypy"]),
        ("分层", "layers", [PYTHON, "-c", layers]),
        ("依赖", "dependencies", [PYTHON, "-m", "deptry", "--no-ansi", "src"]),
        ("拼写", "spelling", [PYTHON, "-m", "codespell_lib"]),
        *(
            (
                f"规则集 {book.name}",
                f"rulebook {book.name}",
                meritbook_command(["rules", "check", str(book)]),
            )
            for book in sorted(path.parent for path in ROOT.glob("rulebooks/*/rulebook.yaml"))
        ),
    ]
    failed = [step for step in steps if not passes(*step)]
    return 1 if failed else 0


def passes(zh: str, en: str, command: Sequence[str | Path]) -> bool:
    """Run one check and print its line, with its words where it fails."""
    began = time.monotonic()
    done = quiet(command, cwd=ROOT)
    mark = "✗" if done.returncode else "✓"
    print(f"{mark} {choose(zh, en)} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return not done.returncode


def fix(_arguments: Sequence[str]) -> int:
    """Let ruff put right what it can."""
    prepare(DEV_LOCK)
    run([PYTHON, "-m", "ruff", "check", "--fix", "."], cwd=ROOT)
    return run([PYTHON, "-m", "ruff", "format", "."], cwd=ROOT)


def lock(arguments: Sequence[str]) -> int:
    """Write the three locks for every platform at once; they hold hashes and no address."""
    prepare(DEV_LOCK)
    wanted = (
        (SETUP_LOCK, ["--group", "setup"]),
        (RUNTIME_LOCK, ["pyproject.toml"]),
        (DEV_LOCK, ["pyproject.toml", "--group", "dev", "-c", RUNTIME_LOCK.name]),
    )
    for target, sources in wanted:
        done = quiet(
            [
                *uv("compile", pip=find_pip()),
                *("--universal", "--generate-hashes", "--python-version", "3.11"),
                *("--custom-compile-command", "./run lock", "-o", target.name),
                *sources,
                *arguments,
            ],
            cwd=ROOT,
        )
        if done.returncode:
            raise SetupFailed(done.stderr)
    return 0


TASKS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": demo,
    "test": test,
    "check": check,
    "fix": fix,
    "lock": lock,
}


def main(arguments: Sequence[str]) -> int:
    """Do what the first word says; return the exit code."""
    if not arguments or arguments[0] in {"help", "-h", "--help"}:
        print(choose(HELP_ZH, HELP_EN))
        return 0 if arguments else EXIT_USAGE
    word, *rest = arguments
    # `check` alone looks at this project; `check FACTS` is meritbook's check of a delivery.
    is_task = word in TASKS and not (word == "check" and rest)
    try:
        if is_task:
            return TASKS[word](rest)
        prepare(RUNTIME_LOCK)
        return hand_over(meritbook_command(arguments))
    except SetupFailed as failure:
        print(str(failure).strip(), file=sys.stderr)
        return EXIT_SETUP
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
