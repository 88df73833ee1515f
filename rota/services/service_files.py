"""A batch for a service that prints and posts: each letter a file laid out by the service's rules.

It counts as a print run. What the service's checks would refuse stays in the batch to be printed
here. Nobody's name stands in the list beside the letters, and none in a file's name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rota.domain.addresses import post_faults
from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.letter_content import LetterContent
from rota.domain.letter_rules import LetterRules
from rota.domain.permissions import See, refuse_sight
from rota.domain.printing import PrintOrder
from rota.domain.suppression import HOLDS
from rota.services.exporting import write_file
from rota.services.letters_out import BY_HAND, LeftOut, OutLetter, open_letters
from rota.services.ports import Exporter, Storage, Typesetter
from rota.services.printing import begin_printing
from rota.services.zip_files import zipped

HOW = "service"
PRINTER = "Posting service"
LIST = "letters.csv"
HEADINGS = ("reference", "file", "pages", "post_class")


@dataclass(frozen=True, slots=True)
class ServiceLetter:
    """One letter as the service gets it. ``pages`` leaves out a blank back."""

    reference: str
    pdf: bytes
    pages: int
    post_class: str


@dataclass(frozen=True, slots=True)
class ServiceLetters:
    """Letters that pass the service's checks, and those that do not."""

    batch: int
    letters: tuple[ServiceLetter, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class ServiceFile:
    """A file handed out as print run ``run_id``; without letters, or for a repeat, none was."""

    path: Path | None
    run_id: int
    letters: tuple[ServiceLetter, ...]
    left_out: tuple[LeftOut, ...]
    too_late: tuple[str, ...]
    is_repeat: bool
    changes: Changes


def to_send(
    storage: Storage, batch: int, now: datetime, again: bool = False
) -> tuple[list[OutLetter], list[LeftOut]]:
    """Read the letters of a batch that are not printed; with ``again`` also those that are.

    What goes by hand is left out. Refuses a batch without any such letter.
    """
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        found, out = open_letters(work, batch, now)
    wanted = [each for each in found if again or each.made.printed_at is None]
    if not wanted and not out:
        raise Refused(
            "nothing_to_print",
            f"Batch {batch} has no letter left to be printed and posted. What was printed before "
            "goes only when you say that it is to go again.",
        )
    by_hand = [each for each in wanted if each.made.post_class == "by_hand"]
    out += [LeftOut(each.reference, "by_hand", BY_HAND) for each in by_hand]
    return [each for each in wanted if each not in by_hand], out


def lay_out(
    batch: int,
    found: Sequence[OutLetter],
    left_out: Sequence[LeftOut],
    typesetter: Typesetter,
    rules: LetterRules,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ServiceLetters:
    """Typeset letters for the service, read each back and check it; touches no database."""
    out = list(left_out)
    by_reference = {each.reference: each for each in found}
    for each in found:
        out += [LeftOut(each.reference, code, HOLDS[code].text) for code in _address(each.content)]
    bad = {each.reference for each in out}
    contents = [
        replace(each.content, envelope=rules.posting_service)
        for each in found
        if each.reference not in bad
    ]
    if not contents:
        return ServiceLetters(batch, (), tuple(out))
    typeset = typesetter.typeset(contents, progress, cancelled)
    out += [LeftOut(each.reference, each.code, each.text) for each in typeset.exceptions]
    good = []
    for place in typeset.letters:
        pdf = typesetter.cut(typeset.pdf, [(place.first_page, place.pages)])
        faults = typesetter.print_area_faults(pdf)
        out += [LeftOut(place.reference, each.code, each.text) for each in faults]
        if not faults:
            post_class = by_reference[place.reference].made.post_class
            good.append(ServiceLetter(place.reference, pdf, place.pages, post_class))
    return ServiceLetters(batch, tuple(good), tuple(out))


def _address(content: LetterContent) -> tuple[str, ...]:
    """Return what a service would refuse in an address as it is printed."""
    name, *lines = content.address or ("",)
    postcode = lines.pop() if lines else ""
    return post_faults(name, lines, postcode)


def send_to_service(
    storage: Storage,
    exporter: Exporter,
    typesetter: Typesetter,
    rules: LetterRules,
    laid_out: ServiceLetters,
    out: Path,
    key: str,
    now: datetime,
    again: bool = False,
) -> ServiceFile:
    """Record a print run of what was laid out and write its file; the gate is asked once more.

    The same ``key`` never hands out twice. Refuses letters of a run that nobody has answered for,
    unless they are to go ``again``. Raises Unavailable when the file cannot be written: the run
    then waits for an answer, as a printer's does.
    """
    letters = laid_out.letters
    if not letters:
        return ServiceFile(None, 0, (), laid_out.left_out, (), False, Changes())
    order = PrintOrder(PRINTER)
    wanted = [each.reference for each in letters]
    sent = begin_printing(
        storage, rules, laid_out.batch, order, key, HOW, now, typesetter, wanted, again
    ).sent
    withdrawn = tuple(
        LeftOut(each, "withdrawn", "It is no longer true, or must be held: it was taken out.")
        for each in sent.withdrawn
    )
    gone = tuple(each for each in letters if each.reference in sent.references)
    path = None
    if gone and not sent.is_repeat:
        path = write_file(out, _archive(gone, exporter))
    return ServiceFile(
        path,
        sent.run_id,
        gone,
        (*laid_out.left_out, *withdrawn),
        sent.too_late,
        sent.is_repeat,
        sent.changes,
    )


def _archive(letters: Sequence[ServiceLetter], exporter: Exporter) -> bytes:
    files = {f"{each.reference}.pdf": each.pdf for each in letters}
    rows = [
        (each.reference, name, str(each.pages), each.post_class)
        for each, name in zip(letters, files, strict=True)
    ]
    return zipped({LIST: exporter.safe_csv(HEADINGS, rows), **files})
