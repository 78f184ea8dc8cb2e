"""The parts of `kaolib.study.lesson`, which is their only face."""
