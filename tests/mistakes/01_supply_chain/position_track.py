# %% right: follows the same units
#- on_hand += orders[day - lead_time]
#- on_order -= orders[day - lead_time]
#+ arrived = orders[day - lead_time]
#+ on_hand += arrived
#+ on_order -= arrived


# %% right: what is on its way is counted anew
#- on_order -= orders[day - lead_time]
#+ on_order = sum(orders[day - lead_time + 1 : day + 1])


# %% right: with running sums
def position_track(initial_stock, lead_time, orders, sold):
    before = np.concatenate([[0], np.cumsum(sold)[:-1]])
    return initial_stock + np.cumsum(orders) - before


# %% right: a road with a place for each day
def position_track(initial_stock, lead_time, orders, sold):
    shelf, road, seen = initial_stock, [0] * lead_time, []
    for ordered, gone in zip(orders, sold):
        road.append(ordered)
        seen.append(shelf + sum(road))
        shelf += road.pop(0) - gone
    return seen


# %% wrong: as found
# hint: first day of a delivery
#- on_order -= orders[day - lead_time]
#+ on_order -= orders[day]


# %% wrong: what has arrived stays on order
# hint: first day of a delivery
#- on_order -= orders[day - lead_time]
#+ on_order -= 0


# %% wrong: a delivery one day off
# hint: first day of a delivery
#- on_order -= orders[day - lead_time]
#+ on_order -= orders[day - lead_time + 1]


# %% wrong: nothing is on order after a delivery
# hint: first day of a delivery
#- on_order -= orders[day - lead_time]
#+ on_order = 0


# %% wrong: what is sold is taken from the road
# hint: first day of a delivery|A delivery moves units
#- on_order -= orders[day - lead_time]
#+ on_order -= sold[day]


# %% wrong: the figure is mended, not the function
# hint: holds this order|A delivery moves units
def position_track(initial_stock, lead_time, orders, sold):
    return [initial_stock] * len(orders)


# %% wrong: the shelf alone
# hint: first day of a delivery
#- track.append(on_hand + on_order)
#+ track.append(on_hand)
