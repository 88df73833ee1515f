"""Reads the dated rules of triage: who is moved first, and what moving them costs."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TypeVar

from rota.domain.codes import AppointmentKind, Priority
from rota.domain.triage_rules import (
    CancerRule,
    GuaranteeRule,
    KindRule,
    LastRule,
    MovedRule,
    PriorityRule,
    TriageRules,
    WaitRule,
)
from rota.tables.rulebook import Entry, entries

FILE = "triage"
Rule = TypeVar(
    "Rule", PriorityRule, KindRule, WaitRule, CancerRule, MovedRule, GuaranteeRule, LastRule
)


def triage_rules() -> TriageRules:
    """Return every rule in ``triage.toml``. Every priority and kind has one."""
    priorities = [_priority(each) for each in entries(FILE, "priority")]
    kinds = [_kind(each) for each in entries(FILE, "kind")]
    known = {each.code for each in priorities} | {each.code for each in kinds}
    lacking = {*Priority, *AppointmentKind} - known
    if lacking:
        raise ValueError(f"triage.toml: no rule for {', '.join(sorted(lacking))}")
    return TriageRules(
        priorities,
        kinds,
        [_rule(WaitRule, each) for each in entries(FILE, "wait")],
        [_rule(CancerRule, each) for each in entries(FILE, "cancer")],
        [_rule(MovedRule, each) for each in entries(FILE, "moved")],
        [_rule(GuaranteeRule, each) for each in entries(FILE, "guarantee")],
        [_rule(LastRule, each) for each in entries(FILE, "last")],
    )


def _priority(entry: Entry) -> PriorityRule:
    read_as = str(entry.get("reads_as", ""))
    blank = {"text": "", "weight": 0, "last": False, "keep": False, "converts": False}
    values = {**(blank if read_as else {}), **entry}
    values["code"] = Priority(str(entry["code"]))
    values["reads_as"] = Priority(read_as) if read_as else None
    return _rule(PriorityRule, values)


def _kind(entry: Entry) -> KindRule:
    return _rule(KindRule, {**entry, "code": AppointmentKind(str(entry["code"]))})


def _rule(shape: type[Rule], entry: Entry) -> Rule:
    """Return a rule of a shape. Every whole number is a weight or a count, and not below 0."""
    values = {**entry, "since": entry["from"]}
    if not isinstance(values["since"], date):
        raise TypeError("triage.toml: a rule's 'from' is a date")
    wanted = {}
    for field in fields(shape):
        value = values[field.name]
        if field.type == "int" and (not isinstance(value, int) or value < 0):
            raise TypeError(f"triage.toml: {field.name} is a whole number, not below 0")
        if field.type == "bool" and not isinstance(value, bool):
            raise TypeError(f"triage.toml: {field.name} is true or false")
        wanted[field.name] = value
    return shape(**wanted)  # type: ignore[arg-type]
