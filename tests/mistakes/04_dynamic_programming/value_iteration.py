# %% wrong: stops when the change is small
# hint: small change is not a small error
#- error_bound = np.inf
#- while error_bound > tolerance:
#+ change = np.inf
#+ while change > tolerance:
#- error_bound = gamma / (1 - gamma) * change


# %% wrong: the change keeps its sign
# hint: sign
#- change = np.abs(history[-1] - history[-2]).max()
#+ change = (history[-1] - history[-2]).max()


# %% wrong: the average change in place of the largest
# hint: largest change
#- change = np.abs(history[-1] - history[-2]).max()
#+ change = np.abs(history[-1] - history[-2]).mean()


# %% wrong: every row is the same array
# hint: keep every sweep|own sweep|without its sign
#- error_bound = gamma / (1 - gamma) * change
#+ error_bound = gamma / (1 - gamma) * change
#+ for values in history:
#+     values[:] = history[-1]


# %% wrong: uses new values within a sweep
# hint: sweep before
#- history.append((R + gamma * P @ history[-1]).max(axis=1))
#+ history.append(history[-1].copy())
#+ for x in range(len(R)):
#+     history[-1][x] = (R[x] + gamma * P[x] @ history[-1]).max()


# %% wrong: averages over the actions
# hint: maximum is over the actions|best action|1 \+ 0.5 \* 0
#- history.append((R + gamma * P @ history[-1]).max(axis=1))
#+ table = R + gamma * P @ history[-1]
#+ possible = np.isfinite(table)
#+ history.append(np.where(possible, table, 0).sum(axis=1) / possible.sum(axis=1))


# %% wrong: a fixed number of sweeps
# hint: stop
#- while error_bound > tolerance:
#+ for _ in range(100):


# %% wrong: the start is not kept
# hint: start
#- return np.array(history)
#+ return np.array(history[1:])


# %% wrong: the sum of the changes in place of the largest
# hint: another norm
#- change = np.abs(history[-1] - history[-2]).max()
#+ change = np.abs(history[-1] - history[-2]).sum()


# %% wrong: the Euclidean norm in place of the largest change
# hint: another norm
#- change = np.abs(history[-1] - history[-2]).max()
#+ change = np.linalg.norm(history[-1] - history[-2])


# %% wrong: only the first state is looked at
# hint: change of one state
#- change = np.abs(history[-1] - history[-2]).max()
#+ change = abs(history[-1][0] - history[-2][0])


# %% wrong: equality is not enough to stop
# hint: equals it
#- while error_bound > tolerance:
#+ while error_bound >= tolerance:


# %% wrong: one in place of gamma above the fraction
# hint: good enough|neither before nor after
#- error_bound = gamma / (1 - gamma) * change
#+ error_bound = change / (1 - gamma)


# %% wrong: starts from the best rewards
# hint: start from 0|row 0 is the start
#- history = [np.zeros(len(R))]
#+ history = [R.max(axis=1)]


# %% wrong: the last values only
# hint: keep every sweep
#- return np.array(history)
#+ return history[-1]


# %% wrong: change of the largest value instead of the largest change
# hint: change of the largest value
#- change = np.abs(history[-1] - history[-2]).max()
#+ change = abs(history[-1].max() - history[-2].max())


# %% wrong: change of the best state only
# hint: change of the largest value|largest change
#- change = np.abs(history[-1] - history[-2]).max()
#+ change = abs(history[-1][history[-1].argmax()] - history[-2][history[-1].argmax()])


# %% wrong: at most 50 sweeps
# hint: largest number of sweeps|neither before nor after
#- while error_bound > tolerance:
#+ while error_bound > tolerance and len(history) <= 50:


# %% wrong: at most 10,000 sweeps
# hint: largest number of sweeps
#- while error_bound > tolerance:
#+ while error_bound > tolerance and len(history) <= 10_000:


# %% wrong: stops also where allclose sees no change
# hint: allclose
#- change = np.abs(history[-1] - history[-2]).max()
#+ change = np.abs(history[-1] - history[-2]).max()
#+ if np.allclose(history[-1], history[-2]):
#+     break


# %% wrong: a bound that is close to the tolerance is enough
# hint: only close to it
#- error_bound = gamma / (1 - gamma) * change
#+ error_bound = gamma / (1 - gamma) * change
#+ if np.isclose(error_bound, tolerance):
#+     break


# %% wrong: a maximum that starts from 0
# hint: begin from 0
#- history.append((R + gamma * P @ history[-1]).max(axis=1))
#+ history.append((R + gamma * P @ history[-1]).max(axis=1, initial=0.0))


# %% wrong: P is divided by the sums of its rows
# hint: division by the sum
#- history = [np.zeros(len(R))]
#+ history, P = [np.zeros(len(R))], P / P.sum(axis=2, keepdims=True)


# %% right: loops and lists
def value_iteration(P, R, gamma, tolerance):
    n_states, n_actions = R.shape
    history = [[0.0] * n_states]
    while True:
        old, new = history[-1], []
        for x in range(n_states):
            options = []
            for q in range(n_actions):
                tomorrow = sum(P[x, q, y] * old[y] for y in range(n_states))
                options.append(R[x, q] + gamma * tomorrow)
            new.append(max(options))
        history.append(new)
        change = max(abs(a - b) for a, b in zip(new, old))
        if gamma * change / (1 - gamma) <= tolerance:
            return history


# %% right: the threshold is moved to the other side
def value_iteration(P, R, gamma, tolerance):
    history = np.zeros((1, R.shape[0]))
    while True:
        values = np.max(R + gamma * np.tensordot(P, history[-1], axes=1), axis=1)
        history = np.vstack([history, values])
        if np.linalg.norm(history[-1] - history[-2], np.inf) <= tolerance * (1 - gamma) / gamma:
            return history


# %% right: a tuple of arrays
#- return np.array(history)
#+ return tuple(history)


# %% right: a list of lists
#- return np.array(history)
#+ return [list(row) for row in history]


# %% right: one flat matrix for all pairs of state and action
def value_iteration(P, R, gamma, tolerance):
    n_states, n_actions = R.shape
    flat, rewards = P.reshape(n_states * n_actions, n_states), R.reshape(-1)
    rows = np.empty((0, n_states))
    values, done = np.zeros(n_states), False
    while not done:
        rows = np.append(rows, values[None], axis=0)
        after = (rewards + gamma * flat.dot(values)).reshape(R.shape).max(1)
        done = gamma * np.max(np.abs(after - values)) <= (1 - gamma) * tolerance
        values = after
    return np.append(rows, values[None], axis=0)


# %% right: a generator of sweeps, action by action
def swept(P, R, gamma):
    values = np.zeros(R.shape[0])
    while True:
        yield values
        best = np.full(R.shape[0], -np.inf)
        for q in range(R.shape[1]):
            best = np.maximum(best, R[:, q] + gamma * np.dot(P[:, q], values))
        values = best


def value_iteration(P, R, gamma, tolerance):
    history = []
    for values in swept(P, R, gamma):
        history.append(values)
        if len(history) > 1:
            changes = history[-1] - history[-2]
            if max(changes.max(), -changes.min()) * gamma / (1 - gamma) <= tolerance:
                return np.stack(history)
