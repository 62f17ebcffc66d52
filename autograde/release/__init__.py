"""From solutions/ to what readers and students receive: notebooks, bundle, site, PDF.

Doors: `hidden_tests`, `release`, `self_study`.
"""
