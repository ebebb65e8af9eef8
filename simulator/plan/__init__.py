"""A plan: what an order leaves, and what is believed about the coming period.

economics   what an order leaves before ad spend, and so the most it may cost
events      events of a year, and what they do to the averages of a period
event_days  their days in a year, and the size of those for which one was published
scenario    a plan, complete and valid once it exists
"""
