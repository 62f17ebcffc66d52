# %% wrong: short-sighted, today's reward only
# hint: tomorrow counts
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return np.argmax(R, axis=1)


# %% wrong: the worst action
# hint: largest|leads to the better state
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return np.argmin(np.where(np.isinf(R), np.inf, R + gamma * P @ values), axis=1)


# %% wrong: compares states, not actions
# hint: in each state|within a state|leads to the better state|discounted
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return np.argmax(R + gamma * P @ values, axis=0)


# %% wrong: the last of equal actions
# hint: lowest index
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return R.shape[1] - 1 - np.argmax((R + gamma * P @ values)[:, ::-1], axis=1)


# %% wrong: tomorrow's value only
# hint: today's reward counts too
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return np.argmax(np.where(np.isinf(R), -np.inf, P @ values), axis=1)


# %% wrong: tomorrow is not discounted
# hint: discounted
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return np.argmax(R + P @ values, axis=1)


# %% wrong: the values of the best actions, not the actions
# hint: index|action 1|return one action
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return np.max(R + gamma * P @ values, axis=1)


# %% wrong: the best next state in place of the average
# hint: average over the next states
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return np.argmax(R + gamma * np.where(P > 0, values, -np.inf).max(axis=2), axis=1)


# %% wrong: impossible actions count as free
# hint: -inf is never
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return np.argmax(np.where(np.isinf(R), 0, R) + gamma * P @ values, axis=1)


# %% wrong: counts actions from 1
# hint: index of the largest|leads to the better state
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return np.argmax(R + gamma * P @ values, axis=1) + 1


# %% wrong: sums over the wrong axis of P
# hint: leads to the better state
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return np.argmax(R + gamma * np.einsum("xqy,x->yq", P, values), axis=1)


# %% wrong: finds other values first
# hint: leads to the better state
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ for _ in range(300):
#+     values = (R + gamma * P @ values).max(axis=1)
#+ return np.argmax(R + gamma * P @ values, axis=1)


# %% wrong: P is divided by the sums of its rows
# hint: division by the sum
#- return np.argmax(R + gamma * P @ values, axis=1)
#+ return np.argmax(R + gamma * P / P.sum(axis=2, keepdims=True) @ values, axis=1)


# %% wrong: a maximum that starts from 0
# hint: begin from 0
def greedy_policy(P, R, values, gamma):
    actions = []
    for table in R + gamma * P @ values:
        best, largest = 0, 0.0
        for action, value in enumerate(table):
            if value > largest:
                best, largest = action, value
        actions.append(best)
    return actions


# %% right: with loops, as a list
def greedy_policy(P, R, values, gamma):
    actions = []
    for x in range(len(R)):
        row = [R[x, q] + gamma * float(np.dot(P[x, q], values)) for q in range(len(R[x]))]
        actions.append(row.index(max(row)))
    return actions


# %% right: with einsum, as floats
def greedy_policy(P, R, values, gamma):
    table = R + gamma * np.einsum("xqy,y->xq", P, values)
    return np.argmax(table, axis=1).astype(float)


# %% right: a list of floats
def greedy_policy(P, R, values, gamma):
    return [float(k) for k in np.argmax(R + gamma * P @ values, axis=1)]
