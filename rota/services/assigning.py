"""Accepting a person's cover of a service for a stretch of a strike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.cover import fits
from rota.domain.duties import Assignment
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.grades import GradeLadder
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow
from rota.services.ports import Storage, Work
from rota.services.strike_picture import find_window
from rota.services.windows import services_named

VERSION = "one-place-1"
SOURCE = "One person can be in one place"


@dataclass(frozen=True, slots=True)
class Assigned:
    """Cover recorded, and what the checks said of it."""

    assignment: Assignment
    findings: tuple[Finding, ...]
    changes: Changes


def assign(
    storage: Storage,
    window_id: int,
    staff_id: str,
    service: str,
    start: datetime,
    end: datetime,
    override_why: str = "",
    site: str = "",
    *,
    ladder: GradeLadder,
) -> Assigned:
    """Record accepted cover. A finding that says stop wants a reason, which is kept."""
    if end <= start:
        raise Refused("end_before_start", "Cover must end after it starts.")
    with storage.write("assign", override_why) as work:
        find_window(work, window_id)
        if staff_id not in work.people.staff.known([staff_id]):
            raise Refused("unknown_staff", f"No one on the staff list has the id {staff_id}.")
        found = services_named(work, service, site)
        if len(found) > 1:
            sites = ", ".join(each.site for each in found)
            raise Refused("which_site", f"{service} is at {sites}. Say which site.")
        given = Assignment(window_id, staff_id, found[0].service_id, start, end)
        findings = tuple(_findings(work, given, find_window(work, window_id), ladder))
        stops = [each for each in findings if each.severity == "stop"]
        if stops and not override_why.strip():
            raise Refused(
                stops[0].rule, f"{stops[0].text} Give a reason to go on (--override-why)."
            )
        work.cover.add(given)
        work.say(f"{service}: cover from {short_words(start)} to {short_words(end)}.")
    return Assigned(given, findings, work.changes)


def _findings(
    work: Work, given: Assignment, window: StrikeWindow, ladder: GradeLadder
) -> list[Finding]:
    findings = []
    for other in work.cover.counting(given.start, given.end):
        if other.staff_id == given.staff_id:
            findings.append(_finding("covers_elsewhere", "This person already covers then", other))
    away = work.people.absent(given.start, given.end).get(given.staff_id, [])
    if away:
        text = "This person is recorded as absent for some of that time."
        findings.append(Finding("absent", VERSION, text, severity="stop", source=SOURCE))
    for duty in work.duties.held(given.start, given.end):
        if duty.staff_id == given.staff_id:
            here = duty.service_id == given.service_id
            where = "this service" if here else "another service"
            rule = "on_duty_here" if here else "on_duty_elsewhere"
            text = f"This person has a duty at {where} in that time."
            findings.append(Finding(rule, VERSION, text, source=SOURCE, duties=(duty.duty_id,)))
    return [*findings, *_fitness(work, given, window, ladder)]


def _fitness(
    work: Work, given: Assignment, window: StrikeWindow, ladder: GradeLadder
) -> list[Finding]:
    """Say where a person is called out, or meets nothing that the service requires."""
    findings = []
    person = work.people.cover_people([given.staff_id])[given.staff_id]
    working = work.windows.working([window.window_id]).get(window.window_id, set())
    if person.staff_group in window.terms.groups and given.staff_id not in working:
        text = "This person's group is called out, and they have not said that they will work."
        findings.append(Finding("called_out", VERSION, text, source="declarations"))
    needs = work.requirements.by_service().get(given.service_id, [])
    if needs and not any(fits(person, need.post, ladder) for need in needs):
        text = "This person meets none of the service's requirements: no gap will close."
        findings.append(Finding("fits_nothing", VERSION, text, source="cover requirements"))
    return findings


def _finding(rule: str, text: str, other: Assignment) -> Finding:
    when = f"{short_words(other.start)} to {short_words(other.end)}"
    return Finding(rule, VERSION, f"{text}: {when}.", severity="stop", source=SOURCE)
