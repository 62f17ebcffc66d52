# %% right: the middle of both bounds
def span_iteration(P, R, gamma, tolerance):
    values, n_sweeps, factor = np.zeros(len(R)), 0, gamma / (1 - gamma)
    while True:
        swept = (R + gamma * P @ values).max(axis=1)
        change, values, n_sweeps = swept - values, swept, n_sweeps + 1
        if factor * (change.max() - change.min()) / 2 <= tolerance:
            return values + factor * (change.max() + change.min()) / 2, n_sweeps


# %% wrong: stops by the largest change
# hint: less than a third
def span_iteration(P, R, gamma, tolerance):
    values, n_sweeps, factor = np.zeros(len(R)), 0, gamma / (1 - gamma)
    while True:
        swept = (R + gamma * P @ values).max(axis=1)
        change, values, n_sweeps = swept - values, swept, n_sweeps + 1
        if factor * np.abs(change).max() <= tolerance:
            return values, n_sweeps


# %% wrong: the last values, not the middle
# hint: middle of both bounds
def span_iteration(P, R, gamma, tolerance):
    values, n_sweeps, factor = np.zeros(len(R)), 0, gamma / (1 - gamma)
    while True:
        swept = (R + gamma * P @ values).max(axis=1)
        change, values, n_sweeps = swept - values, swept, n_sweeps + 1
        if factor * np.ptp(change) / 2 <= tolerance:
            return values, n_sweeps
