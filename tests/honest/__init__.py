"""Situations of honest students and instructors: whose work it is, which it is, when it came.

Each is run through the real command, as the attacks are, and must lose nobody a mark and give none
to the wrong person. ``python -m tests.honest`` lists them with what came of them.
"""
