"""What is told of a board, and when."""

import pytest

from autograde.kit.errors import CourseError
from autograde.leaderboard.seal import BOARD, reveal


@pytest.mark.parametrize("text", [None, "", "no figures"])
def test_where_there_is_no_board_nothing_is_revealed(tmp_path, text):
    if text is not None:
        (tmp_path / BOARD).write_text(text)
    with pytest.raises(CourseError, match="leaderboard.json is no leaderboard"):
        reveal(tmp_path)
