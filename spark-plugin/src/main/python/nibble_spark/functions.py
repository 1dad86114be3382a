"""SQL functions of Nibble for columns, in classic sessions and through Spark Connect."""

from typing import TYPE_CHECKING, Union

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column

    ColumnOrName = Union[Column, str]


def predict(model: str, *features: "ColumnOrName") -> "Column":
    """The scores of each row: an array of floats, or NULL where the features are NULL.

    `model` is a path on the Spark driver or on any Hadoop file system; `features` one column of numbers
    (an array, a vector or a struct) or a column for each feature.
    """
    return _call("nibble_predict", model, features)


def classify(model: str, *features: "ColumnOrName") -> "Column":
    """The label with the highest score, and that score, as a struct; else as `predict`."""
    return _call("nibble_classify", model, features)


def _call(function, model, features):
    if not isinstance(model, str):
        raise TypeError(f"model is {model!r}, expected its path as a string")
    if not features:
        raise TypeError("there are no features, expected a column or more")
    return F.call_function(function, F.lit(model), *features)
