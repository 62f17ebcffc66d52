# %% wrong: the learning table judges its own choice
# hint: the other table says|other table
#- target += gamma * other[next_state, mine[next_state].argmax()]
#+ target += gamma * mine[next_state].max()


# %% wrong: the other table chooses and judges
# hint: table 0 learns, so it chooses|table that learns chooses
#- target += gamma * other[next_state, mine[next_state].argmax()]
#+ target += gamma * other[next_state].max()


# %% wrong: the roles are exchanged
# hint: table 0 learns, so it chooses|table that learns chooses
#- target += gamma * other[next_state, mine[next_state].argmax()]
#+ target += gamma * mine[next_state, other[next_state].argmax()]


# %% wrong: looks beyond the last day
# hint: nothing follows
#- target = reward
#- if not terminated:
#-     target += gamma * other[next_state, mine[next_state].argmax()]
#+ target = reward + gamma * other[next_state, mine[next_state].argmax()]


# %% wrong: both tables learn
# hint: only one entry of the learning table|only judges
#- mine[state, action] += alpha * td_error
#- return float(td_error)
#+ q_tables[:, state, action] += alpha * (target - q_tables[:, state, action])
#+ return td_error


# %% wrong: always the first table
# hint: table that learns|`learner` names
#- mine, other = q_tables[learner], q_tables[1 - learner]
#+ mine, other = q_tables[0], q_tables[1]
#- return float(td_error)
#+ return td_error


# %% wrong: the error after the step
# hint: delta = 3|before the step
#- td_error = target - mine[state, action]
#- mine[state, action] += alpha * td_error
#- return float(td_error)
#+ mine[state, action] += alpha * (target - mine[state, action])
#+ return target - mine[state, action]


# %% wrong: the highest index among equals
# hint: lowest index
#- target += gamma * other[next_state, mine[next_state].argmax()]
#+ best = q_tables.shape[2] - 1 - mine[next_state, ::-1].argmax()
#+ target += gamma * other[next_state, best]


# %% wrong: the mean of both tables judges
# hint: other table
#- target += gamma * other[next_state, mine[next_state].argmax()]
#+ target += gamma * ((mine + other) / 2)[next_state, mine[next_state].argmax()]


# %% wrong: chooses by today's row
# hint: other table|next state|learns, so it chooses
#- target += gamma * other[next_state, mine[next_state].argmax()]
#+ target += gamma * other[next_state, mine[state].argmax()]


# %% wrong: the other table is corrected
# hint: delta = 3|learns|only
#- td_error = target - mine[state, action]
#+ td_error = target - other[state, action]


# %% wrong: the other table moves
# hint: move the entry|learning table
#- mine[state, action] += alpha * td_error
#+ other[state, action] += alpha * td_error


# %% wrong: the last day's target is zero
# hint: R alone
#-     target += gamma * other[next_state, mine[next_state].argmax()]
#+     target += gamma * other[next_state, mine[next_state].argmax()]
#+ target = 0.0 if terminated else target


# %% wrong: works on copies
# hint: in place
#- mine, other = q_tables[learner], q_tables[1 - learner]
#+ mine, other = q_tables[learner].copy(), q_tables[1 - learner].copy()


# %% wrong: the smaller of both values
# hint: other table|judge
#- target += gamma * other[next_state, mine[next_state].argmax()]
#+ target += gamma * min(mine[next_state].max(), other[next_state].max())


# %% wrong: a choice whose largest value begins at 0
# hint: begin from 0
#- target += gamma * other[next_state, mine[next_state].argmax()]
#+ best, largest = 0, 0.0
#+ for choice, value in enumerate(mine[next_state]):
#+     if value > largest:
#+         best, largest = choice, value
#+ target += gamma * other[next_state, best]


# %% wrong: a judge that never says less than 0
# hint: other table
#- target += gamma * other[next_state, mine[next_state].argmax()]
#+ target += gamma * max(0.0, other[next_state, mine[next_state].argmax()])


# %% right: with plain loops
def double_update(q_tables, learner, state, action, reward, next_state, terminated, alpha, gamma):
    best = 0
    for candidate in range(q_tables.shape[2]):
        if q_tables[learner, next_state, candidate] > q_tables[learner, next_state, best]:
            best = candidate
    future = q_tables[1 - learner, next_state, best]
    target = reward + (not terminated) * gamma * future
    before = q_tables[learner, state, action]
    q_tables[learner, state, action] = (1 - alpha) * before + alpha * target
    return target - before


# %% right: by index arithmetic
def double_update(q_tables, learner, state, action, reward, next_state, terminated, alpha, gamma):
    entry = (learner, state, action)
    best = int(np.argmax(q_tables[learner][next_state]))
    td_error = reward - q_tables[entry]
    if not terminated:
        td_error += gamma * q_tables[(learner + 1) % 2][next_state][best]
    q_tables[entry] += alpha * td_error
    return np.float64(td_error)


# %% right: lists of Python numbers, written back
def double_update(
    q_tables, learner, state, action, reward, next_state, terminated, alpha, gamma
):
    mine = q_tables[learner].tolist()
    judge = q_tables[0 if learner else 1].tolist()
    ahead = max(mine[next_state])
    worth = judge[next_state][mine[next_state].index(ahead)]
    delta = reward - mine[state][action] + (0 if terminated else gamma * worth)
    mine[state][action] += alpha * delta
    q_tables[learner] = mine
    return delta


# %% right: both tables turned so that the learner comes first
def double_update(
    q_tables, learner, state, action, reward, next_state, terminated, alpha, gamma
):
    first, second = q_tables[:: 1 - 2 * learner]
    best = first[next_state].argmax(keepdims=True)
    future = np.take(second[next_state], best)[0] * gamma * np.logical_not(terminated)
    before = first[state, action].copy()
    first[state, action] = (1 - alpha) * before + alpha * (reward + future)
    return reward + future - before
