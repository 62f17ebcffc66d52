# my first version, settings from the lecture slides
import random

import numpy as np


def q_learning(env, *, max_episodes=500, max_time=15.0, epsilon=0.1, alpha=0.1, gamma=0.95, seed=0):
    random.seed(seed)
    Q = np.zeros((64, 27))
    rewards = []
    for i in range(max_episodes):
        s, info = env.reset()
        R = 0
        done = False
        while done == False:
            if random.random() < epsilon:
                a = random.randrange(27)
            else:
                a = np.argmax(Q[s])
            s2, r, done, trunc, info = env.step(a)
            Q[s, a] = Q[s, a] + alpha * (r + gamma * np.max(Q[s2]) - Q[s, a])
            R += r
            s = s2
        rewards.append(R)
    return Q, rewards
