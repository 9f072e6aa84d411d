// What customers say: the score, what moved it, what goes with it, in which words.
import * as Plot from "@observablehq/plot";
import {date, dayName, last, monthName, percents, share, signed, sum, tenths, whole} from "./format.js";
import {colours, months, named, namedRows, picture, plot, table} from "./picture.js";

export function trend(rows, asOf) {
  const now = last(rows);
  return picture({
    title: "Net promoter score by month",
    finding: () => `${whole(now.nps)} in ${monthName(now.month)}, 95% limits ${whole(now.low)} to ${whole(now.high)}`,
    rows,
    view: "nps_by_month",
    n: () => [sum(rows, "answers"), "answers"],
    period: () => [rows[0].month, now.month],
    asOf,
    draw: (width) =>
      plot(width, {
        x: months(width),
        y: {tickFormat: whole},
        marks: [
          Plot.areaY(rows, {x: (d) => date(d.month), y1: "low", y2: "high", fill: colours[0], fillOpacity: 0.18}),
          Plot.lineY(rows, {x: (d) => date(d.month), y: "nps", stroke: colours[0], strokeWidth: 2}),
          Plot.tip(rows, Plot.pointerX({x: (d) => date(d.month), y: "nps", title: (d) => `${monthName(d.month)}\n${tenths(d.nps)} (${tenths(d.low)} to ${tenths(d.high)})\n${whole(d.answers)} answers`}))
        ]
      })
  });
}

// Control limits of days with few answers would go beyond the scale.
const lowest = (days) => Math.min(...days.map((day) => Math.min(day.low ?? 100, day.value)));
const highest = (days) => Math.max(...days.map((day) => Math.max(day.high ?? -100, day.value)));

// The days of the last half year against what the 60 before each of them lead to expect
export function control(rows, asOf) {
  const scores = rows.filter((row) => row.survey === "nps");
  const days = scores.slice(-182);
  const alarms = days.filter((row) => row.alarm);
  return picture({
    title: "Net promoter score by day, with control limits",
    finding: () => (alarms.length ? `${alarms.length} of ${days.length} days are beyond what chance does, the last on ${dayName(last(alarms).day)}` : `None of ${days.length} days is beyond what chance does`),
    rows: days,
    view: "survey_trend",
    n: () => [sum(days, "answers"), "answers"],
    period: () => [days[0].day, last(days).day],
    asOf,
    draw: (width) =>
      plot(width, {
        x: months(width),
        y: {tickFormat: whole, clamp: true, domain: [Math.max(-100, lowest(days)), Math.min(100, highest(days))]},
        marks: [
          Plot.areaY(days, {x: (d) => date(d.day), y1: "low", y2: "high", curve: "step", fill: "currentColor", fillOpacity: 0.09}),
          Plot.lineY(days, {x: (d) => date(d.day), y: "center", stroke: "currentColor", strokeOpacity: 0.5}),
          Plot.dot(days, {x: (d) => date(d.day), y: "value", r: 2, fill: colours[0]}),
          Plot.dot(alarms, {x: (d) => date(d.day), y: "value", r: 5, stroke: "var(--red)", strokeWidth: 2}),
          Plot.tip(days, Plot.pointer({x: (d) => date(d.day), y: "value", title: (d) => `${dayName(d.day)}\n${whole(d.value)}, expected ${whole(d.low)} to ${whole(d.high)}\n${whole(d.answers)} answers`}))
        ]
      })
  });
}

// What moved the score since the month before: each segment's bar, of mix and rate
export function moved(rows, scores, asOf) {
  const latest = last(rows)?.month;
  const now = rows.filter((row) => row.month === latest);
  const parts = now.flatMap((row) => [
    {segment: row.segment, part: "share of answers changed", points: row.mix},
    {segment: row.segment, part: "score changed", points: row.rate}
  ]);
  return picture({
    title: "What moved it since the month before",
    finding: () => `${signed(sum(now, "contribution"))} points in ${monthName(latest)}; the lines are 95% limits of each segment’s part`,
    rows: now,
    view: "nps_contribution",
    n: () => [sum(scores.filter((row) => row.month === latest), "answers"), "answers"],
    period: () => [latest, latest],
    asOf,
    draw: (width) =>
      plot(width, {
        height: 80 + 40 * now.length,
        x: named("points of NPS", {tickFormat: signed, grid: true}),
        ...namedRows([...new Set(now.map((d) => d.segment))].sort()),
        color: {domain: ["score changed", "share of answers changed"], range: colours, legend: true},
        marks: [
          Plot.barX(parts, {x: "points", y: "segment", fill: "part", insetTop: 4, insetBottom: 4}),
          Plot.ruleY(now, {x1: "low", x2: "high", y: "segment", strokeOpacity: 0.7}),
          Plot.dot(now, {x: "contribution", y: "segment", fill: "currentColor", r: 3, tip: true, title: (d) => `${d.segment}: ${signed(d.contribution)} points (${signed(d.low)} to ${signed(d.high)})`}),
          Plot.ruleX([0])
        ]
      })
  });
}

// Importance against performance: what matters and is not good yet is at the lower right.
export function drivers(rows, asOf) {
  const nps = rows.filter((row) => row.survey === "nps");
  return picture({
    title: "What goes with it",
    finding: () => {
      const first = nps.reduce((a, b) => (b.share > a.share ? b : a));
      return `${first.name} explains most: a point more of its rating goes with ${signed(first.coefficient)} points of NPS`;
    },
    rows: nps,
    view: "drivers",
    n: () => [nps[0].answers, "answers with ratings, of a year"],
    asOf,
    draw: (width) =>
      plot(width, {
        x: named("share of what the ratings explain", {tickFormat: percents, grid: true, zero: true, nice: true, ticks: 4}),
        y: {label: "mean rating", inset: 24, nice: true, ticks: 4},
        insetLeft: 40,
        insetRight: 40,
        marks: [
          Plot.dot(nps, {x: "share", y: "mean", r: 6, fill: colours[0]}),
          Plot.text(nps, {x: "share", y: "mean", text: "name", dy: -14, fontWeight: 600}),
          Plot.tip(nps, Plot.pointer({x: "share", y: "mean", title: (d) => `${d.name}\n${share(d.share)} of what is explained\nmean rating ${tenths(d.mean)}\n${signed(d.coefficient)} points (${signed(d.low)} to ${signed(d.high)})`}))
        ]
      })
  });
}

export function terms(rows, asOf) {
  const shown = rows.filter((row) => row.impact != null).slice(0, 18).sort((a, b) => a.impact - b.impact);
  return picture({
    title: "Words, and what they cost or bring",
    finding: () => `“${shown[0].term}” costs ${tenths(Math.abs(shown[0].impact))} points of NPS, “${last(shown).term}” brings ${tenths(last(shown).impact)}`,
    rows: shown,
    shape: "tall",
    view: "terms",
    n: () => [rows.length, "words in 5 comments or more, of a year"],
    asOf,
    draw: (width) =>
      plot(width, {
        height: 70 + 26 * shown.length,
        x: named("points of NPS", {tickFormat: signed, grid: true}),
        ...namedRows(shown.map((d) => d.term)),
        marks: [
          Plot.barX(shown, {x: "impact", y: "term", fill: (d) => (d.impact < 0 ? colours[1] : colours[0]), tip: true, title: (d) => `${d.term}: in ${whole(d.answers)} comments\nNPS ${whole(d.nps)} against ${whole(d.rest_nps)} of the others`}),
          Plot.ruleX([0])
        ]
      })
  });
}

export function newTerms(rows, asOf) {
  return picture({
    title: "Words of the last 28 days that were rarer before",
    finding: () => {
      const sure = rows.filter((row) => row.adjusted_p_value < 0.05);
      return sure.length ? `Surely more than before: ${sure.map((row) => row.term).join(", ")}` : "None is surely more frequent than in the year before";
    },
    rows,
    view: "new_terms",
    n: () => [sum(rows, "answers_after"), "mentions"],
    asOf,
    draw: () =>
      table(rows, [
        ["word", (d) => d.term],
        ["before", (d) => share(d.share_before), true],
        ["now", (d) => share(d.share_after), true],
        ["comments", (d) => whole(d.answers_after), true],
        ["p", (d) => (d.adjusted_p_value < 0.001 ? "< 0.001" : d.adjusted_p_value?.toFixed(3) ?? "–"), true]
      ])
  });
}

// A small picture for each touchpoint
export function touchpoints(rows, asOf) {
  const names = {nps: "NPS", csat: "CSAT", ces: "CES"};
  const shown = (d, x) => (d.survey === "ces" ? tenths(x) : whole(x));
  const now = last(rows.map((row) => row.month).sort());
  const latest = rows.filter((row) => row.month === now);
  return picture({
    title: "By touchpoint",
    finding: () => `${monthName(now)}, with 95% limits`,
    rows: latest,
    view: "survey_by_touchpoint",
    n: () => [sum(latest, "answers"), "answers"],
    period: () => [now, now],
    asOf,
    draw: () =>
      table(latest, [
        ["survey", (d) => names[d.survey]],
        ["touchpoint", (d) => d.touchpoint],
        ["value", (d) => shown(d, d.value), true],
        ["limits", (d) => `${shown(d, d.low)} to ${shown(d, d.high)}`, true],
        ["answers", (d) => whole(d.answers), true]
      ])
  });
}
