"""Cards of an earlier chapter."""

from kaolib.study.bank import Bank, RecallCard

BANK = Bank(
    "01",
    ko="앞 장 01",
    en="Earlier 01",
    cards=tuple(
        RecallCard(ko=f"{n}번 카드", en=f"card {n} of 01", answer_ko=f"답 {n}", answer_en=f"answer {n}")
        for n in (1, 2, 3)
    ),
)
