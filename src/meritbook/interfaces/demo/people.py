"""The table `people`: everybody in the post held on the day of the demo."""

from meritbook.interfaces.demo.appointments import spell_on
from meritbook.interfaces.demo.days import DEMO_DAY
from meritbook.interfaces.demo.draws import stream
from meritbook.interfaces.demo.roster import Member, members
from meritbook.interfaces.demo.stories import told

Row = dict[str, object]

GENDERS = {"male": "男", "female": "女"}
_RANKS_AS_POSTS = frozenset({"四级调研员"})


def people_rows() -> list[Row]:
    """One row per person; a few records still lack a day that is being verified."""
    return [_row(member) for member in members()]


def _row(member: Member) -> Row:
    spell = spell_on(member.person_id, DEMO_DAY)
    rng = stream("missing", member.person_id)
    settled = member.archetype == "newcomer" or told(member.person_id) is not None
    return {
        "person_id": member.person_id,
        "name": member.name,
        "gender": GENDERS[member.gender],
        "born_on": member.born_on if settled or rng.random() > 0.004 else None,
        "ethnicity": member.ethnicity,
        "joined_on": member.joined_on if settled or rng.random() > 0.01 else None,
        "unit_id": spell.unit.unit_id,
        "post": spell.post,
        # Who gave up leading kept the rank that comes with it.
        "rank": spell.post if spell.post in _RANKS_AS_POSTS else member.rank,
    }
