# %% wrong: tries of the whole state
# hint: tries of that action|action 2, tried once
#- tries = visits[played, q_table.argmax(axis=1)[played]]
#+ tries = visits[played].sum(axis=1)


# %% wrong: the action that was tried most
# hint: largest value|action 2, tried once
#- tries = visits[played, q_table.argmax(axis=1)[played]]
#+ tries = visits.max(axis=1)[played]


# %% wrong: exactly enough is too few
# hint: exactly n_enough
#- return float((tries < n_enough).mean())
#+ return float((tries <= n_enough).mean())


# %% wrong: every state counts once
# hint: each time it occurs|three of the four days
#- tries = visits[played, q_table.argmax(axis=1)[played]]
#+ states = np.unique(played)
#+ tries = visits[states, q_table.argmax(axis=1)[states]]


# %% wrong: a number of days
# hint: three of the four days|share
#- return float((tries < n_enough).mean())
#+ return float((tries < n_enough).sum())


# %% wrong: in percent
# hint: three of the four days|between 0 and 1
#- return float((tries < n_enough).mean())
#+ return 100.0 * float((tries < n_enough).mean())


# %% wrong: the highest index among equals
# hint: lowest index
#- tries = visits[played, q_table.argmax(axis=1)[played]]
#+ best = q_table.shape[1] - 1 - q_table[:, ::-1].argmax(axis=1)
#+ tries = visits[played, best[played]]


# %% wrong: the share of states, not of days
# hint: each time it occurs|three of the four
#- tries = visits[played, q_table.argmax(axis=1)[played]]
#+ tries = visits[np.arange(len(visits)), q_table.argmax(axis=1)]


# %% wrong: any action that was hardly tried
# hint: tries of that action|three of the four|exactly|largest value
#- tries = visits[played, q_table.argmax(axis=1)[played]]
#+ tries = visits[played].min(axis=1)


# %% wrong: the share that is trusted
# hint: three of the four
#- return float((tries < n_enough).mean())
#+ return float((tries >= n_enough).mean())


# %% wrong: argmin
# hint: best value|largest
#- tries = visits[played, q_table.argmax(axis=1)[played]]
#+ tries = visits[played, q_table.argmin(axis=1)[played]]


# %% wrong: a wrong axis
# hint: best value|largest
#- tries = visits[played, q_table.argmax(axis=1)[played]]
#+ tries = visits[played, q_table.argmax(axis=0)[played % q_table.shape[1]]]


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
