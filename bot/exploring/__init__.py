"""
Walks the ways of a flow with the real bot, until each has run or none is left to try.

    Explorer --> Walk --> the real bot, its photos and timers --> Spot
       |           |
       |           +--> Break: a rule of the engine that did not hold
       +--> Exploration: what was walked, and what never ran

``candidates.py`` knows what may be typed, ``possible.py`` what may be done at a spot,
``trail.py`` notes which transitions ran.
"""
