"""Attacks on the marks: each one is handed in like any other work, and must gain or harm nothing.

``python -m tests.attacks`` runs them all and prints attack, outcome and control, with the figures.
"""
