# %% wrong: repeated pairs are counted once
# hint: only once|twice after 0
#- np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
#+ counts[states[:, :-2][today], states[:, 2:][today]] += 1


# %% wrong: day 0 takes the end of the array for its yesterday
# hint: no yesterday|twice after 0
#- today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
#- np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
#+ for row, done in zip(states, actions):
#+     for day in range(len(done)):
#+         if row[day] == state and done[day] == action:
#+             counts[row[day - 1], row[day + 1]] += 1


# %% wrong: days run on from one episode into the next
# hint: stay within rows
#- today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
#- np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
#+ mornings, done = states[:, :-1].ravel(), actions.ravel()
#+ after = states[:, 1:].ravel()
#+ for day in range(1, len(done)):
#+     if mornings[day] == state and done[day] == action:
#+         counts[mornings[day - 1], after[day]] += 1


# %% wrong: yesterday's action
# hint: not yesterday's
#- today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
#+ today = (states[:, 1:-1] == state) & (actions[:, :-1] == action)


# %% wrong: whatever the action
# hint: action of the same day
#- today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
#+ today = states[:, 1:-1] == state


# %% wrong: rows are tomorrow
# hint: yesterday('s state)? is the row
#- np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
#+ np.add.at(counts, (states[:, 2:][today], states[:, :-2][today]), 1)


# %% wrong: the last day is left out
# hint: the last of an episode too|twice after 0|stay within rows
#- today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
#- np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
#+ for row, done in zip(states, actions):
#+     for day in range(1, len(done) - 1):
#+         if row[day] == state and done[day] == action:
#+             counts[row[day - 1], row[day + 1]] += 1


# %% wrong: today's state, not yesterday's
# hint: yesterday('s state)? is the row|no yesterday
#- np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
#+ np.add.at(counts, (states[:, 1:-1][today], states[:, 2:][today]), 1)


# %% wrong: only the first episode
# hint: all episodes
#- today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
#- np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
#+ for row, done in zip(states[:1], actions[:1]):
#+     for day in range(1, len(done)):
#+         if row[day] == state and done[day] == action:
#+             counts[row[day - 1], row[day + 1]] += 1


# %% wrong: the state or the action
# hint: is the given one too|twice after 0
#- today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
#- np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
#+ for row, done in zip(states, actions):
#+     for day in range(1, len(done)):
#+         if row[day] == state or done[day] == action:
#+             counts[row[day - 1], row[day + 1]] += 1


# %% wrong: as many states as were seen
# hint: n_states by n_states
#- counts = np.zeros((n_states, n_states), dtype=int)
#+ counts = np.zeros((states.max() + 1, states.max() + 1), dtype=int)


# %% wrong: all rows are the same list
# hint: same row n times
#- return counts
#+ return np.tile(counts.sum(axis=0), (n_states, 1))


# %% wrong: day 1 is left out too
# hint: one day adds 1|twice after 0
#- today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
#- np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
#+ for row, done in zip(states, actions):
#+     for day in range(2, len(done)):
#+         if row[day] == state and done[day] == action:
#+             counts[row[day - 1], row[day + 1]] += 1


# %% wrong: shares instead of counts
# hint: several days|same y and z|twice after 0
#- return counts
#+ return counts / np.maximum(1, counts.sum(axis=1, keepdims=True))


# %% wrong: yesterday must differ from today
# hint: several days|every such day
#- today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
#- np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
#+ for row, done in zip(states, actions):
#+     for day in range(1, len(done)):
#+         if row[day] == state and done[day] == action and row[day - 1] != state:
#+             counts[row[day - 1], row[day + 1]] += 1


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


# %% right: counted by a Counter, single precision
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    from collections import Counter

    days = np.argwhere((states[:, 1:-1] == state) & (actions[:, 1:] == action))
    pairs = Counter((int(states[e, t]), int(states[e, t + 2])) for e, t in days)
    units = range(n_states)
    return np.array([[pairs[y, z] for z in units] for y in units], dtype=np.float32)


# %% right: nested lists
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    N = [[0] * n_states for _ in range(n_states)]
    for row, done in zip(states.tolist(), actions.tolist()):
        for day in range(1, len(done)):
            if row[day] == state and done[day] == action:
                N[row[day - 1]][row[day + 1]] += 1
    return N


# %% right: an array of floats
def tomorrow_by_yesterday(states, actions, state, action, n_states):
    counts = np.zeros((n_states, n_states), dtype=float)
    today = (states[:, 1:-1] == state) & (actions[:, 1:] == action)
    np.add.at(counts, (states[:, :-2][today], states[:, 2:][today]), 1)
    return counts
