"""How the examination of a hand-in ended: the words of the column ``status``."""

GRADED = "graded"  # every test was taken
CRASHED = "crashed"  # the examiner, or the jail too often, ended early
TIMEOUT = "timeout"  # the submission as a whole took too long and was given up
INVALID = "invalid"  # what was handed in cannot be read, or is of no assignment
TAMPERED = "tampered"  # the jail said what no honest program says
MISSING = "missing"  # nothing was handed in

# Of one exercise: somebody answered it in words, and a person gives the marks.
BY_HAND = "to be marked by hand"
