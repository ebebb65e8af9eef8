"""How much should I spend?"""

import streamlit as st

from pages.frame import season, visit
from pages.parts.budget import answer, elasticity, handing_on, months, pictures, table, wanted
from simulator import spending_of

words = visit.words()
st.subheader(words.text("Budget: how much should I spend?"), anchor=False)
plan = visit.usable_plan()
spending = spending_of(plan)
answer.sentence(words, plan, spending)
answer.notable_budgets(words)
pictures.pictures(words, plan, spending)
table.table(words)
elasticity.elasticity(words)
wanted.wanted(words)
wanted.daily(words)
months.months(words)
season.events(words)
handing_on.draw(words)
table.downloads(words)
