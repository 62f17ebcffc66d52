// Lines, each with its name at its end.
const CHART = { width: 360, height: 210, left: 44, right: 230, top: 14, bottom: 176 };

// `series`: name, kind, points [x, y]; `marks`: kind, point, and a text above it (or before it), or none;
// `across`: from, to, every, what.
// With `key`, names stand in a list with samples: for lines that end in the same place.
function lineChart({ series, marks = [], across, lowest, highest, label, key = false }) {
  const { width, height, left, right, top, bottom } = CHART;
  const x = value => left + (right - left) * (value - across.from) / (across.to - across.from);
  const y = value => bottom - (bottom - top) * (value - lowest) / (highest - lowest);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": label });
  const step = roundStep((highest - lowest) / 3);
  for (let tick = Math.ceil(lowest / step) * step; tick <= highest; tick += step) {
    picture.append(
      svg("line", { class: "live-grid", x1: left, x2: right, y1: y(tick), y2: y(tick) }),
      write(whole(tick), left - 5, y(tick) + 4, { class: "live-tick", "text-anchor": "end" }),
    );
  }
  const middle = { class: "live-tick", "text-anchor": "middle" };
  for (let tick = across.from; tick <= across.to; tick += across.every)
    picture.append(write(whole(tick), x(tick), bottom + 16, middle));
  picture.append(write(across.what, (left + right) / 2, bottom + 31, middle));
  const names = series.map(({ name, kind, points }) => {
    const places = points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`);
    picture.append(svg("polyline", { class: `live-line ${kind}`, points: places.join(" ") }));
    const [a, b] = points.at(-1);
    return { text: name, kind, end: x(a), at: y(b) };
  });
  for (const { kind, point: [a, b], text = "", before } of marks)
    picture.append(svg("circle", { class: `live-mark ${kind}`, cx: x(a), cy: y(b), r: 5 }),
      write(text, x(a) - (before ? 9 : 0), y(b) - (before ? -4 : 12),
        { class: "live-stage", "text-anchor": before ? "end" : "middle" }));
  if (key) names.forEach((name, i) => { name.at = top + 16 * i; });
  for (const { text, kind, end, at, free } of apart(names.filter(({ text }) => text))) {
    const sample = svg("line", { class: `live-line ${kind}`,
      x1: right + 8, x2: right + 30, y1: free - 4, y2: free - 4 });
    const lead = svg("line", { class: "live-lead", x1: end + 2, y1: at, x2: right + 4,
      y2: free - 4 });
    picture.append(key ? sample : lead,
      write(text, right + (key ? 36 : 7), free, { class: `live-name ${kind}` }));
  }
  return picture;
}

// 1, 2 or 5 times a power of ten, at least as large as what is given.
function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * [1, 2, 5, 10].find(times => times * power >= least);
}

// Names that would lie on one another move apart, the highest line's first.
function apart(names) {
  const gap = 14;
  names.sort((a, b) => a.at - b.at);
  names.forEach((name, i) => {
    name.free = Math.max(name.at + 4, i ? names[i - 1].free + gap : CHART.top);
  });
  let limit = CHART.bottom + 2;
  for (const name of [...names].reverse()) {
    name.free = Math.min(name.free, limit);
    limit = name.free - gap;
  }
  return names;
}
