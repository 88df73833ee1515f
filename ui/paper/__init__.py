"""What the program puts on paper: pages in black and white, laid out for A4 and A3."""
