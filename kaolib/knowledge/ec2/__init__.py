"""How EC2 bills what runs: running time, tenancy and hosts, CPU options and licences, capacity, CPU credits.

Tables in, tables out. Prices are list prices of the snapshot in USD; a price that is not known is NaN or a missing row.
"""
