"""Settings that every test shares: how long property tests hunt."""

from __future__ import annotations

import os

from hypothesis import settings

# Evaluation plans are built on first use and machines are busy: a slow first example is no fault.
settings.register_profile("everyday", deadline=None, max_examples=60)
settings.register_profile("hunt", deadline=None, max_examples=3000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))
