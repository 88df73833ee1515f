"""Finds the best cover plan for a problem, with proof; judges any plan apart from that."""

from rota.solver.checking import check
from rota.solver.planning import BadPlan, Limits, ProgressReport, solve

__all__ = ["BadPlan", "Limits", "ProgressReport", "check", "solve"]
