"""Who may do what: one table of roles by areas of work, shown in the program and kept by it.

An action is known by the name that the journal has for it, and belongs to one area. What stands
nowhere here is refused to everybody who signed in. A file without users allows everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rota.domain.codes import WindowState
from rota.domain.errors import Refused
from rota.domain.users import Role, User


class Reach(StrEnum):
    """How far a role reaches in an area of work."""

    WHOLE = "whole_hospital"
    """All of it is about every department at once: the role must be for the whole hospital."""

    SHARED = "any_department"
    """Work on one common pile: whoever has the role shares it, for whatever department."""

    OWN = "own_departments"
    """A role that is for some departments reaches these only."""


class Area(StrEnum):
    """An area of work, by its name in plain English."""

    STRIKES = "Strikes, their changes and call-off"
    DISPUTES = "Disputes, ballots and the rules of notice"
    STAFF = "Staff, duties and absences"
    ROTA_FILES = "Files of staff, duties, absences and requirements"
    COVER = "Cover, levels of services and emergency-only duties"
    GAPS = "Leaving a gap knowingly"
    TELLING_STAFF = "Telling staff about cover"
    REQUIREMENTS = "How many people each service needs"
    SIGN_REQUIREMENTS = "Signing how many people a service needs"
    DECLARATIONS = "What staff said about working"
    DEROGATIONS = "Derogations"
    REVIEW = "Signing off a department's plan"
    NOTES = "Comments on a department's plan"
    PATIENTS = "Appointments and patients' details"
    CLINIC_FILES = "Files of appointments and free slots"
    DECISIONS = "Deciding on appointments and new dates"
    LIMITS = "How many appointments a day a service keeps, and kinds of care"
    LETTERS = "Letters: making, printing and posting"
    RELEASES = "Letting a held letter go, by two people"
    CALLS = "Phone calls to patients"
    PAS = "Handing changes to the appointments system"
    DRAFT_WORDINGS = "Drafting the wording of letters"
    APPROVE_WORDINGS = "Approving the wording of letters"
    DAY = "On the day: ticks, flags and handover"
    ATTENDANCE = "Attendance and hours for payroll"
    TURNOUT = "Turnout of past strike days"
    REPORTS = "Handing out reports and lists"
    HISTORY = "Handing out the journal"
    STRIKE_PACK = "The pack of records of a strike"
    SETTINGS = "Settings of the hospital"
    USERS = "Users and their roles"
    BACKUPS = "Backups, restoring and the server"
    RIGHTS = "How long data is kept; people's rights to theirs"
    OWN = "One's own passphrase; what the program does by itself"


class See(StrEnum):
    """What not everybody may look at, by its name in plain English."""

    DECLARATIONS = "What a person said about working, and whether they came"
    STAFF = "A person's details"
    VISITS = "Appointments and their patients"
    PATIENTS = "Letters, calls and their patients"
    DISPLACED = "Patients of a department who cannot be seen"
    REPORTS = "Reports; those on who took part need the right above"
    HISTORY = "The journal: who did what"


@dataclass(frozen=True, slots=True)
class Rule:
    """The actions of one area of work, and the roles that may do them, each with its reach."""

    actions: tuple[str, ...]
    roles: Mapping[Role, Reach]


_ROTA_WHOLE = {Role.ROTA_MANAGER: Reach.WHOLE}
_ROTA_OWN = {Role.ROTA_MANAGER: Reach.OWN}
_ROTA_SHARED = {Role.ROTA_MANAGER: Reach.SHARED}
_CLERK_SHARED = {Role.CLERK: Reach.SHARED}
_PLAN = {Role.ROTA_MANAGER: Reach.OWN, Role.HEAD: Reach.OWN}
_VISITS = {Role.ROTA_MANAGER: Reach.OWN, Role.CLERK: Reach.OWN}
_LISTS = {Role.ROTA_MANAGER: Reach.SHARED, Role.CLERK: Reach.SHARED}
_ADMINISTRATOR = {Role.ADMINISTRATOR: Reach.WHOLE}
_READERS = {Role.ROTA_MANAGER: Reach.SHARED, Role.CLERK: Reach.SHARED, Role.HEAD: Reach.SHARED}
EVERYBODY: Mapping[Role, Reach] = dict.fromkeys(Role, Reach.SHARED)

TABLE: Mapping[Area, Rule] = {
    Area.STRIKES: Rule(
        (
            "window add",
            "window revise",
            "window reinstated",
            "window called off in part",
            "import windows",
            *(f"window {state}" for state in WindowState),
        ),
        _ROTA_WHOLE,
    ),
    Area.DISPUTES: Rule(("dispute ballot", "dispute event", "law", "notice template"), _ROTA_WHOLE),
    Area.STAFF: Rule(
        (
            "person add",
            "person correct",
            "person retire",
            "absence add",
            "absence correct",
            "absence remove",
            "duty add",
            "duty correct",
            "duty retire",
        ),
        _ROTA_OWN,
    ),
    # A file holds every department.
    Area.ROTA_FILES: Rule(
        (
            "import staff",
            "import duties",
            "import absences",
            "import requirements",
            "import declarations",
        ),
        _ROTA_WHOLE,
    ),
    Area.COVER: Rule(
        (
            "assign",
            "cover swap",
            "cover split",
            "cover stand-down",
            "suggest cover",
            "mark",
            "level",
        ),
        _ROTA_OWN,
    ),
    Area.GAPS: Rule(("leave gap", "take back gap"), _PLAN),
    Area.TELLING_STAFF: Rule(
        ("told of cover", "answer about cover", "cover contact"), _ROTA_SHARED
    ),
    Area.REQUIREMENTS: Rule(
        (
            "requirements",
            "requirements copy",
            "requirements template",
            "requirements keep",
            "requirements forget",
        ),
        _ROTA_OWN,
    ),
    Area.SIGN_REQUIREMENTS: Rule(("requirements sign",), _PLAN),
    Area.DECLARATIONS: Rule(("declaration",), _ROTA_OWN),
    Area.DEROGATIONS: Rule(
        (
            "ask for a derogation",
            "answer about a derogation",
            "outcome of a derogation",
        ),
        _ROTA_OWN,
    ),
    # A manager of the rota made the plan: to sign it off is for somebody else.
    Area.REVIEW: Rule(("sign off", "withdraw signature"), {Role.HEAD: Reach.OWN}),
    Area.NOTES: Rule(("comment", "send back", "settle note"), _PLAN),
    Area.PATIENTS: Rule(
        (
            "appointment add",
            "appointment retire",
            "patient correct",
            "extract notes settle",
            "keep_filter",
            "delete_filter",
        ),
        _VISITS,
    ),
    Area.CLINIC_FILES: Rule(
        ("import appointments", "import slots"),
        {Role.CLERK: Reach.WHOLE, Role.ROTA_MANAGER: Reach.WHOLE},
    ),
    Area.DECISIONS: Rule(("decide", "undecide", "triage", "new dates"), _VISITS),
    Area.LIMITS: Rule(("limit of a day", "care"), _ROTA_WHOLE),
    Area.LETTERS: Rule(
        (
            "letters render",
            "letters print",
            "letters sent",
            "letters not printed",
            "letters printed",
            "letters posted",
            "letters returned",
            "letters copied",
            "letters handed out",
            "letters messages",
        ),
        _CLERK_SHARED,
    ),
    # A manager of the rota may be the second person of a single clerk.
    Area.RELEASES: Rule(
        ("ask for a release", "answer a release", "withdraw a release"),
        _LISTS,
    ),
    Area.CALLS: Rule(("phone call",), _LISTS),
    Area.PAS: Rule(("pas out",), _CLERK_SHARED),
    # Clerks know what patients ask; what leaves in the hospital's name is approved by somebody
    # who does not send it, and whoever administers may put in what a translator sent.
    Area.DRAFT_WORDINGS: Rule(
        ("wording draft", "wording save"),
        {
            Role.CLERK: Reach.SHARED,
            Role.ROTA_MANAGER: Reach.SHARED,
            Role.ADMINISTRATOR: Reach.SHARED,
        },
    ),
    Area.APPROVE_WORDINGS: Rule(
        ("wording approve", "wording retire"),
        {Role.ROTA_MANAGER: Reach.WHOLE, Role.ADMINISTRATOR: Reach.WHOLE},
    ),
    Area.DAY: Rule(
        (
            "day tick",
            "day flag raise",
            "day flag take",
            "day flag close",
            "day flags over",
            "day note",
        ),
        _ROTA_SHARED,
    ),
    Area.ATTENDANCE: Rule(("attendance", "payroll file"), _ROTA_SHARED),
    Area.TURNOUT: Rule(("turnout", "import turnout"), _ROTA_WHOLE),
    Area.REPORTS: Rule(("report handed out", "list handed out"), _READERS),
    Area.HISTORY: Rule(
        ("history handed out",), {Role.ADMINISTRATOR: Reach.WHOLE, Role.ROTA_MANAGER: Reach.WHOLE}
    ),
    Area.STRIKE_PACK: Rule(("strike pack",), _ROTA_WHOLE),
    Area.SETTINGS: Rule(
        ("settings", "demo"),
        {Role.ROTA_MANAGER: Reach.WHOLE, Role.ADMINISTRATOR: Reach.WHOLE},
    ),
    Area.USERS: Rule(
        (
            "user add",
            "user roles",
            "user remove",
            "user reset",
            "user passphrase",
            "recovery code",
        ),
        _ADMINISTRATOR,
    ),
    Area.BACKUPS: Rule(
        ("backup", "restore", "server", "move in", "move out", "protect"), _ADMINISTRATOR
    ),
    Area.RIGHTS: Rule(
        ("retention", "retention run", "rights export", "rights erase"), _ADMINISTRATOR
    ),
    # To undo is looked at by the action that is taken back: see services/history.py.
    Area.OWN: Rule(
        (
            "undo",
            "redo",
            "purge declarations",
            "day flags due",
            "sign in",
            "sign in failed",
            "own passphrase",
            "looked at patients",
            "looked at declarations",
            "copied patients",
            "copied staff",
        ),
        EVERYBODY,
    ),
}
"""Every action that the program can do, in its one area, and who may."""

SEEING: Mapping[See, Mapping[Role, Reach]] = {
    See.DECLARATIONS: _ROTA_SHARED,
    See.STAFF: _ROTA_SHARED,
    See.VISITS: _VISITS,
    # One letter may speak of two departments: whoever writes or phones shares the whole pile.
    See.PATIENTS: _LISTS,
    See.DISPLACED: {**_VISITS, Role.HEAD: Reach.OWN},
    See.REPORTS: _READERS,
    See.HISTORY: {Role.ADMINISTRATOR: Reach.WHOLE, Role.ROTA_MANAGER: Reach.WHOLE},
}
"""Who may look at what."""

ROLE_WORDS: Mapping[Role, str] = {
    Role.ROTA_MANAGER: "rota manager",
    Role.CLERK: "clerk",
    Role.HEAD: "head of department",
    Role.ADMINISTRATOR: "administrator",
}
REACH_WORDS: Mapping[Reach, str] = {
    Reach.WHOLE: "for the whole hospital",
    Reach.SHARED: "yes",
    Reach.OWN: "own departments",
}

_AREA_OF = {action: area for area, rule in TABLE.items() for action in rule.actions}


def area_of(action: str) -> Area | None:
    """Return the area that an action belongs to; None for one that stands nowhere."""
    return _AREA_OF.get(action)


def reaches(user: User, roles: Mapping[Role, Reach], department: str | None = None) -> bool:
    """Say whether one of a user's roles is among some, and reaches a department.

    No department: for one that is for no single one, or for any of theirs.
    """
    if user.is_open:
        return True
    return any(
        reach is Reach.SHARED
        or not given.department
        or (
            reach is Reach.OWN
            and (department is None or given.department.casefold() == department.casefold())
        )
        for given in user.roles
        if (reach := roles.get(given.role)) is not None
    )


def may(user: User, action: str, department: str | None = None) -> bool:
    """Whether somebody may do an action, by the name the journal has for it.

    ``department`` is the one that the action is about; None where it is about no single one.
    """
    area = area_of(action)
    return user.is_open or (area is not None and may_in(user, area, department))


def may_in(user: User, area: Area, department: str | None = None) -> bool:
    """Whether somebody may work in an area; what is one's own needs no role."""
    return area is Area.OWN or reaches(user, TABLE[area].roles, department)


def refuse(user: User, action: str, department: str | None = None) -> None:
    """Raise Refused, with whom to ask, unless ``may`` says yes."""
    if may(user, action, department):
        return
    if department is not None and may(user, action):
        raise Refused(
            "not_your_department",
            not_for(department, TABLE[_AREA_OF[action]].roles),
        )
    area = area_of(action)
    raise Refused("not_allowed", who_may({}) if area is None else why_not(area))


def may_see(user: User, what: See, department: str | None = None) -> bool:
    """Whether somebody may look at something, for a department or (None) for any of theirs."""
    return reaches(user, SEEING[what], department)


def refuse_sight(user: User, what: See, department: str | None = None) -> None:
    """Raise Refused, with whom to ask, unless ``may_see`` says yes."""
    if may_see(user, what, department):
        return
    roles = SEEING[what]
    is_other = department is not None and may_see(user, what)
    raise Refused("not_shown", not_for(department, roles) if is_other else who_may(roles))


def departments_seen(user: User, what: See) -> frozenset[str] | None:
    """Return the departments for which somebody may look at something; None: every one.

    In lower case, so that a department is the same however it is written.
    """
    found = _departments(user, SEEING[what])
    return None if found is None else frozenset(each.casefold() for each in found)


def own_departments(user: User, what: See) -> tuple[str, ...]:
    """Return the same as they are written, by name; none where it is every department."""
    return tuple(sorted(_departments(user, SEEING[what]) or ()))


def _departments(user: User, roles: Mapping[Role, Reach]) -> frozenset[str] | None:
    if user.is_open or any(roles.get(each.role) is Reach.SHARED for each in user.roles):
        return None
    return user.departments(role for role, reach in roles.items() if reach is Reach.OWN)


def why_not(area: Area) -> str:
    """Say in a sentence whose role includes an area of work."""
    return who_may(TABLE[area].roles)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table as people read it: an area of work, or something to look at."""

    code: str
    text: str
    is_looking: bool
    actions: tuple[str, ...]
    reach: Mapping[Role, str]


def lines() -> tuple[Line, ...]:
    """Return the whole table in words: what may be done, then what may be looked at."""
    areas = (
        Line(area.name.lower(), area, False, rule.actions, _in_words(rule.roles))
        for area, rule in TABLE.items()
    )
    sights = (
        Line(what.name.lower(), f"Look at: {what}", True, (), _in_words(roles))
        for what, roles in SEEING.items()
    )
    return *areas, *sights


def _in_words(roles: Mapping[Role, Reach]) -> dict[Role, str]:
    return {role: REACH_WORDS[roles[role]] if role in roles else "no" for role in Role}


def who_may(roles: Mapping[Role, Reach]) -> str:
    """Say in a sentence that somebody's role does not include something, and whom to ask."""
    if not roles:
        return "Nobody's role includes this."
    return f"Your role does not include this: ask {whom_to_ask(roles)}."


def whom_to_ask(roles: Mapping[Role, Reach]) -> str:
    """Return the roles that include something, as people to ask."""
    return _either(map(_asked, roles, roles.values()))


def not_for(department: str | None, roles: Mapping[Role, Reach]) -> str:
    """Say in a sentence that somebody's role is for other departments, and whom to ask."""
    asked = _either(map(_a, roles))
    return f"Your role is not for {department}: ask {asked} whose role is."


def _asked(role: Role, reach: Reach) -> str:
    """Return a role as somebody to ask; an administrator is one for the whole hospital anyway."""
    if reach is Reach.OWN:
        return f"{_a(role)} of the department"
    is_whole = reach is Reach.WHOLE and role is not Role.ADMINISTRATOR
    return f"{_a(role)} for the whole hospital" if is_whole else _a(role)


def _a(role: Role) -> str:
    name = ROLE_WORDS[role]
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _either(names: Iterable[str]) -> str:
    *some, last = names
    return f"{', '.join(some)} or {last}" if some else last
