# %% wrong: no terminal mask
# hint: after the last day nothing follows
#- target = reward
#- if not terminated:
#-     target += gamma * q_table[next_state].max()
#+ target = reward + gamma * q_table[next_state].max()


# %% wrong: the terminal mask is the wrong way round
# hint: target is 3 \+ 0\.9
#- if not terminated:
#+ if terminated:


# %% wrong: the same action tomorrow instead of the best one
# hint: max Q\(next_state\)|best action of the next state
#- target += gamma * q_table[next_state].max()
#+ target += gamma * q_table[next_state, action]


# %% wrong: the mean of tomorrow instead of the max
# hint: 0\.9 \* 8|max Q
#- target += gamma * q_table[next_state].max()
#+ target += gamma * q_table[next_state].mean()


# %% wrong: the best value of all states
# hint: max Q\(next_state\)|best action of the next state
#- target += gamma * q_table[next_state].max()
#+ target += gamma * q_table.max()


# %% wrong: works on a copy
# hint: in place
#- target = reward
#+ q_table, target = q_table.copy(), reward


# %% wrong: returns the error after the step
# hint: return target - estimate|before the step
#- return float(td_error)
#+ return target - q_table[state, action]


# %% wrong: estimate minus target
# hint: target - estimate
#- return float(td_error)
#+ return -float(td_error)


# %% wrong: the whole row moves
# hint: only the entry
#- q_table[state, action] += alpha * td_error
#+ q_table[state] += alpha * td_error


# %% wrong: today's row instead of tomorrow's
# hint: max Q\(next_state\)|0\.9 \* 8
#- target += gamma * q_table[next_state].max()
#+ target += gamma * q_table[state].max()


# %% wrong: learns from rewards alone when staying in a state
# hint: also when the next state is the same
#- if not terminated:
#+ if not terminated and next_state != state:


# %% wrong: the index of the best action, not its value
# hint: 0\.9 \* 8|max Q
#- target += gamma * q_table[next_state].max()
#+ target += gamma * q_table[next_state].argmax()


# %% wrong: the whole target is added
# hint: moves half|target - estimate|alpha \* td_error
#- q_table[state, action] += alpha * td_error
#+ q_table[state, action] += alpha * target


# %% wrong: learns nothing on the last day
# hint: target is R alone
#- target = reward
#+ target = q_table[state, action] if terminated else reward


# %% wrong: the last day's target is zero
# hint: target is R alone
#-     target += gamma * q_table[next_state].max()
#+     target += gamma * q_table[next_state].max()
#+ target = 0.0 if terminated else target


# %% wrong: the discount shrinks the reward as well
# hint: 3 \+ 0\.9 \* 8|R \+ gamma
#-     target += gamma * q_table[next_state].max()
#+     target += gamma * q_table[next_state].max()
#+ target = target if terminated else gamma * (reward + q_table[next_state].max())


# %% wrong: returns the step, not the error
# hint: return target - estimate|before the step
#- return float(td_error)
#+ return float(alpha * td_error)


# %% wrong: a maximum that starts from 0
# hint: begin from 0
#- target += gamma * q_table[next_state].max()
#+ target += gamma * max(0.0, q_table[next_state].max())


# %% wrong: a loop whose largest value begins at 0
# hint: begin from 0
#- target += gamma * q_table[next_state].max()
#+ largest = 0.0
#+ for value in q_table[next_state]:
#+     if value > largest:
#+         largest = value
#+ target += gamma * largest


# %% wrong: the largest size, whatever the sign
# hint: begin from 0
#- target += gamma * q_table[next_state].max()
#+ target += gamma * np.abs(q_table[next_state][np.isfinite(q_table[next_state])]).max()


# %% wrong: entries without value are taken for impossible
# hint: begin from 0|max Q
#- target += gamma * q_table[next_state].max()
#+ target += gamma * max((value for value in q_table[next_state] if value > 0), default=0.0)


# %% right: with a loop, and the weighted mean of old and new
def td_update(q_table, state, action, reward, next_state, terminated, alpha, gamma):
    best = -float("inf")
    for value in q_table[next_state]:
        best = max(best, value)
    target = reward + (0 if terminated else gamma * best)
    before = q_table[state][action]
    q_table[state][action] = (1 - alpha) * before + alpha * target
    return target - before


# %% right: the mask as a factor, and a number of NumPy's type
def td_update(q_table, state, action, reward, next_state, terminated, alpha, gamma):
    best = np.max(q_table, axis=1)[next_state]
    td_error = np.float64(reward + gamma * best * (not terminated) - q_table[state, action])
    np.add.at(q_table, (state, action), alpha * td_error)
    return td_error


# %% right: everything in plain Python, term by term
def td_update(q_table, state, action, reward, next_state, terminated, alpha, gamma):
    error = reward - q_table[state][action]
    if terminated is False:
        tomorrow = sorted(q_table[next_state].tolist())
        error = error + gamma * tomorrow[-1]
    q_table[state][action] = q_table[state][action] + alpha * error
    return error


# %% right: a class for the entry, an index into the flat table
class Entry:
    def __init__(self, table, state, action):
        self.flat, self.place = table.reshape(-1), state * table.shape[1] + action

    def value(self):
        return float(self.flat[self.place])

    def move(self, step):
        np.add.at(self.flat, self.place, step)


def td_update(q_table, state, action, reward, next_state, terminated, alpha, gamma):
    entry = Entry(q_table, state, action)
    best = q_table[next_state][np.argmax(q_table[next_state])]
    td_error = (reward if terminated else reward + gamma * best) - entry.value()
    entry.move(alpha * td_error)
    return np.array(td_error)
