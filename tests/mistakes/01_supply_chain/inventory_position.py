# %% wrong: watches the shelf and the road only
# hint: owes (it|a stage) is on order
#- return position
#+ return on_hand + in_transit


# %% wrong: backlog is forgotten
# hint: backlog
#- for stage, source in enumerate(supplier):
#-     if source >= 0:
#-         position[source] -= owed[stage]


# %% wrong: backlog has the wrong sign
# hint: backlog
#- position[source] -= owed[stage]
#+ position[source] += owed[stage]


# %% wrong: a repeated index is subtracted once
# hint: several others|to each retailer
#- for stage, source in enumerate(supplier):
#-     if source >= 0:
#-         position[source] -= owed[stage]
#+ inside = supplier >= 0
#+ position[supplier[inside]] -= owed[inside]


# %% wrong: the outside is taken for the last stage
# hint: outside of the chain
#- if source >= 0:
#-     position[source] -= owed[stage]
#+ position[source] -= owed[stage]


# %% wrong: stage 0 is taken for no supplier
# hint: stage 0 may supply
#- if source >= 0:
#+ if source > 0:


# %% wrong: debts climb up to the supplier's supplier
# hint: direct supplier
#- if source >= 0:
#+ while source >= 0:
#- position[source] -= owed[stage]
#+ position[source] -= owed[stage]
#+ source = supplier[source]


# %% wrong: adds up in the caller's array
# hint: do not change the arrays
#- position = on_hand + in_transit + owed
#+ position = on_hand
#+ position += in_transit + owed


# %% wrong: a position never falls below zero
# hint: may be negative
#- return position
#+ return np.maximum(position, 0)


# %% wrong: only as much is promised as is on hand
# hint: whole backlog
#- position[source] -= owed[stage]
#+ position[source] -= min(owed[stage], on_hand[source])


# %% wrong: what the outside owes does not count
# hint: outside of the chain
#- position = on_hand + in_transit + owed
#+ position = on_hand + in_transit
#- position[source] -= owed[stage]
#+ position[source] -= owed[stage]
#+ position[stage] += owed[stage]


# %% wrong: the last stage supplies all others
# hint: from the supplier's position
#- for stage, source in enumerate(supplier):
#-     if source >= 0:
#-         position[source] -= owed[stage]
#+ position[-1] -= owed[:-1].sum()


# %% wrong: marks the outside in the caller's array
# hint: do not change the arrays
def inventory_position(on_hand, in_transit, owed, supplier):
    backlog = np.zeros(len(owed) + 1, dtype=int)
    supplier[supplier < 0] = len(owed)
    np.add.at(backlog, supplier, owed)
    return on_hand + in_transit + owed - backlog[:-1]


# %% right: with bincount
def inventory_position(on_hand, in_transit, owed, supplier):
    backlog = np.bincount(supplier + 1, weights=owed, minlength=len(owed) + 1)[1:]
    return on_hand + in_transit + owed - backlog.astype(int)


# %% right: a list, stage by stage
def inventory_position(on_hand, in_transit, owed, supplier):
    positions = []
    for stage in range(len(on_hand)):
        backlog = 0
        for other in range(len(owed)):
            if supplier[other] == stage:
                backlog += int(owed[other])
        positions.append(int(on_hand[stage] + in_transit[stage] + owed[stage]) - backlog)
    return positions


# %% right: subtracting at repeated indices
def inventory_position(on_hand, in_transit, owed, supplier):
    position = (on_hand + in_transit + owed).astype(float)
    inside = supplier != -1
    np.subtract.at(position, supplier[inside], owed[inside])
    return position


# %% right: a tuple, with a matrix of who supplies whom
def inventory_position(on_hand, in_transit, owed, supplier):
    supplies = supplier[:, np.newaxis] == np.arange(len(supplier))
    return tuple((on_hand + in_transit + owed - owed @ supplies).tolist())
