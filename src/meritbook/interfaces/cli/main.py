"""The `meritbook` command and its subcommands."""

from __future__ import annotations

import click

from meritbook.interfaces.cli.commands import Group
from meritbook.interfaces.cli.comparing import compare_command
from meritbook.interfaces.cli.delivering import check_command, template_command
from meritbook.interfaces.cli.demonstrating import demo_command
from meritbook.interfaces.cli.evaluating import evaluate_command
from meritbook.interfaces.cli.explaining import explain_command
from meritbook.interfaces.cli.forming import form_command
from meritbook.interfaces.cli.ruling import rules
from meritbook.interfaces.cli.speaking import both
from meritbook.interfaces.cli.versions import print_version


@click.group(
    "meritbook",
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=both(
        "实绩簿：干部实绩考核与选拔门槛，每个数字都说得清。\n"
        "退出码：0 完成，1 资料或规则书有错，2 用法不对，3 这台机器无法写入。",
        "Meritbook: performance appraisal and promotion gates of cadres, every number explained.\n"
        "Exit codes: 0 done, 1 faults in facts or rulebook, 2 usage, 3 the machine cannot write.",
    ),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_version,
    help=both("显示版本", "show the version"),
)
def main() -> None:
    """Run a subcommand."""


for command in (
    demo_command,
    evaluate_command,
    explain_command,
    compare_command,
    form_command,
    check_command,
    template_command,
    rules,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
