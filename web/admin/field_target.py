from typing import Any


def target_of(bound: Any) -> str:
    """The id of the element that a link to a form's field leads to. bound: a ``BoundField``.

    A field of several inputs, such as a moment or a choice of buttons, has no input of its own: its first one is meant.
    """
    return bound.id_for_label or f"{bound.auto_id}_0"
