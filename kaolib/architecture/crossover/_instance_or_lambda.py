"""An instance that never stops beside Lambda: where the two cost the same."""

from __future__ import annotations

import math

import pandas as pd

from kaolib.errors import InputError
from kaolib.knowledge import catalog, purchase, serverless

#: Utilizations at which the two are priced, besides the one at which they cross.
STEPS = 20


def instance_or_lambda(
    instance_type: str,
    location: str,
    cpu_ms: float,
    wait_ms: float = 0.0,
    memory_mb: int = serverless.MB_PER_VCPU,
    free_tier: bool = True,
) -> pd.DataFrame:
    """The same requests served for a month by an instance that never stops and by Lambda, for each utilization.

    Parameters
    ----------
    instance_type
        For example "m7g.large": On-Demand, Linux, running all 730 hours. Its processor architecture is the function's.
    location
        AWS code of a Region.
    cpu_ms
        Milliseconds of one vCPU that a request needs.
    wait_ms
        Milliseconds that a request waits for something else, such as a database.
    memory_mb
        Memory of the function.
    free_tier
        Whether Lambda's monthly free tier is still there for this function.

    Returns
    -------
    pandas.DataFrame
        Two rows for each utilization (0 to 1 of the instance's vCPU time): utilization, option ("instance",
        "lambda"), requests (in the month), usd_per_month. One utilization is `crossover_utilization`, where there is
        one.

    Raises
    ------
    InputError
        For unknown names, a number outside Lambda's limits, a burstable type (it cannot keep up every utilization),
        or a type without a Linux price there.

    Notes
    -----
    A model, and a simple one: a vCPU does the same work in both; a request uses one of them; an instance can be
    filled to 100 %, and serves other requests while one waits, whereas a function is billed while it waits and with
    less than 1,769 MB gets a share of a vCPU in proportion. What runs beside it (disk, address, balancer, API) and
    people's time are in neither.
    Source: AWS, Lambda Developer Guide, "Configure Lambda function memory"; EC2 On-Demand and Lambda pricing.

    Examples
    --------
    >>> table = instance_or_lambda("m7g.large", "ap-northeast-2", cpu_ms=100)
    >>> table.groupby("option")["usd_per_month"].min().round(2).to_dict()
    {'instance': 73.22, 'lambda': 0.0}
    """
    model = _Model(instance_type, location, cpu_ms, wait_ms, memory_mb, free_tier)
    shares = {step / STEPS for step in range(STEPS + 1)}
    if not math.isnan(point := model.crossover()):
        shares.add(point)
    return pd.DataFrame(
        [
            {"utilization": share, "option": option, "requests": model.requests(share), "usd_per_month": usd}
            for share in sorted(shares)
            for option, usd in (("instance", model.instance_usd), ("lambda", model.lambda_usd(share)))
        ]
    )


def crossover_utilization(
    instance_type: str,
    location: str,
    cpu_ms: float,
    wait_ms: float = 0.0,
    memory_mb: int = serverless.MB_PER_VCPU,
    free_tier: bool = True,
) -> float:
    """The utilization above which the instance of `instance_or_lambda` is the cheaper; NaN when Lambda always is.

    Parameters and errors are those of `instance_or_lambda`.

    Examples
    --------
    Waiting is billed by Lambda and costs an instance nothing, so the point moves down.

    >>> busy = crossover_utilization("m7g.large", "ap-northeast-2", cpu_ms=100)
    >>> crossover_utilization("m7g.large", "ap-northeast-2", cpu_ms=100, wait_ms=100) < busy
    True
    """
    return _Model(instance_type, location, cpu_ms, wait_ms, memory_mb, free_tier).crossover()


class _Model:
    def __init__(
        self, instance_type: str, location: str, cpu_ms: float, wait_ms: float, memory_mb: int, free_tier: bool
    ) -> None:
        types = catalog.instance_types()
        of_type = types[types["instance_type"] == catalog.check_instance_type(instance_type)].iloc[0]
        if of_type["burstable"]:
            raise InputError(
                ko=f"{instance_type}은(는) 버스트 가능 인스턴스라 모든 사용률을 계속 낼 수 없습니다. m7g.large처럼 다른 패밀리를 쓰세요.",
                en=f"{instance_type} is burstable and cannot keep up every utilization: use another family, as m7g.large",
            )
        for name, value, allowed in (("cpu_ms", cpu_ms, cpu_ms > 0), ("wait_ms", wait_ms, wait_ms >= 0)):
            if not allowed:
                raise InputError(
                    ko=f"{name} {value!r}은(는) 쓸 수 없습니다. 밀리초를 {'0보다 큰' if name == 'cpu_ms' else '0 이상의'} 수로 쓰세요.",
                    en=f"cannot use {name} {value!r}: give milliseconds {'above 0' if name == 'cpu_ms' else 'of 0 or more'}",
                )
        share = min(1.0, memory_mb / serverless.MB_PER_VCPU)  # of a vCPU: one request uses no more than one
        self.function = (cpu_ms / share + wait_ms, memory_mb, location, str(of_type["architecture"]), free_tier)
        self.instance_usd = catalog.price(instance_type, location) * purchase.MONTH_HOURS
        self.full = float(of_type["vcpu"]) * purchase.MONTH_HOURS * 3_600_000 / cpu_ms

    def requests(self, utilization: float) -> float:
        return self.full * utilization

    def lambda_usd(self, utilization: float) -> float:
        return serverless.lambda_usd(self.requests(utilization), *self.function)

    def crossover(self) -> float:
        low, high = 0.0, 1.0
        if self.lambda_usd(high) <= self.instance_usd:
            return math.nan
        while high - low > 1e-12:
            middle = (low + high) / 2
            low, high = (middle, high) if self.lambda_usd(middle) <= self.instance_usd else (low, middle)
        return high
