// Run the chain: a month of mornings with three orders each, against rules on the same customers.
function runTheChain(place, data) {
  const { horizon, stages } = data, chain = record(data.chain);
  const rules = { _order_up_to, _order_constant };
  let seed, demand, state, day, totals, rivals, ledger;

  const digits = text => Array.from(text, digit => parseInt(digit, 36));
  const chunks = (row, size) =>
    Array.from({ length: row.length / size }, (_, t) => row.slice(t * size, (t + 1) * size));

  function fresh() {
    const morning = copyOf(data.state);
    restart(chain, morning);
    return morning;
  }

  // Profit so far after 0, 1, … days of a rule, on the customers of this seed.
  function race(choose) {
    const own = fresh(), orders = stages.map(() => 0), sums = [0];
    for (let t = 0; t < horizon; t += 1) {
      choose(t, own.position, orders);
      sums.push(sums[t] + one_day(t, orders, demand[t], chain, own).at(-1));
    }
    return sums;
  }

  function begin(chosen) {
    seed = chosen;
    demand = chunks(digits(data.customers[seed]), chain.price.length);
    const draws = chunks(digits(data.draws[seed]), stages.length);
    state = fresh();
    [day, totals, ledger] = [0, [0], null];
    rivals = data.rivals.map(({ name, kind, rule, settings }) => ({
      name, kind, sums: race((t, position, orders) => rules[rule](t, position, settings, orders)),
    }));
    rivals.push({
      name: "random", kind: "third",
      sums: race((t, position, orders) =>
        orders.forEach((order, i) => { orders[i] = data.order_levels[i][draws[t][i]]; })),
    });
    show();
  }

  function openTheShops(times) {
    for (let left = times; left > 0 && day < horizon; left -= 1) {
      const orders = sliders.map(one => one.get());
      ledger = one_day(day, orders, demand[day], chain, state);
      totals.push(totals[day] + ledger.at(-1));
      day += 1;
    }
    show();
    if (day === horizon) again.focus();
  }

  function show() {
    put(picture, drawChain(chain, state, day, day ? demand[day - 1] : null));
    const all = [...totals, ...rivals.flatMap(rival => rival.sums)];
    const series = [{ name: "you", kind: "own", sums: totals }, ...rivals].map(
      ({ name, kind, sums }) => ({ name: `${name} ${whole(sums[day])}`, kind,
        points: sums.slice(0, day + 1).map((sum, t) => [t, sum]) }));
    put(chart, lineChart({
      series, across: { from: 0, to: horizon, every: 7, what: "days" },
      lowest: Math.min(0, ...all), highest: Math.max(...all),
      label: `Profit so far: ${series.map(({ name }) => name).join("; ")}.`,
    }));
    sentence.textContent = said();
    put(book, ...inWords());
    put(ending, ...(day === horizon ? outcome() : []));
    open.disabled = week.disabled = day === horizon;
    link.href = `#customers=${seed}`;
    link.textContent = `link to customers ${seed}`;
  }

  function said() {
    if (!day) return `Morning 1 of ${horizon}. What do the three order?`;
    const lost = state.lost.reduce((a, b) => a + b);
    const leave = lost ? `, and ${lost} left with empty hands` : "";
    const next = day < horizon ? ` Morning ${day + 1} of ${horizon}: what do they order?` : "";
    const wanted = demand[day - 1].reduce((a, b) => a + b);
    return `Yesterday customers wanted ${wanted} bottles${leave}. ` +
      `Profit of the day: ${whole(ledger.at(-1))}; so far ${whole(totals[day])}.${next}`;
  }

  function inWords() {
    if (!day) return [data.money];
    const words = ["from sales", "for what stays on shelves",
      "for trucks, and an order at the mill",
      "for bottles from the mill", "for lost sales", "for overflow"];
    const parts = words.map((word, i) => [i ? -ledger[i] : ledger[i], word])
      .filter(([amount]) => amount !== 0)
      .map(([amount, word]) => html("span", {}, html("b", {}, whole(amount)), ` ${word}`));
    return [`Day ${day}: `, ...parts.flatMap((part, i) => i ? [" · ", part] : [part]),
      " = ", html("b", {}, whole(ledger.at(-1)))];
  }

  function outcome() {
    const [best] = rivals;
    const won = totals[day] > best.sums[day];
    return [html("p", {},
      html("b", {}, `You ${whole(totals[day])}, two numbers ${whole(best.sums[day])}`),
      won ? ": well ordered. Can a table do it as well? " : ": now teach a table to do it. ",
      "The two numbers say when a stage orders, and up to what; ",
      html("a", { href: "03_policies.html" }, "chapter 3"), " finds them, and in ",
      html("a", { href: "05_q_learning.html" }, "chapter 5"), " a table learns.")];
  }

  const sliders = stages.map((name, i) =>
    slider(`${name} orders`, { min: 0, max: data.most[i], step: data.steps[i],
      value: data.first[i] }));
  const [picture, chart] = [html("div", { class: "live-picture" }), html("div",
    { class: "live-chart" })];
  const sentence = html("p", { class: "live-said", "aria-live": "polite" });
  const [book, ending] = [html("p", { class: "live-book" }), html("div", { class: "live-ending" })];
  const open = button("Open the shops", () => openTheShops(1), "first");
  const week = button("The same for 7 mornings", () => openTheShops(7));
  const again = button("Start again", () => begin(seed));
  const others = button("Other customers", () => begin((seed + 1) % data.customers.length));
  const link = html("a", { class: "live-link" });
  place.classList.add("live-month");
  place.append(
    toTry(data.try), picture, sentence,
    html("div", { class: "live-controls" }, ...sliders.map(one => one.row)),
    html("div", { class: "live-buttons" }, open, week, again, others, link),
    ending, chart, book,
  );
  const named = () => Number(/^#customers=(\d+)$/.exec(location.hash)?.[1] ?? data.seed);
  const known = () => named() < data.customers.length ? named() : data.seed;
  window.addEventListener("hashchange",
    () => { if (/^#customers=/.test(location.hash)) begin(known()); });
  begin(known());
}
