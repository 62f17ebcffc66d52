# %% wrong: no terminal mask
# hint: nothing follows
#- reward
#- if terminated
#- else reward + gamma * q_table[state].max()
#+ reward + gamma * q_table[state].max()


# %% wrong: the return is discounted
# hint: not discounted|plain sum
#- terminated = False
#+ terminated, weight = False, 1.0
#- returns[episode] += reward
#+ returns[episode] += weight * reward
#+ weight *= gamma


# %% wrong: the last reward instead of the sum
# hint: plain sum
#- returns[episode] += reward
#+ returns[episode] = reward


# %% wrong: returns run on from episode to episode
# hint: plain sum
#- terminated = False
#+ terminated = False
#+ returns[episode] = returns[episode - 1] if episode else 0.0


# %% wrong: decides once for a whole episode whether to explore
# hint: decide anew every day
#- terminated = False
#+ terminated = False
#+ explore = rng.random() < epsilon
#- values = q_table[state]
#- explore = rng.random() < epsilon
#+ values = q_table[state]


# %% wrong: explores with probability 1 - epsilon
# hint: epsilon 0, take the best
#- explore = rng.random() < epsilon
#+ explore = rng.random() > epsilon


# %% wrong: exploring leaves the best action out
# hint: epsilon 1, take every action equally often
#- int(rng.integers(n_actions))
#+ int(rng.choice(np.delete(np.arange(n_actions), values.argmax())))


# %% wrong: SARSA, the action that is really taken next
# hint: max Q\(next_state\)
def train_on_chain(env, alphas, epsilons, gamma, rng):
    n_actions = int(env.action_space.n)
    q_table = np.zeros((int(env.observation_space.n), n_actions))
    returns = np.zeros(len(alphas))
    for episode in range(len(alphas)):
        state, info = env.reset()
        terminated = False
        explore = rng.random() < epsilons[episode]
        action = int(rng.integers(n_actions) if explore else q_table[state].argmax())
        while not terminated:
            next_state, reward, terminated, truncated, info = env.step(action)
            explore = rng.random() < epsilons[episode]
            following = int(rng.integers(n_actions) if explore else q_table[next_state].argmax())
            target = reward if terminated else reward + gamma * q_table[next_state, following]
            q_table[state, action] += alphas[episode] * (target - q_table[state, action])
            returns[episode] += reward
            state, action = next_state, following
    return q_table, returns


# %% wrong: a rate for each day, not for each episode
# hint: one alpha and one epsilon for each whole episode
#- returns = np.zeros(len(alphas))
#+ returns, day = np.zeros(len(alphas)), 0
#- values[action] += alpha * (target - values[action])
#+ values[action] += alphas[day % len(alphas)] * (target - values[action])
#+ day += 1


# %% wrong: starts from ones
# hint: start from zeros|change twelve entries
#- q_table = np.zeros((int(env.observation_space.n), n_actions))
#+ q_table = np.ones((int(env.observation_space.n), n_actions))


# %% wrong: the seed is ignored
# hint: draw from rng
#- returns = np.zeros(len(alphas))
#+ returns, rng = np.zeros(len(alphas)), np.random.default_rng()


# %% wrong: resets with a seed
# hint: without a seed|seed
#- state, info = env.reset()
#+ state, info = env.reset(seed=0)


# %% wrong: the table is turned
# hint: 64 by 27
#- return q_table, returns
#+ return q_table.T, returns


# %% wrong: exploration one episode late
# hint: epsilon 0|epsilons\[k\]
#- for episode, (alpha, epsilon) in enumerate(zip(alphas, epsilons)):
#+ for episode, (alpha, epsilon) in enumerate(zip(alphas, [epsilons[0], *epsilons[:-1]])):


# %% wrong: learning rates one episode late
# hint: one alpha
#- for episode, (alpha, epsilon) in enumerate(zip(alphas, epsilons)):
#+ for episode, (alpha, epsilon) in enumerate(zip([alphas[0], *alphas[:-1]], epsilons)):


# %% wrong: the last of equal values
# hint: lowest index
#- action = (
#-     int(rng.integers(n_actions))
#-     if explore
#-     else int(values.argmax())
#- )
#+ action = (
#+     int(rng.integers(n_actions))
#+     if explore
#+     else int(np.flatnonzero(values == values.max())[-1])
#+ )


# %% wrong: random among equal values
# hint: lowest index
#- action = (
#-     int(rng.integers(n_actions))
#-     if explore
#-     else int(values.argmax())
#- )
#+ action = (
#+     int(rng.integers(n_actions))
#+     if explore
#+     else int(rng.choice(np.flatnonzero(values == values.max())))
#+ )


# %% wrong: asks the environment for random actions
# hint: draw from rng|same seed
#- action = (
#-     int(rng.integers(n_actions))
#-     if explore
#-     else int(values.argmax())
#- )
#+ action = int(env.action_space.sample()) if explore else int(values.argmax())


# %% wrong: the mean reward instead of the sum
# hint: plain sum
#- returns[episode] += reward
#+ returns[episode] += reward / 28


# %% wrong: the exploration is never used up to the end
# hint: epsilon
#- explore = rng.random() < epsilon
#+ explore = rng.random() < max(epsilon, 0.05)


# %% wrong: a maximum that starts from 0
# hint: begin from 0
#- target = (
#-     reward
#-     if terminated
#-     else reward + gamma * q_table[state].max()
#- )
#+ target = (
#+     reward
#+     if terminated
#+     else reward + gamma * max(0.0, q_table[state].max())
#+ )


# %% wrong: a generator of its own with a fixed seed
# hint: generator of your own|draw from rng only
#- returns = np.zeros(len(alphas))
#+ returns, rng = np.zeros(len(alphas)), np.random.default_rng(42)


# %% wrong: draws from a copy of the generator
# hint: copy of it
#- returns = np.zeros(len(alphas))
#+ import copy
#+
#+ returns, rng = np.zeros(len(alphas)), copy.deepcopy(rng)


# %% wrong: targets from a table frozen for the episode
# hint: table as it is now|max Q
#- terminated = False
#+ terminated, frozen = False, q_table.copy()
#- target = (
#-     reward
#-     if terminated
#-     else reward + gamma * q_table[state].max()
#- )
#+ target = (
#+     reward
#+     if terminated
#+     else reward + gamma * frozen[state].max()
#+ )


# %% wrong: choices from a table frozen for the episode
# hint: table as it is now|best action every day
#- terminated = False
#+ terminated, frozen = False, q_table.copy()
#- action = (
#-     int(rng.integers(n_actions))
#-     if explore
#-     else int(values.argmax())
#- )
#+ action = (
#+     int(rng.integers(n_actions))
#+     if explore
#+     else int(frozen[state].argmax())
#+ )


# %% wrong: learns only when the episode is over
# hint: table as it is now|hand|start from zeros|day
def train_on_chain(env, alphas, epsilons, gamma, rng):
    n_actions = int(env.action_space.n)
    q_table = np.zeros((int(env.observation_space.n), n_actions))
    returns = []
    for alpha, epsilon in zip(alphas, epsilons):
        state, _ = env.reset()
        done, days = False, []
        while not done:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(q_table[state].argmax())
            after, reward, done, _, _ = env.step(action)
            days.append((state, action, reward, after, done))
            state = after
        for state, action, reward, after, done in days:
            target = reward if done else reward + gamma * q_table[after].max()
            q_table[state, action] += alpha * (target - q_table[state, action])
        returns.append(sum(day[2] for day in days))
    return q_table, np.array(returns)


# %% wrong: every episode begins in state 0
# hint: reset\(\) returns
#- state, info = env.reset()
#+ env.reset()
#+ state = 0


# %% wrong: 64 by 27 as numbers in the code
# hint: observation_space
#- n_actions = int(env.action_space.n)
#- q_table = np.zeros((int(env.observation_space.n), n_actions))
#+ n_actions = 27
#+ q_table = np.zeros((64, n_actions))


# %% wrong: 64 states as a number in the code
# hint: observation_space
#- q_table = np.zeros((int(env.observation_space.n), n_actions))
#+ q_table = np.zeros((64, n_actions))


# %% right: the weighted mean, with a loop over the actions
def train_on_chain(env, alphas, epsilons, gamma, rng):
    n_states, n_actions = env.observation_space.n, env.action_space.n
    table = np.zeros((n_states, n_actions))
    returns = []
    for alpha, epsilon in zip(alphas, epsilons):
        state, _ = env.reset()
        rewards, done = [], False
        while not done:
            action = 0
            for other in range(1, n_actions):
                if table[state, other] > table[state, action]:
                    action = other
            if rng.uniform(0, 1) < epsilon:
                action = rng.integers(0, n_actions)
            after, reward, done, _, _ = env.step(action)
            target = reward + (not done) * gamma * np.max(table[after])
            table[state, action] = (1 - alpha) * table[state, action] + alpha * target
            rewards.append(reward)
            state = after
        returns.append(sum(rewards))
    return table, returns


# %% right: rows as lists, both results in a list
def train_on_chain(env, alphas, epsilons, gamma, rng):
    n_actions = int(env.action_space.n)
    rows = [[0.0] * n_actions for _ in range(int(env.observation_space.n))]
    returns = np.empty(len(alphas))
    for k, (alpha, epsilon) in enumerate(zip(alphas, epsilons)):
        state, total, terminated = env.reset()[0], 0.0, False
        while not terminated:
            row = rows[state]
            greedy = row.index(max(row))
            action = int(rng.choice(n_actions)) if rng.random() < epsilon else greedy
            state, reward, terminated, truncated, info = env.step(action)
            total += reward
            tomorrow = 0.0 if terminated else max(rows[state])
            row[action] += alpha * (reward + gamma * tomorrow - row[action])
        returns[k] = total
    return [np.array(rows), returns]


# %% right: a rate and a coin by index, a Python list of rows
def train_on_chain(env, alphas, epsilons, gamma, rng):
    table = [[0.0] * int(env.action_space.n) for _ in range(int(env.observation_space.n))]
    returns = []
    for k in range(len(alphas)):
        state = env.reset()[0]
        total, done = 0.0, False
        while not done:
            row = table[state]
            if rng.uniform() < epsilons[k]:
                action = int(rng.integers(0, len(row)))
            else:
                action = row.index(max(row))
            after, reward, done, _, _ = env.step(action)
            row[action] += alphas[k] * (reward + (not done) * gamma * max(table[after]) - row[action])
            total += reward
            state = after
        returns.append(total)
    return table, returns


# %% right: actions by NumPy's choice
#- int(rng.integers(n_actions))
#+ int(rng.choice(n_actions))


# %% right: an action from mixed probabilities
#- explore = rng.random() < epsilon
#- action = (
#-     int(rng.integers(n_actions))
#-     if explore
#-     else int(values.argmax())
#- )
#+ chances = np.full(n_actions, epsilon / n_actions)
#+ chances[values.argmax()] += 1 - epsilon
#+ action = int(rng.choice(n_actions, p=chances))


# %% right: a table in a dictionary while it learns
from collections import defaultdict


def train_on_chain(env, alphas, epsilons, gamma, rng):
    n_states, n_actions = int(env.observation_space.n), int(env.action_space.n)
    rows, returns = defaultdict(lambda: np.zeros(n_actions)), np.zeros(len(alphas))
    for k, (alpha, epsilon) in enumerate(zip(alphas, epsilons)):
        (state, _), done = env.reset(), False
        while not done:
            action = int(np.argmax(rows[state]))
            if rng.random() < epsilon:
                action = int(n_actions * rng.random())
            after, reward, done, _, _ = env.step(action)
            target = reward if done else reward + gamma * np.max(rows[after])
            rows[state][action] = (1 - alpha) * rows[state][action] + alpha * target
            returns[k] += reward
            state = after
    return np.array([rows[state] for state in range(n_states)]), returns


# %% right: a class that acts and learns
class Apprentice:
    def __init__(self, env, gamma, rng):
        self.env, self.gamma, self.rng = env, gamma, rng
        self.actions = range(env.action_space.n)
        self.worth = {}

    def value(self, state, action):
        return self.worth.get((state, action), 0.0)

    def best(self, state):
        return max(self.actions, key=lambda action: self.value(state, action))

    def act(self, state, epsilon):
        return self.rng.choice(self.actions) if self.rng.random() < epsilon else self.best(state)

    def episode(self, alpha, epsilon):
        state, _ = self.env.reset()
        while True:
            action = int(self.act(state, epsilon))
            after, reward, terminated, *_ = self.env.step(action)
            yield reward
            error = reward - self.value(state, action)
            if not terminated:
                error += self.gamma * self.value(after, self.best(after))
            self.worth[state, action] = self.value(state, action) + alpha * error
            if terminated:
                return
            state = after

    def table(self):
        n_states = self.env.observation_space.n
        return [[self.value(state, action) for action in self.actions] for state in range(n_states)]


def train_on_chain(env, alphas, epsilons, gamma, rng):
    apprentice = Apprentice(env, gamma, rng)
    returns = [sum(apprentice.episode(*pair)) for pair in zip(alphas, epsilons)]
    return apprentice.table(), returns


# %% right: one loop over the days, a flat table, dice drawn in blocks
def train_on_chain(env, alphas, epsilons, gamma, rng):
    n_states, n_actions = int(env.observation_space.n), int(env.action_space.n)
    flat, returns = np.zeros(n_states * n_actions), np.zeros(len(alphas))
    episode, terminated = -1, True
    coins, picks = [], []
    while episode + 1 < len(alphas) or not terminated:
        if terminated:
            episode += 1
            state = env.reset()[0]
        if not coins:
            coins = rng.random(64).tolist()
            picks = rng.integers(n_actions, size=64).tolist()
        start = state * n_actions
        coin, pick = coins.pop(), picks.pop()
        action = pick if coin < epsilons[episode] else int(flat[start : start + n_actions].argmax())
        state, reward, terminated, _, _ = env.step(action)
        ahead = flat[state * n_actions : (state + 1) * n_actions].max() * (1 - terminated)
        flat[start + action] += alphas[episode] * (reward + gamma * ahead - flat[start + action])
        returns[episode] += reward
    return flat.reshape(n_states, n_actions), tuple(returns.tolist())
