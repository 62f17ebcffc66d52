"""Sources of chapters: what breaks the rules for exercises is refused, with the cell named."""

from pathlib import Path

import pytest

from autograde.course.chapter import read_source
from autograde.kit.errors import CourseError

SOURCE = Path(__file__).parents[1] / "data" / "tiny_course" / "solutions" / "01_tiny.md"
EQUAL = 'check_equal(inventory_position(25, 10, 0), 35, "What is on order counts as well.")'
HIDDEN = 'check_equal(got, 11 - backlog_unseen, "What is owed to customers is subtracted.")'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (EQUAL, "assert inventory_position(25, 10, 0) > 3", "judges by assert"),
        (EQUAL, "check_that(inventory_position(1, 1, 0) == 2, 'hint')", "with == or !="),
        (EQUAL, "x = inventory_position(1, 1, 0)\ny = x + 1\ncheck_that(3 == y, 'hint')", "=="),
        (EQUAL, "check_that(np.allclose(inventory_position(1, 1, 0), 2), 'h')", "by allclose"),
        (EQUAL, "np.testing.assert_equal(inventory_position(1, 1, 0), 2)", "by testing"),
        (EQUAL, "check_equal(inventory_position(1, 1, 0), 2)", "without a hint"),
        (EQUAL, "inventory_position(1, 1, 0)", "judges nothing"),
        (EQUAL, "check_equal(", "not plain Python"),
        (EQUAL, EQUAL.replace("35", "wanted"), "uses wanted of another cell"),
        (HIDDEN, HIDDEN.replace(', "', ', f"{got}'), "must be a constant string"),
        ("points: 2, ", "", "worth points > 0, not None"),
        ("points: 2, ", "points: -1, ", "worth points > 0, not -1"),
        ("provides: mean_stock, ", "", "which function it provides"),
        ("provides: mean_stock, ", "provides: mean, ", "provides mean but defines"),
        ("grade_id: mean_stock", "grade_id: inventory_position", "grade_id occurs twice"),
        (":tags: [demo]", ":tags: [figure]", "neither setup, demo, solution nor test"),
        ("    ### BEGIN SOLUTION\n    return", "    return", "must stand between"),
        ("### BEGIN HIDDEN", "unseen = 3\n### BEGIN HIDDEN", "nothing but comments"),
        (EQUAL, "for x in [inventory_position(1, 1, 0)]:\n    check_that(x == 2, 'hint')", "=="),
    ],
)
def test_sources_that_break_the_rules_are_refused(tmp_path, old, new, message):
    text, path = SOURCE.read_text(encoding="utf-8"), tmp_path / SOURCE.name
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CourseError) as refused:
        read_source(path)
    assert message in str(refused.value) and "cell " in str(refused.value)


def test_what_is_forbidden_needs_a_test_that_students_see(tmp_path):
    text, path = SOURCE.read_text(encoding="utf-8"), tmp_path / SOURCE.name
    text = text.replace("inventory_position, forbid: []", "inventory_position, forbid: [sum]")
    path.write_text(text, encoding="utf-8")
    assert read_source(path)
    # Below are a hidden test and a cell for readers, which students' answers need not pass.
    uses = "from supplychain.checks import check_equal\n"
    text = text.replace(uses, f"### BEGIN HIDDEN TESTS\n{uses}", 1)
    path.write_text(text.replace(EQUAL, f"{EQUAL}\n### END HIDDEN TESTS"), encoding="utf-8")
    with pytest.raises(CourseError) as refused:
        read_source(path)
    told = "exercise inventory_position: it forbids names, so it needs a test that students see"
    assert str(refused.value).splitlines()[1:] == [told]


def test_a_source_that_cannot_be_read_is_named(tmp_path):
    path = tmp_path / "01_tiny.md"
    path.write_text("---\njupytext: [\n---\n# A chapter\n", encoding="utf-8")
    with pytest.raises(CourseError, match="^01_tiny.md is not a MyST notebook: "):
        read_source(path)
