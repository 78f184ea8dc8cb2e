# %% [markdown] tags=["ko"]
# # 42. 이벤트가 부르는 비용: 앞단, 재시도, 워크플로
#
# [English edition](../en/42_event_driven_costs.ipynb) · 약 60분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 함수를 부르는 서비스마다 **누가 다시 시도하는지**와 **얼마를 더 받는지**를 말하고, 내 트래픽에 맞는 앞단을 고릅니다.
# 2. 실패율에서 실행 횟수와 요금을 계산하고, 재시도·최대 수명·대상을 정해 **잃는 이벤트와 내는 돈**을 함께 다스립니다.
# 3. 스트림의 독 레코드가 샤드를 얼마나 멈추는지 보고 설정을 고치며, Step Functions의 Standard와 Express를 요금으로 가립니다.

# %% [markdown] tags=["en"]
# # 42. What events cost: fronts, retries, workflows
#
# [한국어판](../ko/42_event_driven_costs.ipynb) · about 60 minutes
#
# After this chapter you can
#
# 1. say for each service that calls a function **who tries again** and **what it charges on top**, and choose the front for your traffic;
# 2. compute runs and cost from a failure rate, and set retries, maximum age and destination so that **events lost and money spent** are both under control;
# 3. see for how long a poison record blocks its shard, mend the settings, and tell Standard from Express workflows by price.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
EVENTS = 10_000_000
DURATION_MS = 120
MEMORY_MB = 512

# %% start
import numpy as np
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "42", LANG, REGION, KRW_PER_USD, events=EVENTS, duration_ms=DURATION_MS, memory_mb=MEMORY_MB
)
lesson

# %% recall
kao.lesson.recall("42")

# %% [markdown] tags=["ko"]
# ## 지식: 함수는 스스로 돌지 않는다
#
# 함수를 부르는 것을 **트리거**라고 합니다. 트리거가 정하는 것은 셋입니다. 부른 쪽이 답을 기다리는지(**동기**), Lambda가 줄을 세워 두고 나중에 돌리는지(**비동기**), Lambda가 가서 읽어 오는지(**스트림·대기열**). 이 구분이 곧 **실패했을 때 누가 다시 시도하는지**를 정하고, 재시도는 한 번 한 번이 과금됩니다.

# %% [markdown] tags=["en"]
# ## Knowledge: a function does not run by itself
#
# What calls a function is its **trigger**. It decides one of three: the caller waits for the answer (**synchronous**), Lambda puts the event in a queue of its own and runs it later (**asynchronous**), or Lambda goes and reads (**streams and queues**). This also decides **who tries again after a failure**, and every try is billed.

# %% triggers
called_by = kao.samples.trigger_rows(REGION)
kao.tables.show(called_by)

# %% [markdown] tags=["ko"]
# 요금이 ‘–’인 줄은 이벤트 하나로 값을 매길 수 없거나(시간이나 GB로 받음) 이 리전의 값이 확인되지 않은 것입니다. 옛 이름도 바로잡습니다. 푸시 알림 서비스는 **Amazon SNS**, 이메일 서비스는 **Amazon SES**, 키네시스 데이터 파이어호스는 **Amazon Data Firehose**, 클라우드와치 이벤트는 **EventBridge**입니다.
#
# ### 앞단이 함수보다 비쌀 수 있다
#
# 이 장의 함수는 한 달에 이벤트를 `EVENTS`번 처리하고, 한 번에 `DURATION_MS`밀리초, 메모리는 `MEMORY_MB`MB입니다. 프리 티어는 다른 함수들이 이미 썼다고 봅니다.

# %% [markdown] tags=["en"]
# Where the price is “–” it is not by the event (but by the hour or the GB), or not known in this Region. The names are today's: the push notification service is **Amazon SNS**, the e-mail service **Amazon SES**, Kinesis Data Firehose **Amazon Data Firehose**, CloudWatch Events **EventBridge**.
#
# ### The front may cost more than the function
#
# The function of this chapter handles `EVENTS` events a month, each `DURATION_MS` ms with `MEMORY_MB` MB. Other functions are taken to have used up the free tier.

# %% predict_front
kao.lesson.predict(
    "front",
    ko="이 함수를 API Gateway의 REST API로 부릅니다. REST API의 요금은 Lambda 요금의 몇 배일까요?",
    en="This function is called through a REST API of API Gateway. How many times the Lambda bill does the REST API cost?",
    unit="number",
)

# %% front
function_usd = kao.serverless.lambda_usd(EVENTS, DURATION_MS, MEMORY_MB, REGION, free_tier=False)
rest_usd = kao.serverless.api_cost("rest", EVENTS, REGION, kb=kao.samples.REQUEST_KB)["usd"].sum(skipna=False)
rate = EVENTS / (kao.purchase.MONTH_HOURS * 3600)
fronts = kao.serverless.api_fronts(rate, REGION, kb=kao.samples.REQUEST_KB, response_kb=kao.samples.ANSWER_KB)
kao.tables.show(
    fronts.assign(times=fronts["front_usd"] / function_usd),
    ["front", "front_usd", "times", "largest_kb", "longest_s"],
    headings={
        "front_usd": ("앞단(USD/월)", "Front (USD a month)"),
        "times": ("함수 요금의 몇 배", "Times the function"),
        "largest_kb": ("가장 큰 요청(KB)", "Largest request (KB)"),
        "longest_s": ("가장 긴 응답(초)", "Longest answer (s)"),
    },
)

# %% reveal_front
kao.lesson.reveal(
    "front",
    float(rest_usd / function_usd),
    ko="함수는 한 달에 {function:usd.2}, REST API는 {rest:usd.2}입니다. API Gateway를 **반드시** 거쳐야 하는 것은 아닙니다. 함수 URL에는 요금이 없고, S3나 EventBridge가 부르는 함수에는 앞단 자체가 없습니다. REST API의 값은 API 키, 사용량 계획, 요청 검증, AWS WAF를 쓸 때 하는 일로 돌아옵니다.",
    en="The function costs {function:usd.2} a month, the REST API {rest:usd.2}. Nothing **forces** a function behind API Gateway: a function URL is free, and what S3 or EventBridge calls has no front at all. A REST API earns its price with API keys, usage plans, request validation and AWS WAF.",
    function=float(function_usd),
    rest=float(rest_usd),
)

# %% [markdown] tags=["ko"]
# API Gateway는 요청의 **크기**도 셉니다. HTTP API는 512KB, WebSocket은 32KB가 한 단위이고, REST API는 크기를 보지 않습니다.

# %% [markdown] tags=["en"]
# API Gateway also meters **size**: a unit is 512 KB for an HTTP API and 32 KB for WebSocket; a REST API does not look at it.

# %% units
sizes = [1, 32, 33, 128, 513]
units = {kind: [kao.serverless.api_units(kind, kb) for kb in sizes] for kind in ("http", "rest")}
units["websocket"] = [kao.serverless.api_units("websocket", kb) if kb <= 128 else np.nan for kb in sizes]
kao.tables.show(
    pd.DataFrame({"kb": sizes} | units),
    headings={
        "kb": ("크기(KB)", "Size (KB)"),
        "http": ("HTTP API", "HTTP API"),
        "rest": ("REST API", "REST API"),
        "websocket": ("WebSocket(128KB까지)", "WebSocket (up to 128 KB)"),
    },
    kinds={"websocket": "number"},
)

# %% [markdown] tags=["ko"]
# **결정:** 앞단부터 정합니다. 인증과 사용량 제어를 앱이 한다면 함수 URL이나 HTTP API, 큰 페이로드라면 단위를 세어 본 다음 고릅니다.
#
# ### 비동기: Lambda가 대신 다시 시도한다
#
# S3, SNS, EventBridge의 이벤트는 Lambda의 내부 대기열에 들어갑니다. **함수의 오류**라면 1분 뒤, 다시 2분 뒤에 최대 두 번 더 돌립니다(`MaximumRetryAttempts` 0~2). 어느 이벤트에나 **최대 수명**이 있습니다(`MaximumEventAgeInSeconds` 60초~6시간).

# %% [markdown] tags=["en"]
# **Decide:** choose the front first. Where the application does authentication and usage control itself, a function URL or an HTTP API; with large payloads count the units, then choose.
#
# ### Asynchronous: Lambda tries again for you
#
# Events of S3, SNS and EventBridge enter a queue inside Lambda. After an **error of the function** Lambda runs it up to twice more, a minute later and two minutes after that (`MaximumRetryAttempts`, 0 to 2). Every event has a **maximum age** (`MaximumEventAgeInSeconds`, 60 s to 6 h).

# %% predict_weekend
kao.lesson.predict(
    "weekend",
    ko="잘못된 배포로 금요일 저녁부터 월요일 아침까지 **모든** 비동기 이벤트가 실패했습니다. 설정은 기본값입니다. 그동안의 Lambda 요금은 평소의 몇 배일까요?",
    en="A bad release makes **every** asynchronous event fail from Friday evening to Monday morning, with default settings. How many times the usual Lambda bill of those hours does it cost?",
    unit="number",
)

# %% weekend
weekend_usd = {
    retries: kao.serverless.retry_cost(
        EVENTS, DURATION_MS, MEMORY_MB, REGION, failure_rate=1.0, retries=retries
    )["usd"].sum()
    for retries in (0, 1, 2)
}
names = {"default": "기본값(재시도 2, 6시간)" if LANG == "ko" else "default (2 retries, 6 h)", "short": "재시도 2, 60초" if LANG == "ko" else "2 retries, 60 s", "none": "재시도 0" if LANG == "ko" else "0 retries"}
tries = {
    names["default"]: kao.serverless.async_retries(1.0, duration_s=DURATION_MS / 1000),
    names["short"]: kao.serverless.async_retries(1.0, duration_s=DURATION_MS / 1000, event_age_s=60),
    names["none"]: kao.serverless.async_retries(1.0, duration_s=DURATION_MS / 1000, retries=0),
}  # fmt: skip
kao.charts.event_tries(tries, {names["default"]: 21_600, names["short"]: 60, names["none"]: 21_600})

# %% reveal_weekend
kao.lesson.reveal(
    "weekend",
    float(weekend_usd[2] / weekend_usd[0]),
    ko="실패율이 p이고 재시도가 R번이면 이벤트 하나는 평균 (1 − p^(R+1)) / (1 − p)번 실행됩니다. p가 1이면 R+1번, 곧 3번입니다. 가끔 실패하는 함수에는 거의 공짜입니다. p가 {often:percent.0}이면 {runs:number.2}번에 그칩니다. **재시도는 우연한 실패를 위한 것**이고, 늘 실패하는 것에는 요금만 곱합니다.",
    en="With failure rate p and R retries an event runs (1 − p^(R+1)) / (1 − p) times on average: R+1 when p is 1, so three times. For a function that fails now and then they are nearly free: {runs:number.2} runs with p of {often:percent.0}. **Retries are for failures by chance**; for what always fails they only multiply the bill.",
    often=0.05,
    runs=float(kao.serverless.expected_attempts(0.05, 2)),
)

# %% [markdown] tags=["ko"]
# 자리가 없어서 돌지 못한 것(**스로틀링**, 429)과 시스템 오류는 셈이 다릅니다. 재시도 횟수를 쓰지 않고, 1초에서 5분까지 간격을 늘리며 **최대 6시간** 다시 시도합니다. 돌지 않았으므로 요금도 없지만, 그 사이에 수명이 다하면 한 번도 돌지 못하고 사라집니다.

# %% [markdown] tags=["en"]
# What finds no room (**throttled**, 429) and system errors are counted differently. They use up no retry and are tried for **up to six hours**, at intervals that grow from a second to five minutes. What does not run is not billed; but when its age runs out meanwhile, it is gone without having run once.

# %% throttled
two_hours = {
    age: kao.serverless.async_retries(0.05, duration_s=DURATION_MS / 1000, throttled_s=7200, event_age_s=age) for age in (60, 3600, 10_800, 21_600)
}
kao.tables.show(
    pd.DataFrame(
        [
            {
                "event_age_minutes": age / 60,
                "throttled": int((table["result"] == "throttled").sum()),
                "runs": float((table["probability"] * table["billed"]).sum()),
                "lost": float(table.loc[table["result"] == "discarded", "probability"].sum()),
            }
            for age, table in two_hours.items()
        ]
    ),
    headings={
        "event_age_minutes": ("최대 수명(분)", "Maximum age (min)"),
        "throttled": ("자리가 없던 시도", "Tries without room"),
        "runs": ("실행(과금)", "Runs (billed)"),
        "lost": ("잃는 이벤트", "Events lost"),
    },
    kinds={"lost": "small_percent", "event_age_minutes": "number", "throttled": "number", "runs": "number"},
)

# %% throttled_say tags=["say"]
kao.lesson.say(
    ko="두 시간 동안 자리가 없었다면, 그 시작에 온 이벤트는 수명이 한 시간일 때 모두 사라지고 세 시간이면 거의 다 살아남습니다. 수명을 줄이는 것은 **늦은 답이 소용없을 때**의 설정이지 비용을 줄이는 설정이 아닙니다.",
    en="When there is no room for two hours, an event from the beginning is lost with an age of one hour and nearly always kept with three. Shorten the age where **a late answer is of no use**, not to save money.",
)

# %% [markdown] tags=["ko"]
# ### 끝내 실패한 이벤트는 어디로 가나
#
# 아무것도 정하지 않으면 **지워집니다**. 배달 못한 편지 대기열(DLQ)은 이벤트만 담고, **실패 시 대상**은 오류와 문맥까지 담으며 S3와 EventBridge, 다른 함수로도 보낼 수 있습니다.

# %% [markdown] tags=["en"]
# ### Where does an event go that fails for good?
#
# By default it is **dropped**. A dead-letter queue receives the event alone; an **on-failure destination** also receives the error and the context, and may be S3, EventBridge or another function as well.

# %% destinations
places = kao.serverless.destinations()
kao.tables.show(
    places.assign(
        kept_usd=[kao.serverless.destination_cost(one, 1_000_000, REGION)["usd"].sum(skipna=False) for one in places["destination"]]
    ),
    ["destination", "dead_letter", "asynchronous", "stream", "kept_usd"],
    headings={
        "destination": ("보낼 곳", "Where to"),
        "dead_letter": ("DLQ일 때", "As a DLQ"),
        "asynchronous": ("비동기의 대상일 때", "As a destination"),
        "stream": ("스트림의 대상일 때", "For a stream"),
        "kept_usd": ("100만 건(USD)", "A million (USD)"),
    },
)  # fmt: skip

# %% [markdown] tags=["ko"]
# **결정:** 모든 비동기 함수에 실패 시 대상을 답니다. 보관하는 값은 다시 실행하는 값보다 쌉니다. 재시도를 0으로 두는 것은 대상이 있을 때만 합니다.
#
# ### 스트림: 한 건이 샤드를 멈춘다
#
# Kinesis와 DynamoDB 스트림은 순서를 지킵니다. 배치가 실패하면 **성공하거나 만료될 때까지 그 배치 전체**를 다시 돌리고, 뒤의 레코드는 기다립니다. 기본값은 재시도도 수명도 제한이 없습니다(−1). 처리할 수 없는 레코드 하나가 섞인 배치를 넣어 봅니다. 초당 20건이 들어오고 배치는 100건, 한 번에 0.2초입니다. AWS가 밝히지 않은 재시도 간격은 1초에서 60초까지 늘어난다고 둡니다.

# %% [markdown] tags=["en"]
# **Decide:** give every asynchronous function an on-failure destination. Keeping an event costs less than running it again. Set retries to 0 only where there is one.
#
# ### Streams: one record stops a shard
#
# Kinesis and DynamoDB streams keep order. A batch that fails is run again, **all of it, until it succeeds or expires**, and the records behind it wait. By default neither retries nor age has a limit (−1). Take a batch with one record that cannot be processed: 20 records a second, batches of 100, 0.2 s a run. AWS does not say how long it waits between tries; 1 s growing to 60 s is assumed.

# %% predict_poison
kao.lesson.predict(
    "poison",
    ko="기본 설정(스트림 보존 24시간)에서 이 레코드 하나가 샤드를 몇 시간 멈출까요?",
    en="With default settings (the stream keeps records for 24 hours), for how many hours does that record block its shard?",
    unit="hours",
)

# %% poison
settings = {
    ("기본값", "default"): {},
    ("레코드 수명 1시간", "record age 1 h"): {"record_age_s": 3600},
    ("재시도 2", "2 retries"): {"retries": 2},
    ("재시도 2, 부분 응답", "2 retries, partial response"): {"retries": 2, "partial_response": True},
    ("재시도 2, 배치 나누기", "2 retries, bisect"): {"retries": 2, "bisect": True},
}
poisoned = {
    ko if LANG == "ko" else en: kao.serverless.stream_retries(
        100, [37], duration_ms=kao.samples.BATCH_MS, records_per_second=kao.samples.RECORDS_PER_SECOND, **how
    )
    for (ko, en), how in settings.items()
}
compared = pd.concat(run.summary().assign(setting=name) for name, run in poisoned.items())
compared["usd"] = [float(f"{run.cost(MEMORY_MB, REGION)['usd'].sum():.2g}") for run in poisoned.values()]
kao.tables.show(
    compared.assign(blocked=compared["blocked_hours"] * 3600),
    ["setting", "invocations", "blocked", "behind", "lost", "lost_good", "usd"],
    headings={
        "setting": ("설정", "Setting"),
        "invocations": ("실행", "Runs"),
        "blocked": ("멈춘 시간(초)", "Blocked (s)"),
        "behind": ("밀린 레코드", "Waiting"),
        "lost": ("버림", "Discarded"),
        "lost_good": ("그중 멀쩡한 것", "Good ones"),
        "usd": ("Lambda(USD)", "Lambda (USD)"),
    },
    kinds={"usd": "usd", "behind": "number", "blocked": "number"},
)

# %% reveal_poison
first, best = (poisoned[name] for name in (list(poisoned)[0], list(poisoned)[-1]))
kao.lesson.reveal(
    "poison",
    first.blocked_s / 3600,
    ko="레코드가 만료되어야 풀립니다. 그동안 {runs:number}번 실행한 Lambda 요금은 {usd:usd}뿐이지만, 뒤에 {behind:number}건이 밀리고 배치의 멀쩡한 {good:number}건까지 버려집니다. **비싼 것은 재시도가 아니라 멈춘 샤드**입니다. 보존 기간을 7일로 늘린 스트림이라면 일주일입니다. 배치 나누기는 재시도 횟수를 쓰지 않고 반씩 잘라 그 한 건만 골라내어 {time:number}초에 끝냅니다.",
    en="It ends when the record expires. The {runs:number} runs meanwhile cost only {usd:usd} of Lambda, but {behind:number} records wait behind and {good:number} good records of the batch are discarded with it. **Not the retries are dear, the stopped shard is.** In a stream that keeps records for seven days it is a week. Bisecting halves the batch without using up a retry until that one record stands alone, and is done in {time:number} seconds.",
    runs=first.invocations,
    usd=float(compared["usd"].iloc[0]),
    behind=first.behind,
    good=first.lost_good,
    time=best.blocked_s,
)

# %% [markdown] tags=["ko"]
# 노트는 오류 처리를 함수의 코드에 넣으라고 합니다. 지금은 **매핑의 설정**이 먼저입니다. 최대 재시도, 레코드 최대 수명, 배치 나누기, 부분 응답, 실패 시 대상 가운데 코드를 고쳐야 하는 것은 부분 응답뿐입니다.
#
# **결정:** 스트림을 읽는 함수에는 만들 때부터 재시도 한도와 배치 나누기, 실패 시 대상을 답니다.
#
# ### 대기열: 받을 때마다 다시 센다
#
# SQS는 가시성 시간이 지나면 메시지를 다시 내주고, 정한 횟수(`maxReceiveCount`)를 넘기면 배달 못한 편지 대기열로 옮깁니다. 배치가 실패하면 **그 안의 멀쩡한 메시지도** 함께 돌아옵니다.

# %% [markdown] tags=["en"]
# The note says to put error handling into the function's code. Today the **settings of the mapping** come first: maximum retries, maximum record age, bisecting, partial responses, on-failure destination. Of these only partial responses need a change of code.
#
# **Decide:** a function that reads a stream gets a retry limit, bisecting and an on-failure destination when it is created.
#
# ### Queues: every receive counts
#
# SQS hands a message out again when its visibility timeout is over, and moves it to a dead-letter queue after `maxReceiveCount` receives. When a batch fails, **the good messages in it** come back too.

# %% predict_queue
kao.lesson.predict(
    "queue",
    ko="메시지의 1%가 늘 실패합니다. 배치 10건, 부분 응답 없음, 최대 수신 5번이면 **멀쩡한** 메시지 하나는 평균 몇 번 처리될까요?",
    en="One message in a hundred always fails. With batches of ten, no partial response and at most five receives, how often is a **good** message processed on average?",
    unit="number",
)

# %% queue
whole, partial = (
    kao.serverless.queue_retries(0.0, permanent_share=0.01, partial_response=one).set_index("message")
    for one in (False, True)
)
idle = kao.serverless.queue_cost(0, REGION, free_tier=False)
kao.tables.show(
    pd.DataFrame(
        {
            "message": ["good", "poison"],
            "whole": [whole.loc[one, "receives"] for one in ("good", "poison")],
            "partial": [partial.loc[one, "receives"] for one in ("good", "poison")],
        }
    ),
    headings={
        "message": ("메시지", "Message"),
        "whole": ("배치 전체를 다시(수신 횟수)", "Whole batch again (receives)"),
        "partial": ("부분 응답(수신 횟수)", "Partial response (receives)"),
    },
    kinds={"whole": "number", "partial": "number"},
)

# %% reveal_queue
kao.lesson.reveal(
    "queue",
    float(whole.loc["good", "receives"]),
    ko="배치가 무작위로 섞인다고 보면 1%의 독이 나머지 모두의 처리를 {more:percent.0} 늘립니다. 부분 응답을 켜면 실패한 것만 돌아갑니다. 덧붙여, 빈 대기열을 보는 값도 있습니다. 트리거 하나가 한 달에 {polls:number}번 요청하며 SQS의 월 100만 건 프리 티어에 들어가지만 트리거가 여럿이면 넘칩니다.",
    en="With batches mixed at random, one per cent of poison adds {more:percent.0} to the work of all others. With partial responses only what failed comes back. Looking into an empty queue has a price as well: one trigger makes {polls:number} requests a month, within SQS's free million, but not with several triggers.",
    more=float(whole.loc["good", "receives"]) - 1,
    polls=float(idle.loc[idle["part"] == "empty_receive", "quantity"].sum()),
)

# %% [markdown] tags=["ko"]
# **결정:** SQS 트리거에는 부분 응답(`ReportBatchItemFailures`)을 켜고, DLQ는 함수가 아니라 **대기열**에 답니다. 가시성 시간은 함수 제한 시간의 6배로 둡니다.
#
# ### Step Functions: 단계의 값, 실행의 값
#
# 함수가 함수를 부르며 기다리면 기다리는 시간도 과금됩니다. 순서와 의존은 Step Functions에 맡깁니다. **Standard**는 상태 전환마다, **Express**는 실행 횟수와 걸린 시간으로 받습니다. 재시도도 전환입니다.

# %% [markdown] tags=["en"]
# **Decide:** turn on partial responses (`ReportBatchItemFailures`) for SQS triggers, put the DLQ on the **queue** and not on the function, and set the visibility timeout to six times the function's timeout.
#
# ### Step Functions: paid by the step, or by the run
#
# A function that calls a function and waits is billed for waiting. Order and dependencies belong into Step Functions. **Standard** is paid by the state transition, **Express** by runs and their duration. Retries are transitions, too.

# %% workflow
PLACE = kao.samples.priced_in(REGION, ("step_functions", "standard_transition"), ("step_functions", "express_request"))
RUNS, SECONDS, STATES = 1_000_000, 4, 12
usual = kao.serverless.expected_transitions(STATES)
often = kao.serverless.expected_transitions(STATES, failure_rate=0.1, retries=3)
costs = {
    "standard": kao.serverless.step_functions_cost("standard", RUNS, PLACE, transitions=usual, free_tier=False)["usd"].sum(),
    "standard_retries": kao.serverless.step_functions_cost("standard", RUNS, PLACE, transitions=often, free_tier=False)["usd"].sum(),
    "express": kao.serverless.step_functions_cost("express", RUNS, PLACE, duration_ms=SECONDS * 1000)["usd"].sum(),
}  # fmt: skip
kao.tables.show(
    pd.DataFrame({"workflow": list(costs), "usd": list(costs.values())}),
    headings={"workflow": ("워크플로(100만 번)", "Workflow (a million runs)"), "usd": ("USD", "USD")},
    kinds={"usd": "usd.2"},
)

# %% workflow_say tags=["say"]
kao.lesson.say(
    ko="{states:number}단계, {seconds:number}초짜리 주문 워크플로 100만 번입니다({place:location} 요금). Express는 Standard의 {share:small_percent}이고, 단계마다 {rate:percent.0}가 실패하면 Standard는 {more:percent.0} 더 냅니다. 그 대신 Express는 5분 안에 끝나야 하고 **같은 단계가 두 번 돌 수 있습니다**(최소 한 번). 결제처럼 정확히 한 번이어야 하는 단계는 Standard입니다.",
    en="An order workflow of {states:number} states and {seconds:number} seconds, a million times (prices of {place:location}). Express costs {share:small_percent} of Standard; when {rate:percent.0} of the steps fail, Standard costs {more:percent.0} more. But Express must end within five minutes, and **a step may run twice** (at least once). Steps that must happen exactly once, such as a payment, belong into Standard.",
    states=STATES,
    seconds=SECONDS,
    place=PLACE,
    share=float(costs["express"] / costs["standard"]),
    rate=0.1,
    more=float(costs["standard_retries"] / costs["standard"] - 1),
)

# %% [markdown] tags=["ko"]
# **결정:** 짧고 잦으며 다시 해도 되는 흐름은 Express, 길거나 한 번이어야 하는 흐름은 Standard. 큰 흐름 안에 Express를 끼워 쓰면 둘 다 얻습니다.
#
# ## 구조: 트래픽에 맞는 앞단, 경계를 아는 워크플로
#
# ### 앞단의 순위는 트래픽이 바꾼다

# %% [markdown] tags=["en"]
# **Decide:** Express for what is short, frequent and may be repeated; Standard for what is long or must happen once. Express nested in a Standard workflow has both.
#
# ## Architecture: a front for the traffic, a workflow that knows the border
#
# ### Traffic changes the order of the fronts

# %% fronts_chart
FRONT = kao.samples.priced_in(REGION, ("alb", "hour"), ("alb", "lcu_hour"), ("api_gateway", "http_request"))
by_rate = kao.samples.front_costs(FRONT, np.geomspace(0.1, 1000, 41), DURATION_MS, MEMORY_MB, kao.purchase.MONTH_HOURS)
crossings = kao.samples.front_crossings(FRONT, DURATION_MS, MEMORY_MB)
kao.charts.fronts_by_rate(by_rate, crossings, name=kao.language.location(FRONT, with_code=False))

# %% fronts_say tags=["say"]
rest_at, http_at = (float(crossings.set_index("kind").loc[kind, "requests_per_second"]) for kind in ("rest", "http"))
kao.lesson.say(
    ko="{place:location} 요금으로 ALB는 REST API보다 초당 {rest:number.1}건, HTTP API보다 초당 {http:number.1}건부터 쌉니다. ALB는 인터넷을 향하는 것으로, 영역 두 곳의 공인 IPv4 요금까지 셌습니다. 쉬지 않고 들어오는 트래픽이라면 시간으로 내는 앞단이, 가끔 몰리는 트래픽이라면 건수로 내는 앞단이 이깁니다. 어느 쪽이든 함수 URL의 요금은 없습니다. 다만 도메인, WAF, 경로마다 다른 함수는 스스로 마련해야 합니다.",
    en="At the prices of {place:location} an ALB is cheaper than a REST API from {rest:number.1} requests a second on, than an HTTP API from {http:number.1}. The ALB faces the internet, with its public IPv4 addresses in two zones. For traffic that never rests a front paid by the hour wins, for bursts now and then one paid by the request. A function URL costs nothing either way, but domain, WAF and routes to several functions are then yours to arrange.",
    place=FRONT,
    rest=rest_at,
    http=http_at,
)

# %% [markdown] tags=["ko"]
# **결정:** 한 달 평균이 이 점을 넘으면 ALB를 계산에 넣습니다. HTTP API에서 ALB로 옮기는 일은 코드가 아니라 이벤트 모양의 문제입니다.
#
# ### 재시도와 수명을 함께 정하기
#
# 실패율과 스로틀링을 정해 놓고 재시도, 최대 수명, 포기한 이벤트의 행선지를 고릅니다. 위 그림은 이벤트 하나의 시간, 아래 그림은 100만 건의 요금입니다.

# %% [markdown] tags=["en"]
# **Decide:** when the month's mean passes this point, put an ALB into the comparison. Moving from an HTTP API to an ALB is a matter of the event's shape, not of the code.
#
# ### Set retries and age together
#
# With a given failure rate and throttling choose retries, maximum age and where an event goes that is given up. Above is the time of one event, below the cost of a million.

# %% tries
tried = kao.explorers.async_events(REGION, DURATION_MS, MEMORY_MB)
tried

# %% tries_settings
tried.settings_table(
    [
        {},
        {"retries": 0},
        {"failure_rate": 1.0},
        {"failure_rate": 1.0, "event_age_s": 60},
        {"throttled_s": 3600, "event_age_s": 1800},
        {"failure_rate": 0.2, "throttled_s": 3600, "retries": 1, "destination": "sqs"},
    ]
)

# %% goal_storm
kao.lesson.goal(tried, "storm")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"retries": 0}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"retries": 0}` in `wanted`.

# %% storm_stub tags=["stub"]
wanted = {}

# %% storm_solution tags=["solution"]
wanted = {"failure_rate": 0.2, "throttled_s": 3600, "retries": 1, "destination": "sqs"}

# %% storm_check
tried.set(**wanted)
kao.lesson.check_goal("storm")

# %% [markdown] tags=["ko"]
# ### 독 레코드를 재생하기
#
# 같은 독 레코드를 설정을 바꿔 가며 다시 넣습니다. **재생**을 누르면 1초부터 2주까지, 배치가 어떻게 잘리고 뒤가 얼마나 밀리는지 보입니다. 시간은 로그로 흐릅니다.

# %% [markdown] tags=["en"]
# ### Replay a poison record
#
# Put the same record in again under other settings. **Play** shows from the first second to two weeks how the batch is cut and how much gathers behind it. Time runs on a log scale.

# %% shard
shard = kao.explorers.stream_events(REGION, MEMORY_MB)
shard

# %% shard_settings
shard.settings_table(
    [
        {},
        {"record_age_s": 3600},
        {"stream_retries": 2},
        {"stream_retries": 2, "partial_response": True},
        {"stream_retries": 2, "bisect": True},
        {"stream_retries": 2, "bisect": True, "batch_size": 1000},
    ]
)

# %% goal_unblock
kao.lesson.goal(shard, "unblock")

# %% unblock_stub tags=["stub"]
mended = {}

# %% unblock_solution tags=["solution"]
mended = {"stream_retries": 2, "bisect": True}

# %% unblock_check
shard.set(**mended)
kao.lesson.check_goal("unblock")

# %% [markdown] tags=["ko"]
# **결정:** 샤드가 멈춰도 되는 시간을 먼저 정하고, 그 안에 끝나는 설정을 고릅니다. 배치를 키우면 평소의 호출은 줄고, 실패했을 때 자르는 횟수는 늘어납니다.
#
# ### Standard와 Express의 경계

# %% [markdown] tags=["en"]
# **Decide:** say first for how long a shard may stand still, and choose settings that end within it. Larger batches mean fewer calls on good days, and more halving on bad ones.
#
# ### The border between Standard and Express

# %% frontier
durations = np.arange(100, 300_001, 100)
frontier = kao.serverless.step_functions_frontier(PLACE, durations, executions=RUNS)
rarely = kao.serverless.step_functions_frontier(PLACE, [300_000], executions=RUNS / 10)
own = {("주문" if LANG == "ko" else "orders"): (SECONDS, STATES), ("문서 변환" if LANG == "ko" else "document conversion"): (280, 5)}
kao.charts.workflow_frontier(frontier.iloc[::100], own, name=kao.language.location(PLACE, with_code=False))

# %% frontier_say tags=["say"]
kao.lesson.say(
    ko="64MB로 한 달에 {runs:number}번 도는 워크플로입니다({place:location} 요금). {short:number.0}초까지는 전환이 하나만 있어도 Express가 쌉니다. 5분을 꽉 채우면 전환 {whole:number}번부터이고, 한 달에 {few:number}번뿐이라면 Express의 요금 구간이 덜 내려가 {rare:number}번부터입니다. **Standard를 고르는 까닭은 대개 요금이 아니라** 5분을 넘는 시간, 정확히 한 번, 사람의 승인을 기다리는 일입니다. 기다리는 동안 Standard는 아무것도 받지 않습니다.",
    en="Workflows with 64 MB, {runs:number} a month (prices of {place:location}): up to {short:number.0} seconds Express is cheaper from the first transition on. At the full five minutes it takes {whole:number} transitions, and {rare:number} where they run {few:number} times a month, as Express's price tiers are reached later. **The reason for Standard is mostly not its price**: it is more than five minutes, exactly once, or waiting for someone's approval. While it waits, Standard charges nothing.",
    runs=RUNS,
    few=RUNS / 10,
    short=float(frontier.loc[frontier["express_from"] <= 1, "duration_ms"].max() / 1000),
    whole=float(frontier["express_from"].iloc[-1]),
    rare=float(rarely["express_from"].iloc[0]),
    place=PLACE,
)

# %% [markdown] tags=["ko"]
# **결정:** 5분 안에 끝나고 다시 해도 되는 워크플로가 Standard로 돌고 있다면 옮길 후보입니다.
#
# ## 운영: 청구서에서 실패를 찾아내기
#
# 재시도는 청구서에 따로 적히지 않습니다. 실행 횟수가 이벤트 수보다 얼마나 많은지로 찾습니다. 아래는 지난달과 이번 달의 같은 함수입니다. 이벤트 수는 같습니다.

# %% [markdown] tags=["en"]
# **Decide:** a Standard workflow that ends within five minutes and may be repeated is a candidate to move.
#
# ## Operation: find failures in the bill
#
# No line of the bill says “retries”. They show as runs beyond events. Here is the same function last month and this month; the events are as many.

# %% grown
months = pd.DataFrame(
    [
        {
            "month": name,
            "events": EVENTS,
            "invocations": EVENTS * float(kao.serverless.expected_attempts(share, 2)),
            "usd": kao.serverless.retry_cost(EVENTS, DURATION_MS, MEMORY_MB, REGION, failure_rate=share)["usd"].sum(),
        }
        for name, share in (("지난달" if LANG == "ko" else "last month", 0.01), ("이번 달" if LANG == "ko" else "this month", 0.2))
    ]
)  # fmt: skip
kao.tables.show(
    months,
    headings={
        "month": ("달", "Month"),
        "events": ("이벤트", "Events"),
        "invocations": ("실행", "Runs"),
        "usd": ("Lambda(USD)", "Lambda (USD)"),
    },
    kinds={"usd": "usd.2", "events": "number", "invocations": "number"},
)

# %% grown_say tags=["say"]
kao.lesson.say(
    ko="요금이 {more:percent.0} 늘었습니다. 실행을 이벤트로 나눈 {ratio:number.2}이 평균 시도 횟수이고, 재시도 두 번에서 이 값이 나오는 실패율은 {rate:percent.0}입니다. `Errors`를 `Invocations`로 나누어도 **시도마다의** 실패율이 나옵니다. 이벤트마다의 실패는 `AsyncEventsDropped`에서, 대상이나 DLQ로 보내지 못한 것은 `DestinationDeliveryFailures`와 `DeadLetterErrors`에서 봅니다.",
    en="The bill grew by {more:percent.0}. Runs divided by events, {ratio:number.2}, is the mean number of tries; with two retries it takes a failure rate of {rate:percent.0}. `Errors` divided by `Invocations` gives the rate **of tries** too. Failures of events are seen in `AsyncEventsDropped`, and what could not be delivered to a destination or DLQ in `DestinationDeliveryFailures` and `DeadLetterErrors`.",
    more=float(months["usd"].iloc[1] / months["usd"].iloc[0] - 1),
    ratio=float(months["invocations"].iloc[1] / EVENTS),
    rate=0.2,
)

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 합니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 받은 이벤트, 실행, 오류, 버려진 이벤트, 가장 오래된 이벤트의 나이
# aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name AsyncEventsReceived --statistics Sum \
#     --period 86400 --dimensions Name=FunctionName,Value=<함수> --start-time <한 달 전> --end-time <지금>
# #   같은 방법으로: Invocations, Errors, Throttles, AsyncEventsDropped, AsyncEventAge(Maximum), IteratorAge(Maximum)
# # 찾기: 실패 시 대상이 없는 함수
# aws lambda list-function-event-invoke-configs --function-name <함수>
# # 바꾸기 전에: 지금 설정을 남겨 둔다
# aws lambda get-function-event-invoke-config --function-name <함수> > invoke-config.json
# aws lambda get-event-source-mapping --uuid <매핑> > mapping.json
# # 바꾸기: 비동기 함수의 재시도, 수명, 대상
# aws lambda put-function-event-invoke-config --function-name <함수> --maximum-retry-attempts 1 \
#     --maximum-event-age-in-seconds 21600 --destination-config '{"OnFailure":{"Destination":"<SQS ARN>"}}'
# # 바꾸기: 스트림 매핑의 재시도, 나누기, 대상
# aws lambda update-event-source-mapping --uuid <매핑> --maximum-retry-attempts 2 --bisect-batch-on-function-error \
#     --maximum-record-age-in-seconds 3600 --destination-config '{"OnFailure":{"Destination":"<SQS ARN>"}}'
# # 바꾸기: SQS 매핑의 부분 응답(함수가 batchItemFailures를 돌려주어야 함)
# aws lambda update-event-source-mapping --uuid <매핑> --function-response-types ReportBatchItemFailures
# # 확인: 하루 뒤 대상 대기열에 쌓인 것과 실행 ÷ 이벤트
# aws sqs get-queue-attributes --queue-url <대기열> --attribute-names ApproximateNumberOfMessages
# # 되돌리기: 남겨 둔 값으로. 설정이 없던 함수라면 지우면 기본값(재시도 2, 6시간, 대상 없음)이 된다
# aws lambda delete-function-event-invoke-config --function-name <함수>
# aws lambda update-event-source-mapping --uuid <매핑> --maximum-retry-attempts -1 --maximum-record-age-in-seconds -1 \
#     --no-bisect-batch-on-function-error --destination-config '{"OnFailure":{}}' --function-response-types
# ```
#
# **바꾸기 전에 할 것 둘.** (1) 함수가 같은 이벤트를 두 번 받아도 되는지 봅니다. 비동기도 스트림도 중복될 수 있습니다. (2) 대상 대기열을 **보는 사람**을 정하고 `ApproximateNumberOfMessagesVisible`에 경보를 답니다. 아무도 보지 않는 대기열은 늦게 지워지는 쓰레기통입니다.

# %% [markdown] tags=["en", "sourced"]
# On your own account these commands do it. They are not run here.
#
# ```bash
# # detect: events received, runs, errors, events dropped, age of the oldest event
# aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name AsyncEventsReceived --statistics Sum \
#     --period 86400 --dimensions Name=FunctionName,Value=<function> --start-time <a month ago> --end-time <now>
# #   likewise: Invocations, Errors, Throttles, AsyncEventsDropped, AsyncEventAge (Maximum), IteratorAge (Maximum)
# # detect: functions without an on-failure destination
# aws lambda list-function-event-invoke-configs --function-name <function>
# # before: keep the settings of today
# aws lambda get-function-event-invoke-config --function-name <function> > invoke-config.json
# aws lambda get-event-source-mapping --uuid <mapping> > mapping.json
# # change: retries, age and destination of an asynchronous function
# aws lambda put-function-event-invoke-config --function-name <function> --maximum-retry-attempts 1 \
#     --maximum-event-age-in-seconds 21600 --destination-config '{"OnFailure":{"Destination":"<SQS ARN>"}}'
# # change: retries, bisecting and destination of a stream's mapping
# aws lambda update-event-source-mapping --uuid <mapping> --maximum-retry-attempts 2 --bisect-batch-on-function-error \
#     --maximum-record-age-in-seconds 3600 --destination-config '{"OnFailure":{"Destination":"<SQS ARN>"}}'
# # change: partial responses of an SQS mapping (the function must return batchItemFailures)
# aws lambda update-event-source-mapping --uuid <mapping> --function-response-types ReportBatchItemFailures
# # verify: a day later, what gathered in the destination, and runs / events
# aws sqs get-queue-attributes --queue-url <queue> --attribute-names ApproximateNumberOfMessages
# # roll back: to what was kept; a function that had no configuration has the defaults again (2 retries, 6 hours, no destination)
# aws lambda delete-function-event-invoke-config --function-name <function>
# aws lambda update-event-source-mapping --uuid <mapping> --maximum-retry-attempts -1 --maximum-record-age-in-seconds -1 \
#     --no-bisect-batch-on-function-error --destination-config '{"OnFailure":{}}' --function-response-types
# ```
#
# **Two things before the change.** (1) May the function see the same event twice? Asynchronous events and streams can repeat. (2) Who **looks** at the destination? Name them, and put an alarm on `ApproximateNumberOfMessagesVisible`. A queue that nobody reads is a bin that is emptied later.

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_rest")

# %% faded_2
kao.lesson.exercise("faded_runs")

# %% faded_stub tags=["stub"]
rest_and_function_usd = ...
runs_of_the_month = ...

# %% faded_solution tags=["solution"]
rest_and_function_usd = float(
    kao.serverless.lambda_usd(EVENTS, DURATION_MS, MEMORY_MB, REGION, free_tier=False)
    + kao.serverless.api_cost("rest", EVENTS, REGION, kb=4)["usd"].sum()
)
runs_of_the_month = EVENTS * float(kao.serverless.expected_attempts(0.08, 2))

# %% faded_check_1
kao.lesson.check("faded_rest", rest_and_function_usd)

# %% faded_check_2
kao.lesson.check("faded_runs", runs_of_the_month)

# %% hidden
kao.lesson.exercise("hidden_rate")

# %% hidden_stub tags=["stub"]
hidden_rate = ...

# %% hidden_solution tags=["solution"]
candidates = np.linspace(0, 1, 10_001)
hidden_rate = float(candidates[np.abs(kao.serverless.expected_attempts(candidates, 1) - 1.35).argmin()])

# %% hidden_check
kao.lesson.check("hidden_rate", hidden_rate)

# %% week
kao.lesson.exercise("poison_week")

# %% week_stub tags=["stub"]
records_behind = ...

# %% week_solution tags=["solution"]
records_behind = kao.serverless.stream_retries(
    200, [0], retention_hours=168, record_age_s=7200, parallelization=5, duration_ms=500, records_per_second=50
).behind

# %% week_check
kao.lesson.check("poison_week", records_behind)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("42")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 함수의 요금에 **앞단의 요금**을 더해서 봅니다. REST API는 함수보다 비쌀 수 있고, 함수 URL에는 요금이 없으며, 쉬지 않는 트래픽에는 ALB가 쌉니다.
# 2. 재시도는 우연한 실패에는 싸고 **늘 실패하는 것에는 R+1배**입니다. 재시도를 줄이기 전에 실패 시 대상부터 답니다.
# 3. 스트림에서 비싼 것은 실행이 아니라 **멈춘 샤드**입니다. 재시도 한도와 배치 나누기를 만들 때부터 답니다. 워크플로는 5분과 ‘정확히 한 번’이 Standard를, 나머지는 요금이 Express를 고르게 합니다.
#
# **이 조언이 틀리는 경우.** 순서를 지켜 모두 처리해야 하는 원장이라면 한 건을 건너뛰느니 샤드가 멈추는 편이 낫습니다. 고객이 보는 API라면 앞단의 값보다 WAF와 사용량 제어가 먼저입니다. 한 달에 몇만 건뿐이라면 어느 앞단이든 값은 커피 한 잔이 안 됩니다. 편한 것을 고르세요.
#
# ## 출처
#
# - AWS, Lambda 개발자 안내서: 다른 서비스의 이벤트로 호출, 비동기 호출의 오류 처리, Kinesis·DynamoDB·SQS 이벤트 소스 매핑, 부분 배치 응답, 함수 URL
# - AWS, API Gateway 개발자 안내서와 요금, Step Functions 개발자 안내서(Standard와 Express)와 요금, SQS·SNS·EventBridge 개발자 안내서
# - 가격: 표마다 적힌 기준일의 스냅샷. 재시도 간격처럼 AWS가 밝히지 않은 것은 가정이라고 적었습니다. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. Look at the function **together with its front**. A REST API may cost more than the function, a function URL is free, and for traffic that never rests an ALB is the cheapest of those you pay for.
# 2. Retries are cheap for failures by chance and **R+1 times the bill for what always fails**. Before cutting them, add an on-failure destination.
# 3. In a stream not the runs are dear but the **stopped shard**. Set a retry limit and bisecting when the mapping is made. For workflows five minutes and “exactly once” choose Standard; for the rest the price chooses Express.
#
# **When this advice is wrong.** For a ledger in which every record must be handled in order, a stopped shard is better than a skipped record. For an API that customers see, WAF and usage control come before the price of the front. With some ten thousand requests a month every front costs less than a cup of coffee: take the convenient one.
#
# ## Sources
#
# - AWS, Lambda Developer Guide: invoking Lambda with events from other services, error handling of asynchronous invocation, event source mappings of Kinesis, DynamoDB and SQS, partial batch responses, function URLs
# - AWS, API Gateway Developer Guide and pricing, Step Functions Developer Guide (Standard and Express) and pricing, SQS, SNS and EventBridge Developer Guides
# - Prices: the snapshot on the date shown with each table. What AWS does not publish, such as the wait between tries of a stream, is said to be assumed. `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    function_usd_per_month=float(function_usd),
    rest_times_function=float(rest_usd / function_usd),
    alb_beats_http_at_rps=http_at,
    always_failing_times=float(weekend_usd[2] / weekend_usd[0]),
    poison_blocked_hours=first.blocked_s / 3600,
    poison_bisected_seconds=best.blocked_s,
    good_message_receives=float(whole.loc["good", "receives"]),
    express_share_of_standard=float(costs["express"] / costs["standard"]),
)
