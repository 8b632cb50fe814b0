"""The `meritbook` command and its subcommands."""

from __future__ import annotations

import click

from meritbook.interfaces.cli.comparing import compare_command
from meritbook.interfaces.cli.delivering import check_command, template_command
from meritbook.interfaces.cli.evaluating import evaluate_command
from meritbook.interfaces.cli.explaining import explain_command
from meritbook.interfaces.cli.ruling import rules


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    help="实绩簿：干部实绩考核与选拔门槛，每个数字都说得清。"
    "\n\nMeritbook: performance appraisal and promotion gates, every number explained.",
)
def main() -> None:
    """Run a subcommand."""


for command in (
    evaluate_command,
    explain_command,
    compare_command,
    check_command,
    template_command,
    rules,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
