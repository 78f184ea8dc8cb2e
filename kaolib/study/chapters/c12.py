"""Chapter 12, Regions and zones: what it asks, and what it says to each answer."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from kaolib.architecture import compare
from kaolib.knowledge import catalog
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
#: The project of the last exercise: two instances that send much.
PROJECT_INSTANCES, PROJECT_TB, PROJECT_NEAR, PROJECT_MS = 2, 20, "ap-northeast-2", 60
#: Of one TB, as AWS counts it.
GB_PER_TB = 1024


def price(c: Context, location: str) -> float:
    """The On-Demand price of the chapter's type in a location; NaN where it is not sold."""
    rows = catalog.on_demand(c["instance_type"], location, "linux")
    return float(rows["usd_per_hour"].iloc[0]) if len(rows) else float("nan")


def tiers(location: str) -> list[float]:
    """USD per GB of each tier of transfer out to the internet."""
    rows = catalog.services("transfer", location)
    rows = rows[rows["item"] == "internet_out"].sort_values("from_quantity")
    return [float(usd) for usd in rows["usd"]]


def sent(tb: float) -> float:
    """What a month of so many TB costs out of N. Virginia."""
    return float(compare.transfer_out(tb * GB_PER_TB, HOME)["usd"].sum(skipna=False))


def project(c: Context) -> pd.DataFrame:
    """Every Region for the project's basket, cheapest first, with the floor of the round trip."""
    basket: list[dict[str, Any]] = [
        {"instance_type": c["instance_type"], "hours": PROJECT_INSTANCES * 730},
        {"service": "transfer", "item": "internet_out", "quantity": PROJECT_TB, "unit": "TB"},
    ]
    return compare.within(basket, near=PROJECT_NEAR, base=base_of(c))


def base_of(c: Context) -> str:
    """A Region that sells the chapter's type: N. Virginia, else the nearest that does."""
    return c.elsewhere(HOME).selling(c["instance_type"]).location


def near(c: Context) -> pd.DataFrame:
    """The complete Regions of the project that are near enough."""
    table = project(c)
    return table[table["usd"].notna() & (table["floor_ms"] <= PROJECT_MS)]


def project_choice(c: Context) -> str | None:
    """The cheapest Region near enough for the project; None where there is none."""
    table = near(c)
    return str(table["location"].iloc[0]) if len(table) else None


def project_cost(c: Context, location: str) -> float:
    """What a month of the project costs in a Region; NaN without a price for all of it."""
    return float(project(c).set_index("location")["usd"].get(location, float("nan")))


def instance_choice(c: Context) -> str | None:
    """The Region that the instance alone would choose among those near enough."""
    table = compare.within(
        [{"instance_type": c["instance_type"], "hours": 730}], near=PROJECT_NEAR, at_most_ms=PROJECT_MS, base=base_of(c)
    )
    table = table[table["usd"].notna()]
    return str(table["location"].iloc[0]) if len(table) else None


def too_far(c: Context, location: str) -> bool:
    """Whether a Region costs less than the project's choice: nothing but its distance then rules it out."""
    choice = project_choice(c)
    return choice is not None and project_cost(c, location) < project_cost(c, choice)


@cache
def order() -> compare.RegionOrder:
    """What the note's order comes to; asked by every question that names it."""
    return compare.region_order()


def europe_and_asia() -> dict[str, float]:
    """How often Europe is not dearer than Asia Pacific, read in two ways, and how often it is."""
    pairs = order().pairs
    row = pairs[(pairs["cheaper"] == "Europe") & (pairs["dearer"] == "Asia Pacific")].iloc[0]
    return {name: float(row[name]) for name in ("median_weak", "every_weak", "higher")}


@cache
def local_zones() -> pd.DataFrame:
    """What each Local Zone costs over its own Region."""
    premium = compare.zone_premium()
    return premium[premium["kind"] == "Local Zone"]


def level(location: str) -> float:
    """The median ratio of a Region over all its Linux types."""
    rows = order().locations.set_index("location")["p50"]
    return float(rows[location])


BANK = Bank(
    "12",
    ko="리전과 영역",
    en="Regions and zones",
    tables=("on_demand", "locations", "services"),
    params={"instance_type": "m7i.large", "gb_out": 2000, "users": "ap-northeast-2"},
    cards=(
        RecallCard(
            ko="리전의 값을 말할 때 유형 하나의 값으로 말하면 안 되는 까닭은 무엇입니까?",
            en="Why must one type not speak for a Region's price level?",
            answer_ko="배수는 유형마다 다릅니다. 뭄바이처럼 Intel 유형은 버지니아보다 비싸고 Graviton은 싼 리전도 있습니다. 모든 유형의 분포나, 내 장바구니 전체의 값으로 말합니다.",
            answer_en="The ratio differs by type. In Mumbai, for one, Intel types cost more than in Virginia and Graviton less. Speak of the distribution over all types, or of the price of your whole basket.",
        ),
        RecallCard(
            ko="리전 사이의 데이터 전송은 어느 쪽이 냅니까?",
            en="Which side pays for transfer between two Regions?",
            answer_ko="보내는 쪽입니다. 그래서 같은 두 리전이라도 방향에 따라 값이 다릅니다. 받는 것은 무료입니다.",
            answer_en="The sender, so the same two Regions have two prices. Receiving is free.",
        ),
        RecallCard(
            ko="지연 시간의 하한은 무엇에서 계산하고, 무엇을 말해 주지 않습니까?",
            en="From what is the floor of latency computed, and what does it not tell?",
            answer_ko="두 도시 사이의 거리와 광섬유 속 빛의 속도에서 유도합니다. 실제 왕복 시간은 늘 이보다 깁니다. 하한이 기준을 넘으면 확실히 안 되지만, 기준 안이라고 되는 것은 아니니 재 보아야 합니다.",
            answer_en="From the distance of the cities and the speed of light in fibre. What you measure is always more. A floor above your limit rules a place out; one below it does not rule it in: measure.",
        ),
    ),
    questions=(
        Question(
            "cheapest_us",
            ko="“미국이 싸다”는 말만 듣고 캘리포니아 북부(us-west-1)를 골랐습니다. 무엇을 놓쳤습니까?",
            en="“The US is cheap”, so N. California (us-west-1) was chosen. What was missed?",
            values=lambda c: {
                "california": level("us-west-1"),
                "oregon": level("us-west-2"),
                "ireland": level("eu-west-1"),
            },
            choices=(
                Choice(
                    ko="놓친 것이 없다. 미국 리전은 값이 같다",
                    en="Nothing: the US Regions cost the same",
                    why_ko="거의 같은 것은 버지니아 북부, 오하이오, 오레곤입니다. 캘리포니아 북부의 중앙값은 ×{california:number.2}입니다.",
                    why_en="N. Virginia, Ohio and Oregon nearly do. The median of N. California is ×{california:number.2}.",
                ),
                Choice(
                    ko="캘리포니아 북부는 같은 서부의 오레곤보다, 심지어 아일랜드보다 비싸다",
                    en="N. California is dearer than Oregon in the same west, and even than Ireland",
                    right=True,
                    why_ko="중앙값이 ×{california:number.2}로 오레곤(×{oregon:number.2})은 물론 아일랜드(×{ireland:number.2})보다 높습니다.",
                    why_en="Its median is ×{california:number.2}: above Oregon (×{oregon:number.2}) and above Ireland (×{ireland:number.2}).",
                ),
                Choice(
                    ko="미국 리전끼리는 데이터 전송이 무료라는 점",
                    en="That transfer between US Regions is free",
                    why_ko="무료가 아닙니다. 리전 사이의 전송은 보내는 쪽이 GB마다 냅니다.",
                    why_en="It is not. Between Regions the sender pays by the GB.",
                ),
            ),
        ),
        Question(
            "note_order",
            ko="“유럽이 아시아 태평양보다 싸다”를 가장 정확하게 고친 문장은 무엇입니까?",
            en="Which sentence puts “Europe is cheaper than Asia Pacific” most exactly?",
            values=lambda c: europe_and_asia(),
            choices=(
                Choice(
                    ko="유럽의 어느 리전이든 아시아 태평양의 어느 리전보다 싸다",
                    en="Every European Region is cheaper than every Region of Asia Pacific",
                    why_ko="그렇게 읽으면 {every_weak:percent}의 유형에서만 맞습니다. 뭄바이와 하이데라바드가 반례입니다.",
                    why_en="Read like that it holds for {every_weak:percent} of the types. Mumbai and Hyderabad are the counterexamples.",
                ),
                Choice(
                    ko="중앙값끼리는 대개 그렇지만, 리전을 하나씩 짝지으면 유럽이 더 비싼 경우가 적지 않다",
                    en="Between medians it mostly holds, but pair single Regions and Europe is dearer quite often",
                    right=True,
                    why_ko="중앙값끼리는 {median_weak:percent}의 유형에서 맞고, 리전과 유형의 짝 가운데 {higher:percent}에서는 유럽이 더 비쌉니다.",
                    why_en="Between medians it holds for {median_weak:percent} of the types; over all pairs of Regions and types Europe is dearer in {higher:percent}.",
                ),
                Choice(
                    ko="대륙과 값은 아무 관계가 없다",
                    en="Continent and price have nothing to do with each other",
                    why_ko="중앙값끼리는 {median_weak:percent}의 유형에서 순서가 지켜집니다. 경향은 있습니다.",
                    why_en="Between medians the order holds for {median_weak:percent} of the types. There is a tendency.",
                ),
            ),
        ),
        Question(
            "zone",
            ko="게임 서버의 지연을 줄이려고 로컬 영역을 검토합니다. 가장 좋은 첫 설계는 무엇입니까?",
            en="A Local Zone is considered to cut the latency of a game. Which first design is best?",
            values=lambda c: {
                "premium": float(local_zones()["p50"].median()),
                "types": float(local_zones()["types"].median()),
            },
            choices=(
                Choice(
                    ko="데이터베이스와 배치까지 모두 로컬 영역으로 옮긴다",
                    en="Move everything into the zone, database and batch included",
                    why_ko="가까움이 필요 없는 부분까지 모 리전의 {premium:number.2}배(중앙값)를 냅니다. 파는 유형도 절반의 영역에서 {types:number.0}가지 이하입니다.",
                    why_en="That pays {premium:number.2} times the parent's price (median) for parts that need no nearness. Half of the zones sell {types:number.0} types or fewer, too.",
                ),
                Choice(
                    ko="사용자와 직접 주고받는 서버만 로컬 영역에, 나머지는 모 리전에 둔다",
                    en="Only the servers that talk to users in the zone, the rest in the parent Region",
                    right=True,
                    why_ko="로컬 영역은 모 리전의 {premium:number.2}배(중앙값)입니다. 그 값을 가까움이 필요한 부분에만 냅니다.",
                    why_en="A Local Zone costs {premium:number.2} times its parent (median): pay that for the part that needs it.",
                ),
                Choice(
                    ko="로컬 영역은 모 리전과 값이 같으니 값은 따지지 않는다",
                    en="A Local Zone costs the same as its Region, so price does not matter",
                    why_ko="값이 다릅니다. 중앙값은 모 리전의 {premium:number.2}배입니다.",
                    why_en="It does not: the median is {premium:number.2} times the parent's price.",
                ),
            ),
        ),
        Question(
            "latency",
            ko="서울에서 버지니아 북부까지 왕복의 하한은 {floor:number.0}ms입니다. 50ms 안에 답해야 하는 API를 버지니아에 두고 캐시를 키우자는 제안에 어떻게 답합니까?",
            en="The floor of a round trip from Seoul to N. Virginia is {floor:number.0} ms. Someone wants an API that must answer in 50 ms in Virginia, with larger caches. What do you say?",
            values=lambda c: {"floor": compare.latency_floor_ms("ap-northeast-2", HOME)},
            choices=(
                Choice(
                    ko="더 빠른 네트워크 상품을 사면 된다",
                    en="Buy a faster network",
                    why_ko="하한은 빛의 속도입니다. {floor:number.0}ms보다 빠른 네트워크는 살 수 없습니다.",
                    why_en="The floor is the speed of light: no network faster than {floor:number.0} ms can be bought.",
                ),
                Choice(
                    ko="하한이 이미 기준을 넘는다. 사용자 가까이에 두거나, 사용자 가까이에서 답하게 해야 한다",
                    en="The floor is above the limit already: serve near the users, or answer near them",
                    right=True,
                    why_ko="버지니아의 캐시는 버지니아까지 다녀와야 합니다. {floor:number.0}ms의 왕복을 없애려면 답하는 곳이 옮겨 와야 합니다.",
                    why_en="A cache in Virginia still takes the trip to Virginia. To save {floor:number.0} ms the place that answers has to move.",
                ),
                Choice(
                    ko="하한은 유도한 값이라 무시해도 된다",
                    en="The floor is derived, so it may be ignored",
                    why_ko="유도한 하한이 틀리는 방향은 하나입니다. 실제는 {floor:number.0}ms보다 깁니다.",
                    why_en="A derived floor errs in one direction: what you measure is more than {floor:number.0} ms.",
                ),
            ),
        ),
        Question(
            "commitments",
            ko="다음 분기에 리전을 옮길 계획입니다. 지금 3년 EC2 인스턴스 Savings Plans를 사면 어떻게 됩니까?",
            en="A move to another Region is planned for next quarter. What if you buy a 3-year EC2 Instance Savings Plan now?",
            choices=(
                Choice(
                    ko="플랜이 새 리전으로 따라온다",
                    en="The plan follows to the new Region",
                    why_ko="따라오는 것은 컴퓨팅 Savings Plans입니다. EC2 인스턴스 플랜은 패밀리와 리전에 묶입니다.",
                    why_en="That is a Compute Savings Plan. An EC2 Instance plan is bound to a family and a Region.",
                ),
                Choice(
                    ko="옛 리전에 묶여, 옮긴 뒤에는 쓰지 않는 약정을 3년 동안 낸다",
                    en="It is bound to the old Region: after the move you pay three years for a commitment without use",
                    right=True,
                    why_ko="옮긴 다음에 사거나, 리전을 가리지 않는 컴퓨팅 Savings Plans를 고릅니다.",
                    why_en="Buy after the move, or take a Compute Savings Plan, which covers every Region.",
                ),
                Choice(
                    ko="옮기는 날 자동으로 해지된다",
                    en="It is cancelled automatically on the day of the move",
                    why_ko="해지는 없습니다. 산 지 7일 이내의 작은 플랜만 같은 달 안에 반품할 수 있습니다.",
                    why_en="There is no cancelling. Only a small plan within 7 days and the same month can be returned.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_ratio",
            title_ko="빈칸 1: 리전의 배수",
            title_en="Blank 1: the ratio of a Region",
            ko="`{instance_type}`은(는) 상파울루(sa-east-1)가 버지니아 북부(us-east-1)보다 몇 % 비쌉니까? 0.25처럼 비율로 답하세요.",
            en="How much dearer is `{instance_type}` in São Paulo (sa-east-1) than in N. Virginia (us-east-1)? Answer as a fraction, as 0.25.",
            answer=lambda c: price(c, "sa-east-1") / price(c, HOME) - 1,
            unit="percent",
            why_ko="배수에서 1을 빼야 ‘몇 % 비싼가’가 됩니다. 예산표에서 이 둘을 섞으면 100%포인트만큼 어긋납니다.",
            why_en="“Dearer by” is the ratio less 1. Mix the two in a budget and it is off by 100 percentage points.",
            hints=(Text(ko="배수 − 1입니다.", en="It is the ratio less 1."),),
            mistakes=(
                Mistake(
                    value=lambda c: price(c, "sa-east-1") / price(c, HOME),
                    ko="배수입니다. 몇 % 비싼지는 여기서 1을 뺀 값입니다.",
                    en="This is the ratio. How much dearer it is, is that less 1.",
                ),
                Mistake(
                    value=lambda c: 1 - price(c, HOME) / price(c, "sa-east-1"),
                    ko="상파울루를 기준으로 버지니아가 몇 % 싼지입니다. 기준을 바꾸면 비율도 바뀝니다.",
                    en="This is how much cheaper Virginia is than São Paulo: another base, another share.",
                ),
            ),
        ),
        Exercise(
            "faded_tiers",
            title_ko="빈칸 2: 구간을 넘는 전송",
            title_en="Blank 2: transfer over a tier",
            ko="버지니아 북부에서 한 달 15 TB(15 × 1,024 GB)를 인터넷으로 내보냅니다. 무료 100 GB는 다른 곳에서 이미 썼습니다. 전송비는 얼마입니까? 첫 구간은 10 TB까지입니다.",
            en="N. Virginia sends 15 TB (15 × 1,024 GB) to the internet in a month; the free 100 GB are used up elsewhere. What does the transfer cost? The first tier ends at 10 TB.",
            answer=lambda c: sent(15),
            unit="usd",
            tolerance=0.001,
            why_ko="구간 요금은 넘은 부분에만 적용됩니다. 전부에 싼 요금을 곱하면 적게, 전부에 첫 요금을 곱하면 많이 나옵니다.",
            why_en="A tier's price is for the part inside it. The lower price on all of it gives too little, the first price on all of it too much.",
            hints=(
                Text(
                    ko="10,240 GB는 첫 요금, 나머지 5,120 GB는 다음 요금입니다.",
                    en="10,240 GB at the first price, the other 5,120 GB at the next.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: 15 * GB_PER_TB * tiers(HOME)[1],
                    ko="전부에 둘째 구간의 요금을 곱했습니다. 첫 10 TB는 첫 구간의 요금을 냅니다.",
                    en="This takes the second tier's price for all of it. The first 10 TB pay the first tier's.",
                ),
                Mistake(
                    value=lambda c: 15 * GB_PER_TB * tiers(HOME)[0],
                    ko="전부에 첫 구간의 요금을 곱했습니다. 10 TB를 넘은 부분은 더 쌉니다.",
                    en="This takes the first tier's price for all of it. What is beyond 10 TB is cheaper.",
                ),
                Mistake(
                    value=lambda c: 10_000 * tiers(HOME)[0] + 5000 * tiers(HOME)[1],
                    ko="1 TB를 1,000 GB로 셌습니다. AWS는 1,024 GB로 셉니다.",
                    en="This counts 1,000 GB to the TB; AWS counts 1,024.",
                ),
            ),
        ),
        Exercise(
            "project",
            title_ko="많이 내보내는 서비스의 자리",
            title_en="A place for a service that sends much",
            ko="`{instance_type}` 두 대를 쉬지 않고 켜고 한 달 20 TB를 인터넷으로 내보내는 서비스입니다. 사용자는 서울에 있고 왕복의 하한이 60ms를 넘으면 안 됩니다. 두 가지를 모두 파는(값이 확인된) 리전 가운데 가장 싼 곳의 코드를 답하세요.",
            en="A service runs two `{instance_type}` without a stop and sends 20 TB a month to the internet. Its users are in Seoul, and the floor of the round trip may not be above 60 ms. Give the code of the cheapest Region with a known price for both.",
            answer=project_choice,
            allowed=lambda c: [str(code) for code in project(c)["location"]],
            measure=project_cost,
            unit="usd",
            why_ko="이 서비스에서는 인스턴스보다 전송이 훨씬 큽니다. 인스턴스가 싼 곳이 아니라 **내보내는 값이 싼 곳**이 답이고, 거리의 기준이 미국과 유럽을 뺐습니다.",
            why_en="Transfer is much larger than the instances here. Not the cheapest instance but the **cheapest way out** decides, and the limit of distance took the US and Europe out.",
            hints=(
                Text(
                    ko='`kao.compare.within(장바구니, near="ap-northeast-2", at_most_ms=60)`은 가까운 곳만 남긴 순위입니다.',
                    en='`kao.compare.within(basket, near="ap-northeast-2", at_most_ms=60)` ranks the near ones alone.',
                ),
                Text(
                    ko='전송은 `{{"service": "transfer", "item": "internet_out", "quantity": 20, "unit": "TB"}}`로 넣습니다.',
                    en='Transfer goes in as `{{"service": "transfer", "item": "internet_out", "quantity": 20, "unit": "TB"}}`.',
                ),
            ),
            mistakes=(
                Mistake(
                    test=too_far,
                    ko="거리를 따지지 않으면 더 싼 곳이지만, 서울에서 왕복 하한이 60ms를 넘습니다.",
                    en="Cheaper without a limit of distance, but from Seoul its floor is above 60 ms.",
                ),
                Mistake(
                    test=lambda c, a: a == instance_choice(c) and a != project_choice(c),
                    ko="인스턴스만 보면 가장 싼 곳입니다. 20 TB의 전송비를 넣으면 순위가 바뀝니다.",
                    en="The cheapest for the instance alone. With 20 TB of transfer the order changes.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "near_and_cheap",
            ko="한 달 10 TB 이상 내보내는 서비스를, 사용자까지 왕복 하한이 50ms를 넘지 않으면서 가장 싼 곳에 놓으세요.",
            en="Place a service that sends 10 TB a month or more where it is cheapest with a floor of 50 ms at most to its users.",
            needs=(
                Need(
                    ko="내보내는 데이터가 10 TB(10,240 GB)보다 적습니다.",
                    en="It sends less than 10 TB (10,240 GB).",
                    met=lambda c, v: v["gb_out"] >= 10 * GB_PER_TB,
                ),
                Need(
                    ko="왕복 시간의 한도가 50ms보다 느슨합니다.",
                    en="The limit of the round trip is looser than 50 ms.",
                    met=lambda c, v: v["at_most_ms"] <= 50,
                ),
                Need(
                    ko="이 조건에서는 모두 파는 곳이 한 곳도 남지 않습니다. 한도를 조금 늘리거나 유형을 바꾸세요.",
                    en="No place that sells all of it is left: widen the limit a little, or change the type.",
                    met=lambda c, v: bool(v["cheapest"]),
                ),
            ),
            why_ko="답은 하나가 아닙니다. 유형과 사용자의 위치가 바뀌면 가장 싼 곳도 바뀝니다. 바뀌지 않는 것은 순서입니다. 법과 거리로 후보를 줄인 **다음에** 값을 견줍니다.",
            why_en="There is more than one answer: another type or other users, another place. What stays is the order: cut the candidates by law and distance, **then** compare prices.",
        ),
    ),
    claims=(
        Claim(
            "W2",
            note_ko="미국 동부가 가장 싸고 유럽, 아시아 태평양, 남아메리카로 갈수록 비싸진다.",
            note_en="US East is cheapest; prices rise towards Europe, Asia Pacific and South America.",
            now_ko="**경향으로는 맞고 순서로는 틀립니다.** 버지니아 북부, 오하이오, 오레곤은 거의 모든 유형의 값이 같고, 뭄바이와 하이데라바드는 유럽의 모든 리전보다 싼 유형이 많으며, 캘리포니아 북부는 아일랜드보다 비쌉니다. 상파울루가 가장 비싸다는 것은 맞습니다. Lambda 실행 시간은 대부분의 리전에서 값이 같습니다.",
            now_en="**Right as a tendency, wrong as an order.** N. Virginia, Ohio and Oregon cost the same for nearly every type; in Mumbai and Hyderabad many types are cheaper than anywhere in Europe; N. California is dearer than Ireland. That São Paulo is the dearest is right. Lambda duration costs the same in most Regions.",
        ),
    ),
)
