"""A request for Spot placement scores: what AWS answers to, and what its answer would mean. No score is made up here."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import catalog

LOWEST_SCORE, HIGHEST_SCORE = 1, 10
#: Regions or zones that an answer holds at most.
TOP = 10
LEAST_TYPES = 3
MOST_TYPES = 1_000
MOST_REGIONS = 10
MOST_TARGET = 2_000_000_000
UNITS = ("units", "vcpu", "memory-mib")
#: The only allocation strategy that a score assumes.
SCORED_STRATEGY = "capacity-optimized"


def placement_request(
    instance_types: Sequence[str] | None = None,
    target: int = 1,
    unit: str = "units",
    *,
    matching_types: int | None = None,
    regions: Sequence[str] | None = None,
    single_zone: bool = False,
    strategy: str = SCORED_STRATEGY,
    same_request: bool = True,
) -> pd.DataFrame:
    """Check a request for Spot placement scores against AWS's rules.

    Parameters
    ----------
    instance_types
        Names of types; None when the request gives attributes instead.
    target
        The capacity wanted.
    unit
        What the target counts: "units" (instances), "vcpu" or "memory-mib".
    matching_types
        How many types the attributes resolve to, when the request gives attributes.
    regions
        Regions to which the answer is confined; None for all.
    single_zone
        Whether zones are scored instead of Regions.
    strategy
        The allocation strategy of the fleet that is to follow.
    same_request
        Whether that fleet will have the same types, target and unit.

    Returns
    -------
    pandas.DataFrame
        One row per rule: check, verdict, value (what was asked), limit (AWS's, NaN without a number). Checks: "types_or_attributes"
        (one of the two), "type_count" (from 3 on), "type_limit", "target_limit" (of the API; your own is lower and follows your
        recent use of Spot), "region_limit", "answer" (up to 10 Regions or zones, scored 1 to 10), "strategy", "same_request",
        "request_limit" (new configurations in 24 hours: AWS may limit them, and gives no number). Verdicts: "ok", "refused" (AWS
        returns an error), "low" (the score will be low, whatever the capacity), "not_relevant" (the score says nothing of that
        fleet), "note".

    Raises
    ------
    InputError
        For an unknown type, Region or unit, or a target below 1.

    Notes
    -----
    A score tells how likely a request is to succeed now. It is no guarantee, tells nothing of interruptions, and is free.
    Sources: AWS, EC2 User Guide, "Spot placement score" (limitations) and "How Spot placement score works"; EC2 API Reference,
    "GetSpotPlacementScores".

    Examples
    --------
    >>> request = placement_request(["m5.large", "m5a.large"], 40)
    >>> request.set_index("check")["verdict"][["type_count", "strategy"]].tolist()
    ['low', 'ok']
    """
    errors.count("target", target, least=1)
    errors.each_of(unit, UNITS, ko="단위", en="unit")
    names = [] if instance_types is None else [catalog.check_instance_type(name) for name in instance_types]
    if matching_types is not None:
        errors.count("matching_types", matching_types)
    places = None if regions is None else [_region(name) for name in regions]
    both, neither = bool(names) and matching_types is not None, not names and matching_types is None
    different = len(set(names)) if names else matching_types or 0
    asked = len(places) if places else 0
    rows: list[tuple[str, str, float | str, float]] = [
        (
            "types_or_attributes",
            "refused" if both or neither else "ok",
            "both" if both else "none" if neither else "one",
            1,
        ),
        ("type_count", "low" if different < LEAST_TYPES else "ok", different, LEAST_TYPES),
        ("type_limit", "refused" if len(names) > MOST_TYPES else "ok", len(names), MOST_TYPES),
        ("target_limit", "refused" if target > MOST_TARGET else "note", target, MOST_TARGET),
        ("region_limit", "refused" if asked > MOST_REGIONS else "ok", asked, MOST_REGIONS),
        ("answer", "note", "zones" if single_zone else "regions", TOP),
        ("strategy", "ok" if strategy == SCORED_STRATEGY else "not_relevant", strategy, float("nan")),
        ("same_request", "ok" if same_request else "not_relevant", "yes" if same_request else "no", float("nan")),
        ("request_limit", "note", "", float("nan")),
    ]
    return pd.DataFrame(rows, columns=["check", "verdict", "value", "limit"])


def _region(name: str) -> str:
    kinds = catalog.locations().set_index("location")["kind"]
    if kinds[catalog.check_location(name)] == "Region":
        return name
    raise InputError(
        ko=f"{name!r}은(는) 리전이 아닙니다. 배치 점수는 리전으로 묻습니다.",
        en=f"{name!r} is not a Region: placement scores are asked for by Region.",
    )
