"""What a patient was told, and whether a letter made still says the truth when it is posted.

Each case is one that somebody found by trying to break the program.
"""

from datetime import UTC, date, datetime

import pytest

from main import tools
from rota.domain.call_offs import Reinstate
from rota.domain.codes import Decision, StaffGroup, WindowState, WindowType
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.times import read_local
from rota.domain.windows import WindowTerms
from rota.services.batch_gate import untrue_letters
from rota.services.batch_making import render
from rota.services.deciding import decide, undecide
from rota.services.importing import ImportOrder, import_file
from rota.services.letter_contents import preview_content
from rota.services.letter_queue import letter_queue
from rota.services.phoning import phone_list
from rota.services.posting import mark_posted
from rota.services.window_changes import set_state
from rota.services.windows import NewWindow, add_window

pytestmark = pytest.mark.one_engine
TOOLS = tools()
CLOCK = TOOLS.rules.letters
NOW = datetime(2016, 1, 4, 9, 0, tzinfo=UTC)
HEADINGS = (
    "appointment_id,patient_id,nhs_number,surname,address_1,address_2,postcode,deceased,"
    "do_not_post,department,service,site,clinician_staff_id,start,duration_minutes,kind,mode,"
    "priority\n"
)
STAFF = "staff_id,surname,staff_group,grade,department,site\nS1,Reid,resident_doctor,ST5,Med,Main\n"


def at(text: str) -> datetime:
    return read_local(text).instant


def row(appointment, patient="P1", start="2016-01-12 10:20", **other) -> str:
    cells = {
        "nhs": "", "surname": "Begum", "address": "1 High Street", "deceased": "N",
        "do_not_post": "N", "mode": "face_to_face",
    } | other  # fmt: skip
    return (
        f"{appointment},{patient},{cells['nhs']},{cells['surname']},{cells['address']},Tooting,"
        f"SW17 0QT,{cells['deceased']},{cells['do_not_post']},Medicine,Chest clinic,Main,S1,"
        f"{start},20,follow_up,{cells['mode']},routine\n"
    )


class Hospital:
    def __init__(self, database, folder):
        self.storage, self._folder = database, folder
        self.load(ImportKind.STAFF, STAFF)

    def load(self, kind, text, **options):
        path = self._folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        return import_file(self.storage, TOOLS.reader, ImportOrder(kind, path, **options), NOW)

    def visits(self, *rows, **options):
        outcome = self.load(ImportKind.APPOINTMENTS, HEADINGS + "".join(rows), **options)
        assert outcome.errors == []
        return outcome

    def strike(self, start="2016-01-12 08:00", end="2016-01-13 08:00", **other):
        terms = WindowTerms(
            at(start),
            at(end),
            other.get("type", WindowType.FULL_WALKOUT),
            frozenset({other.get("group", StaffGroup.RESIDENT_DOCTOR)}),
        )
        union = other.get("union", "BMA")
        window, _ = add_window(self.storage, NewWindow("2016 contract", union, terms), NOW)
        return window.window_id

    def postpone(self, *appointments):
        decide(self.storage, appointments, Decision.POSTPONE, "no cover")

    def queue(self, now=NOW):
        return {each.appointment_id: each for each in letter_queue(self.storage, CLOCK, now)}

    def batch(self):
        return render(self.storage, TOOLS.typesetter(), CLOCK, NOW).batch

    def post(self, batch, **options):
        return mark_posted(self.storage, batch, NOW, CLOCK, **options)


@pytest.fixture
def hospital(database, tmp_path):
    made = Hospital(database, tmp_path)
    made.visits(row("A1"), row("A2", "P2", surname="Price", start="2016-01-12 11:00"))
    return made


def test_a_patient_moved_into_the_next_strike_and_postponed_again_gets_another_letter(hospital):
    hospital.strike()
    hospital.postpone("A1")
    hospital.post(hospital.batch())
    moved = hospital.visits(row("A1", start="2016-02-10 10:20"))
    assert [each.code for each in moved.warnings] == ["moved"]
    with hospital.storage.read() as work:
        assert work.appointments.decided() == {}, "fulfilled, and open again for the new time"
    hospital.strike("2016-02-10 08:00", "2016-02-10 17:00")
    hospital.postpone("A1")
    assert hospital.queue()["A1"].state == "ready"


def test_a_decision_about_an_old_time_is_held_until_somebody_decides_again(hospital):
    hospital.strike()
    hospital.postpone("A1")
    hospital.visits(row("A1", start="2016-01-12 15:00"))
    assert hospital.queue()["A1"].holds == ("changed_since_decision",)
    hospital.postpone("A1")
    assert hospital.queue()["A1"].state == "ready"


def test_a_batch_with_an_untrue_letter_is_not_posted_unseen(hospital):
    hospital.strike()
    hospital.postpone("A1", "A2")
    batch = hospital.batch()
    decide(hospital.storage, ["A1"], Decision.KEEP, "a consultant will come")
    (untrue,) = untrue_letters(hospital.storage, batch, NOW)
    assert untrue.appointment_ids == ("A1",)
    with pytest.raises(Refused) as refused:
        hospital.post(batch)
    assert refused.value.code == "untrue_letters"
    assert untrue.reference in refused.value.text
    done = hospital.post(batch, without=[untrue.reference])
    assert (done.number, done.left_out) == (1, (untrue.reference,))
    hospital.postpone("A1")
    assert hospital.queue()["A1"].state == "ready", "taken out, so never told: a new letter is due"
    assert "A2" not in hospital.queue()


def test_an_untrue_letter_that_went_all_the_same_is_put_right_by_another(hospital):
    hospital.strike()
    hospital.postpone("A1")
    batch = hospital.batch()
    decide(hospital.storage, ["A1"], Decision.KEEP, "a consultant will come")
    hospital.post(batch, as_printed=True)
    again = hospital.queue()["A1"]
    assert (again.kind, again.state) == ("going_ahead", "ready")


@pytest.mark.parametrize(
    "change",
    [
        {"deceased": "Y"},
        {"do_not_post": "Y"},
        {"address": "9 Low Road"},
        {"surname": "Hussain"},
        {"mode": "phone"},
        {"start": "2016-01-12 16:00"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_changes_after_a_letter_is_made_stops_it(hospital, change):
    hospital.strike()
    hospital.postpone("A1")
    batch = hospital.batch()
    hospital.visits(row("A1", **change))
    assert hospital.queue()["A1"].state == "withdraw"
    with pytest.raises(Refused) as refused:
        hospital.post(batch)
    assert refused.value.code == "untrue_letters"


def test_a_retired_appointment_stops_its_letter(hospital):
    hospital.strike()
    hospital.postpone("A1")
    batch = hospital.batch()
    hospital.visits(row("A2", "P2", surname="Price", start="2016-01-12 11:00"), replace=True)
    assert hospital.queue()["A1"].state == "withdraw"
    with pytest.raises(Refused):
        hospital.post(batch)


def test_another_unions_strike_does_not_keep_a_letter_true(hospital):
    window_id = hospital.strike()
    hospital.strike(group=StaffGroup.NURSE, union="RCN")
    hospital.postpone("A1")
    set_state(hospital.storage, window_id, WindowState.CALLED_OFF, "talks", NOW, TOOLS.rules.ladder)
    assert hospital.queue()["A1"].holds == ("strike_changed",)


def call_off_alone(hospital, window_id):
    """Call a strike off and leave every decision to people."""
    ladder, none = TOOLS.rules.ladder, Reinstate.NONE
    off = WindowState.CALLED_OFF
    set_state(hospital.storage, window_id, off, "talks", NOW, ladder, reinstate=none)


def test_patients_told_of_a_strike_that_is_off_stay_in_the_queue(hospital):
    window_id = hospital.strike()
    hospital.postpone("A1")
    hospital.post(hospital.batch())
    assert hospital.queue() == {}
    call_off_alone(hospital, window_id)
    assert hospital.queue()["A1"].holds == ("strike_changed",)
    decide(hospital.storage, ["A1"], Decision.KEEP, "it is off")
    assert (hospital.queue()["A1"].kind, hospital.queue()["A1"].state) == ("going_ahead", "ready")


@pytest.mark.parametrize(
    "other",
    [
        {"address": "9 Low Road"},
        {"deceased": "Y"},
        {"do_not_post": "Y"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_an_undecided_appointment_of_the_same_patient_can_hold_the_letter(hospital, other):
    hospital.strike()
    hospital.postpone("A1")
    hospital.visits(row("A9", "P1", start="2016-03-01 10:00", **other))
    assert hospital.queue()["A1"].holds == ("details_differ",)


def test_two_records_of_one_nhs_number_that_disagree_hold_the_letter(hospital):
    hospital.visits(
        row("A1", nhs="9990000018"), row("A9", "P7", nhs="9990000018", address="9 Low Road")
    )
    hospital.strike()
    hospital.postpone("A1")
    assert hospital.queue()["A1"].holds == ("details_differ",)


def test_taking_out_a_letter_that_is_not_there_is_refused(hospital):
    hospital.strike()
    hospital.postpone("A1")
    batch = hospital.batch()
    with pytest.raises(Refused) as refused:
        hospital.post(batch, without=["SR-999999"])
    assert refused.value.code == "unknown_letter"
    assert hospital.queue()["A1"].state == "in_batch"


def test_action_short_of_strike_called_off_leaves_its_patients_in_the_queue(hospital):
    window_id = hospital.strike(type=WindowType.ACTION_SHORT_OF_STRIKE)
    hospital.postpone("A1")
    hospital.post(hospital.batch())
    call_off_alone(hospital, window_id)
    assert hospital.queue()["A1"].holds == ("strike_changed",)
    evening = at("2016-01-11 18:00")
    calls = phone_list(hospital.storage, CLOCK, evening, window_id)
    assert [each.appointment_id for each in calls] == ["A1"]


def test_posting_says_which_letters_come_too_late(hospital):
    hospital.strike()
    hospital.postpone("A1")
    batch = hospital.batch()
    done = mark_posted(hospital.storage, batch, at("2016-01-11 18:00"), CLOCK)
    assert done.too_late == ("A1",)


def test_whom_no_letter_reaches_in_time_is_on_the_phone_list(hospital):
    window_id = hospital.strike()
    hospital.postpone("A1", "A2")
    evening = at("2016-01-11 18:00")
    names = [each.name for each in phone_list(hospital.storage, CLOCK, evening, window_id)]
    assert names == ["Begum", "Price"]
    assert phone_list(hospital.storage, CLOCK, NOW, window_id) == []
    mark_posted(hospital.storage, hospital.batch(), evening, CLOCK)
    calls = phone_list(hospital.storage, CLOCK, evening, window_id)
    assert [(each.appointment_id, each.why) for each in calls] == [
        ("A1", "The letter was posted too late to arrive."),
        ("A2", "The letter was posted too late to arrive."),
    ]


def test_a_letter_that_cannot_be_typeset_is_held_until_the_name_is_mended(hospital):
    hospital.visits(row("A1", surname="\U00010300"))
    hospital.strike()
    hospital.postpone("A1")
    made = render(hospital.storage, TOOLS.typesetter(), CLOCK, NOW)
    assert [each.appointment_id for each in made.faults] == ["A1"]
    assert hospital.queue()["A1"].holds == ("not_printable",)
    hospital.visits(row("A1", surname="Begum"))
    assert hospital.queue()["A1"].state == "ready"


def test_no_strike_is_named_where_there_is_none(hospital):
    hospital.postpone("A1")
    made = render(hospital.storage, TOOLS.typesetter(), CLOCK, NOW)
    import pypdfium2

    text = pypdfium2.PdfDocument(made.pdf)[0].get_textpage().get_text_bounded()
    assert "industrial action" not in text


def test_the_same_windows_file_twice_changes_nothing_though_strikes_share_a_first_date(hospital):
    text = (
        "dispute,union,groups,start,end,type,outcome,note\n"
        "D,BMA,resident_doctor,2016-01-12 08:00,2016-01-13 08:00,full_walkout,revised,\n"
        "D,BMA,resident_doctor,2016-02-10 08:00,2016-02-11 08:00,full_walkout,confirmed,\n"
        "D,BMA,resident_doctor,2016-01-12 08:00,2016-01-13 08:00,full_walkout,confirmed,\n"
    )
    assert hospital.load(ImportKind.WINDOWS, text).added == 2
    again = hospital.load(ImportKind.WINDOWS, text)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    with hospital.storage.read() as work:
        assert sorted(f"{each.terms.start:%d %b}" for each in work.windows.all()) == [
            "10 Feb",
            "12 Jan",
        ]


def test_an_old_file_does_not_bring_a_called_off_strike_back(hospital):
    text = (
        "dispute,union,groups,start,end,type,outcome,note\n"
        "D,BMA,resident_doctor,2016-01-12 08:00,2016-01-13 08:00,full_walkout,confirmed,\n"
    )
    hospital.load(ImportKind.WINDOWS, text)
    set_state(hospital.storage, 1, WindowState.CALLED_OFF, "talks", NOW, TOOLS.rules.ladder)
    again = hospital.load(ImportKind.WINDOWS, text)
    assert [each.code for each in again.warnings] == ["state_kept"]
    with hospital.storage.read() as work:
        assert work.windows.all()[0].state is WindowState.CALLED_OFF


def test_a_refused_row_never_lowers_a_requirement(hospital):
    head = "service,department,site,level,from,to,number,grade_min\n"
    good = head + "Ward,Medicine,Main,emergency_only,00:00,00:00,2,ST\n"
    hospital.load(ImportKind.REQUIREMENTS, good)
    bad = good.replace(",2,ST", ",two,ST") + "Ward,Medicine,Main,emergency_only,00:00,00:00,1,CT\n"
    outcome = hospital.load(ImportKind.REQUIREMENTS, bad, partial=True)
    assert outcome.saved
    assert "requirements_kept" in [each.code for each in outcome.warnings]
    with hospital.storage.read() as work:
        assert [(each.number, each.post.grade_min) for each in work.requirements.all()] == [
            (2, "ST")
        ]


def test_a_parent_is_told_of_their_child(hospital):
    from rota.domain.trust import TrustDetails
    from rota.domain.visit_told import VisitTold
    from tests.domain.writing import write

    with hospital.storage.read() as work:
        visit = work.appointments.visits.existing(["A1"])["A1"]
    from dataclasses import replace

    child = replace(visit.patient, date_of_birth=date(2010, 5, 1))
    letter = write(
        "postponed", "R", child, [VisitTold(visit, "Chest", "Main")], TrustDetails(), NOW
    )
    assert letter.heading == "Your child's appointment is postponed"
    assert letter.address[0].startswith("Parent or guardian of")


def test_a_letter_posted_to_an_old_address_is_put_right_by_a_correction(hospital):
    hospital.strike()
    hospital.postpone("A1")
    batch = hospital.batch()
    hospital.visits(row("A1", address="9 Low Road"))
    hospital.post(batch, as_printed=True)
    again = hospital.queue()["A1"]
    assert (again.kind, again.state) == ("correction", "ready")
    hospital.post(hospital.batch())
    assert hospital.queue() == {}


def test_a_patient_told_of_a_new_date_at_a_place_that_changes_is_told_again(hospital):
    hospital.strike()
    decide(hospital.storage, ["A1"], Decision.REBOOK, "no cover", at("2016-02-20 09:00"))
    hospital.post(hospital.batch())
    hospital.visits(row("A1", start="2016-02-20 09:00"))
    assert hospital.queue() == {}
    hospital.visits(row("A1", start="2016-02-20 09:00").replace(",Main,", ",South,"))
    again = hospital.queue()["A1"]
    assert (again.kind, again.state) == ("correction", "ready")
    hospital.post(hospital.batch())
    assert hospital.queue() == {}


def test_nobody_writes_to_the_dead_to_put_a_letter_right(hospital):
    hospital.strike()
    hospital.postpone("A1")
    batch = hospital.batch()
    hospital.visits(row("A1", deceased="Y"))
    hospital.post(batch, as_printed=True)
    assert hospital.queue() == {}


def test_a_new_date_after_a_postponement_says_that_it_was_to_follow(hospital):
    hospital.strike()
    hospital.postpone("A1")
    hospital.post(hospital.batch())
    decide(hospital.storage, ["A1"], Decision.REBOOK, "a place was found", at("2016-02-20 09:00"))
    after = hospital.queue()["A1"]
    assert (after.kind, after.follows, after.replaces) == ("rescheduled", True, False)
    letter = preview_content(hospital.storage, CLOCK, [after], NOW)
    said = "".join(run.text for run in letter.before_table[0].runs)
    assert said.startswith("We wrote to you before that a new date would follow")


def test_a_second_new_date_says_that_it_replaces_the_first(hospital):
    hospital.strike()
    decide(hospital.storage, ["A1"], Decision.REBOOK, "no cover", at("2016-02-20 09:00"))
    hospital.post(hospital.batch())
    decide(hospital.storage, ["A1"], Decision.REBOOK, "no room", at("2016-02-27 09:00"))
    again = hospital.queue()["A1"]
    assert (again.kind, again.replaces) == ("rescheduled", True)


def test_nobody_is_told_that_it_goes_ahead_while_a_strike_stands_and_nobody_decided(hospital):
    window_id = hospital.strike()
    hospital.postpone("A1")
    hospital.post(hospital.batch())
    undecide(hospital.storage, ["A1"], "a consultant may come")
    waiting = hospital.queue()["A1"]
    assert (waiting.kind, waiting.holds) == ("going_ahead", ("at_risk_undecided",))
    assert hospital.batch() is None
    decide(hospital.storage, ["A1"], Decision.KEEP, "a consultant comes")
    assert hospital.queue()["A1"].state == "ready"
    undecide(hospital.storage, ["A1"], "not sure")
    set_state(hospital.storage, window_id, WindowState.CALLED_OFF, "talks", NOW, TOOLS.rules.ladder)
    assert (hospital.queue()["A1"].kind, hospital.queue()["A1"].state) == ("going_ahead", "ready")


def test_a_going_ahead_letter_made_before_the_next_strike_is_not_posted(hospital):
    window_id = hospital.strike()
    hospital.postpone("A1")
    hospital.post(hospital.batch())
    set_state(hospital.storage, window_id, WindowState.CALLED_OFF, "talks", NOW, TOOLS.rules.ladder)
    undecide(hospital.storage, ["A1"], "it is off")
    batch = hospital.batch()
    assert hospital.queue()["A1"].state == "in_batch"
    hospital.strike("2016-01-12 07:00", "2016-01-13 07:00")
    assert hospital.queue()["A1"].state == "withdraw"
    assert len(untrue_letters(hospital.storage, batch, NOW)) == 1


def test_a_new_date_that_is_over_is_put_on_record_only_with_its_appointment(hospital):
    new, later = at("2016-02-20 09:00"), at("2016-03-01 09:00")
    with pytest.raises(Refused, match="is past"):
        decide(hospital.storage, ["A1"], Decision.REBOOK, "x", at("2016-01-03 09:00"), now=NOW)
    decide(hospital.storage, ["A1"], Decision.REBOOK, "rung at the time", new, now=later)
    assert hospital.queue(later)["A1"].made.new_start == new
