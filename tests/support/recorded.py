"""Recorded episodes of the default chain: demand, orders, and every ledger line of every day."""

import json
from pathlib import Path

EPISODES = json.loads((Path(__file__).parents[1] / "data" / "ledgers.json").read_text())["episodes"]


def units_of(day):
    """Return the units of a recorded day, named and ordered as ``info["state"]``."""
    return {
        "on_hand": [*day["retailer_on_hand"], day["dc_on_hand"]],
        "in_transit": [*day["retailer_in_transit"], day["dc_in_transit"]],
        "owed": day["owed"],
        "sold": day["sold"],
        "lost": day["lost"],
    }
