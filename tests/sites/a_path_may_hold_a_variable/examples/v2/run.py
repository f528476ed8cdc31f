run = 2
