"""What instructors run from a checkout of the course: ``python -m autograde``.

`release` makes the students' notebooks from their sources, `grade` examines a class.
Students never receive this package.
"""

import sys

# Reading notebooks imports jsonschema, which builds a grammar of web addresses if that package is
# there: 4 s at each start, for a check that no notebook needs. None makes it count as absent.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # the import system's way
