// The chain on the morning before `day`: what is on the shelves, on the road, and owed; in words.
function drawChain(chain, state, day, demand) {
  const picture = svg("svg", { viewBox: "0 0 360 304", role: "img", "aria-label": "" });
  const told = [];
  const stage = (i, name, x, y, width) => {
    const [stock, room] = [state.on_hand[i], chain.capacity[i]];
    picture.append(
      svg("rect", { class: "live-box", x, y, width, height: 42, rx: 5 }),
      svg("rect", { class: stock > room ? "live-over" : "live-stock", x, y: y + 36, height: 6,
        rx: 3,
        width: width * Math.min(1, stock / room) }),
      write(stock > room ? `${name} overflows` : name, x + width / 2, y + 15,
        { class: stock > room ? "live-bad" : "live-stage", "text-anchor": "middle" }),
      write(`${stock} on the shelf`, x + width / 2, y + 30, { "text-anchor": "middle" }),
    );
    told.push(`${name}: ${stock} on the shelf, room for ${room}`);
  };
  const road = (x1, y1, x2, y2) => picture.append(svg("line", { class: "live-road", x1, y1, x2,
    y2 }));
  const parcel = (units, when, x, y, side) => {
    picture.append(
      svg("circle", { class: units ? "live-parcel" : "live-empty", cx: x, cy: y,
        r: units ? 5 : 2 }),
      write(`${units || "nothing"} ${when}`, x + 10 * side, y + 4,
        { class: units ? "" : "live-quiet", "text-anchor": side > 0 ? "start" : "end" }),
    );
    if (units) told.push(`${units} arrive ${when}`);
  };
  const arrivals = i => Array.from({ length: chain.lead_time[i] }, (_, k) => ({
    units: state.pipeline[chain.first_slot[i] + (day + k) % chain.lead_time[i]],
    when: ["today", "tomorrow"][k] ?? `in ${k} days`,
  }));

  const [dc, middle] = [2, 180];
  road(middle, 26, middle, 104);
  road(150, 146, 90, 206);
  road(210, 146, 270, 206);
  picture.append(
    svg("rect", { class: "live-box", x: 130, y: 2, width: 100, height: 24, rx: 5 }),
    write("the mill", middle, 18, { class: "live-stage", "text-anchor": "middle" }),
  );
  const coming = arrivals(dc);
  coming.forEach(({ units, when }, k) =>
    parcel(units, when, middle, 104 - 66 * (k + 0.5) / coming.length, 1));
  stage(dc, "DC", 105, 104, 150);
  for (const [r, x, way, side] of [[0, 16, 120, -1], [1, 194, 240, 1]]) {
    const [{ units, when }] = arrivals(r);
    parcel(units, when, way, 176, side);
    stage(r, `retailer ${r + 1}`, x, 206, 150);
    if (state.owed[r]) {
      picture.append(write(`the DC owes ${state.owed[r]}`, way + 26 * side, 194,
        { class: "live-bad", "text-anchor": side > 0 ? "start" : "end" }));
      told.push(`the DC owes retailer ${r + 1} ${state.owed[r]}`);
    }
    if (!demand) continue;
    const line = `${demand[r]} wanted, ${state.sold[r]} sold`;
    picture.append(write(line, x + 75, 264, { "text-anchor": "middle" }));
    if (state.lost[r])
      picture.append(write(`${state.lost[r]} lost`, x + 75, 280,
        { class: "live-bad", "text-anchor": "middle" }));
  }
  picture.append(write(demand ? "yesterday's customers" : "customers come when the shops open",
    middle, 299, { class: "live-quiet", "text-anchor": "middle" }));
  picture.setAttribute("aria-label", `${told.join("; ")}.`);
  return picture;
}
