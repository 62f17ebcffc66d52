# %% wrong: repeated pairs are counted once
# hint: only once|twice after 0
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    counts = np.zeros((n_states, n_states), dtype=int)
    today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
    counts[states[:, :-2][today], states[:, 2:][today]] += 1
    return counts


# %% wrong: day 0 takes the end of the array for its yesterday
# hint: no yesterday|twice after 0
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    counts = np.zeros((n_states, n_states), dtype=int)
    for row, done in zip(states, actions):
        for day in range(len(done)):
            if row[day] == state and done[day] == action:
                counts[row[day - 1], row[day + 1]] += 1
    return counts


# %% wrong: days run on from one episode into the next
# hint: stay within rows
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    counts = np.zeros((n_states, n_states), dtype=int)
    mornings, done = states[:, :-1].ravel(), actions.ravel()
    after = states[:, 1:].ravel()
    for day in range(1, len(done)):
        if mornings[day] == state and done[day] == action:
            counts[mornings[day - 1], after[day]] += 1
    return counts


# %% wrong: yesterday's action
# hint: not yesterday's
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    counts = np.zeros((n_states, n_states), dtype=int)
    today = (states[:, 1:-1] == state) & (actions[:, :-1] == action)
    np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
    return counts


# %% wrong: whatever the action
# hint: action of the same day
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    counts = np.zeros((n_states, n_states), dtype=int)
    today = states[:, 1:-1] == state
    np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
    return counts


# %% wrong: rows are tomorrow
# hint: yesterday('s state)? is the row
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    counts = np.zeros((n_states, n_states), dtype=int)
    today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
    np.add.at(counts, (states[:, 2:][today], states[:, :-2][today]), 1)
    return counts


# %% wrong: the last day is left out
# hint: the last of an episode too|twice after 0|stay within rows
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    counts = np.zeros((n_states, n_states), dtype=int)
    for row, done in zip(states, actions):
        for day in range(1, len(done) - 1):
            if row[day] == state and done[day] == action:
                counts[row[day - 1], row[day + 1]] += 1
    return counts


# %% wrong: today's state, not yesterday's
# hint: yesterday('s state)? is the row|no yesterday
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    counts = np.zeros((n_states, n_states), dtype=int)
    today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
    np.add.at(counts, (states[:, 1:-1][today], states[:, 2:][today]), 1)
    return counts


# %% right: with loops
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    counts = [[0] * n_states for _ in range(n_states)]
    for row, done in zip(states.tolist(), actions.tolist()):
        for day in range(1, len(done)):
            if row[day] == state and done[day] == action:
                counts[row[day - 1]][row[day + 1]] += 1
    return counts


# %% right: with bincount
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
    pairs = n_states * states[:, :-2] + states[:, 2:]
    return np.bincount(pairs[today], minlength=n_states**2).reshape(n_states, n_states)


# %% right: a histogram of floats
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    episodes, days = np.nonzero((states[:, 1:-1] == state) & (actions[:, 1:] == action))
    edges = np.arange(n_states + 1) - 0.5
    return np.histogram2d(states[episodes, days], states[episodes, days + 2], [edges, edges])[0]
