#!/usr/bin/python3
"""accuracy.py SEED CALLS SECONDS: random readings of models of customer value, and what they should say, as CSV with a header.

Every value is a sum, a ratio of gamma functions or an integral of the model's own definition (integrals.py). A case whose integral is unsure,
or that takes more seconds, is left out, and said on standard error. Nothing here knows how the extension computes.
"""
import json
import random
import signal
import sys

from mpmath import mp, mpf

from integrals import Unsure, log_integral

WIDTH = 2                       # of a panel where an integrand turns by itself
SMALL = mpf(10) ** -60          # smaller values are not compared
LONGEST = 1e15                  # of the times that readings take
GROWTH = 500                    # natural logarithm of what a negative discount multiplies purchases by, at most
WEEK = mpf(7) / mpf('365.25')


def log_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def softplus(s):
    return s + mp.log1p(mp.exp(-s)) if s > 0 else mp.log1p(mp.exp(s))


def beta_mean(a, b, log_f, turns):
    """The mean of f over a beta distribution of p; log_f takes the logit of p."""
    def weighted(s):
        return a * s - (a + b) * softplus(s) + log_f(s)
    width = min(mpf(1), mp.sqrt(1 / a + 1 / b))
    return mp.exp(log_integral(weighted, -mpf(10) ** 17, mpf(10) ** 17, [(mp.log(a / b), width)] + turns) - log_beta(a, b))


# ---------- BG/NBD and MBG/NBD: a chance of leaving after every repeat purchase; MBG also after the first one ----------

def bg_alive(p, extra, x, recency, tenure):
    """Likelihoods of having stayed and of having left after the last purchase."""
    r, alpha, a, b = p
    chances = x + extra
    if chances == 0:
        return mpf(1)
    stayed = log_beta(a, b + chances) - (r + x) * mp.log(alpha + tenure)
    left = log_beta(a + 1, b + chances - 1) - (r + x) * mp.log(alpha + recency)
    return 1 / (1 + mp.exp(left - stayed))


def bg_expected(p, extra, x, tenure, horizon, delta):
    """Purchases of customers who are alive: at time t one of given p buys at the rate R / A (1 + p t / A)^-(R + 1)."""
    r, alpha, a, b = p
    buyer = (r + x, alpha + tenure, a, b + x + extra)
    reach = horizon if delta <= 0 else min(horizon, 80 / delta)
    if mp.isinf(reach):
        return beta_mean(a, b + x + extra, lambda s: softplus(-s), [(mpf(0), WIDTH)])   # of 1 / p
    if delta == 0:
        return bg_expected_by_share(buyer, reach, lambda share: mp.log(-mp.expm1(-buyer[0] * mp.log1p(share * reach / buyer[1])) / share))
    try:
        if max(buyer) < 1e4 and reach / buyer[1] < 1e6:
            return bg_expected_by_time(buyer, reach, delta)
    except (mp.NoConvergence, ValueError, ZeroDivisionError):
        pass
    return bg_expected_by_share(buyer, reach, lambda share: bg_discounted(buyer, reach, delta, share))


def bg_expected_by_share(buyer, reach, log_f):
    shape, scale, a, b = buyer
    turns = [(-mp.log(1 + shape * reach / scale), WIDTH), (-mp.log(1 + reach / scale), WIDTH), (mpf(0), WIDTH)]
    return beta_mean(a, b, lambda s: log_f(1 / (1 + mp.exp(-s))), turns)


def bg_discounted(buyer, reach, delta, share):
    shape, scale, _, _ = buyer
    if share * shape * reach / scale < mpf(10) ** -30:
        return mp.log(shape / scale * -mp.expm1(-delta * reach) / delta)
    def rate(u):
        return mp.log(shape / scale) + u - (shape + 1) * mp.log1p(share * mp.exp(u) / scale) - delta * mp.exp(u)
    end = mp.log(reach)
    places = [mp.log(scale / share / (shape + 1)), mp.log(scale / share), mp.log(1 / abs(delta))]
    turns = [(min(place, end), WIDTH) for place in places] + [(end, 1 / (1 + abs(delta) * reach))]
    return log_integral(rate, -mpf(10) ** 4, end, turns, inside=True)


def bg_expected_by_time(buyer, reach, delta):
    """The mean over p in closed form"""
    shape, scale, a, b = buyer
    def rate(u):
        return u - delta * mp.exp(u) + mp.log(mp.hyp2f1(shape + 1, a, a + b, -mp.exp(u) / scale))
    end = mp.log(reach)
    places = [mp.log(scale / (shape + 1) * (a + b) / a), mp.log(scale / (shape + 1)), mp.log(scale), mp.log(1 / abs(delta))]
    turns = [(min(place, end), WIDTH) for place in places] + [(end, 1 / (1 + abs(delta) * reach))]
    return shape / scale * mp.exp(log_integral(rate, -mpf(10) ** 4, end, turns))


def log_nbd(r, alpha, n, time):
    return mp.loggamma(r + n) - mp.loggamma(r) - mp.loggamma(n + 1) + r * mp.log(alpha / (alpha + time)) + n * mp.log(time / (alpha + time))


def at_least(r, alpha, n, time):
    """P(the nth purchase comes by then), n > 0: an integral over the logarithm of when it comes."""
    def density(u):
        return mp.log(n) + log_nbd(r, alpha, n, mp.exp(u))
    end = mp.log(time)
    peak = mp.log(alpha * n / r)
    width = min(mpf(1), mp.sqrt(1 / r + 1 / n))
    excess = abs(n - (r + n) * time / (alpha + time))
    return mp.exp(log_integral(density, -mpf(10) ** 17, end, [(min(peak, end), width), (end, min(width, 1 / (1 + excess))), (min(mp.log(alpha), end), WIDTH)]))


def bg_pmf(p, extra, n, horizon):
    r, alpha, a, b = p
    chances = n + extra
    stayed = mp.exp(log_beta(a, b + chances) - log_beta(a, b) + log_nbd(r, alpha, n, horizon))
    if chances == 0:
        return stayed
    return stayed + mp.exp(log_beta(a + 1, b + chances - 1) - log_beta(a, b)) * (at_least(r, alpha, n, horizon) if n > 0 else 1)


# ---------- Pareto/NBD ----------

def pareto_alive(p, x, recency, tenure):
    """Against the likelihood of having left at time y since the last purchase."""
    r, alpha, s, beta = p
    if tenure == recency:
        return mpf(1)
    stayed = -(r + x) * mp.log(alpha + tenure) - s * mp.log(beta + tenure) + s * mp.log(beta)
    silence = tenure - recency

    def left(u):
        y = recency + mp.exp(u)
        return mp.log(s) + s * mp.log(beta) + u - (r + x) * mp.log(alpha + y) - (s + 1) * mp.log(beta + y)
    end = mp.log(silence)
    near = [mp.log((alpha + recency) / (r + x)), mp.log((beta + recency) / (s + 1)), mp.log(alpha + recency), mp.log(beta + recency)]
    return 1 / (1 + mp.exp(log_integral(left, -mpf(10) ** 4, end, [(min(place, end), WIDTH) for place in near + [end]]) - stayed))


def pareto_expected(p, x, tenure, horizon, delta):
    r, alpha, s, beta = p
    now = beta + tenure
    reach = horizon if delta <= 0 else min(horizon, 80 / delta)

    def rate(u):
        return u - s * mp.log1p(mp.exp(u) / now) - delta * mp.exp(u)
    if mp.isinf(reach):
        return (r + x) / (alpha + tenure) * mp.exp(log_integral(rate, -mpf(10) ** 4, mpf(10) ** 17, [(mp.log(now), WIDTH), (mp.log(now / s), WIDTH)]))
    end = mp.log(reach)
    places = [mp.log(now), mp.log(now / s), mp.log(1 / abs(delta)) if delta else end]
    turns = [(min(place, end), WIDTH) for place in places] + [(end, 1 / (1 + abs(delta) * reach))]
    return (r + x) / (alpha + tenure) * mp.exp(log_integral(rate, -mpf(10) ** 4, end, turns))


def pareto_pmf(p, n, horizon):
    r, alpha, s, beta = p

    def left(u):
        y = mp.exp(u)
        return mp.log(s / beta) + u - (s + 1) * mp.log1p(y / beta) + log_nbd(r, alpha, n, y)
    end = mp.log(horizon)
    centre = mp.log(alpha * (n + 1) / r)
    width = min(mpf(1), mp.sqrt(1 / r + 1 / mpf(n + 1)))
    turns = [(centre, width), (mp.log(alpha * mpf(n) / r) if n else centre, width), (mp.log(beta / s), WIDTH), (mp.log(beta), WIDTH), (mp.log(alpha), WIDTH), (end, 1 / (1 + n + s))]
    stayed = -s * mp.log1p(horizon / beta) + log_nbd(r, alpha, n, horizon)
    return mp.exp(stayed) + mp.exp(log_integral(left, -mpf(10) ** 17, end, [(min(place, end), w) for place, w in turns]))


# ---------- BG/BB: sums over opportunities ----------

def bb_now(p, x, recency, n):
    """Alive after the last opportunity: against the likelihoods of having left before each since the last purchase"""
    alpha, beta, gamma, delta = p
    stayed = log_beta(alpha + x, beta + n - x) + log_beta(gamma, delta + n)
    left = [log_beta(alpha + x, beta + m - x) + log_beta(gamma + 1, delta + m) for m in range(recency, n)]
    return 1 / (1 + mp.fsum(mp.exp(v - stayed) for v in left))


def bb_alive(p, x, recency, n):
    """At the next one"""
    return bb_now(p, x, recency, n) * (p[3] + n) / (p[2] + p[3] + n)


def bb_expected(p, x, n, horizon, delta):
    alpha, beta, gamma, stay = p[0], p[1], p[2], p[3] + n
    rate = (alpha + x) / (alpha + beta + n)
    if delta == 0 and horizon > 3000:
        gone = 0 if mp.isinf(horizon) else mp.exp(mp.loggamma(gamma + stay) + mp.loggamma(stay + horizon + 1) - mp.loggamma(stay + 1) - mp.loggamma(gamma + stay + horizon))
        return rate * stay / (gamma - 1) * (1 - gone)
    if delta != 0 and horizon > 3000:
        return rate * beta_mean(gamma, stay, lambda s: geometric(s, horizon, delta), [(mpf(0), WIDTH), (-mp.log(mpf(horizon)), WIDTH), (mp.log(abs(delta)), WIDTH)])
    term, total = mpf(1), mpf(0)
    for i in range(int(horizon)):
        term *= (stay + i) / (gamma + stay + i) * mp.exp(-delta)
        total += term
    return rate * total


def geometric(s, horizon, delta):
    growth = -softplus(s) - delta
    return mp.log(mp.expm1(horizon * growth) / -mp.expm1(-growth))


def bb_pmf(p, x, horizon):
    alpha, beta, gamma, delta = p
    total = mpf(0)
    for m in range(x, horizon + 1):
        ways = mp.loggamma(m + 1) - mp.loggamma(x + 1) - mp.loggamma(m - x + 1)
        buys = log_beta(alpha + x, beta + m - x) - log_beta(alpha, beta)
        last = log_beta(gamma, delta + horizon) if m == horizon else log_beta(gamma + 1, delta + m)
        total += mp.exp(ways + buys + last - log_beta(gamma, delta))
    return total


# ---------- contracts and spend ----------

def lifetime(p, discount, renewals):
    alpha, beta = p
    n = renewals + 1 if renewals else 0
    share = (beta + n - 1) / (alpha + beta + n - 1) if n else 1
    turns = [(mpf(0), WIDTH), (mp.log(discount), WIDTH)]
    return share * beta_mean(alpha, beta + n, lambda s: mp.log((1 + discount) / (discount + 1 / (1 + mp.exp(-s)))), turns)


def survival(p, period):
    return mp.exp(log_beta(p[0], p[1] + period) - log_beta(p[0], p[1]))


def retention(p, period):
    """Survival to a period over that to the one before"""
    return survival(p, period) / survival(p, period - 1)


def spend(p, x, monetary):
    return p[0] * (p[2] + x * monetary) / (p[0] * x + p[1] - 1)


# ---------- random cases ----------

MODELS = {'bg/nbd': 'r alpha a b', 'mbg/nbd': 'r alpha a b', 'pareto/nbd': 'r alpha s beta', 'bg/bb': 'alpha beta gamma delta', 'sbg': 'alpha beta'}


class Draw:
    """Ordinary parameters lie between 1e-2 and 1e2, extreme ones between 1e-12 and 1e12."""

    def __init__(self, extreme):
        self.decades = 12 if extreme else 2
        self.extreme = extreme

    def number(self, low, high):
        return float('%.6g' % (10 ** random.uniform(low, high)))

    def parameter(self):
        return self.number(-self.decades, self.decades)

    def parameters(self, model):
        return [self.parameter() for _ in MODELS[model].split()]

    def discount(self):
        return random.choice([0.1, 0.1, 0.02, 1.0, -0.05, 1e-9, self.number(-4, 0)])

    def customer(self, model, p):
        if model == 'bg/bb':
            tenure = random.choice([0, 1, 6, 40, int(self.number(0, 3.3))])
            x = random.choice([0, tenure, random.randint(0, tenure)])
            return x, (random.randint(x, tenure) if x else 0), tenure
        x = random.choice([0, 0, 1, 2, 7, int(self.number(0, 3)), int(self.number(0, 9 if self.extreme else 3))])
        recency = self.number(-self.decades / 2, self.decades / 2 + 1) if x else 0
        if self.extreme and random.random() < 0.5:      # so that P(alive) is neither 0 nor 1
            silence = (p[1] + recency) / (p[0] + x) * self.number(-1, 2)
        else:
            silence = random.choice([0, self.number(-2, 3)])
        return x, recency, min(recency + silence, LONGEST)

    def horizon(self, model, p, x, tenure):
        if model == 'bg/bb':
            return random.choice([1, 12, 60, 999, 1001, int(self.number(0, 6))])
        if self.extreme and random.random() < 0.5:      # so that some leave
            share = p[2] / (p[2] + p[3] + x) if model != 'pareto/nbd' else (p[1] + tenure) / (p[3] + tenure) * p[2]
            return min((p[1] + tenure) / (p[0] + x) / share * self.number(-2, 3), LONGEST)
        return self.number(-2, 4)

    def purchases(self, model, p, horizon):
        if model == 'bg/bb':
            return random.choice([0, horizon, random.randint(0, horizon)])
        mean = p[0] / p[1] * horizon
        near = mean + random.gauss(0, 2) * (mean + mean ** 2 / p[0]) ** 0.5
        return random.choice([0, 1, 3, 20, int(self.number(0, 4)), int(min(max(near, 0), 1e12))])


def exact(numbers):
    return [mpf(x) for x in numbers]


def case_of_customer(draw, reading, new=False):
    model = random.choice(['bg/nbd', 'mbg/nbd', 'pareto/nbd', 'bg/bb'])
    p = draw.parameters(model)
    x, recency, tenure = (0, 0, 0) if new else draw.customer(model, p)
    horizon = draw.horizon(model, p, x, tenure)
    discount = draw.discount() if reading == 'clv' else 0
    if (discount > 0 or discount == 0 and p[2] > 1) and random.random() < 0.2:
        horizon = float('inf')
    delta = mp.log1p(mpf(discount)) * WEEK
    if delta < 0:
        horizon = min(horizon, type(horizon)(GROWTH / -delta))
    case = dict(model=model, p=p, frequency=x, recency=recency, tenure=tenure, horizon=horizon, discount=discount)
    return case, lambda: value_of_customer(reading, model, exact(p), x, mpf(recency), mpf(tenure), horizon, delta)


def value_of_customer(reading, model, p, x, recency, tenure, horizon, delta):
    if model == 'bg/bb':
        n, last = int(tenure), int(recency)
        if reading == 'p_alive':
            return bb_alive(p, x, last, n)
        return bb_now(p, x, last, n) * bb_expected(p, x, n, horizon, delta)
    if model == 'pareto/nbd':
        alive = pareto_alive(p, x, recency, tenure)
        return alive if reading == 'p_alive' or alive < SMALL else alive * pareto_expected(p, x, tenure, mpf(horizon), delta)
    extra = int(model == 'mbg/nbd')
    alive = bg_alive(p, extra, x, recency, tenure)
    return alive if reading == 'p_alive' or alive < SMALL else alive * bg_expected(p, extra, x, tenure, mpf(horizon), delta)


def case_of_purchases(draw):
    model = random.choice(['bg/nbd', 'mbg/nbd', 'pareto/nbd', 'bg/bb'])
    p = draw.parameters(model)
    horizon = random.choice([1, 6, 12, 60, int(draw.number(0, 3))]) if model == 'bg/bb' else draw.horizon(model, p, 0, 0)
    n = draw.purchases(model, p, horizon)
    def value():
        q, h = exact(p), mpf(horizon)
        if model == 'bg/bb':
            return bb_pmf(q, n, horizon)
        return pareto_pmf(q, n, h) if model == 'pareto/nbd' else bg_pmf(q, int(model == 'mbg/nbd'), n, h)
    return dict(model=model, p=p, horizon=horizon, frequency=n), value


def case_of_known(draw):
    """The number of purchases stands in the place of mean spend."""
    model = random.choice(['bg/nbd', 'mbg/nbd', 'pareto/nbd', 'bg/bb'])
    p = draw.parameters(model)
    x, recency, tenure = draw.customer(model, p)
    horizon = random.choice([1, 6, 12, 60, int(draw.number(0, 3))]) if model == 'bg/bb' else draw.horizon(model, p, x, tenure)
    shifted = [p[0] + x, p[1] + (tenure - x if model == 'bg/bb' else tenure), p[2], p[3]]
    n = draw.purchases(model, shifted, horizon)
    case = dict(model=model, p=p, frequency=x, recency=recency, tenure=tenure, horizon=horizon, monetary=n)
    return case, lambda: probability_of_known(model, exact(p), x, mpf(recency), mpf(tenure), horizon, n)


def probability_of_known(model, p, x, recency, tenure, horizon, n):
    """P(alive) times the probability of n purchases of one who is alive, and 1 - P(alive) more at none"""
    if model == 'bg/bb':
        alive = bb_now(p, x, int(recency), int(tenure))
        share = bb_pmf([p[0] + x, p[1] + tenure - x, p[2], p[3] + tenure], n, horizon)
    elif model == 'pareto/nbd':
        alive = pareto_alive(p, x, recency, tenure)
        share = pareto_pmf([p[0] + x, p[1] + tenure, p[2], p[3] + tenure], n, mpf(horizon))
    else:
        extra = int(model == 'mbg/nbd')
        alive = bg_alive(p, extra, x, recency, tenure)
        share = bg_pmf([p[0] + x, p[1] + tenure, p[2], p[3] + x + extra], 0, n, mpf(horizon))
    return alive * share + (1 - alive if n == 0 else 0)


def case_of_new(draw):
    """Lifetime value of a new customer, the first purchase included"""
    case, later = case_of_customer(draw, 'clv', new=True)
    case['spend'] = [6.25, 3.74, 15.44]
    return case, lambda: spend(exact(case['spend']), 0, 0) * (1 + later())


def case_of_lifetime(draw):
    p, discount, renewals = draw.parameters('sbg'), draw.number(-draw.decades, 0), random.choice([0, 0, 1, 5, int(draw.number(0, 4))])
    return dict(model='sbg', p=p, discount=discount, frequency=renewals), lambda: lifetime(exact(p), mpf(discount), renewals)


def case_of_survival(draw, value):
    p, period = draw.parameters('sbg'), random.choice([1, 2, 12, int(draw.number(0, 5))])
    return dict(model='sbg', p=p, frequency=period), lambda: value(exact(p), period)


def case_of_spend(draw):
    p = [draw.parameter() for _ in 'pqv']
    x, monetary = int(draw.number(0, 4)), draw.number(-2, 5)
    if random.random() < 0.3:       # where almost nothing is left of p x + q - 1
        p[0], p[1] = draw.number(-12, -1), 1 + draw.number(-12, -1)
    return dict(model='bg/nbd', p=[0.2, 4, 0.8, 2.4], spend=p, frequency=x, monetary=monetary), lambda: spend(exact(p), x, mpf(monetary))


READINGS = {
    'p_alive': lambda draw: case_of_customer(draw, 'p_alive'),
    'expected_purchases': lambda draw: case_of_customer(draw, 'expected_purchases'),
    'clv': lambda draw: case_of_customer(draw, 'clv'),
    'clv_new': case_of_new,
    'purchase_probability': case_of_purchases,
    'known_probability': case_of_known,
    'expected_lifetime': case_of_lifetime,
    'survival': lambda draw: case_of_survival(draw, survival),
    'retention_rate': lambda draw: case_of_survival(draw, retention),
    'expected_spend': case_of_spend,
}
COLUMNS = ['horizon', 'discount', 'frequency', 'recency', 'tenure', 'monetary']


def line(reading, kind, case, value):
    parameters = dict(zip(MODELS[case['model']].split(), case['p']))
    if case['model'] != 'sbg':
        parameters.update(zip('pqv', case.get('spend', [1, 2, 1])))
    fields = [reading, kind, case['model'], '"%s"' % json.dumps(parameters).replace('"', '""')]
    fields += [repr(float(case[c])) if c in case else '' for c in COLUMNS]
    return ','.join(fields + [mp.nstr(value, 20, min_fixed=0, max_fixed=0)])


def give_up(*_):
    raise Unsure('took too long')


def value_within(seconds, value):
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        return value()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def main(seed, calls, seconds):
    random.seed(seed)
    signal.signal(signal.SIGVTALRM, give_up)
    print(','.join(['reading', 'kind', 'model', 'parameters'] + COLUMNS + ['value']))
    for reading, draw_case in READINGS.items():
        for i in range(max(calls // 25, 2) if reading.startswith('clv') else calls):     # an integral of integrals
            kind = 'extreme' if i % 2 else 'ordinary'
            case, value = draw_case(Draw(kind == 'extreme'))
            try:
                truth = value_within(seconds, value)
            except Unsure as unsure:
                print('left out: %s %s: %s' % (reading, case, unsure), file=sys.stderr)
                continue
            if truth > SMALL:
                print(line(reading, kind, case, truth))


if __name__ == '__main__':
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
