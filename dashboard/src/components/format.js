// Numbers and days as people read them; null is a dash.
const form = (options) => {
  const numbers = new Intl.NumberFormat("en", options);
  return (x) => (x == null ? "–" : numbers.format(x).replace("-", "−"));
};

export const whole = form({maximumFractionDigits: 0});
export const tenths = form({minimumFractionDigits: 1, maximumFractionDigits: 1});
export const short = form({notation: "compact", maximumFractionDigits: 1, maximumSignificantDigits: 3, roundingPriority: "lessPrecision"});
export const brief = form({notation: "compact", maximumFractionDigits: 0});
export const percents = form({style: "percent", maximumFractionDigits: 0});
const fine = form({style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1});
const signs = form({maximumFractionDigits: 1, signDisplay: "exceptZero"});

// Small shares need a decimal, large ones do not.
export const share = (x) => (x == null || Math.abs(x) >= 0.1 ? percents(x) : fine(x));
export const signed = signs;

export const date = (day) => (day == null ? null : new Date(day));
const days = (options) => {
  const names = new Intl.DateTimeFormat("en-GB", {timeZone: "UTC", ...options});
  return (day) => (day == null ? "–" : names.format(new Date(day)).replace("Sept", "Sep"));
};
export const monthName = days({month: "short", year: "numeric"});
export const dayName = days({day: "numeric", month: "short", year: "numeric"});

export const sum = (rows, column) => rows.reduce((total, row) => total + (row[column] ?? 0), 0);
export const last = (rows) => rows[rows.length - 1];
