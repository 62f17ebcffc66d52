# %% wrong: today's debt replaces yesterday's
# hint: not replaced
#- shipped, left = [0] * len(orders), stock
#+ shipped, left, still_owed = [0] * len(orders), stock, [0] * len(orders)
#- still_owed = [a + b - c for a, b, c in zip(owed, orders, shipped)]
#+         still_owed[retailer] = units - served


# %% wrong: today's orders go first
# hint: first all that is owed|8 are owed to retailer 2
#- for requests in (owed, orders):
#+ for requests in (orders, owed):


# %% wrong: serves one retailer completely before the next
# hint: first all that is owed, to every retailer|8 are owed to retailer 2
def serve_with_backlog(stock, owed, orders):
    shipped, still_owed, left = [], [], stock
    for debt, units in zip(owed, orders):
        served = min(debt + units, left)
        shipped.append(served)
        still_owed.append(debt + units - served)
        left -= served
    return shipped, still_owed, left


# %% wrong: shares what there is in proportion
# hint: without sharing
#- for requests in (owed, orders):
#+ for requests in (owed, orders):
#+     total, there = sum(requests), left
#- served = min(units, left)
#+ served = units if total <= there else units * there // total


# %% wrong: shipped counts today's orders only
# hint: ship both|8 are owed to retailer 2
#- return shipped, still_owed, left
#+ before, shelf = [], stock
#+ for debt in owed:
#+     before.append(min(debt, shelf))
#+     shelf -= before[-1]
#+ return [a - b for a, b in zip(shipped, before)], still_owed, left


# %% wrong: the shelf goes below zero
# hint: never negative|nothing is left
#- return shipped, still_owed, left
#+ return shipped, still_owed, stock - sum(owed) - sum(orders)


# %% wrong: crosses out the debts in the caller's list
# hint: do not change the lists
#- still_owed = [a + b - c for a, b, c in zip(owed, orders, shipped)]
#+ owed[:] = still_owed = [a + b - c for a, b, c in zip(owed, orders, shipped)]


# %% wrong: right for two retailers only
# hint: however many
#- return shipped, still_owed, left
#+ return shipped[:2], still_owed[:2], left


# %% wrong: the last retailer comes first
# hint: listed order
#- for retailer, units in enumerate(requests):
#-     served = min(units, left)
#+ for retailer in reversed(range(len(requests))):
#+     served = min(requests[retailer], left)


# %% wrong: all or nothing
# hint: a part is better
#- served = min(units, left)
#+ served = units if units <= left else 0


# %% wrong: what today's orders do not get is lost
# hint: nothing is forgotten
#- still_owed = [a + b - c for a, b, c in zip(owed, orders, shipped)]
#+ still_owed = [max(a - c, 0) for a, c in zip(owed, shipped)]


# %% wrong: a default list remembers the last call
# hint: begin every call with new lists
#- def serve_with_backlog(stock, owed, orders):
#+ def serve_with_backlog(stock, owed, orders, shipments=[0] * 9):
#- shipped, left = [0] * len(orders), stock
#+ left = stock
#- shipped[retailer] += served
#+ shipments[retailer] += served
#- still_owed = [a + b - c for a, b, c in zip(owed, orders, shipped)]
#+ shipped = shipments[: len(orders)]
#+ still_owed = [a + b - c for a, b, c in zip(owed, orders, shipped)]


# %% right: with arrays and running sums
def serve_with_backlog(stock, owed, orders):
    requests = np.concatenate([owed, orders]).astype(int)
    before = np.cumsum(requests) - requests
    served = np.clip(stock - before, 0, requests)
    shipped = served.reshape(2, -1).sum(axis=0)
    return shipped, np.add(owed, orders) - shipped, stock - served.sum()


# %% right: a list of three lists' worth, unit by unit
def serve_with_backlog(stock, owed, orders):
    shipped, still_owed = [0] * len(owed), [0] * len(owed)
    queue = []
    for requests in (owed, orders):
        for retailer, units in enumerate(requests):
            queue += [retailer] * units
    for retailer in queue:
        if stock > 0:
            shipped[retailer] += 1
            stock -= 1
        else:
            still_owed[retailer] += 1
    return [tuple(shipped), tuple(still_owed), stock]


# %% right: recursion, floats in arrays
def serve_with_backlog(stock, owed, orders):
    def hand_out(requests, left):
        if not requests:
            return [], left
        served = min(requests[0], left)
        others, left = hand_out(requests[1:], left - served)
        return [served, *others], left

    served, left = hand_out([*owed, *orders], stock)
    shipped = np.array(served, dtype=np.float32).reshape(2, -1).sum(axis=0)
    return [shipped, np.array(owed) + orders - shipped, np.int64(left)]
