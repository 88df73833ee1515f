"""Lays a FHIR Patient and the clinician out as cells of an appointments file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rota.domain.grades import plain
from rota.tables.entries import Entry
from rota.tables.fhir.bundle import Bundle
from rota.tables.fhir.documents import Node
from rota.tables.fhir.values import (
    NHS_NUMBER,
    codes,
    every_word,
    extension,
    identifier,
    is_current,
    named_twice,
    nodes,
    same_system,
    text,
    texts,
    words,
    wrong_shapes,
)
from rota.tables.rows.spellings import LETTER_FORMATS

STAFF_SYSTEMS = (
    "https://fhir.nhs.uk/Id/sds-user-id",
    "https://fhir.hl7.org.uk/Id/gmc-number",
    "https://fhir.hl7.org.uk/Id/gmc-reference-number",
    "https://fhir.hl7.org.uk/Id/nmc-number",
    "https://fhir.nhs.uk/Id/sds-role-profile-id",
)
"""National numbers of clinicians, used where there is no number of the trust's own."""

_SHAPES = {"name": list, "identifier": list, "birthDate": str, "address": list, "telecom": list}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PART_OF_DAY = re.compile(r"\d{4}(-\d{2})?", re.ASCII)
_NAME_USES = ("official", "usual", "", "temp", "nickname", "anonymous", "maiden")
_ADDRESS_USES = ("home", "", "temp")
_PHONE_USES = ("mobile", "home", "", "temp", "work")
_RESTRICTED = frozenset({"R", "V", "REDACTED"})
_LINES = 6


def put_patient(entry: Entry, patient: Node, on: str, *, is_contained: bool) -> None:
    """Lay out who comes ``on`` a day. ``is_contained``: its id means nothing elsewhere."""
    for name, sentence in wrong_shapes(patient, _SHAPES):
        entry.fault(f"Patient.{name}", "wrong_shape", sentence)
    if twice := named_twice(patient):
        entry.fault("Patient", "named_twice", f"“{twice[:40]}” is said twice; which one holds?")
    _put_numbers(entry, patient, on, is_contained)
    _put_name(entry, patient, on)
    _put_birth_date(entry, patient)
    _put_address(entry, patient, on)
    _put_telecom(entry, patient, on)
    _put_language_and_format(entry, patient)
    if not isinstance(patient.get("deceasedBoolean", False), bool):
        sentence = "deceasedBoolean should be true or false, and is not."
        entry.fault("Patient.deceasedBoolean", "wrong_shape", sentence)
    is_dead = patient.get("deceasedBoolean") is True or bool(text(patient, "deceasedDateTime"))
    entry.put("deceased", "Y" if is_dead else "", "Patient.deceased[x]")
    security = nodes(patient, "meta", "security")
    if any(text(each, "code").upper() in _RESTRICTED for each in security):
        entry.put("do_not_post", "Y", "Patient.meta.security")
        text_ = "The patient's record is marked as restricted, so no letter will be posted."
        entry.note("Patient.meta.security", "restricted", text_)


def _put_numbers(entry: Entry, patient: Node, on: str, is_contained: bool) -> None:
    place = "Patient.identifier"
    nhs = identifier(patient, NHS_NUMBER)
    entry.put("nhs_number", nhs, place)
    local = _local_number(patient, on)
    if local or not (text(patient, "id") and not is_contained):
        local = local or nhs
    else:
        local, place = text(patient, "id"), "Patient.id"
    if local:
        entry.put("patient_id", local, place)
    else:
        entry.lacks("patient_id", place, "The patient has no identifier to tell them by.")


def _local_number(patient: Node, on: str) -> str:
    """Return the hospital's own number, marked as one (MR) or at least not a national one."""
    own = [
        each
        for each in nodes(patient, "identifier")
        if text(each, "value")
        and is_current(each, on)
        and not same_system(text(each, "system"), NHS_NUMBER)
    ]
    marked = [each for each in own if any(text(c, "code") == "MR" for c in codes(each.get("type")))]
    return text((marked or own or [{}])[0], "value")


def _put_name(entry: Entry, patient: Node, on: str) -> None:
    name = _best(nodes(patient, "name"), _NAME_USES, on)
    if name is None:
        entry.lacks("surname", "Patient.name", "The patient has no name that holds now.")
        return
    entry.put("title", " ".join(texts(name, "prefix")), "Patient.name.prefix")
    entry.put("forename", " ".join(texts(name, "given")), "Patient.name.given")
    if family := text(name, "family"):
        entry.put("surname", family, "Patient.name.family")
    else:
        sentence = "The patient's name has no family name; a name in one piece is not cut up here."
        entry.lacks("surname", "Patient.name.family", sentence)


def _put_birth_date(entry: Entry, patient: Node) -> None:
    place, said = "Patient.birthDate", text(patient, "birthDate")
    if _PART_OF_DAY.fullmatch(said):
        sentence = "Only a part of the date of birth is known, so it is left blank."
        entry.note(place, "part_of_date", sentence)
        said = ""
    entry.put("date_of_birth", said[:10] if _DAY.match(said[:10]) else said, place)


def _put_address(entry: Entry, patient: Node, on: str) -> None:
    address = _best(nodes(patient, "address"), _ADDRESS_USES, on, prefer="postal")
    if address is None:
        if nodes(patient, "address"):
            sentence = "None of the patient's addresses is a home that holds now: none is used."
            entry.note("Patient.address", "no_home_address", sentence)
        return
    lines = texts(address, "line")
    lines += [said for name in ("city", "district", "state") if (said := text(address, name))]
    postcode = text(address, "postalCode")
    if not lines and text(address, "text"):
        lines = [each.strip(" ,") for each in text(address, "text").splitlines()]
    lines = _fitted([each for each in lines if each and each != postcode])
    for at, line in enumerate(lines, start=1):
        entry.put(f"address_{at}", line, "Patient.address")
    entry.put("postcode", postcode, "Patient.address.postalCode")


def _fitted(lines: list[str]) -> list[str]:
    return [*lines[: _LINES - 1], ", ".join(lines[_LINES - 1 :])] if len(lines) > _LINES else lines


def _put_telecom(entry: Entry, patient: Node, on: str) -> None:
    several = nodes(patient, "telecom")
    for column, systems in (("phone", ("phone", "sms")), ("email", ("email",))):
        fit = [each for each in several if text(each, "system") in systems and text(each, "value")]
        best = _best(fit, _PHONE_USES, on)
        if best is not None:
            entry.put(column, text(best, "value").removeprefix("tel:"), "Patient.telecom")


def _put_language_and_format(entry: Entry, patient: Node) -> None:
    spoken = nodes(patient, "communication")
    preferred = [each for each in spoken if each.get("preferred") is True]
    if preferred or len(spoken) == 1:
        language = words((preferred or spoken)[0].get("language"))
        entry.put("language", language, "Patient.communication.language")
    wanted = extension(patient, "ContactPreference")
    if wanted is None:
        return
    written = extension(wanted, "PreferredWrittenCommunicationFormat")
    if written is None:
        return
    place = "Patient.extension(ContactPreference)"
    for said in every_word(written.get("valueCodeableConcept")):
        if plain(said) in LETTER_FORMATS:
            entry.put("format", LETTER_FORMATS[plain(said)], place)
            return
    sentence = "The patient asks for a format of letter that is not known here; set it by hand."
    entry.note(place, "format_not_known", sentence)


def _best(several: Iterable[Node], uses: tuple[str, ...], on: str, prefer: str = "") -> Node | None:
    """Return the one whose use is wanted most, of those that still hold."""
    fit = [each for each in several if text(each, "use") in uses and is_current(each, on)]
    by_type = {prefer: 0, "both": 1, "": 1} if prefer else {}
    return min(
        fit,
        key=lambda each: (uses.index(text(each, "use")), by_type.get(text(each, "type"), 2)),
        default=None,
    )


def clinician_number(bundle: Bundle, actor: Node, within: Node) -> str:
    """Return the number of the clinician that a reference means, a role's own holder included."""
    node, person = bundle.target(actor, within), None
    if node is not None and text(node, "resourceType") == "PractitionerRole":
        for each in nodes(node, "practitioner"):
            person = bundle.target(each, node) or each
    for found in (person, node, actor):
        if found is not None and (number := _staff_number(found)):
            return number
    return ""


def _staff_number(node: Node) -> str:
    """Return the trust's own number, then a national one, then the id of the resource."""
    several = [each for each in nodes(node, "identifier") if is_current(each)]
    for each in several:
        national = any(same_system(text(each, "system"), known) for known in STAFF_SYSTEMS)
        if text(each, "value") and not national:
            return text(each, "value")
    kind, _, number = text(node, "reference").rpartition("/")
    referred = number if kind.endswith("Practitioner") else ""
    return identifier(node, *STAFF_SYSTEMS) or text(node, "id") or referred
