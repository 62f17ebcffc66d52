// Value iteration, sweep by sweep; and beside it why the best orders have a reorder point.
function watchSweeps(place, data) {
  const { values, orders, bounds, errors, settled } = data;
  const { best_values, best_orders, action_values, path } = data;
  const full = best_orders.length - 1, K = data.fixed_cost;
  const tenths = number => `${number < 0 ? "−" : ""}${Math.abs(number).toFixed(1)}`;
  const over = row => row.map((value, x) => [x, value]);
  const stocks = { from: 0, to: full, every: 5, what: "stock on the shelf" };

  function show() {
    const k = sweep.get(), missing = errors[k], now = orders[Math.min(k, settled)];
    const same = now.filter((order, x) => order === best_orders[x]).length;
    sentence.textContent = `After ${k} ${k === 1 ? "sweep" : "sweeps"}: ` +
      (k ? `no value can be wrong by more than ${tenths(bounds[k])}; ` +
          `in truth it is ${tenths(missing)}. `
        : `every value is 0, and wrong by up to ${tenths(missing)}. `) +
      (k < settled ? `Of ${full + 1} greedy orders ${same} are the best ones.`
        : `The greedy orders are the best ones, and stay so from sweep ${settled} on.`);
    put(valueChart, lineChart({
      series: [{ name: "best values", kind: "first", points: over(best_values) },
        { name: `sweep ${k}`, kind: "own", points: over(values[k]) }],
      across: stocks, lowest: Math.min(0, ...values.flat()), highest: Math.max(...best_values),
      label: `Values over the stock. ${sentence.textContent}`,
    }));
    put(orderChart, lineChart({
      series: [{ name: "best orders", kind: "first", points: over(best_orders) },
        { name: `sweep ${k}`, kind: "own", points: over(now) }],
      across: stocks, lowest: 0, highest: Math.max(...orders.flat()), key: true,
      label: `Greedy orders over the stock. ${sentence.textContent}`,
    }));
    put(boundChart, lineChart({
      series: [{ name: "bound", kind: "first", points: over(bounds).slice(1) },
        { name: "in truth", kind: "own", points: over(errors) },
        { name: "orders stay", kind: "second", points: [[settled, top], [settled, 0]] }],
      marks: [{ kind: "own", point: [k, missing] }, { kind: "best", point: [k, bounds[k] ?? top] }],
      across: { from: 0, to: values.length - 1, every: 40, what: "sweep" },
      lowest: 0, highest: top, key: true,
      label: `How wrong a value can be, and is, over the sweeps. ${sentence.textContent}`,
    }));
    back.disabled = k === 0;
    forth.disabled = k === values.length - 1;
  }

  // What it is worth to fill up to y, before the fixed cost is paid.
  function showWorth() {
    const x = stock.get(), worth = action_values[x].map((value, q) => [x + q, value + (q ? K : 0)]);
    const wait = worth[0][1], more = worth.slice(1);
    if (!more.length) {
      why.textContent = `With ${x} on the shelf nothing more fits.`;
      put(worthChart);
      return;
    }
    const top = more.reduce((a, b) => b[1] > a[1] ? b : a), gain = top[1] - wait;
    why.textContent = `With ${x} on the shelf, filling up to ${top[0]} is worth ${tenths(gain)} ` +
      `more than waiting, before the fixed cost of ${K}: ${gain > K ? "order" : "wait"}.`;
    put(worthChart, lineChart({
      series: [{ name: "worth G(y)", kind: "own", points: worth },
        { name: "waiting", kind: "second", points: [[x, wait], [full, wait]] },
        { name: `height K = ${K}`, kind: "third", points: [[top[0], top[1]], [top[0],
          top[1] - K]] }],
      marks: [{ kind: "own", point: worth[0], before: true,
        text: x === reorder ? `s = ${x}` : "" },
        { kind: "best", point: top, text: `S = ${top[0]}` }],
      across: { from: 0, to: full, every: 5, what: "level y after the order" },
      lowest: Math.min(top[1] - K, ...worth.map(([, value]) => value)) - 2, highest: top[1] + 5,
      label: why.textContent,
    }));
  }

  const top = Math.max(...bounds);
  const reorder = best_orders.findLastIndex(order => order > 0);
  const sweep = slider("sweep", { min: 0, max: values.length - 1, value: 1 }, show);
  const stock = slider("stock", { min: 0, max: full, value: reorder }, showWorth);
  const sentence = html("p", { class: "live-said", "aria-live": "polite" });
  const why = html("p", { class: "live-best" });
  const [valueChart, orderChart, boundChart] = [html("div"), html("div"), html("div")];
  const [worthChart, pathChart] = [html("div", { class: "live-worth" }), html("div")];
  const move = by => () => { sweep.set(sweep.get() + by); show(); };
  const [back, forth] = [button("One sweep back", move(-1)), button("One sweep on", move(1),
    "first")];
  place.append(
    toTry(data.try), sentence,
    html("div", { class: "live-controls" }, sweep.row),
    html("div", { class: "live-buttons" }, forth, back),
    html("div", { class: "live-pair" }, valueChart, orderChart, boundChart, pathChart),
    html("div", { class: "live-controls" }, stock.row),
    html("div", { class: "live-pair live-beside" }, worthChart, why),
  );
  put(pathChart, lineChart({
    series: [{ name: "stock", kind: "own", points: over(path) },
      { name: `s = ${reorder}`, kind: "second", points: [[0, reorder], [path.length - 1,
        reorder]] }],
    across: { from: 0, to: path.length - 1, every: 7, what: "mornings under the best orders" },
    lowest: 0, highest: full,
    label: `A month under the best orders: the stock falls to ${reorder} or less, and jumps up.`,
  }));
  show();
  showWorth();
}
