// The output of each network: pixels of a surface, a curve, or a bar for each output.

const MOST_BARS = 20;

function buildOutput(figure, lane) {
  const { output } = lane, canvas = figure.querySelector("canvas"), bars = figure.querySelector(".bars");
  const parts = { figure, canvas, answer: figure.querySelector(".answer"), fitted: figure.querySelector(".fitted"), current: figure.querySelector(".current"), rows: [] };
  canvas.hidden = output.kind !== "surface";
  bars.hidden = output.kind !== "bars";
  // Of several networks, those after the first would say it again.
  const said = head.lanes.slice(0, head.lanes.indexOf(lane)).some((other) => other.output.words === output.words);
  figure.querySelector(".words").textContent = said ? "" : output.words || "";
  if (output.kind === "surface") canvas.width = canvas.height = output.cells;
  if (output.kind === "bars") parts.rows = buildBars(bars, lane);
  return parts;
}
function buildBars(element, lane) {
  const last = lane.sizes.length - 1, table = html("table");
  const rows = Array.from({ length: Math.min(lane.sizes[last], MOST_BARS) }, (_, n) => {
    const name = html("th", "", isolated(nameOf(lane, last, n) || String(n + 1))), bar = html("div", "bar"), number = html("td", "number");
    name.scope = "row";
    const track = html("td", "track", bar);
    table.append(html("tr", "", name, track, number));
    return { bar, number };
  });
  element.append(table);
  if (lane.sizes[last] > MOST_BARS) element.append(html("p", "", `The first ${MOST_BARS} of ${count(lane.sizes[last])} outputs.`));
  return rows;
}

function showOutput(parts, view, at, mode) {
  const { lane } = view, { output } = lane, last = lane.sizes.length - 1;
  if (output.kind === "surface") {
    const shape = [output.cells, output.cells];
    paintLevels(parts.canvas.getContext("2d"), view.rowOf("surface"), output.tables[mode], shape, [0, 0, ...shape], false);
  } else if (output.kind === "curve") {
    const heights = view.rowOf("curve"), step = output.side / (heights.length - 1);
    parts.fitted.setAttribute("points", Array.from(heights, (y, k) => `${(k * step).toFixed(1)},${bounded(y).toFixed(1)}`).join(" "));
  } else {
    const values = view.layer(last), full = largest(values);
    parts.rows.forEach(({ bar, number }, n) => {
      const share = Number.isFinite(values[n]) ? Math.abs(values[n]) / full : 0;
      bar.style.width = `${(100 * share).toFixed(1)}%`;
      bar.classList.toggle("minus", values[n] < 0);
      number.textContent = signed(values[n]);
    });
  }
  parts.answer.textContent = answerOf(view, at);
  const here = output.places && output.places[at.sample];
  if (parts.current) parts.current.classList.toggle("off", !here);
  if (here) parts.current.setAttribute("transform", `translate(${here[0]},${here[1]})`);
}
const bounded = (y) => (Number.isFinite(y) ? Math.max(-1e4, Math.min(1e4, y)) : 1e4);

// What the network says of the sample, and what it should say, in a line.
function answerOf(view, at) {
  const { lane } = view, last = lane.sizes.length - 1, wanted = lane.targets[at.sample];
  const values = Array.from(view.layer(last));
  if (values.length === 1) return `output ${signed(values[0])}${wanted ? `, target ${signed(wanted[0])}` : ""}`;
  const best = values.reduce((found, value, n) => (value > values[found] ? n : found), 0);
  const named = (n) => nameOf(lane, last, n) || String(n + 1);
  const right = wanted ? wanted.reduce((found, value, n) => (value > wanted[found] ? n : found), 0) : -1;
  return `largest output: ${named(best)}, ${signed(values[best])}${wanted ? `; target: ${named(right)}` : ""}`;
}
