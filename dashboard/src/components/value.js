// What customers are worth: the forecast, who they are, and whether the model can be trusted.
import * as Plot from "@observablehq/plot";
import {html} from "htl";
import {date, dayName, last, percents, share, short, sum, tenths, whole} from "./format.js";
import {colours, months, named, picture, plot, table} from "./picture.js";

export function forecast([row]) {
  const tiles = row && [
    ["Still customers", whole(row.still_there), `of ${whole(row.customers)}`, "still_there"],
    ["Purchases to come", whole(row.purchases), `${whole(row.purchases_low)} to ${whole(row.purchases_high)}`, "purchases"],
    ["Value to come", short(row.value), `${short(row.value_low)} to ${short(row.value_high)}, discounted`, "value"]
  ];
  return html`<section class="scorecard" data-view="forecast">
    <div class="tiles few">${row
      ? tiles.map(([name, value, limits, key]) => html`<div class="card tile"><h2>${name}</h2><div class="big" data-forecast="${key}">${value}</div><div class="limits">${limits}</div></div>`)
      : html`<p class="card no-data">no data</p>`}</div>
    <p class="source">${row ? `Within ${whole(row.horizon_weeks)} weeks, of all customers, with 95% limits · as of ${dayName(row.as_of)} · ` : ""}<a href="./sql.html#forecast">SQL</a></p>
  </section>`;
}

// Recency across, frequency up: the best are at the upper right.
export function rfm(rows, asOf) {
  const best = rows.filter((row) => row.rfm_segment === "Champions");
  return picture({
    title: "Who they are: recency and frequency",
    finding: () => (best.length ? `${whole(sum(best, "customers"))} champions brought ${share(sum(best, "spent") / sum(rows, "spent"))} of the money` : "Nobody is both recent and frequent"),
    rows,
    shape: "wide",
    view: "customer_value",
    n: () => [sum(rows, "customers"), "customers"],
    asOf,
    draw: (width) => {
      const size = (width - 60) / 5;
      return plot(width, {
        height: Math.min(360, size * 3 + 80),
        marginLeft: 44,
        x: named("recency: 5 is the latest", {type: "band", domain: [1, 2, 3, 4, 5]}),
        y: {type: "band", label: "frequency: 5 is the most", domain: [5, 4, 3, 2, 1], grid: false},
        padding: 0.04,
        opacity: {range: [0.08, 0.6]},
        marks: [
          Plot.cell(rows, {x: "recency_tile", y: "frequency_tile", fill: colours[0], fillOpacity: {value: "customers", scale: "opacity"}}),
          Plot.text(rows, {x: "recency_tile", y: "frequency_tile", text: (d) => whole(d.customers), dy: size > 84 ? -8 : 0, fontSize: 13, fontWeight: 600}),
          size > 84 ? Plot.text(rows, {x: "recency_tile", y: "frequency_tile", text: (d) => d.rfm_segment.replace("Potential loyalists", "Potential loyal").replace(" customers", ""), dy: 9, fontSize: 10.5}) : null,
          Plot.tip(rows, Plot.pointer({x: "recency_tile", y: "frequency_tile", title: (d) => `${d.rfm_segment}\n${whole(d.customers)} customers\n${short(d.spent)} spent, ${short(d.value)} to come`}))
        ]
      });
    }
  });
}

export function concentration(rows, asOf) {
  const line = [{cumulative_customers: 0, cumulative_share: 0}, ...rows];
  return picture({
    title: "How much the best bring",
    finding: () => `The best ${share(rows[0].cumulative_customers)} of the customers brought ${share(rows[0].cumulative_share)} of the money`,
    rows,
    view: "concentration",
    n: () => [sum(rows, "customers"), "customers"],
    asOf,
    draw: (width) =>
      plot(width, {
        marginRight: 24,
        x: named("customers, the best first", {tickFormat: percents, ticks: 5}),
        y: {tickFormat: percents, ticks: 5, label: "of the money"},
        marks: [
          Plot.line([[0, 0], [1, 1]], {strokeOpacity: 0.4, strokeDasharray: "3 4"}),
          Plot.areaY(line, {x: "cumulative_customers", y: "cumulative_share", fill: colours[0], fillOpacity: 0.15}),
          Plot.lineY(line, {x: "cumulative_customers", y: "cumulative_share", stroke: colours[0], strokeWidth: 2, marker: "dot"}),
          Plot.tip(rows, Plot.pointerX({x: "cumulative_customers", y: "cumulative_share", title: (d) => `${share(d.cumulative_customers)} of the customers\n${share(d.cumulative_share)} of the money\nthis tenth: ${whole(d.lowest)} to ${whole(d.highest)} each`}))
        ]
      })
  });
}

export function fit(rows, asOf) {
  return picture({
    title: "Does the model fit?",
    finding: () => "Customers by repeat purchases: bars are counted, dots what the model expects",
    rows,
    view: "model_fit",
    n: () => [sum(rows, "customers"), "customers"],
    asOf,
    draw: (width) =>
      plot(width, {
        x: named("repeat purchases", {type: "band", tickFormat: (d) => (d === last(rows).frequency ? `${d}+` : d)}),
        y: {tickFormat: whole, label: "customers"},
        marks: [
          Plot.barY(rows, {x: "frequency", y: "customers", fill: colours[0], fillOpacity: 0.6}),
          Plot.dot(rows, {x: "frequency", y: "expected", fill: colours[1], r: 4.5, title: (d) => `${whole(d.customers)} counted\n${whole(d.expected)} expected`, tip: true}),
          Plot.ruleY([0])
        ]
      })
  });
}

export function tracking(rows, asOf) {
  const lines = rows.flatMap((row) => [
    {week: row.week, what: "counted", purchases: row.actual},
    {week: row.week, what: "expected", purchases: row.expected}
  ]);
  return picture({
    title: "Does the model track?",
    finding: () => `${whole(last(rows).cumulative_actual)} repeat purchases so far, ${whole(last(rows).cumulative_expected)} expected`,
    rows,
    view: "model_tracking",
    n: () => [last(rows).cumulative_actual, "repeat purchases"],
    period: () => [rows[0].week, last(rows).week],
    asOf,
    draw: (width) =>
      plot(width, {
        x: months(width),
        y: {tickFormat: whole, zero: true, label: "repeat purchases a week"},
        color: {domain: ["counted", "expected"], range: colours, legend: true},
        marks: [
          Plot.lineY(lines, {x: (d) => date(d.week), y: "purchases", stroke: "what", strokeWidth: (d) => (d.what === "counted" ? 1.2 : 2), z: "what"}),
          Plot.ruleY([0]),
          Plot.tip(lines, Plot.pointer({x: (d) => date(d.week), y: "purchases", title: (d) => `week of ${dayName(d.week)}\n${whole(d.purchases)} ${d.what}`}))
        ]
      })
  });
}

const meanings = {
  r: "pace: shape",
  alpha: "pace: rate, in weeks",
  s: "leaving: shape",
  beta: "leaving: rate, in weeks",
  a: "leaving: first of beta",
  b: "leaving: second of beta",
  p: "amounts: shape of one",
  q: "amounts: shape of all",
  v: "amounts: scale"
};

export function parameters(rows, fits, asOf) {
  return picture({
    title: "The model",
    finding: () => `${rows[0].model.toUpperCase()} of purchases, ${rows.some((row) => row.low != null) ? "with 95% limits" : "whose likelihood has no maximum: do not rely on it"}`,
    rows,
    view: "model_parameters",
    n: () => [sum(fits, "customers"), "customers"],
    asOf,
    draw: () =>
      table(rows, [
        ["", (d) => d.parameter],
        ["of", (d) => meanings[d.parameter] ?? "", false, true],
        ["estimate", (d) => d.estimate?.toFixed(2) ?? "–", true],
        ["from", (d) => d.low?.toFixed(2) ?? "–", true],
        ["to", (d) => d.high?.toFixed(2) ?? "–", true]
      ])
  });
}

export function customers(rows, asOf) {
  return picture({
    title: "The customers worth most",
    finding: () => `The ${rows.length} of highest value; what they will buy, and what that is worth`,
    rows,
    shape: "wide",
    view: "customer_value",
    n: () => [rows.length, "customers"],
    asOf,
    draw: () =>
      table(rows, [
        ["customer", (d) => d.customer],
        ["value", (d) => whole(d.value), true],
        ["to buy", (d) => tenths(d.expected_purchases), true],
        ["still here", (d) => share(d.p_alive), true],
        ["health", (d) => whole(d.health), true],
        ["spent", (d) => whole(d.spent), true],
        ["purchases", (d) => whole(d.purchases), true],
        ["last purchase", (d) => dayName(d.last_purchase), true],
        ["segment", (d) => d.segment],
        ["RFM", (d) => d.rfm_segment]
      ])
  });
}
