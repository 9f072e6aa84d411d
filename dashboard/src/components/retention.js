// Whether customers stay: the cohort triangle, its curve, rolling actives, the funnel.
import * as Plot from "@observablehq/plot";
import {date, dayName, last, monthName, percents, share, sum, whole} from "./format.js";
import {colours, months, named, namedRows, picture, plot} from "./picture.js";

const words = {orders: ["purchase", "buy"], subscriptions: ["payment", "pay"]};

export function triangle(rows, source, asOf) {
  const all = rows.filter((row) => row.source === source);
  const cells = all.filter((row) => row.rate != null);
  const firsts = cells.filter((row) => row.period === 1);
  const sizes = cells.filter((row) => row.period === 0);
  const later = cells.filter((row) => row.period > 0);
  return picture({
    title: `Cohorts by first ${words[source][0]}, in percent of their size`,
    finding: () => (firsts.length ? `${share(sum(firsts, "retained") / sum(firsts, "cohort_size"))} ${words[source][1]} again in the month after their first; a row is a cohort, a column a month later` : "No cohort has a second month yet"),
    rows: cells,
    shape: "wide",
    view: "cohorts",
    n: () => [sum(sizes, "cohort_size"), "customers"],
    period: () => [cells[0].cohort, last(cells).cohort],
    asOf,
    draw: (width) => {
      const cohorts = [...new Set(cells.map((row) => row.cohort))];
      const roomy = width / cohorts.length > 30;
      return plot(width, {
        height: 70 + 20 * cohorts.length,
        marginLeft: 72,
        padding: 0.04,
        x: named("months since the first", {type: "band", ticks: 8, tickFormat: (d) => (roomy ? d || "size" : d % 6 ? "" : d)}),
        y: {type: "band", grid: false, tickFormat: monthName, domain: cohorts},
        opacity: {domain: [0, Math.max(...later.map((row) => row.rate), 0.01)], range: [0.04, 0.5]},
        marks: [
          Plot.cell(later, {
            x: "period",
            y: "cohort",
            fill: colours[0],
            fillOpacity: {value: "rate", scale: "opacity"},
            title: (d) => `${monthName(d.cohort)}, month ${d.period}\n${share(d.rate)} (${share(d.low)} to ${share(d.high)})\n${whole(d.retained)} of ${whole(d.cohort_size)}`
          }),
          roomy ? Plot.text(later, {x: "period", y: "cohort", text: (d) => Math.round(100 * d.rate), fontSize: 11, pointerEvents: "none"}) : null,
          Plot.text(sizes, {x: "period", y: "cohort", text: (d) => (roomy ? whole(d.cohort_size) : ""), fontSize: 11, fillOpacity: 0.7})
        ]
      });
    }
  });
}

// How many of each source, for the same customers may be in both
function bySource([first, second]) {
  return [first.eligible, second ? `customers by ${first.source}, ${whole(second.eligible)} by ${second.source}` : "customers"];
}

export function curve(rows, asOf) {
  const points = rows.filter((row) => row.rate != null);
  const sixth = points.find((row) => row.period === 6) ?? last(points);
  return picture({
    title: "Retention curve, all cohorts together",
    shape: "wide",
    finding: () => `${share(sixth.rate)} ${words[sixth.source][1]} ${sixth.period} months after their first ${words[sixth.source][0]}`,
    rows: points,
    view: "retention_curve",
    n: () => bySource(points.filter((row) => row.period === 0)),
    asOf,
    draw: (width) =>
      plot(width, {
        x: named("months since the first", {ticks: Math.min(12, width / 50)}),
        y: {tickFormat: percents, domain: [0, 1]},
        color: {domain: ["orders", "subscriptions"], range: colours, legend: true},
        marks: [
          Plot.areaY(points, {x: "period", y1: "low", y2: "high", fill: "source", fillOpacity: 0.18}),
          Plot.lineY(points, {x: "period", y: "rate", stroke: "source", strokeWidth: 2}),
          Plot.ruleY([0]),
          Plot.tip(points, Plot.pointer({x: "period", y: "rate", title: (d) => `${d.source}, month ${d.period}\n${share(d.rate)} (${share(d.low)} to ${share(d.high)})\n${whole(d.retained)} of ${whole(d.eligible)}`}))
        ]
      })
  });
}

// The last year, a line for each window
export function active(rows, source, asOf) {
  const days = rows.filter((row) => row.source === source).slice(-365);
  const lines = days.flatMap((row) => [
    {day: row.day, window: "28 days", customers: row.active_28_days},
    {day: row.day, window: "7 days", customers: row.active_7_days},
    {day: row.day, window: "1 day", customers: row.active}
  ]);
  return picture({
    title: source === "events" ? "Active customers, by events" : "Buyers, rolling",
    finding: () => `${whole(last(days).active_28_days)} in the 28 days until ${dayName(last(days).day)}; ${share(last(days).stickiness)} of them on that day`,
    rows: days,
    view: "rolling_active",
    n: () => [days.length, "days"],
    period: () => [days[0].day, last(days).day],
    asOf,
    draw: (width) =>
      plot(width, {
        x: months(width),
        y: {tickFormat: whole, zero: true, label: "customers"},
        color: {domain: ["28 days", "7 days", "1 day"], range: [colours[0], colours[2], colours[1]], legend: true},
        marks: [
          Plot.lineY(lines, {x: (d) => date(d.day), y: "customers", stroke: "window", strokeWidth: (d) => (d.window === "1 day" ? 1 : 2), z: "window"}),
          Plot.ruleY([0]),
          Plot.tip(lines, Plot.pointer({x: (d) => date(d.day), y: "customers", title: (d) => `${dayName(d.day)}, ${d.window}\n${whole(d.customers)} customers`}))
        ]
      })
  });
}

export function funnel(rows, asOf) {
  const steps = rows.filter((row) => row.segment === "all");
  return picture({
    title: "Funnel",
    finding: () => `${share(last(steps).conversion)} get from ${steps[0].name} to ${last(steps).name} (${share(last(steps).low)} to ${share(last(steps).high)})`,
    rows: steps,
    view: "funnel",
    n: () => [steps[0].customers, "customers"],
    asOf,
    draw: (width) =>
      plot(width, {
        height: 30 + 48 * steps.length,
        marginBottom: 10,
        marginRight: 90,
        x: {axis: null},
        ...namedRows(steps.map((d) => d.name)),
        marks: [
          Plot.barX(steps, {x: "customers", y: "name", fill: colours[0], fillOpacity: 0.85, insetTop: 4, insetBottom: 4, title: (d) => `${d.name}: ${whole(d.customers)} customers`, tip: true}),
          Plot.text(steps, {x: "customers", y: "name", text: (d) => `${whole(d.customers)} · ${share(d.conversion)}`, textAnchor: "start", dx: 6})
        ]
      })
  });
}

export function funnelWeeks(rows, asOf) {
  const weeks = rows.filter((row) => row.conversion != null);
  return picture({
    title: "Through the funnel, by week of entry",
    finding: () => `${share(last(weeks).conversion)} of those who entered in the week of ${dayName(last(weeks).week)}`,
    rows: weeks,
    view: "funnel_by_week",
    n: () => [sum(weeks, "entered"), "entrants"],
    period: () => [weeks[0].week, last(weeks).week],
    asOf,
    draw: (width) =>
      plot(width, {
        x: months(width),
        y: {tickFormat: percents, zero: true},
        marks: [
          Plot.areaY(weeks, {x: (d) => date(d.week), y1: "low", y2: "high", fill: colours[0], fillOpacity: 0.18}),
          Plot.lineY(weeks, {x: (d) => date(d.week), y: "conversion", stroke: colours[0], strokeWidth: 2, marker: "dot"}),
          Plot.tip(weeks, Plot.pointerX({x: (d) => date(d.week), y: "conversion", title: (d) => `week of ${dayName(d.week)}\n${share(d.conversion)} (${share(d.low)} to ${share(d.high)})\n${whole(d.converted)} of ${whole(d.entered)}`}))
        ]
      })
  });
}
