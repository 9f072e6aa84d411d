// How long subscriptions last, by plan.
import * as Plot from "@observablehq/plot";
import {last, percents, share, sum, whole} from "./format.js";
import {colours, named, picture, plot, table} from "./picture.js";

const said = (d) => `${d.plan}, ${whole(d.days)} days\n${share(d.survival)} (${share(d.low)} to ${share(d.high)})\n${whole(d.at_risk)} seen that long`;

function curvesOf(points, width, options) {
  return plot(width, {
    x: named("days since the subscription began", {ticks: Math.max(2, Math.floor(width / 90))}),
    y: {tickFormat: percents, domain: [0, 1]},
    ...options,
    marks: [
      Plot.areaY(points, {x: "days", y1: "low", y2: "high", fill: "plan", fillOpacity: 0.15, curve: "step-after"}),
      Plot.lineY(points, {x: "days", y: "survival", stroke: "plan", strokeWidth: 2, curve: "step-after"}),
      Plot.ruleY([0]),
      Plot.tip(points, Plot.pointer({x: "days", y: "survival", title: said}))
    ]
  });
}

const plansOf = (rows) => [...new Set(rows.map((row) => row.plan))].sort((a, b) => (a === "all") - (b === "all") || a.localeCompare(b));
const colourOf = (plans) => ({domain: plans, range: plans.map((plan, i) => (plan === "all" ? colours[5] : colours[i % 5]))});

export function survival(rows, asOf) {
  const plans = plansOf(rows).filter((plan) => plan !== "all");
  const year = rows.find((row) => row.plan === "all" && row.days >= 360);
  return picture({
    title: "Share that lasts longer, by plan",
    finding: () => (year ? `${share(year.survival)} of all subscriptions last longer than ${year.days} days (${share(year.low)} to ${share(year.high)})` : "No subscription has been seen for a year"),
    rows: rows.filter((row) => row.plan !== "all"),
    shape: "wide",
    view: "survival_by_plan",
    n: () => [sum(rows.filter((row) => row.days === 0 && row.plan !== "all"), "at_risk"), "subscriptions"],
    asOf,
    draw: (width) => curvesOf(rows.filter((row) => row.plan !== "all"), width, {color: {...colourOf(plans), legend: true}, height: Math.min(420, Math.max(260, width * 0.4))})
  });
}

// The same, each plan by itself
export function single(rows, asOf) {
  const plans = plansOf(rows);
  const colour = colourOf(plans);
  return plans.map((plan) => {
    const points = rows.filter((row) => row.plan === plan);
    return picture({
      title: plan === "all" ? "All plans" : plan,
      finding: () => `${share(last(points).survival)} after ${whole(last(points).days)} days (${share(last(points).low)} to ${share(last(points).high)})`,
      rows: points,
      view: "survival_by_plan",
      n: () => [points[0].at_risk, "subscriptions"],
      asOf,
      draw: (width) => curvesOf(points, width, {color: colour})
    });
  });
}

const days = (x) => (x == null ? "–" : `${whole(x)} days`);

export function lifetimes(rows, asOf) {
  return picture({
    title: "How long half of them last",
    finding: () => "The median, with its 95% limits; a dash is not known yet, for too many go on",
    rows,
    shape: "wide",
    view: "lifetime_by_plan",
    n: () => [sum(rows.filter((row) => row.plan !== "all"), "subscriptions"), "subscriptions"],
    asOf,
    draw: () =>
      table(rows, [
        ["plan", (d) => d.plan],
        ["median", (d) => days(d.median_days), true],
        ["from", (d) => days(d.median_low), true],
        ["to", (d) => days(d.median_high), true],
        ["subscriptions", (d) => whole(d.subscriptions), true],
        ["ended", (d) => whole(d.churned), true],
        ["go on", (d) => whole(d.still_here), true]
      ])
  });
}
