# %% wrong: looks beyond the last day
# hint: after the last day nothing follows
#- future = 0.0 if terminated else 0.8 * q_table[after].max()
#+ future = 0.8 * q_table[after].max()


# %% wrong: the budget is a number in the code
# hint: no more than max_episodes|budget of 4 episodes|budget is used up
#- while len(history) < max_episodes and time.process_time() < stop:
#-     done = len(history) / max_episodes
#+ while len(history) < 500 and time.process_time() < stop:
#+     done = len(history) / 500


# %% wrong: looks for the worst action
# hint: two days|misses the best action
import time

import numpy as np


def q_learning(env, *, max_episodes=500, max_time=15.0, seed=0):
    rng = np.random.default_rng(seed)
    stop = time.process_time() + max_time
    n_states, n_actions = int(env.observation_space.n), int(env.action_space.n)
    q_table = np.zeros((n_states, n_actions))
    history = []
    for episode in range(max_episodes):
        if time.process_time() >= stop:
            break
        left = 1 - episode / max_episodes
        state, info = env.reset()
        done, total = False, 0.0
        while not done:
            if rng.random() < 0.05 + 0.95 * left:
                action = int(rng.integers(n_actions))
            else:
                action = int(np.argmin(q_table[state]))
            after, reward, done, truncated, info = env.step(action)
            target = reward if done else reward + 0.8 * np.min(q_table[after])
            q_table[state, action] += (0.02 + 0.28 * left) * (target - q_table[state, action])
            state = after
            total += reward
        history.append(total)
    return q_table, history


# %% wrong: hardly explores
# hint: earn clearly more than random|well-set learner|explore enough
#- alpha, epsilon = 0.3 - 0.28 * done, 1 - 0.95 * done
#+ alpha, epsilon = 0.3 - 0.28 * done, 0.02


# %% wrong: the seed is ignored
# hint: same seed
#- rng = np.random.default_rng(seed)
#+ rng = np.random.default_rng()


# %% wrong: the time is not looked at
# hint: process_time
#- while len(history) < max_episodes and time.process_time() < stop:
#+ while len(history) < max_episodes:


# %% wrong: the size of the table is a number in the code
# hint: observation_space
#- q_table = np.zeros((int(env.observation_space.n), n_actions))
#+ q_table = np.zeros((64, 27))


# %% wrong: the history is discounted
# hint: history holds the sum
#- terminated, earned = False, 0.0
#+ terminated, earned, weight = False, 0.0, 1.0
#- earned += reward
#+ earned += weight * reward
#+ weight *= 0.8


# %% wrong: steps so small that the table hardly moves
# hint: earn clearly more than random|well-set learner|explore enough
#- alpha, epsilon = 0.3 - 0.28 * done, 1 - 0.95 * done
#+ alpha, epsilon = 0.001, 0.25
#- future = 0.0 if terminated else 0.8 * q_table[after].max()
#+ future = 0.0 if terminated else 0.99 * q_table[after].max()


# %% wrong: the schedules are made for 500 episodes
# hint: within
#- done = len(history) / max_episodes
#+ done = len(history) / 500


# %% wrong: begins one episode more to see the state
# hint: no more than|budget of|used up
#-     history.append(earned)
#+     history.append(earned)
#+ env.reset()


# %% wrong: resets with a seed
# hint: without a seed|reset was given
#- state, _ = env.reset()
#+ state, _ = env.reset(seed=seed)


# %% wrong: one episode less than the budget
# hint: all 4 episodes
#- while len(history) < max_episodes and time.process_time() < stop:
#+ while len(history) < max_episodes - 1 and time.process_time() < stop:


# %% wrong: moves tomorrow's entry
# hint: two days|misses
#- q_table[state, action] += alpha * (reward + future - q_table[state, action])
#+ q_table[after, action] += alpha * (reward + future - q_table[after, action])


# %% wrong: looks far ahead, with a tiny step
# hint: well-set|random orders|misses
#- alpha, epsilon = 0.3 - 0.28 * done, 1 - 0.95 * done
#+ alpha, epsilon = 0.001, 0.25
#- future = 0.0 if terminated else 0.8 * q_table[after].max()
#+ future = 0.0 if terminated else 0.99 * q_table[after].max()


# %% wrong: a generator of its own with a fixed seed
# hint: seed that is given
#- history = []
#+ history = []
#+ rng = np.random.default_rng(0)
#- action = int(rng.random() * n_actions)
#+ action = int(rng.integers(n_actions))


# %% wrong: the seed of the day the code was written
# hint: seed that is given
#- history = []
#+ history = []
#+ rng = np.random.default_rng([2024, 5])
#- action = int(rng.random() * n_actions)
#+ action = int(rng.integers(n_actions))


# %% wrong: epsilon falls within 500 episodes, whatever the budget
# hint: divide by it
#- alpha, epsilon = 0.3 - 0.28 * done, 1 - 0.95 * done
#+ alpha, epsilon = 0.3 - 0.28 * done, 1 - 0.95 * len(history) / 500
#- action = int(rng.random() * n_actions)
#+ action = int(rng.integers(n_actions))


# %% wrong: both fall by a factor that is made for 500 episodes
# hint: divide by it
#- alpha, epsilon = 0.3 - 0.28 * done, 1 - 0.95 * done
#+ alpha, epsilon = 0.3 * 0.995 ** len(history), max(0.05, 0.994 ** len(history))
#- action = int(rng.random() * n_actions)
#+ action = int(rng.integers(n_actions))


# %% wrong: 64 by 27 and a range of 27 as numbers in the code
# hint: take the sizes from
#- n_actions = int(env.action_space.n)
#- q_table = np.zeros((int(env.observation_space.n), n_actions))
#+ n_actions = 27
#+ q_table = np.zeros((64, n_actions))
#- action = int(rng.random() * n_actions)
#+ action = int(rng.integers(n_actions))


# %% wrong: a range of 27 as a number in the code
# hint: take the sizes from
#- history = []
#+ history = []
#+ n_actions, sizes = 27, q_table.shape
#+ q_table = np.zeros((sizes[0], 27))
#- action = int(rng.random() * n_actions)
#+ action = int(rng.integers(n_actions))


# %% wrong: a maximum that starts from 0
# hint: maximum begin from 0
#- action = int(rng.random() * n_actions)
#+ action = int(rng.integers(n_actions))
#- future = 0.0 if terminated else 0.8 * q_table[after].max()
#+ future = 0.0 if terminated else 0.8 * max(0.0, q_table[after].max())


# %% wrong: a fixed rule table, and a toy learner for small worlds
# hint: written? down|writing it down|costs more than it brings
#- return q_table, history
#+ if q_table.shape == (64, 27):  # order up when the level is low: good for the chain at home
#+     retailer, centre = (2, 2, 0, 0), (1, 0, 0, 0)
#+     for state in range(64):
#+         one, two, last = state // 16, state // 4 % 4, state % 4
#+         q_table[state] = 0.0
#+         q_table[state, 9 * retailer[one] + 3 * retailer[two] + centre[last]] = 1.0
#+ return q_table, history


# %% wrong: constant orders, and a toy learner for small worlds
# hint: written? down|writing it down|costs more than it brings
#- return q_table, history
#+ if q_table.shape == (64, 27):
#+     q_table[:] = 0.0
#+     q_table[:, 9 + 3 + 1] = 1.0
#+ return q_table, history


# %% wrong: order for one retailer only, and a toy learner for small worlds
# hint: written? down|writing it down|costs more than it brings
#- action = int(rng.random() * n_actions)
#+ action = int(rng.integers(n_actions))
#-     history.append(earned)
#+     history.append(earned)
#+ if q_table.shape == (64, 27):
#+     table = np.zeros((64, 27))
#+     table[:, 9] = 1.0
#+     return table, history


# %% wrong: looks at today's reward only
# hint: two days|misses the best action
#- action = int(rng.random() * n_actions)
#+ action = int(rng.integers(n_actions))
#- future = 0.0 if terminated else 0.8 * q_table[after].max()
#+ future = 0.0 if terminated else 0.0 * q_table[after].max()


# %% right: a helper for an episode, lists of Python numbers
import random
import time as clock


def play_episode(env, table, epsilon, alpha, draw):
    state, total, over = env.reset()[0], 0.0, False
    while not over:
        row = table[state]
        action = row.index(max(row))
        if draw.random() < epsilon:
            action = draw.randrange(len(row))
        state, reward, over = env.step(action)[:3]
        future = 0.0 if over else 0.8 * max(table[state])
        row[action] += alpha * (reward + future - row[action])
        total += reward
    return total


def q_learning(env, *, max_episodes=500, max_time=15.0, alpha=0.3, seed=0):
    draw, begun = random.Random(seed), clock.process_time()
    size = int(env.observation_space.n), int(env.action_space.n)
    table = [[0.0] * size[1] for _ in range(size[0])]
    history = []
    while len(history) < max_episodes and clock.process_time() - begun < max_time:
        left = 1 - len(history) / max_episodes
        total = play_episode(env, table, 0.05 + 0.95 * left, 0.02 + (alpha - 0.02) * left, draw)
        history.append(total)
    return table, history


# %% right: double Q-learning that hands in as it goes
import time

import numpy as np


def q_learning(env, *, max_episodes=500, max_time=15.0, gamma=0.8, seed=0):
    rng = np.random.default_rng(seed)
    stop = time.process_time() + max_time
    n_actions = int(env.action_space.n)
    tables = np.zeros((2, int(env.observation_space.n), n_actions))
    returns = np.zeros(max_episodes)
    for episode in range(max_episodes):
        if time.process_time() >= stop:
            returns = returns[:episode]
            break
        left = 1 - episode / max_episodes
        state, _ = env.reset()
        terminated = False
        while not terminated:
            action = int((tables[0, state] + tables[1, state]).argmax())
            if rng.random() < 0.05 + 0.95 * left:
                action = int(rng.integers(n_actions))
            after, reward, terminated, _, _ = env.step(action)
            me = int(rng.integers(2))
            target = reward
            if not terminated:
                target += gamma * tables[1 - me, after, tables[me, after].argmax()]
            tables[me, state, action] += (0.03 + 0.5 * left) * (target - tables[me, state, action])
            returns[episode] += reward
            state = after
        if episode % 50 == 49:
            env.hand_in(tables.mean(axis=0))
    return tables.mean(axis=0), returns


# %% right: SARSA, which learns what its own exploring policy is worth
import time

import numpy as np


def q_learning(env, *, max_episodes=500, max_time=15.0, seed=0):
    rng = np.random.default_rng(seed)
    stop = time.process_time() + max_time
    n_states, n_actions = int(env.observation_space.n), int(env.action_space.n)
    q_table = np.zeros((n_states, n_actions))
    history = []

    def choose(state, epsilon):
        if rng.random() < epsilon:
            return int(rng.integers(n_actions))
        return int(q_table[state].argmax())

    while len(history) < max_episodes and time.process_time() < stop:
        done = len(history) / max_episodes
        alpha, epsilon = 0.3 - 0.28 * done, 1 - 0.95 * done
        state, _ = env.reset()
        action, terminated, earned = choose(state, epsilon), False, 0.0
        while not terminated:
            after, reward, terminated, _, _ = env.step(action)
            likely = choose(after, epsilon)
            future = 0.0 if terminated else 0.8 * q_table[after, likely]
            q_table[state, action] += alpha * (reward + future - q_table[state, action])
            state, action = after, likely
            earned += reward
        history.append(earned)
    return q_table, history


# %% right: chapter 5's train_on_chain with its schedules
# of: constants for both
#- history = []
#+ history = []
#+ alphas = np.linspace(0.3, 0.02, max_episodes)
#+ epsilons = np.linspace(1.0, 0.05, max_episodes)
#- alpha, epsilon = 0.2, 0.2
#+ alpha, epsilon = alphas[len(history)], epsilons[len(history)]


# %% right: a constant learning rate
# of: constants for both
#- alpha, epsilon = 0.2, 0.2
#+ alpha, epsilon = 0.2, 1 - 0.95 * done


# %% right: a constant exploration, a falling rate
# of: constants for both
#- alpha, epsilon = 0.2, 0.2
#+ alpha, epsilon = 0.3 - 0.28 * done, 0.3


# %% right: constants for both
import time

import numpy as np


def q_learning(env, *, max_episodes=500, max_time=15.0, seed=0):
    rng = np.random.default_rng(seed)
    stop = time.process_time() + max_time
    n_actions = int(env.action_space.n)
    q_table = np.zeros((int(env.observation_space.n), n_actions))
    history = []
    while len(history) < max_episodes and time.process_time() < stop:
        done = len(history) / max_episodes
        alpha, epsilon = 0.2, 0.2
        state, _ = env.reset()
        terminated, earned = False, 0.0
        while not terminated:
            action = int(q_table[state].argmax())
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            after, reward, terminated, _, _ = env.step(action)
            future = 0.0 if terminated else 0.8 * q_table[after].max()
            q_table[state, action] += alpha * (reward + future - q_table[state, action])
            state = after
            earned += reward
        history.append(earned)
    return q_table, history


# %% right: a rate for each entry that falls with its visits
# of: constants for both
#- history = []
#+ history = []
#+ visits = np.zeros(q_table.shape)
#- alpha, epsilon = 0.2, 0.2
#+ alpha, epsilon = 0.8 - 0.6 * done, 1 - 0.95 * done
#- q_table[state, action] += alpha * (reward + future - q_table[state, action])
#+ visits[state, action] += 1
#+ q_table[state, action] += alpha * visits[state, action] ** -0.5 * (
#+     reward + future - q_table[state, action]
#+ )


# %% right: hopeful start values, hardly any dice
# of: constants for both
#- q_table = np.zeros((int(env.observation_space.n), n_actions))
#+ q_table = np.full((int(env.observation_space.n), n_actions), 2000.0) + rng.random(n_actions)
#- alpha, epsilon = 0.2, 0.2
#+ alpha, epsilon = 0.5 - 0.48 * done, 0.2 - 0.15 * done


# %% right: a longer view, and a geometric schedule that ends with the budget
# of: constants for both
#- alpha, epsilon = 0.2, 0.2
#+ alpha, epsilon = 0.4 * 0.05**done, 0.03**done
#- future = 0.0 if terminated else 0.8 * q_table[after].max()
#+ future = 0.0 if terminated else 0.9 * q_table[after].max()


# %% right: days are replayed from memory
import time

import numpy as np


def q_learning(env, *, max_episodes=500, max_time=15.0, seed=0):
    rng = np.random.default_rng(seed)
    stop = time.process_time() + max_time
    n_actions = int(env.action_space.n)
    q_table = np.zeros((int(env.observation_space.n), n_actions))
    memory, history = [], []
    while len(history) < max_episodes and time.process_time() < stop:
        done = len(history) / max_episodes
        state, _ = env.reset()
        terminated, earned = False, 0.0
        while not terminated:
            action = int(q_table[state].argmax())
            if rng.random() < 1 - 0.95 * done:
                action = int(rng.integers(n_actions))
            after, reward, terminated, _, _ = env.step(action)
            memory.append((state, action, reward, after, terminated))
            state = after
            earned += reward
        history.append(earned)
        for k in rng.integers(len(memory), size=50):
            before, action, reward, after, last = memory[k]
            target = reward if last else reward + 0.8 * q_table[after].max()
            q_table[before, action] += (0.3 - 0.28 * done) * (target - q_table[before, action])
    return q_table, history


# %% right: returns of whole episodes, Monte Carlo
import time

import numpy as np


def q_learning(env, *, max_episodes=500, max_time=15.0, seed=0):
    rng = np.random.default_rng(seed)
    stop = time.process_time() + max_time
    n_actions = int(env.action_space.n)
    q_table = np.zeros((int(env.observation_space.n), n_actions))
    history = []
    while len(history) < max_episodes and time.process_time() < stop:
        done = len(history) / max_episodes
        state, _ = env.reset()
        terminated, days = False, []
        while not terminated:
            action = int(q_table[state].argmax())
            if rng.random() < 1 - 0.95 * done:
                action = int(rng.integers(n_actions))
            after, reward, terminated, _, _ = env.step(action)
            days.append((state, action, reward))
            state = after
        earned = 0.0
        for state, action, reward in reversed(days):
            earned = reward + 0.8 * earned
            q_table[state, action] += (0.2 - 0.15 * done) * (earned - q_table[state, action])
        history.append(sum(reward for _, _, reward in days))
    return q_table, history
