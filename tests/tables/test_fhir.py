"""FHIR R4 appointments and slots become what they say; what they lack is named by its path."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from rota.domain.codes import AppointmentKind, LetterFormat, Mode, Priority
from rota.domain.errors import Refused
from rota.domain.importing import CancelledVisit, ImportKind, ServicePlace, VisitOver
from rota.services.importing import guess_kind
from tests.tables.builders import opened, reader
from tests.tables.messages import (
    APPOINTMENT,
    OTHERS,
    PATIENT,
    PRACTITIONER,
    REQUEST,
    ROLE,
    ROOM,
    SCHEDULE,
    SERVICE,
    SITE,
    SLOT,
    bundle,
    changed,
    rows_of,
    write_json,
)

APPOINTMENTS, SLOTS = ImportKind.APPOINTMENTS, ImportKind.SLOTS
WITHOUT_PATIENT = tuple(each for each in OTHERS if each is not PATIENT)


def one(folder, appointment=APPOINTMENT, others=OTHERS, **given):
    (row,) = rows_of(write_json(folder, bundle(appointment, *others)), given=given)
    return row


def with_patient(folder, **changes):
    return one(folder, others=(changed(PATIENT, **changes), *WITHOUT_PATIENT))


def test_a_whole_appointment(tmp_path):
    row = one(tmp_path)
    assert (row.errors, row.warnings) == ((), ())
    visit, patient = row.value, row.value.patient
    assert row.place == ServicePlace("ENT clinic", "Ear Nose and Throat Service", "RJ701")
    assert (visit.appointment_id, visit.clinic_code) == ("app1", "ENT1")
    assert visit.clinician_staff_id == "S001"
    assert visit.start == datetime(2016, 7, 12, 9, 20, tzinfo=UTC)
    assert (visit.duration_minutes, visit.kind) == (20, AppointmentKind.FOLLOW_UP)
    assert (visit.mode, visit.priority) == (Mode.PHONE, Priority.URGENT)
    assert (patient.patient_id, patient.nhs_number) == ("RJ7-1234", "9434765919")
    assert (patient.title, patient.forename, patient.surname) == ("Ms", "Nasrin Jahan", "Begum")
    assert patient.date_of_birth == date(1960, 2, 1)
    assert (patient.address, patient.postcode) == (("1 High Street", "London"), "SW17 0QT")
    assert (patient.phone, patient.email) == ("07700 900123", "n@example.net")
    assert (patient.language, patient.deceased) == ("Bengali", False)


@pytest.mark.parametrize("kind", ["searchset", "collection", "transaction", "message", "batch"])
def test_bundles_of_every_type(kind, tmp_path):
    path = write_json(tmp_path, bundle(APPOINTMENT, *OTHERS) | {"type": kind})
    assert [row.errors for row in rows_of(path)] == [()]


def test_a_list_lines_of_json_and_bundles_within_bundles(tmp_path):
    everything = [*OTHERS, APPOINTMENT]
    for documents in ([everything], everything, [bundle(bundle(*everything))]):
        (row,) = rows_of(write_json(tmp_path, *documents))
        assert row.value.patient.surname == "Begum"


def test_a_single_appointment_that_contains_its_patient(tmp_path):
    contained = [changed(PATIENT, id="p"), changed(SERVICE, id="s"), changed(SITE, id="l")]
    parts = [{"actor": {"reference": f"#{each}"}} for each in "psl"]
    alone = changed(APPOINTMENT, contained=contained, participant=parts, basedOn=None, priority=9)
    (row,) = rows_of(write_json(tmp_path, alone))
    assert row.errors == ()
    assert (row.value.patient.patient_id, row.value.priority) == ("RJ7-1234", Priority.ROUTINE)
    assert row.place.site == "RJ701"


@pytest.mark.parametrize(
    "reference",
    [
        "Patient/pat1", "https://trust.example/FHIR/R4/Patient/pat1", "urn:uuid:1",
        "Patient/pat1/_history/3", "patient/PAT1",
    ],
)  # fmt: skip
def test_references_as_they_are_written(reference, tmp_path):
    parts = [{"actor": {"reference": reference}}, *APPOINTMENT["participant"][1:]]
    assert one(tmp_path, changed(APPOINTMENT, participant=parts)).errors == ()


def test_a_reference_by_nhs_number_alone(tmp_path):
    logical = {"identifier": PATIENT["identifier"][0]}
    parts = [{"actor": logical}, *APPOINTMENT["participant"][1:]]
    assert one(tmp_path, changed(APPOINTMENT, participant=parts)).errors == ()


@pytest.mark.parametrize(
    ("changes", "column", "code", "words"),
    [
        ({"participant": None}, "Appointment.participant.actor", "no_patient", "no participant"),
        ({"start": None}, "Appointment.start", "missing", "no start"),
        ({"start": "2016-07-12"}, "Appointment.start", "time_missing", "no time of day"),
        ({"start": "soon"}, "Appointment.start", "time_unreadable", "not a time"),
        ({"start": 5}, "Appointment.start", "wrong_shape", "should be text"),
        ({"end": "2016-07-12T09:00:00Z"}, "Appointment.end", "end_before_start", "after"),
        ({"end": None}, "Appointment.end", "missing", "minutesDuration"),
        ({"status": None}, "Appointment.status", "missing", "no status"),
        ({"status": "proposed"}, "Appointment.status", "not_booked", "not booked yet"),
        ({"status": "waitlist"}, "Appointment.status", "not_booked", "not booked yet"),
        ({"status": "perhaps"}, "Appointment.status", "unknown_code", "“perhaps”"),
        ({"appointmentType": None}, "Appointment.appointmentType", "missing", "follow-up"),
        ({"basedOn": None}, "Appointment.priority", "missing", "No priority"),
        ({"id": None}, "Appointment.identifier", "missing", "appointment id"),
        ({"minutesDuration": "9" * 30, "end": None}, "Appointment.minutesDuration",
         "wrong_shape", "a number"),
    ],
)  # fmt: skip
def test_what_an_appointment_lacks_is_named(changes, column, code, words, tmp_path):
    row = one(tmp_path, changed(APPOINTMENT, **changes))
    assert row.value is None
    found = [each for each in row.errors if each.column == column]
    assert [each.code for each in found][:1] == [code]
    assert words in found[0].text
    assert all(each.row == 1 for each in row.errors)


def test_minutes_where_there_is_no_end(tmp_path):
    row = one(tmp_path, changed(APPOINTMENT, end=None, minutesDuration=45))
    assert row.value.duration_minutes == 45


def test_lengths_that_differ_are_said(tmp_path):
    row = one(tmp_path, changed(APPOINTMENT, minutesDuration=45))
    assert row.value.duration_minutes == 20
    assert [each.code for each in row.warnings] == ["lengths_differ"]


@pytest.mark.parametrize(
    ("status", "reason", "value"),
    [
        ("cancelled", None, CancelledVisit("app1", "cancelled")),
        ("cancelled", "pat-cpp", CancelledVisit("app1", "cancelled by the patient")),
        ("cancelled", "prov", CancelledVisit("app1", "cancelled by the hospital")),
        ("entered-in-error", None, CancelledVisit("app1", "entered in error")),
        ("noshow", None, VisitOver("app1", "did not attend")),
        ("fulfilled", None, VisitOver("app1", "attended")),
    ],
)
def test_appointments_that_are_not_to_be_held_need_no_more_than_their_id(
    status, reason, value, tmp_path
):
    concept = {"coding": [{"code": reason}]} if reason else None
    made = changed(APPOINTMENT, status=status, cancelationReason=concept, participant=None)
    row = one(tmp_path, made, others=())
    assert (row.value, row.place, row.errors) == (value, None, ())


@pytest.mark.parametrize("status", ["booked", "arrived", "checked-in"])
def test_appointments_that_are_to_be_held(status, tmp_path):
    assert one(tmp_path, changed(APPOINTMENT, status=status)).value.appointment_id == "app1"


def test_a_patient_who_is_not_in_the_file_refuses_with_that_reason_only(tmp_path):
    row = one(tmp_path, others=WITHOUT_PATIENT)
    assert [(each.column, each.code) for each in row.errors] == [
        ("Appointment.participant.actor", "no_patient")
    ]
    assert "is not in the file" in row.errors[0].text


def test_two_patients_are_refused(tmp_path):
    other = changed(PATIENT, id="pat2", identifier=[{"value": "X"}])
    parts = [*APPOINTMENT["participant"], {"actor": {"reference": "Patient/pat2"}}]
    row = one(tmp_path, changed(APPOINTMENT, participant=parts), others=(*OTHERS, other))
    assert [each.code for each in row.errors] == ["several_patients"]


def test_a_name_in_one_piece_is_not_cut_up(tmp_path):
    row = with_patient(tmp_path, name=[{"text": "Nasrin Begum"}])
    assert [each.column for each in row.errors] == ["Patient.name.family"]
    assert "Begum" not in row.errors[0].text


def test_a_part_of_a_birth_date_is_left_blank_and_said(tmp_path):
    row = with_patient(tmp_path, birthDate="1960-02")
    assert row.value.patient.date_of_birth is None
    assert [each.code for each in row.warnings] == ["part_of_date"]


def test_personal_values_are_never_quoted(tmp_path):
    row = with_patient(
        tmp_path, birthDate="first of May", identifier=[{"value": "1.2E+05"}],
        telecom=[{"system": "email", "value": "x" * 501}],
    )  # fmt: skip
    assert {each.column for each in row.errors} == {
        "Patient.birthDate", "Patient.identifier", "Patient.telecom"
    }  # fmt: skip
    said = " ".join(each.text for each in row.errors)
    assert "first of May" not in said
    assert "1.2E+05" not in said
    assert not any(each.value_shown for each in row.errors)


def test_the_id_of_a_contained_patient_is_no_patient_number(tmp_path):
    own = changed(PATIENT, id="p", identifier=[PATIENT["identifier"][0]])
    parts = [{"actor": {"reference": "#p"}}, *APPOINTMENT["participant"][1:]]
    row = one(tmp_path, changed(APPOINTMENT, contained=[own], participant=parts))
    assert row.value.patient.patient_id == "9434765919"
    assert with_patient(tmp_path, identifier=None).value.patient.patient_id == "pat1"


@pytest.mark.parametrize(
    ("changes", "dead"),
    [({"deceasedBoolean": True}, True), ({"deceasedDateTime": "2015-12-01"}, True),
     ({"deceasedBoolean": False}, False)],
)  # fmt: skip
def test_deaths(changes, dead, tmp_path):
    assert with_patient(tmp_path, **changes).value.patient.deceased is dead


def test_a_restricted_record_is_never_posted_to(tmp_path):
    row = with_patient(tmp_path, meta={"security": [{"code": "R"}]})
    assert row.value.patient.do_not_post
    assert [each.code for each in row.warnings] == ["restricted"]


def test_a_format_of_letters_and_one_not_known(tmp_path):
    def wanting(display):
        inner = {
            "url": "PreferredWrittenCommunicationFormat",
            "valueCodeableConcept": {"coding": [{"display": display}]},
        }
        url = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ContactPreference"
        return with_patient(tmp_path, extension=[{"url": url, "extension": [inner]}])

    assert wanting("Large print").value.patient.format is LetterFormat.LARGE_PRINT
    assert [each.code for each in wanting("Moon").warnings] == ["format_not_known"]


def test_an_address_that_ended_before_the_appointment_is_not_used(tmp_path):
    ended = {"use": "home", "line": ["2 Past Lane"], "period": {"end": "2016-01-01"}}
    row = with_patient(tmp_path, address=[ended, {"line": ["3 New Road"]}])
    assert row.value.patient.address == ("3 New Road",)
    row = with_patient(tmp_path, address=[ended, {"use": "work", "line": ["4 Office"]}])
    assert row.value.patient.address == ()
    assert [each.code for each in row.warnings] == ["no_home_address"]


def test_a_clinician_by_national_number_only_and_one_without(tmp_path):
    def by(practitioner):
        others = [each for each in OTHERS if each is not PRACTITIONER]
        return one(tmp_path, others=[*others, practitioner])

    national = changed(PRACTITIONER, identifier=PRACTITIONER["identifier"][:1])
    assert by(national).value.clinician_staff_id == "C1234567"
    parts = [
        *APPOINTMENT["participant"][:1],
        {"actor": {"type": "Practitioner", "display": "Dr X"}},
        *APPOINTMENT["participant"][2:],
    ]
    row = one(tmp_path, changed(APPOINTMENT, participant=parts))
    assert row.value.clinician_staff_id is None
    assert [each.code for each in row.warnings] == ["clinician_not_known"]


def test_the_place_from_service_type_and_the_name_of_the_largest_location(tmp_path):
    plain_site = changed(SITE, identifier=None)
    others = (PATIENT, ROLE, PRACTITIONER, ROOM, plain_site, REQUEST)
    typed = changed(APPOINTMENT, serviceType=[{"text": "Audiology"}])
    row = one(tmp_path, typed, others=others)
    assert row.place == ServicePlace("Audiology", "Department not said", "St George's")
    assert [each.code for each in row.warnings] == ["department_not_said"]


def test_locations_that_are_part_of_each_other_end(tmp_path):
    loop = changed(SITE, identifier=None, partOf={"reference": "Location/room4"})
    others = [each for each in OTHERS if each is not SITE]
    assert one(tmp_path, others=[*others, loop]).errors == ()


def test_what_has_no_counterpart_is_said_once_for_the_file(tmp_path):
    made = [changed(APPOINTMENT, id=f"a{n}", comment="x", description="y") for n in range(3)]
    with opened(APPOINTMENTS, write_json(tmp_path, bundle(*made, *OTHERS))) as table:
        assert [each.column for each in table.warnings] == [
            "Appointment.comment", "Appointment.description"
        ]  # fmt: skip
        assert len(list(table)) == 3


def test_the_newest_version_of_an_appointment_is_used(tmp_path):
    old = changed(APPOINTMENT, meta={"lastUpdated": "2016-01-01T09:00:00Z"}, status="cancelled")
    (row,) = rows_of(write_json(tmp_path, bundle(APPOINTMENT, old, *OTHERS)))
    assert row.value.appointment_id == "app1"
    assert [each.code for each in row.warnings] == ["superseded"]


def test_the_time_of_the_extract(tmp_path):
    made = bundle(APPOINTMENT, *OTHERS, timestamp="2016-01-05T08:00:00Z")
    with opened(APPOINTMENTS, write_json(tmp_path, made)) as table:
        assert table.extract_at == datetime(2016, 1, 5, 8, tzinfo=UTC)
    with opened(APPOINTMENTS, write_json(tmp_path, bundle(APPOINTMENT, *OTHERS))) as table:
        assert table.extract_at == datetime(2016, 1, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "whole"),
    [
        (bundle(APPOINTMENT), True),
        (bundle(APPOINTMENT) | {"type": "collection"}, True),
        (bundle(APPOINTMENT) | {"type": "message"}, False),
        (bundle(APPOINTMENT) | {"type": "history"}, False),
        (bundle(APPOINTMENT, link=[{"relation": "next"}]), False),
        (APPOINTMENT, False),
    ],
)
def test_only_a_whole_list_says_what_is_gone(made, whole, tmp_path):
    with opened(APPOINTMENTS, write_json(tmp_path, made)) as table:
        assert table.is_whole is whole


def test_a_page_of_several_is_warned_of(tmp_path):
    made = bundle(APPOINTMENT, *OTHERS, link=[{"relation": "next", "url": "x"}])
    with opened(APPOINTMENTS, write_json(tmp_path, made)) as table:
        assert [each.code for each in table.warnings] == ["more_pages"]


def test_what_a_person_gives_where_the_file_does_not_say(tmp_path):
    bare = changed(APPOINTMENT, appointmentType=None, basedOn=None)
    row = one(tmp_path, bare, kind="new", priority="P2")
    assert (row.value.kind, row.value.priority) == (AppointmentKind.OUTPATIENT_NEW, Priority.P2)
    assert one(tmp_path, kind="new").value.kind is AppointmentKind.FOLLOW_UP


def test_who_it_is_cannot_be_given(tmp_path):
    with pytest.raises(Refused, match="cannot be given"):
        one(tmp_path, surname="Smith")


def test_a_slot(tmp_path):
    (row,) = rows_of(write_json(tmp_path, bundle(SLOT, SCHEDULE, *OTHERS)), SLOTS)
    assert (row.errors, row.warnings) == ((), ())
    slot = row.value
    assert (slot.slot_id, slot.capacity, slot.duration_minutes) == ("slot1", 1, 20)
    assert (slot.clinician_staff_id, slot.clinic_code) == ("S001", "ENT1")
    assert slot.start == datetime(2016, 2, 16, 10, 20, tzinfo=UTC)
    assert row.place == ServicePlace("ENT clinic", "Ear Nose and Throat Service", "RJ701")


@pytest.mark.parametrize(
    ("changes", "capacity"),
    [
        ({"status": "busy"}, 0), ({"status": "busy-unavailable"}, 0),
        ({"status": "busy-tentative"}, 0), ({"overbooked": True}, 0), ({}, 1),
    ],
)  # fmt: skip
def test_how_many_a_slot_can_take(changes, capacity, tmp_path):
    made = bundle(changed(SLOT, **changes), SCHEDULE, *OTHERS)
    (row,) = rows_of(write_json(tmp_path, made), SLOTS)
    assert row.value.capacity == capacity


def test_a_slot_without_its_schedule_says_so(tmp_path):
    (row,) = rows_of(write_json(tmp_path, bundle(SLOT)), SLOTS)
    assert row.warnings[0].code == "no_schedule"
    assert {each.column for each in row.errors} == {"Slot.serviceType", "Slot.schedule"}


def test_the_kind_of_file_is_found_out(tmp_path):
    assert guess_kind(reader(), write_json(tmp_path, bundle(APPOINTMENT, *OTHERS))) is APPOINTMENTS
    assert guess_kind(reader(), write_json(tmp_path, bundle(SLOT, SCHEDULE, *OTHERS))) is SLOTS


def test_a_peek_needs_no_mapping_and_says_which_format_it_is(tmp_path):
    peek = reader().peek(APPOINTMENTS, write_json(tmp_path, bundle(APPOINTMENT, *OTHERS)))
    assert (peek.format_name, peek.problems) == ("FHIR R4", ())
    assert peek.mapping.columns == {name: name for name in peek.headings}
    assert "Begum" in peek.samples[0]


@pytest.mark.parametrize(
    ("document", "kind", "words"),
    [
        (bundle(SLOT), APPOINTMENTS, "holds no Appointment; it holds Slot 1"),
        (bundle(APPOINTMENT), SLOTS, "holds no Slot; it holds Appointment 1"),
        (bundle(APPOINTMENT), ImportKind.STAFF, "appointments or slots, not staff"),
        ({"resourceType": "OperationOutcome"}, APPOINTMENTS, "failed"),
    ],
)
def test_a_file_of_something_else_says_what_it_holds(document, kind, words, tmp_path):
    with opened(kind, write_json(tmp_path, document)) as table:
        assert words in table.problems[0].text
        assert list(table) == []


def test_an_empty_bundle_is_no_error(tmp_path):
    with opened(APPOINTMENTS, write_json(tmp_path, bundle())) as table:
        assert table.problems == ()
        assert [each.code for each in table.warnings] == ["no_entries"]


def test_everything_in_utf16_and_with_a_byte_mark(tmp_path):
    text = json.dumps(bundle(APPOINTMENT, *OTHERS))
    for encoding in ("utf-16", "utf-16-le", "utf-8-sig", "utf-32"):
        (tmp_path / "b.json").write_bytes(text.encode(encoding))
        assert [row.errors for row in rows_of(tmp_path / "b.json")] == [()]


@pytest.mark.parametrize("said", ["true", "false", 1])
def test_a_death_said_in_no_plain_way_is_not_read_as_living(said, tmp_path):
    (problem,) = with_patient(tmp_path, deceasedBoolean=said).errors
    assert (problem.column, problem.code) == ("Patient.deceasedBoolean", "wrong_shape")


def test_a_patient_who_declined_is_said(tmp_path):
    said = [{**each, "status": "declined"} for each in APPOINTMENT["participant"]]
    row = one(tmp_path, changed(APPOINTMENT, participant=said))
    assert "declined" in {each.code for each in row.warnings}
