// A card: what is shown, what it says, and below what it is made of: n, period, as_of, and its SQL.
import * as Plot from "@observablehq/plot";
import {html} from "htl";
import {resize} from "observablehq:stdlib";
import {dayName, monthName, whole} from "./format.js";

// What it is made of: n = [how many, of what], period = [first, last month]
function source({n, period, asOf, view}) {
  const facts = [];
  if (n) facts.push(html`n = <span class="n">${whole(n[0])}</span> ${n[0] === 1 ? n[1].replace(/s\b/, "") : n[1]}`);
  if (period) facts.push(period[0] === period[1] ? monthName(period[0]) : `${monthName(period[0])} – ${monthName(period[1])}`);
  const link = html`<a href="./sql.html#${view}">SQL</a>`;
  facts.push(asOf ? html`<span class="together">as of ${dayName(asOf)} · ${link}</span>` : link);
  return html`<figcaption>${facts.flatMap((fact, i) => (i ? [" · ", fact] : [fact]))}</figcaption>`;
}

// What a view is made of, where it is not plain from the title
const sources = {drivers: "ratings", terms: "comments", new_terms: "comments", funnel: "events", funnel_by_week: "events", revenue_by_plan: "subscriptions", revenue_bridge: "subscriptions", survival_by_plan: "subscriptions", lifetime_by_plan: "subscriptions", lifecycle: "orders", nps_contribution: "segments with answers in two months"};

// A picture, or "no data" where there are no rows. draw(width) makes it anew at every width.
export function picture({title, finding, rows, draw, shape = "", ...made}) {
  const shown = rows.length > 0;
  return html`<figure class="card picture ${shown ? shape : ""}" data-view="${made.view}">
    <h2>${title}</h2>
    ${shown && finding ? html`<p class="finding">${finding()}</p>` : ""}
    ${shown ? resize((width) => draw(width)) : html`<p class="no-data">no data${sources[made.view] ? `: it is made of ${sources[made.view]}` : ""}</p>`}
    ${source(shown ? resolve(made) : {view: made.view})}
  </figure>`;
}

// n and period may be functions, which are asked only where there are rows.
const resolve = (made) => Object.fromEntries(Object.entries(made).map(([name, value]) => [name, typeof value === "function" ? value() : value]));

// Plot with what all pictures share
export function plot(width, {x, y, ...options}) {
  return Plot.plot({
    width,
    height: Math.max(220, Math.min(320, width * 0.6)),
    marginTop: 12,
    marginLeft: 44,
    marginRight: 16,
    marginBottom: 40,
    insetTop: 6,
    style: {fontSize: "12px", background: "none"},
    x: {label: null, tickSize: 0, ...x},
    y: {label: null, labelArrow: "none", tickSize: 0, grid: true, ...y},
    ...options,
    ...(x?.label ? {marginBottom: 50} : {}),
    ...(y?.label && !options.marginTop ? {marginTop: 26} : {})
  });
}

// A name below the axis, in the middle
export const named = (label, rest) => ({label, labelAnchor: "center", labelArrow: "none", labelOffset: 38, ...rest});

// Names beside the axis, in their order: as much room as the longest needs, up to 20 letters
const longest = 20;
export const namedRows = (names, rest) => ({
  marginLeft: 18 + 7.2 * Math.min(longest, Math.max(...names.map((name) => name.length))),
  y: {domain: names, grid: false, tickFormat: (name) => (name.length > longest ? `${name.slice(0, longest - 1)}…` : name), ...rest}
});

// Months on the axis: as many as fit
export const months = (width, rest) => ({type: "utc", ticks: Math.max(2, Math.floor(width / 70)), ...rest});

// The colours by place: of lines and of what is compared
export const colours = ["var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)", "var(--c6)"];

// A table of columns: [heading, what a row shows, whether it is a number, whether it may break]
export function table(rows, columns) {
  return html`<div class="scroll"><table>
    <thead><tr>${columns.map(([heading, , number]) => html`<th class=${number ? "number" : ""}>${heading}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${columns.map(([, show, number, wraps]) => html`<td class=${number ? "number" : wraps ? "wraps" : ""}>${show(row)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}
