# %% wrong: the delivery is a day late
# hint: arrive|no day later
#- if day >= lead_time:
#-     stock += orders[day - lead_time]
#+ if day > lead_time:
#+     stock += orders[day - lead_time - 1]


# %% wrong: the delivery comes after the customers
# hint: arrive|before they come
#- for day, wanted in enumerate(demand):
#+ for day, wanted in enumerate(demand):
#+     sold.append(min(stock, wanted))
#+     stock -= sold[-1]
#- sold.append(min(stock, wanted))
#- stock -= sold[-1]


# %% wrong: a negative index takes orders of the future
# hint: negative index|5 - 3 = 2|day 0
#- if day >= lead_time:
#-     stock += orders[day - lead_time]
#+ stock += orders[day - lead_time]


# %% wrong: customers wait
# hint: lost, not owed|2 are there
#- sold.append(min(stock, wanted))
#- stock -= sold[-1]
#+ sold.append(min(max(stock, 0), wanted))
#+ stock -= wanted


# %% wrong: sells what is not there
# hint: smaller one|sell what is wanted, if it is there
#- sold.append(min(stock, wanted))
#- stock -= sold[-1]
#+ sold.append(wanted)
#+ stock = max(0, stock - wanted)


# %% wrong: writes down the stock before the sales
# hint: 5 - 3 = 2|in the evening
#-     stock += orders[day - lead_time]
#+     stock += orders[day - lead_time]
#+ on_hand.append(stock)
#- on_hand.append(stock)


# %% wrong: the lead time of the example for every shop
# hint: day L|t \+ L
#- if day >= lead_time:
#-     stock += orders[day - lead_time]
#+ if day >= 2:
#+     stock += orders[day - 2]


# %% wrong: uses up the caller's list of orders
# hint: do not change the lists
#- stock += orders[day - lead_time]
#+ stock += orders.pop(0)


# %% wrong: the delivery is a day early
# hint: arrive|no day earlier|day 0
#- if day >= lead_time:
#-     stock += orders[day - lead_time]
#+ if day >= lead_time - 1:
#+     stock += orders[day - lead_time + 1]


# %% wrong: the first delivery is forgotten
# hint: arrive|day t \+ L
#- if day >= lead_time:
#+ if day > lead_time:


# %% wrong: all or nothing
# hint: sell all of it|2 are there
#- sold.append(min(stock, wanted))
#+ sold.append(wanted if wanted <= stock else 0)


# %% wrong: default lists remember the last month
# hint: begin every call with new lists
#- def shop_month(initial_stock, lead_time, orders, demand):
#+ def shop_month(initial_stock, lead_time, orders, demand, on_hand=[], sold=[]):
#- stock, on_hand, sold = initial_stock, [], []
#+ stock = initial_stock


# %% wrong: the shelf begins empty
# hint: plenty on the shelf|5 - 3 = 2
#- stock, on_hand, sold = initial_stock, [], []
#+ stock, on_hand, sold = 0, [], []


# %% wrong: losses of earlier days are made good
# hint: day t \+ L|2 are there
def shop_month(initial_stock, lead_time, orders, demand):
    received = np.array(([0] * lead_time + list(orders))[: len(demand)])
    on_hand = np.maximum(0, initial_stock + np.cumsum(received - np.array(demand)))
    before = np.concatenate([[initial_stock], on_hand[:-1]])
    return on_hand, np.minimum(before + received, demand)


# %% right: a pipeline of what is on its way
def shop_month(initial_stock, lead_time, orders, demand):
    pipeline, stock = [0] * lead_time, initial_stock
    evenings, sales = np.zeros(len(demand), dtype=int), np.zeros(len(demand), dtype=int)
    for day in range(len(demand)):
        pipeline.append(orders[day])
        stock += pipeline.pop(0)
        sales[day] = min(stock, demand[day])
        stock -= sales[day]
        evenings[day] = stock
    return evenings, sales


# %% right: with running sums
def shop_month(initial_stock, lead_time, orders, demand):
    demand = np.array(demand)
    received = np.array(([0] * lead_time + list(orders))[: len(demand)])
    net = initial_stock + np.cumsum(received - demand)
    lost = np.maximum.accumulate(np.maximum(-net, 0))
    new_losses = np.diff(lost, prepend=0)
    return [net + lost, demand - new_losses]


# %% right: recursion, rows of an array of floats
def shop_month(initial_stock, lead_time, orders, demand):
    def days(day, stock):
        if day == len(demand):
            return []
        stock += orders[day - lead_time] if day >= lead_time else 0
        sold = min(stock, demand[day])
        return [(stock - sold, sold), *days(day + 1, stock - sold)]

    return np.array(days(0, initial_stock), dtype=np.float32).T
