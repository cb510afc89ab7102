"""Estimates in the plainest Python: a blocked lottery, matching with its error, the area under a waiting curve."""

from __future__ import annotations

from math import sqrt
from statistics import mean, variance


def can_be_blocked(rows) -> bool:
    """Whether each block has at least two rows in each arm."""
    blocks = {block for _, _, block in rows}
    return all(sum(1 for _, d, b in rows if b == block and d == arm) >= 2 for block in blocks for arm in (True, False))


def blocked(rows) -> tuple[float, float]:
    """The mean of the blocks' differences by size, and Neyman's error."""
    effect = spread = 0.0
    for block in {block for _, _, block in rows}:
        treated = [y for y, d, b in rows if b == block and d]
        others = [y for y, d, b in rows if b == block and not d]
        share = (len(treated) + len(others)) / len(rows)
        effect += share * (mean(treated) - mean(others))
        spread += share**2 * (variance(treated) / len(treated) + variance(others) / len(others))
    return effect, sqrt(spread)


def matched(rows, estimand) -> tuple[float, float]:
    """Nearest neighbour by Mahalanobis distance with regression correction, and the error of Abadie and Imbens.

    `rows` are (first covariate, second covariate, outcome, arm).
    """
    inverse = _inverse(rows)

    def near(row, others):
        gaps = [_distance(row, other, inverse) for other in others]
        return [other for other, gap in zip(others, gaps, strict=True) if gap <= min(gaps) + 1e-9]

    used: dict[int, list[float]] = {id(row): [] for row in rows}
    pairs = []
    for row in rows:
        if row[3] == 1 or estimand == "ate":
            matches = near(row, [other for other in rows if other[3] != row[3]])
            pairs.append((row, matches))
            for other in matches:
                used[id(other)].append(1 / len(matches))
    slopes = {arm: _slopes([row for row in rows if row[3] == arm], used) for arm in (0, 1)}
    gains = []
    for row, matches in pairs:
        slope = slopes[1 - int(row[3])]
        guess = mean(m[2] + slope[0] * (row[0] - m[0]) + slope[1] * (row[1] - m[1]) for m in matches)
        gains.append((row[2] - guess) * (1 if row[3] == 1 else -1))
    effect = mean(gains)
    spread = sum((gain - effect) ** 2 for gain in gains)
    for row in rows:
        own = near(row, [other for other in rows if other is not row and other[3] == row[3]])
        noise = len(own) / (len(own) + 1) * (row[2] - mean(other[2] for other in own)) ** 2
        total, squares = sum(used[id(row)]), sum(share**2 for share in used[id(row)])
        again = total**2 - squares if estimand == "att" else total**2 + 2 * total - squares
        spread += again * noise
    return effect, sqrt(spread) / len(gains)


def _inverse(rows):
    first, second = [row[0] for row in rows], [row[1] for row in rows]
    middle, other = mean(first), mean(second)
    together = sum((a - middle) * (b - other) for a, b in zip(first, second, strict=True)) / (len(rows) - 1)
    left, right = variance(first), variance(second)
    size = left * right - together**2
    return right / size, -together / size, left / size


def _distance(one, other, inverse) -> float:
    a, b = one[0] - other[0], one[1] - other[1]
    return sqrt(max(0.0, inverse[0] * a * a + 2 * inverse[1] * a * b + inverse[2] * b * b))


def _slopes(rows, used):
    """Weighted least squares of the outcome on both covariates, by the normal equations."""
    weights = [sum(used[id(row)]) for row in rows]
    if not sum(weights):
        return 0.0, 0.0
    middle = [sum(w * row[place] for w, row in zip(weights, rows, strict=True)) / sum(weights) for place in range(3)]

    def product(left, right):
        return sum(
            w * (row[left] - middle[left]) * (row[right] - middle[right]) for w, row in zip(weights, rows, strict=True)
        )

    size = product(0, 0) * product(1, 1) - product(0, 1) ** 2
    if abs(size) < 1e-9:
        return 0.0, 0.0
    first = (product(0, 2) * product(1, 1) - product(1, 2) * product(0, 1)) / size
    return first, (product(1, 2) * product(0, 0) - product(0, 2) * product(0, 1)) / size


def area(rows, horizon) -> tuple[float, float]:
    """The mean of the time up to the horizon and the share still waiting then, from (time, ended) rows."""
    waiting, total, before = 1.0, 0.0, 0.0
    for time in sorted({time for time, _ in rows if time <= horizon}):
        total += waiting * (time - before)
        before = time
        risk = sum(1 for other, _ in rows if other >= time)
        waiting *= 1 - sum(1 for other, ended in rows if other == time and ended) / risk
    return total + waiting * (horizon - before), waiting
