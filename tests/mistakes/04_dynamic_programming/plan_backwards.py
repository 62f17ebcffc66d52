# %% wrong: the days are in the order in which they were planned
# hint: after the last day: 0|values\[n_days\]
#- return values, orders
#+ return values[::-1], orders[::-1]


# %% wrong: the final values are forgotten
# hint: final values
#- values[n_days] = final_values


# %% wrong: the orders are short-sighted, the values are not
# hint: stay in state 1|tomorrow counts
#- action_values = R + P @ values[day + 1]
#- values[day] = action_values.max(axis=1)
#- orders[day] = action_values.argmax(axis=1)
#+ values[day] = (R + P @ values[day + 1]).max(axis=1)
#+ orders[day] = R.argmax(axis=1)


# %% wrong: one plan for all days, that of the last
# hint: stay in state 1|each day has its own
#- return values, orders
#+ return values, np.tile(orders[-1], (n_days, 1))


# %% wrong: the last of equal actions
# hint: lowest index
#- orders[day] = action_values.argmax(axis=1)
#+ orders[day] = R.shape[1] - 1 - action_values[:, ::-1].argmax(axis=1)


# %% wrong: a day too few, the first one stays zero
# hint: on day 0|n_days days in between
#- for day in reversed(range(n_days)):
#+ for day in range(n_days - 1, 0, -1):


# %% wrong: every day sees the final values only
# hint: on day 0|values\[0\] those of the first day
#- action_values = R + P @ values[day + 1]
#+ action_values = R + P @ values[n_days]


# %% wrong: discounts out of habit
# hint: \(3 \+ 5\) / 2|nothing is discounted
#- action_values = R + P @ values[day + 1]
#+ action_values = R + 0.95 * P @ values[day + 1]


# %% wrong: best for each demand, with a crystal ball
# hint: \(3 \+ 5\) / 2
#- action_values = R + P @ values[day + 1]
#- values[day] = action_values.max(axis=1)
#- orders[day] = action_values.argmax(axis=1)
#+ lucky = np.where(P > 0, values[day + 1], -np.inf).max(axis=2)
#+ values[day] = (R + lucky).max(axis=1)
#+ orders[day] = (R + lucky).argmax(axis=1)


# %% wrong: impossible orders are taken as free
# hint: impossible, and never the best
#- action_values = R + P @ values[day + 1]
#+ action_values = np.where(np.isinf(R), 0, R) + P @ values[day + 1]


# %% wrong: uses values of today within a day
# hint: on day 0|begin with the final values
#- action_values = R + P @ values[day + 1]
#- values[day] = action_values.max(axis=1)
#- orders[day] = action_values.argmax(axis=1)
#+ values[day] = values[day + 1]
#+ for x in range(len(final_values)):
#+     action_values = R[x] + P[x] @ values[day]
#+     values[day, x], orders[day, x] = action_values.max(), action_values.argmax()


# %% wrong: works in the caller's final values
# hint: do not change
#- values[day] = action_values.max(axis=1)
#+ final_values[:] = values[day] = action_values.max(axis=1)


# %% wrong: the row after the last day is missing
# hint: after the last day
#- return values, orders
#+ return values[:-1], orders


# %% wrong: P is divided by the sums of its rows
# hint: division by the sum
#- action_values = R + P @ values[day + 1]
#+ action_values = R + P / P.sum(axis=2, keepdims=True) @ values[day + 1]


# %% wrong: a maximum that starts from 0
# hint: begin from 0
#- values[day] = action_values.max(axis=1)
#+ values[day] = action_values.max(axis=1, initial=0.0)


# %% wrong: no value is below zero
# hint: begin from 0
#- values[day] = action_values.max(axis=1)
#+ values[day] = np.maximum(action_values.max(axis=1), 0)


# %% wrong: the orders come first
# hint: return the values first
#- return values, orders
#+ return orders, values


# %% right: lists, built from the end
def plan_backwards(P, R, final_values, n_days):
    values, orders = [list(final_values)], []
    while len(orders) < n_days:
        action_values = R + P.dot(values[0])
        values.insert(0, action_values.max(axis=1).tolist())
        orders.insert(0, action_values.argmax(axis=1).tolist())
    return values, orders


# %% right: with loops
def plan_backwards(P, R, final_values, n_days):
    n_states, n_actions = R.shape
    values = [[0.0] * n_states for _ in range(n_days)] + [[float(v) for v in final_values]]
    orders = np.zeros((n_days, n_states), dtype=int)
    for t in range(n_days - 1, -1, -1):
        for x in range(n_states):
            best = -np.inf
            for q in range(n_actions):
                value = R[x, q] + sum(P[x, q, y] * values[t + 1][y] for y in range(n_states))
                if value > best:
                    best, orders[t, x] = value, q
            values[t][x] = best
    return np.array(values), orders


# %% right: nested lists, orders as floats
#- return values, orders
#+ return [values.tolist(), orders.astype(float).tolist()]
