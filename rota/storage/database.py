"""One hospital's database: opened, brought to the present schema, read and written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import DataError, DBAPIError

from rota.domain.backups import OUTWARD, Restored, Why
from rota.domain.changes import Changes, Kind, News
from rota.domain.errors import Refused, Unavailable
from rota.domain.journal import Anchor, Older
from rota.domain.permissions import refuse
from rota.domain.times import utc_now
from rota.domain.users import User, anybody
from rota.storage.anchors import Anchors, set_old_aside
from rota.storage.backup_folder import BackupFolder
from rota.storage.backups import back_up
from rota.storage.clock_watch import ClockWatch
from rota.storage.damage import refuse_damaged
from rota.storage.engine import as_unavailable, empty_log, open_engine, reading, wait_to_write
from rota.storage.gone import gone_again, note_gone
from rota.storage.journal_guards import guard_faults
from rota.storage.keybox import KeyBox
from rota.storage.ledger import Action, Ledger
from rota.storage.meanwhile import Meanwhile
from rota.storage.news import Bell, has_new_roles, listen, news_since, ring
from rota.storage.once import refuse_twice
from rota.storage.restoring import confirmed, is_waiting, oldest_put_back, restore, waiting
from rota.storage.schema import HEAD, OLDER, print_batch
from rota.storage.sealed import mark_own_login, refuse_in_part
from rota.storage.secret import Secret
from rota.storage.server_faults import NOT_LET_IN, SIGNED_OUT
from rota.storage.server_keys import ServerKeys
from rota.storage.stores.appointments import AppointmentStore
from rota.storage.stores.attendance import AttendanceStore
from rota.storage.stores.cover import CoverStore
from rota.storage.stores.day import DayStore
from rota.storage.stores.disputes import DisputeStore
from rota.storage.stores.duties import DutyStore
from rota.storage.stores.gate import GateStore
from rota.storage.stores.journal import JournalStore
from rota.storage.stores.letter_list import LetterList
from rota.storage.stores.letters import LetterStore
from rota.storage.stores.people import PeopleStore
from rota.storage.stores.prints import PrintStore
from rota.storage.stores.records import RecordStore
from rota.storage.stores.requirements import RequirementStore
from rota.storage.stores.review import ReviewStore
from rota.storage.stores.settings import SettingStore
from rota.storage.stores.slots import SlotStore
from rota.storage.stores.trust import TrustStore
from rota.storage.stores.users import UserStore
from rota.storage.stores.visit_listing import VisitListing
from rota.storage.stores.windows import WindowStore
from rota.storage.stores.wordings import WordingStore
from rota.storage.upgrading import nothing_lost, refuse_hidden

_NOT_LET_IN = (NOT_LET_IN[0], "sqlite_notadb")
"""The login or the passphrase is not right any more, or the file has another key."""
ANCHOR_EVERY = 100
"""After so many entries, at the latest, the journal's state is noted beside the file."""


class Work:
    """The stores within one transaction. A reading view has no journal and cannot write."""

    def __init__(
        self,
        connection: Connection,
        ledger: Ledger | None,
        user: User,
        seal: bytes | None = None,
    ) -> None:
        self.user = user
        self.who = who = user.login
        self.windows = WindowStore(connection, ledger)
        self.disputes = DisputeStore(connection, ledger)
        self.people = PeopleStore(connection, ledger)
        self.duties = DutyStore(connection, ledger)
        self.requirements = RequirementStore(connection, ledger)
        self.cover = CoverStore(connection, ledger)
        self.appointments = AppointmentStore(connection, ledger)
        self.listing = VisitListing(connection, user)
        self.slots = SlotStore(connection, ledger)
        self.letters = LetterStore(connection, ledger)
        self.prints = PrintStore(connection, ledger)
        self.letter_list = LetterList(connection)
        self.gate = GateStore(connection, ledger)
        self.trust = TrustStore(connection, ledger)
        self.wordings = WordingStore(connection, ledger)
        self.review = ReviewStore(connection, ledger)
        self.day = DayStore(connection, ledger)
        self.attendance = AttendanceStore(connection, ledger)
        self.settings = SettingStore(connection, ledger)
        self.users = UserStore(connection, ledger)
        self.records = RecordStore(connection, ledger)
        self.journal = JournalStore(connection, ledger, who, seal)
        self.changes = Changes()
        self._ledger = ledger

    @property
    def now(self) -> datetime:
        """Return the instant of this action, as the journal has it."""
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger.now

    def say(self, sentence: str) -> None:
        """Set the sentence that history shows for this action."""
        if self._ledger is not None:
            self._ledger.text = sentence

    def record(self, sentence: str) -> None:
        """Say that, and keep the entry though no row changes: data was handed out."""
        self.say(sentence)
        if self._ledger is not None:
            self._ledger.is_kept = True

    def finish(self) -> None:
        """Seal the journal entry and keep what changed for the caller."""
        if self._ledger is not None:
            entry = self._ledger.close()
            if entry is not None:
                self.changes = Changes(frozenset(self._ledger.kinds), entry, self._ledger.text)


class Database:
    """A SQLite file or PostgreSQL database at the present schema.

    ``who`` is a user, or the account of whoever sits there where there are no users. An encrypted
    file needs its secret.
    """

    def __init__(
        self,
        address: str,
        clock: Callable[[], datetime],
        who: User | str,
        program: str = "strike-rota",
        secret: Secret | None = None,
        keys: KeyBox | ServerKeys | None = None,
    ) -> None:
        self.address = address
        self.user = anybody(who) if isinstance(who, str) else who
        self.keys = keys
        self._clock = clock
        self._program = program
        self._secret = secret
        self._watch = ClockWatch()
        self._own: set[str] = set()
        self._is_in = False
        self._anchors = None if "://" in address else Anchors(Path(address))
        if "://" not in address:
            refuse_damaged(Path(address), secret)
        self._engine = open_engine(address, secret)
        if not self.user.is_open:
            mark_own_login(self._engine)
        if isinstance(keys, ServerKeys):
            keys.serve(self._engine)
        elif keys is not None:
            keys.renew = self._renew
        try:
            with _plain_faults():
                self._bring_up()
                self.older = self._look_back()
                self._note_anchor()
        except BaseException:
            self.close()
            raise
        self._is_in = True

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Say in words what fails; who was in and is let in no more was signed out."""
        try:
            with _plain_faults():
                yield
        except Unavailable as error:
            if self._is_in and not self.user.is_open and error.code in _NOT_LET_IN:
                raise Unavailable(*SIGNED_OUT) from error
            raise

    @property
    def _seal(self) -> bytes | None:
        return None if self._secret is None else self._secret.seal

    def _bring_up(self) -> None:
        with reading(self._engine) as connection:
            found = schema_revision(connection)
            if found == HEAD or found in OLDER:
                refuse_hidden(connection, found == HEAD)
            tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
        if found == HEAD:
            return
        if tables and "journal_entry" not in tables:
            raise Unavailable(
                "foreign_file", "This database belongs to another program. It was left as it is."
            )
        if found is not None and found not in OLDER:
            raise Unavailable(
                "newer_file",
                f"This file was made by a newer program (schema {found}, this one reads {HEAD}). "
                "Install the newer program to open it.",
            )
        if found is not None:
            self._keep_copy()
        elif not tables and self._anchors is not None:
            set_old_aside(Path(self.address))
        migrate(self._engine)

    def _keep_copy(self) -> None:
        """Keep the file as it is before its schema is brought up."""
        if self.backups is not None:
            self.backups.make(Why.UPGRADE, utc_now())

    @contextmanager
    def read(self) -> Iterator[Work]:
        """Read within one unchanging view; keeps nobody from saving."""
        with (
            self._faults(),
            reading(self._engine) as connection,
            connection.begin(),
        ):
            yield Work(connection, None, self.user, self._seal)

    @contextmanager
    def write(
        self,
        action: str,
        why: str = "",
        undoable: bool = True,
        step: str = "do",
        reverses: int | None = None,
        key: str | None = None,
        seen: int | None = None,
    ) -> Iterator[Work]:
        """Do one action: all of it and its journal entry, or none of it."""
        refuse(self.user, action)
        if isinstance(self.keys, ServerKeys):
            refuse_in_part(self.user, action)
        self._refuse_while_restored(action)
        head = Action(
            action,
            self.user.login,
            self.present(),
            self._program,
            why,
            undoable,
            step,
            reverses,
            key,
            seen,
            self._watch.note(self.present()),
        )
        with self._faults(), self._engine.begin() as connection:
            wait_to_write(connection)
            refuse_twice(connection, key, self.user)
            ledger = Ledger(connection, head, self._seal, Meanwhile(connection, seen, self._own))
            work = Work(connection, ledger, self.user, self._seal)
            yield work
            work.finish()
            ring(connection, work.changes.entry)
        self._own.add(ledger.action_id)
        if ledger.anchor and (not undoable or ledger.anchor.entries % ANCHOR_EVERY == 0):
            self._note_anchor(ledger.anchor)
        if ledger.has_erased:
            with _plain_faults():
                empty_log(self._engine)

    @contextmanager
    def rehearse(self, action: str) -> Iterator[Work]:
        """Do one action to see what follows, and take all of it back."""
        refuse(self.user, action)
        head = Action(action, self.user.login, self.present(), self._program)
        with self._faults(), self._engine.connect() as connection:
            transaction = connection.begin()
            try:
                wait_to_write(connection)
                yield Work(connection, Ledger(connection, head), self.user)
            finally:
                transaction.rollback()

    def news(self, since: int | None) -> News:
        """Return how far the journal has come, and what others changed after an entry."""
        with self._faults(), reading(self._engine) as connection, connection.begin():
            news = news_since(connection, since, self._own)
            if Kind.USERS in news.kinds and not self.user.is_open:
                return replace(news, new_roles=has_new_roles(connection, self.user))
            return news

    def bell(self) -> Bell | None:
        """Return what rings when anybody saves; None: a file rings for nobody, look at it."""
        with self._faults():
            return listen(self._engine)

    def _refuse_while_restored(self, action: str) -> None:
        if action in OUTWARD and "://" not in self.address and is_waiting(Path(self.address)):
            raise Refused(
                "restored",
                "A backup was put back, and letters may have gone out that it does not know. Look "
                "at what it lacks and confirm it (Settings, Backups); then letters can go out.",
            )

    def present(self) -> datetime:
        """Return the instant for the journal in the form in which it is read back."""
        return self._clock().astimezone(UTC).replace(microsecond=0)

    def faults(self) -> list[str]:
        """Return what a full check finds wrong with the file itself, in words."""
        found: list[str] = []
        if self._engine.dialect.name != "sqlite":
            return self._damaged_batches()
        with _plain_faults(), reading(self._engine) as connection:
            for row in connection.execute(text("PRAGMA integrity_check")):
                if row[0] != "ok":
                    found.append(f"The file is damaged: {row[0]}")
            if not found:  # the links of a damaged file cannot be followed
                found.extend(
                    f"A row of {row[0]} points at nothing in {row[2]}."
                    for row in connection.execute(text("PRAGMA foreign_key_check"))
                )
                found.extend(guard_faults(connection))
        return found or self._damaged_batches()

    def _damaged_batches(self) -> list[str]:
        """Compare every kept print file with the digest taken when it was made."""
        found = []
        with _plain_faults(), reading(self._engine) as connection:
            query = select(print_batch.c.id, print_batch.c.sha256, print_batch.c.pdf)
            for row in connection.execute(query.execution_options(yield_per=1)):
                if hashlib.sha256(row.pdf).hexdigest() != row.sha256:
                    found.append(f"The print file of batch {row.id} is damaged.")
        return found

    def back_up(self, out: Path) -> None:
        """Write a verified copy of the file while it is in use."""
        refuse(self.user, "backup")
        with _plain_faults():
            back_up(self._engine, out, self._secret)

    @property
    def backups(self) -> BackupFolder | None:
        """The backups beside the file; None: a server looks after its own."""
        if self._engine.dialect.name != "sqlite":
            return None
        return BackupFolder(self._engine, Path(self.address), self._secret)

    @property
    def restored(self) -> Restored | None:
        """What waits to be confirmed since a backup was put back; None: nothing."""
        if "://" in self.address:
            return None
        return waiting(Path(self.address), () if self.keys is None else self.keys.secrets)

    @property
    def is_waiting(self) -> bool:
        """Whether a backup was put back and nobody has confirmed it yet."""
        return "://" not in self.address and is_waiting(Path(self.address))

    def note_gone(self, person: tuple[str, str]) -> None:
        """Note beside the file that somebody is deleted for good, for when a backup is put back."""
        if "://" not in self.address:
            note_gone(Path(self.address), self._seal, person, self.present())

    def gone_again(self) -> list[tuple[str, str]]:
        """Return who was deleted for good and is in the file again since a backup was put back."""
        if "://" in self.address or not is_waiting(path := Path(self.address)):
            return []
        with _plain_faults(), reading(self._engine) as connection, connection.begin():
            return gone_again(path, self._seal, connection, oldest_put_back(path))

    def confirm_restored(self) -> None:
        """Somebody has looked at what a backup did not know: letters may go out again."""
        confirmed(Path(self.address))

    def restore(self, backup: Path) -> Restored:
        """Put a backup in the place of this file, which is closed for good first."""
        refuse(self.user, "restore")
        self.close()
        return restore(self.address, backup, () if self.keys is None else self.keys.secrets)

    def anchors(self) -> list[Anchor]:
        """Return how far the journal was seen to have come, from the file beside this one."""
        return [] if self._anchors is None else self._anchors.all()

    def _look_back(self) -> Older | None:
        """Say what a protected file has lost since it was open last: was an older copy put back?"""
        if self._anchors is None or self._secret is None:
            return None
        with reading(self._engine) as connection, connection.begin():
            return self._anchors.older(connection)

    def _note_anchor(self, anchor: Anchor | None = None) -> None:
        """Note how far the journal has come, beside the file."""
        if self._anchors is None:
            return
        if anchor is None:
            with reading(self._engine) as connection, connection.begin():
                anchor = Anchor(*Work(connection, None, self.user).journal.head())
        if anchor.entries:
            self._anchors.note(anchor, self.present())

    def _renew(self) -> None:
        """Let go of the file; from now on it is opened with the secret that its key box gives."""
        self._engine.dispose()
        if self.keys is not None:
            self._secret = self.keys.secret
            self._engine = open_engine(self.address, self._secret)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def schema_revision(connection: Connection) -> str | None:
    """Return the schema revision in a database; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring a database to a schema revision, whole or not at all.

    Programs that open a new database at the same moment do so one after the other; whoever comes
    later finds nothing left to do. Alembic is loaded only here: opening a file that is up to date
    does without it.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(str(files("rota.storage"))) / "migrations"))
    with engine.begin() as connection:
        wait_to_write(connection)
        config.attributes["connection"] = connection
        with nothing_lost(connection, revision == "head"):
            command.upgrade(config, revision)


@contextmanager
def _plain_faults() -> Iterator[None]:
    try:
        yield
    except (UnicodeEncodeError, OverflowError, DataError):
        # A lone half of a character, a NUL on PostgreSQL, or a number past the engine's largest.
        raise Refused(
            "cannot_be_kept",
            "This holds a character that cannot be read or a number that is too large.",
        ) from None
    except DBAPIError as error:
        fault = as_unavailable(error)
        if fault is None:
            raise
        raise fault from error
