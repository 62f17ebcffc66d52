"""What algorithms learn: entries, tracks, the committed secret, one training run, all of a class.

Doors: `cluster`, `commitment`, `entries`, `reasons`, `results`, `rounds`, `run`, `tracks`,
`workers`.
"""
