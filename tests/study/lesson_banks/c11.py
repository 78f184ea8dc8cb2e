"""Cards of an earlier chapter."""

from kaolib.study.bank import Bank, RecallCard

BANK = Bank(
    "11",
    ko="앞 장 11",
    en="Earlier 11",
    cards=tuple(
        RecallCard(ko=f"{n}번 카드", en=f"card {n} of 11", answer_ko=f"답 {n}", answer_en=f"answer {n}")
        for n in (1, 2, 3)
    ),
)
