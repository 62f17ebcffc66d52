"""What re-seeding shows: rows of answers, what is wrong with them, and a table of them."""

from collections import Counter

import numpy as np

DISTANCE = 4.0  # robust standard deviations that a threshold must keep
MISSED = 0.01  # share of re-seedings in which a mistake may pass
STYLES = 6  # right answers where a figure depends on chance
ROBUST = 1.4826  # makes the median absolute deviation that of a normal distribution


def row(chapter, variant, verdicts):
    """Return what the results say about one variant.

    Parameters
    ----------
    chapter : str
    variant : Variant
    verdicts : list of Verdict
        One for each choice of seeds; a single one where no seed was read.
    """
    passed = sum(not verdict.hint for verdict in verdicts)
    told = Counter(verdict.hint for verdict in verdicts if verdict.hint)
    found = {
        "chapter": chapter,
        "exercise": variant.exercise,
        "answer": variant.title,
        "right": variant.hint is None,
        "by_luck": verdicts[0].by_luck,
        "n": len(verdicts),
        "passed": passed,
        "hint": told.most_common(1)[0][0] if told else "",
    }
    if variant.hint is None:
        found["figures"] = [
            figure_of(key, [one.figures[key] for one in verdicts if key in one.figures])
            for key in verdicts[0].figures
        ]
        found["figures"] = [one for one in found["figures"] if one["spread"] > 0]
    return found


def figure_of(key, noted):
    """Return median, spread and distance of one figure over the choices of seeds."""
    values = np.array([figure for figure, _, _ in noted])
    _, sign, threshold = noted[0]
    median = float(np.median(values))
    spread = ROBUST * float(np.median(np.abs(values - median)))
    ahead = (median - threshold) * (1 if sign == ">" else -1)
    test, _, comparison = key.partition(": ")
    return {
        "test": test,
        "comparison": comparison,
        "threshold": threshold,
        "median": round(median, 4),
        "spread": round(spread, 4),
        "distance": round(ahead / spread, 1) if spread else None,
    }


def problems(rows):
    """Return what is not as it should be, one sentence each."""
    found = []
    for one in rows:
        name = f"{one['chapter']}, {one['exercise']}, {one['answer']}"
        if one["right"] and one["passed"] < one["n"]:
            failed = one["n"] - one["passed"]
            found.append(f"{name}: right, and fails {failed} of {one['n']}: {one['hint']}")
        if not one["right"] and one["passed"] > MISSED * one["n"]:
            found.append(f"{name}: wrong, and passes {one['passed']} of {one['n']}")
        for figure in one.get("figures", []):
            if figure["distance"] is not None and figure["distance"] < DISTANCE:
                found.append(
                    f"{name}: {figure['comparison']} is {figure['distance']} robust standard "
                    f"deviations away"
                )
    return found


def few_styles(rows):
    """Return the exercises that judge a figure of chance and know too few right answers."""
    found = []
    for (chapter, exercise), group in grouped(rows).items():
        right = [one for one in group if one["right"]]
        if any(one["figures"] for one in right) and len(right) < STYLES:
            found.append(f"{chapter}, {exercise}: {len(right)} right answers, not {STYLES}")
    return found


def grouped(rows):
    """Return the rows of each exercise: {(chapter, exercise): list}."""
    groups = {}
    for one in rows:
        groups.setdefault((one["chapter"], one["exercise"]), []).append(one)
    return groups


def table(document):
    """Return the results as Markdown."""
    lines = [
        "# Re-seeding",
        "",
        f"`{document['command']}`: every test of every exercise with {document['seeds']} choices "
        "of its seeds. Where a verdict is reached before any seed is read, no choice of seeds can "
        "change it: such an answer was judged once.",
        "",
        "| chapter | exercise | right answers | of their runs passed | wrong answers "
        "| of their runs passed | most of one | judged once |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for (chapter, exercise), group in grouped(document["rows"]).items():
        right = [one for one in group if one["right"]]
        wrong = [one for one in group if not one["right"]]
        most = max((one["passed"] / one["n"] for one in wrong), default=0.0)
        once = sum(not one["by_luck"] for one in group)
        lines.append(
            f"| {chapter} | `{exercise}` | {len(right)} | {_share(right)} | {len(wrong)} "
            f"| {_share(wrong)} | {most:.1%} | {'all' if once == len(group) else once} |"
        )
    lines += [
        "",
        "Figures that depend on chance, and their thresholds. The distance of a threshold is "
        "counted in robust standard deviations of the figure over the choices of seeds.",
        "",
        "| test | compares | right answer | median | robust standard deviation | distance |",
        "|---|---|---|--:|--:|--:|",
    ]
    for one in document["rows"]:
        for figure in one.get("figures", []):
            lines.append(
                f"| `{figure['test']}` | `{figure['comparison']}` | {one['answer']} "
                f"| {figure['median']:,.6g} | {figure['spread']:,.4g} | {figure['distance']} |"
            )
    faults = problems(document["rows"]) + few_styles(document["rows"])
    lines += ["", "Not as it should be:" if faults else "All as it should be.", ""]
    return "\n".join([*lines, *(f"* {fault}" for fault in faults)]).rstrip()


def _share(group):
    n = sum(one["n"] for one in group)
    return f"{sum(one['passed'] for one in group) / n:.2%}" if n else "-"
