"""The board: made, drawn, written, sealed, verified; `rivals` stand beside the class.

Doors: `benchmark`, `files`, `interim`, `public`, `seal`, `verify`.
"""
