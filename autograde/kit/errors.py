"""What the person at the command line can mend: shown as one message, without a traceback."""


class CourseError(Exception):
    """Something the person at the command line can mend; shown without a traceback."""

    exit_status = 1


class UnusableArgument(CourseError):
    """A command was given something that it cannot work with."""

    exit_status = 2


class Interrupted(CourseError):
    """The person at the command line ended it."""

    exit_status = 130  # as shells say it of an interrupted program
