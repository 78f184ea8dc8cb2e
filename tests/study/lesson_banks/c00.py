"""Cards of an earlier chapter."""

from kaolib.study.bank import Bank, RecallCard

BANK = Bank(
    "00",
    ko="앞 장 00",
    en="Earlier 00",
    cards=tuple(
        RecallCard(ko=f"{n}번 카드", en=f"card {n} of 00", answer_ko=f"답 {n}", answer_en=f"answer {n}")
        for n in (1, 2, 3)
    ),
)
