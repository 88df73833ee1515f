"""The people who may open the hospital: let in, given other roles, and let in no more.

None of it is undone by undo: a passphrase is gone once it is changed, and a key once it is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.passphrases import check_passphrase, checked_login, plain_login
from rota.domain.permissions import refuse
from rota.domain.role_words import roles_in_words
from rota.domain.users import DEPARTMENT_MISSING, Account, NewUser, Role, RoleGiven, Taken, User
from rota.services.by_hand import need_reason, one_spaced
from rota.services.hospital_details import trust_details
from rota.services.ports import Keys, Storage, Work

MOST_NAMED = 5
CODE_SHOWN = ("protect", "recovery code", "user remove", "user reset")
"""Actions, by the names the journal has for them, that may show somebody the recovery code."""
UNCHECKED = (
    " No department is known yet, so its name was not checked: it must be as the staff and duties "
    "files have it."
)


@dataclass(frozen=True, slots=True)
class Removed:
    """Somebody was let in no more. ``code`` is the new recovery code, if one was made."""

    changes: Changes
    code: str = ""


def users(storage: Storage) -> list[Account]:
    """Return everybody who may open the hospital, by login; those removed last.

    For whoever may change them, and nobody else.
    """
    refuse(storage.user, "user roles")
    with storage.read() as work:
        accounts = work.users.all()
    return sorted(accounts, key=lambda each: (each.removed_at is not None, each.user.login))


def departments(storage: Storage) -> tuple[str, ...]:
    """Return the hospital's departments, for some of which a role may be given."""
    with storage.read() as work:
        return tuple(_departments(work))


def add_user(storage: Storage, new: NewUser) -> Changes:
    """Let somebody in; who was removed comes back under their old login."""
    keys = _keys(storage)
    login, name = checked_login(new.login), one_spaced(new.name)
    if not name:
        raise Refused("name_missing", "Give the person's name.")
    given = _checked_roles(new.roles)
    with storage.write("user add", undoable=False) as work:
        roles, note = _in_departments(work, given)
        old = _accounts(work).get(login)
        if old is not None and old.removed_at is None and keys.holds(login):
            raise Refused("login_exists", f"{login} has a login already. Choose another.")
        _check_passphrase(work, new.passphrase, (login, name))
        work.users.add(User(login, name, roles), work.now)
        did = "Added" if old is None else "Brought back"
        work.say(f"{did} the user {login}: {roles_in_words(roles)}.{note}")
        key = keys.new_key(login, new.passphrase)
        work.users.note_key(key)
    key.keep()
    return work.changes


def change_roles(storage: Storage, login: str, roles: Collection[RoleGiven]) -> Changes:
    """Give somebody these roles and no others. Refuses to leave nobody who lets others in."""
    _keys(storage)
    given = _checked_roles(roles)
    with storage.write("user roles", undoable=False) as work:
        account = _account(work, login)
        wanted, note = _in_departments(work, given, account.user.roles)
        if account.user.roles == wanted:
            return work.changes
        _keep_an_administrator(work, account.user.login, wanted)
        work.users.set_roles(account.user.login, wanted)
        work.say(f"Changed the roles of {account.user.login}: {roles_in_words(wanted)}.{note}")
    return work.changes


def remove_user(storage: Storage, login: str, why: str) -> Removed:
    """Let somebody in no more. The file gets a new key, so every other window must be closed.

    So does the recovery code, where they are an administrator or it was shown to them. The key is
    taken first: should the rest fail, nobody is in who should not be, and to remove them again does
    the rest.
    """
    keys = _keys(storage)
    need_reason(why)
    refuse(storage.user, "user remove")
    with storage.read() as work:
        account = _account(work, login)
        leaver, since = account.user.login, account.created_at
        if leaver == work.user.login:
            raise Refused("own_login", "You cannot remove yourself. Ask another administrator.")
        _keep_an_administrator(work, leaver, frozenset())
        knows_code = account.user.has(Role.ADMINISTRATOR) or any(
            work.journal.has_since(each, leaver, since) for each in CODE_SHOWN
        )
    taken = keys.take(leaver, knows_code)
    with storage.write("user remove", why, undoable=False) as work:
        work.users.remove(leaver, work.now)
        if taken.code is not None:
            work.users.note_key(taken.code)
        work.say(_removed(leaver, taken))
    return Removed(work.changes, "" if taken.code is None else taken.code.code)


def _removed(leaver: str, taken: Taken) -> str:
    said = [f"Removed the user {leaver}."]
    if taken.code is not None:
        said.append("A new recovery code was made; the old one is void.")
    if taken.left_out:
        who = ", ".join(taken.left_out)
        said.append(
            f"The key box held another key than the one given to {who}, so it was not kept: give "
            f"{'them' if len(taken.left_out) > 1 else who} a new passphrase."
        )
    if taken.strangers:
        many = "1 key" if taken.strangers == 1 else f"{taken.strangers:,} keys"
        said.append(f"The key box also held {many} of nobody here, thrown away now.")
    return " ".join(said)


def change_passphrase(storage: Storage, old: str, new: str) -> Changes:
    """Change one's own passphrase. Refuses when the old one is not right."""
    keys = _keys(storage)
    with storage.write("own passphrase", undoable=False) as work:
        account = _account(work, storage.user.login)
        _check_passphrase(work, new, (account.user.login, account.user.name))
        work.record("Changed their own passphrase.")
        key = keys.change(account.user.login, old, new)
        work.users.note_key(key)
    key.keep()
    return work.changes


def give_passphrase(storage: Storage, login: str, new: str) -> Changes:
    """Give somebody who forgot theirs a new passphrase."""
    keys = _keys(storage)
    with storage.write("user passphrase", undoable=False) as work:
        account = _account(work, login)
        _check_passphrase(work, new, (account.user.login, account.user.name))
        work.record(f"{account.user.login} was given a new passphrase.")
        key = keys.new_key(account.user.login, new)
        work.users.note_key(key)
    key.keep()
    return work.changes


def new_recovery_code(storage: Storage) -> str:
    """Make a new recovery code, shown once; the one before it lets nobody in any more."""
    keys = _keys(storage)
    with storage.write("recovery code", undoable=False) as work:
        work.record("Made a new recovery code.")
        new = keys.new_code()
        work.users.note_key(new)
    new.keep()
    return new.code


def roles_said(roles: Iterable[RoleGiven]) -> list[str]:
    """Return roles as they are written in commands: ``head:Surgery``."""
    return sorted(
        f"{each.role}:{each.department}" if each.department else each.role.value for each in roles
    )


def _keys(storage: Storage) -> Keys:
    if storage.keys is None:
        raise Refused(
            "not_protected",
            "This file asks nobody to sign in, so it has no users. Protect it first.",
        )
    return storage.keys


def _accounts(work: Work) -> dict[str, Account]:
    return {each.user.login: each for each in work.users.all()}


def _account(work: Work, login: str) -> Account:
    """Return the account of a login. Refuses one that nobody has."""
    account = _accounts(work).get(plain_login(login))
    if account is None or account.removed_at is not None:
        raise Refused("unknown_user", f"Nobody has the login {login}.")
    return account


def _checked_roles(roles: Collection[RoleGiven]) -> frozenset[RoleGiven]:
    if any(each.department and not one_spaced(each.department) for each in roles):
        raise Refused("department_missing", DEPARTMENT_MISSING)
    given = frozenset(RoleGiven(each.role, one_spaced(each.department)) for each in roles)
    if not given:
        raise Refused("no_role", "Give at least one role.")
    if any(each.role is Role.ADMINISTRATOR and each.department for each in given):
        raise Refused("whole_hospital", "An administrator is one for the whole hospital.")
    return given


def _in_departments(
    work: Work, roles: frozenset[RoleGiven], held: Collection[RoleGiven] = ()
) -> tuple[frozenset[RoleGiven], str]:
    """Return roles with departments as the hospital writes them, and what to say of it.

    Refuses a department that is none of the hospital's, unless the role is ``held`` already.
    """
    known = {each.casefold(): each for each in _departments(work)}
    if not known:
        return roles, UNCHECKED if any(each.department for each in roles) else ""
    found = set()
    for each in roles:
        name = each.department
        if name and each not in held:
            if name.casefold() not in known:
                raise Refused("unknown_department", _unknown(name, known))
            name = known[name.casefold()]
        found.add(RoleGiven(each.role, name))
    return frozenset(found), ""


def _departments(work: Work) -> list[str]:
    """Return the departments of services and of staff, by name."""
    found = {each.department for each in work.duties.services()}
    found |= {each.department for each in work.people.staff.all()}
    return sorted(found - {""})


def _unknown(name: str, known: Mapping[str, str]) -> str:
    near = [known[each] for each in get_close_matches(name.casefold(), known, n=MOST_NAMED)]
    if near:
        return f"There is no department {name}. Did you mean {' or '.join(near)}?"
    names = sorted(known.values())
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"There is no department {name}. There are: {', '.join(names[:MOST_NAMED])}{more}."


def _keep_an_administrator(work: Work, login: str, roles: Collection[RoleGiven]) -> None:
    """Refuse roles after which nobody could let anybody in. The last rota manager may go."""
    others = (each.user for each in work.users.all() if each.removed_at is None)
    if any(each.has(Role.ADMINISTRATOR) for each in others if each.login != login):
        return
    if not any(each.role is Role.ADMINISTRATOR for each in roles):
        raise Refused(
            "last_administrator",
            f"{login} is the only administrator. Make somebody else one first.",
        )


def _check_passphrase(work: Work, passphrase: str, own: tuple[str, ...]) -> None:
    check_passphrase(passphrase, (*own, trust_details(work).name))
