# %% right: as many days before the end
#- plan_of_today = orders[day]
#+ plan_of_today = orders[len(orders) - days_left]


# %% right: counted from the end
#- plan_of_today = orders[day]
#+ plan_of_today = orders[-days_left]


# %% right: rows and demand side by side
def follow_plan(orders, demand, on_hand):
    mornings = [on_hand]
    for row, wanted in zip(orders, demand):
        left = max(mornings[-1] - wanted, 0)
        mornings.append(left + row[mornings[-1]])
    return mornings


# %% wrong: as found
# hint: row 0 of the plan
#- plan_of_today = orders[day]
#+ plan_of_today = orders[days_left - 1]


# %% wrong: always the first day's plan
# hint: row 1|Row t
#- plan_of_today = orders[day]
#+ plan_of_today = orders[0]


# %% wrong: orders by what is left
# hint: row 1|own morning
#- order = plan_of_today[on_hand]
#- on_hand = max(0, on_hand - wanted) + order
#+ on_hand = max(0, on_hand - wanted)
#+ on_hand += plan_of_today[on_hand]


# %% wrong: yesterday's plan
# hint: row 0 of the plan|Row t
#- plan_of_today = orders[day]
#+ plan_of_today = orders[max(0, day - 1)]


# %% wrong: the order comes before the customers
# hint: nothing is there to sell|arrives in the night
#- on_hand = max(0, on_hand - wanted) + order
#+ on_hand = max(0, on_hand + order - wanted)


# %% wrong: a shelf below zero
# hint: nothing is there to sell|no less than nothing
#- on_hand = max(0, on_hand - wanted) + order
#+ on_hand = on_hand - wanted + order
