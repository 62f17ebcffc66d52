// Lines over days, each with its name and last value at its end.
const CHART = { width: 360, height: 210, left: 44, right: 230, top: 14, bottom: 182 };

function lineChart({ series, days, lowest, highest, label }) {
  const { width, height, left, right, top, bottom } = CHART;
  const x = day => left + (right - left) * day / days;
  const y = value => bottom - (bottom - top) * (value - lowest) / (highest - lowest);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  const step = highest - lowest > 25000 ? 10000 : 5000;
  for (let tick = Math.ceil(lowest / step) * step; tick <= highest; tick += step) {
    picture.append(
      svg("line", { class: "live-grid", x1: left, x2: right, y1: y(tick), y2: y(tick) }),
      write(whole(tick), left - 5, y(tick) + 4, { class: "live-tick", "text-anchor": "end" }),
    );
  }
  for (let day = 0; day <= days; day += 7)
    picture.append(write(day, x(day), bottom + 16, { class: "live-tick", "text-anchor": "middle" }));
  picture.append(write("day", right + 14, bottom + 16, { class: "live-tick" }));
  const names = [];
  for (const { name, kind, values } of series) {
    const points = values.map((value, day) => `${x(day).toFixed(1)},${y(value).toFixed(1)}`);
    picture.append(svg("polyline", { class: `live-line ${kind}`, points: points.join(" ") }));
    const last = values.at(-1);
    names.push({ text: `${name} ${whole(last)}`, kind, end: x(values.length - 1), at: y(last) });
  }
  return apart(names).reduce((all, { text, kind, end, at, free }) => {
    all.append(
      svg("line", { class: "live-lead", x1: end + 2, y1: at, x2: right + 4, y2: free - 4 }),
      write(text, right + 7, free, { class: `live-name ${kind}` }),
    );
    return all;
  }, picture);
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
