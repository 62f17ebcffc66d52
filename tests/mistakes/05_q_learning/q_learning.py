# %% wrong: the caller's table is overwritten
# hint: in a copy
#- q_table = q_table.copy()


# %% wrong: no terminal mask
# hint: target is the reward alone
#- target = (
#-     reward
#-     if terminated
#-     else reward + gamma * q_table[next_state].max()
#- )
#+ target = reward + gamma * q_table[next_state].max()


# %% wrong: SARSA, the action that is really taken next
# hint: max.*not on the one that is taken next
def q_learning(env, q_table, alphas, epsilons, gamma, rng):
    def choose(state, epsilon):
        if rng.random() < epsilon:
            return int(rng.choice(np.flatnonzero(q_table[state] > -np.inf)))
        return int(q_table[state].argmax())

    q_table = q_table.copy()
    state, info = env.reset()
    action = choose(state, epsilons[0])
    for alpha, epsilon in zip(alphas, [*epsilons[1:], epsilons[-1]]):
        next_state, reward, terminated, truncated, info = env.step(action)
        after = env.reset()[0] if terminated else next_state
        following = choose(after, epsilon)
        target = reward if terminated else reward + gamma * q_table[after, following]
        q_table[state, action] += alpha * (target - q_table[state, action])
        state, action = after, following
    return q_table


# %% wrong: never resets after the last day
# hint: reset\(\) again|reset
#- if terminated or truncated:
#-     state, info = env.reset()


# %% wrong: stays in the first state
# hint: go on from next_state
#- state = next_state


# %% wrong: resets before it updates
# hint: update before you reset
#- values[action] += alpha * (target - values[action])
#- state = next_state
#- if terminated or truncated:
#-     state, info = env.reset()
#+ if terminated or truncated:
#+     state, info = env.reset()
#+ q_table[state, action] += alpha * (target - q_table[state, action])
#+ if not (terminated or truncated):
#+     state = next_state


# %% wrong: one learning rate for all days
# hint: use the day's learning rate
#- for alpha, epsilon in zip(alphas, epsilons):
#+ alpha = 0.1
#+ for epsilon in epsilons:


# %% wrong: the first learning rate for all days
# hint: alphas\[k\]
#- for alpha, epsilon in zip(alphas, epsilons):
#+ alpha = alphas[0]
#+ for epsilon in epsilons:


# %% wrong: explores among impossible orders too
# hint: never choose an action whose value is -inf|impossible
#- action = int(rng.choice(np.flatnonzero(values > -np.inf)))
#+ action = int(rng.integers(len(values)))


# %% wrong: explores with probability 1 - epsilon
# hint: epsilon 0, take the best
#- if rng.random() < epsilon:
#+ if rng.random() > epsilon:


# %% wrong: exploring leaves the best action out
# hint: the best one too
#- action = int(rng.choice(np.flatnonzero(values > -np.inf)))
#+ others = [a for a in np.flatnonzero(values > -np.inf) if a != values.argmax()]
#+ action = int(rng.choice(others or [values.argmax()]))


# %% wrong: the seed is ignored
# hint: same seeds?
#- q_table = q_table.copy()
#+ q_table, rng = q_table.copy(), np.random.default_rng()


# %% wrong: resets with a seed each time
# hint: without a seed
#- q_table = q_table.copy()
#- state, info = env.reset()
#+ q_table = q_table.copy()
#+ state, info = env.reset(seed=0)
#- if terminated or truncated:
#-     state, info = env.reset()
#+ if terminated or truncated:
#+     state, info = env.reset(seed=0)


# %% wrong: learns one day less
# hint: one step for each
#- for alpha, epsilon in zip(alphas, epsilons):
#+ for alpha, epsilon in zip(alphas[1:], epsilons[1:]):


# %% wrong: starts from zeros
# hint: start from the given values
#- q_table = q_table.copy()
#+ q_table = np.where(q_table > -np.inf, 0.0, -np.inf)


# %% wrong: the best value of all states
# hint: max Q\(next_state\)|look at the target
#- else reward + gamma * q_table[next_state].max()
#+ else reward + gamma * q_table.max()


# %% wrong: random among equal values
# hint: lowest index
#- action = int(values.argmax())
#+ action = int(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong: the last of equal values
# hint: lowest index
#- action = int(values.argmax())
#+ action = int(np.flatnonzero(values == values.max())[-1])


# %% wrong: learning rates one day late
# hint: alphas\[k\]
#- for alpha, epsilon in zip(alphas, epsilons):
#+ for alpha, epsilon in zip([alphas[0], *alphas[:-1]], epsilons):


# %% wrong: exploration one day late
# hint: epsilons\[k\]|epsilon
#- for alpha, epsilon in zip(alphas, epsilons):
#+ for alpha, epsilon in zip(alphas, [epsilons[0], *epsilons[:-1]]):


# %% wrong: the target has no discount
# hint: gamma
#- target = (
#-     reward
#-     if terminated
#-     else reward + gamma * q_table[next_state].max()
#- )
#+ target = reward if terminated else reward + q_table[next_state].max()


# %% wrong: moves tomorrow's entry
# hint: look at the target|go on from|max Q|was never updated|given values
#- values[action] += alpha * (target - values[action])
#+ q_table[next_state, action] += alpha * (target - q_table[next_state, action])


# %% wrong: a maximum that starts from 0
# hint: begin from 0
#- target = (
#-     reward
#-     if terminated
#-     else reward + gamma * q_table[next_state].max()
#- )
#+ target = (
#+     reward
#+     if terminated
#+     else reward + gamma * max(0.0, q_table[next_state].max())
#+ )


# %% wrong: a choice whose largest value begins at 0
# hint: values are negative
#- action = int(values.argmax())
#+ action, largest = 0, 0.0
#+ for one, value in enumerate(values):
#+     if value > largest:
#+         action, largest = one, value


# %% wrong: a generator of its own with a fixed seed
# hint: generator of your own|draw from rng only
#- q_table = q_table.copy()
#+ q_table, rng = q_table.copy(), np.random.default_rng(0)


# %% wrong: draws from a copy of the generator
# hint: copy of it
#- q_table = q_table.copy()
#+ import copy
#+
#+ q_table, rng = q_table.copy(), copy.deepcopy(rng)


# %% wrong: goes on from the terminal state after reset
# hint: end elsewhere
#- if terminated or truncated:
#-     state, info = env.reset()
#+ if terminated or truncated:
#+     env.reset()


# %% wrong: every episode begins in state 0
# hint: begin in the state|end elsewhere
#- q_table = q_table.copy()
#- state, info = env.reset()
#+ q_table = q_table.copy()
#+ env.reset()
#+ state = 0
#- if terminated or truncated:
#-     state, info = env.reset()
#+ if terminated or truncated:
#+     env.reset()
#+     state = 0


# %% right: counts the days, with helpers
def best_action(values):
    return max(range(len(values)), key=lambda action: (values[action], -action))


def q_learning(env, q_table, alphas, epsilons, gamma, rng):
    table = np.array(q_table, dtype=float)
    terminated = True
    for k in range(len(alphas)):
        if terminated:
            state, _ = env.reset()
        if rng.uniform() >= epsilons[k]:
            action = best_action(table[state])
        else:
            action = rng.choice([a for a in range(table.shape[1]) if table[state, a] != -np.inf])
        next_state, reward, terminated, _, _ = env.step(action)
        future = 0.0 if terminated else np.max(table[next_state])
        error = reward + gamma * future - table[state, action]
        table[state, action] = table[state, action] + alphas[k] * error
        state = next_state
    return table


# %% right: on nested lists
def q_learning(env, q_table, alphas, epsilons, gamma, rng):
    table = q_table.tolist()
    state = env.reset()[0]
    for alpha, epsilon in zip(alphas.tolist(), epsilons.tolist()):
        row = table[state]
        action = row.index(max(row))
        if rng.random() < epsilon:
            possible = [a for a, value in enumerate(row) if value > -float("inf")]
            action = possible[int(rng.integers(len(possible)))]
        state, reward, terminated, truncated, info = env.step(action)
        tomorrow = 0.0 if terminated else max(table[state])
        row[action] = (1 - alpha) * row[action] + alpha * (reward + gamma * tomorrow)
        if terminated:
            state = env.reset()[0]
    return np.array(table)


# %% right: one reset for each episode, all in one expression
def q_learning(env, q_table, alphas, epsilons, gamma, rng):
    table = np.array(q_table)
    state = env.reset()[0]
    for day in range(len(alphas)):
        row = table[state]
        action = int(row.argmax())
        if epsilons[day] > rng.uniform():
            possible = [k for k in range(len(row)) if np.isfinite(row[k])]
            action = possible[rng.integers(len(possible))]
        after, reward, done, _, _ = env.step(action)
        best = 0.0 if done else table[after].max()
        table[state, action] = (1 - alphas[day]) * row[action] + alphas[day] * (
            reward + gamma * best
        )
        state = env.reset()[0] if done else after
    return table


# %% right: nested lists come back
#- return q_table
#+ return q_table.tolist()


# %% right: explores first, choice of a masked row
#- action = int(rng.choice(np.flatnonzero(values > -np.inf)))
#+ action = int(rng.permutation(np.where(np.isfinite(values))[0])[0])


# %% right: draws all coins beforehand
#- for alpha, epsilon in zip(alphas, epsilons):
#+ coins = rng.random(len(alphas))
#+ for alpha, epsilon, coin in zip(alphas, epsilons, coins):
#- if rng.random() < epsilon:
#+ if coin < epsilon:


# %% right: an action from mixed probabilities
#- if rng.random() < epsilon:
#-     action = int(rng.choice(np.flatnonzero(values > -np.inf)))
#- else:
#-     action = int(values.argmax())
#+ possible = values > -np.inf
#+ chances = epsilon * possible / possible.sum()
#+ chances[values.argmax()] += 1 - epsilon
#+ action = int(rng.choice(len(values), p=chances))
