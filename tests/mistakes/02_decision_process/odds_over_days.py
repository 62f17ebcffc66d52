# %% right: the transposed array
#- odds[day + 1] = odds[day] @ P
#+ odds[day + 1] = P.T @ odds[day]


# %% right: added up
#- odds[day + 1] = odds[day] @ P
#+ odds[day + 1] = (odds[day][:, np.newaxis] * P).sum(axis=0)


# %% right: powers of the array
def odds_over_days(P, start, n_days):
    return np.array([np.linalg.matrix_power(P, day)[start] for day in range(n_days + 1)])


# %% wrong: as found
# hint: row of state 1
#- odds[day + 1] = odds[day] @ P
#+ odds[day + 1] = P @ odds[day]


# %% wrong: made to add up
# hint: row of state 1
#- odds[day + 1] = odds[day] @ P
#+ odds[day + 1] = P @ odds[day] / (P @ odds[day]).sum()


# %% wrong: always from day 0
# hint: state 0 alone|day before
#- odds[day + 1] = odds[day] @ P
#+ odds[day + 1] = odds[0] @ P


# %% wrong: the likeliest state alone
# hint: state 0 alone|over all states
#- odds[day + 1] = odds[day] @ P
#+ odds[day + 1] = P[odds[day].argmax()]


# %% wrong: entry by entry
# hint: row of state 1
#- odds[day + 1] = odds[day] @ P
#+ odds[day + 1] = odds[day] * P[start]
