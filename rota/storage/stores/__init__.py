"""One store for each kind of thing: domain values out, changes in through the journal."""
