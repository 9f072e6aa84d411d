# Makes estimates.csv, five sets of estimates with standard errors, and readings.csv, what Cochran's Q, DerSimonian & Laird's tau and the line of
# weighted least squares say of them, by their textbook formulas in 60 digits. Run in this folder; needs mpmath.
import csv
import random
from mpmath import erfc, erfinv, gammainc, inf, mp, mpf, nstr, sqrt

mp.dps = 60
random.seed(2026)
sets = {
    'regions': ([1, 2, 3, 4, 5], [32.5, 41.25, 28, 36.75, 45], [2.5, 3, 4.25, 2, 6]),
    'alike': ([0, 1, 2, 3], [50.1, 49.9, 50.05, 49.95], [1, 2, 1, 2]),
    'one is sure': ([1, 2, 3, 4], [0.8123, 0.79, 0.85, 0.9], [1e-7, 0.02, 0.03, 0.01]),
    'days': (list(range(20454, 20544)), [round(35 + 0.03 * i + random.gauss(0, 4), 3) for i in range(90)], [round(random.uniform(2, 6), 3) for i in range(90)]),
    'money': ([-2.5, 0, 7, 7, 1e3], [1e12 + 3e6, 1e12 - 2e6, 1e12 + 9e6, 1e12, 1e12 + 4e9], [1e6, 2e6, 1.5e6, 3e6, 1e9]),
}
z = sqrt(2) * erfinv(mpf('0.95'))
with open('estimates.csv', 'w') as data, open('readings.csv', 'w') as readings:
    data = csv.writer(data, lineterminator='\n')
    readings = csv.writer(readings, lineterminator='\n')
    data.writerow(['name', 'x', 'estimate', 'se'])
    readings.writerow(['name', 'q', 'df', 'p_value', 'tau', 'slope', 'slope_se', 'z', 'trend_p_value', 'low', 'high'])
    for name, (xs, ys, ses) in sets.items():
        data.writerows([name, x, y, s] for x, y, s in zip(xs, ys, ses))
        x, y, s = ([mpf(v) for v in values] for values in (xs, ys, ses))
        w = [1 / v ** 2 for v in s]
        total = sum(w)
        mean_x = sum(a * b for a, b in zip(w, x)) / total
        mean_y = sum(a * b for a, b in zip(w, y)) / total
        q = sum(a * (b - mean_y) ** 2 for a, b in zip(w, y))
        df = len(y) - 1
        tau = sqrt(max(mpf(0), (q - df) / (total - sum(a * a for a in w) / total)))
        sxx = sum(a * (b - mean_x) ** 2 for a, b in zip(w, x))
        slope = sum(a * (b - mean_x) * (c - mean_y) for a, b, c in zip(w, x, y)) / sxx
        se = 1 / sqrt(sxx)
        row = [q, df, gammainc(mpf(df) / 2, q / 2, inf, regularized=True), tau, slope, se, slope / se, erfc(abs(slope / se) / sqrt(2)), slope - z * se, slope + z * se]
        readings.writerow([name] + [v if isinstance(v, int) else nstr(v, 20, min_fixed=-5, max_fixed=20) for v in row])
