# %% wrong: orders below the reorder point only, not at it
# hint: at (its|the) reorder point
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    wanted = np.minimum(order_up_to_levels - positions, largest)
    return np.where(positions < reorder_points, wanted, 0)


# %% wrong: base-stock, orders whenever the position is below S
# hint: above (it|the reorder point)
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    wanted = np.minimum(order_up_to_levels - positions, largest)
    return np.where(positions < order_up_to_levels, wanted, 0)


# %% wrong: the reorder point is forgotten, so that a surplus is sent back
# hint: above
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    return np.minimum(order_up_to_levels - positions, largest)


# %% wrong: orders S - s, whatever the position
# hint: S - x|106 \+ 4
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    wanted = np.minimum(order_up_to_levels - reorder_points, largest)
    return np.where(positions <= reorder_points, wanted, 0)


# %% wrong: the level is cut, not the order
# hint: may order 100 at most|cut the order
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    level = np.minimum(order_up_to_levels, largest)
    return np.where(positions <= reorder_points, np.maximum(level - positions, 0), 0)


# %% wrong: the largest order is forgotten
# hint: may order 100 at most|cut the order
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    return np.where(positions <= reorder_points, order_up_to_levels - positions, 0)


# %% wrong: writes the orders into the caller's positions
# hint: do not change
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    orders = positions
    low = positions <= reorder_points
    wanted = np.minimum(order_up_to_levels - positions, largest)
    orders[low] = wanted[low]
    orders[~low] = 0
    return orders


# %% wrong: a negative position counts as an empty shelf
# hint: \+ 4|negative
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    positions = np.maximum(positions, 0)
    wanted = np.minimum(order_up_to_levels - positions, largest)
    return np.where(positions <= reorder_points, wanted, 0)


# %% wrong: the first stage's reorder point for all
# hint: Stage 3: 106 - 30
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    wanted = np.minimum(order_up_to_levels - positions, largest)
    return np.where(positions <= reorder_points[0], wanted, 0)


# %% wrong: an order that is too large is dropped, not cut
# hint: cut the order
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    wanted = order_up_to_levels - positions
    return np.where((positions <= reorder_points) & (wanted <= largest), wanted, 0)


# %% wrong: a full truck whenever something is ordered
# hint: S - x
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    return np.where(positions <= reorder_points, largest, 0)


# %% wrong: right for three stages only
# hint: each stage
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    orders = np.zeros(positions.shape, dtype=int)
    for stage in range(3):
        wanted = np.minimum(order_up_to_levels[stage] - positions[:, stage], largest[stage])
        orders[:, stage] = np.where(positions[:, stage] <= reorder_points[stage], wanted, 0)
    return orders


# %% wrong: the positions after ordering, not the orders
# hint: order what lifts
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    wanted = np.minimum(order_up_to_levels - positions, largest)
    return positions + np.where(positions <= reorder_points, wanted, 0)


# %% wrong: the largest order of any stage for all
# hint: each column to its own largest|may order 20 at most
#- wanted = np.minimum(order_up_to_levels - positions, largest)
#+ wanted = np.minimum(order_up_to_levels - positions, largest.max())


# %% right: with loops, as lists
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    rows = []
    for row in positions:
        orders = []
        for i in range(len(row)):
            if row[i] > reorder_points[i]:
                orders.append(0)
            else:
                orders.append(int(min(order_up_to_levels[i] - row[i], largest[i])))
        rows.append(orders)
    return rows


# %% right: with a mask, as floats
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    orders = np.zeros(positions.shape)
    for stage, (s, S, most) in enumerate(zip(reorder_points, order_up_to_levels, largest)):
        low = positions[:, stage] <= s
        orders[low, stage] = np.clip(S - positions[low, stage], 0, most)
    return orders


# %% right: a product with what is low, a list of arrays
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    return [(x <= reorder_points) * np.clip(order_up_to_levels - x, 0, largest) for x in positions]


# %% right: nested lists of floats
def capped_orders(positions, reorder_points, order_up_to_levels, largest):
    wanted = np.minimum(order_up_to_levels - positions, largest)
    return np.where(positions <= reorder_points, wanted, 0.0).tolist()
