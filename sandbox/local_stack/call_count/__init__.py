"""How many calls to AWS each operation makes, in an account of ours alone and in one that is full of strangers' clusters."""
