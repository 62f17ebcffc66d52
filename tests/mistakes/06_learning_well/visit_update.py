# %% wrong: the visit is counted after the rate is taken
# hint: count the visit first
#- visits[state, action] += 1
#- alpha = float(visits[state, action]) ** -omega
#+ alpha = max(float(visits[state, action]), 1.0) ** -omega
#+ visits[state, action] += 1


# %% wrong: one too many in the denominator
# hint: first visit .* N = 1
#- alpha = float(visits[state, action]) ** -omega
#+ alpha = (1.0 + visits[state, action]) ** -omega
#- return alpha
#+ return float(alpha)


# %% wrong: visits of the state, whatever was done
# hint: pair of state and action|clock of its own
#- alpha = float(visits[state, action]) ** -omega
#+ alpha = float(visits[state].sum()) ** -omega


# %% wrong: one clock for the whole table
# hint: pair of state and action|clock of its own
#- alpha = float(visits[state, action]) ** -omega
#+ alpha = float(visits.sum()) ** -omega


# %% wrong: omega multiplies instead of being the exponent
# hint: power of -omega
#- alpha = float(visits[state, action]) ** -omega
#+ alpha = 1 / (omega * float(visits[state, action]))


# %% wrong: the present estimate is not subtracted
# hint: target - estimate
#- q_table[state, action] += alpha * (target - q_table[state, action])
#+ q_table[state, action] += alpha * target


# %% wrong: works on copies
# hint: in place
#- visits[state, action] += 1
#+ q_table, visits = q_table.copy(), visits.copy()
#+ visits[state, action] += 1


# %% wrong: the rate grows with the visits
# hint: power of -omega|N is 2|count the visit
#- alpha = float(visits[state, action]) ** -omega
#+ alpha = float(visits[state, action]) ** omega


# %% wrong: counts twice
# hint: count each visit
#- visits[state, action] += 1
#+ visits[state, action] += 2


# %% wrong: old and new weights exchanged
# hint: alpha \* \(target - estimate\)
#- q_table[state, action] += alpha * (target - q_table[state, action])
#+ q_table[state, action] = (1 - alpha) * target + alpha * q_table[state, action]


# %% wrong: returns the new estimate
# hint: return the rate
#- return alpha
#+ return float(q_table[state, action])


# %% wrong: the whole row moves
# hint: that one entry
#- q_table[state, action] += alpha * (target - q_table[state, action])
#+ q_table[state] += alpha * (target - q_table[state])


# %% wrong: counts the visit of the whole row
# hint: count each visit
#- visits[state, action] += 1
#+ visits[state] += 1


# %% wrong: a floor of 0.01 under the rate
# hint: no floor
#- alpha = float(visits[state, action]) ** -omega
#+ alpha = max(0.01, float(visits[state, action]) ** -omega)


# %% wrong: counts no further than a thousand
# hint: no largest N
#- alpha = float(visits[state, action]) ** -omega
#+ alpha = float(min(visits[state, action], 1000)) ** -omega


# %% wrong: rounds the rate
# hint: no floor|return the rate
#- alpha = float(visits[state, action]) ** -omega
#+ alpha = round(float(visits[state, action]) ** -omega, 3)


# %% right: a weighted mean, with division by the power
def visit_update(q_table, visits, state, action, target, omega):
    entry = (state, action)
    visits[entry] = visits[entry] + 1
    rate = 1 / visits[entry] ** omega
    q_table[entry] = (1 - rate) * q_table[entry] + rate * target
    return rate


# %% right: through views of the row
def visit_update(q_table, visits, state, action, target, omega):
    counts, values = visits[state], q_table[state]
    counts[action] += 1
    rate = np.exp(-omega * np.log(counts[action]))
    values[action] -= rate * (values[action] - target)
    return rate


# %% right: the rate as an exponential of a logarithm
def visit_update(q_table, visits, state, action, target, omega):
    number = int(visits[state, action]) + 1
    visits[state, action] = number
    rate = np.exp(-omega * np.log(number))
    q_table[state, action] = np.interp(rate, [0.0, 1.0], [q_table[state, action], target])
    return rate


# %% right: a matrix that is 1 in one place
def visit_update(q_table, visits, state, action, target, omega):
    one = np.zeros(visits.shape, dtype=int)
    one[state, action] = 1
    visits += one
    alpha = pow(1 / (one * visits).sum(), omega)
    q_table -= alpha * one * (q_table - target)
    return alpha
