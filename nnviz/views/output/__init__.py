"""What a network answers, in the form in which it is drawn."""
