"""Letters in, one checked print file out, and a reason for every letter that is not in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Refused
from rota.domain.letter_content import (
    AreaFault,
    LetterContent,
    LetterException,
    TypesetBatch,
    TypesetLetter,
)
from rota.letters.cleaning import cleaned
from rota.letters.cutting import cut
from rota.letters.faults import left_out
from rota.letters.press import Jam, Press
from rota.letters.print_area import print_area_faults
from rota.letters.print_file import PrintFile
from rota.letters.readback import read_back, read_back_alone

# One compile cannot be interrupted. 16 letters take about 0.1 s and hold memory
# near 300 MB; more letters take no less time each once the engine's cache is full.
CHUNK = 16
# The same letters give the same bytes; a caller who wants the true time in the file says so.
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)

Numbered = tuple[int, LetterContent]


class TypstTypesetter:
    """Typesets letters for one kind of window envelope, where they do not name another.

    Raises Refused when the envelope leaves no room for a letter.
    """

    def __init__(self, profile: EnvelopeProfile) -> None:
        profile.check()
        self._profile = profile

    def typeset(
        self,
        letters: Sequence[LetterContent],
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        made_at: datetime = NO_TIME,
    ) -> TypesetBatch:
        """A PDF/A-2b for two-sided printing in which every letter has been read back.

        Each letter is either in ``letters`` or in ``exceptions`` of the answer, once, in the order
        given; ``pdf`` is empty when none could be typeset. ``progress`` hears how many letters of
        how many are done. ``cancelled`` is asked after every 16 letters typeset and every letter
        read back; when it says yes, Refused with the code ``cancelled`` is raised and nothing is
        kept. Refuses letters for several envelopes at once. Safe on any thread. Raises Unavailable
        when a font or the template is missing.
        """
        profile = self._profile_for(letters)
        watch = _Watch(len(letters), progress, cancelled)
        ready, failed = _sifted(letters)
        press = Press(profile, made_at)
        file = PrintFile()
        watch.advance(typeset=len(failed), read=len(failed))
        for start in range(0, len(ready), CHUNK):
            chunk = ready[start : start + CHUNK]
            failed |= _typeset_chunk(press, file, chunk)
            watch.advance(typeset=len(chunk))
        pdf, wrong = _checked(file, dict(ready), profile, watch)
        failed |= wrong
        placed = tuple(
            TypesetLetter(letters[place.number].reference, place.first_page, place.pages)
            for place in file.placed
        )
        watch.finished()
        exceptions = tuple(
            replace(failed[number], reference=letters[number].reference)
            for number in sorted(failed)
        )
        return TypesetBatch(pdf, placed, exceptions)

    def cut(self, pdf: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
        """Some letters of a finished batch as a file of their own; see ``cutting``."""
        return cut(pdf, spans)

    def copy(self, content: LetterContent) -> bytes:
        """One letter as a tagged PDF/UA-1 for a reader on a screen, read back as for printing.

        Raises Refused with the reason when the letter could not be printed either, and Unavailable
        when a font or the template is missing.
        """
        checked = cleaned(content)
        if isinstance(checked, LetterException):
            raise Refused(checked.code, checked.text)
        profile = self._profile_for([content])
        pages = Press(profile, NO_TIME).copy(checked)
        if isinstance(pages, Jam):
            fault: LetterException | None = left_out(content.reference, pages.code, pages.detail)
        else:
            fault = read_back_alone(pages.pdf, checked, profile)
        if fault is not None or isinstance(pages, Jam):
            assert fault is not None
            raise Refused(fault.code, fault.text)
        return pages.pdf

    def zone_findings(self, content: LetterContent) -> tuple[LetterException, ...]:
        """Why a wording, tried on a sample letter, may not be approved; nothing when it may.

        The sample is typeset and read back as every letter is: nothing but its address in the ever
        visible zone of the envelope, nothing off the page, every character printable.
        """
        return self.typeset([content]).exceptions

    def print_area_faults(self, pdf: bytes) -> tuple[AreaFault, ...]:
        """Why a posting service would send back one letter's file; nothing when it would not."""
        return print_area_faults(pdf)

    def _profile_for(self, letters: Sequence[LetterContent]) -> EnvelopeProfile:
        named = {letter.envelope for letter in letters}
        if len(named) > 1:
            raise Refused(
                "several_envelopes", "Letters of one batch must all go in the same envelopes."
            )
        profile = next(iter(named), None) or self._profile
        profile.check()
        return profile


class _Watch:
    """Tells how far the run has come and stops it when asked to.

    Reading back costs about a quarter of the time, so a letter is three parts typesetting and one
    part reading.
    """

    def __init__(
        self,
        total: int,
        progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._total = total
        self._progress = progress
        self._cancelled = cancelled
        self._typeset = 0
        self._read = 0
        self._told = -1

    def advance(self, typeset: int = 0, read: int = 0) -> None:
        """Count letters; raises Refused when the run was cancelled."""
        if self._cancelled is not None and self._cancelled():
            raise Refused("cancelled", "The letters were stopped. None of this run was kept.")
        self._typeset = min(self._total, self._typeset + typeset)
        self._read = min(self._total, self._read + read)
        self._tell((3 * self._typeset + self._read) // 4)

    def finished(self) -> None:
        """Tell that every letter is done with."""
        self._tell(self._total)

    def _tell(self, done: int) -> None:
        if self._progress is not None and done > self._told:
            self._told = done
            self._progress(done, self._total)


def _sifted(
    letters: Sequence[LetterContent],
) -> tuple[list[Numbered], dict[int, LetterException]]:
    """The letters that may be typeset, tidied and numbered, and those that may not."""
    ready: list[Numbered] = []
    failed: dict[int, LetterException] = {}
    for number, letter in enumerate(letters):
        checked = cleaned(letter)
        if isinstance(checked, LetterException):
            failed[number] = checked
        else:
            ready.append((number, checked))
    # Letters held back count too: an answer must not both print and refuse one reference.
    references = [" ".join(letter.reference.split()) for letter in letters]
    uses = Counter(references)
    for number, _ in ready:
        if uses[references[number]] > 1:
            failed[number] = left_out(references[number], "double_reference")
    return [(number, letter) for number, letter in ready if number not in failed], failed


def _typeset_chunk(
    press: Press, file: PrintFile, chunk: Sequence[Numbered]
) -> dict[int, LetterException]:
    """Add a chunk to the file. If it fails, find its bad letters one by one and add the rest."""
    if not chunk:
        return {}
    numbers = [number for number, _ in chunk]
    pages = press.typeset([letter for _, letter in chunk])
    if not isinstance(pages, Jam):
        file.add(pages, numbers)
        return {}
    if len(chunk) == 1:
        reference = chunk[0][1].reference
        return {numbers[0]: left_out(reference, pages.code, pages.detail)}
    alone = {number: press.typeset([letter]) for number, letter in chunk}
    failed = {
        number: left_out(letter.reference, jam.code, jam.detail)
        for number, letter in chunk
        if isinstance(jam := alone[number], Jam)
    }
    good = [(number, letter) for number, letter in chunk if number not in failed]
    if failed:
        return failed | _typeset_chunk(press, file, good)
    # Each letter is good alone and only together they fail: keep them apart.
    for number, single in alone.items():
        assert not isinstance(single, Jam)
        file.add(single, [number])
    return {}


def _checked(
    file: PrintFile, letters: dict[int, LetterContent], profile: EnvelopeProfile, watch: _Watch
) -> tuple[bytes, dict[int, LetterException]]:
    """The finished bytes, read back until no letter in them is wrong, and the wrong ones."""
    wrong: dict[int, LetterException] = {}
    while True:
        pdf = file.save()
        if not pdf:
            return b"", wrong
        planned = [
            (letters[place.number], TypesetLetter("", place.first_page, place.pages))
            for place in file.placed
        ]
        found: dict[int, LetterException] = {}
        verdicts = read_back(pdf, planned, profile)
        for place, verdict in zip(file.placed, verdicts, strict=True):
            if verdict is not None:
                found[place.number] = verdict
            watch.advance(read=1)
        if not found:
            return pdf, wrong
        wrong |= found
        file.remove(found)
