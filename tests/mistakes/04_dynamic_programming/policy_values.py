# %% wrong: values of the best policy, not of this one
# hint: policy's own action|in state 1 the policy stays
#- return np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, R_chosen)
#+ values = R_chosen
#+ for _ in range(5000):
#+     values = (R + gamma * P @ values).max(axis=1)
#+ return values


# %% wrong: one backup only
# hint: v = 4 \+ 0.5|all days to come|policy's own
#- return np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, R_chosen)
#+ return R_chosen


# %% wrong: two hundred backups, whatever gamma
# hint: close to 1
#- return np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, R_chosen)
#+ values = np.zeros(len(states))
#+ for _ in range(200):
#+     values = R_chosen + gamma * P_chosen @ values
#+ return values


# %% wrong: the matrix is turned around
# hint: turned around|moves half of the time
#- return np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, R_chosen)
#+ return np.linalg.solve(np.eye(len(states)) - gamma * P_chosen.T, R_chosen)


# %% wrong: averages over all actions
# hint: policy's own action|in state 1 the policy stays
def policy_values(P, R, orders, gamma):
    possible = np.isfinite(R)
    share = possible / possible.sum(axis=1, keepdims=True)
    matrix = np.eye(len(R)) - gamma * np.einsum("xq,xqy->xy", share, P)
    return np.linalg.solve(matrix, (share * np.where(possible, R, 0)).sum(axis=1))


# %% wrong: gamma squared
# hint: 0.5 \* v|own action|discounted
#- return np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, R_chosen)
#+ return np.linalg.solve(np.eye(len(states)) - gamma**2 * P_chosen, R_chosen)


# %% wrong: rows of P by order, not by state
# hint: P\[x, orders\[x\]\]|in state 1 the policy stays|turned around
#- P_chosen, R_chosen = P[states, orders], R[states, orders]
#+ P_chosen = P[np.minimum(orders, len(P) - 1), np.minimum(states, P.shape[1] - 1)]
#+ R_chosen = R[states, orders]


# %% wrong: today is discounted too
# hint: today in full
#- return np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, R_chosen)
#+ return np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, gamma * R_chosen)


# %% wrong: stops when the change looks small
# hint: until nothing moves
def policy_values(P, R, orders, gamma):
    states, values = np.arange(len(orders)), np.zeros(len(orders))
    while True:
        new = R[states, orders] + gamma * P[states, orders] @ values
        if np.abs(new - values).max() < 1e-3:
            return new
        values = new


# %% wrong: improves the policy on the way
# hint: policy's own action|stays
#- return np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, R_chosen)
#+ values = np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, R_chosen)
#+ return (R + gamma * P @ values).max(axis=1)


# %% wrong: as if every state stayed what it is
# hint: probabilities from x to each next state
#- return np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, R_chosen)
#+ return R_chosen / (1 - gamma)


# %% wrong: P[:, orders], the orders of all states for every state
# hint: own order
#- P_chosen, R_chosen = P[states, orders], R[states, orders]
#+ P_chosen, R_chosen = P[:, orders], R[:, orders]


# %% wrong: R[:, orders], rewards of all orders
# hint: own order
#- P_chosen, R_chosen = P[states, orders], R[states, orders]
#+ P_chosen, R_chosen = P[states, orders], R[:, orders]


# %% wrong: the orders of all states, one after the other
# hint: own order
def policy_values(P, R, orders, gamma):
    values = np.zeros(len(orders))
    for _ in range(500):
        values = (R + gamma * P @ values)[:, orders]
        values = values.mean(axis=0) if values.ndim > 1 else values
    return np.tile(values, (len(orders), 1))


# %% wrong: a hundred backups, whatever gamma
# hint: close to 1
#- return np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, R_chosen)
#+ values = np.zeros(len(states))
#+ for _ in range(100):
#+     values = R_chosen + gamma * P_chosen @ values
#+ return values


# %% right: iterates until nothing moves
def policy_values(P, R, orders, gamma):
    states = np.arange(len(orders))
    P_chosen, R_chosen = P[states, orders], R[states, orders]
    values = np.zeros(len(orders))
    while True:
        new = R_chosen + gamma * P_chosen @ values
        if np.abs(new - values).max() < 1e-11:
            return new
        values = new


# %% right: picks with a loop, inverts, returns a list
def policy_values(P, R, orders, gamma):
    chosen = np.array([P[x, q] for x, q in enumerate(orders)])
    rewards = np.array([R[x, q] for x, q in enumerate(orders)])
    return list(np.linalg.inv(np.eye(len(chosen)) - gamma * chosen) @ rewards)


# %% right: a long sum over the days to come
def policy_values(P, R, orders, gamma):
    states = np.arange(len(orders))
    rewards, weight, values = R[states, orders], 1.0, np.zeros(len(orders))
    while weight > 1e-12:
        values = values + weight * rewards
        rewards, weight = P[states, orders] @ rewards, weight * gamma
    return values


# %% right: a tuple of floats
def policy_values(P, R, orders, gamma):
    states = np.arange(len(orders))
    P_chosen, R_chosen = P[states, orders], R[states, orders]
    return tuple(np.linalg.solve(np.eye(len(states)) - gamma * P_chosen, R_chosen).tolist())
