# %% right: with an axis for each number, and reshaped
def pipeline_transitions(capacity, largest_order, demand_probabilities):
    stocks, orders = capacity + 1, largest_order + 1
    P = np.zeros((stocks, orders, orders, stocks, orders))
    for x in range(stocks):
        for y in range(orders):
            for d, p in enumerate(demand_probabilities):
                z = min(max(x - d, 0) + y, capacity)
                for q in range(orders):
                    P[x, y, q, z, q] += p
    return P.reshape(stocks * orders, orders, stocks * orders)


# %% right: arrays of indices
def pipeline_transitions(capacity, largest_order, demand_probabilities):
    n = largest_order + 1
    states = np.arange((capacity + 1) * n)
    P = np.zeros((len(states), n, len(states)))
    for d, p in enumerate(demand_probabilities):
        shelf = np.minimum(np.maximum(states // n - d, 0) + states % n, capacity)
        for q in range(n):
            P[states, q, shelf * n + q] += p
    return P


# %% right: the shelf first, then the order
def pipeline_transitions(capacity, largest_order, demand_probabilities):
    shelf = np.zeros((capacity + 1, largest_order + 1, capacity + 1))
    for x, y in np.ndindex(capacity + 1, largest_order + 1):
        for d in range(len(demand_probabilities)):
            left = x - d if d < x else 0
            shelf[x, y, min(left + y, capacity)] += demand_probabilities[d]
    same = np.eye(largest_order + 1)
    whole = np.einsum("xyz,qw->xyqzw", shelf, same)
    n = (capacity + 1) * (largest_order + 1)
    return whole.reshape(n, largest_order + 1, n)


# %% right: lists of lists until the end
def pipeline_transitions(capacity, largest_order, demand_probabilities):
    pairs = [(x, y) for x in range(capacity + 1) for y in range(largest_order + 1)]
    rows = []
    for x, y in pairs:
        row = []
        for q in range(largest_order + 1):
            odds = dict.fromkeys(pairs, 0.0)
            for d, p in enumerate(demand_probabilities):
                odds[min(capacity, max(0, x - d) + y), q] += p
            row.append([odds[pair] for pair in pairs])
        rows.append(row)
    return np.array(rows)


# %% wrong: the order arrives in the first night
# hint: not on the shelf tomorrow|\(2, 0\)|takes two nights
#- tomorrow = min(capacity, max(0, on_hand - demand) + coming)
#- for order in range(n_orders):
#+ for order in range(n_orders):
#+     tomorrow = min(capacity, max(0, on_hand - demand) + coming + order)


# %% wrong: the delivery comes before the customers
# hint: \(1, 0\)|comes after them
#- tomorrow = min(capacity, max(0, on_hand - demand) + coming)
#+ tomorrow = min(capacity, max(0, on_hand + coming - demand))


# %% wrong: the pair stays as it is
# hint: \(2, 1\)|second number
#- P[state, order, tomorrow * n_orders + order] += probability
#+ P[state, order, tomorrow * n_orders + coming] += probability


# %% wrong: assigns where it should add
# hint: every larger demand|add up to 1
#- P[state, order, tomorrow * n_orders + order] += probability
#+ P[state, order, tomorrow * n_orders + order] = probability


# %% wrong: the room is that of the morning
# hint: makes room
#- tomorrow = min(capacity, max(0, on_hand - demand) + coming)
#+ tomorrow = max(0, on_hand - demand) + min(coming, capacity - on_hand)


# %% wrong: the pair is numbered the other way round
# hint: second number|State 3
#- on_hand, coming = divmod(state, n_orders)
#+ coming, on_hand = divmod(state, capacity + 1)


# %% wrong: the position as the state
# hint: shape|3 times 2
def pipeline_transitions(capacity, largest_order, demand_probabilities):
    P = np.zeros((capacity + 1, largest_order + 1, capacity + 1))
    for x, q in np.ndindex(capacity + 1, largest_order + 1):
        for d, p in enumerate(demand_probabilities):
            P[x, q, min(capacity, max(0, x - d) + q)] += p
    return P


# %% wrong: the demand that exceeds the shelf is forgotten
# hint: larger demand|add up to 1
#- for demand, probability in enumerate(demand_probabilities):
#+ for demand, probability in enumerate(demand_probabilities[: on_hand + 1]):
