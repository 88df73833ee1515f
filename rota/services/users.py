"""The people who may open the hospital: let in, given other roles, and let in no more.

None of it is undone by undo: a passphrase is gone once it is changed, and a key once it is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.passphrases import check_passphrase, checked_login, plain_login
from rota.domain.permissions import refuse
from rota.domain.users import Account, NewUser, Role, RoleGiven, User
from rota.services.by_hand import need_reason, one_spaced
from rota.services.hospital_details import trust_details
from rota.services.ports import Keys, Storage, Work


def users(storage: Storage) -> list[Account]:
    """Return everybody who may open the hospital, by login; those removed last.

    For whoever may change them, and nobody else.
    """
    refuse(storage.user, "user roles")
    with storage.read() as work:
        accounts = work.users.all()
    return sorted(accounts, key=lambda each: (each.removed_at is not None, each.user.login))


def add_user(storage: Storage, new: NewUser) -> Changes:
    """Let somebody in; who was removed comes back under their old login."""
    keys = _keys(storage)
    login, name = checked_login(new.login), one_spaced(new.name)
    if not name:
        raise Refused("name_missing", "Give the person's name.")
    roles = _checked_roles(new.roles)
    with storage.write("user add", undoable=False) as work:
        old = _accounts(work).get(login)
        if old is not None and old.removed_at is None:
            raise Refused("login_exists", f"{login} has a login already. Take another.")
        _check_passphrase(work, new.passphrase, (login, name))
        work.users.add(User(login, name, roles), work.now)
        work.say(f"{'Added' if old is None else 'Brought back'} the user {login}: {_said(roles)}.")
        keys.give(login, new.passphrase)
    return work.changes


def change_roles(storage: Storage, login: str, roles: Collection[RoleGiven]) -> Changes:
    """Give somebody these roles and no others. Refuses to leave nobody who lets others in."""
    _keys(storage)
    wanted = _checked_roles(roles)
    with storage.write("user roles", undoable=False) as work:
        account = _account(work, login)
        if account.user.roles == wanted:
            return work.changes
        _keep_an_administrator(work, account.user.login, wanted)
        work.users.set_roles(account.user.login, wanted)
        work.say(f"Changed the roles of {account.user.login}: {_said(wanted)}.")
    return work.changes


def remove_user(storage: Storage, login: str, why: str) -> Changes:
    """Let somebody in no more. The file gets a new key, so every other window must be closed.

    The key is taken first: should the rest fail, nobody is in who should not be, and to remove
    them again does the rest.
    """
    keys = _keys(storage)
    need_reason(why)
    refuse(storage.user, "user remove")
    with storage.read() as work:
        leaver = _account(work, login).user.login
        if leaver == work.user.login:
            raise Refused("own_login", "You cannot remove yourself. Ask another administrator.")
        _keep_an_administrator(work, leaver, frozenset())
    keys.take(leaver)
    with storage.write("user remove", why, undoable=False) as work:
        work.users.remove(leaver, work.now)
        work.say(f"Removed the user {leaver}; the old keys open nothing any more.")
    return work.changes


def change_passphrase(storage: Storage, old: str, new: str) -> Changes:
    """Change one's own passphrase. Refuses when the old one is not right."""
    keys = _keys(storage)
    with storage.write("own passphrase", undoable=False) as work:
        account = _account(work, storage.user.login)
        _check_passphrase(work, new, (account.user.login, account.user.name))
        work.record("Changed their own passphrase.")
        keys.change(account.user.login, old, new)
    return work.changes


def give_passphrase(storage: Storage, login: str, new: str) -> Changes:
    """Give somebody who forgot theirs a new passphrase."""
    keys = _keys(storage)
    with storage.write("user passphrase", undoable=False) as work:
        account = _account(work, login)
        _check_passphrase(work, new, (account.user.login, account.user.name))
        work.record(f"{account.user.login} was given a new passphrase.")
        keys.give(account.user.login, new)
    return work.changes


def new_recovery_code(storage: Storage) -> str:
    """Make a new recovery code, shown once; the one before it lets nobody in any more."""
    keys = _keys(storage)
    with storage.write("recovery code", undoable=False) as work:
        work.record("Made a new recovery code.")
        return keys.new_recovery_code()


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
    given = frozenset(RoleGiven(each.role, one_spaced(each.department)) for each in roles)
    if not given:
        raise Refused("no_role", "Give at least one role.")
    if any(each.role is Role.ADMINISTRATOR and each.department for each in given):
        raise Refused("whole_hospital", "An administrator is one for the whole hospital.")
    return given


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


def _said(roles: Collection[RoleGiven]) -> str:
    return ", ".join(roles_said(roles))
