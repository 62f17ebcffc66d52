# %% wrong: two demands that lead to the same stock overwrite each other
# hint: every larger demand|add up to 1
#- shelf = min(x + q, capacity)
#- for demand, probability in enumerate(demand_probabilities):
#-     P[x, q, max(0, shelf - demand)] += probability
#+ for d, p in enumerate(demand_probabilities):
#+     P[x, q, max(0, min(x + q, capacity) - d)] = p


# %% wrong: a demand that is too large is left out
# hint: every larger demand|add up to 1
#- for demand, probability in enumerate(demand_probabilities):
#-     P[x, q, max(0, shelf - demand)] += probability
#+ for d, p in enumerate(demand_probabilities):
#+     if d <= shelf:
#+         P[x, q, shelf - d] += p


# %% wrong: a negative index counts from the end
# hint: every larger demand|negative
#- for demand, probability in enumerate(demand_probabilities):
#-     P[x, q, max(0, shelf - demand)] += probability
#+ for d, p in enumerate(demand_probabilities):
#+     P[x, q, (shelf - d) % size] += p


# %% wrong: the order arrives after the customers
# hint: before the customers come: they can buy|1 \+ 1 = 2 are on the shelf
#- shelf = min(x + q, capacity)
#- for demand, probability in enumerate(demand_probabilities):
#-     P[x, q, max(0, shelf - demand)] += probability
#+ for d, p in enumerate(demand_probabilities):
#+     P[x, q, min(max(0, x - d) + q, capacity)] += p


# %% wrong: the capacity cuts in the evening
# hint: given away before the customers
#- shelf = min(x + q, capacity)
#- for demand, probability in enumerate(demand_probabilities):
#-     P[x, q, max(0, shelf - demand)] += probability
#+ for d, p in enumerate(demand_probabilities):
#+     P[x, q, min(max(0, x + q - d), capacity)] += p


# %% wrong: orders that do not fit have no tomorrow
# hint: also where x \+ q exceeds C
#- for q in range(size):
#-     shelf = min(x + q, capacity)
#-     for demand, probability in enumerate(demand_probabilities):
#-         P[x, q, max(0, shelf - demand)] += probability
#+ for q in range(size - x):
#+     for d, p in enumerate(demand_probabilities):
#+         P[x, q, max(0, x + q - d)] += p


# %% wrong: demand is counted from 1
# hint: demand 0 leaves 2|count demands from 0
#- shelf = min(x + q, capacity)
#- for demand, probability in enumerate(demand_probabilities):
#-     P[x, q, max(0, shelf - demand)] += probability
#+ for d, p in enumerate(demand_probabilities, start=1):
#+     P[x, q, max(0, min(x + q, capacity) - d)] += p


# %% wrong: tomorrow is the first axis
# hint: over the last axis|every larger demand
#- shelf = min(x + q, capacity)
#- for demand, probability in enumerate(demand_probabilities):
#-     P[x, q, max(0, shelf - demand)] += probability
#+ for d, p in enumerate(demand_probabilities):
#+     P[max(0, min(x + q, capacity) - d), x, q] += p


# %% wrong: demands that are too large are left out and the rest is scaled up
# hint: larger demand|larger than the stock
#- P[x, q, max(0, shelf - demand)] += probability
#+ if demand <= shelf:
#+     P[x, q, shelf - demand] += probability
#- return P
#+ return P / P.sum(axis=2, keepdims=True)


# %% wrong: an order that does not fit is refused
# hint: fills the shelf
#- shelf = min(x + q, capacity)
#- for demand, probability in enumerate(demand_probabilities):
#-     P[x, q, max(0, shelf - demand)] += probability
#+ shelf = x + q if x + q <= capacity else x
#+ for d, p in enumerate(demand_probabilities):
#+     P[x, q, max(0, shelf - d)] += p


# %% wrong: demand above the capacity is left out
# hint: where does the demand go
#- for demand, probability in enumerate(demand_probabilities):
#-     P[x, q, max(0, shelf - demand)] += probability
#+ for d, p in enumerate(demand_probabilities[:size]):
#+     P[x, q, max(0, shelf - d)] += p


# %% wrong: percent for fractions
# hint: add up to 1|demand 0 leaves 2
#- return P
#+ return P * 100


# %% wrong: cumulative probabilities
# hint: add up to 1|demand 0 leaves 2
#- return P
#+ return P.cumsum(axis=2)


# %% right: with tails
def bakery_transitions(capacity, demand_probabilities):
    size = capacity + 1
    odds = np.zeros(max(size, len(demand_probabilities)))
    odds[: len(demand_probabilities)] = demand_probabilities
    P = np.zeros((size, size, size))
    for x in range(size):
        for q in range(size):
            shelf = min(x + q, capacity)
            P[x, q, 1 : shelf + 1] = odds[:shelf][::-1]
            P[x, q, 0] = odds[shelf:].sum()
    return P


# %% right: all at once
def bakery_transitions(capacity, demand_probabilities):
    x, q, d = np.ogrid[: capacity + 1, : capacity + 1, : len(demand_probabilities)]
    tomorrow = np.maximum(np.minimum(x + q, capacity) - d, 0)
    hits = tomorrow[..., np.newaxis] == np.arange(capacity + 1)
    return np.einsum("xqdn,d->xqn", hits, demand_probabilities)


# %% right: row by row
def bakery_transitions(capacity, demand_probabilities):
    def row(shelf):
        chances = [0.0] * (capacity + 1)
        for demand, probability in enumerate(demand_probabilities):
            chances[shelf - demand if demand < shelf else 0] += float(probability)
        return chances

    units = range(capacity + 1)
    return np.array([[row(min(x + q, capacity)) for q in units] for x in units])


# %% right: what is missing to 1 sells out, single precision
def bakery_transitions(capacity, demand_probabilities):
    size = capacity + 1
    P = np.zeros((size, size, size), dtype=np.float32)
    odds = dict(enumerate(demand_probabilities))
    for x, q in np.ndindex(size, size):
        shelf = min(x + q, capacity)
        P[x, q, 1:] = [
            odds.get(shelf - left, 0.0) if left <= shelf else 0.0 for left in range(1, size)
        ]
        P[x, q, 0] = 1 - P[x, q].sum()
    return P
