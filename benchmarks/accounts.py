"""Invented ad accounts, written as exports in random dialects and languages: what was written must be read back.

Stands on its own: it knows nothing of the code that reads. The tests read a few dozen seeded variants, `make bench`
more than a thousand.

Long because it writes every dialect of an export by itself, apart from the code that reads.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from xml.sax.saxutils import escape

LANGUAGES: Final = ("en", "fr", "de", "sl")
NBSP, NARROW = "\u00a0", "\u202f"


@dataclass(frozen=True)
class Row:
    """One day of one campaign; money in cents, orders in hundredths, as platforms share orders out."""

    day: date
    campaign: str
    spend: int
    impressions: int
    clicks: int
    orders: int
    value: int


@dataclass(frozen=True)
class Account:
    """An account as it really is."""

    rows: tuple[Row, ...]
    currency: str

    @property
    def totals(self) -> dict[str, float]:
        """Sums of what every export holds."""
        return {
            "spend": sum(row.spend for row in self.rows) / 100,
            "clicks": sum(row.clicks for row in self.rows),
            "orders": sum(row.orders for row in self.rows) / 100,
            "value": sum(row.value for row in self.rows) / 100,
        }

    @property
    def campaigns(self) -> set[str]:
        """Names of its campaigns."""
        return {row.campaign for row in self.rows}

    @property
    def days(self) -> set[date]:
        """Days on which it has a row."""
        return {row.day for row in self.rows}


@dataclass(frozen=True)
class Dialect:
    """How an export is written."""

    platform: str
    language: str
    encoding: str = "utf-8"
    separator: str = ","
    decimal: str = "."
    thousands: str = ""
    dates: str = "iso"
    """iso, slash_day, slash_month, dots, dots_short, digits, short_day, short_month, words."""
    preamble: bool = False
    range_line: bool = False
    sep_line: bool = False
    totals: str = ""
    """"" for none, first or last."""
    segmented: bool = False
    currency_at: str = "header"
    """header, column, sign or nowhere."""
    extra: bool = True
    shuffled: bool = False
    quoted: bool = False
    ends: str = "\n"
    last_end: bool = True
    empty: str = "0"
    """What stands for no orders: 0, nothing, or the dashes of Google Ads."""
    blank_lines: bool = False
    remark: bool = False
    sheet: bool = False
    """An XLSX instead of text; `typed` says whether its numbers and days are numbers and days."""
    typed: bool = True


NAMES: Final = {
    "google_ads": {
        "date": ("Day", "Jour", "Tag", "Dan"),
        "campaign": ("Campaign", "Campagne", "Kampagne", "Oglaševalska akcija"),
        "type": ("Campaign type", "Type de campagne", "Kampagnentyp", "Vrsta oglaševalske akcije"),
        "currency": ("Currency code", "Code de la devise", "Währungscode", "Koda valute"),
        "device": ("Device", "Appareil", "Gerät", "Naprava"),
        "spend": ("Cost", "Coût", "Kosten", "Strošek"),
        "impressions": ("Impr.", "Impr.", "Impr.", "Prik."),
        "clicks": ("Clicks", "Clics", "Klicks", "Kliki"),
        "cpc": ("Avg. CPC", "CPC moy.", "Durchschn. CPC", "Povpr. CPC"),
        "orders": ("Conversions", "Conversions", "Conversions", "Konverzije"),
        "value": ("Conv. value", "Valeur de conv.", "Conv.-Wert", "Vrednost konv."),
        "rate": ("Conv. rate", "Taux de conv.", "Conv.-Rate", "Stopnja konv."),
        "cpo": ("Cost / conv.", "Coût/conv.", "Kosten/Conv.", "Strošek/konv."),
    },
    "meta_ads": {
        "date": ("Day", "Jour", "Tag", "Dan"),
        "campaign": ("Campaign name", "Nom de la campagne", "Kampagnenname", "Ime kampanje"),
        "currency": ("Currency", "Devise", "Währung", "Valuta"),
        "device": ("Impression device", "Appareil d’impression", "Gerät", "Naprava"),
        "spend": ("Amount spent", "Montant dépensé", "Ausgegebener Betrag", "Porabljeni znesek"),
        "impressions": ("Impressions", "Impressions", "Impressionen", "Prikazi"),
        "clicks": ("Link clicks", "Clics sur un lien", "Link-Klicks", "Kliki povezave"),
        "cpc": ("CPC (all)", "CPC (tous)", "CPC (alle)", "CPC (vsi)"),
        "orders": ("Purchases", "Achats", "Käufe", "Nakupi"),
        "value": (
            "Purchases conversion value",
            "Valeur de conversion des achats",
            "Conversion-Wert für Käufe",
            "Vrednost konverzije nakupov",
        ),
        "cpo": ("Cost per result", "Coût par résultat", "Kosten pro Ergebnis", "Cena na rezultat"),
    },
    "ga4": {
        "campaign": ("Session campaign", "Campagne de la session", "Kampagne der Sitzung", "Oglaševalska akcija seje"),
        "date": ("Date", "Date", "Datum", "Datum"),
        "currency": ("Currency", "Devise", "Währung", "Valuta"),
        "device": ("Device category", "Catégorie d'appareil", "Gerätekategorie", "Kategorija naprave"),
        "impressions": ("Sessions", "Sessions", "Sitzungen", "Seje"),
        "spend": ("Ads cost", "Coût Google Ads", "Google Ads-Kosten", "Stroški Google Ads"),
        "clicks": ("Ads clicks", "Clics Google Ads", "Google Ads-Klicks", "Kliki Google Ads"),
        "orders": ("Ecommerce purchases", "Achats e-commerce", "E-Commerce-Käufe", "Nakupi e-trgovine"),
        "value": ("Purchase revenue", "Revenu d'achat", "Kaufumsatz", "Prihodek od nakupov"),
    },
    "table": {
        "date": ("Date", "Date", "Datum", "Datum"),
        "campaign": ("Campaign", "Campagne", "Kampagne", "Kampanja"),
        "currency": ("Currency", "Devise", "Währung", "Valuta"),
        "device": ("Device", "Appareil", "Gerät", "Naprava"),
        "spend": ("Spend", "Dépenses", "Ausgaben", "Poraba"),
        "clicks": ("Clicks", "Clics", "Klicks", "Kliki"),
        "orders": ("Orders", "Commandes", "Bestellungen", "Naročila"),
        "value": ("Value", "Chiffre d'affaires", "Umsatz", "Prihodek"),
    },
}
LABELS: Final = {
    "google_ads": (
        ("Total: Account", "Total: Campaigns"),
        ("Total : compte", "Total : campagnes"),
        ("Gesamt: Konto", "Gesamt: Kampagnen"),
        ("Skupaj: račun", "Skupaj: oglaševalske akcije"),
    ),
    "meta_ads": (
        ("Results from {n} campaigns",),
        ("Résultats de {n} campagnes",),
        ("Ergebnisse aus {n} Kampagnen",),
        ("Rezultati iz {n} kampanj",),
    ),
    "ga4": (("Grand total",), ("Total général",), ("Gesamtsumme",), ("Skupna vsota",)),
    "table": (("Total", "Grand total"), ("Total", "Total général"), ("Gesamt", "Gesamtsumme"), ("Skupaj", "Vsota")),
}
TITLES: Final = ("Campaign report", "Rapport sur les campagnes", "Kampagnenbericht", "Poročilo o oglaševalskih akcijah")
MONTHS: Final = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "fr": ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    "de": ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."],
    "sl": ["jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "avg.", "sep.", "okt.", "nov.", "dec."],
}
CAMPAIGNS: Final = (
    "Brand | Search", "Prospecting - Été, 25-44", 'PMax "Gifts"', "Total Rewards", "Gesamtpaket", "Herbst; Schuhe",
    "Čevlji in škornji", "= 50 % off", "Générique – Noël", "Skupaj v naravo", "2026 Retargeting", "Somme toute",
    "A", "Summer (EUR)", "Cost / conv. test", "Größe 46", "#1 Bestseller", "Ensemble d'hiver",
)  # fmt: skip
ENCODINGS: Final = {
    "en": ("utf-8", "utf-8-sig", "utf-16", "cp1252"),
    "fr": ("utf-8", "utf-8-sig", "utf-16", "cp1252"),
    "de": ("utf-8", "utf-8-sig", "utf-16", "cp1252"),
    "sl": ("utf-8", "utf-8-sig", "utf-16", "cp1250"),
}


def random_account(rng: random.Random) -> Account:
    """An account of 1 to 6 campaigns over 1 to 45 days."""
    names = rng.sample(CAMPAIGNS, rng.randint(1, 6))
    first = date(2026, 1, 1) + timedelta(days=rng.randrange(300))
    rows = []
    for number in range(rng.choice((1, 5, 9, 14, 30, 45))):
        for name in names:
            if rng.random() < 0.9 or not rows:
                clicks = rng.choice((0, rng.randrange(30), rng.randrange(3_000)))
                orders = min(clicks, rng.randrange(40)) * 100
                orders += rng.choice((0, 0, rng.randrange(100))) if orders else rng.choice((0, 0, 0, 100))
                spend = clicks * rng.randrange(10, 150) + (rng.randrange(100) if clicks else 0)
                rows.append(
                    Row(
                        first + timedelta(days=number),
                        name,
                        spend,
                        clicks * rng.randrange(5, 60),
                        clicks,
                        orders,
                        orders * rng.randrange(20, 200),
                    )
                )
    return Account(tuple(rows), rng.choice(("EUR", "USD", "GBP", "CHF")))


def random_dialect(rng: random.Random) -> Dialect:
    """Any way in which an export may be written."""
    platform = rng.choice(tuple(NAMES))
    language = rng.choice(LANGUAGES)
    decimal = rng.choice(".,") if platform == "table" else ("." if language == "en" else ",")
    thousands = rng.choice(("", ",", " ", "'") if decimal == "." else ("", ".", " ", NBSP, NARROW, "’"))
    slashes = ("slash_month", "short_month") if rng.random() < 0.4 else ("slash_day", "short_day")
    encoding = rng.choice(ENCODINGS[language])
    if encoding.startswith("cp"):
        thousands = thousands if thousands != NARROW else NBSP
    preamble = platform == "google_ads" and rng.random() < 0.8
    if platform == "ga4":
        slashes = ("digits", "digits")
    return Dialect(
        platform,
        language,
        encoding,
        separator=rng.choice(",;\t"),
        decimal=decimal,
        thousands=thousands,
        dates=rng.choice(("iso", "iso", *slashes, "dots", "dots_short", "digits", "words")),
        preamble=preamble,
        range_line=preamble,
        sep_line=rng.random() < 0.1,
        totals=rng.choice(("", "first", "last")),
        segmented=rng.random() < 0.3,
        currency_at=rng.choice(("header", "column", "sign", "nowhere")),
        extra=rng.random() < 0.7,
        shuffled=rng.random() < 0.4,
        quoted=rng.random() < 0.2,
        ends=rng.choice(("\n", "\r\n")),
        last_end=rng.random() < 0.8,
        empty=rng.choice(("0", "", " --")),
        blank_lines=rng.random() < 0.15,
        remark=rng.random() < 0.1,
        sheet=platform != "ga4" and rng.random() < 0.2,
        typed=rng.random() < 0.7,
    )


def written(account: Account, dialect: Dialect, rng: random.Random) -> tuple[str, bytes]:
    """An account as a file: its name and its content."""
    table = _table(account, dialect, rng)
    if dialect.sheet:
        return "export.xlsx", workbook([("Report", table)])
    text = "".join(_line(row, dialect, rng) for row in table)
    if not dialect.last_end:
        text = text.removesuffix(dialect.ends)
    return "export.csv", text.encode(dialect.encoding, "replace")


def daily_export(rows: int, seed: int = 1) -> bytes:
    """A plain daily export of so many rows, 700 days by as many campaigns as it takes, to measure with."""
    rng = random.Random(seed)
    days = [f"{date(2024, 1, 1) + timedelta(days=number)}" for number in range(700)]
    lines = ["Day,Campaign,Cost,Clicks,Conversions,Conv. value"]
    for number in range(rows):
        money = f"{rng.random() * 1_000:.2f},{rng.randrange(900)},{rng.randrange(9)}.00,{rng.random() * 900:.2f}"
        lines.append(f"{days[number % 700]},C{number // 700},{money}")
    return "\n".join([*lines, ""]).encode()


def known_campaign(name: str, dialect: Dialect) -> str:
    """A campaign as it can be read: an encoding without a letter loses it."""
    if dialect.sheet:
        return name
    return name.encode(dialect.encoding, "replace").decode(dialect.encoding).strip()


def is_decidable(account: Account, dialect: Dialect) -> bool:
    """Whether a reader can tell the day from the month."""
    if not dialect.dates.startswith(("slash", "short")) or (dialect.sheet and dialect.typed):
        return True
    return (
        dialect.range_line
        or any(day.day > 12 for day in account.days)
        or all(day.day == day.month for day in account.days)
    )


# ---------------------------------------------------------------------------------------------------------------
# Tables


def _table(account: Account, dialect: Dialect, rng: random.Random) -> list[list[object]]:
    names = NAMES[dialect.platform]
    wanted = ["date", "campaign", "spend", "clicks", "orders", "value"]
    if dialect.extra:
        wanted = [name for name in names if name not in ("currency", "device")]
    if dialect.currency_at == "column":
        wanted.append("currency")
    if dialect.segmented:
        wanted.append("device")
    if dialect.shuffled:
        rng.shuffle(wanted)
    place = LANGUAGES.index(dialect.language)
    header: list[object] = []
    for name in wanted:
        text = names[name][place]
        header.append(
            f"{text} ({account.currency})" if name in ("spend", "value") and dialect.currency_at == "header" else text
        )
    body = [_cells(part, wanted, account, dialect) for row in account.rows for part in _parts(row, dialect, rng)]
    sums = [_sum_row(label, wanted, account, dialect) for label in _labels(account, dialect, place)]
    if dialect.totals == "first":
        body = [sums[0], *body]
    elif dialect.totals == "last":
        body = [*body, *sums]
    if dialect.blank_lines:
        body.insert(rng.randrange(len(body) + 1), [])
    before: list[list[object]] = [["sep=" + dialect.separator]] if dialect.sep_line and not dialect.sheet else []
    if dialect.preamble:
        before.append([TITLES[place]])
    if dialect.range_line:
        ends = (_words(day, dialect.language) for day in (min(account.days), max(account.days)))
        before.append([" - ".join(ends)])
    after: list[list[object]] = [["Generated by an invented account"]] if dialect.remark else []
    if dialect.platform == "ga4":
        before += _comments("Traffic acquisition", account)
        after = [*_comments("New users", account), ["Nth day", "New users"], *([f"{at:04}", at] for at in range(5))]
        header, body = [*header, ""], [[*row, ""] if len(row) == len(header) else row for row in body]
    return [*before, header, *body, *after]


def _comments(title: str, account: Account) -> list[list[object]]:
    rule = "# " + "-" * 40
    first, last = (f"{day:%Y%m%d}" for day in (min(account.days), max(account.days)))
    return [[line] for line in (rule, f"# {title}", rule, "# ", f"# Start date: {first}", f"# End date: {last}")]


def _parts(row: Row, dialect: Dialect, rng: random.Random) -> list[tuple[Row, str]]:
    """A row as segments of it: they add up to the row."""
    if not dialect.segmented:
        return [(row, "")]
    first = {name: rng.randint(0, getattr(row, name)) for name in ("spend", "impressions", "clicks", "orders", "value")}
    second = {name: getattr(row, name) - part for name, part in first.items()}
    return [(replace(row, **first), "Mobile phones"), (replace(row, **second), "Computers")]


def _cells(part: tuple[Row, str], wanted: Sequence[str], account: Account, dialect: Dialect) -> list[object]:
    row, device = part
    money = _money(account, dialect)
    cells: dict[str, object] = {
        "date": _day(row.day, dialect),
        "campaign": row.campaign,
        "type": "Search",
        "currency": account.currency,
        "device": device,
        "spend": money(row.spend),
        "impressions": _number(row.impressions, 0, dialect),
        "clicks": _number(row.clicks, 0, dialect),
        "cpc": money(row.spend // row.clicks) if row.clicks else " --",
        "orders": _number(row.orders, 2, dialect) if row.orders or dialect.empty == "0" else dialect.empty,
        "value": money(row.value),
        "rate": _number(123, 2, replace(dialect, typed=False)) + ("%" if dialect.language == "en" else " %"),
        "cpo": money(row.spend * 100 // row.orders) if row.orders else " --",
    }
    return [cells[name] for name in wanted]


def _labels(account: Account, dialect: Dialect, place: int) -> list[str]:
    return [label.format(n=len(account.campaigns)) for label in LABELS[dialect.platform][place]]


def _sum_row(label: str, wanted: Sequence[str], account: Account, dialect: Dialect) -> list[object]:
    if dialect.platform == "ga4":  # the label stands in a column of its own at the end
        return [*_sum_row_without_label(wanted, account, dialect), label]
    return [
        label if name == "campaign" else cell
        for name, cell in zip(wanted, _sum_row_without_label(wanted, account, dialect), strict=True)
    ]


def _sum_row_without_label(wanted: Sequence[str], account: Account, dialect: Dialect) -> list[object]:
    money = _money(account, dialect)
    rows = account.rows
    cells: dict[str, object] = {
        "currency": account.currency,
        "spend": money(sum(row.spend for row in rows)),
        "impressions": _number(sum(row.impressions for row in rows), 0, dialect),
        "clicks": _number(sum(row.clicks for row in rows), 0, dialect),
        "orders": _number(sum(row.orders for row in rows), 2, dialect),
        "value": money(sum(row.value for row in rows)),
    }
    return [cells.get(name, " --" if dialect.platform == "google_ads" else "") for name in wanted]


def _money(account: Account, dialect: Dialect) -> Callable[[int], object]:
    def written_money(cents: int) -> object:
        amount = _number(cents, 2, dialect)
        if dialect.currency_at != "sign" or not isinstance(amount, str):
            return amount
        sign = {"EUR": "€", "USD": "US$", "GBP": "GBP" if dialect.encoding == "cp1250" else "£", "CHF": "CHF"}[
            account.currency
        ]
        return f"{sign}{amount}" if dialect.language == "en" else f"{amount}{NBSP}{sign}"

    return written_money


def _number(units: int, decimals: int, dialect: Dialect) -> object:
    if dialect.sheet and dialect.typed:
        return units / 10**decimals
    whole, part = divmod(units, 10**decimals)
    text = f"{whole:,}".replace(",", dialect.thousands)
    return text + (f"{dialect.decimal}{part:0{decimals}}" if decimals else "")


def _day(day: date, dialect: Dialect) -> object:
    if dialect.sheet and dialect.typed:
        return day
    return {
        "iso": f"{day:%Y-%m-%d}",
        "slash_day": f"{day:%d/%m/%Y}",
        "slash_month": f"{day:%m/%d/%Y}",
        "short_day": f"{day.day}/{day.month}/{day:%y}",
        "short_month": f"{day.month}/{day.day}/{day:%y}",
        "dots": f"{day:%d.%m.%Y}",
        "dots_short": f"{day.day}. {day.month}. {day.year}",
        "digits": f"{day:%Y%m%d}",
        "words": _words(day, dialect.language),
    }[dialect.dates]


def _words(day: date, language: str) -> str:
    month = MONTHS[language][day.month - 1]
    return (
        f"{month} {day.day}, {day.year}"
        if language == "en"
        else f"{day.day}{'.' * (language != 'fr')} {month} {day.year}"
    )


def _line(row: Sequence[object], dialect: Dialect, rng: random.Random) -> str:
    def cell(value: object) -> str:
        text = str(value)
        needs = any(mark in text for mark in (dialect.separator, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if needs or (dialect.quoted and rng.random() < 0.9) else text

    if len(row) == 1 and str(row[0]).startswith("sep="):
        return f"{row[0]}{dialect.ends}"
    return dialect.separator.join(map(cell, row)) + dialect.ends


# ---------------------------------------------------------------------------------------------------------------
# Spreadsheets


def workbook(sheets: Sequence[tuple[str, Sequence[Sequence[object]]]]) -> bytes:
    """A small XLSX: texts inline, numbers as numbers, days as numbers that are formatted as days.

    Long because it writes out the parts of a workbook one by one.
    """
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbered = list(enumerate(sheets, 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{kind}.worksheet+xml"/>'
            for at, _ in numbered
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        + "".join(f'<sheet name="{escape(name)}" sheetId="{at}" r:id="r{at}"/>' for at, (name, _) in numbered)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="r{at}" Type="{relations}/worksheet" Target="worksheets/sheet{at}.xml"/>'
            for at, _ in numbered
        )
        + f'<Relationship Id="r0" Type="{relations}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    for at, (_, rows) in numbered:
        body = "".join(
            f'<row r="{line}">' + "".join(_sheet_cell(line, column, cell) for column, cell in enumerate(row)) + "</row>"
            for line, row in enumerate(rows, 1)
        )
        parts[f"xl/worksheets/sheet{at}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def _sheet_cell(line: int, column: int, cell: object) -> str:
    letters = (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)
    if isinstance(cell, date):
        return f'<c r="{letters}{line}" s="1"><v>{(cell - date(1899, 12, 30)).days}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{letters}{line}"><v>{cell!r}</v></c>'
    return f'<c r="{letters}{line}" t="inlineStr"><is><t xml:space="preserve">{escape(str(cell))}</t></is></c>'
