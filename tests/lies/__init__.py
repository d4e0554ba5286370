"""Files that lie about themselves: whole in form, wrong in what they say.

Each function takes the chance and a whole file, and returns one that lies. What is
damaged blindly is soon refused by a checksum or a first byte; these get further.
"""
