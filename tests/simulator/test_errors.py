"""Can the one error that a person can mend be read by that person, in any language?"""

import pytest

from simulator import InputError
from simulator.errors import about, rounded_down


def test_message_is_a_template_and_its_values_fill_it():
    error = InputError("Between {low_share} and {high}.", field="x", low_share=0.015, high=1 / 3)
    assert error.message == "Between {low_share} and {high}."
    assert str(error) == "Between 1.5 % and 0.3333333333."
    assert error.values == {"low_share": 0.015, "high": 1 / 3}


def test_value_with_braces_or_percent_signs_is_shown_as_it_is():
    assert str(InputError("Got {text}.", text="{0} %s {text}")) == "Got {0} %s {text}."


def test_same_error_can_be_said_of_another_field():
    error = InputError("Got {value}.", field="low", value=2.0).at("cpc_low")
    assert (error.field, str(error)) == ("cpc_low", "Got 2.")


@pytest.mark.parametrize(
    ("number", "text"), [(5000.0, "5000"), (0.1 + 0.2, "0.3"), (1e12, "1e+12"), (12, "12"), (float("nan"), "nan")]
)
def test_a_number_is_written_without_digits_that_nobody_typed(number, text):
    assert str(InputError("{value}", value=number)) == text


def test_said_of_another_field_it_keeps_message_and_values_and_leaves_the_first_as_it_was():
    error = InputError("Too low: {low}.", field="low", low=3)
    moved = error.at("cpc_low")
    assert (moved.message, moved.values) == (error.message, error.values)
    assert error.field == "low"


def test_what_was_worked_out_is_told_with_three_digits_and_more_only_to_tell_two_apart():
    assert about(85.47647803355649) == 85.5
    assert about(544.50855233629, beside=100) == 545
    assert about(0.348888, beside=0.348901) == 0.34889
    assert about(2.0, beside=2.0) == 2


def test_a_number_beside_another_one_has_as_many_digits_as_tell_them_apart():
    assert about(1 / 3) == 0.333
    assert about(1 / 3, beside=0.3334) == 0.3333
    assert about(1 / 3, beside=1 / 3) == 0.333333333333  # twelve at most


@pytest.mark.parametrize(("value", "taken"), [(1.239, 1.23), (0.5, 0.5), (999.9, 999), (0.001239, 0.00123), (1e6, 1e6)])
def test_the_most_that_is_taken_is_named_in_three_digits_and_no_larger(value, taken):
    assert rounded_down(value) == taken
