"""How large is the average order of a real gift shop, as far as 300 sales can tell?

Prints the order value of the preset `gift_shop`: the 90 % interval of the mean of 300 sales and the
coefficient of variation of single sales. Run it from anywhere:

    python examples/make_gift_shop.py orders_online_retail_uci_2010_2011.csv

The file holds one row per invoice with the columns `order_id`, `order_value_gbp` and `is_return`. It is made
from "Online Retail" (Chen 2012, UCI Machine Learning Repository, CC0): the lines of an invoice summed
(quantity times unit price), a cancellation being an invoice whose number begins with C.
"""

# ruff: noqa: T201  (it prints: that is its output)

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

SALES_SEEN = 300  # what a small shop has on record when it plans
LEVEL = 0.90
RESAMPLES = 100_000
SEED = 2011


def sale_values(invoices: pd.DataFrame) -> np.ndarray:
    """Values of the sales. [GBP per order]

    Left out: cancellations, invoices without value (stock written off), and accounting entries, whose number
    begins with a letter. A sale that was cancelled later stays in: its cancellation is an invoice of its own.
    """
    is_sale = ~invoices["is_return"] & (invoices["order_value_gbp"] > 0) & invoices["order_id"].str.fullmatch(r"\d+")
    return invoices.loc[is_sale, "order_value_gbp"].to_numpy()


def interval_of_mean(values: np.ndarray) -> tuple[float, float]:
    """Bootstrap interval of the mean of `SALES_SEEN` values drawn with replacement."""
    rng = np.random.default_rng(SEED)
    # in blocks of 1,000 resamples, so that memory stays small
    means = np.concatenate([rng.choice(values, (1_000, SALES_SEEN)).mean(axis=1) for _ in range(RESAMPLES // 1_000)])
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)


def main() -> None:
    parser = argparse.ArgumentParser(description="Order values of the preset gift_shop.")
    parser.add_argument("csv", type=Path, help="orders_online_retail_uci_2010_2011.csv")
    invoices = pd.read_csv(parser.parse_args().csv, dtype={"order_id": str})

    values = sale_values(invoices)
    low, high = interval_of_mean(values)
    spread = values.std(ddof=1) / values.mean()

    print(f"# {len(values):,} sales, mean {values.mean():.2f}, median {np.median(values):.2f} GBP")
    print(f"aov_low = {low:.0f}")
    print(f"aov_high = {high:.0f}")
    print(f"order_value_cv = {spread:.1f}  # {spread:.2f}; sd of ln {np.log(values).std(ddof=1):.2f}")


if __name__ == "__main__":
    main()
