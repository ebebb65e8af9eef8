"""A plan: what an order leaves, and what is believed about the coming period.

economics  what an order leaves before ad spend, and so the most it may cost
scenario   a plan, complete and valid once it exists
"""
