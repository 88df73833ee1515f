"""Commands by which letters leave in another way than print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from rota.commands.context import Context, table
from rota.domain.codes import words
from rota.services.copies import batch_of, copy_letters
from rota.services.letters_out import LeftOut
from rota.services.messages import write_messages
from rota.services.other_formats import (
    MEDIA,
    FormatBatches,
    FormatNeed,
    format_needs,
    make_format,
    save_lead,
    write_format_batch,
)
from rota.services.print_files import check_folder
from rota.services.service_files import lay_out, send_to_service, to_send
from rota.services.windows import count_of

NOT_TOLD = (
    "A message does not count as telling a patient in writing: post the letters all the same."
)


def formats(context: Context) -> int:
    """List who needs another format; or make their batches, or write one again."""
    said, storage = context.words, context.storage()
    if said.lead is not None:
        save_lead(storage, said.lead)
    if said.out is not None:
        return _make_formats(context, Path(said.out))
    found = format_needs(storage, context.tools.rules.letters, context.now())
    rows = [
        (
            each.queued.appointment_id,
            each.medium.value,
            words(each.queued.state),
            ", ".join(words(code) for code in each.holds),
            each.queued.reference,
        )
        for each in found.needs
    ]
    text = f"No letter is needed in another format. They are looked after by: {found.lead}."
    if rows:
        headings = ("Appointment", "Format", "State", "Held besides", "Reference")
        text = f"For: {found.lead}\n{table(headings, rows)}"
    document = {"lead": found.lead, "letters": [_need_json(each) for each in found.needs]}
    context.answer(document, text)
    return 0


def _need_json(need: FormatNeed) -> dict[str, Any]:
    return {
        "appointment_id": need.queued.appointment_id,
        "format": need.medium.value,
        "state": need.queued.state,
        "held": list(need.holds),
        "batch": need.queued.batch,
        "reference": need.queued.reference,
    }


def _make_formats(context: Context, out: Path) -> int:
    said, storage, rules = context.words, context.storage(), context.tools.rules.letters
    if said.batch is not None:
        paths = [str(path) for path in write_format_batch(storage, out, said.batch)]
        context.answer({"batch": said.batch, "files": paths}, f"Wrote {' and '.join(paths)}.")
        return 0
    check_folder(out)
    documents, lines = [], []
    for medium in MEDIA:
        made = make_format(
            storage,
            context.tools.typesetter(),
            context.tools.braille,
            rules,
            context.now(),
            medium,
        )
        for fault in made.rendered.faults:
            context.say(f"Left out and held, appointment {fault.appointment_id}: {fault.text}")
        for note in made.notes:
            context.say(note)
        for document in _format_documents(context, made, out):
            documents.append(document)
            letters = count_of(document["letters"], "letter", "letters")
            files = " and ".join(document["files"])
            lines.append(f"Batch {document['batch']}, {medium.value}: {letters} in {files}.")
    lead = format_needs(storage, rules, context.now()).lead
    text = "\n".join([*lines, f"For: {lead}"]) if lines else "No letter is ready in these formats."
    context.answer({"lead": lead, "batches": documents}, text)
    return 0


def _format_documents(context: Context, made: FormatBatches, out: Path) -> list[dict[str, Any]]:
    storage = context.storage()
    return [
        {
            "batch": each.batch,
            "medium": made.medium.value,
            "letters": each.letters,
            "files": [str(path) for path in write_format_batch(storage, out, each.batch)],
            "notes": list(made.notes),
        }
        for each in made.rendered.batches
    ]


def copy(context: Context) -> int:
    """Write letters as tagged PDFs into a folder."""
    said, storage = context.words, context.storage()
    batch = batch_of(storage, said.reference) if said.reference else said.batch
    typesetter = context.tools.typesetter()
    done = copy_letters(storage, typesetter, batch, said.reference, Path(said.out), context.now())
    _say_left_out(context, done.left_out)
    files = [str(path) for path in done.paths]
    document = {"batch": batch, "files": files, "left_out": _left_json(done.left_out)}
    letters = count_of(len(files), "letter", "letters")
    context.answer(document, f"Copied {letters} to {said.out}." if files else "")
    return 0 if files else 1


def service_file(context: Context) -> int:
    """Write a batch for a posting service."""
    said, storage, tools = context.words, context.storage(), context.tools
    rules, now, typesetter = tools.rules.letters, context.now(), context.tools.typesetter()
    found, out = to_send(storage, said.batch, now, said.again)
    laid_out = lay_out(said.batch, found, out, typesetter, rules)
    done = send_to_service(
        storage,
        tools.exporter,
        typesetter,
        rules,
        laid_out,
        Path(said.out),
        said.key or uuid4().hex,
        now,
        said.again,
    )
    _say_left_out(context, done.left_out)
    document = {
        "batch": said.batch,
        "file": None if done.path is None else str(done.path),
        "run": done.run_id or None,
        "letters": [
            {"reference": each.reference, "pages": each.pages, "post_class": each.post_class}
            for each in done.letters
        ],
        "left_out": _left_json(done.left_out),
        "too_late": list(done.too_late),
        "repeated": done.is_repeat,
    }
    text = ""
    if done.is_repeat:
        text = f"Run {done.run_id} was handed out with this key before; nothing was written again."
    elif done.path is not None:
        letters = count_of(len(done.letters), "letter", "letters")
        text = (
            f"Run {done.run_id}: {letters} in {done.path}. Once the service has taken them: "
            f"letters printed --run {done.run_id} --outcome yes; then letters posted."
        )
        if done.too_late:
            text += f"\nThese can no longer arrive in time: {', '.join(done.too_late)}. Phone."
    context.answer(document, text)
    return 0 if done.letters else 1


def messages(context: Context) -> int:
    """Write the messages that go beside a batch's letters."""
    said, tools = context.words, context.tools
    done = write_messages(
        context.storage(), tools.exporter, said.batch, Path(said.out), context.now()
    )
    _say_left_out(context, done.left_out)
    document = {
        "batch": said.batch,
        "file": None if done.path is None else str(done.path),
        "letters": [each.reference for each in done.messages],
        "left_out": _left_json(done.left_out),
        "counts_as_told": False,
    }
    letters = count_of(len(done.messages), "letter", "letters")
    text = f"The messages of {letters} are in {done.path}. {NOT_TOLD}" if done.messages else ""
    context.answer(document, text)
    return 0 if done.messages else 1


def _say_left_out(context: Context, left: Sequence[LeftOut]) -> None:
    for each in left:
        context.say(f"Left out, {each.reference}: {each.text}")


def _left_json(left: Sequence[LeftOut]) -> list[dict[str, str]]:
    return [{"reference": each.reference, "code": each.code, "text": each.text} for each in left]
