"""
The suite is deterministic: generated examples are the same in every run.

``pytest --hypothesis-profile explore`` looks for new ones.
"""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=1_000)
settings.load_profile("steady")
