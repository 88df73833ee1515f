"""The commands ``review ...``: documents, words, refusals."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Run
from tests.conftest import Addresses
from tests.engines import Clock, filling
from tests.triage_hospital import fill

OF = ("--window", 1, "--department", "Medicine")
WHO = ("--name", "Dr Reid", "--role", "director")


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    """The hospital whose clinics meet a strike."""
    return addresses.filled("triage hospital", filling(fill, clock))


@pytest.mark.one_engine
def test_a_department_is_shown_signed_changed_and_withdrawn(
    done: Run, program: Run, in_words: Run
) -> None:
    found = done("review", "show", "--window", 1).json
    assert [each["department"] for each in found["departments"]] == ["Medicine", "Surgery"]
    medicine = done("review", "show", *OF).json["departments"][0]
    assert medicine == found["departments"][0]
    assert medicine["state"] == "not_signed"
    gaps = done("gaps", "--window", 1).json
    assert medicine["missing_person_minutes"] == sum(gaps["missing_person_minutes"].values())
    assert {each["start_utc"] for each in medicine["gaps"]} == {
        each["start_utc"] for each in gaps["gaps"]
    }
    assert "clinician_absent" not in str(found)
    done("review", "sign", *OF, *WHO, "--seal", medicine["seal"].upper())
    done("decide", "--appointment", "E1", "--decision", "postpone", "--why", "closed")
    late = program("review", "sign", *OF, *WHO, "--seal", medicine["seal"])
    assert late.error == "changed_meanwhile"
    medicine = done("review", "show", *OF).json["departments"][0]
    assert medicine["state"] == "changed"
    (change,) = medicine["changed_since"]
    assert (change["section"], change["key"]) == ("patient", "E1")
    text = in_words("review", "show", *OF).out
    assert "signed, changed since" in text
    assert "Signed by Dr Reid, director, revision 1." in text
    signed = medicine["sign_offs"][0]["sign_off"]
    assert medicine["signed"] == signed
    done("review", "withdraw", "--window", 1, "--id", signed, "--why", "too early")
    assert done("review", "show", *OF).json["departments"][0]["signed"] is None


@pytest.mark.one_engine
def test_comments_and_plans_sent_back_are_kept_and_settled(done: Run, program: Run) -> None:
    done("review", "comment", *OF, "--name", "Dr Reid", "--text", "Ask the eye clinic")
    done("review", "send-back", *OF, "--name", "Dr Reid", "--text", "Too thin")
    found = done("review", "show", *OF).json["departments"][0]
    assert (found["state"], [each["kind"] for each in found["notes"]]) == (
        "sent_back",
        ["comment", "sent_back"],
    )
    assert program("review", "sign", *OF, *WHO, "--seal", found["seal"]).error == "sent_back"
    note = found["notes"][1]["note"]
    done("review", "settle", "--window", 1, "--id", note, "--name", "Dr Reid")
    assert done("review", "show", *OF).json["departments"][0]["state"] == "not_signed"
    nowhere = program("review", "show", "--window", 1, "--department", "Astronomy")
    assert nowhere.error == "unknown_department"
