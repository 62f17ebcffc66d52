"""Entry point of ``python -m autograde``."""

import gc

from autograde.cli import main

try:
    main()
finally:
    gc.freeze()  # else all that was loaded is looked through once more, for a third of a second
