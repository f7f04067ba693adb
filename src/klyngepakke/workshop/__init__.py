"""The workshop: the processes that sheets are made in, and what the road and they say to each other.

Nothing here imports the road: such a process starts for every build that makes a sheet, and reads
no more than a sheet needs.
"""
