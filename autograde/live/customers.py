"""Customers for the page: chance that the browser and Python draw alike, bit by bit.

NumPy's generators are not in a browser. This one needs whole numbers below 2⁵³ only, which both
have. It is translated like the rules; `levels.py` says where it is used.

References
----------
L'Ecuyer, P. Efficient and portable combined random number generators. *Communications of the ACM*
31(6), 1988.
"""


def begin(seed, chance):
    """Set the two numbers of a generator to the beginning of a seed's stream."""
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
    """Return a demand; `at_most[d]` is the probability of d or fewer [units]."""
    level, units = uniform(chance), 0
    while level > at_most[units]:
        units += 1
    return units


def customers(chance, at_most, demand):
    """Fill a flat sequence with demand [units]."""
    for i in range(len(demand)):
        demand[i] = customer(chance, at_most)
