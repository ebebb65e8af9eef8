"""What every test shares: property tests try the same cases on every run, so that red means a change, never luck."""

from hypothesis import settings

settings.register_profile("same_cases_every_time", derandomize=True, database=None, deadline=None, max_examples=60)
settings.load_profile("same_cases_every_time")
