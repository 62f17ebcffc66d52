# %% wrong: sums from the beginning
# hint: nothing follows
#- for day in reversed(range(len(rewards))):
#+ for day in range(len(rewards)):


# %% wrong: the discount counts from day 0
# hint: weight 1
def returns_to_go(rewards, gamma):
    weighted = rewards * gamma ** np.arange(len(rewards))
    return np.cumsum(weighted[::-1])[::-1]


# %% wrong: the day's own reward is discounted too
# hint: weight 1
#- returns = np.zeros(len(rewards))
#- following = 0.0
#+ returns, following = np.zeros(len(rewards)), 0.0
#- following = rewards[day] + gamma * following
#+ following = gamma * (rewards[day] + following)


# %% wrong: the day's own reward is left out
# hint: R alone
#- returns[day] = following
#+ returns[day] = following - rewards[day]


# %% wrong: no discount
# hint: 0.5 \* 4|counts the discount
#- following = rewards[day] + gamma * following
#+ following = rewards[day] + following


# %% wrong: one reward ahead, not the whole return
# hint: 0.25 \* 4|sums the rewards from day t on
#- returns[day] = following
#+ returns[day] = rewards[day] + gamma * sum(rewards[day + 1 : day + 2])


# %% wrong: one number for the whole episode
# hint: one number for each day
#- return returns
#+ return [float(following)]


# %% wrong: whole-number rewards cut the returns off
# hint: array of integers
#- returns = np.zeros(len(rewards))
#- following = 0.0
#+ returns = np.zeros_like(rewards)
#+ following = 0


# %% wrong: writes into the caller's rewards
# hint: do not change the rewards
def returns_to_go(rewards, gamma):
    returns = rewards if rewards.dtype == float else rewards.astype(float)
    for day in reversed(range(len(rewards) - 1)):
        returns[day] += gamma * returns[day + 1]
    return returns


# %% wrong: the last day comes first
# hint: last day stands at the end
#- return returns
#+ return returns[::-1]


# %% wrong: day 0 is left out
# hint: 0.25 \* 4
#- returns = np.zeros(len(rewards))
#- following = 0.0
#- for day in reversed(range(len(rewards))):
#+ returns, following = np.zeros(len(rewards)), 0.0
#+ for day in range(len(rewards) - 1, 0, -1):


# %% wrong: the discount is taken for an interest rate
# hint: 0.5 \* 4|counts the discount
#- returns = np.zeros(len(rewards))
#- following = 0.0
#+ returns, following = np.zeros(len(rewards)), 0.0
#- following = rewards[day] + gamma * following
#+ following = rewards[day] + following / (1 + gamma)


# %% wrong: a weighted mean of today and what follows
# hint: weight 1
#- returns = np.zeros(len(rewards))
#- following = 0.0
#+ returns, following = np.zeros(len(rewards)), 0.0
#- following = rewards[day] + gamma * following
#+ following = (1 - gamma) * rewards[day] + gamma * following


# %% wrong: discounts from day 0 and divides by it again
# hint: division by gamma
def returns_to_go(rewards, gamma):
    weights = float(gamma) ** np.arange(len(rewards))
    with np.errstate(all="ignore"):
        return np.cumsum((rewards * weights)[::-1])[::-1] / weights


# %% right: a sum for each day
def returns_to_go(rewards, gamma):
    n = len(rewards)
    return [sum(gamma ** (k - t) * float(rewards[k]) for k in range(t, n)) for t in range(n)]


# %% right: with a triangle of weights
def returns_to_go(rewards, gamma):
    ahead = np.subtract.outer(np.arange(len(rewards)), np.arange(len(rewards))).T
    return np.triu(float(gamma) ** np.abs(ahead)) @ rewards


# %% right: a tuple, inserting in front
def returns_to_go(rewards, gamma):
    returns = [float(rewards[-1])]
    for reward in list(rewards)[-2::-1]:
        returns.insert(0, float(reward) + gamma * returns[0])
    return tuple(returns)


# %% right: accumulating backwards, single precision
def returns_to_go(rewards, gamma):
    from itertools import accumulate

    backwards = [float(reward) for reward in rewards][::-1]
    found = list(accumulate(backwards, lambda following, reward: reward + gamma * following))
    return np.array(found[::-1], dtype=np.float32)
