"""Starts a program that nobody vouches for, shut in, and measures it from outside.

Doors: `bubblewrap`, `choose`, `memory`, `profile`, `start`, `usage`, `waiting`, `warm`.
"""
