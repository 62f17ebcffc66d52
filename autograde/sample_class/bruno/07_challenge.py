import numpy as np


class Learner:
    """Step sizes that fall with the number of visits, exploration that falls with the episodes."""

    def __init__(self, n_states, n_actions, gamma, seed):
        self.q = np.zeros((n_states, n_actions))
        self.visits = np.zeros((n_states, n_actions))
        self.gamma = gamma
        self.rng = np.random.default_rng(seed)

    def act(self, state, epsilon):
        if self.rng.random() < epsilon:
            return int(self.rng.integers(self.q.shape[1]))
        return int(np.argmax(self.q[state]))

    def learn(self, state, action, reward, next_state, done):
        self.visits[state, action] += 1
        rate = 1 / self.visits[state, action] ** 0.6
        best_next = 0.0 if done else np.max(self.q[next_state])
        self.q[state, action] += rate * (reward + self.gamma * best_next - self.q[state, action])


def q_learning(env, *, max_episodes=500, max_time=15.0, epsilon=0.9, gamma=0.8, seed=0):
    learner = Learner(int(env.observation_space.n), int(env.action_space.n), gamma, seed)
    returns = []
    for episode in range(max_episodes):
        state, _ = env.reset()
        returns.append(0.0)
        done = False
        while not done:
            action = learner.act(state, epsilon * 0.99**episode)
            next_state, reward, done, _, _ = env.step(action)
            learner.learn(state, action, reward, next_state, done)
            returns[-1] += reward
            state = next_state
    return learner.q, returns
