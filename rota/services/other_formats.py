"""Letters in braille and to listen to: batches of their own, each with a cover sheet to post.

A patient flagged for such a format gets no other one. What is posted is the cover sheet, in the
window envelope, with the braille or the recording; posting and what came back are recorded as for
any batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rota.domain.changes import Changes
from rota.domain.codes import LetterFormat
from rota.domain.errors import Refused, Unavailable
from rota.domain.letter_content import LetterContent
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_spoken import script_of
from rota.domain.permissions import See, refuse_sight
from rota.domain.suppression import FORMAT_HOLD, HOLDS, medium_of, without_medium
from rota.domain.telling import first_due
from rota.domain.wording_choice import wording_kind
from rota.services.batch_gate import find_batch
from rota.services.batch_making import (
    BatchPlan,
    MadeBatch,
    MadeLetters,
    Rendered,
    plan_of,
    save_batches,
    typeset_batch,
)
from rota.services.braille_files import braille_files
from rota.services.hospital_details import letter_setup
from rota.services.letter_languages import LetterLanguages
from rota.services.letter_queue import (
    QueuedLetter,
    by_patient,
    letter_kind,
    local_clock,
    queue_in,
    told_of,
)
from rota.services.ports import Braille, Storage, Typesetter, Work
from rota.services.print_files import check_folder, write_batch, write_whole
from rota.services.zip_files import zipped

MEDIA = (LetterFormat.BRAILLE, LetterFormat.AUDIO)
FORMATS_LEAD = "formats_lead"
"""The setting for who looks after other formats; blank: whoever the hold names."""

_COVERS = {
    LetterFormat.BRAILLE: "Braille letter enclosed",
    LetterFormat.AUDIO: "Audio letter enclosed",
}


@dataclass(frozen=True, slots=True)
class FormatNeed:
    """One appointment of a patient who needs another format, and where its letter stands.

    ``holds`` are what keeps it back besides the format itself.
    """

    queued: QueuedLetter
    medium: LetterFormat
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormatNeeds:
    """Who needs what, for the person named ``lead``."""

    lead: str
    needs: tuple[FormatNeed, ...]


@dataclass(frozen=True, slots=True)
class FormatBatches:
    """What was made in one medium; ``notes`` are what to know of it."""

    medium: LetterFormat
    rendered: Rendered
    notes: tuple[str, ...]


def format_needs(storage: Storage, rules: LetterRules, now: datetime) -> FormatNeeds:
    """Return every letter that is needed in braille or to listen to, the most pressing first."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        queue = queue_in(work, rules, now)
        lead = _lead(work)
    return FormatNeeds(
        lead,
        tuple(
            FormatNeed(each, medium, without_medium(each.holds, medium))
            for each in queue
            if (medium := medium_of(each.visit.patient)) in MEDIA
        ),
    )


def save_lead(storage: Storage, name: str) -> Changes:
    """Keep who looks after other formats; blank goes back to whom the hold names."""
    with storage.write("settings") as work:
        work.settings.put({FORMATS_LEAD: name.strip()})
        work.say("Changed who looks after other formats.")
    return work.changes


def _lead(work: Work) -> str:
    return work.settings.all().get(FORMATS_LEAD, "") or HOLDS[f"{FORMAT_HOLD}braille"].owner


def plan_format(
    storage: Storage, rules: LetterRules, now: datetime, medium: LetterFormat
) -> BatchPlan:
    """Read what every letter says that nothing holds but its format, each with its cover sheet.

    Refuses while the hospital's name or phone number is not set up.
    """
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        plan = plan_of(work, rules, _free(work, rules, now, medium), now)
        missing = letter_setup(work, rules).missing
    if plan.letters and missing:
        raise Refused(
            "details_missing",
            f"The letters lack {' and '.join(missing)}: see 'hospital --help', or Settings.",
        )
    return replace(
        plan,
        letters=tuple(
            replace(each, cover=cover_sheet(each.content, medium)) for each in plan.letters
        ),
    )


def _free(
    work: Work, rules: LetterRules, now: datetime, medium: LetterFormat
) -> list[QueuedLetter]:
    clock = local_clock(work, rules.posting).of_unprinted()
    languages = LetterLanguages(work, rules)
    free = []
    for each in queue_in(work, rules, now):
        is_meant = medium_of(each.visit.patient) is medium
        if is_meant and each.state == "held" and not without_medium(each.holds, medium):
            by_post = clock.channel(now, first_due(each.visit.start, each.made))
            channel = "local" if "by_hand" in each.notes else by_post
            free.append(replace(each, state="ready", holds=(), channel=channel))
    return [
        each
        for group in by_patient(free)
        if not languages.holds(
            group[0].visit.patient, wording_kind(letter_kind(group), told_of(group))
        )
        for each in group
    ]


def cover_sheet(content: LetterContent, medium: LetterFormat) -> LetterContent:
    """Return what is printed to post a letter with: address, reference, sender, and what it is."""
    return replace(
        content,
        heading=_COVERS[medium],
        salutation="",
        before_table=(),
        appointments=(),
        after_table=(),
        sign_off=(),
        font_points=12.0,
        translation=None,
        layout="letter",
        pictures=(),
    )


def make_format(
    storage: Storage,
    typesetter: Typesetter,
    braille: Braille,
    rules: LetterRules,
    now: datetime,
    medium: LetterFormat,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FormatBatches:
    """Make the batches of one medium; nothing is saved of a run that is cancelled or refused."""
    plan = plan_format(storage, rules, now, medium)
    made, notes = enclose(typeset_batch(plan, typesetter, progress, cancelled), medium, braille)
    return FormatBatches(medium, save_batches(storage, made, now), notes)


def enclose(
    made: MadeLetters, medium: LetterFormat, braille: Braille
) -> tuple[MadeLetters, tuple[str, ...]]:
    """Return cover sheets with what they go with: an archive for each batch, and notes."""
    notes: list[str] = []
    batches = []
    for batch in made.batches:
        files, said = _files(batch, medium, braille)
        notes += [each for each in said if each not in notes]
        batches.append(replace(batch, medium=medium.value, enclosed=zipped(files)))
    return replace(made, batches=tuple(batches)), tuple(notes)


def _files(
    batch: MadeBatch, medium: LetterFormat, braille: Braille
) -> tuple[Mapping[str, bytes], tuple[str, ...]]:
    letters = {each.reference: each.content for each in batch.records if each.content is not None}
    if medium is LetterFormat.AUDIO:
        return {f"{each}.txt": script_of(said).encode() for each, said in letters.items()}, ()
    found = braille_files(letters, braille)
    return found.files, found.notes


def write_format_batch(storage: Storage, out: Path, batch: int) -> tuple[Path, Path]:
    """Write a batch's cover sheets and what goes with them into a folder; names hold no patient.

    It is recorded first. Refuses a batch that is on paper alone; raises Unavailable when a file
    cannot be written: the batch is kept all the same.
    """
    check_folder(out)
    with storage.write("letters handed out", undoable=False) as work:
        row, enclosed = find_batch(work, batch), work.letters.enclosed(batch)
        if enclosed is None:
            raise Refused("only_paper", f"Batch {batch} is on paper: nothing goes with its sheets.")
        pdf = work.letters.pdf(batch)
        work.record(f"Wrote the {row.medium} of batch {batch} to files: {row.letters:,} in all.")
    sheets = write_batch(out, batch, pdf)
    archive = out / f"batch-{batch:04d}-{row.medium}.zip"
    try:
        write_whole(archive, enclosed)
    except OSError as error:
        raise Unavailable(
            "not_written",
            f"Batch {batch} is kept, but {archive.name} could not be written: {error.strerror}.",
        ) from error
    return sheets, archive
