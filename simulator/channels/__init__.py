"""The channels that share one budget, and where the next euro should go.

table          what is believed of each channel
draws          the draws of all channels together
figures        what each channel brings, beside the whole
water_filling  the best split of a sum where returns fall, and how far a split can be from it
split_goals    splits for goals that have no closed form
allocation     the split that serves a goal best
frontier       the best expected profit against the total of all channels
"""

from simulator.channels.table import Channel, Channels

__all__ = ["Channel", "Channels"]
