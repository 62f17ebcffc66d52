"""Entry point of ``python -m autograde``."""

from autograde.cli import main

main()
