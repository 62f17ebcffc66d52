// Train a learner in the small shop: twenty of them, day after day.
function trainIt(place, data) {
  const { shop, at_most, seeds, checkpoints, presets, first, best_orders, best_mean } = data;
  const width = shop.capacity + 1, parts = 25;
  const fits = Array.from({ length: width * width }, (_,
    i) => Math.floor(i / width) + i % width < width);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let stop = () => {}, curves, history;

  // One learner: what it earned a day in each part, and what its tables were on some days.
  function* learn(seed, days, keeps) {
    const chance = [0, 0], q = fits.map(fit => fit ? 0 : -Infinity), second = [...q];
    const visits = fits.map(() => 0), earned = [], kept = {};
    begin(seed, chance);
    const [e, a, g] = [epsilon.get(), alpha.get(), gamma.get()], tables = two.checked ? 2 : 1;
    let stock = 0, day = 0, total = 0;
    const stops = Array.from({ length: parts }, (_, i) => days / parts * (i + 1));
    for (const stop of [...new Set([...keeps, ...stops])].sort((x, y) => x - y)) {
      while (day < stop) {
        const some = Math.min(100, stop - day);
        let more;
        [stock, more] = practise(some, stock, chance, shop, at_most, q, second, visits, e, a, g,
          tables);
        [day, total] = [day + some, total + more];
        yield;
      }
      if (keeps.includes(stop)) kept[stop] = { q: q.map((value, i) => (value + second[i]) / 2),
        visits: [...visits], orders: best_orders.map((_, x) => best_order(q, second, width, x)) };
      if (stops.includes(stop)) {
        earned.push(total / (days / parts));
        total = 0;
      }
    }
    return { earned, kept };
  }

  function train() {
    stop();
    const length = days.get(), stops = Array.from({ length: parts }, (_,
      i) => length / parts * (i + 1));
    const keeps = [...new Set([...checkpoints.filter(day => day <= length), ...stops])];
    [curves, history] = [[], {}];
    sentence.textContent = "Training …";
    stop = inPieces(all(length, keeps));
  }

  function* all(length, keeps) {
    for (let seed = 0; seed < seeds; seed += 1) {
      const { earned, kept } = yield* learn(seed, length, seed ? [] : keeps);
      curves.push(earned);
      if (!seed) {
        history = kept;
        when.set(parts);
        showOrders();
        showTable();
      }
      // Who asks for less motion sees the curve when it is whole.
      if (!still.matches || curves.length === seeds) showCurve(length);
      yield;
    }
  }

  function showCurve(length) {
    const means = Array.from({ length: parts }, (_, i) =>
      curves.reduce((sum, curve) => sum + curve[i], 0) / curves.length);
    const every = curves.flat();
    if (curves.length === seeds)
      sentence.textContent = `${seeds} learners, ${whole(length)} days each: in the last part of ` +
        `the training they earned ${means.at(-1).toFixed(1)} a day; the best orders earn ` +
        `${best_mean.toFixed(1)} without exploring.`;
    const over = row => row.map((value, i) => [length / parts * (i + 1), value]);
    put(curveChart, lineChart({
      series: [...curves.slice(0, 5).map(curve => ({ name: "", kind: "third",
        points: over(curve) })),
        { name: `mean of ${curves.length}`, kind: "own", points: over(means) },
        { name: "best orders", kind: "first", points: [[0, best_mean], [length, best_mean]] }],
      across: { from: 0, to: length, every: length / 2, what: "day" },
      lowest: Math.min(0, ...every), highest: Math.max(best_mean, ...every) + 1,
      label: `Profit a day over the training, mean of ${curves.length} learners.`,
    }));
  }

  function showOrders() {
    const over = row => row.map((order, x) => [x, order]);
    const shown = checkpoints.filter(day => history[day]);
    const kinds = [...["third", "second", "fourth"].slice(0, shown.length - 1), "own"];
    put(orderChart, lineChart({
      series: [{ name: "best orders", kind: "first", points: over(best_orders) },
        ...shown.map((day, i) => ({ name: `${whole(day)} days`, kind: kinds[i],
          points: over(history[day].orders) }))],
      across: { from: 0, to: width - 1, every: 5, what: "stock on the shelf" },
      lowest: 0, highest: width - 1, key: true,
      label: `Orders of the first learner over the stock, after ${shown.join(", ")} days: ` +
        shown.map(day => history[day].orders.join(" ")).join("; "),
    }));
  }

  function showTable() {
    const day = days.get() / parts * when.get();
    if (!history[day]) return;  // the first learner is not that far yet
    const { q, visits } = history[day];
    const known = q.filter((_, i) => fits[i]), [low, high] = [Math.min(...known),
      Math.max(...known)];
    const most = Math.log1p(Math.max(...visits));
    const tried = visits.filter(count => count).length;
    note.textContent = `After ${whole(day)} days the first learner has tried ${tried} of the ` +
      `${known.length} pairs of stock and order.`;
    const value = heat("values", q.map(one => (one - low) / (high - low || 1)));
    put(tables, value, heat("visits", visits.map(count => Math.log1p(count) / most)));
  }

  function heat(name, shares) {
    const picture = svg("svg", { viewBox: "0 0 180 192", role: "img",
      "aria-label": `${name} of each stock and order; ${note.textContent}` });
    picture.append(write(name, 12, 12, { class: "live-stage" }),
      write("order →", 168, 12, { class: "live-quiet", "text-anchor": "end" }));
    shares.forEach((share, i) => {
      if (fits[i]) picture.append(svg("rect", { class: "live-heat", width: 7, height: 7,
        x: 12 + 7.6 * (i % width), y: 20 + 7.6 * Math.floor(i / width),
        "fill-opacity": (0.05 + 0.95 * share).toFixed(2) }));
    });
    picture.append(write("stock ↓", 12, 190, { class: "live-quiet" }));
    return picture;
  }

  const changed = () => { choice.selectedIndex = presets.length; train(); };
  const [, e, a, g, tablesFirst] = presets[first];
  const epsilon = slider("ε, exploring", { min: 0, max: 1, step: 0.01, value: e }, changed);
  const alpha = slider("α, the step", { min: 0.01, max: 1, step: 0.01, value: a }, changed);
  const gamma = slider("γ, tomorrow", { min: 0, max: 0.99, step: 0.01, value: g }, changed);
  const days = slider("days", { min: 1000, max: checkpoints.at(-1), step: 1000, value: 10000,
    as: whole }, train);
  const when = slider("table after days", { min: 1, max: parts, value: parts,
    told: "day of the training", as: part => whole(days.get() / parts * part) },
    showTable);
  const two = html("input", { type: "checkbox", onchange: changed, checked: tablesFirst === 2 });
  const choice = html("select", { class: "live-choice", "aria-label": "learner", onchange: () => {
    const preset = presets[choice.selectedIndex];
    if (!preset) return;
    [epsilon, alpha, gamma].forEach((one, i) => one.set(preset[i + 1]));
    two.checked = preset[4] === 2;
    train();
  } }, ...presets.map(([name]) => html("option", {}, name)), html("option", {}, "your own"));
  choice.selectedIndex = first;
  const sentence = html("p", { class: "live-said", "aria-live": "polite" });
  const note = html("p", { class: "live-best" });
  const [curveChart, orderChart] = [html("div"), html("div")];
  const tables = html("div", { class: "live-heats" });
  place.append(
    toTry(data.try), html("div", { class: "live-buttons" }, choice), sentence,
    html("div", { class: "live-controls" }, epsilon.row, alpha.row, gamma.row, days.row,
      html("label", { class: "live-check" }, two, " two tables")),
    html("div", { class: "live-pair" }, curveChart, orderChart),
    html("div", { class: "live-controls" }, when.row), note, tables,
  );
  train();
}
