"""How fast the board is. Not part of the product; `make bench` runs `board.py`."""
