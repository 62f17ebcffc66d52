# %% right: means, and a system of equations
def two_values(episodes, n_states):
    returns = [[] for _ in range(n_states)]
    visits, rewards = np.zeros(n_states), np.zeros(n_states)
    followed = np.zeros((n_states, n_states))
    for episode in episodes:
        for day, (state, reward) in enumerate(episode):
            returns[state].append(sum(gain for _, gain in episode[day:]))
            visits[state] += 1
            rewards[state] += reward
            if day + 1 < len(episode):
                followed[state, episode[day + 1][0]] += 1
    P = followed / visits[:, None]
    td = np.linalg.solve(np.eye(n_states) - P, rewards / visits)
    return np.array([np.mean(found) for found in returns]), td


# %% right: sweeps over the whole box
def two_values(episodes, n_states):
    returns, td = [[] for _ in range(n_states)], np.zeros(n_states)
    for episode in episodes:
        for day, (state, _) in enumerate(episode):
            returns[state].append(sum(gain for _, gain in episode[day:]))
    for _ in range(5000):
        step = np.zeros(n_states)
        for episode in episodes:
            for day, (state, reward) in enumerate(episode):
                after = td[episode[day + 1][0]] if day + 1 < len(episode) else 0.0
                step[state] += reward + after - td[state]
        td += 0.02 * step
    return [np.mean(found) for found in returns], td


# %% wrong: Monte Carlo twice
# hint: worth as much
def two_values(episodes, n_states):
    returns = [[] for _ in range(n_states)]
    for episode in episodes:
        for day, (state, _) in enumerate(episode):
            returns[state].append(sum(gain for _, gain in episode[day:]))
    values = np.array([np.mean(found) for found in returns])
    return values, values


# %% wrong: rewards, not returns
# hint: leads to either|worth as much
def two_values(episodes, n_states):
    gains = [[] for _ in range(n_states)]
    for episode in episodes:
        for state, gain in episode:
            gains[state].append(gain)
    values = np.array([np.mean(found) for found in gains])
    return values, values
