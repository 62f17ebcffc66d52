// One update of Q-learning after another, and each in six sentences.
function stepUpdates(place, data) {
  const { n_actions: width, horizon, days } = data, last = 6;
  let table, at, shown, step;

  const tenths = number => {
    const [units, tenth] = String(Math.round(Math.abs(number) * 10) / 10).split(".");
    return `${number < -0.05 ? "−" : ""}${units}.${tenth ?? 0}`;
  };

  const bracketed = number => number < -0.05 ? `(${tenths(number)})` : tenths(number);

  function restartAll() {
    table = data.q_table.map(value => value === null ? -Infinity : value);
    [at, shown] = [0, 1];
    prepare();
    show();
  }

  // The update is made on a copy; the table takes it over when the next one begins.
  function prepare() {
    const [state, action, reward, next] = days[at], ends = at % horizon === horizon - 1;
    const copy = [...table], [a, g] = [alpha.get(), gamma.get()];
    const [promised, target, error] =
      update_entry(copy, width, state, action, reward, next, ends && !beyond.checked ? 1 : 0, a, g);
    const entry = state * width + action;
    const row = table.slice(next * width, (next + 1) * width);
    step = { state, action, reward, next, ends, promised, target, error, entry, a, g,
      best: row.indexOf(Math.max(...row)), old: table[entry], moved: copy[entry] };
  }

  function changed() {
    prepare();
    show();
  }

  function begin() {
    table[step.entry] = step.moved;
    [at, shown] = [(at + 1) % days.length, 1];
    prepare();
  }

  function forward() {
    if (shown < last) shown += 1;
    else begin();
    show();
  }

  // To the end of an update: of the one that has begun, and of as many more as are asked for.
  function wholeUpdates(n) {
    for (let left = n; left > 0; left -= 1) {
      if (shown === last) begin();
      shown = last;
    }
    show();
  }

  function sentences() {
    const { state, action, reward, next, ends, promised, target, error, a, g, best, old,
      moved } = step;
    const closed = ends && !beyond.checked;
    return [
      `Day ${at % horizon + 1} of ${horizon}: ${state} on the shelf, an order of ${action}. ` +
        `The table says ${tenths(old)}.`,
      `The day earns R = ${tenths(reward)}, and leaves ${next} for tomorrow.` +
        (ends ? " Then the books are closed." : ""),
      closed ? "Nothing follows: what the table says of tomorrow does not count."
        : `The best that row ${next} promises is ${tenths(promised)}, for an order of ${best}.` +
          (ends ? " But nobody will ever sell what is left: this money is invented." : ""),
      closed ? `Target = R = ${tenths(target)}.`
        : `Target = ${tenths(reward)} + ${g} · ${bracketed(promised)} = ${tenths(target)}.`,
      `δ = ${tenths(target)} − ${bracketed(old)} = ${tenths(error)}.`,
      `The entry moves by α δ = ${a} · ${bracketed(error)}, to ${tenths(moved)}.`,
    ];
  }

  function show() {
    const said = sentences();
    sentence.textContent = said[shown - 1];
    put(list, ...said.map((text, i) =>
      html("li", { class: i < shown ? "" : "live-later" }, i < shown ? text : "…")));
    put(picture, drawTable());
    put(gap, drawGap());
  }

  function drawTable() {
    const [left, top, cell, high] = [46, 38, 52, 26], rows = table.length / width;
    const picture = svg("svg", { viewBox: `0 0 360 ${top + rows * high + 4}`, role: "img",
      "aria-label": `The Q-table: the entry for ${step.state} on the shelf and an order of ` +
        `${step.action} is ${tenths(shown < last ? step.old : step.moved)}.` });
    const middle = { "text-anchor": "middle" };
    picture.append(write("order", left + 3 * cell, 12, { class: "live-quiet", ...middle }),
      write("shelf", 2, 28, { class: "live-quiet" }));
    for (let q = 0; q < width; q += 1)
      picture.append(write(q, left + cell * (q + 0.5), 28, { class: "live-stage", ...middle }));
    for (let x = 0; x < rows; x += 1) {
      picture.append(write(x, 20, top + high * x + 17, { class: "live-stage" }));
      for (let q = 0; q < width; q += 1) {
        const i = x * width + q, value = i === step.entry && shown === last ? step.moved : table[i];
        const counts = shown < 3 || !step.ends || beyond.checked;
        const ahead = counts && shown > 1 && x === step.next && value > -Infinity;
        const kind = i === step.entry ? "now" : "";
        const best = shown > 2 && ahead && q === step.best ? "best" : "";
        picture.append(
          svg("rect", { class: `live-cell ${kind} ${ahead ? "ahead" : ""} ${best}`,
            x: left + cell * q + 2, y: top + high * x + 2, width: cell - 4, height: high - 4,
              rx: 3 }),
          write(value > -Infinity ? tenths(value) : "·", left + cell * (q + 0.5),
            top + high * x + 17,
            { class: value > -Infinity ? "" : "live-quiet", ...middle }),
        );
      }
    }
    return picture;
  }

  // From the estimate to the target, and how far the step goes.
  function drawGap() {
    const { old, target, moved } = step, ends = [old, target, moved];
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const x = value => 60 + 240 * (high - low ? (value - low) / (high - low) : 0.5);
    const picture = svg("svg", { viewBox: "0 0 360 70", role: "img",
      "aria-label": shown < 4 ? "The estimate; its target is not known yet."
        : `From the estimate ${tenths(old)} towards the target ${tenths(target)}.` });
    const mark = (value, name, y, kind) => picture.append(
      svg("circle", { class: `live-mark ${kind}`, cx: x(value), cy: 34, r: 5 }),
      write(name, x(value), y, { "text-anchor": "middle" }));
    picture.append(svg("line", { class: "live-grid", x1: 20, x2: 340, y1: 34, y2: 34 }));
    if (shown < 4)
      picture.append(write("the target is not known yet", 180, 16,
        { class: "live-quiet", "text-anchor": "middle" }));
    else {
      picture.append(svg("line", { class: "live-road", x1: x(old), x2: x(target), y1: 34,
        y2: 34 }));
      mark(target, `target ${tenths(target)}`, 16, "best");
    }
    if (shown === last)
      picture.append(svg("line", { class: "live-line own", x1: x(old), x2: x(moved), y1: 34,
        y2: 34 }));
    mark(old, `estimate ${tenths(old)}`, 58, "before");
    if (shown === last) mark(moved, "", 58, "own");
    return picture;
  }

  const alpha = slider("α", { min: 0, max: 1, step: 0.05, value: data.alpha,
    told: "learning rate α" },
    changed);
  const gamma = slider("γ", { min: 0, max: 0.95, step: 0.05, value: data.gamma,
    told: "discount γ" },
    changed);
  const beyond = html("input", { type: "checkbox", onchange: changed });
  const sentence = html("p", { class: "live-said", "aria-live": "polite" });
  const [picture, gap] = [html("div", { class: "live-table" }), html("div", { class: "live-gap" })];
  const list = html("ol", { class: "live-steps" });
  place.append(
    toTry(data.try),
    html("div", { class: "live-pair" }, picture, gap),
    sentence,
    html("div", { class: "live-buttons" },
      button("Next", forward, "first"), button("Whole update", () => wholeUpdates(1)),
      button("Ten updates", () => wholeUpdates(10)),
      button("Start again", restartAll)),
    html("div", { class: "live-controls" }, alpha.row, gamma.row,
      html("label", { class: "live-check" }, beyond, " look beyond the last day")),
    list,
  );
  restartAll();
}
