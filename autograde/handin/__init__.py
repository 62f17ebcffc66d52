"""What a class handed in, and whose it is: archives, platforms' names, roster, owners, notebooks.

Doors: `archives`, `notebook`, `owners`, `roster`, `submissions`.
"""
