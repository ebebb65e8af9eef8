"""Mends one fault of Streamlit (seen in 1.67): a fragment's run took messages from the whole run before it.

When a fragment starts, Streamlit takes what was not sent yet of that fragment out of the queue, since it will be drawn
anew. Where those messages belong to a whole run that has just ended, the browser still hears that this run succeeded,
removes what it did not bring (the fragment), and everything behind moves up by one: the fragment then draws into the
wrong place, or the page dies with "Bad delta path". A click that draws all followed at once by a move of a slider did
that in 5 of 80 tries. Remove this module when `tests/test_whole_runs.py` says that it is not needed any more.
"""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

_clear = ForwardMsgQueue.clear


def keep() -> None:
    """Have every queue of messages keep a whole run that has ended until it is sent."""
    ForwardMsgQueue.clear = _clear_but_whole_runs  # type: ignore[method-assign, assignment]


def _clear_but_whole_runs(
    queue: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
) -> None:
    if retain_lifecycle_msgs and fragment_ids_this_run is not None and any(map(_ends_a_whole_run, queue._queue)):
        queue._delta_index_map = {}  # what comes next is of another run: it takes no earlier message's place
    else:
        _clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)


def _ends_a_whole_run(message: ForwardMsg) -> bool:
    ended = message.WhichOneof("type") == "script_finished"
    return ended and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
