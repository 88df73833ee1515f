"""The derogation log over a real file; nothing in it is ever counted as cover."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rota.domain.codes import DerogationAnswer
from rota.domain.cover import CoverGap
from rota.domain.derogation_rules import DerogationState
from rota.domain.derogations import Derogation
from rota.domain.errors import Refused
from rota.services.derogation_file import export_log
from rota.services.derogations import (
    answer_nhse,
    answer_union,
    ask,
    read_log,
    record_outcome,
    withdraw,
)
from rota.services.history import undo
from rota.services.strike_picture import StrikePicture
from rota.storage.database import Database
from tests.conftest import Addresses
from tests.engines import Clock, filling
from tests.strike_hospital import END, START, fill, tools

TOOLS = tools()
RULES = TOOLS.rules.derogations
ASKED = START + timedelta(hours=11)
NOW = ASKED + timedelta(minutes=20)


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("strike hospital", filling(fill, clock))


@pytest.fixture
def hospital(database: Database) -> Database:
    return database


def request(hospital: Database, **other: object) -> Derogation:
    with hospital.read() as work:
        ed = next(each for each in work.duties.services() if "Emergency" in each.name)
    wanted = Derogation(
        1, ed.service_id, START + timedelta(hours=12), END, "ST", 1, "=No airway cover",
        frozenset({"urgent_moved"}), "Medical director", ASKED, ASKED + timedelta(hours=1),
    )  # fmt: skip
    return replace(wanted, **other)


def asked(hospital: Database) -> int:
    return ask(hospital, request(hospital), RULES, NOW).asked.derogation_id


def state(hospital: Database) -> DerogationState:
    (entry,) = read_log(hospital, 1, RULES, NOW).entries
    return entry.state


def gaps(hospital: Database) -> list[tuple[CoverGap, ...]]:
    with hospital.read() as work:
        return [each.gaps for each in StrikePicture(work, 1, TOOLS.rules.ladder).cover]


def test_no_gap_changes_whatever_is_asked_and_granted(hospital: Database) -> None:
    before = gaps(hospital)
    assert any(before)
    number = asked(hospital)
    assert gaps(hospital) == before
    answer_nhse(hospital, number, DerogationAnswer.SUPPORTED, NOW, RULES, NOW)
    answer_union(hospital, number, DerogationAnswer.GRANTED, NOW, RULES, NOW)
    assert state(hospital) is DerogationState.GRANTED
    assert gaps(hospital) == before


def test_the_log_follows_the_chain_and_keeps_its_history(hospital: Database) -> None:
    number = asked(hospital)
    assert state(hospital) is DerogationState.WITH_NHSE
    answer_nhse(hospital, number, DerogationAnswer.SUPPORTED, NOW, RULES, NOW)
    assert state(hospital) is DerogationState.WITH_UNION
    answer_union(hospital, number, DerogationAnswer.GRANTED, NOW, RULES, NOW)
    withdraw(hospital, number, "the union", NOW, RULES, NOW, "the form was incomplete")
    record_outcome(hospital, number, "A consultant stayed on; no harm.", RULES)
    (entry,) = read_log(hospital, 1, RULES, NOW).entries
    assert entry.state is DerogationState.WITHDRAWN
    assert [text for _, text in entry.history] == [
        "Asked for by Medical director",
        "NHS England: supported",
        "Union: granted",
        "Withdrawn by the union",
    ]
    assert entry.asked.outcome == "A consultant stayed on; no harm."
    with pytest.raises(Refused) as refused:
        answer_union(hospital, number, DerogationAnswer.REFUSED, NOW, RULES, NOW)
    assert refused.value.code == "withdrawn"


def test_a_request_before_the_strike_is_refused_and_leaves_nothing(hospital: Database) -> None:
    early = request(hospital, asked_at=START - timedelta(minutes=1))
    with pytest.raises(Refused, match="once the strike has begun"):
        ask(hospital, early, RULES, NOW)
    assert read_log(hospital, 1, RULES, NOW).entries == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"asked_at": NOW + timedelta(minutes=1), "decide_by": None}, "in_future"),
        ({"service_id": 0}, "unknown_service"),
        ({"window_id": 9}, "unknown_window"),
    ],
)
def test_a_request_from_the_future_or_about_nothing_is_refused(
    changed: dict[str, object], code: str, hospital: Database
) -> None:
    with pytest.raises(Refused) as refused:
        ask(hospital, request(hospital, **changed), RULES, NOW)
    assert refused.value.code == code


def test_a_union_grant_without_support_is_kept_with_a_finding(hospital: Database) -> None:
    number = asked(hospital)
    logged = answer_union(hospital, number, DerogationAnswer.GRANTED, NOW, RULES, NOW)
    assert "derogation_chain" in [each.rule for each in logged.findings]
    assert state(hospital) is DerogationState.GRANTED
    undo(hospital)
    assert state(hospital) is DerogationState.WITH_NHSE


def test_answers_of_the_wrong_body_or_time_are_refused(hospital: Database) -> None:
    number = asked(hospital)
    granted, supported = DerogationAnswer.GRANTED, DerogationAnswer.SUPPORTED
    early, late = ASKED - timedelta(minutes=1), NOW + timedelta(minutes=1)
    for call, code in (
        (lambda: answer_nhse(hospital, number, granted, NOW, RULES, NOW), "wrong_answer"),
        (lambda: answer_union(hospital, number, supported, NOW, RULES, NOW), "wrong_answer"),
        (lambda: answer_union(hospital, number, granted, early, RULES, NOW), "before_asked"),
        (lambda: answer_union(hospital, number, granted, late, RULES, NOW), "in_future"),
        (lambda: answer_union(hospital, 99, granted, NOW, RULES, NOW), "unknown_derogation"),
        (lambda: withdraw(hospital, number, " ", NOW, RULES, NOW), "no_withdrawer"),
        (lambda: record_outcome(hospital, number, " ", RULES), "no_outcome"),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.code == code


def test_the_open_request_with_the_nearest_deadline_is_on_top(hospital: Database) -> None:
    for hours in (3, 1, 2):
        wanted = request(hospital, decide_by=ASKED + timedelta(hours=hours))
        ask(hospital, wanted, RULES, NOW)
    ask(hospital, request(hospital, decide_by=None), RULES, NOW)
    answer_union(hospital, 2, DerogationAnswer.REFUSED, NOW, RULES, NOW)
    log = read_log(hospital, 1, RULES, NOW)
    assert [each.asked.derogation_id for each in log.entries] == [3, 1, 4, 2]
    assert [each.left for each in log.entries] == [
        "1 h 40 min left",
        "2 h 40 min left",
        "no deadline given",
        "",
    ]


def test_the_log_as_csv_runs_no_formula(hospital: Database, tmp_path: Path) -> None:
    asked(hospital)
    out = export_log(hospital, TOOLS.exporter, 1, RULES, tmp_path / "log.csv", NOW)
    (row,) = csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))
    assert row["risk"] == "'=No airway cover"
    assert row["asked_at"] == "2016-01-12 19:00"
    assert row["state"] == "waiting for NHS England"
    assert row["tried"] == "Urgent cases have been moved around the strike days"


def test_before_the_strike_the_log_says_when_one_can_be_asked(hospital: Database) -> None:
    log = read_log(hospital, 1, RULES, START - timedelta(days=1))
    assert log.entries == ()
    assert "once the strike has begun, on Tue 12 Jan 2016 08:00" in log.when
    assert {each.code for each in log.checklist} >= {"staffing_exhausted", "electives_cancelled"}
