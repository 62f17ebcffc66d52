// Search for (s, S) by hand: the profit of a setting on many months, and where the best would be.
function searchByHand(place, data) {
  const chain = record(data.chain), state = copyOf(data.state), { horizon, handles } = data;
  const [retailers, stages] = [chain.price.length, chain.capacity.length];
  let seed = 0, size = 0, touched = handles.length - 1, demand, curve = [], before = [];
  let asked = false, works = false, waiting, stop = () => {};

  function meet(customersOf) {
    [seed, demand] = [customersOf, undefined];
  }

  // The levels of every stage: both retailers alike, then the DC.
  const settings = ([s, S, dcs, dcS]) => [
    chain.capacity.map((_, i) => i < retailers ? s : dcs),
    chain.capacity.map((_, i) => i < retailers ? S : dcS),
  ];

  function* play(values) {
    const ledger = data.lines.map(() => 0), shelves = [], quantile = data.sizes[size][1];
    const profits = yield* playMonths({ chain, state, horizon }, demand, settings(values),
      (lines, k) => {
        for (let i = 0; i < lines.length; i += 1) ledger[i] += lines[i];
        if (!k) shelves.push([...state.on_hand]);
      });
    const n = profits.length, mean = profits.reduce((a, b) => a + b) / n;
    const spread = Math.sqrt(profits.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1) / n);
    return { values, n, mean, reach: quantile * spread, shelves,
      ledger: ledger.map(sum => sum / n) };
  }

  // While a handle moves, settings on its way are played through, and the last one in any case.
  function show() {
    asked = true;
    sentence.setAttribute("aria-busy", "true");
    best.textContent = looking;
    clearTimeout(waiting);
    stop();
    if (!works) inPieces(work());
  }

  function* work() {
    works = true;
    let found;
    while (asked) {
      asked = false;
      if (!demand) {
        const [months] = data.sizes[size];
        const drawn = yield* drawMonths(seed, data.at_most, months, horizon * retailers);
        if (asked) continue;  // perhaps for other customers
        demand = drawn;
      }
      found = yield* play(sliders.map(one => one.get()));
      tell(found);
    }
    works = false;
    // A handle that rests for a moment is worth a search.
    waiting = setTimeout(() => { stop = inPieces(trace(found)); }, 150);
  }

  function tell(found) {
    sentence.textContent = `Profit per episode: ${whole(found.mean)} ± ${whole(found.reach)} ` +
      `(95 % interval from ${whole(found.n)} episodes).`;
    if (!asked) sentence.setAttribute("aria-busy", "false");
    put(bars, costBars(found.ledger));
    put(month, shelfLines(found.shelves));
    drawCurve(found);
  }

  // The values of the handle that was moved last for which s stays below S.
  function reachable() {
    const [, least, most] = handles[touched], step = Math.ceil((most - least) / 30);
    const now = sliders[touched].get(), all = new Set([now]);
    for (let value = least; value <= most; value += step) all.add(value);
    const other = sliders[touched ^ 1].get();
    return [...all].filter(value => touched % 2 ? value > other : value < other)
      .sort((a, b) => a - b);
  }

  function* trace(found) {
    const points = [], swept = touched;
    for (const value of reachable()) {
      const values = found.values.map((other, i) => i === swept ? value : other);
      points.push([value, (yield* play(values)).mean]);
    }
    curve = points;
    drawCurve(found);
  }

  const winner = points => points.reduce((a, b) => b[1] > a[1] ? b : a);

  function drawCurve(found) {
    const [name, least, most] = handles[touched], now = [found.values[touched], found.mean];
    const marks = [{ kind: "own", point: now }];
    const series = [{ name: `now ${whole(found.mean)}`, kind: "band", points: [
      [now[0], found.mean - found.reach], [now[0], found.mean + found.reach]] }];
    best.textContent = looking;
    if (before.length) {
      series.push({ name: "customers before", kind: "third", points: before });
      marks.push({ kind: "before", point: winner(before) });
    }
    if (curve.length) {
      const [value, mean] = winner(curve);
      series.push({ name: "these customers", kind: "own", points: curve });
      marks.push({ kind: "best", point: [value, mean] });
      const moved = before.length ? ` With the customers before it was ${winner(before)[0]}.` : "";
      best.textContent =
        `Best ${name} with these customers: ${value}, ${whole(mean)} per episode.${moved}`;
    }
    // What earns much less than the best needs no room.
    const top = Math.max(...series.flatMap(one => one.points.map(([, y]) => y)));
    const floor = Math.min(top - 3000, found.mean - found.reach);
    for (const one of series) one.points = one.points.filter(([, y]) => y >= floor);
    put(chart, lineChart({
      series: series.filter(one => one.points.length), marks,
      across: { from: 0, to: most, every: most > 100 ? 40 : 20, what: name },
      lowest: floor, highest: top + 100,
      label: `Profit per episode over ${name}. ${best.textContent}`,
    }));
  }

  function costBars(ledger) {
    const costs = data.lines.slice(1, -1).map((name, i) => [name, ledger[i + 1]]);
    const largest = Math.max(3000, ...costs.map(([, cost]) => cost));
    const told = costs.map(([name, cost]) => `${name} ${whole(cost)}`).join("; ");
    const picture = svg("svg", { viewBox: "0 0 360 118", role: "img",
      "aria-label": `Of ${whole(ledger[0])} revenue per episode: ${told}.` });
    picture.append(write(`of ${whole(ledger[0])} revenue per episode:`, 4, 12,
      { class: "live-quiet" }));
    costs.forEach(([name, cost], i) => {
      const y = 34 + 20 * i;
      picture.append(
        write(name, 108, y, { "text-anchor": "end" }),
        svg("rect", { class: "live-stock", x: 114, y: y - 10, width: 190 * cost / largest,
          height: 12 }),
        write(whole(cost), 120 + 190 * cost / largest, y, { class: "live-cost" }),
      );
    });
    return picture;
  }

  function shelfLines(shelves) {
    const line = (i, name, kind) => ({ name, kind, points: shelves.map((row, t) => [t, row[i]]) });
    return lineChart({
      series: [line(stages - 1, "DC", "first"), line(0, "retailer 1", "own")],
      across: { from: 0, to: horizon, every: 7, what: "day of the first month" },
      lowest: 0, highest: Math.max(80, ...shelves.flat()),
      label: "Units on the shelf in the evening: the DC and retailer 1, day by day.",
    });
  }

  function moved(i) {
    touched = i;
    // A reorder point stays below its level: the other handle gives way.
    const [below, above] = [sliders[i & ~1], sliders[i | 1]];
    if (below.get() >= above.get()) {
      if (i % 2) below.set(above.get() - 1);
      else above.set(below.get() + 1);
    }
    [curve, before] = [[], []];
    show();
  }

  const sliders = handles.map(([name, min, max, value], i) =>
    slider(name, { min, max, value,
      told: `${name}, ${i % 2 ? "order-up-to level" : "reorder point"}` },
      () => moved(i)));
  const sentence = html("p", { class: "live-said", "aria-live": "polite" });
  const best = html("p", { class: "live-best" });
  const looking = "Looking for the best value of this handle …";
  const [chart, bars, month] = [html("div"), html("div", { class: "live-bars" }), html("div")];
  const choice = html("select", { class: "live-choice", "aria-label": "episodes", onchange: () => {
    size = choice.selectedIndex;
    [curve, before] = [[], []];
    meet(seed);
    show();
  } }, ...data.sizes.map(([n]) => html("option", {}, `${whole(n)} episodes`)));
  const others = button("Other customers", () => {
    [before, curve] = [curve, []];
    meet(seed + 1);
    show();
  });
  place.append(
    toTry(data.try), sentence,
    html("div", { class: "live-controls" }, ...sliders.map(one => one.row)),
    html("div", { class: "live-buttons" }, choice, others),
    best, html("div", { class: "live-pair" }, chart, month), bars,
  );
  meet(0);
  show();
}
