# %% [markdown] tags=["ko"]
# # 00. 시작: 같은 서버, 다른 가격
#
# [English edition](../en/00_start.ipynb) · 약 20분
#
# 서버 한 대의 요금은 어느 리전에서 켜는지, 어떻게 사는지, 몇 시간 켜 두는지에 따라 몇 배씩 달라집니다. 이 워크북에서는 AWS의 실제 요금으로 그 차이를 직접 계산하고, 그때마다 무엇을 할지 **결정**합니다. AWS 계정도 인터넷도 필요 없습니다.
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 모든 숫자를 **내 리전**의 숫자로 바꿉니다.
# 2. 가격의 기준일과 출처를 확인하고, **이 가격으로 결정해도 되는지** 판단합니다.
# 3. 예측, 탐색기, 연습, 퀴즈를 써서 나머지 장을 혼자 공부합니다.
#
# **시작하는 법:** 회색 칸을 고르고 `Shift`+`Enter`를 누르면 실행되고 다음 칸으로 넘어갑니다. 위에서부터 차례로 실행하세요.

# %% [markdown] tags=["en"]
# # 00. Start: one server, many prices
#
# [한국어판](../ko/00_start.ipynb) · about 20 minutes
#
# What a server costs varies several times over with the Region it runs in, the way it is bought and the hours it is on. In this workbook you compute those differences yourself from AWS's real prices, and each time you **decide** something. It needs no AWS account and no network.
#
# After this chapter you can
#
# 1. turn every number into the number of **your Region**;
# 2. see how old a price is and where it came from, and judge **whether it suffices for a decision**;
# 3. study the other chapters on your own, with predictions, explorers, exercises and quizzes.
#
# **How to begin:** select a grey box and press `Shift`+`Enter`. It runs, and the next one is selected. Work from the top down.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
INSTANCE_TYPE = "m7g.large"

# %% start
import kaolib as kao

lesson = kao.lesson.start("00", LANG, REGION, KRW_PER_USD, instance_type=INSTANCE_TYPE)
INSTANCE_TYPE = lesson["instance_type"]
lesson

# %% [markdown] tags=["ko"]
# ## 지식: 가격 하나를 제대로 읽는다
#
# ### 보기 전에 먼저 예측한다
#
# 짐작해 본 숫자가 오래 남습니다. 칸에 숫자를 적고 `Enter`를 누르세요. 틀려도 괜찮습니다. 아래의 결과 셀이 예측과 실제를 나란히 보여 줍니다. `m7g.large`는 vCPU 2개와 메모리 8GiB를 가진 범용(m) 7세대 Graviton(g) 서버입니다.

# %% [markdown] tags=["en"]
# ## Knowledge: reading one price properly
#
# ### Predict before you look
#
# A number that you guessed first is a number you remember. Type one and press `Enter`; being wrong costs nothing. The result further down shows your guess beside the truth. `m7g.large` is a general purpose (m) server of generation 7 with a Graviton processor (g), 2 vCPUs and 8 GiB of memory.

# %% predict_month
kao.lesson.predict(
    "month",
    ko="{region}에서 `{instance_type}` 한 대를 한 달 내내 켜 두면 몇 달러일까요?",
    en="What does one `{instance_type}` cost in {region} when it runs for a whole month?",
    unit="usd_per_month",
)

# %% price
offers = kao.purchase.offers(INSTANCE_TYPE, REGION)
price = offers.set_index("option").loc["on_demand", "usd_per_hour"]
kao.tables.show(offers.head(1), ["option", "usd_per_hour", "usd_per_month", "status", "as_of"])

# %% reveal_month
home = kao.catalog.price(INSTANCE_TYPE, "us-east-1")
kao.lesson.reveal(
    "month",
    price * 730,
    ko="시간당 {here:usd} × 730시간입니다. 버지니아 북부에서는 {there:usd_per_month}입니다. 서버만의 가격이며 디스크, 데이터 전송, 세금은 들어 있지 않습니다.",
    en="That is {here:usd} an hour x 730 hours. In N. Virginia it is {there:usd_per_month}. This is the server alone, without disks, data transfer or taxes.",
    here=price,
    there=home * 730,
)

# %% [markdown] tags=["ko"]
# 한 달은 언제나 **730시간**(8,760시간 ÷ 12)으로 셉니다. AWS의 요금 계산기도 그렇게 셉니다.
#
# ### 내 조건으로 바꾸고 다시 실행한다
#
# 장마다 맨 위에 매개변수 셀이 있습니다. 여기에 내 조건을 적습니다.
#
# | 이름 | 뜻 | 예 |
# |---|---|---|
# | `REGION` | 가격을 볼 리전의 코드 | `"ap-northeast-2"`, `"us-east-1"` |
# | `KRW_PER_USD` | 원화를 함께 볼 때 쓸 환율. `None`이면 달러만 보여 줍니다 | `None`, `1400` |
# | `INSTANCE_TYPE` | 예로 들 인스턴스 유형 | `"m7g.large"`, `"c7i.xlarge"` |
#
# 값을 바꾼 다음에는 메뉴에서 **Run → Run All Cells**를 골라 처음부터 다시 실행합니다. 문장만 보여 주는 셀은 코드를 접어 두었습니다. 첫 줄 뒤의 `•••`를 누르면 펼쳐집니다.
#
# **결정:** 여러분의 서비스는 어느 리전에 있습니까? 그 코드를 `REGION`에 적고 처음부터 실행하세요.
#
# ### 이 가격은 어디서 왔고, 얼마나 오래되었는가
#
# 모든 가격은 함께 배포되는 스냅샷에서 나옵니다. 표마다 기준일이 다르고, 각 장의 첫 줄에도 그 장이 쓰는 기준일이 나옵니다.

# %% [markdown] tags=["en"]
# A month is always **730 hours** (8,760 hours / 12). AWS's own calculators count it so, too.
#
# ### Put in your own conditions and run again
#
# At the top of every chapter is a cell of parameters. Write your own conditions there.
#
# | name | meaning | examples |
# |---|---|---|
# | `REGION` | code of the Region whose prices you want | `"ap-northeast-2"`, `"us-east-1"` |
# | `KRW_PER_USD` | exchange rate for showing won beside dollars; `None` shows dollars only | `None`, `1400` |
# | `INSTANCE_TYPE` | the instance type used as the example | `"m7g.large"`, `"c7i.xlarge"` |
#
# After a change choose **Run → Run All Cells** from the menu. Cells that only say a sentence have their code folded to one line: click the `•••` behind it to see the rest.
#
# **Decide:** which Region is your service in? Write its code into `REGION` and run everything from the top.
#
# ### Where does this price come from, and how old is it?
#
# Every price comes from a snapshot that ships with the workbook. Each table has its own date, and the first line of a chapter names the dates of the prices it uses.

# %% about
about = kao.catalog.about()
kao.tables.show(about, ["table", "rows", "as_of", "licence"], headings={"licence": ("이용 조건", "Licence")})

# %% about_say tags=["say"]
source = about.set_index("table").loc["on_demand"]
kao.lesson.say(
    ko="온디맨드 표는 {rows:number}행이고 기준일은 {date}입니다. 출처(`source`)와 검증 방법(`check`)도 같은 표에 있습니다. 온디맨드의 출처: {source}.",
    en="The On-Demand table has {rows:number} rows as of {date}. The same table also names each source (`source`) and how it was checked (`check`). The source of On-Demand: {source}.",
    rows=int(source["rows"]),
    date=source["as_of"],
    source=source["source"],
)

# %% [markdown] tags=["ko"]
# 가격에는 세 가지 상태가 있습니다.
#
# - **공시**: AWS가 목록에 올린 값
# - **유도**: 공시된 다른 요금에서 규칙으로 계산한 값. 규칙은 `rule` 열에 있습니다. Savings Plans 요금이 그렇습니다. 이 스냅샷의 출처에 없어서, 같은 조건의 RI에서 구했습니다.
# - **미확인**: 아는 값이 없음. 0이 아니고, 짐작으로 채우지도 않습니다. 표에는 ‘–’로 보입니다.
#
# 한 유형을 사는 방법 스물여섯 가지를 상태별로 세어 봅니다.

# %% [markdown] tags=["en"]
# A price has one of three statuses.
#
# - **listed**: AWS lists it
# - **derived**: computed from another listed price by a rule, which the column `rule` names. Savings Plans are like that: the sources of this snapshot lack them, so they come from RIs of the same terms
# - **not known**: nobody knows it here. It is not 0 and never filled with a guess; tables show “–”.
#
# Count the twenty-six ways to buy one type by status.

# %% statuses
counts = offers["status"].value_counts().rename("count").rename_axis("status").reset_index()
kao.tables.show(counts, headings={"count": ("구매 옵션 수", "Purchase options")})

# %% [markdown] tags=["ko"]
# 표 파일이 손상되면 틀린 숫자를 보여 주는 대신 멈춥니다. 어느 파일이 문제이고 어떻게 되돌리는지 한 문장으로 알려 줍니다.
#
# ```text
# 입력 오류: 가격표 파일 spot.parquet을(를) 쓸 수 없습니다: 파일이 없습니다. 저장소에서 `git checkout -- data`로 되돌리십시오.
# ```
#
# ### 날짜가 지난 가격으로 결정해도 되는가
#
# 이 장에서 가장 중요한 질문입니다. 두 가지 증거를 봅니다. 온디맨드 요금은 한 달 뒤 AWS의 요금 페이지와 얼마나 같습니까? 스팟 가격은 날짜마다 얼마나 다릅니까?

# %% [markdown] tags=["en"]
# When the file of a table is damaged, the workbook stops instead of showing a wrong number. One sentence names the file and the remedy.
#
# ```text
# Input error: price table spot.parquet cannot be used: the file is missing. Restore it with `git checkout -- data`.
# ```
#
# ### May you decide by a price of an earlier date?
#
# This is the most important question of the chapter. Look at two pieces of evidence. How well does On-Demand agree with AWS's price page a month later? How far apart are Spot prices of different dates?

# %% evidence
page = kao.catalog.table("checks").query("source == 'AWS price page' and option == 'on_demand'")
listed = kao.catalog.on_demand(location="us-east-1", operating_system="linux")
compared = page.merge(listed, on="instance_type", suffixes=("_page", ""))
unchanged = int((compared["usd_per_hour"].round(6) == compared["usd_per_hour_page"].round(6)).sum())
spot = kao.catalog.spot(INSTANCE_TYPE, REGION, "linux")
kao.tables.show(spot, ["date", "location", "instance_type", "usd_per_hour"])

# %% evidence_say tags=["say"]
swing = spot["usd_per_hour"].max() / spot["usd_per_hour"].min() if len(spot) else float("nan")
kao.lesson.say(
    ko="**온디맨드:** {date} 목록을 {later}의 버지니아 북부 요금 페이지와 견주니 {of:number}개 유형 가운데 {same:number}개가 같습니다. **스팟:** 위 표에서 가장 비싼 날은 가장 싼 날의 **{swing:number.1}배**입니다.",
    en="**On-Demand:** of {of:number} types on the N. Virginia price page of {later}, {same:number} cost the same as in the list of {date}. **Spot:** in the table above the dearest date is **{swing:number.1} times** the cheapest.",
    date=kao.catalog.as_of("on_demand"),
    later=page["as_of"].max(),
    of=len(compared),
    same=unchanged,
    swing=swing,
)

# %% [markdown] tags=["ko"]
# **결정:** 하려는 일에 따라 답이 다릅니다. 이 표를 앞으로도 기준으로 삼으세요.
#
# | 하려는 일 | 이 스냅샷으로 충분한가 |
# |---|---|
# | 무엇이 더 싼지 순서를 정한다 | 예. 같은 날짜의 값끼리 견주기 때문입니다 |
# | 예산의 크기를 잡는다 | 예. 기준일을 함께 적습니다 |
# | 약정을 사거나 견적서에 금액을 적는다 | 아니요. 그날의 공식 요금을 확인합니다 |
# | 스팟 가격을 정한다 | 아니요. 어느 범위에서 움직이는지만 봅니다 |
#
# ### 틀리면 한 문장으로 알려 준다
#
# 리전 코드를 잘못 적으면 어떻게 될까요? 일부러 틀려 봅니다.

# %% [markdown] tags=["en"]
# **Decide:** the answer depends on what you are about to do. Keep this table as your rule.
#
# | what you are about to do | does this snapshot suffice? |
# |---|---|
# | rank what is cheaper | yes: prices of one date are compared with each other |
# | know the size of a budget | yes, with the date written beside it |
# | buy a commitment, or put a figure into a quote | no: look at AWS's price of that day |
# | settle a Spot price | no: take only the range from it |
#
# ### A mistake gets one sentence
#
# What happens when a Region code is wrong? Make the mistake on purpose.

# %% mistake
with kao.lesson.expect_error():
    kao.purchase.offers(INSTANCE_TYPE, "ap-northeast-9")

# %% [markdown] tags=["ko"]
# 오류는 무엇이 잘못되었고 가장 가까운 이름이 무엇인지 말합니다. 연습의 채점도 같습니다. 틀렸다는 말로 끝내지 않고 **여러분의 답**에서 무엇이 잘못되었는지 알려 줍니다.
#
# ### 모르는 말이 나오면
#
# 용어는 AWS Korea의 공식 표기를 따르고, 공부 노트의 표기도 함께 찾을 수 있습니다.

# %% [markdown] tags=["en"]
# An error says what is wrong and which name comes nearest. Exercises answer in the same way: not only that something is wrong, but what is wrong with **your** answer.
#
# ### When a word is new
#
# Korean terms are AWS Korea's own; the study note's words can be found, too.

# %% glossary
terms = kao.language.glossary("Savings Plan")
kao.tables.show(
    terms,
    headings={"ko": ("한국어", "Korean"), "en": ("영어", "English"), "note_term": ("노트의 표기", "In the note")},
)

# %% [markdown] tags=["ko"]
# ## 구조: 어디에서 켤 것인가
#
# 같은 서버를 모든 리전에서 한 달 켠다면 어디가 쌀까요? 굵은 기준선이 버지니아 북부입니다. 여러분의 리전을 찾아보세요.

# %% [markdown] tags=["en"]
# ## Architecture: where to run it
#
# Where is the same server cheap when it runs for a month? The thick line is N. Virginia. Find your own Region.

# %% places
places = kao.compare.regions([{"instance_type": INSTANCE_TYPE, "hours": 730}]).dropna(subset=["usd"])
kao.charts.places(places, name=INSTANCE_TYPE)

# %% places_say tags=["say"]
ends = places.iloc[[0, -1]]
kao.lesson.say(
    ko="가장 싼 {low:location}은(는) {least:usd_per_month}, 가장 비싼 {high:location}은(는) {most:usd_per_month}입니다. 같은 서버인데 **{times:number.1}배** 차이입니다. 버지니아 북부가 언제나 가장 싸다는 말은 맞지 않습니다.",
    en="The cheapest, {low:location}, costs {least:usd_per_month}, the dearest, {high:location}, {most:usd_per_month}: **{times:number.1} times** as much for the same server. N. Virginia is not always the cheapest.",
    low=ends["location"].iloc[0],
    least=ends["usd"].iloc[0],
    high=ends["location"].iloc[1],
    most=ends["usd"].iloc[1],
    times=ends["usd"].iloc[1] / ends["usd"].iloc[0],
)

# %% [markdown] tags=["ko"]
# 다음은 첫 **탐색기**입니다. 같은 서버를 사는 방법을 모두 보여 줍니다. 값을 바꾸면 차트와 표가 바로 따라 바뀌고, 처음 선택은 흐린 자국으로 남습니다. 지금은 **리전** 하나만 바꾸어 보세요. 나머지는 21장에서 다룹니다. 마우스 없이도 쓸 수 있습니다.
#
# - `Tab`: 다음 항목으로. `Shift`+`Tab`: 앞 항목으로
# - `↑` `↓`: 목록에서 고르기. 글자를 치면 그 글자로 시작하는 항목으로 갑니다
# - `←` `→`: 막대를 한 칸씩 움직이기
#
# 고른 값은 `explorer.value`로 코드에서 이어 쓰고, `explorer.set(location="us-east-1")`처럼 코드로 고를 수도 있습니다.

# %% [markdown] tags=["en"]
# Here is the first **explorer**: all the ways to buy this server. Chart and table follow every change, and the first choice stays as a ghost. For now change the **Region** alone; the rest is for chapter 21. It works without a mouse:
#
# - `Tab` goes to the next control, `Shift`+`Tab` to the one before
# - `↑` `↓` choose from a list; typing a letter goes to what begins with it
# - `←` `→` move a slider by one step
#
# Go on in code with `explorer.value`, or choose in code: `explorer.set(location="us-east-1")`.

# %% explorer
explorer = kao.explorers.purchase(INSTANCE_TYPE, REGION, option="on_demand")
explorer

# %% settings
explorer.settings_table([{}, {"location": "us-east-1"}, {"location": "ap-south-1"}, {"location": "sa-east-1"}])

# %% goal
kao.lesson.goal(explorer, "cheaper_elsewhere")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"location": "eu-west-1"}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"location": "eu-west-1"}` in `wanted`.

# %% goal_stub tags=["stub"]
wanted = {}

# %% goal_solution tags=["solution"]
wanted = {"location": "ap-south-1"}

# %% goal_check
explorer.set(**wanted)
kao.lesson.check_goal("cheaper_elsewhere")

# %% [markdown] tags=["ko"]
# **결정:** 리전을 옮기면 얼마가 줄어드는지 이제 압니다. 그 금액이 사용자와의 거리, 데이터가 머물러야 하는 나라, 필요한 서비스의 유무보다 중요합니까? 대개는 아닙니다. 그래서 가격은 이 셋을 통과한 리전들 사이에서만 견줍니다(12장).
#
# ## 운영: 가격표를 점검한다
#
# **찾기.** 오래된 가격표가 얼마나 틀리는지 실제 청구서로 확인합니다. 표본 청구서(FOCUS 프로젝트의 익명 자료, 2024년 9월)에는 그때의 정가가 적혀 있습니다. 같은 유형의 스냅샷 가격과 나란히 놓습니다.

# %% [markdown] tags=["en"]
# **Decide:** you now know what moving to another Region would save. Is that worth more than the distance to your users, the country in which the data must stay, and the services that exist there? Usually not. So compare prices only among the Regions that pass these three (chapter 12).
#
# ## Operation: check the price list
#
# **Detect.** How wrong does an old list become? Ask a real bill. The sample bill (anonymised data of the FOCUS project, September 2024) holds the list prices of its time. Put them beside the snapshot's prices for the same types.

# %% detect
billed = kao.bill.instance_hours(kao.bill.sample()).query("operating_system == 'linux'")
billed = billed.drop_duplicates(["region", "instance_type"])
current = kao.catalog.on_demand(operating_system="linux").rename(columns={"location": "region"})
pairs = billed.merge(current[["region", "instance_type", "usd_per_hour"]])
then, now = ("청구서의 정가(USD)", "List price on the bill (USD)"), ("스냅샷(USD)", "Snapshot (USD)")
kao.tables.show(
    pairs,
    ["region", "instance_type", "list_usd_per_unit", "usd_per_hour"],
    rows=6,
    headings={"list_usd_per_unit": then, "usd_per_hour": now},
)

# %% detect_say tags=["say"]
kept = int((pairs["list_usd_per_unit"].round(6) == pairs["usd_per_hour"].round(6)).sum())
kao.lesson.say(
    ko="리전과 유형의 쌍 {of:number}개 가운데 **{kept:number}개**가 {date}에도 그대로입니다. 온디맨드 정가는 이렇게 천천히 움직입니다. 그래도 안심할 수는 없습니다. p4, p5, c7a, c7i의 일부 요금은 2025년 4월 이후에 바뀌었습니다(`data/README.md`).",
    en="Of {of:number} pairs of Region and type, **{kept:number}** cost the same on {date}. So slowly does the On-Demand list move. Still, it does move: some prices of p4, p5, c7a and c7i have changed since April 2025 (`data/README.md`).",
    of=len(pairs),
    kept=kept,
    date=kao.catalog.as_of("on_demand"),
)

# %% [markdown] tags=["ko"]
# 터미널에서는 다음 명령으로 점검합니다. 여기서는 실행하지 않습니다.
#
# ```bash
# kao doctor            # 찾기: 버전, 가격의 기준일, 글꼴을 살피고 고칠 방법을 말한다
# git pull              # 바꾸기: 새 스냅샷이 올라왔으면 받는다
# kao doctor            # 확인: 기준일이 바뀌었는지 본다
# git checkout -- data  # 되돌리기: 손상된 표를 배포된 상태로 되돌린다
# ```
#
# AWS의 공개 가격 목록에서 스냅샷을 직접 새로 만드는 도구는 뒤의 운영 장에서 다룹니다.
#
# **결정:** 기준일이 얼마나 지나면 다시 확인할지 팀에서 정해 두세요. 약정처럼 되돌리기 어려운 결정일수록 짧게 잡습니다.
#
# ## 연습
#
# `...`을 값이나 식으로 바꾸고 실행한 다음, 바로 아래의 채점 셀을 실행하세요. 틀려도 되고, 몇 번이든 다시 할 수 있습니다.

# %% [markdown] tags=["en"]
# In a terminal these commands do the checking. They are not run here.
#
# ```bash
# kao doctor            # detect: versions, price dates, fonts, and how to mend what is wrong
# git pull              # change: get a new snapshot when there is one
# kao doctor            # verify: has the date changed?
# git checkout -- data  # roll back: restore a damaged table
# ```
#
# A tool that makes a new snapshot from AWS's public price list belongs to the later chapters on operation.
#
# **Decide:** agree in your team after how long a price must be looked up again. The harder a decision is to undo, the shorter.
#
# ## Practice
#
# Replace `...` by a value or an expression, run the cell, then run the check below it. Mistakes cost nothing; try as often as you like.

# %% faded_1
kao.lesson.exercise("faded_month")

# %% faded_2
kao.lesson.exercise("faded_gap")

# %% faded_stub tags=["stub"]
month_usd = ...
gap_usd = ...

# %% faded_solution tags=["solution"]
month_usd = price * 730
gap_usd = month_usd - places["usd"].iloc[0]

# %% faded_check_1
kao.lesson.check("faded_month", month_usd)

# %% faded_check_2
kao.lesson.check("faded_gap", gap_usd)

# %% cheaper
kao.lesson.exercise("cheaper_regions")

# %% cheaper_stub tags=["stub"]
cheaper_regions = ...

# %% cheaper_solution tags=["solution"]
cheaper_regions = places.loc[places["ratio_to_base"] < 1, "location"].tolist()

# %% cheaper_check
kao.lesson.check("cheaper_regions", cheaper_regions)

# %% [markdown] tags=["ko"]
# ## 퀴즈
#
# 보기마다 왜 맞거나 틀린지 설명이 있습니다. 맞힌 다음에도 다른 보기의 설명을 펼쳐 보세요.

# %% [markdown] tags=["en"]
# ## Quiz
#
# Every choice explains why it is right or wrong. When you have the right one, unfold the others too.

# %% quiz
kao.lesson.quiz("00")

# %% [markdown] tags=["ko"]
# ## 노트와 지금
#
# 이 워크북은 책 『AWS 비용 최적화 바이블』을 읽고 정리한 공개 공부 노트의 주제를 따라갑니다. 노트에는 그 뒤에 바뀌었거나 정확하지 않은 내용이 있습니다. 그래서 장마다 이 자리에서 노트의 내용과 지금 맞는 내용을 함께 적습니다.

# %% [markdown] tags=["en"]
# ## The note and today
#
# This workbook follows the topics of a public study note on the Korean book 『AWS 비용 최적화 바이블』. Some of the note has changed since, or was never exact. So each chapter sets what the note says beside what is true now.

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 지도: 무엇을 어떤 순서로
#
# 장마다 **지식**(무엇에 돈을 내는가), **구조**(무엇을 고를 것인가), **운영**(어떻게 지켜볼 것인가)의 순서로 공부합니다. 이 세 걸음이 책의 저자가 말하는 KAO입니다. 링크가 없는 장은 아직 준비 중입니다.
#
# | | 장 | 이 장에서 하는 일 |
# |---|---|---|
# | 들어가며 | [00 시작](00_start.ipynb) | 가격 하나를 읽고 믿어도 되는지 판단한다 |
# | | [01 FinOps와 KAO](01_finops_and_kao.ipynb) | 서버와 Lambda가 같아지는 지점을 찾고 청구서를 다섯 관점으로 나눈다 |
# | EC2를 안다 | [11 패밀리와 크기](11_ec2_families_and_sizes.ipynb) | 이름을 해독하고 필요한 vCPU와 메모리로 유형을 고른다 |
# | | [12 리전과 영역](12_regions_and_zones.ipynb) | 모든 리전에서 같은 구성의 값을 매긴다 |
# | | [13 테넌시, CPU 옵션, 가속기](13_tenancy_cpu_accelerators.ipynb) | 전용 호스트가 이득이 되는 대수를 찾는다 |
# | 산다 | [21 구매 옵션](21_purchase_options.ipynb) | 같은 인스턴스의 스물여섯 가지 가격을 견준다 |
# | | [22 예약 인스턴스](22_reserved_instances.ipynb) | 조건을 하나씩 바꾸며 할인이 어떻게 되는지 본다 |
# | | [23 Savings Plans](23_savings_plans.ipynb) | 플랜이 사용량에 적용되는 순서를 따라간다 |
# | | [24 스팟과 EC2 플릿](24_spot_and_fleet.ipynb) | 중단을 견디는 구성을 만든다 |
# | 늘리고 줄인다 | [31 Auto Scaling](31_auto_scaling.ipynb) | 실제 부하로 조정 정책을 견준다 |
# | | [32 스케줄링](32_scheduling.ipynb) | 꺼도 되는 시간을 찾아 끈다 |
# | 서버리스 | [41 Lambda](41_lambda.ipynb) | 호출 기록을 밀리초까지 청구해 본다 |
# | | [42 이벤트가 부르는 비용](42_event_driven_costs.ipynb) | 트리거와 재시도의 값을 구한다 |
# | | [43 AWS Batch](43_batch.ipynb) | 작업 대기열을 세 가지 컴퓨팅에서 돌린다 |
# | 컨테이너 | [51 컨테이너](51_containers.ipynb) | 서비스를 채워 넣어 서버 수를 센다 |
# | | [52 컴퓨팅 고르기](52_choosing_compute.ipynb) | EC2, Fargate, Lambda, Batch가 갈리는 지점을 찾는다 |
# | 운영한다 | 91 청구서 읽기 | 충당률, 사용률, 유효 절감률을 구한다 |
# | | [92 약정 계획](92_planning_commitments.ipynb) | 얼마나 약정할지 정한다 |
# | | 93 종합 과제 | 처음부터 끝까지 한 번에 해 본다 |
#
# 시간이 한 시간뿐이라면 01장 다음에 [21장](21_purchase_options.ipynb)을 읽으세요.
#
# ## 정리
#
# 1. 가격에는 **기준일, 리전, 상태**(공시, 유도, 미확인)가 있습니다. 셋 중 하나라도 모르면 아직 가격이 아닙니다.
# 2. 날짜가 지난 목록으로도 **순서와 크기**는 정할 수 있습니다. **약속할 금액**은 그날 다시 봅니다.
# 3. 숫자는 짐작한 다음에 보고, 틀린 답은 설명을 읽고 고칩니다.
#
# **이 조언이 틀리는 경우.** AWS와 따로 할인 계약을 맺은 회사라면 목록 가격의 순서가 실제와 다를 수 있습니다. 스냅샷 이후에 나온 유형은 목록에 없습니다. 없는 것은 비싼 것도 싼 것도 아닙니다.
#
# ## 출처
#
# - 표마다의 출처, 이용 조건, 검증: `kao.catalog.about()`과 `data/README.md`
# - 표본 청구서: FinOps Open Cost and Usage Specification(FOCUS) 1.0 표본 자료, CC BY 4.0
# - 용어: AWS Korea의 문서와 웹 페이지. 확인하지 못한 것은 `data/glossary.csv`에 표시

# %% [markdown] tags=["en"]
# ## The map: what comes in which order
#
# Each chapter goes through **Knowledge** (what is paid for), **Architecture** (what to choose) and **Operation** (how to keep watch). These three steps are the KAO of the book's author. Chapters without a link are still to come.
#
# | | chapter | what you do in it |
# |---|---|---|
# | to begin | [00 Start](00_start.ipynb) | read one price and judge whether to trust it |
# | | [01 FinOps and KAO](01_finops_and_kao.ipynb) | find where a server and Lambda cost the same; split a bill by five perspectives |
# | know EC2 | [11 Families and sizes](11_ec2_families_and_sizes.ipynb) | decode any name; choose a type by the vCPUs and memory you need |
# | | [12 Regions and zones](12_regions_and_zones.ipynb) | price one basket in every Region |
# | | [13 Tenancy, CPU options, accelerators](13_tenancy_cpu_accelerators.ipynb) | find how many instances make a Dedicated Host pay |
# | buy | [21 Purchase options](21_purchase_options.ipynb) | compare twenty-six prices of one instance |
# | | [22 Reserved Instances](22_reserved_instances.ipynb) | change one condition at a time and watch the discount |
# | | [23 Savings Plans](23_savings_plans.ipynb) | follow a plan as it is applied to usage |
# | | [24 Spot and EC2 Fleet](24_spot_and_fleet.ipynb) | build what survives an interruption |
# | grow and shrink | [31 Auto Scaling](31_auto_scaling.ipynb) | compare scaling policies on a real load |
# | | [32 Scheduling](32_scheduling.ipynb) | find the hours that can be switched off |
# | serverless | [41 Lambda](41_lambda.ipynb) | bill a log of invocations to the millisecond |
# | | [42 What events cost](42_event_driven_costs.ipynb) | price triggers and retries |
# | | [43 AWS Batch](43_batch.ipynb) | run a job queue on three kinds of compute |
# | containers | [51 Containers](51_containers.ipynb) | pack services and count machines |
# | | [52 Choosing compute](52_choosing_compute.ipynb) | find where EC2, Fargate, Lambda and Batch part |
# | operate | 91 Reading the bill | find coverage, utilization, effective savings rate |
# | | [92 Planning commitments](92_planning_commitments.ipynb) | decide how much to commit |
# | | 93 Capstone | do all of it once |
#
# With one hour only, read chapter 01 and then [chapter 21](21_purchase_options.ipynb).
#
# ## Take-aways
#
# 1. A price has a **date, a Region and a status** (listed, derived, not known). Without all three it is not yet a price.
# 2. A list of an earlier date settles **order and size**. An **amount you promise** is looked up on the day.
# 3. Guess before you look, and mend a wrong answer by its explanation.
#
# **When this advice is wrong.** In a company with a discount agreement of its own the order of list prices may not be the order of what you pay. Types that came after the snapshot are not in it, and what is not listed is neither dear nor cheap.
#
# ## Sources
#
# - source, licence and check of each table: `kao.catalog.about()` and `data/README.md`
# - the sample bill: sample data of the FinOps Open Cost and Usage Specification (FOCUS) 1.0, CC BY 4.0
# - terms: AWS Korea's documentation and web pages; what could not be confirmed is marked in `data/glossary.csv`

# %% summary
kao.lesson.summary(
    on_demand_usd_per_hour=price,
    month_usd_per_month=price * 730,
    ratio_to_virginia=price / home,
    cheapest_region=places["location"].iloc[0],
    types_unchanged=unchanged,
    spot_dearest_over_cheapest=swing,
    bill_pairs_unchanged=kept,
)
