"""Commands about printing letters: batches, printers, runs, manifests, and letters come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from rota.commands.context import Context, both_times, table
from rota.domain.letters import BatchRow
from rota.domain.post_bags import MANIFEST_HEADINGS
from rota.domain.printing import PrintOrder, PrintRun
from rota.domain.times import short_words
from rota.services.batch_list import batches as all_batches
from rota.services.manifests import manifest as manifest_of
from rota.services.manifests import manifest_rows, write_manifest
from rota.services.posting import mark_returned
from rota.services.printing import PrintSent, from_here, print_letters, say_printed
from rota.services.windows import count_of

BATCH_HEADINGS = ("Batch", "Made", "Letters", "Sheets", "Printed", "Posted", "References")


def batches(context: Context) -> int:
    """List every batch and what was sent to printers."""
    found = all_batches(context.storage())
    rows = [
        (
            str(each.batch),
            short_words(each.made_at),
            *(str(each.letters), str(each.sheets), str(each.printed), str(each.posted)),
            f"{each.first} to {each.last}",
        )
        for each in found
    ]
    untold = [run for each in found for run in each.runs if run.is_untold]
    lines = [table(BATCH_HEADINGS, rows) if rows else "No batch was made yet."]
    lines += [
        f"Run {run.run_id} of batch {run.batch}: did it print? Say so with 'letters printed'."
        for run in untold
    ]
    context.answer({"batches": [_batch_json(each) for each in found]}, "\n".join(lines))
    return 0


def printers(context: Context) -> int:
    """List the printers of this computer."""
    found = context.tools.printers.printers()
    document = [
        {
            "name": each.name,
            "default": each.is_default,
            "sides": list(each.sides),
            "media": list(each.media),
        }
        for each in found
    ]
    rows = [
        (each.name, "yes" if each.is_default else "", ", ".join(each.sides), " ".join(each.media))
        for each in found
    ]
    text = table(("Printer", "Default", "Sides", "Paper and trays"), rows)
    context.answer({"printers": document}, text if rows else "This computer has no printer.")
    return 0


def send(context: Context) -> int:
    """Send letters of a batch to a printer."""
    said, storage = context.words, context.storage()
    order = PrintOrder(said.printer, said.copies, said.sides, said.media)
    references = said.reference
    if said.from_reference is not None:
        references = from_here(storage, said.batch, said.from_reference)
    sent = print_letters(
        storage,
        context.tools.rules.letters,
        said.batch,
        order,
        said.key or uuid4().hex,
        context.now(),
        context.tools.printers,
        context.tools.typesetter(),
        references,
        said.again,
    )
    document = {
        "batch": said.batch,
        "run": sent.run_id or None,
        "job": sent.job,
        "sheets": sent.sheets,
        "letters": list(sent.references),
        "withdrawn": list(sent.withdrawn),
        "take_out": list(sent.take_out),
        "too_late": list(sent.too_late),
        "must_go_first_class": list(sent.first_class),
        "repeated": sent.is_repeat,
    }
    context.answer(document, _sent_words(said.batch, sent))
    return 0 if sent.references else 1


def _sent_words(batch: int, sent: PrintSent) -> str:
    if sent.is_repeat:
        return f"Run {sent.run_id} was sent with this key before; nothing was sent again."
    lines = []
    if sent.references:
        letters = count_of(len(sent.references), "letter", "letters")
        lines.append(
            f"Run {sent.run_id} of batch {batch}: {letters} on "
            f"{count_of(sent.sheets, 'sheet', 'sheets')} sent. When the paper is there, say how it "
            f"came out: letters printed --run {sent.run_id} --outcome yes."
        )
    if sent.withdrawn:
        lines.append(f"Left out, no longer true or held: {', '.join(sent.withdrawn)}.")
    if sent.take_out:
        lines.append(f"These may lie printed already; take them out: {', '.join(sent.take_out)}.")
    if sent.first_class:
        letters = count_of(len(sent.first_class), "letter", "letters")
        lines.append(
            f"{letters} made for second class must go first class now: "
            f"{', '.join(sent.first_class)}. Say so when they are posted: --first-class."
        )
    if sent.too_late:
        lines.append(
            "These can no longer arrive in time. Phone the patients of: "
            f"{', '.join(sent.too_late)}."
        )
    return "\n".join(lines)


def printed(context: Context) -> int:
    """Record whether a run came out."""
    said = context.words
    done = say_printed(
        context.storage(), said.run, said.outcome, said.from_reference, context.now()
    )
    document = {"run": said.run, "outcome": said.outcome, "from": said.from_reference}
    context.answer(document, done.text)
    return 0


def returned(context: Context) -> int:
    """Record that the post brought a letter back."""
    said = context.words
    done = mark_returned(context.storage(), said.reference, said.why, context.now())
    context.answer({"reference": said.reference, "why": said.why.strip()}, done.text)
    return 0


def manifest(context: Context) -> int:
    """Say what a batch holds, bag by bag, or write it into a file."""
    said, tools = context.words, context.tools
    found = manifest_of(context.storage(), said.batch)
    document: dict[str, Any] = {
        "batch": found.batch,
        "letters": found.letters,
        "sheets": found.sheets,
        "bags": [
            {
                "post_class": row.post_class,
                "bag": row.bag,
                "letters": row.letters,
                "sheets": row.sheets,
                "first": row.first,
                "last": row.last,
            }
            for row in found.rows
        ],
    }
    if said.out is None:
        total = f"{count_of(found.letters, 'letter', 'letters')} on " + count_of(
            found.sheets, "sheet", "sheets"
        )
        context.answer(document, f"{table(MANIFEST_HEADINGS, manifest_rows(found))}\n{total}.")
        return 0
    path = write_manifest(found, tools.exporter, tools.papers, Path(said.out), context.now())
    context.answer({**document, "file": str(path)}, f"Wrote {path}.")
    return 0


def _batch_json(row: BatchRow) -> dict[str, Any]:
    return {
        "batch": row.batch,
        "medium": row.medium,
        **both_times("made_at", row.made_at),
        "letters": row.letters,
        "pages": row.pages,
        "sheets": row.sheets,
        "first": row.first,
        "last": row.last,
        "post_classes": list(row.post_classes),
        "printed": row.printed,
        "posted": row.posted,
        "withdrawn": row.withdrawn,
        "returned": row.returned,
        "runs": [_run_json(run) for run in row.runs],
    }


def _run_json(run: PrintRun) -> dict[str, Any]:
    return {
        "run": run.run_id,
        "printer": run.printer,
        "copies": run.copies,
        "sides": run.sides,
        "media": run.media,
        "letters": list(run.references),
        "sheets": run.sheets,
        **both_times("sent_at", run.sent_at),
        "job": run.job,
        "outcome": run.outcome or None,
    }
