// Two policies duel fifty times: how often does one win, and how often is that called significant?
function duel(place, data) {
  const chain = record(data.chain), { horizon, duels, most, quantiles } = data;
  const months = 2 * duels * most, days = horizon * chain.price.length;
  let seed = 0, profits, stop = () => {};

  function meet(customersOf) {
    seed = customersOf;
    profits = undefined;
    sentence.textContent = "Playing …";
    stop();
    stop = inPieces(play());
  }

  function* play() {
    const found = [], state = copyOf(data.state);
    const demand = yield* drawMonths(seed, data.at_most, months, days);
    for (const settings of [data.settings, ...data.rivals.map(([, settings]) => settings)])
      found.push(yield* playMonths({ chain, state, horizon }, demand, settings));
    profits = found;
    show();
  }

  // Mean of what B earns more than A in each duel, and half of its 95 % interval.
  function results() {
    const n = scenarios.get(), other = profits[1 + rival.selectedIndex], found = [];
    for (let k = 0; k < duels; k += 1) {
      const first = 2 * n * k, mine = profits[0].slice(first, first + n);
      const start = same.checked ? first : first + n, theirs = other.slice(start, start + n);
      const gain = mean(theirs) - mean(mine);
      const error = same.checked ? spread(theirs.map((b, i) => b - mine[i])) / Math.sqrt(n)
        : Math.sqrt((spread(mine) ** 2 + spread(theirs) ** 2) / n);
      // Two samples have twice as many degrees of freedom as their differences.
      found.push({ gain, half: quantiles[same.checked ? "one" : "two"][n - 2] * error });
    }
    return found.sort((a, b) => a.gain - b.gain);
  }

  const mean = row => row.reduce((a, b) => a + b) / row.length;
  const spread = row => {
    const center = mean(row);
    return Math.sqrt(row.reduce((sum, value) => sum + (value - center) ** 2, 0) / (row.length - 1));
  };

  function show() {
    if (!profits) return;  // it is called when they have been played
    const found = results(), n = scenarios.get();
    const a = found.filter(({ gain }) => gain < 0).length;
    const b = found.filter(({ gain }) => gain > 0).length;
    const certain = found.filter(significant).length;
    sentence.textContent = `${duels} duels of ${n} scenarios, ` +
      `${same.checked ? "both on the same customers" : "each side on customers of its own"}: ` +
      (a + b ? `A wins ${a}, B wins ${b}; ${certain} of the winners are declared significant.`
        : "every difference is exactly 0, and nobody wins.");
    put(chart, draw(found));
  }

  const significant = ({ gain, half }) => Math.abs(gain) > half;

  function draw(found) {
    const reach = Math.max(100, ...found.map(({ gain, half }) => Math.abs(gain) + half));
    const y = value => 90 - 80 * value / reach;
    const picture = svg("svg", { viewBox: "0 0 360 186", role: "img",
      "aria-label": `Intervals of the ${duels} differences. ${sentence.textContent}` });
    const step = roundStep(reach / 2);
    for (const tick of [-step, 0, step])
      picture.append(
        svg("line", { class: tick ? "live-grid" : "live-line second", x1: 44, x2: 356,
          y1: y(tick), y2: y(tick) }),
        write(whole(tick), 40, y(tick) + 4, { class: "live-tick", "text-anchor": "end" }));
    found.forEach((one, i) => {
      const x = 51 + 6.1 * i, kind = significant(one) ? "certain" : "";
      picture.append(
        svg("line", { class: `live-interval ${kind}`, x1: x, x2: x,
          y1: y(one.gain - one.half), y2: y(one.gain + one.half) }),
        svg("circle", { class: `live-middle ${kind}`, cx: x, cy: y(one.gain), r: 2 }));
    });
    picture.append(write("what B earns more than A, duel by duel, sorted", 200, 184,
      { class: "live-tick", "text-anchor": "middle" }));
    return picture;
  }

  const scenarios = slider("scenarios", { min: 2, max: most, value: 20 }, show);
  const same = html("input", { type: "checkbox", onchange: show });
  const rival = html("select", { class: "live-choice", "aria-label": "B orders by",
    onchange: show },
    ...data.rivals.map(([name]) => html("option", {}, name)));
  const sentence = html("p", { class: "live-said", "aria-live": "polite" });
  const chart = html("div", { class: "live-wide" });
  place.append(
    toTry(data.try), sentence, chart,
    html("div", { class: "live-controls" }, scenarios.row,
      html("label", { class: "live-check" }, same, " both meet the same customers")),
    html("div", { class: "live-buttons" }, html("span", {}, "B orders by "), rival,
      button("Other customers", () => meet(seed + 1))),
  );
  meet(0);
}
