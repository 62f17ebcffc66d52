# %% right: the next action first
def sarsa(env, q_table, alphas, epsilons, gamma, rng):
    q_table = q_table.copy()

    def choose(state, epsilon):
        possible = np.flatnonzero(q_table[state] > -np.inf)
        if rng.random() < epsilon:
            return int(rng.choice(possible))
        return int(q_table[state].argmax())

    state, _ = env.reset()
    action = choose(state, epsilons[0])
    for alpha, epsilon in zip(alphas, epsilons):
        after, reward, terminated, truncated, _ = env.step(action)
        following = choose(after, epsilon)
        target = reward if terminated else reward + gamma * q_table[after, following]
        q_table[state, action] += alpha * (target - q_table[state, action])
        state, action = after, following
        if terminated or truncated:
            state, _ = env.reset()
            action = choose(state, epsilon)
    return q_table


# %% wrong: Q-learning
# hint: not the best one
# of: the next action first
#- target = reward if terminated else reward + gamma * q_table[after, following]
#+ target = reward if terminated else reward + gamma * q_table[after].max()


# %% wrong: the same action again
# hint: action that follows|without exploring
# of: the next action first
#- state, action = after, following
#+ state = after
