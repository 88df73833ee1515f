"""Commands about letters."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.codes import words
from rota.domain.times import iso_local, iso_utc, short_words
from rota.services.batches import batch_pdf, mark_posted, render
from rota.services.exporting import write_file
from rota.services.extract_age import extract_age
from rota.services.hospital_details import (
    LETTER_SETTINGS,
    read_trust_details,
    save_nation,
    save_trust_details,
)
from rota.services.letter_queue import QueuedLetter, counts_by_state, letter_queue
from rota.services.phoning import phone_list as listed
from rota.services.post_times import (
    COLLECTION,
    CUTOFF,
    find_envelope,
    read_envelope,
    read_post_times,
    save_envelope,
    save_post_times,
)
from rota.services.print_files import check_folder, write_batch
from rota.services.windows import count_of

POST_TIMES = (COLLECTION, CUTOFF)


def queue(context: Context) -> int:
    """List every letter needed, and why some are held."""
    storage = context.storage()
    rules = context.tools.rules.letters
    found = letter_queue(storage, rules, context.now())
    with storage.read() as work:
        age = extract_age(work, rules.posting, context.now())
    if age is not None and age.is_stale:
        context.say(age.text)
    counts = ", ".join(
        f"{number:,} {words(state)}" for state, number in sorted(counts_by_state(found).items())
    )
    rows = [
        (
            each.appointment_id,
            words(each.kind),
            words(each.state),
            each.channel,
            short_words(each.last_first),
            ", ".join(words(code) for code in each.holds),
        )
        for each in found
    ]
    text = "No letters are needed."
    if rows:
        headings = ("Appointment", "Kind", "State", "Channel", "First class until", "Held")
        text = table(headings, rows) + f"\n{counts}."
    context.answer({"letters": [_as_json(each) for each in found]}, text)
    return 0


def _as_json(queued: QueuedLetter) -> dict[str, Any]:
    return {
        "appointment_id": queued.appointment_id,
        "kind": queued.kind.value,
        "state": queued.state,
        "channel": queued.channel,
        "last_safe_posting": {
            "first": iso_local(queued.last_first),
            "second": iso_local(queued.last_second),
            "first_utc": iso_utc(queued.last_first),
            "second_utc": iso_utc(queued.last_second),
        },
        "held": list(queued.holds),
        "batch": queued.batch,
        "reference": queued.reference,
    }


def render_ready(context: Context) -> int:
    """Make a batch of what is ready, or write an earlier batch again."""
    said = context.words
    storage, out = context.storage(), Path(said.out)
    if said.batch is not None:
        path = write_batch(out, said.batch, batch_pdf(storage, said.batch))
        context.answer({"batch": said.batch, "files": [str(path)]}, f"Wrote {path}.")
        return 0
    check_folder(out)
    made = render(storage, context.tools.typesetter(), context.tools.rules.letters, context.now())
    if made.missing_details:
        lacking = ", ".join(made.missing_details)
        context.say(f"The letters lack {lacking}: see 'hospital --help'.")
    for fault in made.faults:
        context.say(f"Left out and held, appointment {fault.appointment_id}: {fault.text}")
    files = [] if made.batch is None else [str(write_batch(out, made.batch, made.pdf))]
    document = {
        "batch": made.batch,
        "letters": made.letters,
        "pages": made.pages,
        "files": files,
        "exceptions": [
            {"appointment_id": each.appointment_id, "code": each.code, "text": each.text}
            for each in made.faults
        ],
    }
    text = (
        f"Batch {made.batch}: {count_of(made.letters, 'letter', 'letters')}, "
        f"{count_of(made.pages, 'page', 'pages')} in {files[0]}."
        if files
        else "No letters are ready."
    )
    context.answer(document, text)
    return 1 if made.faults and made.batch is None else 0


def test_sheet(context: Context) -> int:
    """Write a page to try a window envelope with."""
    said = context.words
    path = Path(said.out)
    with context.storage().read() as work:
        profile = find_envelope(work, context.tools.rules.letters, said.envelope)
    write_file(path, context.tools.papers.test_sheet(profile, context.now()))
    context.answer({"file": str(path), "envelope": said.envelope}, f"Wrote {path}.")
    return 0


def phone_list(context: Context) -> int:
    """List whom to phone because no letter reaches them in time."""
    storage, rules = context.storage(), context.tools.rules.letters
    calls = listed(storage, rules, context.now(), context.words.window)
    document = {
        "window": context.words.window,
        "calls": [
            {
                "appointment_id": each.appointment_id,
                "name": each.name,
                "phone": each.phone,
                **both_times("start", each.start),
                "why": each.why,
            }
            for each in calls
        ],
    }
    rows = [
        (
            each.name,
            each.phone or "no number",
            short_words(each.start),
            each.appointment_id,
            each.why,
        )
        for each in calls
    ]
    text = table(("Patient", "Phone", "Appointment", "ID", "Why"), rows)
    context.answer(document, text if rows else "Nobody needs a call.")
    return 0


def hospital(context: Context) -> int:
    """Say what letters tell of the hospital, after changing what was given."""
    storage, said = context.storage(), context.words
    details = read_trust_details(storage)
    given = {name: value for name in LETTER_SETTINGS if (value := getattr(said, name)) is not None}
    if given:
        details = replace(details, **given)
        save_trust_details(storage, details)
    if said.nation is not None:
        save_nation(storage, said.nation.upper(), said.site)
    times = {name: value for name in POST_TIMES if (value := getattr(said, name)) is not None}
    if times:
        save_post_times(storage, times)
    if said.envelope is not None:
        save_envelope(storage, context.tools.rules.letters, said.envelope)
    document = asdict(details) | read_post_times(storage) | read_envelope(storage)
    lines = [
        f"{words(name).capitalize()}: {value or 'not set'}" for name, value in document.items()
    ]
    context.answer(document, "\n".join(lines))
    return 0


def posted(context: Context) -> int:
    """Record that a batch went into the post."""
    said = context.words
    done = mark_posted(
        context.storage(),
        said.batch,
        context.now(),
        context.tools.rules.letters,
        said.without,
        said.as_printed,
    )
    document = {
        "batch": said.batch,
        "posted": done.number,
        "left_out": list(done.left_out),
        "too_late": list(done.too_late),
    }
    text = done.changes.text or "This batch was posted before; nothing changed."
    if done.too_late:
        patients = ", ".join(done.too_late)
        text += f"\nThese can no longer arrive in time. Phone the patients of: {patients}."
    context.answer(document, text)
    return 0
