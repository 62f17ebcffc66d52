"""What policies earn, how sure that is, and what anybody could earn at most.

Doors: `advice`, `bounds`, `clairvoyant`, `play`, `power`, `ranking`.
"""
