# %% wrong: each candidate has a path of its own
# hint: play every path
#- for path in paths:
#+ for path in paths[k % len(paths)][np.newaxis]:
#- means[k] += reward / len(paths)
#+ means[k] += reward


# %% wrong: the worst candidate wins
# hint: largest mean
#- return candidates[int(np.argmax(means))], means
#+ return candidates[int(np.argmin(means))], means


# %% wrong: the last of equal candidates wins
# hint: the first in the list
#- return candidates[int(np.argmax(means))], means
#+ return candidates[len(means) - 1 - int(np.argmax(means[::-1]))], means


# %% wrong: totals in place of means
# hint: over the paths
#- means[k] += reward / len(paths)
#+ means[k] += reward


# %% wrong: the mean of a day
# hint: sum (over its days|the rewards)
#- means[k] += reward / len(paths)
#+ means[k] += reward / paths.size


# %% wrong: base-stock, the reorder point is forgotten
# hint: costs 35|orders are not those of \(s, S\)
#- for k, (reorder_point, order_up_to_level) in enumerate(candidates):
#+ for k, (s, S) in enumerate(candidates):
#- is_low = on_hand <= reorder_point
#- order = order_up_to_level - on_hand if is_low else 0
#- on_hand, reward, *_ = env.step(order)
#+ on_hand, reward, *_ = env.step(max(S - on_hand, 0))


# %% wrong: orders S, whatever is on the shelf
# hint: S - x
#- for k, (reorder_point, order_up_to_level) in enumerate(candidates):
#+ for k, (s, S) in enumerate(candidates):
#- is_low = on_hand <= reorder_point
#- order = order_up_to_level - on_hand if is_low else 0
#- on_hand, reward, *_ = env.step(order)
#+ on_hand, reward, *_ = env.step(S if on_hand <= s else 0)


# %% wrong: the last day is not played
# hint: -7 and -33|to its end
#- for k, (reorder_point, order_up_to_level) in enumerate(candidates):
#+ for k, (s, S) in enumerate(candidates):
#- for _ in path:
#-     is_low = on_hand <= reorder_point
#-     order = order_up_to_level - on_hand if is_low else 0
#-     on_hand, reward, *_ = env.step(order)
#+ for _ in range(len(path) - 1):
#+     on_hand, reward, *_ = env.step(S - on_hand if on_hand <= s else 0)


# %% wrong: every day the order of the first morning
# hint: stock of this day|mean over
#- for _ in path:
#-     is_low = on_hand <= reorder_point
#-     order = order_up_to_level - on_hand if is_low else 0
#-     on_hand, reward, *_ = env.step(order)
#+ is_low = on_hand <= reorder_point
#+ order = order_up_to_level - on_hand if is_low else 0
#+ for _ in path:
#+     on_hand, reward, *_ = env.step(min(order, 20 - on_hand))


# %% wrong: only the last path counts
# hint: over the paths|mean over
#- for path in paths:
#+ for path in paths:
#+     means[k] = 0.0
#- means[k] += reward / len(paths)
#+ means[k] += reward


# %% wrong: orders below the reorder point only, not at it
# hint: x <= s|0 <= s
#- for k, (reorder_point, order_up_to_level) in enumerate(candidates):
#+ for k, (s, S) in enumerate(candidates):
#- is_low = on_hand <= reorder_point
#- order = order_up_to_level - on_hand if is_low else 0
#- on_hand, reward, *_ = env.step(order)
#+ on_hand, reward, *_ = env.step(S - on_hand if on_hand < s else 0)


# %% wrong: the best mean alone
# hint: its own mean|one mean for each
#- return candidates[int(np.argmax(means))], means
#+ return candidates[int(np.argmax(means))], means.max()


# %% wrong: the place of the best candidate
# hint: the candidate itself
#- return candidates[int(np.argmax(means))], means
#+ return int(np.argmax(means)), means


# %% wrong: the demand is not given to the shop
# hint: env.reset\(options
#- on_hand, _ = env.reset(options={"demand": path})
#+ on_hand, _ = env.reset()


# %% wrong: the median of the episodes
# hint: median
#- means = np.zeros(len(candidates))
#+ profits = np.zeros((len(candidates), len(paths)))
#- for path in paths:
#+ for j, path in enumerate(paths):
#- means[k] += reward / len(paths)
#+ profits[k, j] += reward
#- return candidates[int(np.argmax(means))], means
#+ middles = np.median(profits, axis=1)
#+ return candidates[int(np.argmax(middles))], middles


# %% wrong: discounts out of habit
# hint: without a discount
#- for _ in path:
#+ for day in range(len(path)):
#- means[k] += reward / len(paths)
#+ means[k] += 0.95**day * reward / len(paths)


# %% wrong: every shop opens with an empty shelf
# hint: empty shelf
#- on_hand, _ = env.reset(options={"demand": path})
#+ on_hand = 0
#+ env.reset(options={"demand": path})


# %% wrong: the stock of the path before goes on
# hint: path before has left|empty shelf
#- means = np.zeros(len(candidates))
#+ means = np.zeros(len(candidates))
#+ on_hand = 0
#- on_hand, _ = env.reset(options={"demand": path})
#+ env.reset(options={"demand": path})


# %% wrong: opens with what the first shop had
# hint: path before has left
#- means = np.zeros(len(candidates))
#+ means = np.zeros(len(candidates))
#+ first = None
#- on_hand, _ = env.reset(options={"demand": path})
#+ opening, _ = env.reset(options={"demand": path})
#+ on_hand = opening if first is None else on_hand
#+ first = opening


# %% wrong: the smallest of equal candidates wins
# hint: the first in the list
#- return candidates[int(np.argmax(means))], means
#+ return min(pair for pair, mean in zip(candidates, means) if mean == means.max()), means


# %% right: path by path, until it is truncated; lists
def search_levels(env, paths, candidates):
    profits = [[] for _ in candidates]
    for path in paths:
        for k, (s, S) in enumerate(candidates):
            on_hand, info = env.reset(options={"demand": path})
            truncated, total = False, 0.0
            while not truncated:
                order = S - on_hand if on_hand <= s else 0
                on_hand, reward, terminated, truncated, info = env.step(order)
                total += reward
            profits[k].append(total)
    means = [sum(values) / len(values) for values in profits]
    return list(candidates[means.index(max(means))]), means


# %% right: paths as lists, a helper
def play(env, path, s, S):
    on_hand = env.reset(options={"demand": [int(demand) for demand in path]})[0]
    rewards = []
    for _ in range(len(path)):
        on_hand, reward = env.step(int(S - on_hand) if on_hand <= s else 0)[:2]
        rewards.append(reward)
    return sum(rewards)


def search_levels(env, paths, candidates):
    table = np.array([[play(env, path, s, S) for path in paths] for s, S in candidates])
    means = table.mean(axis=1)
    return np.array(candidates[means.argmax()]), means


# %% right: a list of lists
#- return candidates[int(np.argmax(means))], means
#+ return [list(candidates[int(np.argmax(means))]), means.tolist()]


# %% right: a running best, the mean of each candidate's sums
def search_levels(env, paths, candidates):
    best, largest, means = None, -np.inf, []
    for candidate in candidates:
        low, high = candidate
        sums = np.zeros(len(paths))
        for number, path in enumerate(paths):
            stock = env.reset(options={"demand": path})[0]
            for _ in range(len(path)):
                stock, reward, *_ = env.step([0, high - stock][stock <= low])
                sums[number] += reward
        means.append(np.mean(sums))
        if means[-1] > largest:
            best, largest = candidate, means[-1]
    return best, np.array(means)


# %% right: a class for a policy, a dictionary of totals
class Keeper:
    def __init__(self, levels):
        self.low, self.high = levels

    def order(self, stock):
        return 0 if stock > self.low else self.high - stock

    def serve(self, env, path):
        stock, info = env.reset(options={"demand": path})
        ended = False
        while not ended:
            stock, reward, terminated, truncated, info = env.step(self.order(stock))
            ended = terminated or truncated
            yield reward


def search_levels(env, paths, candidates):
    totals = dict.fromkeys(range(len(candidates)), 0.0)
    for k, levels in enumerate(candidates):
        for path in paths:
            totals[k] += sum(Keeper(levels).serve(env, path))
    means = [total / len(paths) for total in totals.values()]
    winner = max(totals, key=lambda k: means[k])
    return candidates[winner], tuple(means)


# %% right: recursion over the days, sorted candidates
def rest_of(env, path, stock, low, high, day=0):
    if day == len(path):
        return 0.0
    after, reward, *_ = env.step(max(0, high - stock) * (stock <= low))
    return reward + rest_of(env, path, after, low, high, day + 1)


def search_levels(env, paths, candidates):
    means = []
    for low, high in candidates:
        profits = []
        for path in paths:
            opening, _ = env.reset(options={"demand": path})
            profits += [rest_of(env, path, opening, low, high)]
        means += [sum(profits) / len(profits)]
    order = sorted(range(len(means)), key=lambda k: -means[k])
    return tuple(candidates[order[0]]), np.asarray(means)
