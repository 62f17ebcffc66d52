# %% wrong: orders below the reorder point only, not at it
# hint: at (its|the) reorder point
#- return np.where(positions <= reorder_points, wanted, 0)
#+ return np.where(positions < reorder_points, wanted, 0)


# %% wrong: base-stock, orders whenever the position is below S
# hint: above (it|the reorder point)
#- return np.where(positions <= reorder_points, wanted, 0)
#+ return np.where(positions < order_up_to_levels, wanted, 0)


# %% wrong: the reorder point is forgotten, so that a surplus is sent back
# hint: above
#- return np.where(positions <= reorder_points, wanted, 0)
#+ return wanted


# %% wrong: orders S - s, whatever the position
# hint: S - x|106 \+ 4
#- wanted = np.minimum(order_up_to_levels - positions, largest)
#+ wanted = np.minimum(order_up_to_levels - reorder_points, largest)


# %% wrong: the level is cut, not the order
# hint: may order 100 at most|cut the order
#- wanted = np.minimum(order_up_to_levels - positions, largest)
#+ wanted = np.maximum(np.minimum(order_up_to_levels, largest) - positions, 0)


# %% wrong: the largest order is forgotten
# hint: may order 100 at most|cut the order
#- wanted = np.minimum(order_up_to_levels - positions, largest)
#+ wanted = order_up_to_levels - positions


# %% wrong: writes the orders into the caller's positions
# hint: do not change
#- return np.where(positions <= reorder_points, wanted, 0)
#+ positions[:] = np.where(positions <= reorder_points, wanted, 0)
#+ return positions


# %% wrong: a negative position counts as an empty shelf
# hint: \+ 4|negative
#- wanted = np.minimum(order_up_to_levels - positions, largest)
#+ positions = np.maximum(positions, 0)
#+ wanted = np.minimum(order_up_to_levels - positions, largest)


# %% wrong: the first stage's reorder point for all
# hint: Stage 3: 106 - 30
#- return np.where(positions <= reorder_points, wanted, 0)
#+ return np.where(positions <= reorder_points[0], wanted, 0)


# %% wrong: an order that is too large is dropped, not cut
# hint: cut the order
#- return np.where(positions <= reorder_points, wanted, 0)
#+ wanted[order_up_to_levels - positions > largest] = 0
#+ return np.where(positions <= reorder_points, wanted, 0)


# %% wrong: a full truck whenever something is ordered
# hint: S - x
#- return np.where(positions <= reorder_points, wanted, 0)
#+ return np.where(positions <= reorder_points, largest, 0)


# %% wrong: right for three stages only
# hint: each stage
#- return np.where(positions <= reorder_points, wanted, 0)
#+ orders = np.where(positions <= reorder_points, wanted, 0)
#+ orders[:, 3:] = 0
#+ return orders


# %% wrong: the positions after ordering, not the orders
# hint: order what lifts
#- return np.where(positions <= reorder_points, wanted, 0)
#+ return positions + np.where(positions <= reorder_points, wanted, 0)


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
