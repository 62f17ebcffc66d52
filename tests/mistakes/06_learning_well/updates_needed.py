# %% right: a column of True at the end
#- return np.where(reached.any(axis=1), reached.argmax(axis=1), left.shape[1])
#+ return np.hstack([reached, np.ones((len(left), 1), dtype=bool)]).argmax(axis=1)


# %% right: row by row
def updates_needed(left, share):
    found = []
    for row in left:
        hits = np.flatnonzero(row <= share)
        found.append(int(hits[0]) if len(hits) else len(row))
    return found


# %% right: counts what comes before
def updates_needed(left, share):
    return (np.minimum.accumulate(left, axis=1) > share).sum(axis=1)


# %% wrong: as found
# hint: nothing is True
#- return np.where(reached.any(axis=1), reached.argmax(axis=1), left.shape[1])
#+ return reached.argmax(axis=1)


# %% wrong: a zero is taken for never
# hint: index 0
#- return np.where(reached.any(axis=1), reached.argmax(axis=1), left.shape[1])
#+ return np.where(reached.argmax(axis=1) > 0, reached.argmax(axis=1), left.shape[1])


# %% wrong: counts what is above the share
# hint: also if it is the very first
#- return np.where(reached.any(axis=1), reached.argmax(axis=1), left.shape[1])
#+ return (~reached).sum(axis=1)


# %% wrong: looks at the last update only
# hint: very last|index 2
#- return np.where(reached.any(axis=1), reached.argmax(axis=1), left.shape[1])
#+ return np.where(reached[:, -1], reached.argmax(axis=1), left.shape[1])


# %% wrong: never is the last update
# hint: nothing is True
#- return np.where(reached.any(axis=1), reached.argmax(axis=1), left.shape[1])
#+ return np.where(reached.any(axis=1), reached.argmax(axis=1), left.shape[1] - 1)


# %% wrong: less than the share
# hint: index 2|at most that share
#- reached = left <= share
#+ reached = left < share
