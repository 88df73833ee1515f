"""``requirements show``, ``copy-day``, ``template`` and ``sign``."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Run


def rows_of(said: dict) -> list[tuple[str, str, int, str]]:  # type: ignore[type-arg]
    (service,) = said["requirements"]
    (level,) = service["levels"]
    return [(row["from"], row["to"], row["number"], row["grade_min"]) for row in level["rows"]]


SHOW = ("requirements", "show", "--service", "ED", "--level", "emergency_only")
COPY = ("requirements", "copy-day", "--service", "ed", "--day", "2016-01-12")


def test_a_day_is_previewed_then_copied_then_undone(hospital: Run) -> None:
    assert rows_of(hospital(*SHOW).json) == [("08:00", "08:00", 1, "ST")]
    preview = hospital(*COPY, "--preview").json
    assert preview["saved"] is False
    assert [row["grade_min"] for row in preview["services"][0]["added"]] == [
        "CONSULTANT",
        "ST",
        "FY2",
    ]
    assert rows_of(hospital(*SHOW).json) == [("08:00", "08:00", 1, "ST")]
    assert hospital(*COPY, "--why", "as agreed").json["saved"] is True
    assert rows_of(hospital(*SHOW).json) == [
        ("09:00", "17:00", 1, "CONSULTANT"),
        ("08:00", "20:30", 1, "ST"),
        ("20:00", "08:30", 1, "FY2"),
    ]
    hospital("undo")
    assert rows_of(hospital(*SHOW).json) == [("08:00", "08:00", 1, "ST")]


def test_a_signature_shows_and_shows_what_changed_since(hospital: Run) -> None:
    said = hospital(
        "requirements", "sign", "--service", "ED", "--lead", "Dr Reid", "--role", "clinical lead"
    ).json
    assert (said["state"], said["signed_by"]) == ("signed", "Dr Reid")
    assert said["signed_at_utc"] == "2016-01-08T09:00:00+00:00"
    hospital("requirements", "template", "--service", "ED", "--name", "Labour ward")
    (service,) = hospital(*SHOW).json["requirements"]
    assert service["levels"][0]["state"] == "changed"


def test_templates_are_listed_with_their_source(hospital: Run) -> None:
    templates = hospital("requirements", "template").json["templates"]
    assert len(templates) >= 12
    assert all("unverified" in each["source"] for each in templates)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("copy-day", "--service", "ED", "--day", "2015-12-25"), "no_roster"),
        (("copy-day", "--service", "Nowhere", "--day", "2016-01-12"), "unknown_service"),
        (("template", "--service", "ED", "--name", "Nothing"), "unknown_template"),
        (("template", "--service", "ED"), "no_template"),
        (("template", "--name", "Labour ward"), "no_service"),
        (("sign", "--service", "ED", "--level", "normal", "--lead", "Dr Reid"), "nothing_to_sign"),
        (("template", "--service", "ED", "--name", "Labour ward", "--level", "suspended"),
         "level_requires_nobody"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    hospital: Run, program: Run, words: tuple[str, ...], code: str
) -> None:
    assert program("requirements", *words).error == code


def test_words_show_rows_and_signature(hospital: Run, in_words: Run) -> None:
    assert in_words(*SHOW).out.splitlines() == [
        "ED, Main, emergency only. Not signed by the clinical lead yet.",
        "  all day: 1 × ST or above",
    ]
    assert "+ 09:00 to 17:00: 1 × consultant or above" in in_words(*COPY, "--preview").out
