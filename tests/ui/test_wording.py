from __future__ import annotations

import pytest

from rota.domain.codes import DutyKind, StaffGroup
from rota.domain.requirements import PRESENT_KINDS, Post
from ui.wording import channel_words, post_words


def post(
    grade: str = "", skills: tuple[str, ...] = (), groups: tuple[StaffGroup, ...] = ()
) -> Post:
    return Post(grade, frozenset(skills), frozenset(groups), PRESENT_KINDS)


@pytest.mark.parametrize(
    ("wanted", "number", "said"),
    [
        (post("ST", ("airway",)), 1, "1 registrar (ST) or above with airway skills"),
        (post("ST", ("airway",)), 2, "2 registrars (ST) or above with airway skills"),
        (post("CONSULTANT"), 1, "1 consultant"),
        (
            post("CT", ("icu", "airway", "nls")),
            3,
            "3 core trainees (CT) or above with airway, ICU and NLS skills",
        ),
        (post(groups=(StaffGroup.NURSE,)), 1, "1 nurse"),
        (post(groups=(StaffGroup.NURSE, StaffGroup.MIDWIFE)), 2, "2 midwives or nurses"),
        (post("Band 6", groups=(StaffGroup.NURSE,)), 2, "2 nurses (Band 6 or above)"),
        (
            post("ST", groups=(StaffGroup.SAS_DOCTOR,)),
            1,
            "1 registrar (ST) or above, of the SAS doctors",
        ),
        (post("Band 7"), 1, "1 Band 7 or above"),
        (post(), 1, "1 doctor"),
        (post(), 4, "4 doctors"),
    ],
)
def test_who_is_wanted_is_said_in_whole_words(wanted: Post, number: int, said: str) -> None:
    assert post_words(wanted, number) == said


def test_a_duty_kind_that_is_not_usual_is_said() -> None:
    on_call = Post("ST", frozenset(), frozenset(), frozenset({DutyKind.ON_CALL_NON_RESIDENT}))
    assert post_words(on_call, 1) == "1 registrar (ST) or above (on call, non-resident)"


def test_what_cannot_go_by_post_goes_by_hand() -> None:
    assert channel_words("local") == "By hand"
