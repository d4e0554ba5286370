// The arithmetic of the chosen neuron: forward, loss, backward, gradient and update.

const MOST_ROWS = 12;

function html(kind, className, ...children) {
  const element = document.createElement(kind);
  if (className) element.className = className;
  element.append(...children);
  return element;
}
// A name from a file, which may be written from right to left.
const isolated = (text) => html("bdi", "", text);

function table(caption, headings, rows) {
  const element = html("table", "", html("caption", "unseen", caption));
  const heads = headings.map((text) => { const cell = html("th", "", text); cell.scope = "col"; return cell; });
  const body = rows.map(([name, ...values]) => {
    const first = html("th", "", isolated(name));
    first.scope = "row";
    return html("tr", "", first, ...values.map((value) => html("td", "", significant(value))));
  });
  element.append(html("thead", "", html("tr", "", ...heads)), html("tbody", "", ...body));
  return html("div", "scrolls", element);
}
// The rows that are largest by their last number, in their order.
function largestRows(rows) {
  const size = (row) => Math.abs(row[row.length - 1]) || 0;
  const kept = new Set([...rows].sort((one, other) => size(other) - size(one)).slice(0, MOST_ROWS));
  const shown = rows.filter((row) => kept.has(row));
  const rest = shown.length < rows.length ? [html("p", "soft", `The ${shown.length} largest of ${count(rows.length)}.`)] : [];
  return { shown, rest };
}
function line(name, value) {
  const element = html("p", "number", isolated(name), " = ", html("strong", "", significant(value)));
  element.dataset.name = name;
  return element;
}
const section = (name, ...children) => html("div", "part", html("h3", "", name), ...children);
const sourceOf = (lane, layer, neuron) => nameOf(lane, layer, neuron) || (layer ? `a${layer}[${neuron + 1}]` : `x${neuron + 1}`);
const each = (size, make) => Array.from({ length: size }, (_, k) => make(k));

function showArithmetic(element, view, at, sample) {
  const { layer: l, neuron: n } = at, { lane } = view;
  const of = lane.name ? [isolated(lane.name), " · "] : [];
  const named = html("h2", "", ...of, isolated(titleOf(lane, l, n)), ` · ${sample} · with the parameters ${lane.begins ? "of" : "after"} iteration ${count(view.iteration)}`);
  element.replaceChildren(named, forward(view, l, n), loss(view), backward(view, l, n), gradient(view, l, n), update(view, l, n));
}
function forward(view, l, n) {
  const { lane } = view;
  const rows = each(lane.sizes[l - 1], (k) => [sourceOf(lane, l - 1, k), view.weight(l, n, k), view.a(l - 1, k), view.weighted(l, n, k)]);
  const { shown, rest } = largestRows(rows);
  return section(
    "Forward", html("p", "formula", `z = Σ w · a + b,   a = ${lane.layers[l][1]}(z)`),
    table("Products that z is the sum of", ["from", "w", "a", "w · a"], shown), ...rest,
    line(`b${l}[${n + 1}]`, view.bias(l, n)), line(`z${l}[${n + 1}]`, view.z(l, n)), line(`a${l}[${n + 1}]`, view.a(l, n)),
  );
}
function loss(view) {
  const last = view.lane.sizes.length - 1;
  return section("Loss", html("p", "formula", view.lane.loss), line("loss", view.loss), line("cost of the batch", view.cost),
    html("p", "soft", `of the outputs a${last} and their targets`));
}
function backward(view, l, n) {
  const { lane } = view, own = line(`delta${l}[${n + 1}]`, view.delta(l, n));
  if (l === lane.sizes.length - 1) return section("Backward", html("p", "formula", "delta = dL/dz"), own);
  const rows = each(lane.sizes[l + 1], (k) => [`delta${l + 1}[${k + 1}]`, view.weight(l + 1, k, n), view.delta(l + 1, k), view.passed(l + 1, k, n)]);
  const { shown, rest } = largestRows(rows);
  return section("Backward", html("p", "formula", "delta = f'(z) · Σ w · delta of the next layer"),
    table("Products that come back", ["from", "w", "delta", "w · delta"], shown), ...rest, own);
}
function gradient(view, l, n) {
  const { lane } = view;
  const rows = each(lane.sizes[l - 1], (k) => [sourceOf(lane, l - 1, k), view.slope(l, n, k)]);
  const { shown, rest } = largestRows(rows);
  return section("Gradient of this sample", html("p", "formula", "dw = delta · a,   db = delta"), table("Slopes of the weights", ["weight from", "dw"], shown), ...rest);
}
function update(view, l, n) {
  const { lane } = view, bias = lane.sizes[l - 1];
  if (!view.iteration && !lane.begins) return section("Update", html("p", "", "No iteration has been done yet."));
  if (lane.begins && Number.isNaN(view.change(l, n, 0))) return section("Update", html("p", "", "What followed was not recorded."));
  const rows = each(bias, (k) => [sourceOf(lane, l - 1, k), view.weight(l, n, k), view.change(l, n, k)]);
  const { shown, rest } = largestRows(rows);
  return section(
    `Update in iteration ${count(view.iteration)}`, html("p", "soft", "by its whole batch"),
    table("Weights and how they have changed", ["weight from", "now", "change"], shown), ...rest,
    line(`change of b${l}[${n + 1}]`, view.change(l, n, bias)),
  );
}
