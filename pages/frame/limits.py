"""What the operator of a shared server lets one plan ask for."""

import os
from typing import Final

from simulator.forms.fields import LEAST_DRAWS
from simulator.plan.scenario import MOST_DRAWS

USUAL_MOST_DRAWS: Final = 2**18


def most_draws() -> int:
    """Draws of one plan at most: `CPO_MOST_DRAWS`, within what the model can make.

    Raises
    ------
    ValueError
        When the variable is no whole number: the operator should see it at the first visit.
    """
    wanted = int(os.environ.get("CPO_MOST_DRAWS", USUAL_MOST_DRAWS))
    return min(max(wanted, LEAST_DRAWS), MOST_DRAWS)
