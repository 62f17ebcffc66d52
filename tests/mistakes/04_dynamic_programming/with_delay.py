# %% right: an axis for each number, and reshaped
def with_delay(left, earned, order_costs):
    n, m = len(earned), len(order_costs)
    P = np.zeros((n, m, m, n, m))
    for x, y, z in np.ndindex(n, m, n):
        for q in range(m):
            P[x, y, q, min(n - 1, z + y), q] += left[x, z]
    R = np.repeat(earned, m)[:, None] - order_costs
    return P.reshape(n * m, m, n * m), R


# %% right: shelf and road as a product
def with_delay(left, earned, order_costs):
    n, m = len(earned), len(order_costs)
    shelf = np.zeros((n, m, n))
    for y in range(m):
        for z in range(n):
            shelf[:, y, min(z + y, n - 1)] += left[:, z]
    P = np.einsum("xyz,qw->xyqzw", shelf, np.eye(m)).reshape(n * m, m, n * m)
    R = np.array([[earned[i // m] - cost for cost in order_costs] for i in range(n * m)])
    return [P, R]


# %% right: state by state
def with_delay(left, earned, order_costs):
    m = len(order_costs)
    states = [(x, y) for x in range(len(earned)) for y in range(m)]
    P = np.zeros((len(states), m, len(states)))
    R = np.zeros((len(states), m))
    for i, (x, y) in enumerate(states):
        for q in range(m):
            R[i, q] = earned[x] - order_costs[q]
            for z, p in enumerate(left[x]):
                P[i, q, states.index((min(z + y, len(earned) - 1), q))] += p
    return P, R


# %% wrong: the order is on the shelf tomorrow
# hint: arrives after the customers|the shelf has 1|is on its way|add up to 1
#- tomorrow = min(n_stocks - 1, kept + coming)
#- for order in range(n_orders):
#+ for order in range(n_orders):
#+     tomorrow = min(n_stocks - 1, kept + order)


# %% wrong: paid when it arrives
# hint: today's order costs|paid today
#- R[state] = earned[on_hand] - order_costs
#+ R[state] = earned[on_hand] - order_costs[coming]


# %% wrong: what is on its way can be sold today
# hint: earns earned|depends on the shelf
#- R[state] = earned[on_hand] - order_costs
#+ R[state] = earned[min(n_stocks - 1, on_hand + coming)] - order_costs


# %% wrong: leftovers that fill the shelf overwrite each other
# hint: full at 2|add up to 1
#- P[state, order, tomorrow * n_orders + order] += left[on_hand, kept]
#+ P[state, order, tomorrow * n_orders + order] = left[on_hand, kept]


# %% wrong: nothing is ever on its way
# hint: is on its way|second number
#- P[state, order, tomorrow * n_orders + order] += left[on_hand, kept]
#+ P[state, order, tomorrow * n_orders] += left[on_hand, kept]


# %% wrong: the delivery is forgotten
# hint: the shelf has 1|arrives after
#- tomorrow = min(n_stocks - 1, kept + coming)
#+ tomorrow = kept


# %% wrong: R first
# hint: shape
#- return P, R
#+ return R, P
