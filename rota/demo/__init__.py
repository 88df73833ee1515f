"""A made-up hospital of real size over the real strikes of early 2016."""
