// Recurring revenue: the bridge from month to month, how much of it is kept, what cohorts bring.
import * as Plot from "@observablehq/plot";
import {brief, date, last, monthName, percents, share, short, signed, sum, whole} from "./format.js";
import {colours, months, named, namedRows, picture, plot} from "./picture.js";

const movements = {opening: "start", new: "new", expansion: "more", contraction: "less", churned: "gone", reactivated: "back", closing: "end"};
const fills = {gain: colours[2], loss: colours[1], level: colours[5]};
const kind = (row) => (row.movement === "opening" || row.movement === "closing" ? "level" : row.amount < 0 ? "loss" : "gain");

// The waterfall of the last twelve months: what all of them brought and lost
export function bridge(rows, asOf) {
  const latest = [...new Set(rows.map((row) => row.month))].slice(-12);
  const bars = waterfall(rows.filter((row) => latest.includes(row.month)));
  return picture({
    title: "What came and went in twelve months",
    finding: () => `${short(bars[0].amount)} a month when ${monthName(latest[0])} began, ${short(last(bars).amount)} at the end of ${monthName(last(latest))}`,
    rows: bars,
    view: "revenue_bridge",
    n: () => [latest.length, latest.length === 1 ? "month" : "months"],
    period: () => [latest[0], last(latest)],
    asOf,
    draw: (width) => {
      const roomy = width > 400;
      return plot(width, {
        marginLeft: 36,
        marginRight: 4,
        marginBottom: 30,
        x: {type: "band", domain: bars.map((d) => d.movement), tickFormat: (d) => movements[d], padding: 0.15},
        y: {tickFormat: short},
        marks: [
          Plot.barY(bars, {x: "movement", y1: "from", y2: "to", fill: (d) => fills[kind(d)], title: (d) => `${movements[d.movement]}: ${whole(d.amount)}`, tip: true}),
          Plot.text(bars, {x: "movement", y: (d) => Math.max(d.from, d.to), text: (d) => (roomy ? short : brief)(d.amount), dy: -8, fontSize: 11}),
          Plot.ruleY([0])
        ]
      });
    }
  });
}

// Seven bars of all these months: the first opening, the sums of what moved, the last closing
function waterfall(rows) {
  if (!rows.length) return [];
  const bars = [];
  let level = 0;
  for (const movement of Object.keys(movements)) {
    const of = rows.filter((row) => row.movement === movement);
    const amount = movement === "opening" ? of[0].amount : movement === "closing" ? last(of).amount : sum(of, "amount");
    const from = kind({movement, amount}) === "level" ? 0 : level;
    level = from + amount;
    bars.push({movement, amount, from, to: level});
  }
  return bars;
}

export function movementsByMonth(rows, asOf) {
  const moves = rows.filter((row) => row.movement !== "opening" && row.movement !== "closing");
  return picture({
    title: "Month by month",
    finding: () => {
      const month = last(moves).month;
      return `${signed(Math.round(sum(moves.filter((row) => row.month === month), "amount")))} in ${monthName(month)}`;
    },
    rows: moves,
    view: "revenue_bridge",
    n: () => [new Set(moves.map((row) => row.month)).size, "months"],
    period: () => [moves[0].month, last(moves).month],
    asOf,
    draw: (width) =>
      plot(width, {
        x: months(width),
        y: {tickFormat: short},
        color: {domain: ["new", "more", "back", "less", "gone"], range: [colours[0], colours[2], colours[4], colours[3], colours[1]], legend: true},
        marks: [
          Plot.rectY(moves, {x: (d) => date(d.month), y: "amount", fill: (d) => movements[d.movement], interval: "month", inset: 0.5, title: (d) => `${monthName(d.month)}, ${movements[d.movement]}\n${whole(d.amount)}, ${whole(d.customers)} customers`, tip: true}),
          Plot.ruleY([0])
        ]
      })
  });
}

// NRR and GRR of twelve months, of all
export function kept(rows, asOf) {
  const all = rows.filter((row) => row.plan === "all" && row.nrr_12_months != null);
  const lines = all.flatMap((row) => [
    {month: row.month, what: "net", share: row.nrr_12_months},
    {month: row.month, what: "gross", share: row.grr_12_months}
  ]);
  return picture({
    title: "What is kept of a year before",
    finding: () => `Net ${share(last(all).nrr_12_months)}, gross ${share(last(all).grr_12_months)}, in ${monthName(last(all).month)}`,
    rows: all,
    view: "revenue_by_plan",
    n: () => [last(all).closing_customers, "customers at the end"],
    period: () => [all[0].month, last(all).month],
    asOf,
    draw: (width) =>
      plot(width, {
        x: months(width),
        y: {tickFormat: percents, nice: true},
        color: {domain: ["net", "gross"], range: colours, legend: true},
        marks: [
          Plot.ruleY([1], {strokeOpacity: 0.5, strokeDasharray: "3 4"}),
          Plot.lineY(lines, {x: (d) => date(d.month), y: "share", stroke: "what", strokeWidth: 2, marker: "dot"}),
          Plot.tip(lines, Plot.pointer({x: (d) => date(d.month), y: "share", title: (d) => `${monthName(d.month)}, ${d.what}\n${share(d.share)}`}))
        ]
      })
  });
}

export function keptByPlan(rows, asOf) {
  const month = last(rows.map((row) => row.month).sort());
  const plans = rows.filter((row) => row.month === month && row.nrr_12_months != null).sort((a, b) => (a.plan === "all") - (b.plan === "all") || b.nrr_12_months - a.nrr_12_months);
  return picture({
    title: "By plan",
    finding: () => `Net (filled) and gross (ring) revenue retention of twelve months, in ${monthName(month)}`,
    rows: plans,
    view: "revenue_by_plan",
    n: () => [sum(plans.filter((row) => row.plan !== "all"), "closing_customers"), "customers"],
    period: () => [month, month],
    asOf,
    draw: (width) =>
      plot(width, {
        height: 60 + 40 * plans.length,
        marginBottom: 30,
        x: {tickFormat: percents, grid: true, nice: true, ticks: 5},
        ...namedRows(plans.map((d) => d.plan), {type: "point", padding: 0.8, grid: true}),
        marks: [
          Plot.ruleY(plans, {y: "plan", x1: "grr_12_months", x2: "nrr_12_months", strokeOpacity: 0.4}),
          Plot.dot(plans, {y: "plan", x: "grr_12_months", stroke: colours[1], strokeWidth: 2, r: 5}),
          Plot.dot(plans, {y: "plan", x: "nrr_12_months", fill: colours[0], r: 6, title: (d) => `${d.plan}\nnet ${share(d.nrr_12_months)}, gross ${share(d.grr_12_months)}\n${whole(d.closing)} a month`, tip: true})
        ]
      })
  });
}

// A line for each cohort, the older the fainter
export function cohorts(rows, source, asOf) {
  const points = rows.filter((row) => row.source === source && row.value_per_customer != null);
  const first = points.filter((row) => row.cohort === points[0].cohort);
  const begun = [...new Set(points.map((row) => row.cohort))];
  return picture({
    title: `What cohorts have brought, by ${source}`,
    finding: () => `A customer of ${monthName(points[0].cohort)} brought ${whole(last(first).value_per_customer)} in ${last(first).period + 1} months; the earlier a cohort began, the fainter its line`,
    rows: points,
    view: "cohort_revenue",
    n: () => [sum(points.filter((row) => row.period === 0), "cohort_size"), "customers"],
    period: () => [points[0].cohort, last(points).cohort],
    asOf,
    draw: (width) =>
      plot(width, {
        x: named("months since the first", {ticks: Math.min(12, width / 50)}),
        y: {tickFormat: short, zero: true, label: "money per customer"},
        opacity: {type: "identity"},
        marks: [
          Plot.lineY(points, {x: "period", y: "value_per_customer", z: "cohort", stroke: colours[0], strokeOpacity: (d) => 0.15 + (0.85 * (begun.indexOf(d.cohort) + 1)) / begun.length, strokeWidth: 1.4}),
          Plot.ruleY([0]),
          Plot.tip(points, Plot.pointer({x: "period", y: "value_per_customer", title: (d) => `${monthName(d.cohort)}, month ${d.period}\n${whole(d.value_per_customer)} per customer\n${whole(d.cumulative)} of ${whole(d.cohort_size)} customers`}))
        ]
      })
  });
}
