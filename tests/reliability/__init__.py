"""Proofs that nothing saved is lost, each with a control that must fail.

``python -m tests.reliability --list`` names them, ``python -m tests.reliability NAME`` runs one.
"""
