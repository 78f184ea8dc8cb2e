"""The rules once more, slow and obvious: one event, one unit, one attempt after the other, in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from kaolib.knowledge import catalog


def exact(number) -> Fraction:
    """The number as it is written: 0.1 is a tenth."""
    return Fraction(repr(float(number)))


def tiered(service, item, location, quantity, free=0.0) -> float:
    """The bill of a quantity: the free part first, then tier by tier, each unit at the price of the tier it falls into."""
    left = max(0.0, quantity - free)
    total, done = 0.0, 0.0
    prices = catalog.services(service, location)
    for row in prices[prices["item"] == item].sort_values("from_quantity").itertuples():
        here = min(left, row.to_quantity - row.from_quantity)
        total += here * row.usd
        left -= here
        done += here
    assert left <= 1e-6 * max(1.0, done), "beyond the tiers that are known"
    return total


def attempts_of_all(p, retries, poison=0):
    """Every way that an event can go, weighed: the expected runs, and the share that is given up."""
    p, poison = exact(p), exact(poison)

    def runs(left):
        return 1 + (p * runs(left - 1) if left else 0)

    def lost(left):
        return p * (lost(left - 1) if left else 1)

    return poison * (retries + 1) + (1 - poison) * runs(retries), poison + (1 - poison) * lost(retries)


def async_event(retries, age, duration, throttled, first, factor, longest):
    """When an event that always fails is tried, second by second of its own clock: [(start, result)], why it ends, when."""
    now, wait = Fraction(0), exact(first)
    tries = []
    while now < exact(throttled):
        if now > age:
            return tries, "age"
        tries.append((now, "throttled"))
        now += wait
        wait = min(exact(longest), wait * exact(factor))
    for pause in [60, 120, None][2 - retries :] if retries < 2 else [60, 120, None]:
        if now > age:
            return tries, "age"
        tries.append((now, "run"))
        now += exact(duration)
        if pause is not None and len([t for t in tries if t[1] == "run"]) <= retries:
            now += [60, 120][len([t for t in tries if t[1] == "run"]) - 1]
        else:
            return tries, "retries"
    return tries, "retries"


def stream(size, poison, retries, age, run, first, factor, longest, bisect, partial):
    """One batch of a stream, run by run, each record with its own fate.

    Returns the moments of all runs with whether they failed, what became of each record, and the end. Retries of -1 have
    no limit. Times are whole nanoseconds, as a clock has them.
    """
    nano = 10**9
    run, age = round(exact(run) * nano), round(exact(age) * nano)
    waits = [round(min(float(longest), float(first) * float(factor) ** k) * nano) for k in range(80)]
    fate = [None] * size
    runs = []
    now = 0
    work = [(list(range(size)), 0, 0, 0)]  # records, retries used, tries in a row, wait before
    while work:
        records, used, tries, wait = work.pop(0)
        now += wait
        if now > age:
            for record in records:
                fate[record] = "age"
            # a part that was being retried is given up as soon as it is too old
            now = now - wait if wait and tries else now
            now = max(now, age)
            continue
        bad = [record for record in records if record in poison]
        runs.append((now, bool(bad)))
        now += run
        if not bad:
            for record in records:
                fate[record] = "done"
            continue
        pause = waits[min(tries, 79)]
        if partial and bad[0] != records[0]:
            for record in records[: records.index(bad[0])]:
                fate[record] = "done"
            rest = records[records.index(bad[0]) :]
            if bisect:
                work.insert(0, (rest, used, 0, waits[0]))
            elif retries == -1 or used < retries:
                work.insert(0, (rest, used + 1, 0, waits[0]))
            else:
                for record in rest:
                    fate[record] = "retries"
        elif bisect and len(records) > 1:
            half = len(records) - len(records) // 2
            work[:0] = [(records[:half], used, 0, waits[0]), (records[half:], used, 0, 0)]
        elif retries == -1 or used < retries:
            work.insert(0, (records, used + 1, tries + 1, pause))
        else:
            for record in records:
                fate[record] = "retries"
    return runs, fate, now


def batch_runs(p, size, retries, handling):
    """Expected runs of a batch and share of its records given up, over every outcome of every record at every run."""
    p = exact(p)
    q = 1 - p

    @cache
    def walk(n, left):
        """(runs, records lost) of n records that may fail `left` more times."""
        if n == 0:
            return Fraction(0), Fraction(0)
        runs, lost = Fraction(1), Fraction(0)
        if handling == "partial":
            for done in range(n):
                chance = q**done * p
                more, gone = walk(n - done, left - 1) if left else (0, n - done)
                runs += chance * more
                lost += chance * gone
            return runs, lost
        chance = 1 - q**n
        if handling == "bisect" and n > 1:
            parts = [walk(n - n // 2, left), walk(n // 2, left)]
            return runs + chance * sum(r for r, _ in parts), chance * sum(g for _, g in parts)
        more, gone = walk(n, left - 1) if left else (0, n)
        return runs + chance * more, chance * gone

    runs, lost = walk(size, retries)
    return runs, lost / size


def express_gb_seconds(ms, mb):
    """Counted in blocks: while there is time left, 100 ms more; while there is memory left, 64 MB more."""
    blocks = 0
    while blocks * 100 < exact(ms):
        blocks += 1
    chunks = 1
    while chunks * 64 < exact(mb):
        chunks += 1
    return Fraction(blocks * 100, 1000) * Fraction(chunks * 64, 1024)


def transitions(states, p, retries):
    """A run of a workflow, state by state and try by try."""
    p = exact(p)

    def tries(left):
        """(expected tries, chance to pass)."""
        if not left:
            return Fraction(1), 1 - p
        more, passed = tries(left - 1)
        return 1 + p * more, 1 - p + p * passed

    total, here = Fraction(0), Fraction(1)
    each, passed = tries(retries)
    for _ in range(states):
        total += here * each
        here *= passed
    return total
