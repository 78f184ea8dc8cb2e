"""What to watch when the work waits in a queue: the backlog of each instance, not the length of the queue."""

from __future__ import annotations

from kaolib import errors


def acceptable_backlog(acceptable_seconds: float, seconds_per_message: float) -> float:
    """Messages that may wait for each instance: the target for backlog_per_instance.

    Parameters
    ----------
    acceptable_seconds
        The longest wait that you accept.
    seconds_per_message
        How long an instance takes for one message, above 0.

    Returns
    -------
    float

    Notes
    -----
    Source: AWS, EC2 Auto Scaling User Guide, "Scaling policy based on Amazon SQS".

    Examples
    --------
    AWS's own example: 10 seconds are acceptable, a message takes 0.1.

    >>> acceptable_backlog(10, 0.1)
    100.0
    """
    wait = errors.amount("acceptable_seconds", acceptable_seconds)
    return wait / errors.amount("seconds_per_message", seconds_per_message, above=True)


def backlog_per_instance(messages: float, in_service: int) -> float:
    """Messages in the queue for each instance in service.

    Parameters
    ----------
    messages
        ApproximateNumberOfMessages.
    in_service
        Instances in service; without any, the whole queue counts, so that a group can leave 0 (AWS leaves that to the
        script that publishes the metric).

    Returns
    -------
    float

    Notes
    -----
    Source: AWS, EC2 Auto Scaling User Guide, "Scaling policy based on Amazon SQS".

    Examples
    --------
    >>> backlog_per_instance(1500, 10)
    150.0
    """
    return errors.amount("messages", messages) / max(1, errors.count("in_service", in_service))
