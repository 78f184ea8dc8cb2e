"""Chapter 42, event-driven costs: what it asks, and what it says to each answer."""

from __future__ import annotations

import math
from functools import lru_cache

from kaolib.knowledge import serverless
from kaolib.study import samples
from kaolib.study.bank import Bank, Choice, Claim, Context, Exercise, Goal, Mistake, Need, Question, RecallCard, Text

#: Failure rate of the second blank, and what the hidden one is read from: runs for each event with one retry.
RATE, RATIO = 0.08, 1.35
#: The stream of the last exercise: batch, retention and age, lanes, duration of a run, records a second.
WEEK_BATCH, WEEK_HOURS, WEEK_AGE_S, WEEK_LANES, WEEK_MS, WEEK_RATE = 200, 168, 7200, 5, 500, 50
#: The goals of the explorers.
STORM_RATE, STORM_S, STORM_RUNS = 0.2, 3600, 1.2
UNBLOCK_S, UNBLOCK_BATCH = 15, 100
#: The workflow of the quiz: states, and how long it takes.
STATES, SECONDS = 8, 3
MESSAGE_KB = 33


def function_usd(c: Context) -> float:
    """What the chapter's function costs a month."""
    return _function(c.location, float(c["events"]), float(c["duration_ms"]), int(c["memory_mb"]))


@lru_cache(maxsize=64)
def _function(location: str, events: float, duration_ms: float, memory_mb: int) -> float:
    return serverless.lambda_usd(events, duration_ms, memory_mb, location, free_tier=False)


def api_usd(c: Context, kind: str) -> float:
    """What its front costs a month, by the kind of API; NaN where that is not known."""
    return _api(c.location, kind, float(c["events"]))


@lru_cache(maxsize=64)
def _api(location: str, kind: str, events: float) -> float:
    parts = serverless.api_cost(kind, events, location, kb=samples.REQUEST_KB)
    return float(parts["usd"].sum(skipna=False))


def runs(c: Context, retries: int, rate: float = RATE) -> float:
    """Runs of the month's events when a share of the tries fails."""
    return float(c["events"]) * float(serverless.expected_attempts(rate, retries))


def hidden(retries: int) -> float:
    """The failure rate at which an event runs `RATIO` times with so many retries: by bisection, exact to 1e-9."""
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if float(serverless.expected_attempts(middle, retries)) < RATIO else (low, middle)
    return low


@lru_cache(maxsize=16)
def behind(age_s: int = WEEK_AGE_S, lanes: int = WEEK_LANES) -> float:
    """Records that wait in the last exercise."""
    run = serverless.stream_retries(
        WEEK_BATCH, [0], retention_hours=WEEK_HOURS, record_age_s=age_s, parallelization=lanes,
        duration_ms=WEEK_MS, records_per_second=WEEK_RATE,
    )  # fmt: skip
    return run.behind


def alb_place(c: Context) -> str:
    """Where an ALB and an HTTP API are both priced."""
    return samples.priced_in(c.location, ("alb", "hour"), ("alb", "lcu_hour"), ("api_gateway", "http_request"))


@lru_cache(maxsize=64)
def alb_from(location: str, kind: str) -> float:
    """Requests a second from which an ALB is cheaper than the API."""
    found = serverless.alb_break_even(location, kind, kb=samples.REQUEST_KB, response_kb=samples.ANSWER_KB)
    return float(found["requests_per_second"].iloc[0])


def workflow_place(c: Context) -> str:
    """Where both kinds of workflow are priced."""
    return samples.priced_in(
        c.location, ("step_functions", "standard_transition"), ("step_functions", "express_request")
    )


@lru_cache(maxsize=64)
def workflow_usd(location: str, kind: str) -> float:
    """A million runs of the quiz's workflow."""
    if kind == "standard":
        parts = serverless.step_functions_cost("standard", 1e6, location, transitions=STATES, free_tier=False)
    else:
        parts = serverless.step_functions_cost("express", 1e6, location, duration_ms=SECONDS * 1000)
    return float(parts["usd"].sum(skipna=False))


BANK = Bank(
    "42",
    ko="이벤트가 부르는 비용",
    en="What events cost",
    tables=("services",),
    params={"events": 10_000_000, "duration_ms": 120, "memory_mb": 512},
    cards=(
        RecallCard(
            ko="비동기 이벤트가 늘 실패합니다. 기본 설정에서 Lambda 요금은 몇 배가 됩니까?",
            en="An asynchronous event fails every time. With default settings, how many times the Lambda bill does it cost?",
            answer_ko="{times:number}배입니다. 재시도가 두 번이므로 모두 세 번 실행되고 매번 과금됩니다. 스로틀링된 시도는 실행되지 않으므로 과금되지 않습니다.",
            answer_en="{times:number} times: with two retries it runs three times, each of them billed. A throttled try does not run and is not billed.",
            values=lambda c: {"times": float(serverless.expected_attempts(1.0, 2))},
        ),
        RecallCard(
            ko="Kinesis를 읽는 함수가 레코드 하나를 끝내 처리하지 못합니다. 기본 설정이면 무슨 일이 생깁니까?",
            en="A function that reads Kinesis can never process one record. What happens with default settings?",
            answer_ko="레코드가 만료될 때까지 그 배치를 다시 돌리고 샤드는 멈춥니다. 보존 기간이 24시간이면 24시간입니다. 재시도 한도와 배치 나누기(재시도 횟수를 쓰지 않음), 실패 시 대상을 매핑에 답니다.",
            answer_en="Its batch is run again until the record expires, and the shard stands still: for 24 hours when the stream keeps records for 24. Set a retry limit, bisecting (which uses up no retry) and an on-failure destination on the mapping.",
        ),
        RecallCard(
            ko="쉬지 않는 HTTP 트래픽에서 ALB는 초당 몇 건부터 HTTP API보다 쌉니까?",
            en="For HTTP traffic that never rests, from how many requests a second is an ALB cheaper than an HTTP API?",
            answer_ko="{place:location}에서 작은 요청이라면 초당 {rate:number.1}건부터입니다. 함수 URL에는 앞단 요금이 없습니다.",
            answer_en="From {rate:number.1} a second in {place:location}, for small requests. A function URL has no front to pay for.",
            values=lambda c: {"place": alb_place(c), "rate": alb_from(alb_place(c), "http")},
        ),
    ),
    questions=(
        Question(
            "who_retries",
            ko="네 함수가 모두 오류로 끝났습니다. **Lambda가 스스로** 다시 실행하는 것은 어느 것입니까?",
            en="Four functions end with an error. Which one does **Lambda itself** run again?",
            choices=(
                Choice(
                    ko="API Gateway가 부른 함수",
                    en="The one that API Gateway called",
                    why_ko="동기 호출입니다. 오류는 부른 쪽으로 돌아가고, API Gateway는 다시 부르지 않습니다. 브라우저나 앱이 정합니다.",
                    why_en="A synchronous call: the error goes back to the caller, and API Gateway does not call again. That is up to the browser or the app.",
                ),
                Choice(
                    ko="S3 이벤트가 부른 함수",
                    en="The one that an S3 event called",
                    right=True,
                    why_ko="비동기 호출이라 Lambda의 내부 대기열이 1분 뒤, 다시 2분 뒤에 두 번까지 더 실행합니다.",
                    why_en="An asynchronous call: Lambda's own queue runs it up to twice more, a minute later and two minutes after that.",
                ),
                Choice(
                    ko="ALB가 부른 함수",
                    en="The one that an ALB called",
                    why_ko="ALB도 동기입니다. 함수의 오류는 502가 되어 부른 쪽에 갑니다.",
                    why_en="An ALB is synchronous too: the function's error becomes a 502 for the caller.",
                ),
                Choice(
                    ko="SDK로 동기 호출한 함수",
                    en="The one called synchronously with an SDK",
                    why_ko="SDK가 다시 시도하는 것은 스로틀링과 서비스 오류입니다. 함수가 던진 오류는 성공한 호출의 답으로 돌아옵니다.",
                    why_en="An SDK tries again after throttling and faults of the service. An error of the function comes back as the answer of a call that worked.",
                ),
            ),
        ),
        Question(
            "units",
            ko="WebSocket API로 {kb:number}KB짜리 메시지를 보내고, HTTP API로 같은 크기의 요청을 보냅니다. 각각 몇 건으로 과금됩니까?",
            en="A message of {kb:number} KB goes through a WebSocket API, a request of the same size through an HTTP API. As how many is each billed?",
            values=lambda c: {
                "kb": MESSAGE_KB,
                "ws": serverless.api_units("websocket", MESSAGE_KB),
                "http": serverless.api_units("http", MESSAGE_KB),
            },
            choices=(
                Choice(
                    ko="{http:number}건과 {http:number}건",
                    en="{http:number} and {http:number}",
                    why_ko="WebSocket은 32KB마다 한 건입니다.",
                    why_en="WebSocket counts one for each 32 KB.",
                ),
                Choice(
                    ko="{ws:number}건과 {http:number}건",
                    en="{ws:number} and {http:number}",
                    right=True,
                    why_ko="WebSocket의 단위는 32KB, HTTP API의 단위는 512KB이고 올림입니다.",
                    why_en="The unit is 32 KB for WebSocket and 512 KB for an HTTP API, rounded up.",
                ),
                Choice(
                    ko="{ws:number}건과 {ws:number}건",
                    en="{ws:number} and {ws:number}",
                    why_ko="HTTP API는 512KB까지 한 건입니다.",
                    why_en="An HTTP API counts one up to 512 KB.",
                ),
            ),
        ),
        Question(
            "throttled",
            ko="동시성이 모자라 비동기 이벤트가 두 시간 동안 스로틀링되었습니다. 최대 수명은 6시간, 재시도는 0번입니다. 어떻게 됩니까?",
            en="For lack of concurrency asynchronous events are throttled for two hours. The maximum age is six hours, retries are 0. What happens?",
            choices=(
                Choice(
                    ko="재시도가 0이므로 버려진다",
                    en="With 0 retries they are dropped",
                    why_ko="스로틀링은 재시도 횟수를 쓰지 않습니다. 그 횟수는 함수의 오류에만 셉니다.",
                    why_en="Throttling uses up no retry: these count errors of the function alone.",
                ),
                Choice(
                    ko="간격을 늘려 가며 시도하다가 자리가 나면 실행된다",
                    en="They are tried at growing intervals and run when there is room",
                    right=True,
                    why_ko="1초에서 5분까지 간격을 늘리며 최대 수명까지 기다립니다. 돌지 않은 시도에는 요금이 없습니다.",
                    why_en="At intervals from a second to five minutes, up to the maximum age. A try that does not run is not billed.",
                ),
                Choice(
                    ko="시도할 때마다 요청 요금이 나온다",
                    en="Each try is billed as a request",
                    why_ko="실행되지 않은 호출은 과금되지 않습니다. 늦어질 뿐입니다.",
                    why_en="What does not run is not billed. It is only late.",
                ),
            ),
        ),
        Question(
            "bisect",
            ko="재시도 한도 2에 배치 나누기를 켰습니다. 레코드 128건에 독 레코드가 하나 있습니다. 몇 건이 버려집니까?",
            en="Two retries, and bisecting is on. Of 128 records one is poison. How many are discarded?",
            values=lambda c: {
                "whole": serverless.stream_retries(128, [77], retries=2).lost,
                "split": serverless.stream_retries(128, [77], retries=2, bisect=True).lost,
                "runs": serverless.stream_retries(128, [77], retries=2, bisect=True).invocations,
                "cut": 128 // 4,
            },
            choices=(
                Choice(
                    ko="{whole:number}건",
                    en="{whole:number}",
                    why_ko="배치를 나누지 않을 때입니다. 재시도를 다 쓰면 실패한 배치가 통째로 버려집니다.",
                    why_en="That is without bisecting: when the retries are used up, the failed batch goes as a whole.",
                ),
                Choice(
                    ko="{cut:number}건",
                    en="{cut:number}",
                    why_ko="나누는 데 재시도를 쓴다고 보셨습니다. 나누기는 재시도 횟수를 쓰지 않으므로 한 건이 될 때까지 나눕니다.",
                    why_en="This takes a split for a retry. Splitting uses up none, so it goes on down to one record.",
                ),
                Choice(
                    ko="{split:number}건",
                    en="{split:number}",
                    right=True,
                    why_ko="{runs:number}번 실행해 그 한 건만 남기고, 그것을 두 번 더 시도한 다음 버립니다.",
                    why_en="In {runs:number} runs that one record is left alone, tried twice more, and discarded.",
                ),
            ),
        ),
        Question(
            "payment",
            ko="{states:number}단계, {seconds:number}초짜리 결제 워크플로입니다. {place:location}에서 100만 번이면 Standard {standard:usd.0}, Express {express:usd.2}입니다. 무엇을 고릅니까?",
            en="A payment workflow has {states:number} states and takes {seconds:number} seconds. A million runs in {place:location} cost {standard:usd.0} as Standard and {express:usd.2} as Express. Which do you take?",
            values=lambda c: {
                "states": STATES,
                "seconds": SECONDS,
                "place": workflow_place(c),
                "standard": workflow_usd(workflow_place(c), "standard"),
                "express": workflow_usd(workflow_place(c), "express"),
            },
            choices=(
                Choice(
                    ko="결제까지 모두 Express",
                    en="All of it as Express",
                    why_ko="Express는 ‘최소 한 번’이라 결제 단계가 두 번 돌 수 있습니다. 결제가 멱등이 아니라면 아낀 것보다 비쌉니다.",
                    why_en="Express is at least once: the payment may run twice. Unless it is idempotent, that costs more than what is saved.",
                ),
                Choice(
                    ko="결제는 Standard에 두고, 되풀이해도 되는 나머지를 Express로 끼운다",
                    en="The payment in Standard, and what may repeat nested as Express",
                    right=True,
                    why_ko="정확히 한 번이어야 하는 단계만 Standard의 전환으로 내고, 나머지는 Express의 값으로 냅니다.",
                    why_en="Only the steps that must happen once are paid as transitions; the rest has the price of Express.",
                ),
                Choice(
                    ko="안전하게 모두 Standard",
                    en="All of it as Standard, to be safe",
                    why_ko="틀리지는 않지만 조회와 변환처럼 다시 해도 되는 단계까지 전환마다 냅니다.",
                    why_en="Not wrong, but it pays a transition for every look-up and conversion that might as well be repeated.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_rest",
            title_ko="빈칸 1: 앞단까지 더한 요금",
            title_en="Blank 1: with its front",
            ko="이벤트 {events:number}건이 모두 REST API로 들어옵니다. 함수와 REST API를 더한 한 달 요금(USD)을 `rest_and_function_usd`에 넣으세요. 프리 티어는 없다고 봅니다.",
            en="All {events:number} events come through a REST API. Put the month's cost of function and REST API together (USD) into `rest_and_function_usd`. There is no free tier left.",
            answer=lambda c: function_usd(c) + api_usd(c, "rest"),
            unit="usd_per_month",
            why_ko="함수 요금에 앞단의 요금을 더해야 이 API의 값이 됩니다.",
            why_en="The price of this API is the function with its front.",
            hints=(
                Text(
                    ko='`kao.serverless.lambda_usd(..., free_tier=False)`에 `kao.serverless.api_cost("rest", EVENTS, REGION, kb=4)["usd"].sum()`을 더합니다.',
                    en='Add `kao.serverless.api_cost("rest", EVENTS, REGION, kb=4)["usd"].sum()` to `kao.serverless.lambda_usd(..., free_tier=False)`.',
                ),
            ),
            mistakes=(
                Mistake(
                    ko="함수의 요금뿐입니다. REST API의 요금도 더하세요.",
                    en="This is the function alone. Add the REST API.",
                    value=function_usd,
                ),
                Mistake(
                    ko="앞단의 요금뿐입니다. 함수의 요금도 더하세요.",
                    en="This is the front alone. Add the function.",
                    value=lambda c: api_usd(c, "rest"),
                ),
                Mistake(
                    ko="HTTP API로 계산했습니다. 여기서는 REST API입니다.",
                    en="This is with an HTTP API. Here it is a REST API.",
                    value=lambda c: function_usd(c) + api_usd(c, "http"),
                ),
            ),
        ),
        Exercise(
            "faded_runs",
            title_ko="빈칸 2: 재시도까지 센 실행 횟수",
            title_en="Blank 2: runs, retries included",
            ko="비동기 이벤트 {events:number}건이 시도마다 {rate:percent.0}의 확률로 실패하고 재시도는 두 번입니다. 한 달의 실행 횟수를 `runs_of_the_month`에 넣으세요.",
            en="Of {events:number} asynchronous events each try fails with a chance of {rate:percent.0}; there are two retries. Put the runs of the month into `runs_of_the_month`.",
            answer=lambda c: runs(c, 2),
            unit="number",
            tolerance=0.0005,
            values=lambda c: {"rate": RATE},
            why_ko="1 + p + p²번입니다. 두 번째 재시도까지 가는 이벤트는 드물어 늘어나는 실행은 얼마 되지 않습니다.",
            why_en="1 + p + p² each. Few events get to the second retry, so not many runs are added.",
            hints=(
                Text(
                    ko="`kao.serverless.expected_attempts(실패율, 재시도)`가 이벤트 하나의 실행 횟수입니다.",
                    en="`kao.serverless.expected_attempts(failure_rate, retries)` gives the runs of one event.",
                ),
            ),
            mistakes=(
                Mistake(
                    ko="재시도를 한 번으로 셌습니다.",
                    en="This counts one retry.",
                    value=lambda c: runs(c, 1),
                ),
                Mistake(
                    ko="모든 이벤트가 세 번 실행된다고 보셨습니다. 실패한 것만 다시 실행됩니다.",
                    en="This runs every event three times. Only what fails is run again.",
                    value=lambda c: 3 * float(c["events"]),
                ),
                Mistake(
                    ko="재시도를 끝없이 세셨습니다(1 ÷ (1 − p)). 여기서는 두 번까지입니다.",
                    en="This is retries without end, 1 / (1 − p). Here there are two.",
                    value=lambda c: float(c["events"]) / (1 - RATE),
                ),
            ),
        ),
        Exercise(
            "hidden_rate",
            title_ko="연습 1: 지표에서 실패율 읽기",
            title_en="Exercise 1: a failure rate from the metrics",
            ko="`AsyncEventsReceived`로 나눈 `Invocations`가 {ratio:number.2}입니다. 재시도를 **한 번**으로 줄인 함수입니다. 시도마다의 실패율을 0과 1 사이의 수로 `hidden_rate`에 넣으세요.",
            en="`Invocations` over `AsyncEventsReceived` is {ratio:number.2}, for a function with **one** retry. Put the failure rate of a try, a number from 0 to 1, into `hidden_rate`.",
            answer=lambda c: hidden(1),
            unit="percent",
            tolerance=0.005,
            values=lambda c: {"ratio": RATIO},
            why_ko="재시도가 한 번이면 이벤트당 1 + p번입니다. 재시도가 두 번인 함수라면 1 + p + p²을 풀어야 합니다.",
            why_en="With one retry an event runs 1 + p times. With two it would be 1 + p + p².",
            hints=(
                Text(
                    ko="재시도가 한 번이면 이벤트 하나는 1 + p번 실행됩니다.",
                    en="With one retry an event runs 1 + p times.",
                ),
            ),
            mistakes=(
                Mistake(
                    ko="재시도가 두 번일 때의 실패율입니다. 이 함수는 한 번입니다.",
                    en="That is the rate with two retries. This function has one.",
                    value=lambda c: hidden(2),
                ),
                Mistake(
                    ko="늘어난 실행을 모든 실행으로 나누었습니다. 이벤트 수로 나누세요.",
                    en="This divides the added runs by all runs. Divide by the events.",
                    value=lambda c: (RATIO - 1) / RATIO,
                ),
            ),
        ),
        Exercise(
            "poison_week",
            title_ko="연습 2: 일주일짜리 스트림의 독 레코드",
            title_en="Exercise 2: poison in a stream of a week",
            ko="Kinesis 스트림이 레코드를 {hours:number}시간 보존하고, 매핑의 레코드 최대 수명은 {age:number}초, 배치 {batch:number}건, 샤드당 동시 배치 {lanes:number}개, 한 번에 {ms:number}ms, 초당 {rate:number}건이 들어옵니다. 첫 레코드가 늘 실패합니다. 풀릴 때 뒤에서 기다리는 레코드 수를 `records_behind`에 넣으세요.",
            en="A Kinesis stream keeps records for {hours:number} hours; the mapping has a maximum record age of {age:number} s, batches of {batch:number}, {lanes:number} parallel batches a shard; a run takes {ms:number} ms and {rate:number} records a second come in. The first record always fails. Put how many records wait behind when it ends into `records_behind`.",
            answer=lambda c: behind(),
            unit="number",
            tolerance=0.005,
            values=lambda c: {
                "hours": WEEK_HOURS,
                "age": WEEK_AGE_S,
                "batch": WEEK_BATCH,
                "lanes": WEEK_LANES,
                "ms": WEEK_MS,
                "rate": WEEK_RATE,
            },
            why_ko="보존 기간이 아니라 레코드 수명이 먼저 끝납니다. 키가 다른 레코드는 다른 배치로 지나가므로 한 몫만 밀립니다.",
            why_en="The record age ends it, not the retention. Records with other keys pass in other batches, so only one share waits.",
            hints=(
                Text(
                    ko="`kao.serverless.stream_retries(...)`의 `.behind`를 보세요. `record_age_s`와 `parallelization`을 함께 줍니다.",
                    en="See `.behind` of `kao.serverless.stream_retries(...)`; give `record_age_s` and `parallelization`.",
                ),
            ),
            mistakes=(
                Mistake(
                    ko="레코드 최대 수명을 빼고 보존 기간까지 기다렸습니다.",
                    en="This waits for the retention, without the maximum record age.",
                    value=lambda c: behind(age_s=-1),
                ),
                Mistake(
                    ko="샤드 전체가 멈춘다고 보셨습니다. 동시 배치가 여럿이면 한 몫만 멈춥니다.",
                    en="This stops the whole shard. With parallel batches only one share stops.",
                    value=lambda c: behind(lanes=1),
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "storm",
            ko="시도의 {rate:percent.0}가 실패하고 한 시간 동안 스로틀링되는 날입니다(위젯에서 먼저 그렇게 맞춥니다). 이벤트당 실행을 {runs:number.1}번 아래로 누르면서 **한 건도 잃지 않는** 설정을 찾으세요.",
            en="On this day {rate:percent.0} of the tries fail and there is no room for an hour (set the controls to that first). Find settings with at most {runs:number.1} runs an event that **lose none**.",
            values=lambda c: {"rate": STORM_RATE, "runs": STORM_RUNS, "seconds": STORM_S},
            needs=(
                Need(
                    ko="먼저 실패율을 {rate:percent.0} 이상, 스로틀링을 {seconds:number}초 이상으로 맞추세요.",
                    en="First set a failure rate of at least {rate:percent.0} and throttling of at least {seconds:number} s.",
                    met=lambda c, v: v["failure_rate"] >= STORM_RATE - 1e-9 and v["throttled_s"] >= STORM_S,
                ),
                Need(
                    ko="수명이 스로틀링보다 먼저 끝나 한 번도 실행되지 못한 이벤트가 있습니다.",
                    en="The age runs out before there is room: events never run.",
                    met=lambda c, v: v["runs"] >= 1 - 1e-9,
                ),
                Need(
                    ko="이벤트당 실행이 아직 {runs:number.1}번을 넘습니다. 재시도를 줄여 보세요.",
                    en="An event still runs more than {runs:number.1} times. Try fewer retries.",
                    met=lambda c, v: v["runs"] <= STORM_RUNS + 1e-9,
                ),
                Need(
                    ko="포기한 이벤트가 사라집니다. 보낼 곳을 정하세요.",
                    en="What is given up is gone. Choose where it goes.",
                    met=lambda c, v: v["lost"] == 0,
                ),
            ),
            why_ko="재시도를 하나 줄여도 대상이 있으면 잃는 것이 없습니다. 나중에 고친 함수로 그 대기열을 다시 처리합니다.",
            why_en="With a destination one retry less loses nothing: the queue is worked off later by the mended function.",
        ),
        Goal(
            "unblock",
            ko="배치 {batch:number}건 이상에서, 멀쩡한 레코드를 **하나도 버리지 않고** 샤드를 {seconds:number}초 안에 푸세요.",
            en="With batches of at least {batch:number}, free the shard within {seconds:number} seconds **without discarding one good record**.",
            values=lambda c: {"seconds": UNBLOCK_S, "batch": UNBLOCK_BATCH},
            needs=(
                Need(
                    ko="배치가 {batch:number}건보다 작습니다.",
                    en="The batch has fewer than {batch:number} records.",
                    met=lambda c, v: v["batch_size"] >= UNBLOCK_BATCH,
                ),
                Need(
                    ko="샤드가 아직 {seconds:number}초보다 오래 멈춥니다. 재시도에 한도가 있습니까?",
                    en="The shard is still blocked for more than {seconds:number} s. Do retries have a limit?",
                    met=lambda c, v: v["blocked_s"] <= UNBLOCK_S,
                ),
                Need(
                    ko="멀쩡한 레코드가 독 레코드와 함께 버려집니다. 배치를 나누어 보세요.",
                    en="Good records are discarded with the poison. Try to bisect.",
                    met=lambda c, v: v["lost_good"] == 0,
                ),
            ),
            why_ko="나누기는 재시도를 쓰지 않으므로 한도가 작아도 독 레코드만 골라냅니다.",
            why_en="Splitting uses up no retry, so even with a small limit only the poison is singled out.",
        ),
    ),
    claims=(
        Claim(
            "W21",
            note_ko="비동기 호출이 실패하면 최대 두 번 다시 시도하고, 마지막에도 실패하면 데드 레터 큐로 보낸다.",
            note_en="A failed asynchronous call is tried up to twice more, then sent to a dead-letter queue.",
            now_ko="두 번은 **함수의 오류**일 때입니다. 스로틀링과 시스템 오류는 최대 6시간 동안 다시 시도합니다. 오류와 문맥까지 담는 **실패 시 대상**(SQS, SNS, Lambda, EventBridge, S3)을 DLQ보다 먼저 고릅니다. 수명 60초~6시간, 재시도 0~2는 그대로입니다.",
            now_en="Twice holds for **errors of the function**. Throttling and system errors are tried for up to six hours. **On-failure destinations** (SQS, SNS, Lambda, EventBridge, S3), which carry error and context, come before a DLQ. The limits, 60 s to 6 h and 0 to 2, still hold.",
        ),
        Claim(
            "W22",
            note_ko="스트림은 끝없이 다시 시도하므로 오류 처리를 함수의 코드에 넣는 것이 좋다.",
            note_en="Streams are retried without end, so error handling belongs into the function's code.",
            now_ko="기본값이 끝없는 것은 그대로지만, 이제 **매핑의 설정**으로 막습니다: 최대 재시도, 레코드 최대 수명, 배치 나누기, 부분 응답, 실패 시 대상.",
            now_en="By default they still are, but **settings of the mapping** now prevent it: maximum retries, maximum record age, bisecting, partial responses, on-failure destination.",
            since="2019-11-25",
        ),
        Claim(
            "W25",
            note_ko="트리거 가운데 ‘아마존 푸시 알림 서비스’와 ‘아마존 이메일 서비스’가 있다.",
            note_en="Among the triggers are an “Amazon push notification service” and an “Amazon e-mail service”.",
            now_ko="Amazon **Simple Notification Service(SNS)**와 Amazon **Simple Email Service(SES)**입니다. SNS는 푸시만이 아니라 SQS, HTTP, 다른 함수로도 보냅니다.",
            now_en="They are Amazon **Simple Notification Service (SNS)** and Amazon **Simple Email Service (SES)**. SNS does not only push: it also delivers to SQS, HTTP and functions.",
        ),
        Claim(
            "W26",
            note_ko="키네시스 데이터 파이어호스, 클라우드와치 스케줄러, IoT 버튼이 함수를 부른다.",
            note_en="Kinesis Data Firehose, a CloudWatch scheduler and an IoT button call functions.",
            now_ko="파이어호스는 **Amazon Data Firehose**로 이름이 바뀌었고(2024-02-09), CloudWatch Events는 **EventBridge**(일정은 EventBridge 스케줄러)입니다. IoT 버튼의 AWS IoT 1-Click은 2024-12-16에 끝났습니다. CodeCommit은 2024-07-25에 새 고객을 받지 않다가 2025년 11월에 다시 열렸습니다.",
            now_en="Firehose is **Amazon Data Firehose** since 2024-02-09, CloudWatch Events are **EventBridge** (schedules: EventBridge Scheduler). AWS IoT 1-Click, the service behind the button, ended on 2024-12-16. CodeCommit closed to new customers on 2024-07-25 and opened again in November 2025.",
            since="2024-02-09",
        ),
        Claim(
            "W27",
            note_ko="람다 함수는 API 게이트웨이를 통해 호출되므로 API 게이트웨이 비용이 든다.",
            note_en="Functions are triggered through API Gateway, so its price is paid.",
            now_ko="API로 부르는 함수만 그렇습니다. **함수 URL**에는 요금이 없고 ALB도 앞단이 됩니다. S3, SNS, EventBridge, 스트림이 부르는 함수에는 API Gateway가 없습니다. 이 장의 함수에서 REST API의 요금은 함수의 {times:number.1}배입니다.",
            now_en="Only where an API calls the function. A **function URL** is free, and an ALB can be the front. What S3, SNS, EventBridge or a stream calls has no API Gateway. For this chapter's function a REST API costs {times:number.1} times the function.",
            since="2022-04",
            values=lambda c: {"times": api_usd(c, "rest") / function_usd(c) if function_usd(c) else math.nan},
        ),
    ),
)
