"""Parts of a file on a Dask cluster that runs already: the same function, the same order, a few parts at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

from simulator import InputError

Given = TypeVar("Given")
Made = TypeVar("Made")
_PARTS_PER_THREAD: Final = 2
"""Parts that are sent ahead, so that no worker waits and no more than these are in memory."""
_SECONDS: Final = 20.0


def on_cluster(address: str, work: Callable[[Given], Made], parts: Iterable[Given]) -> Iterator[Made]:
    """What `work` makes of each part, in the order of the parts.

    A worker that dies loses nothing: the scheduler holds the parts that are under way and gives them to another one.

    address : of the scheduler, such as tcp://10.0.0.5:8786

    Raises
    ------
    InputError
        Without the library, a scheduler that answers, a worker, or the package on the workers; and what `work` raises.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise InputError("--dask needs the library distributed: pip install 'cpo-simulator[dask]'.") from None
    try:
        client: Any = Client(address, timeout=_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError):
        raise InputError("No Dask scheduler answers at {address}.", address=address) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_SECONDS)
            yield from _in_order(client, work, parts)
        except TimeoutError:
            raise InputError("The Dask cluster at {address} has no worker.", address=address) from None
        except ModuleNotFoundError as error:
            raise InputError("The workers lack the package {name}: install it there.", name=error.name) from None
        except KilledWorker:
            raise InputError("Workers of the Dask cluster died again and again with a part of the file.") from None


def _in_order(client: Any, work: Callable[[Given], Made], parts: Iterable[Given]) -> Iterator[Made]:
    ahead = _PARTS_PER_THREAD * sum(client.nthreads().values())
    waiting = deque[Any]()
    for part in parts:
        waiting.append(client.submit(work, part, pure=False))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
