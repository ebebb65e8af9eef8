"""Invents a realistic year of a shop: ads of two platforms and its orders, as the platforms and the shop export them.

    python examples/make_demo_shop.py

writes the three files of `simulator/evidence/reading/demo`. Every number is invented, from one seed, so that the files
come out the same. What is built in, so that it can be found again:

- The shop sells gifts at about 52 EUR, with a season: twice the orders before Christmas, fewer in summer.
- Google Ads and Meta Ads bring about half of the orders. Both claim some of the other's and of those that came by
  themselves, so together they claim more than the shop sold through ads.
- 7 % of the orders are cancelled or refunded; 38 % are of customers who bought before.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "simulator" / "evidence" / "reading" / "demo"
SEED = 20_260
FIRST = date(2025, 7, 1)
DAYS = 365
CURRENCY = "EUR"
GOOGLE = {  # campaign → (clicks per day, price of a click, orders per click, orders claimed per order won)
    "Brand | Search": (34, 0.22, 0.052, 1.55),
    "Gifts | Shopping": (88, 0.41, 0.019, 1.35),
    "Gifts | Search": (40, 0.86, 0.022, 1.30),
}
META = {
    "Prospecting | Advantage+": (120, 0.48, 0.0085, 1.80),
    "Retargeting | Catalogue": (38, 0.55, 0.021, 2.40),
}
BY_THEMSELVES = 2.2
"""Orders per day that no ad brought."""
AOV, SPREAD = 52.0, 0.55
RETURNING = 0.38


def season(day: date) -> float:
    """How much more or less than usual people buy on a day."""
    before_christmas = np.exp(-(((date(day.year, 12, 8) - day).days / 16) ** 2))
    summer = 0.22 if day.month in (7, 8) else 0.0
    weekday = (1.08, 1.04, 1.0, 1.0, 0.94, 0.88, 1.06)[day.weekday()]
    return float((1 + 1.1 * before_christmas - summer) * weekday)


def main() -> None:
    """Write the files."""
    rng = np.random.default_rng(SEED)
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    google, won_by_google = account(GOOGLE, days, rng)
    meta, won_by_meta = account(META, days, rng)
    write(
        "demo_google_ads.csv",
        ["Day", "Campaign", "Currency code", "Cost", "Impr.", "Clicks", "Conversions", "Conv. value"],
        [[day, name, CURRENCY, *rest] for day, name, *rest in google],
        before=["Invented example: demo shop", f'"{written(days[0])} - {written(days[-1])}"'],
    )
    write(
        "demo_meta_ads.csv",
        [
            *("Day", "Campaign name", f"Amount spent ({CURRENCY})", "Impressions", "Link clicks", "Purchases"),
            "Purchases conversion value",
        ],
        [[*row, round(claimed), value] for *row, claimed, value in meta],
    )
    own = rng.poisson([BY_THEMSELVES * season(day) for day in days])
    write(
        "demo_orders.csv",
        ["Order number", "Order date", "Status", "Customer ID", "Customer type", "Order value", "Refunded", "Currency"],
        orders(days, own + won_by_google + won_by_meta, rng),
    )


def written(day):
    """A day as Google Ads writes it."""
    return f"{day:%B} {day.day}, {day.year}"


def account(campaigns, days, rng):
    """Rows of an ad account, and the orders per day that it really won."""
    rows = []
    won = np.zeros(len(days), dtype=int)
    level = np.exp(np.cumsum(rng.normal(0, 0.012, (len(campaigns), len(days))), axis=1))
    for place, (name, (clicks, price, rate, claims)) in enumerate(campaigns.items()):
        for number, day in enumerate(days):
            clicked = int(rng.poisson(clicks * season(day) ** 0.6))
            cost = clicked * price * float(level[place, number]) * float(np.exp(rng.normal(0, 0.07)))
            ordered = int(rng.poisson(clicked * rate * season(day) ** 0.4))
            won[number] += ordered
            claimed = ordered * claims * float(np.exp(rng.normal(0, 0.05)))
            value = claimed * AOV * float(np.exp(rng.normal(0, SPREAD / max(claimed, 1) ** 0.5)))
            shown = int(clicked * rng.uniform(28, 46))
            rows.append((day, name, f"{cost:.2f}", shown, clicked, round(claimed, 2), f"{value:.2f}"))
    return rows, won


def orders(days, counts, rng):
    """One row per order."""
    rows = []
    customers = 0
    for day, count in zip(days, counts, strict=True):
        for _ in range(int(count)):
            is_new = customers < 20 or rng.random() > RETURNING
            customers += is_new
            customer = customers if is_new else int(rng.integers(max(1, customers - 900), customers))
            value = round(float(np.exp(rng.normal(np.log(AOV) - SPREAD**2 / 2, SPREAD))), 2)
            status = rng.choice(["Completed", "Cancelled", "Refunded"], p=[0.93, 0.025, 0.045])
            back = value if status == "Refunded" else 0
            kind = "new" if is_new else "returning"
            number = 100_000 + len(rows)
            rows.append([number, day, status, f"C{customer:05}", kind, f"{value:.2f}", f"{back:.2f}", CURRENCY])
    return rows


def write(name, header, rows, before=()):
    """A file with its header, and what stands above it."""
    with (FOLDER / name).open("w", newline="", encoding="utf-8") as file:
        for line in before:
            file.write(f"{line}\n")
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    main()
