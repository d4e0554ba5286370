"""What single cells and whole columns of them are: numbers, dates, words, gaps."""
