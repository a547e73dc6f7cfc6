"""Plan, official forecast and actual of every team and period, as HR uploads them: the measure of every forecast."""
