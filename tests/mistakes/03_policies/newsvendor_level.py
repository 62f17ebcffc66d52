# %% wrong: the ratio is upside down
# hint: upside down|critical ratio
#- critical_ratio = underage_cost / (underage_cost + overage_cost)
#+ critical_ratio = overage_cost / (underage_cost + overage_cost)


# %% wrong: underage over overage
# hint: underage / \(underage \+ overage\)|3 / \(3 \+ 1\)|reaches the ratio
#- critical_ratio = underage_cost / (underage_cost + overage_cost)
#+ critical_ratio = min(underage_cost / overage_cost, 1 - 1e-9)


# %% wrong: equality is not enough
# hint: equality is enough
#- return int(np.argmax(np.cumsum(probabilities) >= critical_ratio))
#+ return int(np.argmax(np.cumsum(probabilities) > critical_ratio))


# %% wrong: counts levels from 1
# hint: P\(D <= 3\)|S = 0 counts
#- return int(np.argmax(np.cumsum(probabilities) >= critical_ratio))
#+ return int(np.argmax(np.cumsum(probabilities) >= critical_ratio)) + 1


# %% wrong: the largest level below the ratio
# hint: does not cover|smallest S
#- return int(np.argmax(np.cumsum(probabilities) >= critical_ratio))
#+ return max(int(np.sum(np.cumsum(probabilities) <= critical_ratio)) - 1, 0)


# %% wrong: stocks the mean demand, rounded up
# hint: mean demand
#- return int(np.argmax(np.cumsum(probabilities) >= critical_ratio))
#+ return int(np.ceil(np.arange(len(probabilities)) @ probabilities))


# %% wrong: looks for one probability, not for their sum
# hint: P\(D <= 3\)|add up
#- return int(np.argmax(np.cumsum(probabilities) >= critical_ratio))
#+ return int(np.argmin(np.abs(probabilities - critical_ratio)))


# %% wrong: the quantile of a normal distribution
# hint: normal curve
#- return int(np.argmax(np.cumsum(probabilities) >= critical_ratio))
#+ from statistics import NormalDist
#+
#+ demand = np.arange(len(probabilities))
#+ mean = demand @ probabilities
#+ spread = np.sqrt((demand - mean) ** 2 @ probabilities)
#+ return int(np.ceil(NormalDist(mean, spread).inv_cdf(critical_ratio)))


# %% wrong: the level whose share is nearest to the ratio
# hint: smallest S|nearest
#- return int(np.argmax(np.cumsum(probabilities) >= critical_ratio))
#+ return int(np.argmin(np.abs(np.cumsum(probabilities) - critical_ratio)))


# %% wrong: P(D < S) in place of P(D <= S)
# hint: S = 0 counts|P\(D <= 3\)
#- return int(np.argmax(np.cumsum(probabilities) >= critical_ratio))
#+ return int(np.sum(np.cumsum(probabilities) - probabilities < critical_ratio))


# %% wrong: that share of the largest demand
# hint: add up the probabilities
#- return int(np.argmax(np.cumsum(probabilities) >= critical_ratio))
#+ return int(np.ceil(critical_ratio * (len(probabilities) - 1)))


# %% right: with a loop
def newsvendor_level(probabilities, underage_cost, overage_cost):
    covered, level = probabilities[0], 0
    while covered < underage_cost / (underage_cost + overage_cost):
        level += 1
        covered += probabilities[level]
    return level


# %% right: by a sorted search, as a NumPy number
def newsvendor_level(probabilities, underage_cost, overage_cost):
    ratio = underage_cost / (underage_cost + overage_cost)
    return np.searchsorted(np.cumsum(probabilities), ratio)


# %% right: the cheapest of all levels
def newsvendor_level(probabilities, underage_cost, overage_cost):
    demand = np.arange(len(probabilities))
    missing = np.maximum(demand - demand[:, np.newaxis], 0) @ probabilities
    surplus = np.maximum(demand[:, np.newaxis] - demand, 0) @ probabilities
    return int((underage_cost * missing + overage_cost * surplus).argmin())


# %% right: one more unit as long as it pays
def newsvendor_level(probabilities, underage_cost, overage_cost):
    level = 0
    while underage_cost * sum(probabilities[level + 1 :]) > overage_cost * sum(
        probabilities[: level + 1]
    ):
        level += 1
    return level
