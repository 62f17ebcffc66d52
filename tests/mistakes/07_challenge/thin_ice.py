# %% wrong: tries of the whole state
# hint: tries of that action|action 2, tried once
def thin_ice(visits, q_table, played, n_enough):
    return float((visits[played].sum(axis=1) < n_enough).mean())


# %% wrong: the action that was tried most
# hint: largest value|action 2, tried once
def thin_ice(visits, q_table, played, n_enough):
    tries = visits.max(axis=1)
    return float((tries[played] < n_enough).mean())


# %% wrong: exactly enough is too few
# hint: exactly n_enough
def thin_ice(visits, q_table, played, n_enough):
    tries = visits[played, q_table.argmax(axis=1)[played]]
    return float((tries <= n_enough).mean())


# %% wrong: every state counts once
# hint: each time it occurs|three of the four days
def thin_ice(visits, q_table, played, n_enough):
    states = np.unique(played)
    tries = visits[states, q_table.argmax(axis=1)[states]]
    return float((tries < n_enough).mean())


# %% wrong: a number of days
# hint: three of the four days|share
def thin_ice(visits, q_table, played, n_enough):
    tries = visits[played, q_table.argmax(axis=1)[played]]
    return float((tries < n_enough).sum())


# %% wrong: in percent
# hint: three of the four days|between 0 and 1
def thin_ice(visits, q_table, played, n_enough):
    tries = visits[played, q_table.argmax(axis=1)[played]]
    return 100.0 * float((tries < n_enough).mean())


# %% wrong: the highest index among equals
# hint: lowest index
def thin_ice(visits, q_table, played, n_enough):
    best = q_table.shape[1] - 1 - q_table[:, ::-1].argmax(axis=1)
    return float((visits[played, best[played]] < n_enough).mean())


# %% wrong: the share of states, not of days
# hint: each time it occurs|three of the four
def thin_ice(visits, q_table, played, n_enough):
    tries = visits[played, q_table.argmax(axis=1)[played]]
    return float((visits[np.arange(len(visits)), q_table.argmax(axis=1)] < n_enough).mean())


# %% wrong: any action that was hardly tried
# hint: tries of that action|three of the four|exactly|largest value
def thin_ice(visits, q_table, played, n_enough):
    tries = visits[played].min(axis=1)
    return float((tries < n_enough).mean())


# %% wrong: the share that is trusted
# hint: three of the four
def thin_ice(visits, q_table, played, n_enough):
    tries = visits[played, q_table.argmax(axis=1)[played]]
    return float((tries >= n_enough).mean())


# %% wrong: argmin
# hint: best value|largest
def thin_ice(visits, q_table, played, n_enough):
    tries = visits[played, q_table.argmin(axis=1)[played]]
    return float((tries < n_enough).mean())


# %% wrong: a wrong axis
# hint: best value|largest
def thin_ice(visits, q_table, played, n_enough):
    tries = visits[played, q_table.argmax(axis=0)[played % q_table.shape[1]]]
    return float((tries < n_enough).mean())


# %% right: day by day
def thin_ice(visits, q_table, played, n_enough):
    thin = 0
    for state in played:
        best = max(range(q_table.shape[1]), key=lambda action: q_table[state, action])
        if visits[state, best] < n_enough:
            thin += 1
    return thin / len(played)


# %% right: the states first, then the days
def thin_ice(visits, q_table, played, n_enough):
    best = np.argmax(q_table, axis=1)
    is_thin = visits[np.arange(len(best)), best] < n_enough
    return np.mean(is_thin[played])


# %% right: a number of NumPy's type
def thin_ice(visits, q_table, played, n_enough):
    tries = visits[played, q_table.argmax(axis=1)[played]]
    return (tries < n_enough).mean()
