"""Learning for the page: written in the few words that `translate` knows, and never in the wheel.

The references in `solutions/` stay as students write theirs; a test compares the two bit by bit.
"""

from autograde.live.customers import customer, uniform
from supplychain.shop import Shop

day = Shop.day  # `translate` knows functions only: its first argument is the shop


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


def update_one_of_two(q_table, second, n_actions, state, action, reward, next_state, alpha, gamma):
    """Move one entry of a table: it names the best order of tomorrow, the second one its worth."""
    best = next_state * n_actions
    for other in range(1, n_actions):
        if q_table[next_state * n_actions + other] > q_table[best]:
            best = next_state * n_actions + other
    entry = state * n_actions + action
    q_table[entry] += alpha * (reward + gamma * second[best] - q_table[entry])


def best_order(q_table, second, n_actions, state):
    """Return the order that two tables together think best, the lowest among equals."""
    first, best = state * n_actions, 0
    for other in range(1, n_actions - state):
        here, there = first + other, first + best
        if q_table[here] + second[here] > q_table[there] + second[there]:
            best = other
    return best


def practise(
    n_days, stock, chance, shop, at_most, q_table, second, visits, epsilon, alpha, gamma, tables
):
    """Learn for some days in the shop; return the stock after them, and what they earned.

    Parameters
    ----------
    chance : sequence of int, (2,)
        See `customers`.
    q_table, second, visits : sequence, (n_states * n_actions,)
        Changed in place; -inf where an order does not fit. With one table, the second is not read
        to learn from, and stays equal to the first.
    tables : int
        1, or 2 for double Q-learning.
    """
    n_actions = shop.capacity + 1
    total = 0.0
    for _ in range(n_days):
        order = best_order(q_table, second, n_actions, stock)
        if uniform(chance) < epsilon:
            draw = uniform(chance) * (n_actions - stock)
            order = 0
            while order + 1 < draw:
                order += 1
        reward, following = day(shop, stock, order, customer(chance, at_most))
        visits[stock * n_actions + order] += 1
        if tables == 1:
            update_entry(q_table, n_actions, stock, order, reward, following, 0, alpha, gamma)
            second[stock * n_actions + order] = q_table[stock * n_actions + order]
        else:
            if uniform(chance) < 0.5:
                update_one_of_two(
                    q_table, second, n_actions, stock, order, reward, following, alpha, gamma
                )
            else:
                update_one_of_two(
                    second, q_table, n_actions, stock, order, reward, following, alpha, gamma
                )
        total += reward
        stock = following
    return stock, total
