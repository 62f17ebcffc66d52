# %% wrong: the end comes one episode too early
# hint: n_falling equal steps
#- progress = np.minimum(np.arange(n_episodes) / n_falling, 1.0)
#+ progress = np.minimum(np.arange(n_episodes) / max(n_falling - 1, 1), 1.0)


# %% wrong: falls over all episodes
# hint: stay at the end
#- progress = np.minimum(np.arange(n_episodes) / n_falling, 1.0)
#+ progress = np.arange(n_episodes) / max(n_episodes - 1, 1)


# %% wrong: goes on falling below the end
# hint: stay at the end
#- progress = np.minimum(np.arange(n_episodes) / n_falling, 1.0)
#+ progress = np.arange(n_episodes) / n_falling


# %% wrong: squeezed when the episodes are few
# hint: cut off, not squeezed
#- progress = np.minimum(np.arange(n_episodes) / n_falling, 1.0)
#+ n_falling = max(1, min(n_falling, n_episodes - 1))
#+ progress = np.minimum(np.arange(n_episodes) / n_falling, 1.0)


# %% wrong: the floor is a maximum, so nothing can rise
# hint: may also rise
#- return start + (end - start) * progress
#+ return np.maximum(start + (end - start) * progress, end)


# %% wrong: falls by a constant factor
# hint: straight line
#- return start + (end - start) * progress
#+ return start * (end / start) ** progress if end > 0 else start * (1 - progress)


# %% wrong: counts episodes from 1
# hint: episode 0
#- progress = np.minimum(np.arange(n_episodes) / n_falling, 1.0)
#+ progress = np.minimum(np.arange(1, n_episodes + 1) / n_falling, 1.0)


# %% wrong: one episode late
# hint: n_falling
#- progress = np.minimum(np.arange(n_episodes) / n_falling, 1.0)
#+ progress = np.minimum(np.maximum(np.arange(n_episodes) - 1, 0) / n_falling, 1.0)


# %% wrong: integer division
# hint: straight line
#- progress = np.minimum(np.arange(n_episodes) / n_falling, 1.0)
#+ progress = np.minimum(np.arange(n_episodes) // n_falling, 1.0)


# %% wrong: falls to zero, whatever the end
# hint: stay at the end
#- return start + (end - start) * progress
#+ return start * (1 - progress)


# %% wrong: one value too many
# hint: one value for each
#- progress = np.minimum(np.arange(n_episodes) / n_falling, 1.0)
#+ progress = np.minimum(np.arange(n_episodes + 1) / n_falling, 1.0)


# %% wrong: never quite gets there
# hint: stay at the end
#- progress = np.minimum(np.arange(n_episodes) / n_falling, 1.0)
#+ progress = np.minimum(np.arange(n_episodes) / n_falling, 1.0 - 1 / n_falling)


# %% wrong: whole numbers cut the values
# hint: whole numbers
#- return start + (end - start) * progress
#+ values = np.full(n_episodes, start)
#+ values[:] = start + (end - start) * progress
#+ return values


# %% wrong: the values have the type of the start
# hint: whole numbers
#- return start + (end - start) * progress
#+ return (start + (end - start) * progress).astype(type(start))


# %% wrong: an array of two ends, interpolated in whole numbers
# hint: whole numbers
def schedule(start, end, n_falling, n_episodes):
    ends = np.array([start, end])
    step = ends.dtype.type((ends[1] - ends[0]) / n_falling)
    values = [ends[0] + min(k, n_falling) * step for k in range(n_episodes)]
    return [ends[1] if k >= n_falling else value for k, value in enumerate(values)]


# %% right: a list, episode by episode
def schedule(start, end, n_falling, n_episodes):
    values = []
    for k in range(n_episodes):
        if k >= n_falling:
            values.append(end)
        else:
            values.append(start + (end - start) * k / n_falling)
    return values


# %% right: by interpolation
def schedule(start, end, n_falling, n_episodes):
    return np.interp(np.arange(n_episodes), [0, n_falling], [start, end])


# %% right: a straight line, then what is left
def schedule(start, end, n_falling, n_episodes):
    line = np.linspace(start, end, n_falling + 1)[:n_episodes]
    return np.concatenate([line, np.full(max(0, n_episodes - len(line)), float(end))])


# %% right: a generator of steps, a tuple comes back
def steps(start, end, n_falling):
    value = float(start)
    for k in range(1, n_falling + 1):
        yield value
        value = start + (end - start) / n_falling * k
    while True:
        yield float(end)


def schedule(start, end, n_falling, n_episodes):
    return tuple(value for value, _ in zip(steps(start, end, n_falling), range(n_episodes)))


# %% right: clipped between the ends, whichever is larger
def schedule(start, end, n_falling, n_episodes):
    slope = (end - start) / n_falling
    values = np.fromiter((start + slope * k for k in range(n_episodes)), dtype=float)
    return np.clip(values, min(start, end), max(start, end)).tolist()
