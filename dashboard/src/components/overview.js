// The scorecard: a tile per metric, with its light, limits, target and trend; and the lines of the two years behind it.
import * as Plot from "@observablehq/plot";
import {html} from "htl";
import {date, dayName, last, share, short, sum, tenths, whole} from "./format.js";
import {colours, months, picture, plot} from "./picture.js";

const names = {
  nps: "Net promoter score",
  csat: "Satisfaction (CSAT)",
  ces: "Ease (CES)",
  retention_month_1: "Retention, month 1",
  subscriber_churn: "Churn a month",
  nrr_12_months: "Net retention (NRR)",
  grr_12_months: "Gross retention (GRR)",
  value_per_customer: "Value per customer"
};
const shows = {points: whole, score: tenths, share, money: whole};
const lights = {green: "on target", amber: "near, or not sure", red: "off target"};
const trends = {better: "↑ better", worse: "↓ worse", "not known": "→ no clear change"};

function limits({value, low, high}, show) {
  if (value == null) return "not known";
  if (low == null) return "limits not known";
  return low === high ? "counted" : `${show(low)} to ${show(high)}`;
}

function tile({metric, unit, value, low, high, target, status, trend}) {
  const show = shows[unit];
  return html`<div class="card tile light-${status ?? "none"}">
    <h2>${names[metric] ?? metric}</h2>
    <div class="big" data-metric="${metric}">${show(value)}</div>
    <div class="limits">${limits({value, low, high}, show)}${target == null ? "" : ` · target ${show(target)}`}</div>
    <div class="status">${status ? html`<span class="light"></span>${lights[status]}` : target == null ? "no target" : "status not known"}</div>
    <div class="trend">${trend ? trends[trend] : ""}</div>
  </div>`;
}

export function scorecard(rows, asOf) {
  return html`<section class="scorecard" data-view="scorecard">
    <div class="tiles">${rows.length ? rows.map(tile) : html`<p class="card no-data">no data</p>`}</div>
    <p class="source">The last month that is over${asOf ? `, as of ${dayName(asOf)}` : ""}; below a value its 95% limits · <a href="./sql.html#scorecard">SQL</a></p>
  </section>`;
}

export function revenue(rows, asOf) {
  const all = rows.filter((row) => row.plan === "all");
  return picture({
    title: "Recurring revenue a month",
    finding: () => `${short(last(all).closing)} a month, of ${whole(last(all).closing_customers)} customers`,
    rows: all,
    view: "revenue_by_plan",
    n: () => [last(all).closing_customers, "customers"],
    period: () => [all[0].month, last(all).month],
    asOf,
    draw: (width) =>
      plot(width, {
        x: months(width),
        y: {tickFormat: short, zero: true},
        marks: [
          Plot.areaY(all, {x: (d) => date(d.month), y: "closing", fill: colours[0], fillOpacity: 0.15}),
          Plot.lineY(all, {x: (d) => date(d.month), y: "closing", stroke: colours[0], strokeWidth: 2, tip: {format: {y: whole}}}),
          Plot.ruleY([0])
        ]
      })
  });
}

export function lifecycle(rows, asOf) {
  const orders = rows.filter((row) => row.source === "orders");
  const flows = orders.flatMap((row) => [
    {month: row.month, what: "new", customers: row.new_customers},
    {month: row.month, what: "stayed", customers: row.retained},
    {month: row.month, what: "came back", customers: row.resurrected},
    {month: row.month, what: "left", customers: row.churned == null ? null : -row.churned}
  ]);
  return picture({
    title: "Who buys",
    finding: () => `${whole(last(orders).active_customers)} customers bought in the last month, ${whole(last(orders).new_customers)} of them for the first time`,
    rows: orders,
    shape: "wide",
    view: "lifecycle",
    n: () => [sum(orders, "new_customers"), "customers"],
    period: () => [orders[0].month, last(orders).month],
    asOf,
    draw: (width) =>
      plot(width, {
        x: months(width),
        y: {tickFormat: whole, label: "customers"},
        color: {domain: ["new", "stayed", "came back", "left"], range: colours, legend: true},
        marks: [
          Plot.rectY(flows, {x: (d) => date(d.month), y: "customers", fill: "what", interval: "month", inset: 0.5, tip: true}),
          Plot.ruleY([0])
        ]
      })
  });
}
