"""Learning for the page: written in the few words that `translate` knows, and never in the wheel.

The references in `solutions/` stay as students write theirs; a test compares the two bit by bit.
"""


def update_entry(q_table, n_actions, state, action, reward, next_state, ends, alpha, gamma):
    """Move one entry of a flat Q-table towards its target, in place.

    Parameters
    ----------
    q_table : sequence of float, (n_states * n_actions,)
        ``[state * n_actions + action]``.
    ends : int
        1 where nothing follows, else 0.

    Returns
    -------
    tuple of float, (3,)
        What the next state promises, the target, and the error δ before the step.
    """
    promised = 0.0
    if ends == 0:
        promised = q_table[next_state * n_actions]
        for other in range(1, n_actions):
            promised = max(promised, q_table[next_state * n_actions + other])
    aim = reward + gamma * promised
    entry = state * n_actions + action
    error = aim - q_table[entry]
    q_table[entry] += alpha * error
    return promised, aim, error
