"""Commands of the derogation log. A derogation is never counted as cover."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.codes import DerogationAnswer, words
from rota.domain.derogation_rules import NEVER_COVER, STATE_WORDS
from rota.domain.derogations import Derogation
from rota.domain.errors import Refused
from rota.domain.times import short_words
from rota.services.derogation_file import export_log
from rota.services.derogations import (
    NHSE,
    Logged,
    LoggedDerogation,
    answer_nhse,
    answer_union,
    read_log,
    record_outcome,
    withdraw,
)
from rota.services.derogations import ask as ask_for
from rota.services.windows import services_named


def ask(context: Context) -> int:
    """Record a request."""
    said, now = context.words, context.now()
    storage = context.storage()
    with storage.read() as work:
        found = services_named(work, said.service, said.site)
    if len(found) > 1:
        sites = ", ".join(each.site for each in found)
        raise Refused("which_site", f"{said.service} is at {sites}. Say which site.")
    wanted = Derogation(
        said.window,
        found[0].service_id,
        said.start,
        said.end,
        context.tools.rules.ladder.read(said.grade) or said.grade,
        said.number,
        said.risk,
        frozenset(said.tried),
        said.by,
        said.at or now,
        said.decide_by,
    )
    return _done(context, ask_for(storage, wanted, context.tools.rules.derogations, now))


def answer(context: Context) -> int:
    """Record what NHS England or the union answered."""
    said, now = context.words, context.now()
    record = answer_nhse if said.answer in NHSE else answer_union
    logged = record(
        context.storage(),
        said.id,
        said.answer,
        said.at or now,
        context.tools.rules.derogations,
        now,
        said.why,
    )
    return _done(context, logged)


def withdrawn(context: Context) -> int:
    """Record who withdrew a request or a grant."""
    said, now = context.words, context.now()
    rules = context.tools.rules.derogations
    logged = withdraw(context.storage(), said.id, said.by, said.at or now, rules, now, said.why)
    return _done(context, logged)


def outcome(context: Context) -> int:
    """Record what came of a request, and any harm."""
    said = context.words
    rules = context.tools.rules.derogations
    return _done(context, record_outcome(context.storage(), said.id, said.text, rules))


def list_all(context: Context) -> int:
    """List the log, the open requests with the nearest deadline first; --out writes it as CSV."""
    said, now = context.words, context.now()
    storage, rules = context.storage(), context.tools.rules.derogations
    log = read_log(storage, said.window, rules, now)
    document: dict[str, Any] = {
        "window": said.window,
        "counted_as_cover": False,
        "when": log.when,
        "checklist": [
            {"code": each.code, "text": each.text, "source": each.source, "verified": each.verified}
            for each in log.checklist
        ],
        "derogations": [_entry(each) for each in log.entries],
    }
    if said.out:
        exporter = context.tools.exporter
        path = export_log(storage, exporter, said.window, rules, Path(said.out), now)
        document["files"] = [str(path)]
        context.say(f"Wrote {path}.")
    rows = [
        (
            str(each.asked.derogation_id),
            each.service,
            short_words(each.asked.start),
            f"{each.asked.number} {words(each.asked.grade)}",
            STATE_WORDS[each.state],
            each.left,
        )
        for each in log.entries
    ]
    listed = table(("Id", "Service", "From", "Asked for", "State", "Time left"), rows)
    context.answer(document, "\n".join([NEVER_COVER, listed if rows else log.when]))
    return 0


def _done(context: Context, logged: Logged) -> int:
    document = {**_asked(logged.asked), "findings": [asdict(each) for each in logged.findings]}
    notes = [f"Note: {each.text}" for each in logged.findings]
    context.answer(document, "\n".join([logged.changes.text or "Nothing changed.", *notes]))
    return 0


def _entry(each: LoggedDerogation) -> dict[str, Any]:
    return {
        **_asked(each.asked),
        "service": each.service,
        "site": each.site,
        "state": each.state.value,
        "time_left": each.left,
        "findings": [asdict(finding) for finding in each.findings],
    }


def _asked(asked: Derogation) -> dict[str, Any]:
    return {
        "derogation": asked.derogation_id,
        "window": asked.window_id,
        **both_times("start", asked.start),
        **both_times("end", asked.end),
        "grade": asked.grade,
        "number": asked.number,
        "risk": asked.risk,
        "tried": sorted(asked.tried),
        "requested_by": asked.requested_by,
        **both_times("asked_at", asked.asked_at),
        **both_times("decide_by", asked.decide_by),
        "nhs_england": _answer(asked.nhse_answer),
        **both_times("nhs_england_at", asked.nhse_at),
        "union": _answer(asked.union_answer),
        **both_times("union_at", asked.union_at),
        "withdrawn_by": asked.withdrawn_by,
        **both_times("withdrawn_at", asked.withdrawn_at),
        "outcome": asked.outcome,
    }


def _answer(given: DerogationAnswer) -> str | None:
    return None if given is DerogationAnswer.NONE else given.value
