# %% wrong: each table judges its own choice
# hint: other one says what it is worth
#- judge = n_tables - 1 - entry[0]
#+ judge = entry[0]


# %% wrong: the judging table chooses as well
# hint: other one says what it is worth
#- best = q_tables[entry[0], next_state].argmax()
#+ best = q_tables[judge, next_state].argmax()


# %% wrong: looks beyond the last day
# hint: ends at once|R alone on the last day
#- if not terminated:
#-     best = q_tables[entry[0], next_state].argmax()
#-     target += gamma * q_tables[judge, next_state, best]
#+ best = q_tables[entry[0], next_state].argmax()
#+ target += gamma * q_tables[judge, next_state, best]


# %% wrong: acts by the first table only
# hint: sum of the tables
#- action = int(sum(q_tables[:, state]).argmax())
#+ action = int(q_tables[0, state].argmax())


# %% wrong: both tables learn every day
# hint: only one of the two tables learns
#- q_tables[entry] += rate * (target - q_tables[entry])
#+ q_tables[:, state, action] += rate * (target - q_tables[:, state, action])


# %% wrong: visits are counted for both tables together
# hint: table apart
#- visits[entry] += 1
#+ visits[:, state, action] += 1


# %% wrong: visits of a state, whatever was done
# hint: omega = 1|visits
#- rate = alpha / visits[entry] ** omega
#+ rate = alpha / visits[entry[:2]].sum() ** omega


# %% wrong: the table that learns is drawn once for all
# hint: each day
#- returns = np.zeros(len(alphas))
#+ returns, drawn = np.zeros(len(alphas)), int(rng.random() * n_tables)
#- entry = int(rng.random() * n_tables), state, action
#+ entry = drawn, state, action


# %% wrong: learns in the caller's table
# hint: copy
#- q_tables = q_tables.copy()


# %% wrong: the sum of the tables comes back
# hint: mean
#- return q_tables.mean(axis=0), returns
#+ return q_tables.sum(axis=0), returns


# %% wrong: exploring is decided once for an episode
# hint: every|epsilon|equally often
#- terminated = False
#+ terminated, exploring = False, rng.random() < epsilon
#- if rng.random() < epsilon:
#+ if exploring:


# %% wrong: the return is discounted
# hint: plain sum
#- terminated = False
#+ terminated, weight = False, 1.0
#- returns[k] += reward
#+ returns[k] += weight * reward
#+ weight *= gamma


# %% wrong: exploring leaves out the best action
# hint: equally often|mean of its targets
#- action = int(rng.random() * n_actions)
#+ best = int(sum(q_tables[:, state]).argmax())
#+ action = (best + 1 + int(rng.random() * max(n_actions - 1, 1))) % n_actions


# %% wrong: visits counted after the rate is taken
# hint: this one included|omega = 1
#-     target += gamma * q_tables[judge, next_state, best]
#+     target += gamma * q_tables[judge, next_state, best]
#+ rate = alpha / max(visits[entry], 1) ** omega
#- rate = alpha / visits[entry] ** omega


# %% wrong: one too many in the denominator
# hint: this one included|omega = 1
#- rate = alpha / visits[entry] ** omega
#+ rate = alpha / (visits[entry] + 1) ** omega


# %% wrong: exploration one episode late
# hint: epsilon
#- for k, (alpha, epsilon) in enumerate(zip(alphas, epsilons)):
#+ for k, (alpha, epsilon) in enumerate(zip(alphas, [epsilons[0], *epsilons[:-1]])):


# %% wrong: learning rates one episode late
# hint: rate
#- for k, (alpha, epsilon) in enumerate(zip(alphas, epsilons)):
#+ for k, (alpha, epsilon) in enumerate(zip([alphas[0], *alphas[:-1]], epsilons)):


# %% wrong: the last of equal values
# hint: lowest index
#- action = int(sum(q_tables[:, state]).argmax())
#+ action = int(
#+     np.flatnonzero(sum(q_tables[:, state]) == sum(q_tables[:, state]).max())[-1]
#+ )


# %% wrong: the seed is ignored
# hint: draw from rng|same seed
#- q_tables = q_tables.copy()
#+ q_tables = q_tables.copy()
#+ rng = np.random.default_rng()


# %% wrong: resets with a seed
# hint: without a seed
#- state, info = env.reset()
#+ state, info = env.reset(seed=k)


# %% wrong: the schedule is left out where visits count
# hint: alphas\[k\]
#- rate = alpha / visits[entry] ** omega
#+ rate = alpha if omega == 0 else visits[entry] ** -omega


# %% wrong: clocks begin anew each episode
# hint: visits|mean of its targets
#- terminated = False
#+ terminated = False
#+ visits[:] = 0


# %% wrong: which table learns is drawn once per episode
# hint: not once for a whole episode
#- terminated = False
#+ terminated, drawn = False, int(rng.random() * n_tables)
#- entry = int(rng.random() * n_tables), state, action
#+ entry = drawn, state, action


# %% wrong: the tables take turns, day by day
# hint: take turns
#- terminated = False
#+ terminated, day = False, k
#- entry = int(rng.random() * n_tables), state, action
#+ day += 1
#+ entry = day % n_tables, state, action


# %% wrong: the tables take turns, episode by episode
# hint: not once for a whole episode
#- entry = int(rng.random() * n_tables), state, action
#+ entry = k % n_tables, state, action


# %% wrong: acts by the largest entry of the tables
# hint: sum of the tables
#- action = int(sum(q_tables[:, state]).argmax())
#+ action = int(q_tables[:, state].max(axis=0).argmax())


# %% wrong: acts by the table that learns
# hint: sum of the tables
#- terminated = False
#- while not terminated:
#+ terminated = False
#+ while not terminated:
#+     drawn = int(rng.random() * n_tables)
#- action = int(sum(q_tables[:, state]).argmax())
#+ action = int(q_tables[drawn, state].argmax())
#- entry = int(rng.random() * n_tables), state, action
#+ entry = drawn, state, action


# %% wrong: acts by the smaller entry of the tables
# hint: sum of the tables
#- action = int(sum(q_tables[:, state]).argmax())
#+ action = int(q_tables[:, state].min(axis=0).argmax())


# %% wrong: a maximum that starts from 0
# hint: begin from 0
#- target += gamma * q_tables[judge, next_state, best]
#+ target += gamma * max(0.0, q_tables[judge, next_state, best])


# %% wrong: a generator of its own with a fixed seed
# hint: generator of your own|draw from rng only
#- q_tables = q_tables.copy()
#+ q_tables, rng = q_tables.copy(), np.random.default_rng(1)


# %% wrong: draws from a copy of the generator
# hint: copy of it
#- q_tables = q_tables.copy()
#+ import copy
#+
#+ q_tables, rng = q_tables.copy(), copy.deepcopy(rng)


# %% wrong: the rate has a floor of 0.01
# hint: power of -omega
#- rate = alpha / visits[entry] ** omega
#+ rate = max(0.01, alpha / visits[entry] ** omega)


# %% wrong: every episode begins in state 0
# hint: reset\(\) returns
#- state, info = env.reset()
#+ env.reset()
#+ state = 0


# %% right: two tables by name, lists for the returns
def learn(env, q_tables, alphas, omega, epsilons, gamma, rng):
    first, last = q_tables[0].copy(), q_tables[-1].copy()
    double = len(q_tables) > 1
    if not double:
        last = first
    counts, returns = {}, []
    for alpha, epsilon in zip(alphas, epsilons):
        state, _ = env.reset()
        total, terminated = 0.0, False
        while not terminated:
            action = int(np.argmax(first[state] + last[state]))
            if rng.random() < epsilon:
                action = int(rng.choice(first.shape[1]))
            after, reward, terminated, _, _ = env.step(action)
            heads = bool(rng.integers(2))
            mine, other = (first, last) if heads else (last, first)
            best = int(np.argmax(mine[after]))
            target = reward + (0.0 if terminated else gamma * other[after, best])
            key = (heads and double, state, action)
            counts[key] = counts.get(key, 0) + 1
            rate = alpha * counts[key] ** (-omega)
            mine[state, action] = (1 - rate) * mine[state, action] + rate * target
            total += reward
            state = after
        returns.append(total)
    return (first + last) / 2, returns


# %% right: with a helper, and a list as the answer
def best_of(values):
    return max(range(len(values)), key=lambda a: values[a])


def learn(env, q_tables, alphas, omega, epsilons, gamma, rng):
    tables = [[list(map(float, row)) for row in table] for table in q_tables]
    n_actions = q_tables.shape[2]
    visits = np.zeros(q_tables.shape, dtype=int)
    returns = np.zeros(len(alphas))
    for k in range(len(alphas)):
        state = env.reset()[0]
        terminated = False
        while not terminated:
            if rng.uniform() < epsilons[k]:
                action = int(rng.integers(0, n_actions))
            else:
                action = best_of([sum(column) for column in zip(*[t[state] for t in tables])])
            learner = int(rng.choice(len(tables)))
            after, reward, terminated = env.step(action)[:3]
            future = tables[len(tables) - 1 - learner][after][best_of(tables[learner][after])]
            td_error = reward - tables[learner][state][action]
            if not terminated:
                td_error += gamma * future
            visits[learner, state, action] += 1
            rate = alphas[k] * float(visits[learner, state, action]) ** -omega
            tables[learner][state][action] += rate * td_error
            returns[k] += reward
            state = after
    return [np.mean(tables, axis=0), returns]


# %% right: visits in a dictionary, nested lists come back
#- visits = np.zeros(q_tables.shape)
#+ visits = {}
#- visits[entry] += 1
#+ visits[entry] = visits.get(entry, 0) + 1
#- return q_tables.mean(axis=0), returns
#+ return [q_tables.mean(axis=0).tolist(), returns.tolist()]


# %% right: integers for the coins, acting by the mean
#- action = int(rng.random() * n_actions)
#+ action = int(rng.integers(n_actions))
#- action = int(sum(q_tables[:, state]).argmax())
#+ action = int(q_tables[:, state].mean(axis=0).argmax())
#- entry = int(rng.random() * n_tables), state, action
#+ entry = int(rng.integers(n_tables)), state, action


# %% right: draws the learner before the day
#- while not terminated:
#+ while not terminated:
#+     learner = int(rng.choice(n_tables))
#- entry = int(rng.random() * n_tables), state, action
#+ entry = learner, state, action


# %% right: the weighted mean of old and new, a coin for two tables only
#- entry = int(rng.random() * n_tables), state, action
#+ entry = (0 if n_tables == 1 or rng.random() < 0.5 else 1), state, action
#- q_tables[entry] += rate * (target - q_tables[entry])
#+ q_tables[entry] = (1 - rate) * q_tables[entry] + rate * target


# %% right: a class for each table, which judges and learns
class Table:
    def __init__(self, values):
        self.values = np.array(values, dtype=float)
        self.visits = np.zeros(self.values.shape, dtype=int)

    def learn(self, state, action, target, alpha, omega):
        self.visits[state, action] += 1
        step = alpha * float(self.visits[state, action]) ** -omega
        self.values[state, action] += step * (target - self.values[state, action])

    def favourite(self, state):
        return int(np.argmax(self.values[state]))


def learn(env, q_tables, alphas, omega, epsilons, gamma, rng):
    tables = [Table(values) for values in q_tables]
    returns = []
    for alpha, epsilon in zip(alphas, epsilons):
        state, returns, terminated = env.reset()[0], [*returns, 0.0], False
        while not terminated:
            votes = np.sum([table.values[state] for table in tables], axis=0)
            any_one = rng.integers(len(votes))
            action = int(any_one if rng.random() < epsilon else np.argmax(votes))
            after, reward, terminated, *_ = env.step(action)
            order = rng.permutation(len(tables))
            learner, judge = tables[order[0]], tables[order[-1]]
            worth = 0.0 if terminated else judge.values[after, learner.favourite(after)]
            learner.learn(state, action, reward + gamma * worth, alpha, omega)
            returns[-1] += reward
            state = after
    return sum(table.values for table in tables) / len(tables), np.array(returns)


# %% right: an episode is a function, in plain Python
def one_day(env, tables, counts, state, epsilon, rng):
    n_actions = len(tables[0][state])
    votes = [sum(table[state][a] for table in tables) for a in range(n_actions)]
    action = votes.index(max(votes))
    if rng.uniform() < epsilon:
        action = int(rng.choice(np.arange(n_actions)))
    learner = 1 if len(tables) == 2 and rng.random() >= 0.5 else 0
    counts[learner][state][action] += 1
    return action, learner, counts[learner][state][action], *env.step(action)[:3]


def learn(env, q_tables, alphas, omega, epsilons, gamma, rng):
    tables = q_tables.tolist()
    counts = np.zeros(q_tables.shape, dtype=int).tolist()
    history = []
    for k in range(len(alphas)):
        rewards, over, (state, info) = [], False, env.reset()
        while not over:
            action, learner, n, after, reward, over = one_day(
                env, tables, counts, state, epsilons[k], rng
            )
            mine, other = tables[learner], tables[-1 - learner]
            choice = mine[after].index(max(mine[after]))
            target = reward if over else reward + gamma * other[after][choice]
            rate = alphas[k] / n**omega
            mine[state][action] = mine[state][action] * (1 - rate) + target * rate
            rewards.append(reward)
            state = after
        history.append(sum(rewards))
    return [[sum(pair) / len(tables) for pair in zip(*rows)] for rows in zip(*tables)], history
