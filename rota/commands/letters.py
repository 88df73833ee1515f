"""Commands about letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rota.commands.context import Context, table
from rota.domain.codes import words
from rota.domain.suppression import HOLDS
from rota.domain.times import iso_local, iso_utc, short_words
from rota.services.batch_again import batch_again
from rota.services.batch_making import render
from rota.services.exporting import write_file
from rota.services.extract_age import extract_age
from rota.services.letter_queue import QueuedLetter, counts_by_state, letter_queue
from rota.services.looking import note_list
from rota.services.post_times import envelope_in_use, find_envelope
from rota.services.posting import mark_posted
from rota.services.print_files import check_folder, write_batch
from rota.services.windows import count_of


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
            "decide again" if each.to_decide else words(each.kind),
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
        codes = sorted({code for each in found for code in each.holds if code in HOLDS})
        text += "".join(f"\n{words(code)}: {HOLDS[code].text}" for code in codes)
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
        "notes": list(queued.notes),
        "language": queued.language,
        "released": list(queued.released),
        "hand_to": queued.hand_to,
    }


def render_ready(context: Context) -> int:
    """Make a batch of what is ready, or write an earlier batch again."""
    said = context.words
    storage, out = context.storage(), Path(said.out)
    if said.batch is not None:
        cutter = context.tools.typesetter()
        again = batch_again(storage, said.batch, context.now(), cutter, said.whole)
        path = write_batch(out, said.batch, again.pdf)
        note_list(storage, f"Wrote the letters of batch {said.batch} to a file again.")
        document = {
            "batch": said.batch,
            "files": [str(path)],
            "left_out": list(again.left_out),
        }
        left = f"\nLeft out, taken out or no longer true: {', '.join(again.left_out)}."
        context.answer(document, f"Wrote {path}.{left if again.left_out else ''}")
        return 0
    check_folder(out)
    made = render(storage, context.tools.typesetter(), context.tools.rules.letters, context.now())
    if made.missing_details:
        lacking = ", ".join(made.missing_details)
        context.say(f"The letters lack {lacking}: see 'hospital --help'.")
    for fault in made.faults:
        context.say(f"Left out and held, appointment {fault.appointment_id}: {fault.text}")
    files = [str(write_batch(out, each.batch, each.pdf)) for each in made.batches]
    document = {
        "batch": made.batch,
        "batches": [
            {"batch": each.batch, "letters": each.letters, "pages": each.pages, "file": file}
            for each, file in zip(made.batches, files, strict=True)
        ],
        "letters": made.letters,
        "pages": made.pages,
        "files": files,
        "exceptions": [
            {"appointment_id": each.appointment_id, "code": each.code, "text": each.text}
            for each in made.faults
        ],
    }
    lines = [
        f"Batch {each.batch}: {count_of(each.letters, 'letter', 'letters')}, "
        f"{count_of(each.pages, 'page', 'pages')} in {file}."
        for each, file in zip(made.batches, files, strict=True)
    ]
    if made.late:
        lines.append(
            f"{count_of(made.late, 'letter', 'letters')} can no longer arrive in time: ring these "
            "patients first ('letters phone-list'). The letter confirms what they are told."
        )
    context.answer(document, "\n".join(lines) or "No letters are ready.")
    return 1 if made.faults and made.batch is None else 0


def test_sheet(context: Context) -> int:
    """Write a page to try a window envelope with."""
    said = context.words
    path = Path(said.out)
    with context.storage().read() as work:
        rules = context.tools.rules.letters
        named = said.envelope is not None
        used = find_envelope(work, rules, said.envelope) if named else envelope_in_use(work, rules)
        profile = used or rules.envelopes[0]
    write_file(path, context.tools.papers.test_sheet(profile, context.now()))
    context.answer({"file": str(path), "envelope": profile.name}, f"Wrote {path}.")
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
        said.printed_elsewhere,
        said.first_class,
    )
    document = {
        "batch": said.batch,
        "posted": done.number,
        "left_out": list(done.left_out),
        "not_known_printed": done.not_printed,
        "too_late": list(done.too_late),
        "first_class": list(done.first_class),
        "second_class_too_late": list(done.second_class),
    }
    text = done.changes.text or "This batch was posted before; nothing changed."
    if done.second_class:
        letters = count_of(len(done.second_class), "letter", "letters")
        text += f"\n{letters} went second class, which no longer brings them in time."
    if done.too_late:
        patients = ", ".join(done.too_late)
        text += f"\nThese can no longer arrive in time. Phone the patients of: {patients}."
    if done.not_printed:
        letters = count_of(done.not_printed, "letter", "letters")
        text += f"\nOf {letters} among them nobody has said that they were printed."
    context.answer(document, text)
    return 0
