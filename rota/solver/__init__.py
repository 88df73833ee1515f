"""Finds the best cover plan for a problem, with proof; judges any plan apart from that."""
