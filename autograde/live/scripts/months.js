// The customers of a seed, month by month.
function* drawMonths(seed, at_most, months, days) {
  const demand = [], chance = [0, 0];
  begin(seed, chance);
  for (let k = 1; k <= months; k += 1) {
    const month = new Array(days).fill(0);
    customers(chance, at_most, month);
    demand.push(...month);
    if (k % 10 === 0) yield;
  }
  return demand;
}

// Months of a chain under an (s, S) rule, a few at a time; `watch` hears of every day.
function* playMonths({ chain, state, horizon }, demand, settings, watch = () => {}) {
  const orders = chain.capacity.map(() => 0), today = chain.price.map(() => 0), profits = [];
  for (let at = 0; at < demand.length;) {
    restart(chain, state);
    let profit = 0;
    for (let day = 0; day < horizon; day += 1) {
      for (let r = 0; r < today.length; r += 1, at += 1) today[r] = demand[at];
      _order_up_to(day, state.position, settings, orders);
      const lines = one_day(day, orders, today, chain, state);
      profit += lines[lines.length - 1];
      watch(lines, profits.length);
    }
    if (profits.push(profit) % 10 === 0) yield;
  }
  return profits;
}
