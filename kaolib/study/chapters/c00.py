"""Chapter 00, start: what it asks, and what it says to each answer."""

from __future__ import annotations

import math

import pandas as pd

from kaolib.architecture import compare
from kaolib.knowledge import catalog, purchase
from kaolib.study.bank import (
    Bank,
    Choice,
    Claim,
    Context,
    Exercise,
    Goal,
    Mistake,
    Need,
    Question,
    RecallCard,
    Text,
)

HOME = "us-east-1"


def rate(c: Context, location: str | None = None) -> float:
    """The On-Demand price of the chapter's type, in the learner's Region unless another is named."""
    return catalog.price(c["instance_type"], location or c.location)


def regions(c: Context) -> pd.DataFrame:
    """A month of the type in every Region that sells it, cheapest first."""
    table = compare.regions([{"instance_type": c["instance_type"], "hours": purchase.MONTH_HOURS}], base=HOME)
    return table.dropna(subset=["usd"])


def cheapest(c: Context) -> str:
    """The cheapest Region for the type."""
    return str(regions(c)["location"].iloc[0])


def cheaper(c: Context, *, or_equal: bool = False) -> list[str]:
    """The Regions in which the type costs less than in N. Virginia."""
    table = regions(c)
    ratio = table["ratio_to_base"].round(9)
    return table.loc[ratio <= 1 if or_equal else ratio < 1, "location"].tolist()


def spot_swing(c: Context) -> float:
    """The dearest over the cheapest of the dated Spot prices of the type; NaN where there is none."""
    prices = catalog.spot(c["instance_type"], c.location, "linux")["usd_per_hour"]
    return float(prices.max() / prices.min()) if len(prices) else float("nan")


def gap(c: Context, location: str) -> float:
    """What a month costs more here than there."""
    return (rate(c) - rate(c, location)) * purchase.MONTH_HOURS


BANK = Bank(
    "00",
    ko="시작",
    en="Start",
    tables=("on_demand", "spot"),
    params={"instance_type": "m7g.large"},
    cards=(
        RecallCard(
            ko="표에서 ‘유도’라고 적힌 가격은 무엇입니까?",
            en="What is a price marked “derived”?",
            answer_ko="AWS가 공시한 값이 아니라, 공시된 다른 요금에서 규칙으로 계산한 값입니다. 규칙은 `rule` 열에 있습니다. ‘미확인’은 아는 값이 없다는 뜻이며 0이 아닙니다.",
            answer_en="Not listed by AWS but computed from another listed price by a rule, which the column `rule` names. “Not known” means that nobody knows it here; it is not 0.",
        ),
        RecallCard(
            ko="이 워크북에서 한 달과 1년은 몇 시간입니까?",
            en="How many hours are a month and a year in this workbook?",
            answer_ko="한 달은 730시간, 1년은 8,760시간입니다. AWS 요금 계산기도 한 달을 730시간으로 셉니다.",
            answer_en="A month is 730 hours, a year 8,760. AWS's calculators count a month as 730 hours too.",
        ),
        RecallCard(
            ko="`{instance_type}` 한 대는 {region}에서 버지니아 북부보다 얼마나 비쌉니까?",
            en="How much dearer is one `{instance_type}` in {region} than in N. Virginia?",
            answer_ko="버지니아 북부의 **{ratio:number.2}배**입니다. 가장 싼 곳은 {cheapest:location}이고 {least:number.2}배입니다.",
            answer_en="**{ratio:number.2} times** N. Virginia's price. The cheapest is {cheapest:location} at {least:number.2} times.",
            values=lambda c: {
                "ratio": rate(c) / rate(c, HOME),
                "cheapest": cheapest(c),
                "least": regions(c)["ratio_to_base"].iloc[0],
            },
        ),
        RecallCard(
            ko="날짜가 지난 가격표로 해도 되는 결정과 안 되는 결정은 무엇입니까?",
            en="Which decisions does a price list of an earlier date allow, and which not?",
            answer_ko="무엇이 더 싼지, 대략 얼마인지 고르는 일에는 충분합니다. 약정을 사거나 견적서에 금액을 적을 때, 그리고 스팟은 오늘 가격을 다시 봅니다.",
            answer_en="It suffices to choose what is cheaper and to know the size of a cost. Before buying a commitment, before a figure goes into a quote, and for Spot, look at today's price.",
        ),
    ),
    questions=(
        Question(
            "suffices",
            ko="이 스냅샷의 가격만으로 해도 되는 결정은 무엇입니까?",
            en="Which decision may rest on the prices of this snapshot alone?",
            values=lambda c: {"swing": spot_swing(c), "date": catalog.as_of("on_demand")},
            choices=(
                Choice(
                    ko="다음 주에 살 3년 약정의 금액을 품의서에 적는다",
                    en="Write the amount of next week's 3-year commitment into the request for approval",
                    why_ko="금액이 그대로 약속이 됩니다. 사기 직전에 오늘의 공식 요금을 다시 확인하세요.",
                    why_en="The figure becomes a promise. Look at AWS's price of that day before you buy.",
                ),
                Choice(
                    ko="같은 크기의 두 유형 가운데 온디맨드가 더 싼 쪽을 후보로 올린다",
                    en="Shortlist the cheaper of two types of the same size, On-Demand",
                    right=True,
                    why_ko="온디맨드 요금은 천천히 바뀌고, 두 값을 같은 날짜로 견주므로 순서는 그대로입니다. {date} 기준이라고 함께 적어 두면 됩니다.",
                    why_en="On-Demand moves slowly, and both prices are of the same date, so the order holds. Note that it is as of {date}.",
                ),
                Choice(
                    ko="내일 밤 작업에 쓸 스팟 가격을 못 박는다",
                    en="Fix the Spot price for tomorrow night's job",
                    why_ko="스팟은 수시로 바뀝니다. 스냅샷의 날짜들 사이에서 `{instance_type}`의 가격은 가장 비쌀 때가 가장 쌀 때의 {swing:number.1}배였습니다.",
                    why_en="Spot changes all the time. Between the dates of the snapshot the price of `{instance_type}` at its dearest was {swing:number.1} times its cheapest.",
                ),
            ),
        ),
        Question(
            "month",
            ko="`{instance_type}` 한 대를 온디맨드로 한 달 내내 켜 둡니다. 이 워크북이 보여 주는 월 비용은 얼마입니까?",
            en="One `{instance_type}` runs On-Demand for a whole month. Which monthly cost does this workbook show?",
            values=lambda c: {
                "right": rate(c) * purchase.MONTH_HOURS,
                "thirty": rate(c) * 720,
                "hundred": rate(c) * 24 * 22,
            },
            choices=(
                Choice(
                    ko="{thirty:usd_per_month}",
                    en="{thirty:usd_per_month}",
                    why_ko="30일(720시간)로 셌습니다. 달마다 날수가 달라서 1년을 12로 나눈 730시간을 씁니다.",
                    why_en="That is 30 days, 720 hours. Months differ in length, so a twelfth of a year is used: 730 hours.",
                ),
                Choice(
                    ko="{right:usd_per_month}",
                    en="{right:usd_per_month}",
                    right=True,
                    why_ko="8,760시간 ÷ 12 = 730시간입니다.",
                    why_en="8,760 hours / 12 = 730 hours.",
                ),
                Choice(
                    ko="{hundred:usd_per_month}",
                    en="{hundred:usd_per_month}",
                    why_ko="근무일 22일만 셌습니다. 끄지 않은 서버는 주말과 밤에도 청구됩니다.",
                    why_en="That counts 22 working days. A server that is not stopped is billed at night and on weekends.",
                ),
            ),
        ),
        Question(
            "unchanged",
            ko="`REGION`을 바꾸고 그 셀만 실행했는데 아래 표의 숫자가 그대로입니다. 왜 그렇습니까?",
            en="You changed `REGION` and ran that cell only, and the tables below are as before. Why?",
            choices=(
                Choice(
                    ko="이 리전의 가격을 찾지 못해 이전 가격을 보여 준다",
                    en="The Region has no prices, so the former ones are shown",
                    why_ko="가격이 없으면 없다고 알립니다. 다른 리전의 값으로 채우지 않습니다.",
                    why_en="Where there is no price you are told so; it is never filled with another Region's.",
                ),
                Choice(
                    ko="아래 셀은 다시 실행하기 전까지 예전 결과를 보여 준다",
                    en="The cells below show their former results until they run again",
                    right=True,
                    why_ko="값을 바꾼 다음에는 메뉴에서 Run → Run All Cells로 처음부터 다시 실행하세요.",
                    why_en="After a change run everything from the top: Run, Run All Cells.",
                ),
                Choice(
                    ko="모든 리전의 가격이 같다",
                    en="All Regions have the same prices",
                    why_ko="리전마다 다릅니다. 위 차트에서 가장 싼 곳과 가장 비싼 곳을 보세요.",
                    why_en="They differ: look at the cheapest and the dearest in the chart above.",
                ),
            ),
        ),
        Question(
            "unknown",
            ko="표의 가격 칸에 ‘–’가 있고 상태가 ‘미확인’입니다. 합계를 낼 때 어떻게 합니까?",
            en="A price shows “–” and its status is “not known”. What do you do in a sum?",
            choices=(
                Choice(
                    ko="0으로 더한다",
                    en="Add it as 0",
                    why_ko="0은 무료라는 주장입니다. 모르는 값을 0으로 더한 합계는 반드시 실제보다 작습니다.",
                    why_en="0 claims that it is free. A sum with unknowns at 0 is certainly too small.",
                ),
                Choice(
                    ko="비슷한 유형의 값을 대신 넣는다",
                    en="Put in the price of a similar type",
                    why_ko="추정이라고 밝히지 않으면 아무도 다시 확인하지 않습니다. 이 워크북은 규칙이 확인된 경우에만 계산하고 ‘유도’라고 적습니다.",
                    why_en="Unless it is marked as a guess, nobody checks it again. This workbook computes only where a rule holds, and then says “derived”.",
                ),
                Choice(
                    ko="빼고 계산하되, 무엇이 빠졌는지 합계 옆에 적는다",
                    en="Leave it out, and write beside the sum what is missing",
                    right=True,
                    why_ko="합계가 불완전하다는 사실이 보여야 합니다. 그 값이 결정을 바꿀 만하면 공식 요금에서 찾습니다.",
                    why_en="The reader must see that the sum is incomplete. If that price could change the decision, look it up.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_month",
            title_ko="빈칸 1: 한 달 비용",
            title_en="Blank 1: the month",
            ko="{region}에서 `{instance_type}` 한 대를 한 달 내내 켜 둔 비용을 구하세요. 시간당 요금은 위에서 `price`에 담아 두었습니다.",
            en="Find what one `{instance_type}` costs for a whole month in {region}. The hourly price is in `price`, from above.",
            answer=lambda c: rate(c) * purchase.MONTH_HOURS,
            unit="usd_per_month",
            tolerance=0.001,
            why_ko="한 달 730시간은 이 워크북의 모든 월 비용에 쓰입니다.",
            why_en="730 hours stand behind every monthly cost of this workbook.",
            hints=(
                Text(
                    ko="시간당 요금 × 한 달의 시간. 1년은 8,760시간입니다.",
                    en="hourly price x hours of a month; a year has 8,760 hours",
                ),
            ),
        ),
        Exercise(
            "faded_gap",
            title_ko="빈칸 2: 가장 싼 리전과의 차이",
            title_en="Blank 2: the gap to the cheapest Region",
            ko="같은 서버를 가장 싼 리전에서 켤 때보다 {region}에서 한 달에 얼마를 더 냅니까? `places` 표는 싼 순서이고, `usd` 열이 한 달 비용입니다.",
            en="How much more does the same server cost a month in {region} than in the cheapest Region? The table `places` starts with the cheapest, and `usd` is the cost of a month.",
            answer=lambda c: gap(c, cheapest(c)),
            unit="usd_per_month",
            tolerance=0.001,
            why_ko="이 금액이 지연 시간, 법, 서비스 제공 여부 때문에 이 리전을 고르는 값입니다. 낼 만한지 따질 수 있게 되었습니다.",
            why_en="This is the price of choosing this Region for its latency, its law or its services. Now you can ask whether they are worth it.",
            hints=(
                Text(
                    ko="`places.iloc[0]`이 가장 싼 리전의 행입니다.",
                    en="`places.iloc[0]` is the row of the cheapest Region.",
                ),
            ),
            mistakes=(
                Mistake(
                    test=lambda c, a: (
                        rate(c, HOME) > rate(c, cheapest(c))
                        and math.isclose(a, gap(c, HOME), rel_tol=1e-3, abs_tol=1e-9)
                    ),
                    ko="버지니아 북부와의 차이입니다. 이 유형이 가장 싼 곳은 {cheapest:location}입니다.",
                    en="This is the gap to N. Virginia. The type is cheapest in {cheapest:location}.",
                    values=lambda c, a: {"cheapest": cheapest(c)},
                ),
                Mistake(
                    value=lambda c: float(regions(c)["usd"].iloc[0]),
                    ko="가장 싼 리전의 월 비용 그대로입니다. 두 비용의 차이를 구하세요.",
                    en="This is the monthly cost in the cheapest Region itself: take the difference of the two.",
                ),
            ),
        ),
        Exercise(
            "cheaper_regions",
            title_ko="버지니아 북부보다 싼 리전",
            title_en="Cheaper than N. Virginia",
            ko="`{instance_type}`이(가) 버지니아 북부(`us-east-1`)보다 **싼** 리전의 코드를 모두 찾아 목록(list)으로 답하세요. 같은 값은 세지 않습니다.",
            en="Give a list of the codes of all Regions in which `{instance_type}` is **cheaper** than in N. Virginia (`us-east-1`). Equal does not count.",
            answer=cheaper,
            allowed=lambda c: regions(c)["location"].tolist(),
            why_ko="버지니아 북부가 늘 가장 싸다고 외우면 이런 리전을 놓칩니다. 순서는 패밀리마다 다릅니다(12장).",
            why_en="Whoever learned that N. Virginia is always the cheapest misses these. The order differs by family (chapter 12).",
            hints=(
                Text(
                    ko="`places`에서 `ratio_to_base`가 1보다 작은 행의 `location` 열입니다.",
                    en="the column `location` of the rows of `places` whose `ratio_to_base` is below 1",
                ),
                Text(
                    ko='`places.loc[조건, "location"].tolist()`가 목록을 만듭니다.',
                    en='`places.loc[condition, "location"].tolist()` makes a list.',
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: cheaper(c, or_equal=True),
                    ko="값이 같은 리전까지 들어 있습니다. 1보다 **작은** 것만 고르세요.",
                    en="Regions at the same price are in it, too: take only what is **below** 1.",
                ),
                Mistake(
                    test=lambda c, a: (
                        bool(a) and not set(a) & set(regions(c)["location"]) and all(isinstance(x, str) for x in a)
                    ),
                    ko="리전의 이름이 아니라 코드로 답하세요. 예: `us-east-1`",
                    en="Answer with codes, not names, as `us-east-1`.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "cheaper_elsewhere",
            ko="탐색기의 리전을 바꾸어, `{instance_type}`이(가) 버지니아 북부보다 싼 곳을 고르세요.",
            en="Change the Region of the explorer to one in which `{instance_type}` is cheaper than in N. Virginia.",
            needs=(
                Need(
                    ko="유형이 달라졌습니다. 패밀리와 크기를 처음으로 돌려놓으세요.",
                    en="The type has changed: set family and size back.",
                    met=lambda c, v: v["instance_type"] == c["instance_type"],
                ),
                Need(
                    ko="이 리전은 버지니아 북부보다 싸지 않습니다. 위 차트에서 기준선의 왼쪽에 있는 곳을 찾으세요.",
                    en="This Region is not cheaper than N. Virginia: look in the chart above for what lies left of the line.",
                    met=lambda c, v: (
                        catalog.price(c["instance_type"], v["location"]) < catalog.price(c["instance_type"], HOME)
                    ),
                ),
            ),
            why_ko="가격만 보면 여기가 낫습니다. 하지만 사용자와의 거리, 데이터가 머물러야 하는 나라, 필요한 서비스가 있는지가 먼저입니다(12장).",
            why_en="By price alone this is better. But distance to your users, the country in which data must stay, and the services that exist there come first (chapter 12).",
        ),
    ),
    claims=(
        Claim(
            "W25",
            note_ko="SNS를 ‘푸시 알림 서비스’, SES를 ‘이메일 서비스’로 옮긴 이름으로 적는다.",
            note_en="SNS and SES appear under translated names: a “push notification service” and an “email service”.",
            now_ko="공식 이름은 Amazon **Simple Notification Service**(SNS)와 Amazon **Simple Email Service**(SES)입니다. 콘솔, 청구서, 요금표를 검색하려면 이 이름이 필요합니다.",
            now_en="The names are Amazon **Simple Notification Service** (SNS) and Amazon **Simple Email Service** (SES): the ones to search for in the console, on the bill and in price lists.",
        ),
    ),
)
