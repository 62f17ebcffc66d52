# %% wrong: the mill accepts everything
# hint: mill accepts
# of: with dot products
#- ordered = min(units["ordered"], costs["max_order"])
#+ ordered = units["ordered"]


# %% wrong: part of a truck is a fraction of a truck
# hint: begun load|2 trucks for 51
# of: with dot products
#- trucks = -(-np.array(units["shipped"]) // np.array(costs["truck_capacity"]))
#+ trucks = np.array(units["shipped"]) / np.array(costs["truck_capacity"])


# %% wrong: only full trucks count
# hint: begun load|2 trucks for 51
# of: with dot products
#- trucks = -(-np.array(units["shipped"]) // np.array(costs["truck_capacity"]))
#+ trucks = np.array(units["shipped"]) // np.array(costs["truck_capacity"])


# %% wrong: one truck too many for a full load
# hint: full load needs one
# of: with dot products
#- trucks = -(-np.array(units["shipped"]) // np.array(costs["truck_capacity"]))
#+ trucks = np.array(units["shipped"]) // np.array(costs["truck_capacity"]) + 1


# %% wrong: the mill's fixed cost is charged on days without an order
# hint: if the DC ordered anything
#- + (costs["fixed_order_cost"] if accepted > 0 else 0.0),
#+ + costs["fixed_order_cost"],


# %% wrong: holding is charged at the retailers only
# hint: at the DC|the DC too
#- "holding": (c["holding_cost"] * u["on_hand"]).sum(),
#+ "holding": (c["holding_cost"] * u["on_hand"])[:-1].sum(),


# %% wrong: a lost sale costs the price
# hint: penalty
#- "lost_sales": (c["lost_sales_cost"] * u["lost"]).sum(),
#+ "lost_sales": (c["price"] * u["lost"]).sum(),


# %% wrong: overflow grows without bound
# hint: tanh
#- "overflow": (c["overflow_cost"] * c["capacity"] * np.tanh(relative)).sum(),
#+ "overflow": (c["overflow_cost"] * u["surplus"]).sum(),


# %% wrong: overflow without its weight
# hint: own surplus, weight|2 \* 150 \* tanh
#- "overflow": (c["overflow_cost"] * c["capacity"] * np.tanh(relative)).sum(),
#+ "overflow": (c["capacity"] * np.tanh(relative)).sum(),


# %% wrong: profit adds the costs to the revenue
# hint: minus the five costs
# of: with dot products
#- ledger["profit"] = ledger["revenue"] - sum(list(ledger.values())[1:])
#+ ledger["profit"] = sum(ledger.values())


# %% wrong: all retailers share the trucks
# hint: load of each retailer
#- trucks = np.ceil(u["shipped"] / c["truck_capacity"])
#+ trucks = np.ceil(u["shipped"].sum() / c["truck_capacity"][0])
#- "fixed_ordering": (c["truck_cost"] * trucks).sum()
#+ "fixed_ordering": c["truck_cost"][0] * trucks


# %% wrong: trucks are rounded to the nearest number
# hint: begun load|2 trucks for 51
# of: with dot products
#- trucks = -(-np.array(units["shipped"]) // np.array(costs["truck_capacity"]))
#+ trucks = np.round(np.array(units["shipped"]) / np.array(costs["truck_capacity"]))


# %% wrong: the first retailer's price for all
# hint: at its own price
#- "revenue": (c["price"] * u["sold"]).sum(),
#+ "revenue": (c["price"][0] * u["sold"]).sum(),


# %% wrong: a missing bracket multiplies by the capacity
# hint: tanh
#- relative = u["surplus"] / (0.75 * c["capacity"])
#+ relative = u["surplus"] / 0.75 * c["capacity"]


# %% wrong: rounds to cents
# hint: do not round
# of: with dot products
#- return ledger
#+ return {line: round(float(money), 2) for line, money in ledger.items()}


# %% wrong: writes the accepted order into the caller's dictionary
# hint: do not change the dictionaries
# of: with dot products
#- ordered = min(units["ordered"], costs["max_order"])
#+ ordered = units["ordered"] = min(units["ordered"], costs["max_order"])


# %% wrong: each cost through int()
# hint: may have fractions
#- "revenue": (c["price"] * u["sold"]).sum(),
#+ "revenue": int((c["price"] * u["sold"]).sum()),
#- "variable_ordering": costs["variable_order_cost"] * accepted,
#- "lost_sales": (c["lost_sales_cost"] * u["lost"]).sum(),
#+ "variable_ordering": int(costs["variable_order_cost"] * accepted),
#+ "lost_sales": int((c["lost_sales_cost"] * u["lost"]).sum()),


# %% wrong: the retailers' costs in arrays of integers
# hint: may have fractions
#- c = {name: np.array(value) for name, value in costs.items()}
#+ c = {name: np.array(value) for name, value in costs.items()}
#+ for name in ("price", "lost_sales_cost", "truck_cost"):
#+     c[name] = c[name].astype(int)


# %% wrong: the DC's own costs as whole numbers
# hint: may have fractions
#- + (costs["fixed_order_cost"] if accepted > 0 else 0.0),
#- "variable_ordering": costs["variable_order_cost"] * accepted,
#+ + (int(costs["fixed_order_cost"]) if accepted > 0 else 0.0),
#+ "variable_ordering": int(costs["variable_order_cost"]) * accepted,


# %% wrong: the ledger ends on whole amounts, overflow apart
# hint: may have fractions
#- spent = sum(money for line, money in ledger.items() if line != "revenue")
#+ for line in ("revenue", "fixed_ordering", "variable_ordering", "lost_sales"):
#+     ledger[line] = round(ledger[line])
#+ spent = sum(money for line, money in ledger.items() if line != "revenue")


# %% right: with dot products
def daily_ledger(units, costs):
    ordered = min(units["ordered"], costs["max_order"])
    trucks = -(-np.array(units["shipped"]) // np.array(costs["truck_capacity"]))
    ledger = {
        "revenue": np.dot(units["sold"], costs["price"]),
        "holding": np.dot(units["on_hand"], costs["holding_cost"]),
        "fixed_ordering": np.dot(trucks, costs["truck_cost"])
        + costs["fixed_order_cost"] * (ordered > 0),
        "variable_ordering": costs["variable_order_cost"] * ordered,
        "lost_sales": np.dot(units["lost"], costs["lost_sales_cost"]),
        "overflow": sum(
            w * c * np.tanh(o / (0.75 * c))
            for w, c, o in zip(costs["overflow_cost"], costs["capacity"], units["surplus"])
        ),
    }
    ledger["profit"] = ledger["revenue"] - sum(list(ledger.values())[1:])
    return ledger


# %% right: with loops
def daily_ledger(units, costs):
    revenue = holding = fixed = lost = overflow = 0
    for r in range(len(units["sold"])):
        revenue += costs["price"][r] * units["sold"][r]
        lost += costs["lost_sales_cost"][r] * units["lost"][r]
        load = units["shipped"][r]
        while load > 0:
            fixed += costs["truck_cost"][r]
            load -= costs["truck_capacity"][r]
    for i in range(len(units["on_hand"])):
        holding += costs["holding_cost"][i] * units["on_hand"][i]
        surplus, capacity = units["surplus"][i], costs["capacity"][i]
        share = np.tanh(4 * surplus / (3 * capacity))
        overflow += costs["overflow_cost"][i] * capacity * share
    if units["ordered"] > 0:
        fixed += costs["fixed_order_cost"]
    variable = costs["variable_order_cost"] * min(units["ordered"], costs["max_order"])
    return {
        "profit": revenue - holding - fixed - variable - lost - overflow,
        "revenue": revenue,
        "holding": holding,
        "fixed_ordering": fixed,
        "variable_ordering": variable,
        "lost_sales": lost,
        "overflow": overflow,
    }


# %% right: helpers and a running profit
def daily_ledger(units, costs):
    def total(amounts, rates):
        return float(sum(a * b for a, b in zip(units[amounts], costs[rates])))

    loads = [-(-n // q) for n, q in zip(units["shipped"], costs["truck_capacity"])]
    accepted = np.minimum(units["ordered"], costs["max_order"])
    capacity = np.array(costs["capacity"], dtype=float)
    flat = np.tanh(np.array(units["surplus"]) / capacity / 0.75)
    ledger = {"revenue": total("sold", "price"), "holding": total("on_hand", "holding_cost")}
    ledger["fixed_ordering"] = sum(n * k for n, k in zip(loads, costs["truck_cost"]))
    if accepted:
        ledger["fixed_ordering"] += costs["fixed_order_cost"]
    ledger["variable_ordering"] = accepted * costs["variable_order_cost"]
    ledger["lost_sales"] = total("lost", "lost_sales_cost")
    ledger["overflow"] = costs["overflow_cost"] @ (capacity * flat)
    return ledger | {"profit": 2 * ledger["revenue"] - sum(ledger.values())}
