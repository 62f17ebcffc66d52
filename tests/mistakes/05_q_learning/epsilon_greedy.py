# %% wrong: explores with probability 1 - epsilon
# hint: epsilon = 0|without exploring|largest value
#- if rng.random() < epsilon:
#+ if rng.random() > epsilon:


# %% wrong: argmin
# hint: largest value
#- return int(np.argmax(action_values))
#+ return int(np.argmin(np.where(action_values > -np.inf, action_values, np.inf)))


# %% wrong: explores among impossible actions too
# hint: impossible|not -inf
#- possible = np.flatnonzero(action_values > -np.inf)
#- return int(rng.choice(possible))
#+ return int(rng.integers(len(action_values)))


# %% wrong: exploring leaves the best action out
# hint: the best one too|by chance
#- return int(rng.choice(possible))
#+ return int(rng.choice([a for a in possible if a != np.argmax(action_values)]))


# %% wrong: the seed is ignored
# hint: draw from rng
#- if rng.random() < epsilon:
#+ rng = np.random.default_rng()
#+ if rng.random() < epsilon:


# %% wrong: the global generator explores
# hint: draw from rng
#- return int(rng.choice(possible))
#+ return int(np.random.choice(possible))


# %% wrong: the last of equal values
# hint: lowest index
#- return int(np.argmax(action_values))
#+ return len(action_values) - 1 - int(np.argmax(action_values[::-1]))


# %% wrong: the caller's values are overwritten
# hint: do not change
#- if rng.random() < epsilon:
#-     possible = np.flatnonzero(action_values > -np.inf)
#+ possible = np.flatnonzero(action_values > -np.inf)
#+ action_values[action_values == -np.inf] = -1e9
#+ if rng.random() < epsilon:


# %% wrong: exploring prefers what looks good
# hint: same probability
#- return int(rng.choice(possible))
#+ weights = np.exp((action_values[possible] - action_values.max()) / 5)
#+ return int(rng.choice(possible, p=weights / weights.sum()))


# %% wrong: an index into the possible actions only
# hint: impossible|not -inf|possible action turns up
#- return int(rng.choice(possible))
#+ return int(rng.integers(len(possible)))


# %% wrong: epsilon in percent
# hint: turns up|epsilon = 1
#- if rng.random() < epsilon:
#+ if 100 * rng.random() < epsilon:


# %% wrong: random among equal values
# hint: lowest index
#- return int(np.argmax(action_values))
#+ return int(rng.choice(np.flatnonzero(action_values == action_values.max())))


# %% wrong: only values above zero count as possible
# hint: not -inf|possible
#- possible = np.flatnonzero(action_values > -np.inf)
#+ possible = np.flatnonzero(action_values > 0)


# %% wrong: explores half as often
# hint: count both|by chance
#- if rng.random() < epsilon:
#+ if rng.random() < epsilon / 2 + epsilon * (epsilon == 1) / 2:


# %% wrong: a generator of its own with a fixed seed
# hint: begins anew in each call
#- if rng.random() < epsilon:
#+ rng = np.random.default_rng(0)
#+ if rng.random() < epsilon:


# %% wrong: draws from a copy of the generator
# hint: begins anew in each call
#- if rng.random() < epsilon:
#+ import copy
#+
#+ rng = copy.deepcopy(rng)
#+ if rng.random() < epsilon:


# %% right: with a loop, and an action of NumPy's type
def epsilon_greedy(action_values, epsilon, rng):
    if rng.random() < epsilon:
        possible = [a for a, value in enumerate(action_values) if value != -np.inf]
        return rng.choice(possible)
    best = 0
    for action in range(len(action_values)):
        if action_values[action] > action_values[best]:
            best = action
    return best


# %% right: draws until an action is possible
def epsilon_greedy(action_values, epsilon, rng):
    if rng.uniform() >= epsilon:
        return np.argmax(action_values)
    while True:
        action = rng.integers(action_values.size)
        if np.isfinite(action_values[action]):
            return action


# %% right: one draw from the mixed probabilities
def epsilon_greedy(action_values, epsilon, rng):
    possible = action_values > -np.inf
    chances = epsilon * possible / possible.sum()
    chances[np.argmax(action_values)] += 1 - epsilon
    return int(rng.choice(len(chances), p=chances))


# %% right: the sample as a lottery over a shuffled list
def epsilon_greedy(action_values, epsilon, rng):
    lots = [a for a in range(len(action_values)) if action_values[a] > float("-inf")]
    rng.shuffle(lots)
    exploring = rng.binomial(1, epsilon)
    ranked = sorted(range(len(action_values)), key=lambda a: (-action_values[a], a))
    return lots[0] if exploring else ranked[0]


# %% right: one number decides both whether and what
def epsilon_greedy(action_values, epsilon, rng):
    possible = np.nonzero(~np.isneginf(action_values))[0]
    u = rng.random()
    if u < epsilon:
        return possible[int(len(possible) * u / epsilon)].item()
    return possible[action_values[possible].argmax()].item()


# %% right: random keys, the largest of which is explored
class Keeper:
    def __init__(self, values, rng):
        self.values, self.rng = values, rng

    def explore(self):
        keys = self.rng.random(self.values.size)
        keys[self.values == -np.inf] = -1.0
        return int(keys.argmax())

    def exploit(self):
        return int(np.flatnonzero(self.values == self.values.max())[0])


def epsilon_greedy(action_values, epsilon, rng):
    keeper = Keeper(np.asarray(action_values), rng)
    return keeper.explore() if epsilon > rng.random() else keeper.exploit()


# %% right: both candidates first, then one of them
def epsilon_greedy(action_values, epsilon, rng):
    masked = np.ma.masked_invalid(action_values)
    weights = 1.0 - np.ma.getmaskarray(masked)
    any_one = rng.choice(action_values.size, p=weights / weights.sum())
    best = list(action_values).index(max(action_values))
    return int(np.where(rng.random() < epsilon, any_one, best))
