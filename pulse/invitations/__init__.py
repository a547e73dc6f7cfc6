"""One code per person and wave; the box keeps only its hash."""
