"""The channels that share one budget, and where the next euro should go.

table          what is believed of each channel
draws          the draws of all channels together
figures        what each channel brings, beside the whole
water_filling  the best split of a sum where returns fall, and how far a split can be from it
split          a split that was found, and tools of those who look for one
cautious       the best split for a cautious view of profit
most_orders    the most orders at a CPO that is kept often enough
wanted         what is wanted of a split, and what bounds leave room for
allocation     the split that serves a goal best
frontier       the best expected profit against the total of all channels
"""

from simulator.channels.table import Channel, Channels

__all__ = ["Channel", "Channels"]
