#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes wind_chill.csv: numbers from a formula, not from thermometers.

The air's temperature and the wind's speed, and how cold it feels by the wind chill index of 2001 (Environment Canada,
US National Weather Service), to which a uniform error of at most 0.25 degrees is added."""

import pathlib
import random

random.seed(1)
lines = ["# Made by make_wind_chill.py from the wind chill formula of 2001, with an error of +-0.25 degrees.",
         "temperature_c,wind_km_h,feels_like_c"]
for _ in range(500):
    temperature, wind = random.uniform(-40, 10), random.uniform(5, 100)
    power = wind ** 0.16
    felt = 13.12 + 0.6215 * temperature - 11.37 * power + 0.3965 * temperature * power
    lines.append(f"{temperature:.1f},{wind:.1f},{felt + random.uniform(-0.25, 0.25):.2f}")
pathlib.Path(__file__).with_name("wind_chill.csv").write_text("\n".join(lines) + "\n")
