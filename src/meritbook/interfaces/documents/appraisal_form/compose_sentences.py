"""The few sentences that the form adds to the rulebook's own words, Chinese and English."""

from meritbook.engine.kinds import Label
from meritbook.engine.saying import join, phrase, same

ARROW = " → "

_TRENDS = {
    "rising": Label("逐年上升", "rising in each year"),
    "falling": Label("逐年下降", "falling in each year"),
    "level": Label("保持不变", "unchanged"),
    "not falling": Label("持平或上升", "level or rising"),
    "not rising": Label("持平或下降", "level or falling"),
    "uneven": Label("有升有降", "up and down"),
    "open": Label("有年度未知", "not known for each year"),
}


def worked_out(label: Label, value: Label, work: Label) -> Label:
    """Say a number and how it comes about: “综合得分 94.52 = (…) ÷ (…)”."""
    return capitalised(phrase("{l} {v} = {w}", "{l} {v} = {w}", l=label, v=value, w=work))


def judged(label: Label, value: Label, why: Label | None = None) -> Label:
    """Say a verdict and what it rests on: “一票否决：否。没有德廉认定记录”."""
    said = capitalised(phrase("{l}：{v}", "{l}: {v}", l=label, v=value))
    return said if why is None else join((said, capitalised(why)), "。", ". ")


def capitalised(said: Label) -> Label:
    """Let an English sentence begin as sentences do."""
    return Label(said.zh, said.en[:1].upper() + said.en[1:])


def still_open(facts: Label) -> Label:
    """Name what has to be recorded or settled before an unknown is known."""
    return phrase("尚待明确：{f}", "Still open: {f}", f=facts)


def cap_note(rule: Label, bound: Label, value: Label) -> Label:
    """Say how the quarters of dynamic points come to the year's."""
    return phrase(
        "每季净分限幅后计入（{b}：{v}），期末 = 期初 + 限幅计入，第四季度期末即全年{r}",
        "Each quarter's net points are held within bounds ({b}: {v}); closing = opening + "
        "credited, and the fourth quarter's closing is the year's {r}",
        r=rule, b=bound, v=value,
    )  # fmt: skip


def reversed_by(entry: str, day: str) -> Label:
    """Say that an entry was cancelled."""
    return phrase("{d} 由 {e} 冲销", "cancelled by {e} on {d}", d=same(day), e=same(entry))


def reverses(entry: str, day: str) -> Label:
    """Say what a reversal cancels."""
    if not day:
        return phrase("冲销 {e}", "cancels {e}", e=same(entry))
    return phrase("冲销 {d} 的 {e}", "cancels {e} of {d}", d=same(day), e=same(entry))


def reversal_of(entry: str, item: str, points: str) -> Label:
    """Name an entry in the record of corrections."""
    described = Label(f"{item}，{points}" if item else points, f"{item}, {points}".lstrip(", "))
    return phrase("冲销 {e}（{x}）", "{e} cancelled ({x})", e=same(entry), x=described)


def decided_anew(label: Label, before: Label, after: Label) -> Label:
    """Say that a registered grade was decided anew."""
    return capitalised(
        phrase(
            "{l}由“{a}”改定为“{b}”", "{l} changed from “{a}” to “{b}”", l=label, a=before, b=after
        )
    )


def registered_differs(registered: Label, computed: Label) -> Label:
    """Say that what was registered is not what the record comes to."""
    return capitalised(
        phrase(
            "{r}，与{c}不同，以登记的为准",
            "{r} differs from {c}; what is registered stands",
            r=registered,
            c=computed,
        )
    )


def compared(label: Label, trend: str, values: str) -> Label:
    """Say how a value went over the years."""
    said = phrase("{l}{t}（{v}）", "{l}: {t} ({v})", l=label, t=_TRENDS[trend], v=same(values))
    return capitalised(said)


def outside_window(years: str, window: str) -> Label:
    """Say that years are not shown because the evaluation does not reach them."""
    return phrase(
        "{y} 年不在本次评估的窗口（{w}）内，未列",
        "{y} lies outside this evaluation's window ({w}) and is not shown",
        y=same(years),
        w=same(window),
    )


def running(year: str) -> str:
    """Mark a year that has not ended; `running_note` says what the mark means."""
    return f"{year}*"


def running_note(year: str) -> Label:
    """Say that a year among the others has not ended."""
    return Label(
        f"* {year} 年尚未结束，所列为截至评估日的预览",
        f"* {year} has not ended; its figures are a preview as of the day of evaluation",
    )
