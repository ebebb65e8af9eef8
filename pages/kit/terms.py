"""What does each word of the app mean, and how is the answer worked out?

Data only: the glossary and method screen shows it, and the inputs take their hover texts from it. Most
examples share one shop, so that they can be checked against each other: 1,000 spent at 0.50 a click buys
2,000 clicks, 2.5 % of which become 50 orders of 50 each, and an order leaves 20 before ads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pages.kit.words import N_


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the glossary.

    ``code`` is the variable, the column and the widget key; the rest is English text, the key of its
    translations.
    ``not_to_confuse`` is empty or reads on after "Not to be confused with:".
    """

    code: str
    name: str
    definition: str
    formula: str
    unit: str
    example: str
    not_to_confuse: str = ""


_TERMS: Final = (
    # What goes in: budget and traffic
    Term(
        code="budget",
        name=N_("Budget"),
        definition=N_("The money spent on ads in the period, without VAT that you get back."),
        formula=N_("Budget = clicks × CPC"),
        unit=N_("currency per period"),
        example=N_("An order may cost 10 and you want 5 a day: 5 × 10 = 50 a day, 30 × 50 = 1,500 in 30 days."),
        not_to_confuse=N_("The cost of marketing as a whole: salaries and agency fees are not in it."),
    ),
    Term(
        code="period_days",
        name=N_("Period"),
        definition=N_("How many days the budget lasts. Every result is for this period as a whole."),
        formula=N_("Budget per day = budget ÷ days"),
        unit=N_("days"),
        example=N_("1,500 over 30 days: 1,500 ÷ 30 = 50 a day."),
    ),
    Term(
        code="currency",
        name=N_("Currency"),
        definition=N_(
            "The one currency of the whole plan. Nothing is converted: it is only written beside the amounts."
        ),
        formula=N_("none"),
        unit=N_("ISO code of three letters"),
        example=N_("EUR: type click prices, order values and costs all in euros."),
    ),
    Term(
        code="cpc",
        name=N_("CPC, cost per click"),
        definition=N_("What one click on an ad costs, on average over the period."),
        formula=N_("CPC = ad spend ÷ clicks"),
        unit=N_("currency per click"),
        example=N_("1,000 spent on 2,000 clicks: 1,000 ÷ 2,000 = 0.50 per click."),
        not_to_confuse=N_("CPM, the price of a thousand views, and CPO, the price of an order."),
    ),
    Term(
        code="clicks",
        name=N_("Clicks"),
        definition=N_("Visits that the budget buys at the click price."),
        formula=N_("Clicks = budget ÷ CPC"),
        unit=N_("clicks per period"),
        example=N_("A budget of 1,000 at 0.50 per click: 1,000 ÷ 0.50 = 2,000 clicks."),
        not_to_confuse=N_("Views of the ad: many people see an ad, few click on it."),
    ),
    Term(
        code="cvr",
        name=N_("CVR, conversion rate"),
        definition=N_("The share of clicks that end in an order."),
        formula=N_("CVR = orders ÷ clicks"),
        unit=N_("share, 0 % to 100 %"),
        example=N_("50 orders from 2,000 clicks: 50 ÷ 2,000 = 2.5 %."),
        not_to_confuse=N_(
            "A rate that counts sign-ups or calls as well, which is several times higher, or a rate over "
            "all visitors of the shop, regular customers included."
        ),
    ),
    Term(
        code="aov",
        name=N_("AOV, average order value"),
        definition=N_("What a customer pays for the goods of one order, on average, as your shop reports it."),
        formula=N_("AOV = revenue ÷ orders"),
        unit=N_("currency per order"),
        example=N_("50 orders worth 2,500 together: 2,500 ÷ 50 = 50 per order."),
        not_to_confuse=N_("What you keep of it: VAT, goods, shipping and returns still have to come off."),
    ),
    Term(
        code="order_value_cv",
        name=N_("Spread of single orders"),
        definition=N_(
            "How much single orders differ in value: their standard deviation divided by their average. It "
            "is often about 1, and about 3 in a shop with wholesale buyers."
        ),
        formula=N_("Spread = standard deviation of order values ÷ AOV"),
        unit=N_("ratio"),
        example=N_(
            "AOV 50 with a standard deviation of 50: 50 ÷ 50 = 1. The average of 25 orders then varies by 1 "
            "÷ √25 = 20 %, which is 10."
        ),
        not_to_confuse=N_("The interval for the AOV, which says how well you know the average itself."),
    ),
    # What goes in: one order's money
    Term(
        code="aov_includes_vat",
        name=N_("AOV includes VAT"),
        definition=N_(
            "Whether the order value you typed holds the VAT. Consumer prices in Europe do, US prices do not."
        ),
        formula=N_("Price with VAT = price without VAT × (1 + VAT rate)"),
        unit=N_("yes or no"),
        example=N_("100 without VAT at a rate of 20 %: 100 × 1.20 = 120 with VAT."),
    ),
    Term(
        code="vat_rate",
        name=N_("VAT rate"),
        definition=N_(
            "The tax on top of the net price, which you pass on to the state. It is never yours to spend on ads."
        ),
        formula=N_("Net price = price with VAT ÷ (1 + VAT rate)"),
        unit=N_("share of the net price"),
        example=N_("120 with 20 % VAT: 120 ÷ 1.20 = 100 is yours, 20 is tax."),
        not_to_confuse=N_("20 % of the price with VAT, which would be 24 of 120."),
    ),
    Term(
        code="discount_rate",
        name=N_("Planned discount"),
        definition=N_(
            "The part of the order value that you will give away in vouchers and sales. Leave it at zero if "
            "your AOV comes from real orders: those are already after discount."
        ),
        formula=N_("Price paid = AOV × (1 − discount)"),
        unit=N_("share of the order value"),
        example=N_("AOV 50 and a 10 % voucher: 50 × 0.90 = 45. The goods still cost what they cost."),
    ),
    Term(
        code="shipping_charged",
        name=N_("Shipping charged"),
        definition=N_(
            "What the customer pays you for delivery, on average over all orders, free ones included, with VAT."
        ),
        formula=N_("Net shipping income = shipping charged ÷ (1 + VAT rate)"),
        unit=N_("currency per order"),
        example=N_("4.80 charged with 20 % VAT: 4.80 ÷ 1.20 = 4.00 is yours."),
        not_to_confuse=N_("Shipping paid, which is what the carrier bills you."),
    ),
    Term(
        code="net_revenue",
        name=N_("Net revenue"),
        definition=N_("What an order brings in without VAT, before returns and costs."),
        formula=N_("Net revenue = (price paid + shipping charged) ÷ (1 + VAT rate)"),
        unit=N_("currency per order"),
        example=N_("115 for goods and 5 for shipping, 20 % VAT: (115 + 5) ÷ 1.20 = 100."),
    ),
    Term(
        code="cogs",
        name=N_("Cost of goods"),
        definition=N_(
            "What the goods in one order cost you, without VAT. Give it as money per order or as a share of "
            "the price without VAT before discount, since a sale does not make goods cheaper."
        ),
        formula=N_("Cost of goods = share × AOV without VAT"),
        unit=N_("currency per order"),
        example=N_("AOV 60 with 20 % VAT is 50 without; a share of 40 % is 0.40 × 50 = 20 per order."),
        not_to_confuse=N_("Rent, salaries and software, which do not grow with each order."),
    ),
    Term(
        code="cogs_share",
        name=N_("Cost of goods, share"),
        definition=N_("Cost of goods as a part of the price without VAT and before discount."),
        formula=N_("Share = cost of goods ÷ AOV without VAT = 1 − gross margin"),
        unit=N_("share of the price without VAT"),
        example=N_("Goods for 20 sold for 50 without VAT: 20 ÷ 50 = 40 %, a gross margin of 60 %."),
        not_to_confuse=N_("Mark-up, which divides by the cost: 30 on goods for 20 is a mark-up of 150 %."),
    ),
    Term(
        code="cogs_per_order",
        name=N_("Cost of goods, per order"),
        definition=N_("Cost of goods as an amount of money that stays the same when the order value moves."),
        formula=N_("Cost per order = cost of all goods sold ÷ orders"),
        unit=N_("currency per order"),
        example=N_("Goods for 1,000 in 50 orders: 1,000 ÷ 50 = 20 per order."),
    ),
    Term(
        code="gross_margin",
        name=N_("Gross margin"),
        definition=N_("What is left of the price without VAT once the goods are paid."),
        formula=N_("Gross margin = price without VAT − cost of goods"),
        unit=N_("currency per order, or share of the price"),
        example=N_("Price 50, goods 20: 50 − 20 = 30, or 60 % of the price."),
        not_to_confuse=N_("Contribution, which also takes off shipping, fees, returns and other costs."),
    ),
    Term(
        code="shipping_paid",
        name=N_("Shipping paid"),
        definition=N_("What the carrier bills you per order, without VAT."),
        formula=N_("Shipping paid = carrier invoices ÷ orders"),
        unit=N_("currency per order"),
        example=N_("245 to the carrier for 50 parcels: 245 ÷ 50 = 4.90."),
        not_to_confuse=N_("Shipping charged, which is what the customer pays you."),
    ),
    Term(
        code="pick_pack",
        name=N_("Pick and pack"),
        definition=N_("Handling, box and filling for one order."),
        formula=N_("Pick and pack = (handling + packaging) ÷ orders"),
        unit=N_("currency per order"),
        example=N_("1.70 of work and 0.80 for the box: 1.70 + 0.80 = 2.50."),
    ),
    Term(
        code="fee_rate",
        name=N_("Payment fee, share"),
        definition=N_(
            "The part of the amount paid that goes to the payment provider or marketplace. It is taken of "
            "the price with VAT and shipping, and is not given back on a refund."
        ),
        formula=N_("Payment fee = rate × (price paid + shipping charged) + fixed fee"),
        unit=N_("share of the amount paid"),
        example=N_("2.5 % of 80 plus 0.35: 2.00 + 0.35 = 2.35."),
    ),
    Term(
        code="fee_fixed",
        name=N_("Payment fee, fixed"),
        definition=N_("The part of the payment fee that is the same for every order."),
        formula=N_("Payment fee = rate × (price paid + shipping charged) + fixed fee"),
        unit=N_("currency per order"),
        example=N_("2.5 % of 80 plus 0.35: the fixed part is 0.35 of the 2.35."),
    ),
    Term(
        code="return_rate",
        name=N_("Return rate"),
        definition=N_("The share of orders sent back, counted among those that were not cancelled."),
        formula=N_("Return rate = returned orders ÷ orders not cancelled"),
        unit=N_("share of orders"),
        example=N_("15 of 100 delivered orders come back: 15 %."),
        not_to_confuse=N_(
            "The share of sales value that many published figures give, or cancellations, which were never delivered."
        ),
    ),
    Term(
        code="refunded_share",
        name=N_("Refunded part"),
        definition=N_(
            "How much of the money for a returned order you pay back. 100 % when the whole order is refunded."
        ),
        formula=N_("Kept revenue = net revenue × (1 − return rate × refunded part)"),
        unit=N_("share of the returned order's money"),
        example=N_("Net revenue 50, return rate 20 %, full refund: 50 × (1 − 0.20) = 40. With half refunded: 45."),
    ),
    Term(
        code="recovered_share",
        name=N_("Goods recovered"),
        definition=N_("The part of returned goods that you can sell again at full value."),
        formula=N_("Cost of goods after returns = cost of goods × (1 − return rate × recovered part)"),
        unit=N_("share of returned goods"),
        example=N_("Goods 20, return rate 20 %, recovered 80 %: 20 × (1 − 0.20 × 0.80) = 16.80."),
    ),
    Term(
        code="return_handling",
        name=N_("Cost of a return"),
        definition=N_("What one returned order costs in return shipping, checking and restocking."),
        formula=N_("Per order placed = return rate × cost of a return"),
        unit=N_("currency per returned order"),
        example=N_("5.50 per return at a return rate of 15 %: 0.15 × 5.50 = 0.825 per order."),
        not_to_confuse=N_("The refund itself, which is counted apart."),
    ),
    Term(
        code="cancel_rate",
        name=N_("Cancellation rate"),
        definition=N_(
            "The share of orders that are cancelled or never paid. They bring nothing, but the click was paid."
        ),
        formula=N_("Contribution = (1 − cancellation rate) × what a delivered order leaves − other costs"),
        unit=N_("share of orders placed"),
        example=N_("A delivered order leaves 20 and 4 % are cancelled: 0.96 × 20 = 19.20 per order placed."),
        not_to_confuse=N_("Return rate: a returned order was delivered first."),
    ),
    Term(
        code="other_costs",
        name=N_("Other costs"),
        definition=N_("Any further cost that comes with every order placed, such as a gift, a call or a licence fee."),
        formula=N_("Contribution = gross margin − other costs, where nothing else is typed"),
        unit=N_("currency per order"),
        example=N_("Price 50, goods 20, other costs 10: 50 − 20 − 10 = 20 is left before ads."),
        not_to_confuse=N_("Fixed costs such as rent: they do not change with one more order."),
    ),
    Term(
        code="contribution",
        name=N_("Contribution"),
        definition=N_("What one order leaves, on average, after every cost except ads."),
        formula=N_(
            "Contribution = (1 − cancellation rate) × (kept revenue − goods − shipping − fees − returns) − other costs"
        ),
        unit=N_("currency per order"),
        example=N_(
            "AOV 89 with 19 % VAT, 5 % discount, goods 28, shipping 4.90, packing 2.50, fee 2.5 % + 0.35, "
            "15 % returns refunded in full at 5.50 each, 80 % of their goods recovered: 25.06 is left."
        ),
        not_to_confuse=N_("Gross margin, which forgets everything after the goods. Here it is 71.05 − 28 = 43.05."),
    ),
    # What an order may cost
    Term(
        code="max_cpo",
        name=N_("Maximum CPO"),
        definition=N_(
            "The most an order may cost in ads before you lose money on it. At zero or below, no ad can pay."
        ),
        formula=N_("Maximum CPO = contribution + what later orders of new customers leave"),
        unit=N_("currency per order"),
        example=N_("Price 50, goods 20, other costs 10: 50 − 20 − 10 = 20."),
        not_to_confuse=N_("Target CPO: at the maximum nothing is earned."),
    ),
    Term(
        code="target_cpo",
        name=N_("Target CPO"),
        definition=N_("The cost per order that leaves the profit you want."),
        formula=N_("Target CPO = maximum CPO − wanted profit per order"),
        unit=N_("currency per order"),
        example=N_("Maximum CPO 20 and 10 wanted per order: 20 − 10 = 10."),
        not_to_confuse=N_(
            "Maximum CPO, where profit is zero. A CPO of 16 misses a target of 10, yet still pays under 20."
        ),
    ),
    Term(
        code="target_profit",
        name=N_("Wanted profit per order"),
        definition=N_("What should remain of each order, on average, once the ad is paid."),
        formula=N_("Wanted profit = maximum CPO − target CPO"),
        unit=N_("currency per order"),
        example=N_("Maximum CPO 20, target CPO 10: 20 − 10 = 10 per order."),
    ),
    Term(
        code="target_profit_share",
        name=N_("Wanted profit, share"),
        definition=N_("The part of the maximum CPO that you want to keep as profit."),
        formula=N_("Target CPO = maximum CPO × (1 − share)"),
        unit=N_("share of the maximum CPO"),
        example=N_("Maximum CPO 20 and a share of 20 %: 20 × 0.80 = 16."),
    ),
    Term(
        code="max_cpc",
        name=N_("Maximum CPC"),
        definition=N_("The click price at which an order costs exactly the maximum CPO."),
        formula=N_("Maximum CPC = CVR × maximum CPO"),
        unit=N_("currency per click"),
        example=N_("CVR 2.5 % and maximum CPO 20: 0.025 × 20 = 0.50 per click."),
        not_to_confuse=N_("The bid you enter at the platform: you usually pay less than you bid."),
    ),
    Term(
        code="break_even_roas",
        name=N_("Break-even ROAS"),
        definition=N_(
            "The revenue per unit of ad spend at which you neither earn nor lose. A high figure is bad "
            "news: it means a thin margin. There is none when the maximum CPO is zero or less."
        ),
        formula=N_("Break-even ROAS = AOV ÷ maximum CPO"),
        unit=N_("ratio"),
        example=N_("AOV 50 and maximum CPO 20: 50 ÷ 20 = 2.5."),
        not_to_confuse=N_("The ROAS you reach, for which higher is better."),
    ),
    # What comes out
    Term(
        code="orders",
        name=N_("Orders"),
        definition=N_("Orders that the ads bring in the period. Part of the number is plain luck."),
        formula=N_("Expected orders = clicks × CVR × incremental part"),
        unit=N_("orders per period"),
        example=N_("2,000 clicks at 2.5 %: 2,000 × 0.025 = 50 orders expected."),
        not_to_confuse=N_("Customers: one customer can place several orders."),
    ),
    Term(
        code="cpo",
        name=N_("CPO, cost per order"),
        definition=N_(
            "What one order costs in ads. The figure shown is the median over all draws: half lie below, half above."
        ),
        formula=N_("CPO = ad spend ÷ orders"),
        unit=N_("currency per order"),
        example=N_("1,000 spent for 50 orders: 1,000 ÷ 50 = 20 per order."),
        not_to_confuse=N_("CPA counts any action, CAC only new customers, and CPC only clicks."),
    ),
    Term(
        code="marginal_cpo",
        name=N_("Marginal CPO"),
        definition=N_(
            "What the next order would cost if you spent a little more. It exceeds the CPO because extra "
            "clicks are dearer."
        ),
        formula=N_("Marginal CPO = long-run CPO ÷ (1 − γ)"),
        unit=N_("currency per order"),
        example=N_("CPO 20 and γ 0.2: 20 ÷ 0.8 = 25. At a maximum CPO of 20 the next order already loses 5."),
        not_to_confuse=N_("CPO, the average over all orders bought so far."),
    ),
    Term(
        code="cpa",
        name=N_("CPA, cost per action"),
        definition=N_(
            "What one counted action costs, whatever the action is: a sign-up, a call, a download or an order."
        ),
        formula=N_("CPA = ad spend ÷ actions"),
        unit=N_("currency per action"),
        example=N_("1,000 spent for 200 newsletter sign-ups: 1,000 ÷ 200 = 5 per sign-up."),
        not_to_confuse=N_("CPO, where the action is always an order."),
    ),
    Term(
        code="cac",
        name=N_("CAC, customer acquisition cost"),
        definition=N_("What one new customer costs in ads, when orders from earlier customers do not count as a win."),
        formula=N_("CAC = CPO ÷ new-customer share"),
        unit=N_("currency per new customer"),
        example=N_("CPO 20, and 80 % of orders come from new customers: 20 ÷ 0.80 = 25."),
        not_to_confuse=N_("CPO, which counts all orders and so is never higher."),
    ),
    Term(
        code="roas",
        name=N_("ROAS, return on ad spend"),
        definition=N_("Revenue per unit of ad spend, as ad platforms report it."),
        formula=N_("ROAS = revenue ÷ ad spend = AOV ÷ CPO"),
        unit=N_("ratio"),
        example=N_("50 orders of 50 for 1,000 of ads: 2,500 ÷ 1,000 = 2.5."),
        not_to_confuse=N_("Profit: a ROAS of 2.5 can lose money. Set it against the break-even ROAS."),
    ),
    Term(
        code="profit",
        name=N_("Profit"),
        definition=N_(
            "Money left over the period after goods, order costs and ads. With repeat purchases on, the "
            "expected later orders of new customers are counted in."
        ),
        formula=N_("Profit = orders × maximum CPO − ad spend"),
        unit=N_("currency per period"),
        example=N_("60 orders that leave 20 each, for 1,000 of ads: 60 × 20 − 1,000 = 200."),
        not_to_confuse=N_("The shop's profit: rent, salaries and other fixed costs still have to come off."),
    ),
    Term(
        code="first_order_profit",
        name=N_("First-order profit"),
        definition=N_("Profit from the orders of this period alone. It is the money you can count on now."),
        formula=N_("First-order profit = orders × contribution − ad spend"),
        unit=N_("currency per period"),
        example=N_("60 orders, contribution 20, ads 1,000: 60 × 20 − 1,000 = 200."),
        not_to_confuse=N_("Lifetime profit, part of which has not been earned yet."),
    ),
    Term(
        code="lifetime_profit",
        name=N_("Lifetime profit"),
        definition=N_(
            "First-order profit plus what new customers are expected to leave with later orders, in today's money."
        ),
        formula=N_("Lifetime profit = orders × maximum CPO with repeat purchases − ad spend"),
        unit=N_("currency"),
        example=N_(
            "80 % new customers, half of whom order once more: 20 + 0.80 × 0.50 × 20 = 28 per order. 60 "
            "orders for 1,000 of ads: 60 × 28 − 1,000 = 680."
        ),
        not_to_confuse=N_("First-order profit, the 200 of the same example that this period brings."),
    ),
    Term(
        code="worst_mean",
        name=N_("Mean of the worst 5 %"),
        definition=N_("The average profit over the worst twentieth of all draws: what a bad period looks like."),
        formula=N_("Mean profit of the lowest 5 % of draws"),
        unit=N_("currency per period"),
        example=N_("The five lowest profits in 100 draws are −400, −300, −250, −200 and −150: −1,300 ÷ 5 = −260."),
        not_to_confuse=N_("The worst case. Single draws can be lower still."),
    ),
    Term(
        code="break_even_probability",
        name=N_("Break-even probability"),
        definition=N_(
            "The chance that the budget pays for its orders, given the ranges you typed. A period without "
            "any order does not break even."
        ),
        formula=N_("Share of draws with at least one order and profit ≥ 0"),
        unit=N_("probability, 0 % to 100 %"),
        example=N_("10,322 of 16,384 draws break even: 10,322 ÷ 16,384 = 63 %."),
        not_to_confuse=N_("A promise: with other ranges the chance is another."),
    ),
    Term(
        code="no_order_probability",
        name=N_("Chance of no order"),
        definition=N_("The chance that the whole budget brings not a single order."),
        formula=N_("e to the power of −expected orders, averaged over your ranges"),
        unit=N_("probability, 0 % to 100 %"),
        example=N_("30 clicks at a CVR of 1 % give 0.3 expected orders: a chance of 74 % to sell nothing."),
    ),
    # Repeat purchases
    Term(
        code="repeat_on",
        name=N_("Repeat purchases"),
        definition=N_("Whether later orders of new customers may raise what the first order is allowed to cost."),
        formula=N_("Maximum CPO = contribution + new-customer share × worth today of later orders"),
        unit=N_("yes or no"),
        example=N_("Contribution 20, 80 % new customers, half of whom order once more: 20 + 0.80 × 0.50 × 20 = 28."),
    ),
    Term(
        code="new_customer_share",
        name=N_("New-customer share"),
        definition=N_(
            "The share of orders from people who had not bought from you before. Only their later orders count."
        ),
        formula=N_("New-customer share = first orders ÷ all orders"),
        unit=N_("share of orders"),
        example=N_("40 of 50 orders are first orders: 40 ÷ 50 = 80 %."),
    ),
    Term(
        code="orders_per_year",
        name=N_("Orders per year"),
        definition=N_("How often a customer who stays orders. It sets how far apart the orders lie."),
        formula=N_("Months between orders = 12 ÷ orders per year"),
        unit=N_("orders per customer and year"),
        example=N_("2 a year: 12 ÷ 2 = 6 months between orders."),
    ),
    Term(
        code="years",
        name=N_("Horizon"),
        definition=N_("How far ahead later orders count. What comes after it is ignored."),
        formula=N_("Orders counted per customer = orders per year × years, rounded down"),
        unit=N_("years"),
        example=N_("2 orders a year over 3 years: 2 × 3 = 6 orders, the first one included."),
    ),
    Term(
        code="retention",
        name=N_("Retention"),
        definition=N_("The share of customers who order once more after each order."),
        formula=N_("Share still there at order k = retention to the power of (k − 1)"),
        unit=N_("share of customers"),
        example=N_("50 %: of 100 new customers 50 place a second order and 25 a third."),
        not_to_confuse=N_("The share who stay for a year: this one works from order to order."),
    ),
    Term(
        code="yearly_discount_rate",
        name=N_("Yearly discount on later money"),
        definition=N_("The interest by which money that comes a year later is worth less today."),
        formula=N_("Worth today = amount ÷ (1 + rate) to the power of years until then"),
        unit=N_("share per year"),
        example=N_("20 in one year at 10 %: 20 ÷ 1.10 = 18.18 today. In half a year: 19.07."),
        not_to_confuse=N_("The planned discount on prices."),
    ),
    Term(
        code="retention_cost",
        name=N_("Cost of a later order"),
        definition=N_("What you spend to win one later order, such as mailings or a voucher."),
        formula=N_("A later order leaves = contribution − cost of a later order"),
        unit=N_("currency per later order"),
        example=N_("Contribution 20 and 2 for mailings: 20 − 2 = 18."),
    ),
    Term(
        code="clv",
        name=N_("CLV, customer lifetime value"),
        definition=N_(
            "What a customer is worth over the horizon, in two views: the revenue they bring, and the "
            "contribution they leave. Only contribution can pay for ads."
        ),
        formula=N_("CLV (revenue) = AOV × orders per year × years"),
        unit=N_("currency per customer"),
        example=N_(
            "AOV 100, 2 orders a year, 3 years: 100 × 2 × 3 = 600 of revenue. If all come back and each "
            "order leaves 20, undiscounted: 6 × 20 = 120 of contribution."
        ),
        not_to_confuse=N_("The amount you may spend on a customer: 600 of revenue is not 600 of profit."),
    ),
    Term(
        code="payback",
        name=N_("Payback order"),
        definition=N_("The order after which an average new customer has paid back what winning the order cost."),
        formula=N_("First order at which the summed contribution reaches the CPO"),
        unit=N_("number of the order"),
        example=N_("CPO 50, each order leaves 20 and all come back: 20, 40, 60, so after the third."),
    ),
    # The verdict
    Term(
        code="scale",
        name=N_("Scale"),
        definition=N_(
            "As a zone: a draw whose CPO is at or under the target and that pays. As a verdict: spend more, "
            "because the chance is high, the usual CPO meets the target and the next order still pays."
        ),
        formula=N_("Chance ≥ scale cut-off, median CPO ≤ median target CPO, median marginal CPO ≤ median maximum CPO"),
        unit=N_("zone or verdict"),
        example=N_("Target 10, maximum 20: a CPO of 6 is in the scale zone."),
    ),
    Term(
        code="optimise",
        name=N_("Optimise"),
        definition=N_(
            "As a zone: a draw that pays but misses the target. As a verdict: improve the input that "
            "decides before you spend more."
        ),
        formula=N_("Neither scale nor stop"),
        unit=N_("zone or verdict"),
        example=N_("Target 10, maximum 20: a CPO of 14 or 16 is in the optimise zone."),
    ),
    Term(
        code="stop",
        name=N_("Stop"),
        definition=N_(
            "As a zone: a draw that loses money or brings no order. As a verdict: do not spend this budget, "
            "because even with luck averaged out it seldom pays."
        ),
        formula=N_("Long-run break-even probability ≤ stop cut-off"),
        unit=N_("zone or verdict"),
        example=N_("Target 10, maximum 20: a CPO of 21 is in the stop zone."),
        not_to_confuse=N_(
            "Too few orders to tell. With CPC 1, CVR 1 %, maximum CPO 200 and a budget of 30 the chance is "
            "25.9 %, yet the long-run CPO of 100 is fine."
        ),
    ),
    Term(
        code="scale_at",
        name=N_("Scale cut-off"),
        definition=N_(
            "The break-even probability from which the verdict may be scale. You choose how sure you want to be."
        ),
        formula=N_("Scale only if break-even probability ≥ cut-off"),
        unit=N_("probability, 0 % to 100 %"),
        example=N_("Cut-off 80 %: a chance of 83 % may scale, one of 63 % may not."),
    ),
    Term(
        code="stop_at",
        name=N_("Stop cut-off"),
        definition=N_(
            "The long-run break-even probability at or under which the verdict is stop. It lies below the "
            "scale cut-off."
        ),
        formula=N_("Stop if long-run break-even probability ≤ cut-off"),
        unit=N_("probability, 0 % to 100 %"),
        example=N_("Cut-off 30 %: a long-run chance of 25 % is stop, one of 35 % is optimise."),
    ),
    # How it is worked out
    Term(
        code="belief",
        name=N_("Belief"),
        definition=N_(
            "What you know about one number for the coming period: a fixed value, a range, counts, or "
            "lowest, likeliest and highest value."
        ),
        formula=N_("A range of money becomes a lognormal curve, a range of shares a Beta curve"),
        unit=N_("as the number it is about"),
        example=N_("30 orders from 1,000 clicks: the CVR lies between 2.2 % and 4.0 % with 90 % probability."),
        not_to_confuse=N_(
            "The luck of single clicks and orders: it is added by the simulation, so leave it out of the range."
        ),
    ),
    Term(
        code="interval",
        name=N_("90 % interval"),
        definition=N_("A low and a high value between which the true figure lies with nine chances in ten."),
        formula=N_("Chance of less than low = chance of more than high = 5 %"),
        unit=N_("as the number it is about"),
        example=N_("CPC 0.45 to 0.75: one chance in twenty below 0.45, one in twenty above 0.75, the middle at 0.58."),
        not_to_confuse=N_("The lowest and highest value possible: the truth may lie outside one time in ten."),
    ),
    Term(
        code="level",
        name=N_("Level"),
        definition=N_("How much of the probability lies inside an interval."),
        formula=N_("Chance on each side = (1 − level) ÷ 2"),
        unit=N_("probability, 0 % to 100 %"),
        example=N_("Level 90 %: (1 − 0.90) ÷ 2 = 5 % on each side. Level 80 %: 10 %."),
    ),
    Term(
        code="draw",
        name=N_("Draw"),
        definition=N_(
            "One possible future: a click price, a conversion rate, an order value and luck, with what they lead to."
        ),
        formula=N_("Draws = sets × points per set"),
        unit=N_("number"),
        example=N_("8 sets of 2,048 points: 8 × 2,048 = 16,384 draws."),
    ),
    Term(
        code="points",
        name=N_("Points per set"),
        definition=N_(
            "How many draws each of the independent sets holds. More points make the simulation error "
            "smaller, not your uncertainty."
        ),
        formula=N_("Draws = sets × points per set"),
        unit=N_("number"),
        example=N_("2,048 points in each of 8 sets: 16,384 draws. 4,096 points: 32,768 draws."),
    ),
    Term(
        code="scrambles",
        name=N_("Independent sets"),
        definition=N_(
            "How many separate sets of points are drawn. Comparing them with each other gives the simulation error."
        ),
        formula=N_("Draws = sets × points per set"),
        unit=N_("number"),
        example=N_("8 sets of 2,048 points: 16,384 draws, and eight answers whose spread shows the error."),
    ),
    Term(
        code="seed",
        name=N_("Seed"),
        definition=N_(
            "The start number of the draws. The same plan with the same seed gives the same figures to the last digit."
        ),
        formula=N_("none"),
        unit=N_("whole number"),
        example=N_("Change the seed from 0 to 1: the figures move by about the simulation error."),
    ),
    Term(
        code="mc_error",
        name=N_("Simulation error"),
        definition=N_("How far a printed figure may be off because the number of draws is finite: one standard error."),
        formula=N_("Standard deviation between the independent sets ÷ √(number of sets)"),
        unit=N_("as the figure beside it"),
        example=N_(
            "Eight sets whose results differ by a standard deviation of 0.28 points: 0.28 ÷ √8 = 0.1 "
            "points, printed as ± 0.1."
        ),
        not_to_confuse=N_("Your own uncertainty, which is the interval and does not shrink with more draws."),
    ),
    Term(
        code="median",
        name=N_("Median"),
        definition=N_("The middle value: half of the draws lie below it and half above."),
        formula=N_("The value in the middle once all are sorted"),
        unit=N_("as the number it is about"),
        example=N_("CPOs of 12, 14, 15, 20 and 90: the median is 15, the mean 151 ÷ 5 = 30.2."),
        not_to_confuse=N_("The mean, which a few very bad draws pull up."),
    ),
    Term(
        code="order_luck",
        name=N_("Order luck"),
        definition=N_(
            "The chance in how many clicks happen to buy, and for how much. Switched off, you see the long "
            "run, where luck evens out."
        ),
        formula=N_("Orders scatter around the expected number as a Poisson count"),
        unit=N_("on or off"),
        example=N_("With 4 orders expected, at most one arrives in 9 % of periods, and none at all in 1.8 %."),
        not_to_confuse=N_("Not knowing the conversion rate: that is your range."),
    ),
    Term(
        code="cpc_elasticity",
        name=N_("Rise of the click price (γ)"),
        definition=N_(
            "How fast clicks become dearer as you spend more. At zero the price stays; published values run "
            "from 0.1 to above 0.5, and 0.2 is taken unless you say otherwise."
        ),
        formula=N_("CPC = CPC at the reference budget × (budget ÷ reference budget) to the power of γ"),
        unit=N_("number from 0 to below 1"),
        example=N_("γ 0.2 and a doubled budget: 2 to the power of 0.2 is 1.149, so clicks cost 14.9 % more."),
    ),
    Term(
        code="reference_budget",
        name=N_("Reference budget"),
        definition=N_(
            "The spend at which you saw the click price you typed. Unless you say otherwise it is the "
            "plan's own budget."
        ),
        formula=N_("CPC = CPC at the reference budget × (budget ÷ reference budget) to the power of γ"),
        unit=N_("currency per period"),
        example=N_("0.50 per click seen at 1,000, now 2,000 with γ 0.2: 0.50 × 1.149 = 0.57 per click."),
    ),
    Term(
        code="incremental_share",
        name=N_("Incremental part of orders"),
        definition=N_(
            "The part of the orders counted by the platform that would not have come without the ad. People "
            "who search for your name would often have bought anyway."
        ),
        formula=N_("Orders that count = counted orders × incremental part"),
        unit=N_("share of orders"),
        example=N_("1,000 spent, 50 orders counted, 80 % incremental: 40 orders, and a CPO of 1,000 ÷ 40 = 25."),
    ),
    Term(
        code="correlation",
        name=N_("Correlation"),
        definition=N_(
            "Whether two uncertain inputs tend to be high together (above 0) or one high when the other is "
            "low (below 0). At 0 they have nothing to do with each other."
        ),
        formula=N_("Correlation of the two inputs' normal scores"),
        unit=N_("number between −1 and 1"),
        example=N_("−0.3 between AOV and CVR: in draws with large baskets the conversion rate is rather low."),
        not_to_confuse=N_("Cause: it does not say that one makes the other."),
    ),
    # How much to spend
    Term(
        code="highest_profit_budget",
        name=N_("Budget of most profit"),
        definition=N_(
            "The budget at which the expected profit is highest. Below it you leave orders that would pay, above it "
            "you buy orders that cost more than they leave."
        ),
        formula=N_("The budget with the highest mean profit of all draws"),
        unit=N_("currency per period"),
        example=N_(
            "With γ 0.2 an order costs 16 at a budget of 328: 20.5 × 20 − 328 = 82, more than at any other budget."
        ),
        not_to_confuse=N_("The budget of most orders, or of most revenue: both only rise."),
    ),
    Term(
        code="largest_wanted_budget",
        name=N_("Largest budget that is sure enough"),
        definition=N_(
            "The largest budget at which breaking even is at least as likely as your cut-off for scaling asks (80 % "
            "unless changed)."
        ),
        formula=N_("The largest budget whose break-even probability is at least the wanted one"),
        unit=N_("currency per period"),
        example=N_("At 300 the chance is 90 %, at 500 it is 80 % and at 1,000 it is 50 %: for 80 % the budget is 500."),
    ),
    Term(
        code="marginal_meets_max_budget",
        name=N_("Budget at which the next order just pays"),
        definition=N_(
            "The largest budget at which the next order costs no more than an order may cost, both at their medians."
        ),
        formula=N_("Median marginal CPO = median max CPO"),
        unit=N_("currency per period"),
        example=N_("At 328 an order costs 16 and, with γ 0.2, the next one 16 ÷ 0.8 = 20, which is what it may cost."),
        not_to_confuse=N_("The budget at which the average order just pays, which is larger: there the profit is 0."),
    ),
    Term(
        code="cautious_by_quantile_budget",
        name=N_("Best budget in a weak period"),
        definition=N_("The budget whose profit is highest in a weak period: the one that four periods of five exceed."),
        formula=N_("The budget with the highest 20 % quantile of profit"),
        unit=N_("currency per period"),
        example=N_(
            "Five equally likely profits are −50, 10, 60, 100 and 180 at 300, and −200, −40, 80, 200 and 400 at "
            "1,000. Four of five reach 10 at 300, but only −40 at 1,000: so 300."
        ),
    ),
    Term(
        code="cautious_budget",
        name=N_("Best budget in the worst periods"),
        definition=N_(
            "The budget whose worst 5 % of all draws are best on average. Often there is none: the worst draws lose at "
            "every budget, and more with a larger one."
        ),
        formula=N_("The budget with the highest mean of the worst 5 % of profits, if that is above 0"),
        unit=N_("currency per period"),
        example=N_("The worst 5 % leave 20 on average at 100, −30 at 300 and −260 at 1,000: so 100."),
    ),
    Term(
        code="last_spend",
        name=N_("Last part of the budget"),
        definition=N_(
            "What the average hides: the orders that the last fifth of the budget buys cost more than the average one, "
            "because clicks get dearer."
        ),
        formula=N_("Last part ÷ (orders at the budget − orders without the last part)"),
        unit=N_("currency per order"),
        example=N_(
            "1,000 buys 50 orders, 800 buys 41.8 (γ 0.2): the last 200 buy 8.2 orders at 200 ÷ 8.2 = 24.4, while the "
            "average is 20."
        ),
    ),
    Term(
        code="season_weight",
        name=N_("Weight of a month"),
        definition=N_(
            "The demand of a month as a multiple of the plan's. Spend follows it, and the click price stays that of "
            "the plan."
        ),
        formula=N_("Budget of the month = budget of 30 days × weight"),
        unit=N_("number above 0"),
        example=N_("A budget of 1,000 and a weight of 1.5 in December: 1,500 are spent there."),
    ),
    Term(
        code="under_water",
        name=N_("Under water"),
        definition=N_("What all months so far have left is below zero: the ads have not yet paid for themselves."),
        formula=N_("Share of draws in which the profits of all months so far add up to less than 0"),
        unit=N_("probability, 0 % to 100 %"),
        example=N_("−300, +200 and +250: under water after the first and the second month, not after the third."),
        not_to_confuse=N_("The chance that one month loses, which does not know what came before."),
    ),
    # Where the next euro goes
    Term(
        code="channel",
        name=N_("Channel"),
        definition=N_(
            "A part of the ad spend with clicks of its own: a campaign, a platform, a kind of ad. Each has its own "
            "click price and conversion rate, and shares the plan's margin unless you say otherwise."
        ),
        formula=N_("The spends of all channels add up to the total"),
        unit=N_("none"),
        example=N_("600 in search and 400 in social: 600 + 400 = 1,000."),
        not_to_confuse=N_("Where an order is placed or collected (shop, store): that is omnichannel."),
    ),
    Term(
        code="allocation",
        name=N_("Split of the budget"),
        definition=N_(
            "How a total is shared among channels. The best one leaves the next euro earning the same everywhere, "
            "within your bounds: as long as it earns more in one channel, money should move there."
        ),
        formula=N_("Next euro in A = next euro in B = …, within at least and at most"),
        unit=N_("currency per period"),
        example=N_("The next euro brings 1.30 in search and 0.90 in social: moving 1 gains 1.30 − 0.90 = 0.40."),
        not_to_confuse=N_("The channel with the best average: what counts is the next euro, not the average one."),
    ),
    Term(
        code="next_euro",
        name=N_("What the next euro earns"),
        definition=N_(
            "What one more unit of money in a channel brings in orders on average, less itself. It falls as spend "
            "grows, since clicks get dearer."
        ),
        formula=N_("(1 − γ) × orders × max CPO ÷ spend − 1"),
        unit=N_("currency per currency spent"),
        example=N_("γ 0.2, spend 1,000, 50 orders that leave 30 each: 0.8 × 50 × 30 ÷ 1,000 − 1 = 0.20."),
        not_to_confuse=N_("Profit ÷ spend, which is about all euros and not the next one."),
    ),
    Term(
        code="performance_gap",
        name=N_("Performance gap"),
        definition=N_(
            "How far a channel's true CVR, AOV or CPO lies from that of all channels together, and the chance that "
            "it differs in that direction: that the gap is more than chance."
        ),
        formula=N_("Gap = channel ÷ whole − 1"),
        unit=N_("%"),
        example=N_("An order costs 18 in search and 20 on the whole: 18 ÷ 20 − 1 = −10 %."),
        not_to_confuse=N_("The gap to your target or to other shops."),
    ),
    Term(
        code="optimality_gap",
        name=N_("Optimality gap"),
        definition=N_(
            "How much better than the split shown any split of the same total could be at most, by a proof that does "
            "not trust the way in which the split was found."
        ),
        formula=N_("Gap = upper bound − what the split shown reaches"),
        unit=N_("currency per period, or orders"),
        example=N_("No split can earn more than 500.01, the one shown earns 500: a gap of 0.01."),
        not_to_confuse=N_("How sure the split is: that depends on your ranges, not on the search."),
    ),
    Term(
        code="reach",
        name=N_("Times the spend seen"),
        definition=N_(
            "A channel's spend as a multiple of the spend at which its click price was seen. Far from 1, the click "
            "price is a guess: go there in steps and measure again."
        ),
        formula=N_("New spend ÷ spend at which the CPC was seen"),
        unit=N_("ratio"),
        example=N_("Seen at 1,000, the split gives it 3,000: 3,000 ÷ 1,000 = 3."),
    ),
    Term(
        code="channel_correlation",
        name=N_("Correlation of the channels"),
        definition=N_(
            "How much what a euro brings moves together in any two channels: a season, a price, a rival hit all of "
            "them. It widens the spread of the whole and leaves every mean as it is. 0.3 is a choice, not a "
            "measurement."
        ),
        formula=N_("Correlation of the normal scores of what a euro brings, 0 to 0.99"),
        unit=N_("none"),
        example=N_("At 0, a bad month in one channel says nothing of the others; near 1, all have it."),
        not_to_confuse=N_("One channel causing orders in another: that is not modelled."),
    ),
    Term(
        code="budget_frontier",
        name=N_("Frontier of totals"),
        definition=N_(
            "The highest expected profit that each total can earn, split its best way. It rises while the next euro "
            "earns itself somewhere, and falls from then on."
        ),
        formula=N_("Best profit at a total = maximum over all splits of it"),
        unit=N_("currency per period"),
        example=N_("5,000 earn 400 at best and 6,000 earn 450: the next 1,000 adds 450 − 400 = 50."),
    ),
    # How much to test
    Term(
        code="threshold_rate",
        name=N_("Threshold rate (CVR*)"),
        definition=N_("The conversion rate from which clicks pay for themselves."),
        formula=N_("CVR* = CPC ÷ max CPO"),
        unit=N_("share of clicks"),
        example=N_("0.50 per click and 20 left per order: 0.50 ÷ 20 = 2.5 %."),
    ),
    Term(
        code="sure_at",
        name=N_("Sure enough"),
        definition=N_(
            "The chance from which you act: when the true rate lies above the threshold with this chance you scale, "
            "when it lies below with this chance you stop."
        ),
        formula=N_("none"),
        unit=N_("probability, more than 50 %"),
        example=N_(
            "A threshold of 2.5 %, nothing known before, and 90 % asked: of 800 clicks, 27 orders are enough to scale, "
            "13 are enough to stop, and 20 are neither."
        ),
        not_to_confuse=N_("A significance test, which says how odd the count would be at the threshold itself."),
    ),
    Term(
        code="main_clicks",
        name=N_("Clicks of the main buy"),
        definition=N_(
            "The clicks you buy after the test, if it says so. The more there are, the more a test is worth."
        ),
        formula=N_("Clicks = budget ÷ CPC"),
        unit=N_("clicks"),
        example=N_("1,000 at 0.50 a click: 2,000 clicks."),
    ),
    Term(
        code="perfect_information",
        name=N_("Worth of certainty (EVPI)"),
        definition=N_(
            "What it would be worth to know the true rate before the main buy: the most that any test can be worth."
        ),
        formula=N_("Expected profit when you know before you buy − expected profit of the better choice now"),
        unit=N_("currency"),
        example=N_(
            "The rate is 1.5 % or 3.5 %, equally likely. 2,000 clicks lose 400 or earn 400: as things stand they are "
            "worth 0. Knowing, you buy only at 3.5 %: ½ × 400 = 200."
        ),
    ),
    Term(
        code="sample_information",
        name=N_("Worth of a test (EVSI)"),
        definition=N_("What a test of so many clicks is worth, because it lets you buy or stop more often rightly."),
        formula=N_("Expected profit when you decide after the test − expected profit of the better choice now"),
        unit=N_("currency"),
        example=N_(
            "As for certainty, but the test is right four times in five: ½ × 0.8 × 400 − ½ × 0.2 × 400 = 120, of the "
            "200 that certainty is worth."
        ),
    ),
    Term(
        code="test_cost",
        name=N_("Cost of a test"),
        definition=N_("What the clicks of the test lose on average: their orders pay back a part of their price."),
        formula=N_("Clicks of the test × (CPC − max CPO × expected CVR)"),
        unit=N_("currency"),
        example=N_("300 clicks at 0.50, an expected rate of 2 % and 20 per order: 300 × (0.50 − 0.40) = 30, not 150."),
        not_to_confuse=N_("The spend of the test, 300 × 0.50 = 150, which the orders pay back in part."),
    ),
    Term(
        code="knowing_input",
        name=N_("Worth of knowing one input (EVPPI)"),
        definition=N_(
            "What it would be worth to know one input before the budget is spent: the most that finding it out may "
            "cost. An input that cannot turn the decision is worth nothing."
        ),
        formula=N_("Expected profit when you know the input before you decide − that of the better choice now"),
        unit=N_("currency per period"),
        example=N_("Knowing the rate is worth 165, knowing the click price 75: ask for the rate first."),
    ),
    Term(
        code="pause_rule",
        name=N_("Pause after 3 × target CPA"),
        definition=N_(
            "A common rule: pause what has spent three times the target CPA without an order. It is a test with a "
            "chance of 5 % to pause what works exactly as planned."
        ),
        formula=N_("Chance of no order although the CPO is the target = e to the power of −3 = 5 %"),
        unit=N_("none"),
        example=N_("Target 20: pause after 60 without an order. At 20 per order, 3 were to be expected by then."),
    ),
    # Which lever pays
    Term(
        code="visit_share",
        name=N_("Visit share"),
        definition=N_(
            "The share of clicks that become visits of people from your target market. The rest are clicks that never "
            "load a page, and people who could not buy from you."
        ),
        formula=N_("Visit share = visits from the target market ÷ clicks"),
        unit=N_("share of clicks, 0 % to 100 %"),
        example=N_("2,000 clicks, 1,600 of them visits from the target market: 1,600 ÷ 2,000 = 80 %."),
        not_to_confuse=N_("Impression share, which says how often an ad was shown."),
    ),
    Term(
        code="add_to_cart_rate",
        name=N_("Add-to-cart rate"),
        definition=N_("The share of visits in which something is put into the cart."),
        formula=N_("Add-to-cart rate = carts ÷ visits"),
        unit=N_("share of visits"),
        example=N_("1,600 visits, 160 with something in the cart: 160 ÷ 1,600 = 10 %."),
    ),
    Term(
        code="cart_abandonment",
        name=N_("Cart abandonment"),
        definition=N_("The share of carts that never become an order, at whichever step they are left. About 70 %."),
        formula=N_("Cart abandonment = 1 − orders ÷ carts"),
        unit=N_("share of carts"),
        example=N_("160 carts, 50 orders: 1 − 50 ÷ 160 = 68.75 %."),
        not_to_confuse=N_("Checkouts left: those are only a part of it."),
    ),
    Term(
        code="checkout_completion",
        name=N_("Checkout completion"),
        definition=N_(
            "The share of begun checkouts that end in an order. It says where carts are lost, and does not change CVR "
            "beside cart abandonment."
        ),
        formula=N_("Checkout completion = orders ÷ checkouts begun"),
        unit=N_("share of checkouts"),
        example=N_("100 checkouts begun, 50 orders: 50 ÷ 100 = 50 %."),
        not_to_confuse=N_("1 − cart abandonment, which also counts carts that never reach the checkout."),
    ),
    Term(
        code="lever",
        name=N_("Lever"),
        definition=N_(
            "Something you can do that changes one input: it costs money, has an effect that is known as a range, and "
            "works with a chance. Its costs are paid whether it works or not."
        ),
        formula=N_("Profit of a lever = profit with it − profit without it − its cost, in the same draw"),
        unit=N_("currency per period"),
        example=N_("+8 % of orders for 60: 4 of 50 orders more, 4 × 20 − 60 = 20."),
        not_to_confuse=N_("An effect in points: +8 % turns a CVR of 2.5 % into 2.7 %, not into 10.5 %."),
    ),
    Term(
        code="break_even_effect",
        name=N_("Break-even effect"),
        definition=N_(
            "The change from which a lever pays in the long run, if it has it for sure. Told as a change of what you "
            "know it by: CVR, AOV, CPC or retention."
        ),
        formula=N_("Mean profit with that change − mean profit without it = cost of the lever"),
        unit=N_("percentage points or currency"),
        example=N_(
            "It costs 50, an order leaves 20: 2.5 orders of 50 more, so a CVR of 2.5 % must rise by 0.125 points."
        ),
        not_to_confuse=N_("What is needed when it works: more, since it may also not work."),
    ),
    Term(
        code="payback_probability",
        name=N_("Payback probability"),
        definition=N_("The chance that a lever earns its own costs back within the period, as you believe now."),
        formula=N_("Payback probability = draws in which profit with it − profit without it ≥ its cost ÷ all draws"),
        unit=N_("share, 0 % to 100 %"),
        example=N_("It earns its cost back in 9,830 of 16,384 draws: 9,830 ÷ 16,384 = 60 %."),
        not_to_confuse=N_("Break-even probability: that of the plan and its ads."),
    ),
    Term(
        code="overlap",
        name=N_("Overlap of levers"),
        definition=N_(
            "What levers earn together less the sum of what each earns alone. Below 0 the sum would count customers "
            "twice; above 0 the levers help each other."
        ),
        formula=N_("Overlap = profit of all together − sum of the profits alone"),
        unit=N_("currency per period"),
        example=N_("A stage passes 10 %. Two levers of +10 % each make 11.99 %, not 12 %: none is won twice."),
    ),
    Term(
        code="scenario",
        name=N_("Scenario"),
        definition=N_("One complete plan: budget, ranges, margin and goal, under a name."),
        formula=N_("none"),
        unit=N_("none"),
        example=N_("“Spring, 5,000” and “Spring, 8,000” are two scenarios that differ only in the budget."),
    ),
    Term(
        code="baseline",
        name=N_("Baseline"),
        definition=N_("The scenario you have set aside to measure others against."),
        formula=N_("Change = figure of the plan − figure of the baseline"),
        unit=N_("none"),
        example=N_("Baseline CPO 20, plan CPO 16: the change shown is 16 − 20 = −4."),
    ),
    Term(
        code="what_if",
        name=N_("What-if"),
        definition=N_(
            "A scenario with one or more inputs changed, run on the same draws, so that only the change shows."
        ),
        formula=N_("none"),
        unit=N_("none"),
        example=N_("CVR 2.5 % instead of 2.0 % at 0.50 per click: the CPO goes from 25 to 20."),
    ),
    Term(
        code="better_probability",
        name=N_("Chance of being better"),
        definition=N_("How often one plan leaves more profit than another when both meet the same draw."),
        formula=N_("Share of draws in which profit of plan B is above profit of plan A"),
        unit=N_("probability, 0 % to 100 %"),
        example=N_("B leaves more in 11,469 of 16,384 draws: 11,469 ÷ 16,384 = 70 %."),
    ),
    Term(
        code="tornado",
        name=N_("Tornado chart"),
        definition=N_(
            "What each uncertain input does on its own: the result with the input at its low end and at its high end, "
            "all others as believed, the largest effect on top."
        ),
        formula=N_("Low and high end: the values that the truth is below or above with a chance of 5 % each"),
        unit=N_("as the result"),
        example=N_(
            "In the plan of a first visit a conversion rate of 1.5 % gives a chance of 13 % to break even and one of "
            "3 % a chance of 98 %: the longest bar."
        ),
        not_to_confuse=N_("A worst case: the other inputs are not at their worst at the same time."),
    ),
    Term(
        code="variance_share",
        name=N_("Share of the variance of profit"),
        definition=N_(
            "How much of the uncertainty of profit an input explains (Sobol' index). First order: what would go on "
            "average if the input were known. Total: what would stay if all others were known."
        ),
        formula=N_("First order = 1 − (mean variance of profit once the input is known ÷ variance of profit)"),
        unit=N_("share, 0 % to 100 %"),
        example=N_(
            "The variance of profit is 100, and 55 on average once the conversion rate is known: it explains "
            "1 − 55 ÷ 100 = 45 %."
        ),
        not_to_confuse=N_("A share of profit itself; and shares exist for inputs that are not correlated only."),
    ),
    Term(
        code="rank_correlation",
        name=N_("Rank correlation"),
        definition=N_(
            "How closely an input goes along with CPO when all draws are put in order by each of the two (Spearman). "
            "At 1 both orders are the same, at −1 one is the other reversed, at 0 they have nothing in common."
        ),
        formula=N_("Correlation of the ranks of the draws"),
        unit=N_("number between −1 and 1"),
        example=N_(
            "In the plan of a first visit 0.55 for the click price and −0.76 for the conversion rate: a high rate goes "
            "with a low CPO."
        ),
        not_to_confuse=N_("A share of the uncertainty: rank correlations do not add up to anything."),
    ),
    Term(
        code="goal_seek",
        name=N_("Goal seek"),
        definition=N_(
            "The value that one input would have to have for a goal to be reached, all others as they are. Of a range "
            "the middle is meant, and the range keeps its width."
        ),
        formula=N_("The input's value at which the result equals what is wanted, on the same draws"),
        unit=N_("as the input"),
        example=N_("0.50 per click and a CPO of 16 wanted: a conversion rate of 0.50 ÷ 16 = 3.125 % instead of 2.5 %."),
        not_to_confuse=N_("A forecast: it says what would have to be true, not that it will be."),
    ),
    Term(
        code="distance",
        name=N_("Likely, a stretch, out of reach"),
        definition=N_(
            "How far a value lies from what you believe today. Likely: the truth is at least that far out with a "
            "chance of 25 % or more. A stretch: 5 % or more. Out of reach: less."
        ),
        formula=N_("Chance of a value as high or higher (as low or lower) by your own range"),
        unit=N_("none"),
        example=N_(
            "You believe 1.5 % to 3 %. The truth is 3 % or higher with a chance of 5 %: a stretch. 3.2 % would be out "
            "of reach."
        ),
    ),
    # What an order may cost from whom
    Term(
        code="segment",
        name=N_("Segment"),
        definition=N_(
            "A kind of customers who order more or less often, or for more or less, than the average: each may cost "
            "another price per click."
        ),
        formula=N_("Shares of the clicks that add up to 100 %"),
        unit=N_("share of the clicks"),
        example=N_("1,400 of 2,000 clicks come from new visitors: a segment with 1,400 ÷ 2,000 = 70 %."),
        not_to_confuse=N_("A campaign: one may reach several segments, and a segment may come through several."),
    ),
    Term(
        code="cvr_relative",
        name=N_("Relative CVR"),
        definition=N_(
            "The conversion rate of a segment against the average of all clicks. Only the ratios between segments "
            "count: the average is always the plan's."
        ),
        formula=N_("Relative CVR = CVR of the segment ÷ average CVR"),
        unit=N_("ratio"),
        example=N_("Loyal customers order at 5 % of their clicks, all visitors at 2.5 %: 5 ÷ 2.5 = 2."),
    ),
    Term(
        code="value_per_click",
        name=N_("Value per click"),
        definition=N_(
            "What a click of a segment brings before ads, on average over all draws: the most it may cost if it "
            "shall not lose money on average."
        ),
        formula=N_("Value per click = mean of (CVR × maximum CPO)"),
        unit=N_("currency per click"),
        example=N_("CVR 2.5 % and maximum CPO 20, both known: 0.025 × 20 = 0.50 per click."),
        not_to_confuse=N_("The maximum CPC that is printed as a median: half of the draws lie above it."),
    ),
    Term(
        code="bid_factor",
        name=N_("Bid factor"),
        definition=N_(
            "The click price to bid for a segment against one bid for all. The same budget earns most when bids are "
            "in proportion to what a click is worth, as far as each segment's spend may grow."
        ),
        formula=N_("Bid factor = (spend of the segment ÷ its spend at one bid for all)^γ"),
        unit=N_("ratio"),
        example=N_(
            "Two halves whose clicks are worth 1.50 and 0.50, with γ 0.5: 900 and 100 of 1,000 are spent instead of "
            "500 each, at bids of √1.8 = 1.34 and √0.2 = 0.45 times the common one."
        ),
    ),
    # Own numbers
    Term(
        code="conversion_lag",
        name=N_("Conversion lag"),
        definition=N_(
            "The days that pass between a click and its order. Until they have passed, the last days of an export look "
            "worse than they are, so they may be left out."
        ),
        formula=N_("Day of the order − day of the click"),
        unit=N_("days"),
        example=N_(
            "Half of the orders come within a day of the click, nearly all within three: the last three days are left "
            "out."
        ),
    ),
    Term(
        code="effective_orders",
        name=N_("Effective orders"),
        definition=N_(
            "How many orders would tell as much about the coming period if the conversion rate never moved. Rates do "
            "move, so it is fewer than were counted."
        ),
        formula=N_("Orders of the Beta that has the mean and the spread of what is believed"),
        unit=N_("orders"),
        example=N_(
            "1,450 orders at a rate that varies by 38 % from day to day are worth 34: the average of the next 30 days "
            "is believed to lie between 1.4 % and 2.4 %."
        ),
        not_to_confuse=N_("The orders of the export, which are shown beside it."),
    ),
    Term(
        code="drift",
        name=N_("Drift"),
        definition=N_(
            "How far the average of the coming period may move away from the present level, as a relative standard "
            "deviation. It is estimated from the file, and taken from what is usual where the file is short."
        ),
        formula=N_("Standard deviation of coming average ÷ present level"),
        unit=N_("share"),
        example=N_("A rate that varies by 20 % from day to day, slowly, still varies by 7 % from month to month."),
        not_to_confuse=N_("The luck of single orders, which the simulation adds."),
    ),
    Term(
        code="borrowed",
        name=N_("Borrowed, partial pooling"),
        definition=N_(
            "The part of a campaign's conversion rate that comes from the other campaigns. One with few orders of its "
            "own says little, so it is drawn towards the middle of its siblings; one with many stands for itself."
        ),
        formula=N_("Weight of the siblings' middle ÷ (that weight + own effective clicks)"),
        unit=N_("share"),
        example=N_("Own rate 1 %, middle 3 %, borrowed 25 %: 0.75 × 1 + 0.25 × 3 = 1.5 %."),
    ),
    Term(
        code="at_stake",
        name=N_("At stake"),
        definition=N_(
            "What a campaign is expected to earn, or lose when negative, in the coming period if its spend stays that "
            "of the last 28 days."
        ),
        formula=N_("At stake = spend × (max CPO ÷ CPO − 1), on average"),
        unit=N_("currency per period"),
        example=N_("1,000 at a CPO of 16 where an order may cost 20: 1,000 × (20 ÷ 16 − 1) = 250."),
        not_to_confuse=N_(
            "Spend: a cheap campaign that loses all of it has less at stake than a dear one losing half."
        ),
    ),
    Term(
        code="backtest",
        name=N_("Backtest: would it have been right?"),
        definition=N_(
            "The method is held against the past: for every week or fortnight that is over, it learns from the days "
            "before, predicts from the spend that was made, and is compared with what happened."
        ),
        formula=N_("Prediction from the days before − what happened"),
        unit=N_("as the quantity"),
        example=N_(
            "The middle of 18 predictions missed by 22 orders on average, “as in the week before” would have missed by "
            "25."
        ),
        not_to_confuse=N_("A promise: a break that has never happened yet is in no past."),
    ),
    Term(
        code="coverage",
        name=N_("Coverage"),
        definition=N_(
            "The share of past outcomes that lay inside their predicted range. Of 90 % ranges it should be about 90 %: "
            "much less says that the ranges are too narrow, always all of them that they are too wide."
        ),
        formula=N_("Coverage = outcomes inside ÷ outcomes"),
        unit=N_("share"),
        example=N_("16 of 18 weeks inside their 90 % range: 16 ÷ 18 = 89 %."),
        not_to_confuse=N_("The 90 % itself, which is what was promised."),
    ),
    # What the whole shop earns
    Term(
        code="ropo",
        name=N_("ROPO, research online, purchase offline"),
        definition=N_(
            "Somebody clicks on an ad, orders nothing online, and buys in the store. Counted as store orders per 100 "
            "clicks, also those that would have come anyway."
        ),
        formula=N_("Store orders per 100 clicks = store orders that began with a click ÷ clicks × 100"),
        unit=N_("store orders per 100 clicks"),
        example=N_("2,000 clicks, and 20 people buy in the store after theirs: 20 ÷ 2,000 × 100 = 1 per 100 clicks."),
        not_to_confuse=N_("Click & collect: those orders are paid online and are online orders already."),
    ),
    Term(
        code="click_collect",
        name=N_("Click & collect"),
        definition=N_(
            "Ordered and paid online, collected in a store. It saves shipping and costs handling; what is bought in "
            "addition at pick-up is an order of its own."
        ),
        formula=N_("Adds = collected orders × (shipping saved − handling)"),
        unit=N_("share of online orders"),
        example=N_("50 orders, 40 % collected, 5 of shipping saved, 2 for handling: 20 × (5 − 2) = 60."),
        not_to_confuse=N_("Store orders: a collected order is counted once, online."),
    ),
    Term(
        code="incrementality",
        name=N_("Incrementality"),
        definition=N_(
            "The share of store orders, purchases at pick-up and the rest that would not have come without the ads. "
            "Only this share counts. A test without ads in one region measures it."
        ),
        formula=N_("Store orders that count = store orders after a click × incrementality"),
        unit=N_("share, 0 % to 100 %"),
        example=N_("20 store orders after a click, half of whom would have come anyway: 20 × 50 % = 10 count."),
        not_to_confuse=N_("The incremental part of online orders, which has its own input in the sidebar."),
    ),
    Term(
        code="effective_cpo",
        name=N_("Effective CPO"),
        definition=N_("The ad spend per order caused, in all channels: online, in stores and at pick-up."),
        formula=N_("Effective CPO = ad spend ÷ (online orders + store orders + purchases at pick-up)"),
        unit=N_("currency per order"),
        example=N_("1,000 spent, 50 online orders and 10 store orders: 1,000 ÷ 60 = 16.67."),
        not_to_confuse=N_("CPO, which counts online orders only."),
    ),
    Term(
        code="effective_max_cpo",
        name=N_("Effective max CPO"),
        definition=N_("What the orders of all channels leave before ads, per order: the most an order may cost."),
        formula=N_("Effective max CPO = what the orders of all channels leave ÷ their number"),
        unit=N_("currency per order"),
        example=N_("50 online orders that leave 20 and 10 store orders that leave 18: 1,180 ÷ 60 = 19.67."),
    ),
    Term(
        code="omnichannel_conversion_rate",
        name=N_("Omnichannel conversion rate"),
        definition=N_("Orders caused in all channels per click."),
        formula=N_("Omnichannel conversion rate = (online orders + store orders + purchases at pick-up) ÷ clicks"),
        unit=N_("share of clicks"),
        example=N_("50 online and 10 store orders from 2,000 clicks: 60 ÷ 2,000 = 3 %, where CVR is 2.5 %."),
        not_to_confuse=N_("CVR, which counts online orders only."),
    ),
    Term(
        code="total_revenue",
        name=N_("Revenue of all channels"),
        definition=N_(
            "What customers pay because of the ads, as the order value states it: online, in the shop's own stores, "
            "and at subsidiaries and partners."
        ),
        formula=N_("Revenue of all channels = main shop (online + stores) + subsidiaries and partners"),
        unit=N_("currency per period"),
        example=N_("50 orders of 50 online and 10 of 60 in stores: 2,500 + 600 = 3,100."),
        not_to_confuse=N_("Profit: goods, VAT and ads still have to come off."),
    ),
    Term(
        code="multichannel_worth",
        name=N_("Worth of multichannel customers"),
        definition=N_(
            "How much the later orders of a customer who buys in several channels leave, compared with one who buys in "
            "one. 1 means no difference."
        ),
        formula=N_("Worth = what later orders of a multichannel customer leave ÷ those of a single-channel one"),
        unit=N_("ratio"),
        example=N_("Later orders leave 30 instead of 20: 30 ÷ 20 = 1.5."),
    ),
    Term(
        code="store_orders_needed",
        name=N_("Store orders needed"),
        definition=N_(
            "From how many store orders per 100 clicks the plan breaks even in the long run, with an even chance or "
            "with the one wanted; all else as believed."
        ),
        formula=N_("Needed = what is missing ÷ (what a store order leaves × incrementality × clicks) × 100"),
        unit=N_("store orders per 100 clicks"),
        example=N_(
            "2,000 clicks, 100 missing, 18 left of a store order, half caused: 100 ÷ (18 × 0.5 × 2,000) × 100 = 0.56."
        ),
    ),
)

TERMS: Final[dict[str, Term]] = {term.code: term for term in _TERMS}

COMPARISONS: Final[list[tuple[str, str]]] = [
    (
        N_("CPO and CPA"),
        N_(
            "CPA is the cost of any action you choose to count, from a newsletter sign-up to a sale. CPO is "
            "the CPA of one action only, the order. If a platform counts sign-ups as conversions, its CPA "
            "can be 5 while an order costs 20."
        ),
    ),
    (
        N_("CPO and CPC"),
        N_(
            "CPC is the price of a visit, CPO the price of a sale. The conversion rate links them: at 0.50 "
            "per click and 2.5 % an order costs 20. Clicks can get cheaper while orders get dearer, when "
            "the cheaper visitors buy less."
        ),
    ),
    (
        N_("CPO and CAC"),
        N_(
            "CPO counts every order, CAC only customers who are new. With a CPO of 20 and 80 % new "
            "customers the CAC is 25. Set CAC against what a customer leaves over time, and CPO against "
            "what an order leaves."
        ),
    ),
    (
        N_("CPO and ROAS"),
        N_(
            "Both look at the same spend: ROAS is the average order value divided by the CPO, 50 ÷ 20 = "
            "2.5. ROAS speaks of revenue and knows nothing of your margin, so it needs the break-even ROAS "
            "beside it. CPO can be held directly against what an order may cost."
        ),
    ),
]

METHOD: Final[list[tuple[str, str]]] = [
    (
        N_("One period, played many times"),
        N_(
            "The simulator plays your period 16,384 times unless you ask for another number. Each time it "
            "picks one click price, one conversion rate and one average order value from the ranges you "
            "typed, and works out clicks, orders, cost per order and profit. The break-even probability is "
            "the share of these draws in which the budget pays."
        ),
    ),
    (
        N_("What a range means"),
        N_(
            "A low and a high value mean: I am 90 % sure that the true average of the coming period lies "
            "between them. Money follows a lognormal curve, which cannot fall below zero; shares follow a "
            "Beta curve, which stays between 0 and 100 %. Lowest, likeliest and highest value give a PERT "
            "curve, and counts of orders and clicks give the Beta curve that the counts support (Jeffreys)."
        ),
    ),
    (
        N_("One value per draw, not per click"),
        N_(
            "If you do not know your conversion rate, you do not know it for all clicks alike. So each draw "
            "keeps one rate for the whole period. A new rate for every click would let highs and lows "
            "cancel out and make the answer look far safer: in one case we checked, 92 % where 55 % is "
            "right."
        ),
    ),
    (
        N_("Order luck"),
        N_(
            "Even with a known rate, 300 clicks do not bring the same number of orders every time. The "
            "number of orders is therefore drawn as a Poisson count, and their average value scatters more "
            "the fewer they are. Switch luck off to see the long run, the same plan with chance evened out."
        ),
    ),
    (
        N_("What an order may cost"),
        N_(
            "From the order value come off discount, VAT, refunds, goods, shipping, fees, returns and "
            "cancellations. What is left is the maximum CPO. It moves with the order value, so it is worked "
            "out anew in every draw, and a draw with small baskets has both less revenue and a lower "
            "ceiling. Later orders of new customers raise it only if you switch them on."
        ),
    ),
    (
        N_("The median, not the mean"),
        N_(
            "A few draws with hardly any orders have an enormous CPO, and with no order at all it is "
            "infinite. A mean would follow those few, so the headline is the median, with the interval that "
            "holds nine draws in ten. The mean click price divided by the mean conversion rate is neither: "
            "for CPC 0.50 to 1.20 and CVR 1 to 4 % it gives 36.7, where the median is 38.7 and the mean "
            "43.9."
        ),
    ),
    (
        N_("The same points for every plan"),
        N_(
            "All plans meet the same draws, taken from evenly spread points (scrambled Sobol' points) "
            "instead of dice. When you move a slider, the answer moves because of the slider and never "
            "because of fresh luck. Two plans are compared draw by draw, which shows how often one beats "
            "the other."
        ),
    ),
    (
        N_("Simulation error"),
        N_(
            "The draws come in eight independent sets. How much the sets disagree tells how far a figure "
            "may be off because the number of draws is finite; this is the ± beside it. More draws make it "
            "smaller. Your own uncertainty is the interval, and only better knowledge of your shop makes "
            "that narrower."
        ),
    ),
    (
        N_("More budget, dearer clicks"),
        N_(
            "The first clicks you buy are the cheapest, so the click price rises with spend by the exponent "
            "γ. With γ at 0.2, doubling the budget makes clicks 14.9 % dearer, and the next order costs "
            "1.25 times the average one. That is why the verdict scale asks whether the next order pays, "
            "not only whether the average one did. The default of 0.2 comes from published models; accounts "
            "have shown up to 0.57, so yours may rise faster."
        ),
    ),
    (
        N_("Inputs that move together"),
        N_(
            "Click price, conversion rate and order value are drawn independently unless you set "
            "correlations. Shops with large baskets tend to convert less, for instance. A correlation has "
            "no effect while one of its two inputs is known, and a set of correlations that cannot exist "
            "together is refused."
        ),
    ),
    (
        N_("How the verdict is reached"),
        N_(
            "Scale needs three things: a break-even probability at your scale cut-off or above (80 % unless "
            "changed), a median CPO within the median target, and a median marginal CPO within the median "
            "maximum. Stop means that the long-run probability is at your stop cut-off or below (30 % "
            "unless changed). All else is optimise, and where only luck makes the chance low, the text says "
            "that there are too few orders to tell."
        ),
    ),
    (
        N_("What it assumes"),
        N_(
            "The whole budget is spent, clicks buy independently of each other, and the inputs stay at "
            "their drawn average for the period. Returns, fees and shares act on the average order. "
            "Customers come back at a constant rhythm up to the horizon you set. Stock, staff and delivery "
            "keep up with the orders."
        ),
    ),
    (
        N_("What it cannot know"),
        N_(
            "The answer is as good as your ranges. It does not know which orders the ad really caused "
            "(attribution), unless you lower the incremental part; nor a season, a sale or a new competitor "
            "that your ranges leave out; nor what a new platform rule, another landing page or an ad that "
            "people are tired of will do. Fixed costs are not in it. A probability of 80 % also means that "
            "one such plan in five loses money."
        ),
    ),
    (
        N_("Published figures"),
        N_(
            "Presets and hints quote published figures with year, source and a mark for how well they are "
            "documented: A for the publisher's own page, B for someone who names the publisher, C for a "
            "range without a method. They are averages of other shops, each from another sample and with "
            "another way of counting. A published click price divided by a published conversion rate is no "
            "one's cost per order, so begin with a range and replace it with your own figures."
        ),
    ),
]
