"""A chain as plain data, what JSON can hold, and back; standard library only."""

from dataclasses import fields
from typing import Any

from .fields import DerivedLevels
from .refusals import shown


def as_data(thing: Any) -> dict[str, Any]:
    """Return the fields of a chain, DC or retailer as dicts, lists, numbers and None.

    Order levels that follow from the mean demand are None, so that they go on following from it.
    """
    return {field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}


def _plain(value: Any) -> Any:
    if isinstance(value, DerivedLevels):
        return None
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return as_data(value) if hasattr(value, "__dataclass_fields__") else value


def from_data(kind: type, data: Any, members: dict[str, type]) -> Any:
    """Return an object made of plain data.

    Parameters
    ----------
    kind : type
        The dataclass to make.
    data : dict of str to object
        Its fields; those that are missing take their defaults.
    members : dict of str to type
        The fields that hold sequences of other dataclasses, in `kind` and in what it holds.

    Raises
    ------
    ValueError
        Where the data are no dict or name an unknown field, or a field refuses its value.
    """
    if not isinstance(data, dict):
        raise ValueError(f"{kind.__name__} is made of {shown(data)}: give a dict of its fields")
    known = [field.name for field in fields(kind)]
    unknown = [name for name in data if name not in known]
    if unknown:
        raise ValueError(
            f"{kind.__name__} has no field {shown(unknown[0])}: its fields are {', '.join(known)}"
        )
    made = dict(data)
    for name in members.keys() & data.keys():
        parts = data[name]
        if not isinstance(parts, list | tuple):
            raise ValueError(f"{kind.__name__}.{name} is {shown(parts)}: give a list of dicts")
        made[name] = [from_data(members[name], part, members) for part in parts]
    return kind(**made)
