"""Q-learning that uses every step twice: the two retailers are alike, so what is learned for one
arrangement of them also holds with the two swapped."""

import time

import numpy as np


def swapped_state(state):
    first, second, dc = state // 16, state // 4 % 4, state % 4
    return second * 16 + first * 4 + dc


def swapped_action(action):
    first, second, dc = action // 9, action // 3 % 3, action % 3
    return second * 9 + first * 3 + dc


def q_learning(env, *, max_episodes=500, max_time=15.0, epsilon=1.0, alpha=0.2, gamma=0.8, seed=0):
    rng = np.random.default_rng(seed)
    started = time.process_time()
    q = np.zeros((env.observation_space.n, env.action_space.n))
    history = []
    for episode in range(max_episodes):
        if time.process_time() - started > max_time:
            break
        left = 1 - episode / max_episodes
        state, _ = env.reset()
        total, done = 0.0, False
        while not done:
            if rng.random() < epsilon * left:
                action = int(rng.integers(env.action_space.n))
            else:
                action = int(q[state].argmax())
            new_state, reward, done, _, _ = env.step(action)
            target = reward if done else reward + gamma * q[new_state].max()
            step = max(0.02, alpha * left)
            places = {(state, action), (swapped_state(state), swapped_action(action))}
            for place in places:
                q[place] += step * (target - q[place])
            state = new_state
            total += reward
        history.append(total)
        if episode % 50 == 49:
            env.hand_in(q)
    return q, history
