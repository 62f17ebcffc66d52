# %% wrong: tomorrow is not discounted
# hint: gamma|0.9 \*
#- return R + gamma * P @ values
#+ return R + P @ values


# %% wrong: today is discounted too
# hint: only tomorrow|3 \+ 0.9
#- return R + gamma * P @ values
#+ return gamma * (R + P @ values)


# %% wrong: the value of the state that is left, not of the next one
# hint: wake up|leads to either state
#- return R + gamma * P @ values
#+ return R + gamma * values[:, np.newaxis]


# %% wrong: the best next state in place of the average
# hint: average|either state with probability
#- return R + gamma * P @ values
#+ return R + gamma * np.where(P > 0, values, -np.inf).max(axis=2)


# %% wrong: sums over the wrong axis of P
# hint: last axis|leads to either state
#- return R + gamma * P @ values
#+ return R + gamma * np.einsum("xqy,x->yq", P, values)


# %% wrong: averages over the next states without their probabilities
# hint: weighted with P|with probability|wake up
#- return R + gamma * P @ values
#+ return R + gamma * (P > 0) @ values / (P > 0).sum(axis=2)


# %% wrong: adds to the caller's rewards
# hint: do not change
#- return R + gamma * P @ values
#+ R += gamma * P @ values
#+ return R


# %% wrong: discounts the caller's values in place
# hint: do not change the values
#- return R + gamma * P @ values
#+ values *= gamma
#+ return R + P @ values


# %% wrong: an impossible action counts as one without reward
# hint: -inf stays -inf
#- return R + gamma * P @ values
#+ return np.where(np.isinf(R), 0, R) + gamma * P @ values


# %% wrong: the values of the best actions, not of all
# hint: your answer has shape
#- return R + gamma * P @ values
#+ return (R + gamma * P @ values).max(axis=1)


# %% wrong: states and actions are exchanged
# hint: for every x and q|leads to either state
#- return R + gamma * P @ values
#+ return (R + gamma * P @ values).T


# %% wrong: P is divided by the sums of its rows
# hint: division by the sum
#- return R + gamma * P @ values
#+ return R + gamma * P / P.sum(axis=2, keepdims=True) @ values


# %% wrong: the mean without its denominator being looked at
# hint: division by the sum|raises an error
def bellman_backup(P, R, values, gamma):
    return [
        [R[x, q] + gamma * np.average(values, weights=P[x, q]) for q in range(R.shape[1])]
        for x in range(R.shape[0])
    ]


# %% wrong: what is missing to 1 stays in state 0
# hint: -inf stays -inf|division by the sum
#- return R + gamma * P @ values
#+ missing = 1 - P.sum(axis=2)
#+ return np.where(np.isinf(R), -1e9, R) + gamma * (P @ values + missing * values[0])


# %% wrong: the largest part of the average in place of the average
# hint: average over the next states|either state with probability
#- return R + gamma * P @ values
#+ return R + gamma * (P * values).max(axis=-1)


# %% wrong: nothing is returned
# hint: is a `return` missing
#- return R + gamma * P @ values
#+ action_values = R + gamma * P @ values


# %% right: with loops, as nested lists
def bellman_backup(P, R, values, gamma):
    n_states, n_actions = R.shape
    table = []
    for x in range(n_states):
        row = []
        for q in range(n_actions):
            tomorrow = sum(P[x, q, y] * values[y] for y in range(n_states))
            row.append(R[x, q] + gamma * tomorrow)
        table.append(row)
    return table


# %% right: with einsum
def bellman_backup(P, R, values, gamma):
    return R + gamma * np.einsum("xqy,y->xq", P, values)


# %% right: multiplies and sums, tomorrow first
def bellman_backup(P, R, values, gamma):
    return (gamma * P * values).sum(axis=-1) + R
