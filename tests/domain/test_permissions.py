"""Who may do what: the table, against what each role is there for, and every action of the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

from rota.domain.codes import WindowState
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.permissions import (
    ROLE_WORDS,
    SEEING,
    TABLE,
    Area,
    Reach,
    See,
    area_of,
    departments_seen,
    may,
    may_see,
    own_departments,
    refuse,
    refuse_sight,
)
from rota.domain.users import Role, RoleGiven, User, anybody

ROOT = Path(__file__).parents[2]
WRITES = {"write", "rehearse"}
ACTION_FIRST = WRITES | {"refuse", "may", "keep_to_own", "transaction"}
SAID = {
    "order.kind": tuple(ImportKind),
    "state or 'reinstated'": (*WindowState, "reinstated"),
    "step": ("undo", "redo"),
    "kind": tuple(ImportKind),
}
"""What the parts of an action's name may be that are no constants."""
PASSED_ON = {
    ("rota/services/carrying_out.py", "action"),
    ("rota/services/own_departments.py", "action"),
    ("rota/services/history.py", "work.journal.first_action(entry)"),
    ("rota/storage/database.py", "action"),
    ("rota/services/acting.py", "action"),
    ("ui/permits.py", "action"),
}
"""Where a name is only passed on: it is looked at where it is given."""


def user(*roles: tuple[Role, str]) -> User:
    return User("x", "X", frozenset(RoleGiven(*each) for each in roles))


def actions_in(path: Path) -> Iterator[tuple[str, str]]:
    """Return the action names of one module, each with its place."""
    text = path.read_text(encoding="utf-8")
    if not any(f"{name}(" in text for name in ACTION_FIRST):
        return
    tree = ast.parse(text)
    where = path.relative_to(ROOT).as_posix()
    module = where.removesuffix(".py").replace("/", ".")
    local = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        given = _action(node) if isinstance(node, ast.Call) else None
        if given is not None and (where, ast.unparse(given)) not in PASSED_ON:
            for name in _names(given, module, local):
                yield name, f"{where}:{node.lineno}"


def _action(call: ast.Call) -> ast.expr | None:
    """Return what is given as an action, if that is what is called."""
    if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES:
        owner = ast.unparse(call.func.value)
        return call.args[0] if owner.endswith("storage") and call.args else None
    if isinstance(call.func, ast.Name) and call.func.id in ACTION_FIRST - WRITES:
        return call.args[1] if len(call.args) > 1 else None
    return None


def _names(given: ast.expr, module: str, local: dict[str, ast.expr]) -> list[str]:
    match given:
        case ast.Constant(value=str(name)):
            return [name]
        case ast.IfExp():
            return [*_names(given.body, module, local), *_names(given.orelse, module, local)]
        case ast.JoinedStr():
            found = [""]
            for part in given.values:
                value = part.value if isinstance(part, ast.FormattedValue) else part
                ends = (
                    [str(value.value)]
                    if isinstance(value, ast.Constant)
                    else _names(value, module, local)
                )
                found = [start + end for start in found for end in ends]
            return found
    said = ast.unparse(given)
    if said in SAID:
        return [str(each) for each in SAID[said]]
    if isinstance(given, ast.Name) and given.id in local:
        return _names(local[given.id], module, local)
    if isinstance(given, ast.Name) and hasattr(import_module(module), given.id):
        return [str(getattr(import_module(module), given.id))]
    return [f"? {said}"]


@pytest.fixture(scope="module")
def used() -> dict[str, str]:
    """Every action of the program, and a place where it stands."""
    found: dict[str, str] = {}
    for part in ("rota", "ui"):
        for path in sorted((ROOT / part).rglob("*.py")):
            if path.name != "permissions.py":
                found |= dict(actions_in(path))
    return found


def test_every_action_of_the_program_belongs_to_one_area(used: dict[str, str]) -> None:
    unknown = {name: place for name, place in used.items() if area_of(name) is None}
    assert unknown == {}, "put these into the table of rota/domain/permissions.py"
    assert len(used) > 90
    everything = sorted(action for rule in TABLE.values() for action in rule.actions)
    assert all(one != other for one, other in pairwise(everything))
    assert set(TABLE) == set(Area)
    assert set(SEEING) == set(See)
    assert set(ROLE_WORDS) == set(Role)


def test_each_role_has_what_it_is_there_for_and_nothing_more() -> None:
    """The same table once more, by role, as it was agreed; a slip in either shows."""
    whole, shared, own = Reach.WHOLE, Reach.SHARED, Reach.OWN
    rota = {
        whole: "STRIKES DISPUTES ROTA_FILES CLINIC_FILES LIMITS APPROVE_WORDINGS TURNOUT HISTORY "
        "STRIKE_PACK SETTINGS",
        shared: "TELLING_STAFF RELEASES CALLS DRAFT_WORDINGS DAY ATTENDANCE REPORTS OWN",
        own: "STAFF COVER GAPS REQUIREMENTS SIGN_REQUIREMENTS DECLARATIONS DEROGATIONS NOTES "
        "PATIENTS DECISIONS",
    }
    clerk = {
        whole: "CLINIC_FILES",
        shared: "LETTERS RELEASES CALLS PAS DRAFT_WORDINGS REPORTS OWN",
        own: "PATIENTS DECISIONS",
    }
    head = {shared: "REPORTS OWN", own: "GAPS SIGN_REQUIREMENTS REVIEW NOTES"}
    administrator = {
        whole: "APPROVE_WORDINGS SETTINGS USERS BACKUPS RIGHTS HISTORY",
        shared: "DRAFT_WORDINGS OWN",
    }
    agreed = {
        Role.ROTA_MANAGER: rota,
        Role.CLERK: clerk,
        Role.HEAD: head,
        Role.ADMINISTRATOR: administrator,
    }
    for role, by_reach in agreed.items():
        wanted = {Area[name]: reach for reach, names in by_reach.items() for name in names.split()}
        assert {area: r.roles[role] for area, r in TABLE.items() if role in r.roles} == wanted


def test_a_role_reaches_as_far_as_it_was_given() -> None:
    whole, head = user((Role.HEAD, "")), user((Role.HEAD, "Surgery"))
    assert may(whole, "sign off", "Surgery")
    assert may(head, "sign off", "SURGERY")
    assert may(head, "sign off")
    assert not may(head, "sign off", "Medicine")
    assert not may(head, "window add")
    surgical = user((Role.ROTA_MANAGER, "Surgery"))
    assert may(surgical, "assign", "Surgery")
    assert not may(surgical, "assign", "Medicine")
    assert not may(surgical, "window add"), "that reaches every department"
    assert may(surgical, "day tick", "Medicine"), "one control room on the day"
    both = user((Role.HEAD, "Surgery"), (Role.CLERK, ""))
    assert may(both, "decide", "Medicine")
    assert not may(both, "sign off", "Medicine")
    assert not may(user(), "sign off")
    assert may(user(), "sign in")


def test_an_unknown_action_is_refused_to_everybody_but_in_a_file_without_users() -> None:
    everything = user(*((role, "") for role in Role))
    assert may(anybody("me"), "no such action", "Surgery")
    with pytest.raises(Refused) as refused:
        refuse(everything, "no such action")
    assert refused.value.code == "not_allowed"
    assert refused.value.text == "Nobody's role includes this."


def test_a_refusal_says_who_may() -> None:
    head = user((Role.HEAD, "Surgery"))
    with pytest.raises(Refused) as refused:
        refuse(head, "window add")
    assert refused.value.text == (
        "Your role does not include this: ask a rota manager for the whole hospital."
    )
    with pytest.raises(Refused) as refused:
        refuse(head, "sign off", "Medicine")
    assert refused.value.code == "not_your_department"
    assert refused.value.text == (
        "Your role is not for Medicine: ask a head of department whose role is."
    )
    with pytest.raises(Refused) as refused:
        refuse_sight(head, See.PATIENTS)
    assert refused.value.code == "not_shown"
    assert refused.value.text.endswith("this: ask a rota manager or a clerk.")
    with pytest.raises(Refused) as refused:
        refuse_sight(user((Role.CLERK, "Surgery")), See.VISITS, "Medicine")
    assert refused.value.code == "not_shown"
    assert refused.value.text == (
        "Your role is not for Medicine: ask a rota manager or a clerk whose role is."
    )


def test_what_people_said_is_for_rota_managers_only() -> None:
    for role in Role:
        assert may_see(user((role, "")), See.DECLARATIONS) is (role is Role.ROTA_MANAGER)
    assert departments_seen(user((Role.HEAD, "Surgery")), See.DISPLACED) == {"surgery"}
    assert departments_seen(user((Role.HEAD, "")), See.DISPLACED) is None
    clerk = user((Role.CLERK, "Surgery"))
    assert departments_seen(clerk, See.VISITS) == {"surgery"}
    assert departments_seen(clerk, See.DISPLACED) == {"surgery"}
    assert departments_seen(clerk, See.PATIENTS) is None, "letters and calls are one pile"
    assert departments_seen(user((Role.CLERK, "")), See.VISITS) is None
    assert own_departments(clerk, See.VISITS) == ("Surgery",)
    assert departments_seen(user((Role.ADMINISTRATOR, "")), See.DISPLACED) == frozenset()
    assert departments_seen(anybody("me"), See.DISPLACED) is None


def test_a_name_that_is_put_together_is_seen_through() -> None:
    """The collector itself: it must not pass over what it cannot read."""
    together = ast.parse("f'import {order.kind}'", mode="eval").body
    assert "import staff" in _names(together, "rota.services.importing", {})
    unclear = ast.parse("something()", mode="eval").body
    assert _names(unclear, "rota.services.importing", {}) == ["? something()"]
