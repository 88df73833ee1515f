"""Commands that make reports and the strike pack, and check one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from rota.commands.context import Context, table
from rota.domain.errors import Refused, Unavailable
from rota.domain.report_words import row_words
from rota.domain.reports import Report, Table, Words
from rota.services.exporting import write_file
from rota.services.handover import handover_report
from rota.services.pack_history import is_in_history, seal_words
from rota.services.report_document import report_document
from rota.services.report_files import check_ending, note_handed_out, report_bytes
from rota.services.report_making import HANDOVER, make_report
from rota.services.strike_pack import CODE, build_pack, check_pack, pack_seal, record_pack


def page(context: Context) -> int:
    """Make a report: to a file, to the terminal, or as JSON."""
    said, tools, now = context.words, context.tools, context.now()
    code: str = said.report_command
    rules, storage = tools.rules, context.storage()
    definition = next(each for each in rules.reports.all() if each.code == code)
    ending = check_ending(definition, said.out) if said.out else ""
    if code == HANDOVER:
        made = handover_report(storage, said.window, rules, said.at or now, now)
    else:
        made = make_report(storage, code, said.window, rules, now)
    document = report_document(made)
    if not said.out:
        context.answer(document, _words(made))
        return 0
    data = report_bytes(made, ending, tools.papers, tools.exporter, said.table)
    note_handed_out(storage, made, ending)
    path = write_file(Path(said.out), data)
    context.answer({**document, "files": [str(path)]}, f"Wrote {path}.")
    return 0


def pack(context: Context) -> int:
    """Write the strike pack."""
    said, tools, storage = context.words, context.tools, context.storage()
    definition = next(each for each in tools.rules.reports.all() if each.code == CODE)
    check_ending(definition, said.out)
    made = build_pack(
        storage,
        said.window,
        tools.rules,
        tools.papers,
        tools.exporter,
        context.now(),
        with_patients=said.patients,
    )
    record_pack(storage, said.window, made)
    path = write_file(Path(said.out), made.data)
    context.answer(
        {
            "window": said.window,
            "files": [str(path)],
            "packed": made.files,
            "sealed_sha256": made.sealed_sha256,
            "names_patients": said.patients,
        },
        f"Wrote {path}: {made.files:,} files, seal {made.sealed_sha256}.",
    )
    return 0


def check(context: Context) -> int:
    """Check a strike pack; where a database is named, its seal against the history there too."""
    path = Path(context.words.file)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unavailable("not_read", f"{path} cannot be read: {error.strerror}.") from error
    if faults := check_pack(data):
        raise Refused("pack_changed", " ".join(faults))
    seal, is_known = pack_seal(data), None
    if getattr(context.words, "database", None) is not None:
        is_known = is_in_history(context.storage(), seal)
    said = seal_words(seal, is_known=is_known)
    if is_known is False:
        raise Refused("pack_unknown", said)
    document = {"file": str(path), "faults": [], **asdict(seal), "in_history": is_known}
    context.answer(document, said)
    return 0


def _words(report: Report) -> str:
    lines = [report.title, report.subtitle, ""]
    lines += [f"{each.label}: {each.value}" for each in report.facts]
    for each in report.parts:
        if isinstance(each, Table):
            lines += ["", each.title, _rows(each)]
        elif isinstance(each, Words):
            lines += ["", each.title, each.text]
    return "\n".join([*lines, "", *report.notes])


def _rows(made: Table) -> str:
    if not made.rows:
        return made.empty or "Nothing to list."
    rows = [*made.rows, made.totals] if made.totals else [*made.rows]
    headings = tuple(column.heading for column in made.columns)
    return table(headings, [tuple(row_words(made.columns, row)) for row in rows])
