"""A made-up office: development machines that follow its hours, and web servers that never stop."""

from __future__ import annotations

import pandas as pd

from kaolib import errors
from kaolib.architecture.schedule import Period, Schedule
from kaolib.knowledge import catalog
from kaolib.study import language
from kaolib.study.samples import _shop

#: Web servers beside the development machines.
_WEB = 4
#: What each machine has beside its compute: a gp3 volume, and an address that AWS assigned.
_VOLUME_GB = 100.0


def office(
    location: str = "ap-northeast-2", instance_type: str = "m7g.large", count: int = 10, timezone: str = "Asia/Seoul"
) -> tuple[pd.DataFrame, Schedule]:
    """A made-up office and the schedule of its development machines: weekdays from nine to seven.

    Parameters
    ----------
    location
        The Region in which it runs. Where the snapshot has no plan rates for it, the nearest Region that has them.
    instance_type
        The type of all machines; one whose plan rates are not known gives way to the type most like it.
    count
        How many development machines there are.
    timezone
        Where the office is.

    Returns
    -------
    tuple
        Machines for `kaolib.architecture.schedule.saving` (machine, name in the language in use, instance_type,
        location, count, schedule, volume_gb, public_ipv4), and the schedule "office-hours".

    Raises
    ------
    InputError
        For an unknown Region, type or time zone, or a count below 1.

    Examples
    --------
    >>> machines, schedule = office("us-east-1")
    >>> machines[["machine", "count", "schedule"]].values.tolist()
    [['dev', 10, 'office-hours'], ['web', 4, '']]
    """
    errors.count("count", count, least=1)
    place, types = _shop.rated(location, instance_type)
    hours = Schedule("office-hours", (Period("weekdays", "09:00", "19:00", weekdays="mon-fri"),), timezone)
    machines = pd.DataFrame(
        {
            "machine": ["dev", "web"],
            "name": [language.text("office_dev"), language.text("office_web")],
            "instance_type": types[0],
            "location": place,
            "count": [count, _WEB],
            "schedule": [hours.name, ""],
            "volume_gb": _VOLUME_GB,
            "public_ipv4": 1,
        }
    )
    return machines, hours


def managed(location: str = "ap-northeast-2") -> pd.DataFrame:
    """What a made-up company has under its schedules: three accounts, two Regions, four kinds of resources.

    Parameters
    ----------
    location
        Its first Region; the second is N. Virginia, or Oregon where that is the first.

    Returns
    -------
    pandas.DataFrame
        account, location, service ("ec2", "rds", "aurora", "autoscaling"), resources.

    Raises
    ------
    InputError
        For an unknown Region.

    Examples
    --------
    >>> from kaolib.architecture import schedule
    >>> schedule.targets(managed()), int(managed()["resources"].sum())
    (7, 61)
    """
    here = catalog.check_location(location)
    other = "us-east-1" if here != "us-east-1" else "us-west-2"
    rows = [
        ("dev", here, "ec2", 24),
        ("dev", here, "rds", 6),
        ("dev", here, "aurora", 2),
        ("dev", other, "ec2", 5),
        ("test", here, "ec2", 12),
        ("test", here, "autoscaling", 3),
        ("test", here, "rds", 4),
        ("train", other, "ec2", 5),
    ]
    return pd.DataFrame(rows, columns=["account", "location", "service", "resources"])
