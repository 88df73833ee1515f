"""The command about what a hospital sets up for its letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rota.commands.context import Context
from rota.domain.codes import words
from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Refused
from rota.domain.letter_rules import LetterRules
from rota.domain.trust import SiteDetails, contact_doubts
from rota.services.batch_sizes import SHEETS_A_BATCH, sheets_in
from rota.services.hospital_details import (
    LETTER_SETTINGS,
    SiteSetup,
    check_site,
    letter_setup,
    read_trust_details,
    save_languages,
    save_nation,
    save_sites,
    save_trust_details,
)
from rota.services.letter_settings import POST, LetterSettings, read_letter_settings
from rota.services.logos import read_logo, save_logo
from rota.services.own_envelopes import remove_own_envelope, save_own_envelope
from rota.services.post_times import COLLECTION, ENVELOPE, MARGIN, save_post
from rota.services.sample_letter import letter_to_nobody

_OF_A_SITE = {
    "site_name": "printed_name",
    "site_address": "address",
    "site_phone": "phone",
    "site_hours": "phone_hours",
}


def hospital(context: Context) -> int:
    """Say what letters tell of the hospital, after changing what was given."""
    storage, rules, said = context.storage(), context.tools.rules.letters, context.words
    details = _given(context, {name: name for name in LETTER_SETTINGS})
    if details:
        save_trust_details(storage, replace(read_trust_details(storage), **details))
        for doubt in contact_doubts(said.phone or "", said.email or ""):
            context.say(doubt)
    _change_sites(context)
    if said.languages is not None:
        save_languages(storage, rules, said.languages)
    _change_envelopes(context)
    post = _given(context, {name: name for name in POST})
    if post:
        save_post(storage, rules, post)
    _change_logo(context)
    now = read_letter_settings(storage, rules)
    context.answer(_document(now), "\n".join(_lines(now, rules)))
    return 0


def _change_sites(context: Context) -> None:
    said, storage = context.words, context.storage()
    given = _given(context, _OF_A_SITE)
    if given and not said.site:
        raise Refused("site_missing", "Say with --site which site this is about.")
    if said.site:
        check_site(storage, said.site)
    if said.nation is not None:
        save_nation(storage, said.nation.upper(), said.site)
    if given:
        settings = read_letter_settings(storage, context.tools.rules.letters)
        there = {each.details.site: each for each in settings.sites}
        for doubt in contact_doubts(said.site_phone or ""):
            context.say(doubt)
        before = there.get(said.site, SiteSetup(SiteDetails(said.site)))
        save_sites(storage, [replace(before, details=replace(before.details, **given))])


def _change_envelopes(context: Context) -> None:
    said, storage = context.words, context.storage()
    if said.envelope_remove is not None:
        remove_own_envelope(storage, said.envelope_remove)
    if said.envelope_add is None:
        return
    if said.envelope_size is None or said.envelope_window is None:
        raise Refused(
            "envelope_measures", "Give --envelope-size and --envelope-window, in millimetres."
        )
    (width, height), (left, bottom, wide, high) = said.envelope_size, said.envelope_window
    fold, tried = said.envelope_fold, said.envelope_tried
    profile = EnvelopeProfile(
        said.envelope_add, width, height, left, bottom, wide, high, fold, verified=tried
    )
    save_own_envelope(storage, context.tools.rules.letters, profile)


def _change_logo(context: Context) -> None:
    said, storage = context.words, context.storage()
    rules = context.tools.rules.letters
    if said.no_logo:
        save_logo(storage, None)
    if said.logo is not None:
        with storage.read() as work:
            setup, approved = letter_setup(work, rules), work.wordings.approved()
        sample = letter_to_nobody(setup, approved, rules, context.now())
        save_logo(storage, read_logo(context.tools.typesetter(), sample, Path(said.logo)))


def _given(context: Context, names: Mapping[str, str]) -> dict[str, str]:
    """Return what was given of some words, by the names they are kept under."""
    found = {kept: getattr(context.words, name) for name, kept in names.items()}
    return {kept: value for kept, value in found.items() if value is not None}


def _document(now: LetterSettings) -> dict[str, Any]:
    setup = now.setup
    return {
        **asdict(now.details),
        **now.post,
        SHEETS_A_BATCH: sheets_in(now.post),
        "nation": now.nation,
        "logo": now.logo is not None,
        "languages": sorted(setup.languages),
        "sites": [asdict(each.details) | {"nation": each.nation} for each in now.sites],
        "envelopes": [
            asdict(each) | {"own": each.name in now.own, "safe": asdict(each.safe)}
            for each in now.envelopes
        ],
        "missing": list(setup.missing),
        "lacking": list(setup.lacking),
        "notes": list(now.notes),
    }


def _lines(now: LetterSettings, rules: LetterRules) -> list[str]:
    plain = {**asdict(now.details), **now.post, "nation": now.nation}
    usual = {
        COLLECTION: f"{rules.posting.collection:%H:%M}",
        MARGIN: "0",
        SHEETS_A_BATCH: str(sheets_in({})),
        ENVELOPE: rules.envelopes[0].name,
    }
    unset = {name: f"{value} (usual)" for name, value in usual.items()}
    lines = [
        f"{words(name).capitalize()}: {_in_line(value) or unset.get(name, 'not set')}"
        for name, value in plain.items()
    ]
    lines.append(f"Logo: {'set' if now.logo else 'none'}")
    lines.append(f"Languages: {', '.join(sorted(now.setup.languages)) or 'English only'}")
    for each in now.sites:
        of_site = each.details
        said = (of_site.printed_name, of_site.address, of_site.phone, of_site.phone_hours)
        shown = ", ".join(_in_line(part) for part in (*said, each.nation) if part)
        lines.append(f"Site {of_site.site}: {shown or 'as above'}")
    lines += [f"Your own envelope: {name}" for name in sorted(now.own)]
    return [*lines, *now.notes]


def _in_line(text: str) -> str:
    return ", ".join(text.split("\n"))
