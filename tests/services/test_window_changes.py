"""Changing windows: the preview equals what then happens, and undo brings every row back."""

from datetime import UTC, date, datetime

import pytest

import main
from rota.domain.codes import Decision, EventKind, StaffGroup, WindowState, WindowType
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.law import Ballot
from rota.domain.times import read_local
from rota.domain.windows import WindowTerms
from rota.services.assigning import CoverOrder, assign, service_called
from rota.services.deciding import decide
from rota.services.disputes import compare, list_disputes, record_ballot, record_event
from rota.services.history import undo
from rota.services.importing import ImportOrder, import_file
from rota.services.strike_picture import StrikePicture
from rota.services.window_changes import NewTerms, revise, set_state
from rota.services.windows import NewWindow, add_window, show_window
from rota.tables.reader import TableReader
from rota.tables.rulebook import grade_ladder
from tests.engines import dump

LADDER = grade_ladder(date(2016, 1, 8))
RESIDENTS = frozenset({StaffGroup.RESIDENT_DOCTOR})

FILES = {
    "staff": (
        "staff_id,title,forename,surname,staff_group,grade,department,site\n"
        "S1,Dr,Ada,Reid,resident_doctor,ST5,Medicine,Wandlemere\n"
        "S2,Dr,Bo,Shah,resident_doctor,F2,Medicine,Wandlemere\n"
        "S3,Dr,Cy,Okafor,consultant,Consultant,Medicine,Wandlemere\n"
    ),
    "duties": (
        "duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id,emergency\n"
        "D1,Acute take,Medicine,Wandlemere,resident_doctor,ST,2016-01-12 08:00,2016-01-12 20:30,ward,S1,N\n"
        "D2,Acute take,Medicine,Wandlemere,resident_doctor,FY2,2016-01-12 20:00,2016-01-13 08:30,ward,S2,N\n"
        "D3,Acute take,Medicine,Wandlemere,resident_doctor,ST,2016-01-26 08:00,2016-01-26 20:30,ward,S1,N\n"
        "D4,Acute take,Medicine,Wandlemere,resident_doctor,ST,2016-02-10 08:00,2016-02-10 20:30,ward,S1,Y\n"
        "D5,Acute take,Medicine,Wandlemere,resident_doctor,ST,2016-02-10 20:00,2016-02-11 08:30,ward,S2,N\n"
    ),
    "requirements": (
        "service,department,site,level,from,to,number,grade_min\n"
        "Acute take,Medicine,Wandlemere,emergency_only,08:00,08:00,1,FY2\n"
    ),
    "appointments": (
        "appointment_id,patient_id,surname,department,service,site,clinician_staff_id,start,"
        "duration_minutes,kind,priority\n"
        "A1,P1,Begum,Medicine,Chest clinic,Wandlemere,S1,2016-01-12 10:00,20,follow_up,routine\n"
        "A2,P2,Price,Medicine,Chest clinic,Wandlemere,S1,2016-01-26 10:00,20,follow_up,routine\n"
        "A3,P3,Ng,Medicine,Chest clinic,Wandlemere,S2,2016-02-10 18:00,20,follow_up,routine\n"
    ),
}  # fmt: skip


def at(text: str) -> datetime:
    return read_local(text).instant


def terms(start: str, end: str | None, kind=WindowType.EMERGENCY_CARE_ONLY) -> WindowTerms:
    return WindowTerms(at(start), at(end) if end else None, kind, RESIDENTS)


@pytest.fixture
def hospital(database, tmp_path):
    for kind, text in FILES.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        outcome = import_file(
            database, TableReader(LADDER), ImportOrder(ImportKind(kind), path), NOW
        )
        assert outcome.errors == []
    return database


NOW = datetime(2015, 11, 20, 9, 0, tzinfo=UTC)


def notify(hospital, start, end, kind=WindowType.EMERGENCY_CARE_ONLY, now=NOW) -> int:
    window, _ = add_window(
        hospital, NewWindow("2016 contract", "BMA", terms(start, end, kind)), now
    )
    return window.window_id


def affected(hospital, window_id) -> tuple[set[str], set[str]]:
    with hospital.read() as work:
        picture = StrikePicture(work, window_id, LADDER)
        return (
            {each.duty.duty_id for each in picture.lost},
            {each.visit.appointment_id for each in picture.at_risk},
        )


def by_kind(changed) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in changed.consequences:
        found.setdefault(each.kind, set()).add(each.id)
    return found


def previewed(change):
    """Preview a change, make it, and say that the two agree."""
    preview, done = change(True), change(False)
    assert preview.consequences == done.consequences
    assert preview.after == done.after
    assert preview.changes.entry is None
    assert done.changes.entry is not None
    return done


def call_off(hospital, window_id, why="talks", now=NOW):
    return previewed(
        lambda preview: set_state(
            hospital, window_id, WindowState.CALLED_OFF, why, now, LADDER, preview
        )
    )


def test_the_2016_story_reads_like_the_news_did(hospital):
    december = [
        notify(hospital, "2015-12-01 08:00", "2015-12-02 08:00"),
        notify(hospital, "2015-12-08 08:00", "2015-12-08 17:00", WindowType.FULL_WALKOUT),
        notify(hospital, "2015-12-16 08:00", "2015-12-16 17:00", WindowType.FULL_WALKOUT),
    ]
    for window_id in december:
        assert call_off(hospital, window_id, now=at("2015-11-30 20:00")).consequences == ()
    record_event(
        hospital, "2016 contract", EventKind.TALKS, at("2016-01-04 17:00"), "Talks broke down", NOW
    )
    now = at("2016-01-04 18:00")
    first = notify(hospital, "2016-01-12 08:00", "2016-01-13 08:00", now=now)
    second = notify(hospital, "2016-01-26 08:00", "2016-01-28 08:00", now=now)
    third = notify(
        hospital, "2016-02-10 08:00", "2016-02-10 17:00", WindowType.FULL_WALKOUT, now=now
    )
    set_state(hospital, first, WindowState.COMPLETED, "it ran", at("2016-01-13 08:00"), LADDER)

    off = call_off(hospital, second, now=at("2016-01-19 16:00"))
    assert by_kind(off) == {
        "duty_restored": {"D3"},
        "appointment_no_longer_at_risk": {"A2"},
    }
    revised = previewed(
        lambda preview: revise(
            hospital,
            third,
            NewTerms(end=at("2016-02-11 08:00"), type=WindowType.EMERGENCY_CARE_ONLY),
            "changed to 24 hours of emergency care only",
            at("2016-02-08 16:00"),
            LADDER,
            preview,
        )
    )
    assert by_kind(revised) == {
        "day_gained": {"2016-02-10"},
        "duty_restored": {"D4"},
        "duty_lost": {"D5"},
        "appointment_at_risk": {"A3"},
    }
    assert affected(hospital, third) == ({"D5"}, {"A3"})
    (detail,) = list_disputes(hospital)
    assert [(event.kind.value, f"{event.at:%d %b}") for event in detail.events] == [
        ("notice", "20 Nov"),
        ("notice", "20 Nov"),
        ("notice", "20 Nov"),
        ("called_off", "30 Nov"),
        ("called_off", "30 Nov"),
        ("called_off", "30 Nov"),
        ("talks", "04 Jan"),
        ("notice", "04 Jan"),
        ("notice", "04 Jan"),
        ("notice", "04 Jan"),
        ("strike", "13 Jan"),
        ("called_off", "19 Jan"),
        ("revised", "08 Feb"),
    ]
    assert {event.who for event in detail.events} == {"tester"}


def test_calling_off_takes_back_all_that_stood_on_the_strike_and_undo_restores_it(hospital):
    window_id = notify(hospital, "2016-01-12 08:00", "2016-01-13 08:00")
    take = service_called(hospital, "Acute take").service_id
    night = at("2016-01-12 20:00"), at("2016-01-13 08:00")
    assign(hospital, CoverOrder(window_id, "S3", take, *night), main.tools().rules)
    decide(hospital, ["A1"], Decision.POSTPONE, "no cover")
    before = dump(hospital.address, journal=False)
    done = call_off(hospital, window_id)
    assert by_kind(done) == {
        "duty_restored": {"D1", "D2"},
        "cover_stood_down": {"S3"},
        "appointment_no_longer_at_risk": {"A1"},
        "appointment_reinstated": {"A1"},
    }
    with hospital.read() as work:
        kept = work.disputes.consequences(window_id)
        assert [each for _, each in kept] == list(done.consequences)
        assert work.cover.of_window(window_id) == []
    undo(hospital)
    assert dump(hospital.address, journal=False) == before


def test_a_strike_that_is_on_again_says_whose_cover_to_ask_for_again(hospital):
    window_id = notify(hospital, "2016-01-12 08:00", "2016-01-13 08:00")
    take = service_called(hospital, "Acute take").service_id
    night = at("2016-01-12 20:00"), at("2016-01-13 08:00")
    assign(hospital, CoverOrder(window_id, "S3", take, *night), main.tools().rules)
    call_off(hospital, window_id)
    again = set_state(hospital, window_id, None, "no deal", NOW, LADDER)
    assert by_kind(again)["cover_to_ask_again"] == {"S3"}
    with hospital.read() as work:
        assert work.cover.of_window(window_id) == []


def test_an_appointment_that_another_strike_still_touches_is_not_relieved(hospital):
    first = notify(hospital, "2016-01-12 08:00", "2016-01-13 08:00")
    window, _ = add_window(
        hospital,
        NewWindow("2016 contract", "HCSA", terms("2016-01-12 07:59", "2016-01-13 07:59")),
        NOW,
    )
    assert by_kind(call_off(hospital, window.window_id)) == {}
    assert by_kind(call_off(hospital, first))["appointment_no_longer_at_risk"] == {"A1"}


def test_reinstating_goes_back_to_confirmed_only_where_it_was(hospital):
    window_id = notify(hospital, "2016-01-12 08:00", "2016-01-13 08:00")
    set_state(hospital, window_id, WindowState.SUSPENDED, "talks", NOW, LADDER)
    assert set_state(hospital, window_id, None, "no deal", NOW, LADDER).after.state == "notified"
    set_state(hospital, window_id, WindowState.CONFIRMED, "sure", NOW, LADDER)
    call_off(hospital, window_id)
    again = previewed(
        lambda preview: set_state(hospital, window_id, None, "no deal", NOW, LADDER, preview)
    )
    assert again.after.state == "confirmed"
    assert by_kind(again) == {"duty_lost": {"D1", "D2"}, "appointment_at_risk": {"A1"}}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda h, w: set_state(h, w, None, "x", NOW, LADDER), "not_from_here"),
        (lambda h, w: set_state(h, w, WindowState.NOTIFIED, "x", NOW, LADDER), "already_so"),
        (lambda h, w: set_state(h, w, WindowState.CALLED_OFF, " ", NOW, LADDER), "why_missing"),
        (lambda h, w: revise(h, w, NewTerms(), "x", NOW, LADDER), "nothing_new"),
        (
            lambda h, w: revise(h, w, NewTerms(end=at("2016-01-11 08:00")), "x", NOW, LADDER),
            "end_before_start",
        ),
        (lambda h, w: revise(h, 99, NewTerms(), "x", NOW, LADDER), "unknown_window"),
    ],
    ids=["reinstate a notified", "notify again", "no reason", "no change", "backwards", "unknown"],
)
def test_a_change_that_makes_no_sense_is_refused_and_leaves_nothing(hospital, change, code):
    window_id = notify(hospital, "2016-01-12 08:00", "2016-01-13 08:00")
    before = dump(hospital.address, journal=False)
    with pytest.raises(Refused) as refused:
        change(hospital, window_id)
    assert refused.value.code == code
    assert dump(hospital.address, journal=False) == before


def test_revisions_are_kept_and_compared_in_words(hospital):
    window_id = notify(hospital, "2016-01-12 08:00", "2016-01-13 08:00")
    revise(hospital, window_id, NewTerms(open_end=True), "no end now", NOW, LADDER)
    one, other = show_window(hospital, window_id).revisions
    assert [(each.part, each.before, each.after) for each in compare(one, other)] == [
        ("Ends", "Wed 13 Jan 2016 08:00", "no end given"),
        ("Length", "24 hours", "open"),
    ]


def test_a_ballot_is_kept_and_refused_backwards(hospital):
    notify(hospital, "2016-01-12 08:00", "2016-01-13 08:00")
    ballot = Ballot(date(2015, 11, 5), date(2015, 11, 18))
    record_ballot(hospital, "2016 contract", ballot, "98 % yes, 76 % turnout", "announced")
    (detail,) = list_disputes(hospital)
    assert (detail.dispute.ballot, detail.dispute.ballot_result) == (
        ballot,
        "98 % yes, 76 % turnout",
    )
    with pytest.raises(Refused):
        record_ballot(
            hospital, "2016 contract", Ballot(date(2015, 11, 18), date(2015, 11, 5)), "", "x"
        )
