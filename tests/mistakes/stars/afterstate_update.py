# %% right: the best of all that can be baked
def afterstate_update(w, shelf, profit, left, order_costs, alpha, gamma):
    after = np.minimum(left + np.arange(len(order_costs)), len(w) - 1)
    error = profit + gamma * (w[after] - order_costs).max() - w[shelf]
    w[shelf] += alpha * error
    return error


# %% wrong: orders cost nothing
# hint: baking 2 is best
# of: the best of all that can be baked
#- error = profit + gamma * (w[after] - order_costs).max() - w[shelf]
#+ error = profit + gamma * w[after].max() - w[shelf]


# %% wrong: moves what is left
# hint: that one entry
# of: the best of all that can be baked
#- w[shelf] += alpha * error
#+ w[left] += alpha * error
