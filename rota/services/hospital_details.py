"""What letters say of the hospital."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.languages import ENGLISH
from rota.domain.letter_content import Picture
from rota.domain.letter_rules import LetterRules
from rota.domain.logos import ALT, LOGO
from rota.domain.trust import LetterSetup, SiteDetails, TrustDetails
from rota.services.calendar import ENGLAND, NATION, NATIONS
from rota.services.ports import Storage, Work
from rota.services.post_times import envelope_in_use

LANGUAGES = "languages"
"""The setting with the BCP 47 tags of the languages a hospital writes in beside English."""

LETTER_SETTINGS = tuple(field.name for field in fields(TrustDetails))


def trust_details(work: Work) -> TrustDetails:
    """Return what the settings say of the hospital."""
    settings = work.settings.all()
    return TrustDetails(**{name: settings.get(name, "") for name in LETTER_SETTINGS})


def languages_in(settings: Mapping[str, str]) -> frozenset[str]:
    """Return the tags of the languages that the hospital writes in beside English."""
    return frozenset(filter(None, settings.get(LANGUAGES, "").split(";")))


def letter_setup(work: Work, rules: LetterRules) -> LetterSetup:
    """Return everything that is set up for letters.

    Refuses envelopes that are set and that nobody has measured: no letter can be placed in them.
    """
    details, logo = trust_details(work), work.trust.picture(LOGO)
    languages = languages_in(work.settings.all())
    return LetterSetup(
        details,
        work.trust.sites(),
        logo and replace(logo, alt=logo_alt(details)),
        languages,
        envelope_in_use(work, rules),
        tuple(e.name for e in rules.languages if e.tag in languages and not e.has_font),
    )


def logo_alt(details: TrustDetails) -> str:
    """Return what is read out in the place of the logo."""
    return f"{ALT} of {details.name}" if details.name else ALT


def read_trust_details(storage: Storage) -> TrustDetails:
    """Return what the settings say of the hospital."""
    with storage.read() as work:
        return trust_details(work)


def save_trust_details(storage: Storage, details: TrustDetails) -> Changes:
    """Keep what letters say of the hospital."""
    with storage.write("settings") as work:
        work.settings.put(asdict(details))
        work.say("Changed what letters say of the hospital.")
    return work.changes


def save_hospital(
    storage: Storage, details: TrustDetails, nation: str, logo: Picture | None
) -> Changes:
    """Keep what letters say of the hospital, its logo or none, and the nation it lies in.

    Refuses an unknown nation; the logo is one that ``logos.read_logo`` has looked at.
    """
    _check_nation(nation, may_be_blank=False)
    with storage.write("settings") as work:
        settings = work.settings.all()
        changed = {**asdict(details), NATION: nation}
        if nation == settings.get(NATION, ENGLAND):
            del changed[NATION]
        work.settings.put(changed)
        if logo is not None:
            work.trust.put_picture(logo)
        else:
            work.trust.remove_picture(LOGO)
        work.say("Changed what letters say of the hospital.")
    return work.changes


@dataclass(frozen=True, slots=True)
class SiteSetup:
    """What is set up for one site; a blank nation is the hospital's own."""

    details: SiteDetails
    nation: str = ""


def save_sites(storage: Storage, sites: Sequence[SiteSetup]) -> Changes:
    """Keep how letters speak of sites; one that says nothing of its own is taken away.

    Refuses a site without a name, and an unknown nation.
    """
    with storage.write("settings") as work:
        for each in sites:
            _keep_site(work, each)
        names = {each.details.site.strip() for each in sites}
        what = names.pop() if len(names) == 1 else "the sites"
        work.say(f"Changed what letters say of {what}.")
    return work.changes


def _keep_site(work: Work, given: SiteSetup) -> None:
    kept = SiteDetails(**{name: text.strip() for name, text in asdict(given.details).items()})
    if not kept.site:
        raise Refused("site_missing", "Say which site this is about.")
    if kept != SiteDetails(kept.site):
        work.trust.put_site(kept)
    else:
        work.trust.remove_site(kept.site)
    _check_nation(given.nation, may_be_blank=True)
    there = work.settings.all().get(f"{NATION}:{kept.site}", "")
    if given.nation != there:
        work.settings.put({f"{NATION}:{kept.site}": given.nation})


def check_site(storage: Storage, site: str) -> None:
    """Refuse a site that no service is at, unless there are no services yet."""
    with storage.read() as work:
        known = {each.site for each in work.duties.services() if each.site}
        kept = set(work.trust.sites())
    if known and site not in known | kept:
        raise Refused(
            "unknown_site", f"No service is at {site}. Sites: {', '.join(sorted(known | kept))}."
        )


def save_languages(storage: Storage, rules: LetterRules, tags: Collection[str]) -> Changes:
    """Keep the languages a hospital writes in beside English, as BCP 47 tags.

    Refuses a language that the program does not know.
    """
    known = {each.tag for each in rules.languages} - {ENGLISH}
    wrong = sorted(set(tags) - known)
    if wrong:
        raise Refused(
            "unknown_language",
            f"No language is known as {', '.join(wrong)}. Known: {', '.join(sorted(known))}.",
        )
    with storage.write("settings") as work:
        work.settings.put({LANGUAGES: ";".join(sorted(set(tags)))})
        work.say("Changed which languages letters are written in.")
    return work.changes


def save_nation(storage: Storage, nation: str, site: str = "") -> Changes:
    """Keep the nation a hospital posts from, or the one a site lies in, for its bank holidays.

    A blank nation of a site is the hospital's own. Refuses anything else but ENG, WLS, SCT and NIR.
    """
    _check_nation(nation, may_be_blank=bool(site))
    with storage.write("settings") as work:
        work.settings.put({f"{NATION}:{site}" if site else NATION: nation})
        work.say("Changed whose bank holidays count.")
    return work.changes


def _check_nation(nation: str, *, may_be_blank: bool) -> None:
    if nation not in NATIONS and not (may_be_blank and not nation):
        raise Refused("unknown_nation", f"A nation is one of: {', '.join(sorted(NATIONS))}.")
