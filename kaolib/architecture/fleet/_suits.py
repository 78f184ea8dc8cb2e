"""Which workloads suit Spot: eight questions, four of which must be answered yes."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kaolib.errors import InputError, unknown

#: Questions about a workload. A "no" to a blocker rules Spot out; a "no" to a care asks for work before.
CRITERIA = {
    "restartable": "blocker",  # work that is cut off can be done again without harm
    "data_elsewhere": "blocker",  # no instance holds the only copy of anything: stateless, or replicated
    "loosely_coupled": "blocker",  # the loss of one does not stop the others
    "tolerates_missing": "blocker",  # a while below the target capacity does no harm
    "quick_to_leave": "care",  # done, drained or saved within the two minutes of the notice, or checkpointed
    "cheap_to_replace": "care",  # a new instance is useful within minutes: no long load, no rebuilding of data
    "flexible_types": "care",  # runs on ten instance types or more
    "flexible_places": "care",  # runs in every zone
}
VERDICTS = ("yes", "with_care", "no")

_ALL = tuple(CRITERIA)
# What each workload lacks, as it is commonly run; all else holds.
_LACKS: dict[str, tuple[str, ...]] = {
    "containers": (),
    "stateless_web": (),
    "batch": (),
    "ci_cd": (),
    "rendering": (),
    "emr_task": (),
    "load_test": (),
    "hadoop_worker": ("cheap_to_replace",),
    "emr_core": ("cheap_to_replace", "quick_to_leave"),
    "emr_primary": ("data_elsewhere", "loosely_coupled"),
    "cassandra": ("quick_to_leave", "cheap_to_replace", "flexible_types"),
    "opensearch_data": ("quick_to_leave", "cheap_to_replace", "flexible_types"),
    "ml_training": ("flexible_types", "cheap_to_replace"),
    "hpc_mpi": ("loosely_coupled", "flexible_places"),
    "long_job": ("quick_to_leave",),
    "session_server": ("data_elsewhere", "quick_to_leave"),
    "database": ("restartable", "data_elsewhere", "tolerates_missing", "quick_to_leave", "cheap_to_replace"),
    "license_server": ("loosely_coupled", "tolerates_missing", "flexible_types"),
}
WORKLOADS = tuple(_LACKS)


def suits(workload: str | Mapping[str, bool]) -> pd.DataFrame:
    """The questions that decide whether a workload may run on Spot, with its answers.

    Parameters
    ----------
    workload
        One of `WORKLOADS`, as it is commonly run, or your own answers: a mapping from every criterion of `CRITERIA` to True or False.

    Returns
    -------
    pandas.DataFrame
        One row per criterion, blockers first: criterion, kind ("blocker", "care"), answer (True: it holds), against (True: it
        speaks against Spot).

    Raises
    ------
    InputError
        For an unknown workload or criterion, or a missing answer.

    Notes
    -----
    The answers to the listed workloads are ours, for the usual way to run them: Cassandra keeps replicas, a database has one
    writer; a workload built otherwise has other answers. The blockers are those that AWS names: inflexible, stateful,
    fault-intolerant, tightly coupled, or intolerant of missing capacity.
    Source: AWS, EC2 User Guide, "Best practices for Amazon EC2 Spot".

    Examples
    --------
    >>> table = suits("database")
    >>> table.loc[table["against"], "criterion"].tolist()[:3]
    ['restartable', 'data_elsewhere', 'tolerates_missing']
    """
    answers = _answers(workload)
    table = pd.DataFrame(
        {"criterion": list(CRITERIA), "kind": list(CRITERIA.values()), "answer": [answers[name] for name in CRITERIA]}
    )
    return table.assign(against=~table["answer"])


def verdict(workload: str | Mapping[str, bool]) -> str:
    """ "no" when a blocker speaks against Spot, "with_care" when only a care does, else "yes".

    Parameters and errors are those of `suits`.

    Examples
    --------
    >>> [verdict(name) for name in ("ci_cd", "cassandra", "database")]
    ['yes', 'with_care', 'no']
    """
    table = suits(workload)
    against = set(table.loc[table["against"], "kind"])
    return "no" if "blocker" in against else "with_care" if against else "yes"


def workloads() -> pd.DataFrame:
    """All listed workloads: workload, verdict, blockers and cares (tuples of the criteria that speak against Spot), and one column
    per criterion (True: it holds).

    Examples
    --------
    >>> workloads()["verdict"].value_counts().to_dict()
    {'yes': 7, 'with_care': 6, 'no': 5}
    """
    rows = []
    for name in WORKLOADS:
        table = suits(name)
        against = {
            kind: tuple(table.loc[table["against"] & (table["kind"] == kind), "criterion"])
            for kind in ("blocker", "care")
        }
        rows.append(
            {"workload": name, "verdict": verdict(name), "blockers": against["blocker"], "cares": against["care"]}
            | dict(zip(table["criterion"], table["answer"], strict=True))
        )
    return pd.DataFrame(rows)


def _answers(workload: str | Mapping[str, bool]) -> dict[str, bool]:
    if isinstance(workload, str):
        if workload not in _LACKS:
            raise unknown(ko="워크로드", en="workload", given=workload, allowed=WORKLOADS)
        return {name: name not in _LACKS[workload] for name in _ALL}
    for name in workload:
        if name not in CRITERIA:
            raise unknown(ko="기준", en="criterion", given=name, allowed=_ALL)
    missing = [name for name in _ALL if name not in workload]
    wrong = [name for name, answer in workload.items() if not isinstance(answer, bool)]
    if missing or wrong:
        named = ", ".join(missing or wrong)
        raise InputError(
            ko=f"{named}에 True 또는 False로 답하세요.",
            en=f"answer {named} with True or False.",
        )
    return dict(workload)
