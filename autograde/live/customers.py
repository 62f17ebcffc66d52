"""Customers for the page: a generator of random numbers that draws the same in both languages.

NumPy's generators are not in a browser. This one, by L'Ecuyer, keeps two whole numbers; each is
multiplied and divided with remainder, and all that comes up stays below 2⁵³, where Python and
JavaScript count alike. So the same seed brings the same customers to the page and to the test that
compares the two. `rules.py` translates it with the rules of the day; figures whose readers ask for
other customers (`levels.py`, `duels.py`) and the learner in the page (`learners.py`) draw from it.

References
----------
L'Ecuyer, P. Efficient and portable combined random number generators. *Communications of the ACM*
31(6), 1988.
"""


def begin(seed, chance):
    """Set the two numbers of a generator to the beginning of a seed's stream.

    Parameters
    ----------
    seed : int
        From 0.
    chance : sequence of int, (2,)
        Changed in place, here and below: a generator is nothing but these two numbers.
    """
    chance[0] = 12345 + 7919 * seed
    chance[1] = 67890 + 104729 * seed
    for _ in range(10):  # neighbouring seeds begin alike
        uniform(chance)


def uniform(chance):
    """Return the next number between 0 and 1, both excluded."""
    chance[0] = 40014 * chance[0] % 2147483563
    chance[1] = 40692 * chance[1] % 2147483399
    difference = chance[0] - chance[1]
    if difference < 1:
        difference += 2147483562
    return difference / 2147483563


def customer(chance, at_most):
    """Return a demand [units].

    Parameters
    ----------
    chance : sequence of int, (2,)
    at_most : sequence of float
        ``at_most[d]`` is the probability of d or fewer units; the last one is 1.
    """
    level, units = uniform(chance), 0
    while level > at_most[units]:
        units += 1
    return units


def customers(chance, at_most, demand):
    """Fill a flat sequence with demand [units], each from the distribution `at_most`."""
    for i in range(len(demand)):
        demand[i] = customer(chance, at_most)
